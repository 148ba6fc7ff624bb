from datetime import datetime, timedelta

import pytest
from django.utils import timezone

from courses.actions import Refused, answer, finish_test, open_attempt
from courses.calibration.queries import first_answers
from courses.check_ups import actions as check_ups
from courses.models import Activity, Placement, Question, QuestionVersion, Withdrawal
from courses.withdrawing import actions
from courses.withdrawing.queries import evidence_of, preview, standing_versions
from lms.people.models import Change
from skills.actions import rebuild_levels, refresh_due_levels
from skills.adaptive import Mode
from skills.models import Evidence, Framework, HeldLevel, ProfileAssignment
from skills.moved import Moved
from tests.cast import Cast
from tests.courses.check_ups.bank import fill_bank
from tests.factories import SINGLE_CHOICE, a_module, a_question, an_activity

pytestmark = pytest.mark.django_db
RIGHT, WRONG = {"choice": "a"}, {"choice": "b"}
DAY = timedelta(days=1)
NOW = timezone.now()
BEFORE = NOW - DAY
REASON = "Two options are right."


@pytest.fixture(scope="module")
def exam(kept_for_module) -> Activity:
    """A test of five, which three people of A did a day ago; the first question was wrong for all."""
    cast = Cast()
    made = an_activity(a_module(cast.a), kind=Activity.Kind.TEST, questions=5)
    for name, right in (("learner_a", 4), ("learner2_a", 3), ("learner3_a", 2)):
        take(made, getattr(cast, name), cast, right=right)
    return made


def take(activity: Activity, user, cast, *, right: int, now: datetime = BEFORE):
    attempt = open_attempt(user=user, activity=activity, organisation=cast.a, now=now, acting_user=user)
    for place, version in enumerate(versions_of(activity)):
        give(attempt, version, RIGHT if 0 < place <= right else WRONG, now)
    finish_test(attempt=attempt, now=now, acting_user=user)
    return attempt


def versions_of(activity: Activity) -> list[QuestionVersion]:
    placed = activity.placements.select_related(
        "question__current__question", "question__current__competence"
    )
    return [one.question.current for one in placed]


def give(attempt, version, response=RIGHT, now=NOW):
    return answer(
        attempt=attempt,
        version=version,
        turn=1,
        response=response,
        language="nl",
        now=now,
        acting_user=attempt.user,
    )


@pytest.fixture
def wrong(exam) -> Question:
    return versions_of(exam)[0].question


def withdraw(question: Question, user, *versions: int, now: datetime = NOW) -> Withdrawal:
    return actions.withdraw(
        question=question, versions=versions or (1,), reason=REASON, now=now, acting_user=user
    )


def held(user) -> list[tuple]:
    rows = HeldLevel.objects.filter(employment__user=user).order_by("competence__code")
    return [(row.competence_id, row.state, round(row.level, 6)) for row in rows]


def test_every_answer_is_taken_back_by_a_counter_entry_and_nothing_in_the_log_changes(cast, wrong):
    log = list(Evidence.objects.order_by("pk").values())
    made = withdraw(wrong, cast.trainer_a)
    assert list(Evidence.objects.filter(reverses=None).order_by("pk").values()) == log
    counters = Evidence.objects.exclude(reverses=None)
    assert {row.reverses.item for row in counters} == {wrong.current.item}
    facts = {(row.kind, row.reason, row.recorded_by, row.at) for row in counters}
    assert facts == {("counter", REASON, cast.trainer_a, NOW)}
    assert (made.answers, made.versions, counters.count()) == (3, [1], 3)
    assert not evidence_of(wrong, None).exists()


def test_the_levels_become_as_if_it_was_never_asked_and_before_that_day_they_stay(cast, exam, wrong):
    rebuild_levels(as_of=BEFORE)
    earlier = held(cast.learner_a)
    without = versions_of(exam)[1:]
    ProfileAssignment.objects.update(levels_due_at=None)
    withdraw(wrong, cast.trainer_a, now=timezone.now())
    due = ProfileAssignment.objects.due().values_list("employment__user__username", flat=True)
    assert set(due) == {"learner_a", "learner2_a", "learner3_a"}
    refresh_due_levels(now=timezone.now())
    now = held(cast.learner_a)
    assert now != earlier
    rebuild_levels(as_of=BEFORE)
    assert held(cast.learner_a) == earlier

    Evidence.objects.exclude(reverses=None).delete()  # nowhere but here: what else there is
    Evidence.objects.exclude(item__in=[one.item for one in without]).delete()
    rebuild_levels(as_of=timezone.now())
    assert held(cast.learner_a) == now


def test_it_is_asked_nowhere_any_more_however_often_it_is_published(cast, exam, wrong):
    Question.objects.filter(pk=wrong.pk).update(in_check_up=True)
    framework = Framework.objects.get()
    assert len(check_ups.live_entries(cast.a, framework)) == 1
    withdraw(wrong, cast.trainer_a)
    a_question(cast.a, key=wrong.key, plain={**SINGLE_CHOICE, "why": "Newer."}, in_check_up=True)
    assert check_ups.live_entries(cast.a, framework) == []
    assert Placement.objects.filter(activity=exam).offered().count() == 4
    again = open_attempt(
        user=cast.learner_a, activity=exam, organisation=cast.a, now=NOW, acting_user=cast.learner_a
    )
    assert len(again.plan) == 4


def test_twice_is_refused_and_nothing_happens_twice(cast, wrong):
    withdraw(wrong, cast.trainer_a)
    with pytest.raises(Refused, match="withdrawn"):
        withdraw(wrong, cast.trainer_a)
    with pytest.raises(Refused, match="withdrawn"):
        withdraw(wrong, cast.trainer_a, 7)
    assert (Withdrawal.objects.count(), Evidence.objects.exclude(reverses=None).count()) == (1, 3)
    noted = Change.objects.get(what="question_withdrawn")
    assert (noted.by, noted.organisation, noted.details["reason"]) == (cast.trainer_a, cast.a, REASON)


def test_who_mended_it_before_withdraws_the_old_version_only(cast, wrong):
    mended = a_question(cast.a, key=wrong.key, plain={**SINGLE_CHOICE, "why": "Mended."})
    offered = [(one.number, one.answered) for one in standing_versions(mended.question)]
    assert offered == [(2, 0), (1, 3)]
    withdraw(mended.question, cast.trainer_a, 1)
    question = Question.objects.get(pk=wrong.pk)
    assert (question.is_withdrawn, question.wrong_versions) == (False, [1])
    assert [one.number for one in standing_versions(question)] == [2]


def test_who_has_the_test_open_finishes_it_and_the_question_does_not_count(cast, exam, wrong):
    user = cast.learner4_a
    attempt = open_attempt(user=user, activity=exam, organisation=cast.a, now=BEFORE, acting_user=user)
    withdraw(wrong, cast.trainer_a)
    for place, version in enumerate(versions_of(exam)):
        give(attempt, version, RIGHT if place else WRONG)
    result = finish_test(attempt=attempt, now=NOW, acting_user=user)
    assert (result.right, result.asked, result.goal_reached) == (4, 4, True)
    late = Evidence.objects.get(user=user, item=wrong.current.item)
    assert (late.reversed_by.reason, late.reversed_by.recorded_by) == (REASON, cast.trainer_a)


def test_who_has_it_open_in_a_check_up_answers_it_and_it_does_not_count(cast):
    fill_bank(cast.a, "4.1", each=4)
    user = cast.learner_a
    check_up = check_ups.start(
        user=user,
        organisation=cast.a,
        framework=Framework.objects.get(),
        mode=Mode.STANDARD,
        now=NOW,
        acting_user=user,
    )
    asked = check_ups.go_on(check_up=check_up, now=NOW, acting_user=user)
    withdraw(asked.question, cast.trainer_a)
    asked = check_up.asked.select_related("version__question", "check_up__user").get()
    check_ups.answer(asked=asked, response=RIGHT, language="nl", now=NOW, acting_user=user)
    assert Evidence.objects.get(item=asked.version.item).reversed_by.reason == REASON
    assert check_up.asked.count() == 2
    assert asked.question_id not in {given.question for given in first_answers()}


def test_who_missed_the_goal_by_it_reaches_it_and_nobody_loses_one(cast, exam, wrong):
    goals = dict.fromkeys(("learner_a", "learner2_a", "learner3_a"))
    withdraw(wrong, cast.trainer_a)
    for name in goals:
        attempt = exam.attempts.select_related("enrolment").get(user__username=name)
        goals[name] = attempt.enrolment.goal_reached_at
    assert goals == {"learner_a": BEFORE, "learner2_a": None, "learner3_a": None}

    other = versions_of(exam)[4].question  # which only the first had right
    withdraw(other, cast.trainer_a)
    second = exam.attempts.get(user=cast.learner2_a).enrolment
    assert second.goal_reached_at == NOW
    assert exam.attempts.get(user=cast.learner3_a).enrolment.goal_reached_at is None


def test_asked_again_it_counts_from_now_on_and_what_was_taken_back_stays_so(cast, exam, wrong):
    withdraw(wrong, cast.trainer_a)
    actions.ask_again(question=wrong, now=NOW, acting_user=cast.trainer_a)
    with pytest.raises(Refused, match="not_withdrawn"):
        actions.ask_again(question=wrong, now=NOW, acting_user=cast.trainer_a)
    take(exam, cast.learner4_a, cast, right=4, now=NOW)
    assert [row.user for row in evidence_of(wrong, None)] == [cast.learner4_a]
    assert Evidence.objects.exclude(reverses=None).count() == 3
    assert not Withdrawal.objects.standing().exists()
    assert withdraw(wrong, cast.trainer_a).answers == 1


def test_what_would_change_is_counted_and_nothing_is_written(cast, wrong):
    found = preview(wrong, [1], timezone.now())
    assert (found.people, found.answers, found.jobs, found.is_sample) == (3, 3, 3, False)
    asked = HeldLevel.objects.count()
    rebuild_levels(as_of=timezone.now())
    was = {
        row.pk: row
        for row in HeldLevel.objects.filter(employment__user__in=evidence_of(wrong, None).values("user"))
    }
    withdraw(wrong, cast.trainer_a, now=timezone.now())
    rebuild_levels(as_of=timezone.now())
    became = [(was[row.pk].rounded, row.rounded) for row in HeldLevel.objects.filter(pk__in=was)]
    assert asked == 0
    assert found.levels.up == sum(after > before for before, after in became) > 0
    assert found.levels.up + found.levels.down + found.levels.stay == len(was)


def test_of_many_people_some_are_drawn(cast, wrong, monkeypatch):
    monkeypatch.setattr("courses.withdrawing.queries.MOST_COUNTED", 2)
    found = preview(wrong, [1], timezone.now())
    assert (found.people, found.jobs, found.is_sample) == (3, 2, True)
    assert preview(wrong, [9], timezone.now()).states == Moved()


def test_an_answer_that_slipped_through_is_taken_back_by_the_worker(cast, exam, wrong):
    user = cast.learner4_a
    attempt = open_attempt(user=user, activity=exam, organisation=cast.a, now=BEFORE, acting_user=user)
    stale = versions_of(exam)[0]
    withdraw(wrong, cast.trainer_a)
    give(attempt, stale)  # read before it was withdrawn
    assert [actions.take_back_late(now=NOW), actions.take_back_late(now=NOW)] == [1, 0]
    assert not evidence_of(wrong, None).exists()
