import json
import uuid
from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from lms.interop.digcomp import receive as digcomp
from lms.people.actions import system_user
from lms.people.models import Organisation
from skills import actions, queries
from skills.actions import (
    UnknownCompetence,
    assign_profile,
    load_framework,
    load_profiles,
    mark_yesterdays_levels,
    rebuild_levels,
    record_evidence,
    refresh_due_levels,
    take_back,
)
from skills.content import ProfileContent
from skills.evidence import Kind
from skills.models import Competence, Evidence, Framework, HeldLevel, JobProfile, ProfileAssignment
from tests.cast import FIXTURES
from tests.shown import show, show_often

FIGURES = ("level", "error", "p_gap", "own_equivalents")
NOW = datetime(2026, 6, 1, 10, tzinfo=timezone.get_default_timezone())
DAY = timedelta(days=1)


def held(user, code="4.1") -> HeldLevel:
    return HeldLevel.objects.get(employment__user=user, competence__code=code)


def figures(**which) -> dict:
    rows = HeldLevel.objects.filter(**which)
    return {
        (row.employment_id, row.competence_id): (row.state, *(getattr(row, name) for name in FIGURES))
        for row in rows
    }


def alike(one: dict, other: dict, tolerance: float) -> bool:
    """The same rows with the same states, and figures that differ less than the tolerance."""
    return one.keys() == other.keys() and all(
        one[key][0] == other[key][0]
        and all(abs(a - b) < tolerance for a, b in zip(one[key][1:], other[key][1:], strict=True))
        for key in one
    )


def mine(user):
    return ProfileAssignment.objects.filter(employment__user=user)


def refresh() -> int:
    return refresh_due_levels(now=timezone.now())


# --- frameworks and profiles ------------------------------------------------------------------------------------------


def test_the_same_framework_again_changes_nothing(cast):
    plain = json.loads((FIXTURES / "frameworks/digcomp-3.0-plain.json").read_text())
    counts = load_framework(
        content=digcomp.receive(FIXTURES / "frameworks/digcomp-3.0.json"),
        plain={**plain["areas"], **plain["competences"]},
        acting_user=system_user(),
    )
    assert (counts["added"], counts["changed"]) == (0, 0)


def test_a_second_version_of_a_framework_stands_beside_the_first(cast):
    content = digcomp.receive(FIXTURES / "frameworks/digcomp-3.0.json")
    load_framework(
        content=replace(content, key="digcomp-4.0", version="4.0"), plain={}, acting_user=system_user()
    )
    assert Competence.objects.filter(code="4.1").count() == 2
    assert Framework.objects.count() == 2


def a_profile(**changes) -> ProfileContent:
    values = {
        "line": 2,
        "code": "X1",
        "name": {"nl": "Redder"},
        "required": {"4.1": 3, "1.3": 0},
        "core": ("4.1",),
    }
    return ProfileContent(**{**values, **changes})


def take_in(organisation, *contents):
    return load_profiles(
        contents=contents,
        framework=Framework.objects.get(),
        organisation=organisation,
        is_example=False,
        acting_user=system_user(),
    )


def test_a_level_of_0_asks_nothing(cast):
    assert take_in(cast.a, a_profile())["added"] == 1
    (asked,) = JobProfile.objects.get(code="X1").requirements.all()
    assert (asked.competence.code, asked.level, asked.is_core) == ("4.1", 3, True)


def test_the_same_profiles_again_change_nothing(cast):
    take_in(cast.a, a_profile())
    assert dict(take_in(cast.a, a_profile())) == {"unchanged": 1}


def test_whoever_has_a_changed_profile_gets_new_levels(cast):
    take_in(cast.a, a_profile(required={"4.1": 3, "1.3": 2}))
    profile = JobProfile.objects.get(code="X1")
    employment = cast.employment(cast.learner_a)
    assign_profile(employment=employment, profile=profile, starts=date(2026, 1, 1), acting_user=system_user())
    refresh()
    assert take_in(cast.a, a_profile(required={"4.1": 5}))["changed"] == 1
    refresh()
    assert [(row.competence.code, row.required) for row in employment.held_levels.all()] == [("4.1", 5)]


def test_one_unknown_competence_refuses_all_profiles(cast):
    before = JobProfile.objects.count()
    with pytest.raises(UnknownCompetence) as refused:
        take_in(cast.a, a_profile(), a_profile(line=3, code="X2", required={"9.9": 2}))
    assert (refused.value.line, refused.value.codes) == (3, ["9.9"])
    assert JobProfile.objects.count() == before


def test_the_profile_before_ends_the_day_before(cast):
    employment = cast.employment(cast.learner_a)
    before = employment.profile_assignments.get()
    starts = date(2026, 3, 1)
    new = assign_profile(
        employment=employment,
        profile=JobProfile.objects.get(code="P02"),
        starts=starts,
        acting_user=system_user(),
    )
    before.refresh_from_db()
    assert (before.ends, before.levels_due_at, new.starts, new.ends) == (
        date(2026, 2, 28),
        None,
        starts,
        None,
    )
    again = assign_profile(
        employment=employment, profile=new.profile, starts=starts, acting_user=system_user()
    )
    assert again == new


# --- evidence ---------------------------------------------------------------------------------------------------------


def test_evidence_refuses_to_be_changed(cast):
    row = show(cast.learner_a, cast.a)
    row.right = False
    with pytest.raises(TypeError):
        row.save()


def test_evidence_is_one_insert_and_one_update(cast):
    user, organisation = cast.learner_a, cast.a
    with CaptureQueriesContext(connection) as asked:
        show(user, organisation)
    verbs = [query["sql"].split(" ")[0] for query in asked]
    assert verbs == ["SELECT", "INSERT", "UPDATE"]  # the first one finds the competence, for the test


def test_what_is_taken_back_counts_no_longer_and_stays_in_the_log(cast):
    show(cast.learner_a, cast.a, days_ago=2)
    refresh()
    before = figures(employment__user=cast.learner_a)
    mistake = show(cast.learner_a, cast.a, right=False, days_ago=1)
    refresh()
    assert figures(employment__user=cast.learner_a) != before
    take_back(evidence=mistake, at=timezone.now(), acting_user=cast.hr_a)
    refresh()
    assert alike(figures(employment__user=cast.learner_a), before, 1e-9)
    assert Evidence.objects.filter(user=cast.learner_a).count() == 3


def test_evidence_is_taken_back_once(cast):
    row = show(cast.learner_a, cast.a)
    take_back(evidence=row, at=timezone.now(), acting_user=cast.hr_a)
    with pytest.raises(IntegrityError), transaction.atomic():
        take_back(evidence=row, at=timezone.now(), acting_user=cast.hr_a)


# --- stored levels ----------------------------------------------------------------------------------------------------


def test_a_refresh_stores_what_the_job_asks_and_clears_the_mark(cast):
    show(cast.learner_a, cast.a)
    refresh()
    rows = HeldLevel.objects.filter(employment__user=cast.learner_a)
    requirements = mine(cast.learner_a).get().profile.requirements
    assert rows.count() == requirements.count()
    assert held(cast.learner_a).own_equivalents == pytest.approx(1.0)
    assert not ProfileAssignment.objects.due().exists()
    assert refresh() == 0


def test_a_mark_that_is_set_during_the_refresh_stays(cast, monkeypatch):
    refresh()
    show(cast.learner_a, cast.a)
    measured = queries.measured

    def while_somebody_answers(*args):
        found = list(measured(*args))
        show(cast.learner_a, cast.a)
        return found

    monkeypatch.setattr(queries, "measured", while_somebody_answers)
    assert refresh() == 0
    assert mine(cast.learner_a).due().exists()
    monkeypatch.undo()
    assert refresh() == 1
    assert held(cast.learner_a).own_equivalents == pytest.approx(2.0)


def test_an_answer_after_the_moment_of_the_refresh_waits_for_the_next(cast):
    refresh()
    moment = timezone.now()
    show(cast.learner_a, cast.a)
    assert refresh_due_levels(now=moment) == 0
    assert mine(cast.learner_a).due().exists()
    refresh()
    assert held(cast.learner_a).own_equivalents == pytest.approx(1.0)


def test_a_slow_worker_does_not_overwrite_what_another_one_stored(cast, monkeypatch):
    refresh()
    show(cast.learner_a, cast.a)
    measured = queries.measured

    def while_another_works(*args):
        found = list(measured(*args))
        monkeypatch.undo()
        show(cast.learner_a, cast.a)
        assert refresh() == 1
        return found

    monkeypatch.setattr(queries, "measured", while_another_works)
    assert refresh() == 0
    assert held(cast.learner_a).own_equivalents == pytest.approx(2.0)
    assert not mine(cast.learner_a).due().exists()


def test_levels_of_yesterday_are_due_today(cast):
    refresh()
    assert mark_yesterdays_levels(now=timezone.now()) == 0
    assert (
        mark_yesterdays_levels(now=timezone.now() + DAY)
        == HeldLevel.objects.values("employment").distinct().count()
    )
    assert mark_yesterdays_levels(now=timezone.now() + DAY) == 0


def test_a_rebuild_gives_what_the_refreshes_stored(cast):
    for day in (400, 30, 3):
        show(cast.learner_a, cast.a, right=day != 30, days_ago=day)
        show(cast.learner2_a, cast.a, code="1.3", days_ago=day)
        refresh()
    stored = figures()
    HeldLevel.objects.all().delete()
    rebuild_levels(as_of=timezone.now())
    assert len(stored) > 100
    assert alike(figures(), stored, 1e-6)


def test_a_rebuild_as_of_an_earlier_moment_gives_the_rows_of_then(cast):
    now = timezone.now()
    show(cast.learner_a, cast.a, at=now - 90 * DAY)
    rebuild_levels(as_of=now - 60 * DAY)
    then = figures()
    show_often(cast.learner_a, cast.a, at=now - 30 * DAY)
    rebuild_levels(as_of=now)
    assert not alike(figures(), then, 1e-6)
    rebuild_levels(as_of=now - 60 * DAY)
    assert alike(figures(), then, 1e-9)


def test_a_rebuild_leaves_out_what_came_later_on_the_same_day(cast):
    show(cast.learner_a, cast.a, at=NOW)
    rebuild_levels(as_of=NOW)
    then = figures()
    show(cast.learner_a, cast.a, right=False, at=NOW + timedelta(minutes=1))
    rebuild_levels(as_of=NOW)
    assert alike(figures(), then, 1e-9)
    assert held(cast.learner_a).last_evidence_at == NOW


def test_what_a_row_says_of_its_end_and_its_age_reaches_the_rules(cast):
    row = record_evidence(
        key=uuid.uuid4(),
        user=cast.learner_a,
        organisation=cast.a,
        competence=Competence.objects.get(framework__slug="digcomp-3.0", code="4.1"),
        kind=Kind.CERTIFICATE,
        at=NOW,
        acting_user=cast.learner_a,
        level=3,
        until=date(2027, 1, 1),
        half_life=6.0,
        gain=0.3,
    )
    found = queries.as_evidence(row)
    assert (found.until, found.half_life, found.gain) == (date(2027, 1, 1), 6.0, 0.3)
    rebuild_levels(as_of=NOW)
    assert held(cast.learner_a).own_equivalents == 3.0
    rebuild_levels(as_of=datetime(2027, 1, 2, 12, tzinfo=NOW.tzinfo))
    assert held(cast.learner_a).own_equivalents == 0.0


def test_the_refresh_of_one_person_asks_as_much_as_that_of_three(cast):
    def queries_of(*people):
        refresh()
        for person in people:
            show(person, cast.a)
        with CaptureQueriesContext(connection) as asked:
            refresh()
        return len([each for each in asked if "UPDATE" not in each["sql"]])

    assert queries_of(cast.learner_a) == queries_of(cast.learner_a, cast.learner2_a)


def test_a_rebuild_of_one_organisation_leaves_the_others(cast):
    assert rebuild_levels(as_of=timezone.now(), organisation=cast.a) == 6
    assert not HeldLevel.objects.filter(organisation=cast.b).exists()


def also_at(user, organisation: Organisation):
    """A second job, with the same profile."""
    unit = organisation.units.get(parent=None)
    employment = user.employments.create(organisation=organisation, unit=unit, starts=date(2024, 1, 1))
    profile = JobProfile.objects.get(code="P01")
    assign_profile(employment=employment, profile=profile, starts=date(2024, 1, 1), acting_user=system_user())
    return employment


def test_two_employers_count_only_what_was_recorded_under_them(cast):
    here = cast.employment(cast.learner_a)
    there = also_at(cast.learner_a, cast.b)
    show(cast.learner_a, cast.a)
    show_often(cast.learner_a, cast.b, times=3)
    refresh()
    own = {row.employment: row.own_equivalents for row in HeldLevel.objects.filter(competence__code="4.1")}
    assert (own[here], own[there]) == (pytest.approx(1.0), pytest.approx(3.0))


def test_an_answer_marks_only_the_employer_under_whom_it_was_given(cast):
    here = cast.employment(cast.learner_a)
    also_at(cast.learner_a, cast.b)
    refresh()
    show(cast.learner_a, cast.a)
    assert [one.employment for one in mine(cast.learner_a).due()] == [here]


ANSWERS = st.lists(
    st.tuples(
        st.sampled_from(["4.1", "4.2", "1.3"]),
        st.booleans(),
        st.integers(1, 6),
        st.sampled_from([0, 20, 40]),
        st.sampled_from(["", "p"]),
    ),
    min_size=2,
    max_size=8,
)


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(answers=ANSWERS, order=st.randoms(use_true_random=False))
def test_the_order_in_which_answers_arrive_makes_no_difference(cast, answers, order):
    """The same keys and moments, stored in another order; several of them at one moment."""
    ProfileAssignment.objects.exclude(
        employment__user=cast.learner_a
    ).delete()  # the others are not asked about
    keyed = [(uuid.uuid4(), *answer) for answer in answers]
    shuffled = order.sample(keyed, len(keyed))
    with transaction.atomic():
        first = stored_after(cast, keyed)
        transaction.set_rollback(True)
    with transaction.atomic():
        second = stored_after(cast, shuffled)
        transaction.set_rollback(True)
    assert len(first) > 1
    assert alike(first, second, 1e-9)


def stored_after(cast, answers) -> dict:
    user, organisation = cast.learner_a, cast.a
    for key, code, right, level, days, item in answers:
        actions.record_evidence(
            key=key,
            user=user,
            organisation=organisation,
            competence=cast.competence(code),
            kind=actions.Kind.ANSWER,
            at=NOW - days * DAY,
            acting_user=user,
            purpose=actions.Purpose.TEST,
            right=right,
            difficulty=level - 0.5,
            difficulty_error=1.0,
            guess=0.2,
            item=item,
        )
    rebuild_levels(as_of=NOW, organisation=organisation)
    return figures(employment__user=user)
