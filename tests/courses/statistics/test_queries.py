"""What is counted of whom, with a small set of answers that are really given, and a crowd."""

from datetime import timedelta
from types import SimpleNamespace

import pytest
from django.http import Http404
from django.utils import timezone

from courses import actions
from courses.models import Completion
from courses.statistics import queries
from courses.statistics.figures import Tally
from courses.statistics.queries import Where
from lms.people import access
from lms.people.access import Held, Person, Role
from skills.models import HeldLevel
from tests.cast import Cast
from tests.courses.calibration.crowd import crowd
from tests.factories import a_module, a_question, an_activity

pytestmark = pytest.mark.django_db
NOW = timezone.now()
EVERYWHERE = Where(None, 5)


def give(user, activity, organisation, *, choice="a", at=NOW, language="nl", turn=1) -> None:
    version = activity.placements.get().question.current
    who = {"now": at, "acting_user": user}
    attempt = actions.open_attempt(user=user, activity=activity, organisation=organisation, **who)
    response = {"dont_know": True} if choice is None else {"choice": choice}
    actions.answer(attempt=attempt, version=version, turn=turn, response=response, language=language, **who)


@pytest.fixture(scope="module")
def given(kept_for_module) -> SimpleNamespace:
    """Six people of A and two of B answer a shared question in a test; one of A tried it in a lesson before."""
    cast = Cast()
    module = a_module(cast.shared)
    test, lesson = an_activity(module, kind="test", position=1), an_activity(module, position=0)
    version = test.placements.get().question.current
    lesson.placements.update(question=version.question)
    people = [getattr(cast, f"learner{number}_a") for number in ("", 2, 3, 4, 5, 6)]
    give(people[0], lesson, cast.a, choice="b", at=NOW - timedelta(days=1))
    give(people[0], lesson, cast.a, choice="a", at=NOW - timedelta(days=1), turn=2)
    for user, choice in zip(people, ["a", "a", "a", "b", "b", None], strict=True):
        give(user, test, cast.a, choice=choice)
    for user in (cast.learner_b, cast.learner2_b):
        give(user, test, cast.b, choice="a", language="fr")
    return SimpleNamespace(cast=cast, module=module, test=test, lesson=lesson, version=version, people=people)


def alike(tallies) -> set[Tally]:
    return {tally._replace(level=None) for tally in tallies}


def test_the_first_answer_of_each_counts_once_where_it_was_given(given):
    measured, tried = queries.tallies([given.version.question_id], EVERYWHERE)[given.version.question_id]
    assert alike(tried) == {Tally(False, 1, None, ("b",), False, "nl")}
    assert alike(measured) == {
        Tally(True, 2, None, ("a",), False, "nl"),
        Tally(False, 2, None, ("b",), False, "nl"),
        Tally(False, 1, None, (), True, "nl"),
        Tally(True, 2, None, ("a",), False, "fr"),
    }


def test_an_organisation_counts_its_own_people_only(given):
    here = Where(frozenset({given.cast.b.pk}), 5)
    measured, tried = queries.tallies([given.version.question_id], here)[given.version.question_id]
    assert (alike(measured), tried) == ({Tally(True, 2, None, ("a",), False, "fr")}, [])
    assert queries.figures_of([given.version], here)[given.version.pk].answers == 0


def test_people_are_counted_with_the_level_that_is_kept_of_them_there(given):
    cast, now = given.cast, {"as_of": NOW, "required": 2, "error": 0.5, "p_gap": 0.5, "own_equivalents": 1.0}
    work = cast.employment(cast.learner_b)
    of_her = {"employment": work, "organisation": cast.b, "unit": work.unit, "state": "ok"}
    profile = work.profile_assignments.get().profile
    HeldLevel.objects.create(
        **of_her, **now, profile=profile, competence=given.version.competence, level=2.7, model_version="x"
    )
    question = given.version.question_id
    for where, levels in ((EVERYWHERE, {None, 2.75}), (Where(frozenset({cast.a.pk}), 5), {None})):
        assert {tally.level for tally in queries.tallies([question], where)[question][0]} == levels


def test_who_met_it_in_a_check_up_first_is_counted_there(given):
    user = given.cast.learner_b
    (asked_of,) = crowd(given.cast.b, [given.version], 1)
    moment = NOW - timedelta(days=2)
    check_up = asked_of.check_ups.get()
    check_up.asked.update(answered_at=moment, right=False, language="de", response={"choice": "c"})
    type(check_up).objects.filter(pk=check_up.pk).update(user=user)
    measured, _tried = queries.tallies([given.version.question_id], EVERYWHERE)[given.version.question_id]
    french = [tally.number for tally in measured if tally.language == "fr"]
    assert french == [1]
    assert Tally(False, 1, None, ("c",), False, "de") in alike(measured)


def test_an_answer_to_another_edition_is_of_another_question(given):
    newer = type(given.version).objects.get(pk=given.version.pk)
    newer.pk, newer.number, newer.edition, newer._state.adding = None, 2, 2, True
    newer.save()
    type(given.version.question).objects.filter(pk=given.version.question_id).update(current=newer)
    assert given.version.question_id not in queries.tallies([given.version.question_id], EVERYWHERE)


def test_a_crowd_is_counted_in_two_queries(given, django_assert_num_queries):
    versions = [a_question(given.cast.shared) for _each in range(3)]
    crowd(given.cast.a, versions, 40)
    for some in (versions[:1], versions):
        with django_assert_num_queries(2):
            found = queries.figures_of(some, EVERYWHERE)
        assert {one.answers for one in found.values()} == {40}


def test_how_far_people_come_is_told_in_large_steps(given):
    for user in given.people:
        who = {"now": NOW, "acting_user": user}
        enrolment = actions.enrol(module=given.module, user=user, organisation=given.cast.a, **who)
        moment = {**who, "now": NOW - timedelta(minutes=20)}
        actions.complete(user=user, activity=given.lesson, enrolment=enrolment, **moment)
        actions.complete(user=user, activity=given.test, enrolment=enrolment, **who)
    assert Completion.objects.count() == 12
    way = queries.way_through(given.module, EVERYWHERE)
    assert (way.started, [step.people for step in way.steps]) == (8, [None, None])
    assert [step.seconds for step in way.steps] == [None, 20 * 60]
    at_b = queries.way_through(given.module, Where(frozenset({given.cast.b.pk}), 5))
    assert (at_b.started, [step.people for step in at_b.steps], at_b.finished) == (0, [0, 0], 0)


def test_the_first_try_in_a_lesson(given):
    placed = queries.placed_in(given.module)
    assert queries.first_tries(placed, EVERYWHERE) == {(given.lesson.pk, given.version.question_id): (0, 1)}


# --- who may ----------------------------------------------------------------------------------------------------------


def test_the_owner_of_the_catalogue_counts_everybody_and_a_trainer_her_own(given):
    cast = given.cast
    keeper = Person(1, frozenset(), (Held(Role.CATALOGUE_EDITOR, cast.shared.pk),))
    trainer = Person(2, frozenset(), (Held(Role.TRAINER, cast.a.pk),))
    assert queries.where_counted(keeper, cast.shared) == EVERYWHERE
    assert queries.where_counted(trainer, cast.shared) == Where(frozenset({cast.a.pk}), 5)
    assert queries.where_counted(trainer, cast.a) == Where(frozenset({cast.a.pk}), 5)
    for person, owner in ((keeper, cast.a), (trainer, cast.b), (access.Person(3, frozenset()), cast.shared)):
        with pytest.raises(Http404):
            queries.where_counted(person, owner)


def test_the_largest_of_the_smallest_groups_counts(given):
    type(given.cast.a).objects.filter(pk=given.cast.a.pk).update(smallest_group=8)
    trainer = Person(2, frozenset(), (Held(Role.TRAINER, given.cast.a.pk),))
    assert queries.where_counted(trainer, given.cast.shared).smallest == 8
