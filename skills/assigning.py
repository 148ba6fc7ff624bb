"""Job profiles for many employments at once, with a number of statements that does not depend on how many."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, timedelta

from django.db import transaction
from django.db.models import Case, F, Value, When
from django.utils import timezone

from lms.people.many import add_rows, among
from lms.people.models import User
from skills.actions import mark_levels_due
from skills.models import ProfileAssignment


def running_profiles(employments: Iterable[int]) -> dict[int, int]:
    """The id of the profile, by employment."""
    running = ProfileAssignment.objects.filter(among("employment", employments), ends=None)
    return dict(running.values_list("employment", "profile"))


@transaction.atomic
def assign_profiles(*, asked: Mapping[int, tuple[int, date]], acting_user: User) -> int:
    """By employment: the profile that the job asks, and from which day. Returns how many are assigned anew.

    The one before it ends the day before, but never before it began.
    """
    before = running_profiles(asked)
    new = {one: said for one, said in asked.items() if before.get(one) != said[0]}
    replaced = [one for one in new if one in before]
    if replaced:
        _end({one: new[one][1] - timedelta(days=1) for one in replaced})
    now = timezone.now()
    rows = [
        {
            "employment_id": employment,
            "profile_id": profile,
            "starts": starts,
            "assigned_by_id": acting_user.pk,
            "levels_due_at": now,
        }
        for employment, (profile, starts) in new.items()
    ]
    add_rows(ProfileAssignment, rows)
    return len(new)


def _end(last_days: Mapping[int, date]) -> None:
    """Those that share a day go together: an import ends most of them on the same one."""
    by_day: dict[date, list[int]] = {}
    for employment, day in last_days.items():
        by_day.setdefault(day, []).append(employment)
    for day, employments in by_day.items():
        ended = Case(When(starts__gt=day, then=F("starts")), default=Value(day))
        running = ProfileAssignment.objects.filter(employment__in=employments, ends=None)
        running.update(ends=ended, levels_due_at=None)


@transaction.atomic
def end_assignments(*, employments: Sequence[int], ends: date, acting_user: User) -> None:
    """Nothing is asked of who left, so nothing is measured either."""
    _end(dict.fromkeys(employments, ends))


def renew_levels_of(employments: Sequence[int]) -> None:
    """The counts of a unit follow who moved."""
    mark_levels_due(ProfileAssignment.objects.filter(employment__in=employments))


@transaction.atomic
def end_assignments_of_who_left(*, last_day: date, acting_user: User) -> None:
    """Whoever's last day is over: her profile ends with it, however that day came to be."""
    left = ProfileAssignment.objects.filter(ends=None, employment__ends__lte=last_day)
    _end(dict(left.values_list("employment", "employment__ends")))
