from datetime import timedelta
from html import unescape

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import override

from courses.actions import complete, enrol
from courses.models import Activity, HelpRequest, TaskCheck
from lms.people.models import Employment, Grant, Share, Unit
from tests.cast import NEIGHBOUR
from tests.factories import a_module, an_activity
from tests.looking import say_why
from tests.shown import show_often

NOBODYS = "0b5c9f4e-1f0d-4c1e-9a53-2f3c8f6d7e10"


@pytest.fixture(autouse=True)
def _in_english():
    with override("en"):
        yield


@pytest.fixture
def as_user(db):
    """A browser for each: two people act in turn."""

    def sign_in(user) -> Client:
        client = Client()
        client.force_login(user)
        return client

    return sign_in


@pytest.fixture
def learner(as_user, cast):
    return as_user(cast.learner_a)


@pytest.fixture
def coach(as_user, cast):
    return say_why(as_user(cast.coach_a))


@pytest.fixture
def task(cast):
    """A task that learner_a says she did."""
    task = an_activity(a_module(cast.a), kind=Activity.Kind.TASK, questions=0)
    who = {"user": cast.learner_a, "acting_user": cast.learner_a, "now": timezone.now()}
    enrolment = enrol(module=task.module, organisation=cast.a, **who)
    complete(activity=task, enrolment=enrolment, **who)
    return task


def text_of(response) -> str:
    return unescape(response.content.decode())


def ask(client, **fields):
    return client.post(reverse("my_coach"), {"do": "ask", **fields}, follow=True)


def share(client, coach, do="share"):
    return client.post(reverse("my_coach"), {"do": do, "coach": coach.pk}, follow=True)


def shown(cast) -> str:
    return reverse("coached", args=[cast.employment(cast.learner_a).pk])


def test_a_coach_sees_who_asks_and_closes_it(learner, coach, cast, task):
    ask(learner, about=task.key, message="I do not dare.")
    page = text_of(coach.get(reverse("coaching")))
    assert cast.learner_a.name in page
    assert "I do not dare." in page
    asked = HelpRequest.objects.get()
    coach.post(reverse("coaching"), {"request": asked.pk, "outcome": "close"})
    coach.get(reverse("coaching"))  # says once that it is closed
    assert cast.learner_a.name not in text_of(coach.get(reverse("coaching")))
    assert not TaskCheck.objects.exists()


def test_a_coach_ticks_a_task_off_that_she_was_asked_to_see(learner, coach, cast, task):
    assert "Come and look" in text_of(learner.get(reverse("my_coach"), {"about": task.key}))
    ask(learner, about=task.key, kind="check")
    coach.post(reverse("coaching"), {"request": HelpRequest.objects.get().pk, "outcome": "works"})
    assert TaskCheck.objects.get().checked_by == cast.coach_a
    assert "Your coach saw you do this" in text_of(learner.get(reverse("my_coach")))


def test_two_coaches_at_once_close_it_once(learner, coach, cast, task):
    ask(learner, about=task.key, kind="check")
    act = {"request": HelpRequest.objects.get().pk, "outcome": "works"}
    coach.post(reverse("coaching"), act)
    again = coach.post(reverse("coaching"), act, follow=True)
    assert "Somebody else already did this." in text_of(again)
    assert TaskCheck.objects.count() == 1


@pytest.mark.parametrize("request_id", ["", "x", "0", "9" * 40, "\x00"])
def test_a_request_that_is_not_there_changes_nothing(coach, request_id):
    reply = coach.post(reverse("coaching"), {"request": request_id, "outcome": "works"}, follow=True)
    assert reply.status_code == 200


def test_only_people_of_the_own_units_reach_a_coach(learner, coach, cast):
    library = Unit.objects.get(organisation=cast.a, name="Library")
    Grant.objects.filter(user=cast.coach_a).update(unit=library)
    assert "no coach yet" in text_of(learner.get(reverse("my_coach")))
    ask(learner, message="Hello?")
    assert "Hello?" not in text_of(coach.get(reverse("coaching")))
    Grant.objects.filter(user=cast.coach_a).update(unit=None)
    assert "Hello?" in text_of(coach.get(reverse("coaching")))


def test_a_coach_sees_skills_only_while_they_are_shown(learner, coach, cast):
    show_often(cast.learner_a, cast.a, level=6, times=20)
    assert coach.get(shown(cast)).status_code == 404
    share(learner, cast.coach_a)
    assert "in order" in text_of(coach.get(shown(cast)))
    assert cast.learner_a.name in text_of(coach.get(reverse("coaching")))
    share(learner, cast.coach_a, do="unshare")
    assert coach.get(shown(cast)).status_code == 404
    assert cast.learner_a.name not in text_of(coach.get(reverse("coaching")))


def test_what_was_shown_is_not_seen_from_another_unit(learner, coach, cast):
    share(learner, cast.coach_a)
    library = Unit.objects.get(organisation=cast.a, name="Library")
    Grant.objects.filter(user=cast.coach_a).update(unit=library)
    assert coach.get(shown(cast)).status_code == 404
    assert cast.learner_a.name not in text_of(coach.get(reverse("coaching")))


@pytest.mark.parametrize("over", ["employment", "grant"])
def test_what_was_shown_ends_with_the_job_of_either(learner, coach, cast, over):
    share(learner, cast.coach_a)
    page, yesterday = shown(cast), timezone.localdate() - timedelta(days=1)
    if over == "employment":
        Employment.objects.filter(user=cast.learner_a).update(ends=yesterday)
    else:
        Grant.objects.filter(user=cast.coach_a).update(ends=yesterday)
    assert coach.get(page).status_code == {"employment": 404, "grant": 403}[over]


def test_a_shared_task_is_ticked_off_and_taken_back(learner, coach, cast, task):
    share(learner, cast.coach_a)
    coach.post(shown(cast), {"task": task.key, "outcome": "works"})
    assert "seen by" in text_of(coach.get(shown(cast)))
    coach.post(shown(cast), {"task": task.key, "outcome": "undo"})
    assert not TaskCheck.objects.standing().exists()


def test_only_who_ticked_a_task_off_takes_it_back(learner, coach, as_user, cast, task):
    Grant.objects.create(user=cast.learner2_a, organisation=cast.a, role="coach", starts=timezone.localdate())
    for one in (cast.coach_a, cast.learner2_a):
        share(learner, one)
    coach.post(shown(cast), {"task": task.key, "outcome": "works"})
    as_user(cast.learner2_a).post(shown(cast), {"task": task.key, "outcome": "undo"})
    assert TaskCheck.objects.standing().exists()


@pytest.mark.parametrize(("task_key", "status"), [("", 400), ("x", 400), (NOBODYS, 404)])
def test_a_task_that_is_not_there_is_refused(learner, coach, cast, task_key, status):
    share(learner, cast.coach_a)
    assert coach.post(shown(cast), {"task": task_key, "outcome": "works"}).status_code == status


@pytest.mark.parametrize("name", ["learner_a", "hr_a", "manager_a", "trainer_a", "administrator_a"])
def test_nobody_else_has_coaching_pages(as_user, learner, cast, name):
    share(learner, cast.coach_a)
    person = as_user(getattr(cast, name))
    assert [person.get(page).status_code for page in (reverse("coaching"), shown(cast))] == [403, 403]


def test_a_coach_of_another_organisation_sees_nothing(as_user, learner, cast, task):
    ask(learner, about=task.key, message="Only for us")
    share(learner, cast.coach_a)
    theirs = as_user(cast.coach_b)
    assert "Only for us" not in text_of(theirs.get(reverse("coaching")))
    assert theirs.get(shown(cast)).status_code == 404
    assert NEIGHBOUR not in text_of(learner.get(reverse("my_coach")))


@pytest.mark.parametrize(
    ("fields", "status"),
    [
        ({}, 400),
        ({"do": "rule"}, 400),
        ({"do": "share"}, 404),
        ({"do": "share", "coach": "x"}, 404),
        ({"do": "share", "coach": "9" * 40}, 404),
        ({"do": "unshare", "coach": "1"}, 404),
        ({"do": "take_back", "request": "1"}, 404),
        ({"do": "ask", "about": "x"}, 404),
        ({"do": "ask", "about": NOBODYS}, 404),
    ],
)
def test_what_our_form_cannot_send_is_refused(learner, fields, status):
    assert learner.post(reverse("my_coach"), fields).status_code == status
    assert not HelpRequest.objects.exists()
    assert not Share.objects.exists()


def test_a_long_or_odd_message_is_kept_as_far_as_it_goes(learner):
    ask(learner, message="é\x00" + "a" * 5000 + "<script>")
    assert HelpRequest.objects.get().message == "é" + "a" * 499


def test_somebody_takes_back_what_she_asked_and_not_what_others_asked(learner, as_user, cast):
    ask(learner, message="Mine")
    mine = {"do": "take_back", "request": HelpRequest.objects.get().pk}
    assert as_user(cast.learner2_a).post(reverse("my_coach"), mine).status_code == 404
    learner.post(reverse("my_coach"), mine)
    assert not HelpRequest.objects.open().exists()


def test_only_a_task_can_be_looked_at(learner, cast):
    lesson = an_activity(a_module(cast.a))
    ask(learner, about=lesson.key, kind="check")
    assert HelpRequest.objects.get().kind == HelpRequest.Kind.HELP


def test_pages_take_as_many_queries_for_one_person_as_for_three(coach, as_user, cast, task):
    def count(page) -> int:
        coach.get(page)
        with CaptureQueriesContext(connection) as asked:
            assert coach.get(page).status_code == 200
        return len(asked)

    def join(name) -> None:
        client = as_user(getattr(cast, name))
        ask(client, about=task.key)
        share(client, cast.coach_a)

    join("learner_a")
    first, person = count(reverse("coaching")), count(shown(cast))
    for name in ("learner2_a", "learner3_a"):
        join(name)
    assert count(reverse("coaching")) == first <= 13
    assert person <= 13  # one to write the look down


def test_my_coach_takes_as_many_queries_with_one_coach_and_question_as_with_three(learner, cast, task):
    def count() -> int:
        learner.get(reverse("my_coach"))
        with CaptureQueriesContext(connection) as asked:
            assert learner.get(reverse("my_coach")).status_code == 200
        return len(asked)

    ask(learner, about=task.key)
    share(learner, cast.coach_a)
    with_one = count()
    for name in ("learner2_a", "learner3_a"):
        coach = getattr(cast, name)
        Grant.objects.create(user=coach, organisation=cast.a, role="coach", starts=timezone.localdate())
        share(learner, coach)
        ask(learner, about=an_activity(a_module(cast.a)).key)
    assert count() == with_one <= 8
