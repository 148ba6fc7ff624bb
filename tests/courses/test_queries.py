import uuid

import pytest
from django.http import Http404
from django.utils import timezone

from courses import actions, queries
from courses.models import Activity
from lms.people.actions import system_user
from lms.people.middleware import Asking
from tests.factories import SINGLE_CHOICE, a_module, a_question, an_activity


@pytest.fixture
def asking(cast):
    return Asking(cast.learner_a)


def give(asking, activity, version, turn=1, response=None):
    attempt = actions.open_attempt(
        user=asking.user,
        activity=activity,
        organisation=asking.organisation,
        now=timezone.now(),
        acting_user=asking.user,
    )
    return actions.answer(
        attempt=attempt,
        version=version,
        turn=turn,
        response=response or {"choice": "b"},
        language="nl",
        now=timezone.now(),
        acting_user=asking.user,
    )


def only_question(activity):
    return activity.placements.get().question.current


def test_people_find_the_modules_of_their_employer_and_the_shared_ones(cast, asking):
    own, shared, _theirs = (a_module(owner) for owner in (cast.a, cast.shared, cast.b))
    assert set(queries.open_modules(asking)) == {own, shared}


def test_the_activity_of_another_organisation_is_not_there(cast, asking):
    own, theirs = (an_activity(a_module(owner)) for owner in (cast.a, cast.b))
    assert queries.open_activity(asking, own.key) == own
    for key in (theirs.key, uuid.uuid4()):
        with pytest.raises(Http404):
            queries.open_activity(asking, key)


def test_a_withdrawn_activity_is_not_there(cast, asking):
    activity = an_activity(a_module(cast.a))
    actions.withdraw_activity(key=activity.key, language="nl", acting_user=system_user())
    with pytest.raises(Http404):
        queries.open_activity(asking, activity.key)


def test_steps_are_counted_per_module_and_person(cast, asking):
    module = a_module(cast.a)
    first, second = (an_activity(module, questions=2, position=place) for place in range(2))
    withdrawn = an_activity(module, position=2)
    actions.withdraw_activity(key=withdrawn.key, language="nl", acting_user=system_user())
    a_module(cast.a, title="Empty")
    for user, done in ((cast.learner_a, [first]), (cast.learner2_a, [first, second])):
        who = {"user": user, "acting_user": user}
        enrolment = actions.enrol(module=module, organisation=cast.a, now=timezone.now(), **who)
        for activity in done:
            actions.complete(activity=activity, enrolment=enrolment, now=timezone.now(), **who)
    counted = [
        (one.title, one.steps, one.steps_done, one.started is not None)
        for one in queries.open_modules(asking)
    ]
    assert counted == [("A module", 2, 1, True), ("Empty", 0, 0, False)]
    assert [(step.pk == first.pk, step.done) for step in queries.steps_of(module, asking.user.pk)] == [
        (True, True),
        (False, False),
    ]


def test_a_try_out_shows_the_last_answer_with_the_version_it_was_given_to(cast, asking):
    activity = an_activity(a_module(cast.a))
    version = only_question(activity)
    (fresh,) = queries.try_outs(asking, activity.key, "nl").values()
    assert (fresh.turn, fresh.answer, fresh.version) == (1, None, version)
    give(asking, activity, version)
    give(asking, activity, version, turn=2, response={"choice": "a"})
    a_question(cast.a, key=version.question.key, plain={**SINGLE_CHOICE, "why": "Newer."})
    (shown,) = queries.try_outs(asking, activity.key, "nl").values()
    assert (shown.turn, shown.answer.turn, shown.version) == (3, 2, version)
    assert shown.shown["right"]


def test_somebody_elses_answers_are_not_shown(cast, asking):
    activity = an_activity(a_module(cast.a))
    give(Asking(cast.learner2_a), activity, only_question(activity))
    (shown,) = queries.try_outs(asking, activity.key, "nl").values()
    assert shown.answer is None


def test_try_outs_take_as_many_queries_with_one_question_as_with_three(
    cast, asking, django_assert_num_queries
):
    one, three = (an_activity(a_module(cast.a), questions=count) for count in (1, 3))
    for activity in (one, three):
        for placement in activity.placements.select_related("question__current__competence"):
            give(asking, activity, placement.question.current)
    for activity in (one, three):
        with django_assert_num_queries(2):
            queries.try_outs(asking, activity.key, "nl")


def test_a_question_that_is_not_translated_says_so(cast):
    version = a_question(cast.a)
    assert queries.ask(version, seed="1", language="fr").in_other_language
    assert not queries.ask(version, seed="1", language="nl").in_other_language


def test_a_version_of_another_lesson_is_not_there(cast):
    module = a_module(cast.a)
    here, there = an_activity(module), an_activity(module, position=1)
    version = only_question(there)
    assert queries.placed_version(there, version.question.key, version.pk) == version
    for activity, key, pk in (
        (here, version.question.key, version.pk),
        (there, uuid.uuid4(), version.pk),
        (there, version.question.key, version.pk + 999),
    ):
        with pytest.raises(Http404):
            queries.placed_version(activity, key, pk)


def test_only_the_own_test_can_be_sat(cast, asking):
    activity = an_activity(a_module(cast.a), kind=Activity.Kind.TEST, questions=2)
    give(asking, activity, activity.placements.first().question.current)
    attempt = asking.user.attempts.get()
    sitting = queries.sitting(asking, attempt.key, "nl")
    assert (sitting.waiting, len(sitting.versions), sitting.result.answered) == (2, 2, 1)
    with pytest.raises(Http404):
        queries.sitting(Asking(cast.learner2_a), attempt.key, "nl")


def test_a_lesson_is_no_test_to_sit(cast, asking):
    activity = an_activity(a_module(cast.a))
    give(asking, activity, only_question(activity))
    with pytest.raises(Http404):
        queries.sitting(asking, asking.user.attempts.get().key, "nl")


def test_a_withdrawn_question_leaves_the_lesson_at_once(asking, cast):
    activity = an_activity(a_module(cast.a), questions=2)
    gone = activity.placements.first().question
    actions.withdraw_question(key=gone.key, language="nl", acting_user=system_user())
    left = queries.try_outs(asking, activity.key, "nl")
    assert len(left) == 1
    assert gone.key not in left
