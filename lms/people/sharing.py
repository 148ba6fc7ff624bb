"""What somebody shares with a coach: who the coaches are, and letting one see, until she takes it back."""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction
from django.db.models import Q

from lms.people.access import Role
from lms.people.models import Employment, Grant, Share, Unit, User


def coaches_of(employment: Employment, today: date) -> list[User]:
    """Who coaches the unit of this employment, or the whole organisation."""
    above = Unit.objects.above(employment.unit)
    coaching = Grant.objects.current(today).filter(
        Q(unit=None) | Q(unit__in=above),
        organisation=employment.organisation_id,
        role=Role.COACH,
        user__is_active=True,
    )
    found = {grant.user for grant in coaching.select_related("user") if grant.user_id != employment.user_id}
    return sorted(found, key=lambda coach: (coach.name.casefold(), coach.pk))


class NotACoach(Exception):
    """Only a coach of the own unit or organisation can be shared with."""


@transaction.atomic
def share_with_coach(
    *, employment: Employment, coach: User, now: datetime, today: date, acting_user: User
) -> Share:
    """Once: sharing again changes nothing."""
    if coach not in coaches_of(employment, today):
        raise NotACoach
    found, _made = Share.objects.get_or_create(
        employment=employment, coach=coach, ends=None, defaults={"starts": now}
    )
    return found


@transaction.atomic
def stop_sharing(*, employment: Employment, coach: User, now: datetime, acting_user: User) -> None:
    Share.objects.running().filter(employment=employment, coach=coach).update(ends=now)
