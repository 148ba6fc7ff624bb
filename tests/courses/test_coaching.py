import pytest
from django.utils import timezone

from courses.coaching import ask_coach, check_task, close_request, keep_ticks, take_back_check
from courses.models import Activity, HelpRequest, TaskCheck, TaskTicks
from skills.models import Evidence
from skills.validating import Refused, validate
from tests.factories import a_module, an_activity

HELP, CHECK = HelpRequest.Kind.HELP, HelpRequest.Kind.CHECK


@pytest.fixture
def task(cast):
    return an_activity(a_module(cast.a), kind=Activity.Kind.TASK, questions=0)


@pytest.fixture
def ask(cast, task):
    def asking(kind=HELP, message="", activity=task) -> HelpRequest:
        employment = cast.employment(cast.learner_a)
        return ask_coach(
            employment=employment,
            activity=activity,
            kind=kind,
            message=message,
            now=timezone.now(),
            acting_user=employment.user,
        )

    return asking


def check(cast, task, by="coach_a") -> TaskCheck:
    return check_task(
        employment=cast.employment(cast.learner_a),
        activity=task,
        seen_on=timezone.localdate(),
        now=timezone.now(),
        acting_user=getattr(cast, by),
    )


@pytest.mark.parametrize("in_general", [True, False])
def test_who_asks_twice_asked_once_with_the_newest_words(ask, task, in_general):
    about = None if in_general else task
    first, again, silent = (ask(message=words, activity=about) for words in ("Help", "Come at noon", ""))
    assert first == again == silent
    assert HelpRequest.objects.get().message == "Come at noon"


def test_after_the_coach_closed_it_one_can_ask_again(cast, ask):
    first = ask()
    close_request(request=first, now=timezone.now(), acting_user=cast.coach_a)
    assert ask() != first
    assert HelpRequest.objects.open().count() == 1


def test_who_closes_first_is_kept(cast, ask):
    asked = ask()
    for name in ("coach_a", "learner_a"):
        close_request(request=asked, now=timezone.now(), acting_user=getattr(cast, name))
    asked.refresh_from_db()
    assert asked.closed_by == cast.coach_a


def test_a_task_is_checked_once_and_answers_what_was_asked(cast, ask, task):
    ask(kind=CHECK), ask(kind=HELP)
    assert check(cast, task) == check(cast, task)
    assert [request.kind for request in HelpRequest.objects.open()] == [HELP]


def test_a_check_is_evidence_at_the_lowest_level_of_each_aim(cast, task):
    kept = check(cast, task)
    seen = Evidence.objects.get()
    assert (seen.kind, seen.level, seen.competence.code) == ("validation", 2.0, "4.1")
    assert (seen.about, kept.evidence_keys) == (task.titles, [str(seen.key)])


def test_two_who_check_it_at_once_leave_the_evidence_of_the_first(cast, task):
    assert check(cast, task) == check(cast, task, by="manager_a")
    assert Evidence.objects.get().recorded_by == cast.coach_a


def test_an_easier_task_does_not_bring_down_what_the_same_coach_saw(cast, task):
    validate(
        employment=cast.employment(cast.learner_a),
        competence=cast.competence("4.1"),
        level=4,
        task={"nl": "Iets moeilijks"},
        seen_on=timezone.localdate(),
        now=timezone.now(),
        acting_user=cast.coach_a,
    )
    assert check(cast, task).evidence_keys == []
    assert Evidence.objects.get().level == 4.0


def test_a_check_that_was_a_mistake_is_taken_back_and_kept(cast, task):
    take_back_check(check=check(cast, task), now=timezone.now(), acting_user=cast.coach_a)
    assert not TaskCheck.objects.standing().exists()
    assert not Evidence.objects.standing().filter(kind="validation").exists()
    check(cast, task)
    assert TaskCheck.objects.count() == 2


def test_ticks_are_those_of_the_last_time_and_only_of_steps_that_can_be_there(cast, task):
    def keep(*steps: int) -> list[int]:
        who = {"user": cast.learner_a, "acting_user": cast.learner_a, "organisation": cast.a}
        return keep_ticks(activity=task, steps=steps, now=timezone.now(), **who).steps

    assert keep(2, 0, 2) == [0, 2]
    assert keep(1, -1, 50, 10**9) == [1]
    assert keep() == []
    assert TaskTicks.objects.count() == 1


def test_nobody_checks_her_own_task_and_only_tasks_are_checked(cast, task):
    lesson = an_activity(a_module(cast.a), kind=Activity.Kind.LESSON)
    with pytest.raises(Refused, match="own"):
        check(cast, task, by="learner_a")
    with pytest.raises(ValueError, match="Only tasks"):
        check(cast, lesson)
