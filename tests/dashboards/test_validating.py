from datetime import timedelta
from html import unescape

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import override

from courses.models import Activity, TaskCheck
from lms.people.access import Visibility
from lms.people.models import Employment, Look
from skills.actions import refresh_due_levels
from skills.models import Contradiction, Evidence
from tests.factories import a_module, an_activity
from tests.looking import say_why
from tests.shown import show

TODAY = timezone.localdate()
FREE = {"what": "other", "task": "She locked  the screen", "level": "3", "seen_on": f"{TODAY:%Y-%m-%d}"}


@pytest.fixture(autouse=True)
def _in_english():
    with override("en"):
        yield


@pytest.fixture
def as_user(db):
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
def manager(as_user, cast):
    return say_why(as_user(cast.manager_a))


@pytest.fixture
def shared(learner, cast):
    learner.post(reverse("my_coach"), {"do": "share", "coach": cast.coach_a.pk})


@pytest.fixture
def task(cast):
    return an_activity(a_module(cast.a), kind=Activity.Kind.TASK, questions=0)


def text_of(response) -> str:
    return unescape(response.content.decode())


def page(cast, code="4.1", of="learner_a") -> str:
    return reverse("validate_skill", args=[cast.employment(getattr(cast, of)).pk, code])


def shown_as(cast, visibility) -> None:
    cast.a.visibility = visibility
    cast.a.save()


def test_a_task_of_a_module_takes_two_clicks(coach, learner, cast, task, shared):
    form = text_of(coach.get(page(cast)))
    assert f"{task.title} (2 · Basic)" in form
    coach.post(page(cast), {"what": task.key, "seen_on": FREE["seen_on"]})
    seen = Evidence.objects.get()
    assert (seen.level, seen.recorded_by, str(seen.key)) == (
        2.0,
        cast.coach_a,
        TaskCheck.objects.get().evidence_keys[0],
    )
    assert str(task.key) not in text_of(coach.get(page(cast)))


def test_something_else_is_said_in_words_with_its_level(coach, learner, cast, shared):
    reply = coach.post(page(cast), FREE, follow=True)
    assert "can read it, and say that it is not right" in text_of(reply)
    seen = Evidence.objects.get()
    assert (seen.level, seen.about) == (3.0, {"en": "She locked the screen"})


def test_the_person_reads_who_saw_what_and_says_it_is_not_right(coach, learner, cast, shared):
    coach.post(page(cast), FREE)
    start = text_of(learner.get(reverse("home")))
    assert f"{cast.coach_a.name} saw you at work: “She locked the screen”" in start
    why = text_of(learner.get(reverse("why", args=["4.1"])))
    assert f"{cast.coach_a.name} · level 3 · Independent" in why
    assert "Somebody saw you do it: She locked the screen" in why
    learner.post(reverse("why", args=["4.1"]), {"do": "contradict", "sentence": "That was not me"})
    assert Contradiction.objects.get().competence.code == "4.1"


def test_what_was_seen_is_contradicted_also_where_the_job_asks_nothing(coach, learner, cast, shared):
    profile = cast.employment(cast.learner_a).profile_assignments.get().profile
    profile.requirements.filter(competence__code="4.1").delete()
    assert "Is this not right?" not in text_of(learner.get(reverse("why", args=["4.1"])))
    coach.post(page(cast), FREE)
    learner.post(reverse("why", args=["4.1"]), {"do": "contradict", "sentence": ""})
    assert Contradiction.objects.open().count() == 1
    assert "not agreed" in text_of(learner.get(reverse("why", args=["4.1"])))


def test_a_double_click_is_one_validation(coach, learner, cast, shared):
    for _again in range(2):
        coach.post(page(cast), FREE)
    assert Evidence.objects.count() == 1


def test_what_she_wrote_down_is_taken_back_by_her_only(coach, manager, learner, cast, shared):
    shown_as(cast, Visibility.STATUS)
    coach.post(page(cast), FREE)
    choose = reverse("validate", args=[cast.employment(cast.learner_a).pk])
    undo = {"take_back": Evidence.objects.get().key}
    manager.post(choose, undo)
    assert Evidence.objects.standing().count() == 1
    coach.post(choose, undo)
    assert not Evidence.objects.standing().filter(kind="validation").exists()
    assert coach.post(choose, {"take_back": "\x00"}).status_code == 404


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"what": ""}, "Choose one."),
        ({"what": "0b5c9f4e-1f0d-4c1e-9a53-2f3c8f6d7e10"}, "Choose one from the list."),
        ({"task": " "}, "Say in a few words which task you saw."),
        ({"task": "a" * 151}, "150"),
        ({"level": ""}, "Choose the level that you saw."),
        ({"level": "0"}, "Choose one from the list."),
        ({"level": "9"}, "Choose one from the list."),
        ({"seen_on": "x"}, "This is not a date."),
        ({"seen_on": "0001-01-01"}, "more than a year ago"),
        ({"seen_on": "9999-12-31"}, "still to come"),
        ({"seen_on": f"{TODAY - timedelta(days=366):%Y-%m-%d}"}, "more than a year ago"),
    ],
)
def test_what_is_not_right_is_said_and_nothing_is_stored(
    coach, learner, cast, task, shared, change, sentence
):
    reply = coach.post(page(cast), FREE | change)
    assert reply.status_code == 422
    assert sentence in text_of(reply)
    assert not Evidence.objects.exists()


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"task": ""}, "Say in a few words which task you saw."),
        ({"level": ""}, "Choose the level that you saw."),
    ],
)
def test_without_a_task_of_a_module_both_are_asked(coach, cast, shared, change, sentence):
    assert "not required" not in text_of(coach.get(page(cast)))
    assert sentence in text_of(coach.post(page(cast), FREE | change))
    assert not Evidence.objects.exists()


def test_a_coach_without_a_share_writes_nothing_down(coach, cast):
    shown_as(cast, Visibility.STATUS)
    assert coach.get(page(cast)).status_code == 404
    assert coach.post(page(cast), FREE).status_code == 404


@pytest.mark.parametrize(
    ("visibility", "status"),
    [(Visibility.GROUPS, 404), (Visibility.STATUS, 200), (Visibility.DETAIL, 200)],
)
def test_a_manager_does_it_where_the_organisation_shows_states(manager, cast, visibility, status):
    shown_as(cast, visibility)
    assert manager.get(page(cast)).status_code == status
    manager.post(page(cast), FREE)
    assert Evidence.objects.count() == (status == 200)
    if status == 200:
        assert "Did you see it at work?" in text_of(
            manager.get(reverse("person", args=[cast.employment(cast.learner_a).pk]))
        )


@pytest.mark.parametrize(
    "name", ["hr_a", "trainer_a", "administrator_a", "learner2_a", "manager_b", "coach_b"]
)
def test_nobody_else_writes_it_down(as_user, cast, shared, name):
    shown_as(cast, Visibility.DETAIL)
    client = say_why(as_user(getattr(cast, name)))
    assert client.get(page(cast)).status_code == 404
    assert client.post(page(cast), FREE).status_code == 404
    assert not Evidence.objects.exists()


def test_nobody_does_it_for_herself(manager, cast):
    shown_as(cast, Visibility.DETAIL)
    assert manager.post(page(cast, of="manager_a"), FREE).status_code == 404


def test_who_left_is_not_written_about(coach, learner, cast, shared):
    address = page(cast)
    Employment.objects.filter(user=cast.learner_a).update(ends=TODAY - timedelta(days=1))
    assert coach.get(address).status_code == 404


def test_it_is_a_look_with_a_reason(as_user, learner, cast, shared):
    hasty = as_user(cast.coach_a)
    assert reverse("purpose") in hasty.get(page(cast))["Location"]
    say_why(hasty).get(page(cast))
    assert Look.objects.get().what == Look.What.SHARED


def test_the_most_doubtful_skills_are_buttons(coach, learner, cast, shared):
    for right in (True, False):
        show(cast.learner_a, cast.a, code="4.1", right=right, level=2)
    refresh_due_levels(now=timezone.now())
    listed = coach.get(reverse("coaching")).context["people"][0][1]
    assert len(listed) == 3
    assert page(cast, listed[0].competence.code) in text_of(coach.get(reverse("coaching")))


def test_pages_take_as_many_queries_with_one_validation_as_with_three(coach, learner, cast, shared):
    choose = reverse("validate", args=[cast.employment(cast.learner_a).pk])

    def count(client, address) -> int:
        client.get(address)
        with CaptureQueriesContext(connection) as asked:
            client.get(address)
        return len(asked)

    pages = [(coach, choose), (coach, page(cast)), (learner, reverse("why", args=["4.1"]))]
    pages += [(learner, reverse("home"))]
    coach.post(page(cast), FREE)
    one = [count(*each) for each in pages]
    for days in (5, 10):
        coach.post(page(cast), FREE | {"seen_on": f"{TODAY - timedelta(days=days):%Y-%m-%d}"})
    assert [count(*each) for each in pages] == one
