import uuid
from collections import Counter
from copy import deepcopy
from datetime import datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from courses import actions
from courses.actions import Refused, complete, enrol, finish_test, open_attempt
from courses.models import Activity, Answer, Completion, Module, Question, QuestionVersion
from lms.people.actions import system_user
from skills.actions import refresh_due_levels
from skills.models import Evidence, ProfileAssignment
from skills.queries import has_own_estimate
from tests.factories import SINGLE_CHOICE, a_module, a_question, an_activity

RIGHT, WRONG = {"choice": "a"}, {"choice": "b"}
NOW = datetime(2026, 6, 1, 10, tzinfo=timezone.get_default_timezone())
DAY = timedelta(days=1)


def plain(**changes) -> dict:
    return deepcopy(SINGLE_CHOICE) | changes


@pytest.fixture
def key():
    return uuid.uuid4()


# --- hints ------------------------------------------------------------------------------------------------------------


def test_a_hint_is_known_of_its_own_turn_only(cast):
    version = a_question(cast.a)
    lesson = an_activity(a_module(cast.a), questions=0)
    lesson.placements.create(question=version.question, position=0)
    who = {"acting_user": cast.learner_a}
    attempt = open_attempt(user=cast.learner_a, activity=lesson, organisation=cast.a, now=NOW, **who)
    with pytest.raises(Refused):
        actions.note_hint(attempt=attempt, version=version, turn=2, **who)
    for _twice in range(2):
        actions.note_hint(attempt=attempt, version=version, turn=1, **who)
    attempt.refresh_from_db()
    assert (attempt.hints, attempt.has_hint(version.question_id, 2)) == ([f"{version.question_id}/1"], False)


# --- publishing -------------------------------------------------------------------------------------------------------


def test_the_same_content_makes_no_second_version(cast, key):
    first = a_question(cast.a, key=key)
    assert a_question(cast.a, key=key) == first
    assert QuestionVersion.objects.filter(question__key=key).count() == 1


def test_each_real_change_makes_a_version_and_keeps_the_one_before(cast, key):
    first = a_question(cast.a, key=key)
    second = a_question(cast.a, key=key, plain=plain(prompt="Which one is it?"))
    assert (first.number, second.number) == (1, 2)
    assert Question.objects.get(key=key).current == second
    assert QuestionVersion.objects.get(pk=first.pk).texts["nl"]["prompt"] == SINGLE_CHOICE["prompt"]


def test_another_wording_keeps_the_edition_and_what_was_measured(cast, key):
    first = a_question(cast.a, key=key)
    QuestionVersion.objects.filter(pk=first.pk).update(difficulty=2.7, difficulty_error=0.3)
    second = a_question(cast.a, key=key, plain=plain(why="Because."))
    assert (second.edition, second.difficulty, second.difficulty_error) == (1, 2.7, 0.3)
    assert second.item == first.item


OTHER_KEY = [{**option, "right": number == 1} for number, option in enumerate(SINGLE_CHOICE["options"])]
ANOTHER_QUESTION = [
    {"plain": plain(options=OTHER_KEY)},
    {"plain": plain(options=SINGLE_CHOICE["options"][:2])},
    {"level": 4},
    {"code": "1.3"},
    {"another_question": True},
]


@pytest.mark.parametrize("change", ANOTHER_QUESTION, ids=["key", "options", "level", "competence", "author"])
def test_another_question_is_measured_anew(cast, key, change):
    first = a_question(cast.a, key=key)
    QuestionVersion.objects.filter(pk=first.pk).update(difficulty=2.7, difficulty_error=0.3)
    second = a_question(cast.a, key=key, **change)
    assert (second.number, second.edition) == (2, 2)
    assert (second.difficulty, second.difficulty_error) == (second.level - 0.5, 1.0)
    assert second.item != first.item


def test_an_author_says_that_other_options_are_still_the_same_question_but_not_that_another_level_is(
    cast, key
):
    first = a_question(cast.a, key=key)
    QuestionVersion.objects.filter(pk=first.pk).update(difficulty=2.7, difficulty_error=0.3)
    second = a_question(cast.a, key=key, plain=plain(options=OTHER_KEY), another_question=False)
    assert (second.edition, second.difficulty, second.difficulty_error) == (1, 2.7, 0.3)
    third = a_question(cast.a, key=key, plain=plain(options=OTHER_KEY), level=4, another_question=False)
    assert (third.edition, third.difficulty) == (2, 3.5)


def test_who_labelled_it_before_did_not_label_another_question(cast, key):
    first = a_question(cast.a, key=key)
    Question.objects.filter(pk=first.question_id).update(labels=2)
    a_question(cast.a, key=key, plain=plain(why="Because."))
    assert Question.objects.get(key=key).labels == 2
    a_question(cast.a, key=key, level=4)
    assert Question.objects.get(key=key).labels == 1


def test_a_translation_adds_its_texts_and_never_the_key(cast, key):
    source = a_question(cast.a, key=key)
    english = plain(prompt="In English?", options=OTHER_KEY)
    translated = a_question(cast.a, key=key, language="en", plain=english, code="1.3", level=6)
    assert translated.texts["en"]["prompt"] == "In English?"
    for name in ("type", "body", "level", "competence", "edition", "source_language"):
        assert getattr(translated, name) == getattr(source, name)


def test_a_translation_that_is_behind_is_left_out_and_comes_back(cast, key):
    fewer = plain(options=SINGLE_CHOICE["options"][:2])
    a_question(cast.a, key=key)
    a_question(cast.a, key=key, language="en", plain=plain(prompt="Old"))
    behind = a_question(cast.a, key=key, plain=fewer)
    assert set(behind.texts) == {"nl"}
    assert behind.texts_in("en") == ("nl", behind.texts["nl"])
    assert set(a_question(cast.a, key=key, language="en", plain=plain(prompt="Old")).texts) == {"nl"}
    renewed = a_question(cast.a, key=key, language="en", plain={**fewer, "prompt": "New"})
    assert renewed.texts_in("en")[1]["prompt"] == "New"


def test_a_translation_before_its_source_waits_for_it(cast, key):
    assert a_question(cast.a, key=key, language="en") is None
    assert Question.objects.get(key=key).current is None
    assert set(a_question(cast.a, key=key).texts) == {"nl"}


def test_a_question_version_refuses_to_be_changed(cast):
    version = a_question(cast.a)
    version.level = 8
    with pytest.raises(TypeError):
        version.save()


def test_withdrawing_one_language_keeps_the_others(cast):
    module = a_module(cast.a)
    publish_english(module)
    actions.withdraw_module(key=module.key, language="nl", acting_user=system_user())
    module.refresh_from_db()
    assert module.languages == ["en"]
    assert module in Module.objects.live()
    actions.withdraw_module(key=module.key, language="en", acting_user=system_user())
    assert module not in Module.objects.live()


def publish_english(module: Module) -> None:
    actions.publish_module(
        key=module.key,
        organisation=module.organisation,
        language="en",
        title="In English",
        summary="What it is about.",
        subject=module.subject,
        minutes=15,
        aims=[],
        acting_user=system_user(),
    )


def test_publishing_another_language_keeps_both_titles(cast):
    module = a_module(cast.a, title="In het Nederlands")
    publish_english(module)
    module.refresh_from_db()
    assert module.titles == {"nl": "In het Nederlands", "en": "In English"}
    assert module.languages == ["en", "nl"]


def test_what_people_did_survives_when_all_is_withdrawn(cast):
    activity = an_activity(a_module(cast.a))
    reply = give(attempt_of(cast, activity))
    for row in (activity.module, activity, reply.answer.question):
        actions.withdraw(model=type(row), key=row.key, language="nl", acting_user=system_user())
    assert Answer.objects.filter(pk=reply.answer.pk).exists()
    assert Evidence.objects.get(key=reply.answer.evidence_key).title == "lesson 0"


def test_a_question_that_is_left_out_of_a_lesson_is_asked_no_longer(cast):
    module = a_module(cast.a)
    activity = an_activity(module, questions=2)
    kept = activity.placements.last().question
    actions.publish_activity(
        key=activity.key,
        module_key=module.key,
        organisation=cast.a,
        kind=activity.kind,
        language="nl",
        title="Shorter",
        position=0,
        questions=[(kept.key, True), (uuid.uuid4(), False)],
        acting_user=system_user(),
    )
    assert [(one.question, one.position, one.is_key) for one in activity.placements.all()] == [
        (kept, 0, True)
    ]


def test_an_activity_of_an_unknown_module_is_not_made(cast):
    activity = an_activity(a_module(cast.a))
    with pytest.raises(Module.DoesNotExist):
        an_activity(Module(key=uuid.uuid4(), organisation=cast.a))
    assert list(Activity.objects.all()) == [activity]


# --- answering --------------------------------------------------------------------------------------------------------


def attempt_of(cast, activity, user=None, now=NOW):
    user = user or cast.learner_a
    return open_attempt(user=user, activity=activity, organisation=cast.a, now=now, acting_user=user)


def versions_of(activity) -> list[QuestionVersion]:
    placements = activity.placements.select_related(
        "question__current__question", "question__current__competence"
    )
    return [placement.question.current for placement in placements]


def give(attempt, version=None, *, turn=1, response=RIGHT, now=NOW):
    return actions.answer(
        attempt=attempt,
        version=version or versions_of(attempt.activity)[0],
        turn=turn,
        response=response,
        language="nl",
        now=now,
        acting_user=attempt.user,
    )


@pytest.fixture
def lesson(cast):
    return an_activity(a_module(cast.a))


@pytest.fixture
def test_of_five(cast):
    return an_activity(a_module(cast.a), kind=Activity.Kind.TEST, questions=5)


def test_an_answer_is_two_inserts_and_one_update_in_one_transaction(cast, lesson):
    attempt = attempt_of(cast, lesson)
    version = versions_of(lesson)[0]
    with CaptureQueriesContext(connection) as asked:
        give(attempt, version)
    verbs = [query["sql"].split(" ")[0] for query in asked]
    count = Counter(verbs)
    assert (count["INSERT"], count["UPDATE"], count["DELETE"]) == (2, 1, 0)
    opened, closed = verbs.index("SAVEPOINT"), verbs.index("RELEASE")
    assert count["SAVEPOINT"] == 1
    assert set(verbs[:opened] + verbs[closed:]) == {"SELECT", "RELEASE"}


def test_the_evidence_copies_what_the_estimate_needs(cast, lesson):
    version = versions_of(lesson)[0]
    QuestionVersion.objects.filter(pk=version.pk).update(difficulty=2.7, difficulty_error=0.3)
    version.refresh_from_db()
    reply = give(attempt_of(cast, lesson), version)
    row = Evidence.objects.get(key=reply.answer.evidence_key)
    assert (row.difficulty, row.difficulty_error, row.guess) == (2.7, 0.3, version.guess)
    assert (row.item, row.item_version, row.at) == (version.item, 1, NOW)
    assert (row.user, row.organisation, row.competence.code) == (cast.learner_a, cast.a, "4.1")
    assert (row.right, row.kind, row.purpose) == (True, "answer", "practice")


CARD = {"prompt": "A front", "back": "Its back", "why": "So."}
I_CAN = {"prompt": "I can do this.", "why": "So."}


def a_lesson_with(cast, type, plain, *, kind=Activity.Kind.LESSON) -> tuple[Activity, QuestionVersion]:
    version = a_question(cast.a, type=type, plain=plain, level=3)
    module = a_module(cast.a)
    activity = actions.publish_activity(
        key=uuid.uuid4(),
        module_key=module.key,
        organisation=cast.a,
        kind=kind,
        language="nl",
        title="Something",
        position=0,
        questions=[(version.question.key, False)],
        acting_user=system_user(),
    )
    return activity, version


def test_a_card_is_kept_and_says_nothing_of_a_level(cast):
    activity, version = a_lesson_with(cast, "flashcard", CARD)
    reply = give(attempt_of(cast, activity), version, response={"knew": True})
    assert reply.answer.right is True
    assert not Evidence.objects.filter(user=cast.learner_a).exists()


def test_an_own_estimate_is_evidence_of_what_she_thinks_herself(cast):
    activity, version = a_lesson_with(cast, "own_estimate", I_CAN)
    attempt = attempt_of(cast, activity)
    reply = give(attempt, version, response={"step": 5})
    row = Evidence.objects.get(key=reply.answer.evidence_key)
    assert (row.kind, row.level, row.right, row.difficulty) == ("self", 4.0, None, None)
    assert not has_own_estimate(cast.learner_a, version.competence.framework)  # a check-up still asks

    give(attempt, version, turn=2, response={"dont_know": True})
    assert Evidence.objects.filter(user=cast.learner_a).count() == 1


@pytest.mark.parametrize(("type", "content"), [("flashcard", CARD), ("own_estimate", I_CAN)])
def test_what_measures_nothing_is_asked_in_no_test_and_no_check_up(cast, type, content):
    activity, version = a_lesson_with(cast, type, content, kind=Activity.Kind.TEST)
    with pytest.raises(Refused, match="no_questions"):
        attempt_of(cast, activity)
    again = a_question(cast.a, key=version.question.key, type=type, plain=content, level=3, in_check_up=True)
    assert again.question.in_check_up is False


def test_an_answer_in_a_test_counts_as_one(cast, test_of_five):
    reply = give(attempt_of(cast, test_of_five), response=WRONG)
    row = Evidence.objects.get(key=reply.answer.evidence_key)
    assert (row.right, row.purpose) == (False, "test")


def test_the_same_turn_twice_is_stored_once_with_the_same_reply(cast, lesson):
    attempt = attempt_of(cast, lesson)
    first = give(attempt)
    second = give(attempt)
    assert (first.again, second.again) == (False, True)
    assert (second.answer, second.marked) == (first.answer, first.marked)
    assert (
        Answer.objects.filter(attempt=attempt).count()
        == Evidence.objects.filter(user=cast.learner_a).count()
        == 1
    )


def test_another_answer_for_the_same_turn_gets_the_first_reply(cast, lesson):
    attempt = attempt_of(cast, lesson)
    give(attempt, response=RIGHT)
    second = give(attempt, response=WRONG)
    assert second.marked.right
    assert Answer.objects.get(attempt=attempt).response == RIGHT


def test_a_turn_that_arrives_at_the_same_moment_gets_the_stored_reply(cast, lesson, monkeypatch):
    attempt = attempt_of(cast, lesson)
    give(attempt)
    stored, looks = Answer.objects.filter, iter([Answer.objects.none()])
    # The other browser's row is not there yet when we look, and is there when we store.
    monkeypatch.setattr(Answer.objects, "filter", lambda **which: next(looks, stored(**which)))
    monkeypatch.setattr(actions, "_check_expected", lambda *args: None)
    assert give(attempt, response=WRONG).marked.right
    monkeypatch.undo()
    assert Evidence.objects.filter(user=cast.learner_a).count() == 1


def test_a_second_go_at_a_lesson_question_is_a_turn_of_its_own(cast, lesson):
    attempt = attempt_of(cast, lesson)
    give(attempt, response=WRONG)
    give(attempt, turn=2, response=RIGHT)
    assert list(Answer.objects.filter(attempt=attempt).values_list("turn", "right")) == [
        (1, False),
        (2, True),
    ]


@pytest.mark.parametrize("turn", [0, 2, 99])
def test_an_answer_out_of_turn_is_refused(cast, lesson, turn):
    with pytest.raises(Refused, match="out_of_turn"):
        give(attempt_of(cast, lesson), turn=turn)


def test_a_question_that_was_not_asked_is_refused(cast, lesson, test_of_five):
    for activity in (lesson, test_of_five):
        with pytest.raises(Refused, match="not_asked"):
            give(attempt_of(cast, activity), a_question(cast.a))
    assert not Answer.objects.exists()


def test_a_version_that_the_test_did_not_plan_is_refused(cast, test_of_five):
    attempt = attempt_of(cast, test_of_five)
    key = versions_of(test_of_five)[0].question.key
    with pytest.raises(Refused, match="not_asked"):
        give(attempt, a_question(cast.a, key=key, plain=plain(why="Newer.")))


def test_a_test_question_is_answered_once(cast, test_of_five):
    attempt = attempt_of(cast, test_of_five)
    give(attempt)
    with pytest.raises(Refused, match="answered"):
        give(attempt, turn=2)


def test_a_finished_test_takes_no_answer(cast, test_of_five):
    attempt = finished(cast, test_of_five)
    Answer.objects.filter(attempt=attempt).first().delete()
    with pytest.raises(Refused, match="answered"):
        give(attempt)


def test_an_answer_without_its_evidence_is_not_stored(cast, lesson, monkeypatch):
    attempt = attempt_of(cast, lesson)

    def fail(**values):
        raise RuntimeError("The log is away.")

    monkeypatch.setattr(actions, "record_evidence", fail)
    with pytest.raises(RuntimeError):
        give(attempt)
    assert not Answer.objects.exists()


def test_an_answer_makes_hrs_level_due_and_the_next_refresh_clears_it(cast, lesson):
    mine = ProfileAssignment.objects.filter(employment__user=cast.learner_a)
    refresh_due_levels(now=timezone.now())
    assert not mine.due().exists()
    give(attempt_of(cast, lesson))
    assert mine.due().exists()
    refresh_due_levels(now=timezone.now())
    assert not mine.due().exists()


# --- attempts, tests and completions ----------------------------------------------------------------------------------


def finished(cast, activity, *, right=5, now=NOW):
    attempt = attempt_of(cast, activity, now=now)
    for number, version in enumerate(versions_of(activity)):
        give(attempt, version, response=RIGHT if number < right else WRONG, now=now)
    finish_test(attempt=attempt, now=now, acting_user=attempt.user)
    return attempt


def test_a_lesson_has_one_attempt_that_stays_open(cast, lesson):
    assert attempt_of(cast, lesson) == attempt_of(cast, lesson, now=NOW + 400 * DAY)


def test_a_test_that_was_begun_goes_on(cast, test_of_five):
    assert attempt_of(cast, test_of_five) == attempt_of(cast, test_of_five, now=NOW + 30 * DAY)


def test_a_test_keeps_the_versions_it_began_with(cast, test_of_five):
    attempt = attempt_of(cast, test_of_five)
    version = versions_of(test_of_five)[0]
    a_question(cast.a, key=version.question.key, plain=plain(why="Newer."))
    attempt.refresh_from_db()
    assert attempt.plan[0] == version.pk
    assert give(attempt, version).answer.version == version


def test_a_test_can_be_done_again_a_day_later(cast, test_of_five):
    first = finished(cast, test_of_five, right=2)
    with pytest.raises(Refused, match="too_soon"):
        attempt_of(cast, test_of_five, now=NOW + timedelta(hours=23))
    again = attempt_of(cast, test_of_five, now=NOW + DAY)
    assert (first.number, again.number) == (1, 2)


def test_a_test_with_nothing_to_ask_does_not_begin(cast):
    empty = an_activity(a_module(cast.a), kind=Activity.Kind.TEST, questions=0)
    with pytest.raises(Refused, match="no_questions"):
        attempt_of(cast, empty)


def test_a_test_with_an_open_question_is_not_finished(cast, test_of_five):
    attempt = attempt_of(cast, test_of_five)
    give(attempt)
    with pytest.raises(Refused, match="unanswered"):
        finish_test(attempt=attempt, now=NOW, acting_user=attempt.user)
    assert not Completion.objects.exists()


@pytest.mark.parametrize(("right", "reached"), [(4, True), (3, False)])
def test_four_of_five_reaches_the_goal(cast, test_of_five, right, reached):
    attempt = finished(cast, test_of_five, right=right)
    attempt.enrolment.refresh_from_db()
    assert (attempt.enrolment.goal_reached_at == NOW) is reached
    assert Completion.objects.filter(activity=test_of_five).count() == 1


def test_finishing_twice_changes_nothing(cast, test_of_five):
    attempt = finished(cast, test_of_five)
    first = finish_test(attempt=attempt, now=NOW + DAY, acting_user=attempt.user)
    attempt.refresh_from_db()
    attempt.enrolment.refresh_from_db()
    assert first.right == 5
    assert attempt.finished_at == attempt.enrolment.goal_reached_at == attempt.enrolment.finished_at == NOW
    assert Completion.objects.get(activity=test_of_five).at == NOW


def finish(cast, activity, now=NOW):
    who = {"user": cast.learner_a, "acting_user": cast.learner_a}
    enrolment = enrol(module=activity.module, organisation=cast.a, now=now, **who)
    complete(activity=activity, enrolment=enrolment, now=now, **who)
    return enrolment


def steps(cast):
    return Evidence.objects.filter(user=cast.learner_a, kind="step")


def test_the_learning_step_comes_after_the_last_lesson_only(cast):
    module = a_module(cast.a)
    first, second = an_activity(module), an_activity(module, position=1)
    task = an_activity(module, kind=Activity.Kind.TASK, questions=0, position=2)
    finish(cast, task)
    finish(cast, first)
    assert not steps(cast).exists()
    finish(cast, second)
    assert [(row.competence.code, row.at, row.title) for row in steps(cast)] == [("4.1", NOW, "A module")]


def test_completing_twice_makes_one_step(cast, lesson):
    finish(cast, lesson)
    finish(cast, lesson, now=NOW + DAY)
    assert steps(cast).count() == 1
    assert Completion.objects.get(activity=lesson).at == NOW


def test_a_lesson_that_is_added_later_makes_no_second_step(cast, lesson):
    finish(cast, lesson)
    finish(cast, an_activity(lesson.module, position=1), now=NOW + DAY)
    assert [row.at for row in steps(cast)] == [NOW]


def test_a_lesson_that_was_withdrawn_holds_nobody_up(cast, lesson):
    withdrawn = an_activity(lesson.module, position=1)
    actions.withdraw_activity(key=withdrawn.key, language="nl", acting_user=system_user())
    assert finish(cast, lesson).finished_at == NOW


def test_the_module_is_finished_when_all_its_activities_are(cast, lesson):
    task = an_activity(lesson.module, kind=Activity.Kind.TASK, questions=0, position=1)
    assert finish(cast, lesson).finished_at is None
    assert finish(cast, task).finished_at == NOW
