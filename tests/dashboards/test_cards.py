"""The page on which HR makes cards."""

import re
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse
from django.utils.translation import override
from PIL import ImageFile

from lms.accounts.models import Card
from lms.dashboards import cards, printing
from lms.people.models import Change, Employment, Look
from tests.looking import say_why


@pytest.fixture(autouse=True)
def _in_english():
    with override("en"):
        yield


@pytest.fixture
def hr(as_user, cast):
    return say_why(as_user(cast.hr_a))


def send(client, organisation, people, do="make", batch=None):
    said = {"do": do, "batch": batch or uuid4(), "people": [one.pk for one in people]}
    return client.post(reverse("cards", args=[organisation.slug]), said)


@pytest.fixture
def _no_pdf(monkeypatch):
    def missing(context):
        raise printing.NoPdf

    monkeypatch.setattr(printing, "pdf", missing)


def codes(page) -> list[str]:
    return re.findall(r'class="code">([A-Z0-9-]{14})<', page.content.decode())


@pytest.mark.usefixtures("_no_pdf")
def test_without_weasyprint_a_page_to_print_says_so_and_its_codes_sign_in(cast, hr):
    page = send(hr, cast.a, [cast.learner_a, cast.learner2_a])
    assert "cannot make a PDF" in page.content.decode()
    assert "no-store" in page.headers["Cache-Control"]
    found = codes(page)
    assert len(found) == 2
    said = {"code": found[0], "pin": "4827", "again": "4827"}
    assert Client().post(reverse("card"), said).status_code == 302
    assert Change.objects.of(cast.a).filter(what="card_made", by=cast.hr_a).count() == 2
    listed = hr.get(reverse("cards", args=[cast.a.slug])).content.decode()
    assert "made on" in listed
    assert not any(code.replace("-", "") in listed or code in listed for code in found)


def test_a_pdf_has_four_cards_on_a_page(cast):
    pytest.importorskip("weasyprint")
    job = cast.employment(cast.learner_a)
    pages = [
        printing.pdf(
            {"about": cast.a, "sheets": printing.papers([(job, "CDFHJKMNPQRT")] * count), "address": "x"}
        ).pages
        for count in (4, 5)
    ]
    assert [len(found) for found in pages] == [1, 2]


def test_hr_gets_a_pdf(cast, hr):
    pytest.importorskip("weasyprint")
    reply = send(hr, cast.a, [cast.learner_a])
    assert (reply.headers["Content-Type"], reply.content[:5]) == ("application/pdf", b"%PDF-")


@pytest.mark.usefixtures("_no_pdf")
def test_a_form_sent_twice_makes_cards_once(cast, hr):
    batch = uuid4()
    assert send(hr, cast.a, [cast.learner_a], batch=batch).status_code == 200
    assert send(hr, cast.a, [cast.learner_a], batch=batch).status_code == 422
    assert Card.objects.filter(user=cast.learner_a).count() == 1


@pytest.mark.usefixtures("_no_pdf")
def test_hr_takes_a_card_back_and_it_is_noted(cast, hr):
    send(hr, cast.a, [cast.learner_a])
    assert send(hr, cast.a, [cast.learner_a], do="revoke").status_code == 302
    assert not Card.objects.live().filter(user=cast.learner_a).exists()
    assert Change.objects.of(cast.a).filter(what="card_revoked", about=cast.learner_a).count() == 1


def test_the_list_is_a_look_and_asks_why_first(cast, as_user):
    place = reverse("cards", args=[cast.a.slug])
    client = as_user(cast.hr_a)
    assert client.get(place).headers["Location"].startswith(reverse("purpose"))
    found = say_why(client).get(place, {"q": "learner6"})
    assert found.status_code == 200
    assert set(Look.objects.filter(what="cards").values_list("about__username", flat=True)) == {"learner6_a"}


@pytest.mark.usefixtures("_no_pdf")
def test_the_neighbours_hr_cannot_list_print_or_revoke(cast, hr):
    send(hr, cast.a, [cast.learner_a])
    other = Client()
    other.force_login(cast.hr_b)
    say_why(other)
    assert other.get(reverse("cards", args=[cast.a.slug])).status_code == 404
    for do in ("make", "revoke"):
        assert send(other, cast.a, [cast.learner_a], do=do).status_code == 404
        assert send(other, cast.b, [cast.learner_a], do=do).status_code == 422
    assert Card.objects.live().get(user=cast.learner_a).made_by == cast.hr_a


def test_whose_somebody_is_does_not_follow_from_her_unit(cast, hr):
    ours = cast.employment(cast.learner_a).unit
    Employment.objects.exclude(organisation=cast.a).update(unit=ours)
    assert cast.learner_b.name not in hr.get(reverse("cards", args=[cast.a.slug])).content.decode()
    assert send(hr, cast.a, [cast.learner_b]).status_code == 422


@pytest.mark.parametrize("who", ["learner_a", "manager_a", "coach_a", "trainer_a"])
def test_others_do_not_make_cards(cast, as_user, who):
    assert as_user(getattr(cast, who)).get(reverse("cards", args=[cast.a.slug])).status_code == 404


def test_rubbish_is_refused(cast, hr):
    place = reverse("cards", args=[cast.a.slug])
    assert hr.post(place, {"do": "make", "batch": "x", "people": "999999999999"}).status_code == 422
    assert hr.post(place, {"do": "make"}).status_code == 422
    assert hr.get(place, {"q": "\x00", "unit": "x"}).status_code == 422


def test_after_a_pdf_half_a_picture_is_still_no_picture(cast, hr):
    send(hr, cast.a, [cast.learner_a])
    assert ImageFile.LOAD_TRUNCATED_IMAGES is False


@pytest.mark.usefixtures("_no_pdf")
def test_hr_finds_who_has_no_card_yet(cast, hr):
    send(hr, cast.a, [cast.learner_a])
    place, box = reverse("cards", args=[cast.a.slug]), f'name="people" value="{cast.learner_a.pk}"'
    assert box in hr.get(place, {"q": "learner"}).content.decode()
    assert box not in hr.get(place, {"q": "learner", "without": "on"}).content.decode()
    send(hr, cast.a, [cast.learner_a], do="revoke")
    assert box in hr.get(place, {"q": "learner", "without": "on"}).content.decode()


@pytest.mark.usefixtures("_no_pdf")
def test_everybody_on_the_list_gets_a_card_and_nobody_else_and_at_most_so_many(cast, hr, monkeypatch):
    place = reverse("cards", args=[cast.a.slug])
    monkeypatch.setattr(cards, "PER_PAGE", 1)
    said = {"do": "make", "batch": uuid4(), "everybody": "on"}
    monkeypatch.setattr(cards, "MOST_AT_ONCE", 2)
    assert "At most 2 cards in one go." in hr.post(place, said).content.decode()
    assert not Card.objects.exists()
    monkeypatch.setattr(cards, "MOST_AT_ONCE", 100)
    assert hr.post(f"{place}?q=learner", said).status_code == 200
    have = set(Card.objects.live().values_list("user__username", flat=True))
    assert {"learner_a", "learner2_a"} <= have
    assert all(name.startswith("learner") and name.endswith("_a") for name in have)
