from datetime import date, timedelta

import pytest
from django.utils import timezone

from lms.people.actions import system_user
from skills import queries
from skills.actions import assign_profile
from skills.models import Framework, JobProfile
from skills.queries import Measured, has_own_estimate, profile_of
from tests.shown import show, show_often, think

TODAY = timezone.localdate


def measured(user, profile="P01") -> Measured:
    return Measured(user, JobProfile.objects.get(code=profile) if profile else None, TODAY())


def standing(user, code="4.1", profile="P01"):
    return next(one for one in measured(user, profile).standings if one.competence.code == code)


def test_a_profile_counts_from_its_first_day_on(cast):
    employment = cast.employment(cast.learner_a)
    tomorrow = TODAY() + timedelta(days=1)
    other = JobProfile.objects.get(code="P02")
    assign_profile(employment=employment, profile=other, starts=tomorrow, acting_user=system_user())
    assert profile_of(employment, TODAY()).code == "P01"
    assert profile_of(employment, tomorrow).code == "P02"
    assert profile_of(employment, date(2023, 12, 31)) is None
    assert profile_of(None, TODAY()) is None


def test_the_level_goes_up_with_what_is_right_and_down_with_what_is_not(cast):
    before = standing(cast.learner_a).estimate.level
    show_often(cast.learner_a, cast.a, level=4)
    up = standing(cast.learner_a).estimate.level
    show_often(cast.learner_a, cast.a, level=1, right=False, times=24)
    assert standing(cast.learner_a).estimate.level < before < up


def test_every_competence_has_a_standing_and_only_what_the_job_asks_has_a_gap(cast):
    found = measured(cast.learner_a)
    assert len(found.standings) == Framework.objects.get().competences.count()
    assert {one.competence.code for one in found.standings if one.gap} == set(found.required)
    assert [one.required for one in found.standings if not one.gap] == [0] * (
        len(found.standings) - len(found.required)
    )


def test_without_a_profile_there_are_levels_and_no_gaps(cast):
    found = measured(cast.learner_a, profile=None)
    assert found.standings
    assert not any(one.gap for one in found.standings)


def test_without_a_framework_there_is_nothing(cast, monkeypatch):
    monkeypatch.setattr("skills.queries.newest_framework", lambda: None)
    assert measured(cast.learner_a, profile=None).standings == []


def test_a_person_sees_all_her_own_evidence_whoever_she_works_for(cast):
    show(cast.learner_a, cast.a)
    show(cast.learner_a, cast.b)
    show(cast.learner2_a, cast.a)
    assert standing(cast.learner_a).own.total == pytest.approx(2.0)


def test_part_of_the_log_can_be_left_out(cast):
    kept = show(cast.learner_a, cast.a, days_ago=1)
    show(cast.learner_a, cast.a, right=False)
    found = measured(cast.learner_a)
    before = found.standings_with([row for row in found.log if row.key == str(kept.key)])
    assert next(one for one in before if one.competence.code == "4.1").own.total == pytest.approx(1.0)


def test_the_same_queries_whatever_the_length_of_the_log(cast, django_assert_num_queries):
    user = cast.learner_a
    employment = cast.employment(user)

    def everything():
        found = Measured(user, profile_of(employment, TODAY()), TODAY())
        return (
            found.standings,
            found.explanation("4.1"),
            [one.competence.area.name for one in found.standings],
        )

    show(user, cast.a)
    queries.way_now()  # known for a minute
    with django_assert_num_queries(3):  # the profile, the competences, the log
        everything()
    show_often(user, cast.a, times=10)
    with django_assert_num_queries(3):
        everything()


def area(user, code: str):
    return next(one for one in measured(user).areas if one.area.code == code)


def test_an_area_shows_what_she_thought_beside_what_her_answers_say(cast):
    think(cast.learner_a, cast.a, **{"4": 6.0})
    assert (area(cast.learner_a, "4").own, area(cast.learner_a, "4").known) == (6.0, False)
    assert area(cast.learner_a, "1").own is None
    show_often(cast.learner_a, cast.a, code="4.1", right=False, level=1)
    found = area(cast.learner_a, "4")
    assert found.known
    assert found.shown < found.own


def test_whether_she_ever_said_what_she_thinks_is_known(cast):
    framework = Framework.objects.get()
    assert not has_own_estimate(cast.learner_a, framework)
    think(cast.learner_a, cast.a, **{"4": 6.0})
    assert has_own_estimate(cast.learner_a, framework)
    assert not has_own_estimate(cast.learner2_a, framework)
