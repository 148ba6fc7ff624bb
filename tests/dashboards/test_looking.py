from datetime import timedelta
from html import unescape

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import override

from lms.people import looks
from lms.people.access import Role
from lms.people.models import Look
from skills.actions import refresh_due_levels
from tests.cast import NEIGHBOUR
from tests.dashboards.test_queries import see_status, unit_named
from tests.looking import say_why


@pytest.fixture(autouse=True)
def _in_english():
    with override("en"):
        yield


@pytest.fixture
def hr(as_user, cast):
    see_status(cast.a)
    refresh_due_levels(now=timezone.now())
    return as_user(cast.hr_a)


def text_of(response) -> str:
    return unescape(response.content.decode())


def page_about(cast, name="learner_a") -> str:
    return reverse("person", args=[cast.employment(getattr(cast, name)).pk])


def seen(person) -> set[tuple[str, str]]:
    return {(look.by.username, look.what) for look in Look.objects.at_person(person)}


@pytest.mark.parametrize("name", ["people", "people_csv", "person"])
def test_no_record_opens_before_it_is_said_why(hr, cast, name):
    page = page_about(cast) if name == "person" else reverse(name)
    asked = hr.get(page + "?skill=4.1")
    assert asked.url.startswith(reverse("purpose"))
    assert cast.learner_a.name not in text_of(hr.get(asked.url))
    assert not Look.objects.exists()
    opened = hr.post(asked.url, {"purpose": "needs"})
    assert opened.url == page + "?skill=4.1"
    assert cast.learner_a.name in text_of(hr.get(opened.url))
    assert Look.objects.at_person(cast.learner_a).get().purpose == Look.Purpose.NEEDS


def test_a_list_its_file_and_a_page_are_each_a_look_at_whom_they_show(hr, cast):
    say_why(hr)
    library = {"unit": unit_named(cast, "Library").pk}
    hr.get(reverse("people"), library)
    assert seen(cast.learner6_a) == {("hr_a", "list")}
    assert seen(cast.learner_a) == set()
    hr.get(reverse("people_csv"), library)
    hr.get(page_about(cast, "learner6_a"))
    assert seen(cast.learner6_a) == {("hr_a", "list"), ("hr_a", "file"), ("hr_a", "states")}


def test_every_page_with_a_record_says_why_it_is_open_and_lets_that_be_changed(hr, cast):
    say_why(hr, "other", "I prepare the talk of Monday.")
    for page in (reverse("people"), page_about(cast)):
        text = text_of(hr.get(page))
        assert "I prepare the talk of Monday." in text
        assert f"{reverse('purpose')}?next={page}" in text


def test_after_half_a_day_it_is_asked_again(hr, cast, monkeypatch):
    say_why(hr)
    assert hr.get(reverse("people")).status_code == 200
    monkeypatch.setattr(looks, "LONGEST_SITTING", timedelta(0))
    assert hr.get(reverse("people")).status_code == 302


def test_the_reason_ends_with_the_session(hr, cast):
    say_why(hr)
    hr.logout()
    hr.force_login(cast.hr_a)
    assert hr.get(reverse("people")).status_code == 302


@pytest.mark.parametrize(
    "sent",
    [
        {},
        {"purpose": "curious"},
        {"purpose": "other"},
        {"purpose": "other", "said": " "},
        {"purpose": "other", "said": "\x00"},
        {"purpose": "other", "said": "a" * 201},
    ],
)
def test_without_a_reason_the_page_says_what_to_mend(hr, sent):
    assert hr.post(reverse("purpose"), sent).status_code == 422
    assert hr.get(reverse("people")).status_code == 302


@pytest.mark.parametrize(
    "back", ["https://elsewhere.example/", "//elsewhere.example", "javascript:alert(1)", ""]
)
def test_the_way_back_stays_here(hr, back):
    asked = hr.post(f"{reverse('purpose')}?next={back}", {"purpose": "needs"})
    assert asked.url == reverse("home")


@pytest.mark.parametrize("name", ["learner_a", "trainer_a"])
def test_who_opens_no_records_is_not_asked_why(as_user, cast, name):
    assert as_user(getattr(cast, name)).get(reverse("purpose")).status_code == 403


def test_whether_somebody_may_look_is_decided_before_she_is_asked_why(as_user, cast):
    assert as_user(cast.hr_a).get(reverse("people")).status_code == 403  # only groups are shown here
    see_status(cast.a)
    see_status(cast.b)
    theirs = page_about(cast, "learner_b")
    assert as_user(cast.hr_a).get(theirs).status_code == 404


def test_the_coach_looks_at_who_asks_and_at_who_shares(cast):
    learner, coach = Client(), Client()
    learner.force_login(cast.learner_a)
    coach.force_login(cast.coach_a)
    assert coach.get(reverse("coaching")).status_code == 200  # nobody to look at: nothing to ask
    learner.post(reverse("my_coach"), {"do": "ask", "message": "Help"})
    learner.post(reverse("my_coach"), {"do": "share", "coach": cast.coach_a.pk})
    shown = reverse("coached", args=[cast.employment(cast.learner_a).pk])
    assert [coach.get(page).status_code for page in (reverse("coaching"), shown)] == [302, 302]
    say_why(coach, "question")
    assert [coach.get(page).status_code for page in (reverse("coaching"), shown)] == [200, 200]
    assert seen(cast.learner_a) == {("coach_a", "requests"), ("coach_a", "shared")}


def test_somebody_reads_who_looked_at_what_and_why(hr, cast):
    person = Client()
    person.force_login(cast.learner_a)
    assert "Nobody looked" in text_of(person.get(reverse("my_looks")))
    say_why(hr, "other", "<b>Because</b> of Monday")
    hr.get(page_about(cast))
    page = text_of(person.get(reverse("my_looks")))
    for words in (cast.hr_a.name, "HR · Gemeente Aalhoek", "Your states, on a page about you"):
        assert words in page
    assert "<b>Because</b>" not in person.get(reverse("my_looks")).content.decode()
    assert f"{timezone.localdate():%Y}" in page
    assert reverse("my_coach") in page  # where she stops sharing
    assert reverse("my_looks") in text_of(person.get(reverse("skills")))


def test_nobody_reads_who_looked_at_others(hr, cast):
    say_why(hr)
    hr.get(page_about(cast))
    for name in ("learner2_a", "hr_a", "learner_b"):
        person = Client()
        person.force_login(getattr(cast, name))
        assert "Nobody looked" in text_of(person.get(reverse("my_looks")))


def test_many_looks_come_in_pages(hr, cast):
    now = timezone.now()
    for number in range(51):
        session: dict = {}
        looks.begin(session, purpose=Look.Purpose.NEEDS, said="", now=now)
        looks.note(
            people=[cast.learner_a.pk],
            organisation=cast.a,
            what=Look.What.LIST,
            role=Role.HR,
            sitting=looks.sitting(session, now),
            now=now - timedelta(days=number),
            acting_user=cast.hr_a,
        )
    person = Client()
    person.force_login(cast.learner_a)
    first = person.get(reverse("my_looks"))
    assert [
        len(first.context["rows"]),
        len(person.get(reverse("my_looks"), {"page": 2}).context["rows"]),
    ] == [50, 1]
    assert NEIGHBOUR not in text_of(first)
