"""Validating: somebody saw a person do a task at work, and says which level that was.

How much it counts is for `skills.evidence`: once a year for each validator, and a second validator half.
"""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from datetime import date, datetime, time, timedelta

from django.db import IntegrityError, transaction
from django.utils import timezone

from lms.people.models import Employment, User
from skills.actions import record_evidence, take_back
from skills.evidence import YEAR, Kind
from skills.levels import TOP_LEVEL
from skills.models import Competence, Evidence

LEVELS = range(TOP_LEVEL + 1)
OLDEST = timedelta(days=365)  # longer ago, memory is no evidence
LONGEST_TASK = 150
SAME = uuid.UUID("6f1c8f0e-6d2c-4d0f-9a7e-0f6a5b1d2c34")  # from which the keys of validations are made


class Refused(Exception):
    """`code`: own, level, task, future or old."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


@transaction.atomic
def validate(
    *,
    employment: Employment,
    competence: Competence,
    level: int,
    task: Mapping[str, str],
    seen_on: date,
    now: datetime,
    acting_user: User,
) -> Evidence:
    """Once: the same sent again is the same row. Another word about the same day takes the place of the first.

    `task` is told in each language in which it has a name. Raises Refused.
    """
    _refuse(employment, level, task, seen_on, now, acting_user)
    of_that_day = Evidence.objects.said_by(acting_user, employment, competence)
    of_that_day = of_that_day.filter(at__range=_day(seen_on))
    for row in of_that_day.standing():
        if row.level == level and row.about == task:
            return row
        take_back(evidence=row, at=now, acting_user=acting_user)
    who = f"{employment.user_id}/{employment.organisation_id}/{competence.pk}/{acting_user.pk}"
    # The number of rows is in it, for what was taken back may be said again. Two clicks at once count the same.
    key = uuid.uuid5(SAME, f"{who}/{seen_on}/{of_that_day.count()}")
    try:
        with transaction.atomic():
            return record_evidence(
                key=key,
                user=employment.user,
                organisation=employment.organisation,
                competence=competence,
                kind=Kind.VALIDATION,
                at=moment_of(seen_on, now),
                acting_user=acting_user,
                level=float(level),
                about=task,
            )
    except IntegrityError:
        return Evidence.objects.said_by(acting_user, employment, competence).get(key=key)


def _refuse(
    employment: Employment,
    level: int,
    task: Mapping[str, str],
    seen_on: date,
    now: datetime,
    acting_user: User,
) -> None:
    today = timezone.localdate(now)
    reasons = {
        "own": employment.user_id == acting_user.pk,
        "level": level not in LEVELS,
        "task": not any(task.values()),
        "future": seen_on > today,
        "old": seen_on < today - OLDEST,
    }
    for code, holds in reasons.items():
        if holds:
            raise Refused(code)


def has_said(
    validator: User, employment: Employment, competence: Competence, level: int, now: datetime
) -> bool:
    """Whether she said within the year that it is this level or more."""
    said = Evidence.objects.said_by(validator, employment, competence).standing()
    return said.filter(level__gte=level, at__gt=now - YEAR).exists()


def moment_of(day: date, now: datetime) -> datetime:
    """Noon of that day; of today not later than now, or the levels that are counted now would leave it out."""
    return min(timezone.make_aware(datetime.combine(day, time(12))), now)


def _day(day: date) -> tuple[datetime, datetime]:
    return tuple(timezone.make_aware(datetime.combine(day, at)) for at in (time.min, time.max))


@transaction.atomic
def take_back_validation(*, employment: Employment, key: uuid.UUID, now: datetime, acting_user: User) -> bool:
    """Whether it was hers, and still stood."""
    mine = Evidence.objects.said_by(acting_user, employment).standing()
    row = mine.filter(key=key).first()
    if row is None:
        return False
    take_back(evidence=row, at=now, acting_user=acting_user)
    return True
