from datetime import timedelta

import pytest
from django.utils import timezone

from lms.people.access import Role
from lms.people.models import Grant, Share, Unit
from lms.people.sharing import NotACoach, coaches_of, share_with_coach, stop_sharing

TODAY = timezone.localdate()


@pytest.fixture
def green(cast):
    return cast.employment(cast.learner_a)


def share(cast, employment, coach) -> Share:
    return share_with_coach(
        employment=employment, coach=coach, now=timezone.now(), today=TODAY, acting_user=employment.user
    )


def coach_in(cast, name: str, unit: str | None) -> None:
    place = Unit.objects.get(organisation=cast.a, name=unit) if unit else None
    Grant.objects.create(
        user=getattr(cast, name), organisation=cast.a, unit=place, role=Role.COACH, starts=TODAY
    )


def test_coaches_are_those_of_the_unit_of_the_units_above_and_of_everybody(cast, green):
    coach_in(cast, "learner2_a", "Green")
    coach_in(cast, "learner3_a", "Library")
    coach_in(cast, "learner4_a", None)
    assert coaches_of(green, TODAY) == [cast.coach_a, cast.learner2_a, cast.learner4_a]


def test_nobody_is_her_own_coach(cast):
    assert coaches_of(cast.employment(cast.coach_a), TODAY) == []


def test_a_grant_that_ended_makes_no_coach(cast, green):
    Grant.objects.filter(user=cast.coach_a).update(ends=TODAY - timedelta(days=1))
    assert coaches_of(green, TODAY) == []


def test_sharing_twice_is_sharing_once_and_can_begin_again(cast, green):
    assert share(cast, green, cast.coach_a) == share(cast, green, cast.coach_a)
    stop_sharing(employment=green, coach=cast.coach_a, now=timezone.now(), acting_user=green.user)
    assert not Share.objects.running().exists()
    share(cast, green, cast.coach_a)
    assert [Share.objects.running().count(), Share.objects.count()] == [1, 2]


@pytest.mark.parametrize("name", ["coach_b", "hr_a", "learner2_a"])
def test_only_an_own_coach_can_be_shared_with(cast, green, name):
    with pytest.raises(NotACoach):
        share(cast, green, getattr(cast, name))
    assert not Share.objects.exists()
