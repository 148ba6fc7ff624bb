from datetime import date, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from lms.people import correcting
from lms.people.models import Change, Correction, Employment, Look
from tests.looking import say_why

ASK, ANSWERS = "/en/my-data/not-right/", "/en/corrections/"


@pytest.fixture
def said(cast) -> Correction:
    return correcting.ask_correction(
        employment=cast.employment(cast.learner_a),
        fact=Correction.Fact.UNIT,
        sentence="I work at the library",
        now=timezone.now(),
        acting_user=cast.learner_a,
    )


def asking(cast, **more) -> dict:
    return {
        "do": "ask",
        "employment": cast.employment(cast.learner_a).pk,
        "fact": "unit",
        "sentence": "I work at the library",
    } | more


def test_from_saying_it_to_reading_the_answer(as_user, cast):
    client = as_user(cast.learner_a)
    assert client.post(ASK, asking(cast)).status_code == 302
    made = Correction.objects.get()
    hr = say_why(as_user(cast.hr_a), "question")
    assert b"I work at the library" in hr.get(ANSWERS).content
    assert hr.post(ANSWERS, {"correction": made.pk, "outcome": "mended", "answer": "Done"}).status_code == 302
    page = as_user(cast.learner_a).get(ASK)
    assert b"Hr_A" in page.content
    assert b"\xe2\x80\x9cDone\xe2\x80\x9d" in page.content
    assert b"HR answered what you said is not right." in as_user(cast.learner_a).get("/en/").content
    change = Change.objects.get(what="correction_answered")
    assert (change.about, change.by) == (cast.learner_a, cast.hr_a)
    look = Look.objects.get(about=cast.learner_a)
    assert (look.by, look.what, look.role) == (cast.hr_a, "correction", "hr")


def test_saying_it_twice_keeps_the_newest_words(as_user, cast):
    client = as_user(cast.learner_a)
    for sentence in ("I work at the library", "I work at the  office"):
        client.post(ASK, asking(cast, sentence=sentence))
    assert [one.sentence for one in Correction.objects.all()] == ["I work at the office"]


@pytest.mark.parametrize(
    "wrong",
    [
        {"sentence": ""},
        {"sentence": "x" * 301},
        {"sentence": "a\x00b"},
        {"fact": "salary"},
        {"fact": ""},
        {"employment": "999999"},
        {"employment": "x"},
    ],
    ids=str,
)
def test_what_cannot_be_read_is_refused_with_a_sentence(as_user, cast, wrong):
    reply = as_user(cast.learner_a).post(ASK, asking(cast, **wrong))
    assert reply.status_code == 422
    assert not Correction.objects.exists()


def test_nobody_speaks_for_somebody_else(as_user, cast, said):
    client = as_user(cast.learner2_a)
    assert client.post(ASK, asking(cast)).status_code == 422
    client.post(ASK, {"do": "take_back", "correction": said.pk})
    said.refresh_from_db()
    assert said.withdrawn_at is None
    assert b"library" not in client.get(ASK).content


def test_what_is_taken_back_reaches_nobody(as_user, cast, said):
    as_user(cast.learner_a).post(ASK, {"do": "take_back", "correction": said.pk})
    hr = say_why(as_user(cast.hr_a))
    assert b"library" not in hr.get(ANSWERS).content
    reply = hr.post(ANSWERS, {"correction": said.pk, "outcome": "mended"})
    assert reply.status_code == 404
    assert as_user(cast.learner_a).post(ASK, asking(cast)).status_code == 302


def test_of_who_left_the_organisation_reads_nothing_and_she_does(as_user, cast, said):
    Employment.objects.filter(user=cast.learner_a).update(ends=date.today() - timedelta(days=1))
    assert b"library" not in say_why(as_user(cast.hr_a)).get(ANSWERS).content
    assert b"library" in as_user(cast.learner_a).get(ASK).content


@pytest.mark.parametrize("who", ["learner2_a", "coach_a", "manager_a", "trainer_a"])
def test_other_roles_do_not_read_it(as_user, cast, said, who):
    assert say_why(as_user(getattr(cast, who))).get(ANSWERS).status_code == 403


@pytest.mark.parametrize("who", ["hr_b", "administrator_b"])
def test_hr_of_the_neighbours_neither_reads_nor_answers_it(as_user, cast, said, who):
    client = say_why(as_user(getattr(cast, who)))
    assert b"library" not in client.get(ANSWERS).content
    assert client.post(ANSWERS, {"correction": said.pk, "outcome": "mended"}).status_code == 404


def test_it_is_asked_first_why_somebody_looks(as_user, cast, said):
    assert as_user(cast.administrator_a).get(ANSWERS).url.startswith(reverse("purpose"))
    assert say_why(as_user(cast.administrator_a)).get(ANSWERS).status_code == 200


def test_what_stays_needs_a_reason(as_user, cast, said):
    hr = say_why(as_user(cast.hr_a))
    reply = hr.post(ANSWERS, {"correction": said.pk, "outcome": "kept"})
    assert reply.status_code == 422
    assert "Say in one sentence why it stays as it is." in reply.content.decode()
    for wrong in ("x", "", "9" * 30):
        assert hr.post(ANSWERS, {"correction": wrong, "outcome": "mended"}).status_code == 404


def test_the_first_answer_counts(as_user, cast, said):
    hr = say_why(as_user(cast.hr_a))
    for outcome in ("mended", "kept"):
        hr.post(ANSWERS, {"correction": said.pk, "outcome": outcome, "answer": "So"})
    said.refresh_from_db()
    assert (said.outcome, Change.objects.filter(what="correction_answered").count()) == ("mended", 1)


def test_nobody_answers_herself(as_user, cast):
    hers = correcting.ask_correction(
        employment=cast.employment(cast.hr_a),
        fact=Correction.Fact.JOB,
        sentence="I am the head",
        now=timezone.now(),
        acting_user=cast.hr_a,
    )
    hr = say_why(as_user(cast.hr_a))
    assert hr.post(ANSWERS, {"correction": hers.pk, "outcome": "mended"}).status_code == 404
    with pytest.raises(ValueError, match="herself"):
        correcting.answer_correction(
            correction=hers, outcome="mended", answer="", now=timezone.now(), acting_user=cast.hr_a
        )


def test_who_works_nowhere_changes_her_own_name_and_who_is_employed_does_not(as_user, cast):
    client = as_user(cast.learner_a)
    client.post(ASK, {"do": "name", "name": "Somebody Else"})
    cast.learner_a.refresh_from_db()
    assert cast.learner_a.name == "Learner_A"
    Employment.objects.filter(user=cast.learner_a).update(ends=date.today() - timedelta(days=1))
    assert client.post(ASK, {"do": "name", "name": "123"}).status_code == 422
    assert client.post(ASK, {"do": "name", "name": "New  Name"}).status_code == 302
    assert type(cast.learner_a).objects.get(username="learner_a").name == "New Name"


def test_hr_sees_on_the_overview_that_somebody_waits(as_user, cast, said):
    assert as_user(cast.hr_a).get(reverse("overview")).context["corrections"] == 1
    assert as_user(cast.manager_a).get(reverse("overview")).context["corrections"] == 0


def test_the_other_pages_of_the_organisation_are_beside_it(as_user, cast):
    for address in (reverse("corrections"), reverse("people_import", args=[cast.a.slug])):
        page = say_why(as_user(cast.hr_a)).get(address).content.decode()
        assert f'href="{reverse("cards", args=[cast.a.slug])}"' in page
        assert f'href="{address}" aria-current="page"' in page
        assert reverse("units", args=[cast.a.slug]) not in page  # the administrator's
