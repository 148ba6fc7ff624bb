"""What passes between a learner and her coach: asking for help, and having a task at work looked at."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime

from django.db import transaction

from courses.models import Activity, HelpRequest, TaskCheck, TaskTicks
from lms.people.models import Employment, Organisation, User
from skills.actions import take_back_keys
from skills.validating import has_said, validate

LONGEST_MESSAGE = 500
MOST_STEPS = 50


@transaction.atomic
def ask_coach(
    *,
    employment: Employment,
    activity: Activity | None,
    kind: HelpRequest.Kind,
    message: str,
    now: datetime,
    acting_user: User,
) -> HelpRequest:
    """Once at a time: asking again while the coach has not answered keeps the newest words."""
    found, made = HelpRequest.objects.get_or_create(
        employment=employment,
        activity=activity,
        kind=kind,
        closed_at=None,
        defaults={"message": message, "asked_at": now},
    )
    if not made and message and found.message != message:
        found.message = message
        found.save(update_fields=["message"])
    return found


@transaction.atomic
def close_request(*, request: HelpRequest, now: datetime, acting_user: User) -> None:
    """By the coach who helped, or by the person who asked. The first one counts."""
    still_open = HelpRequest.objects.open().filter(pk=request.pk)
    still_open.update(closed_at=now, closed_by=acting_user)


@transaction.atomic
def keep_ticks(
    *,
    user: User,
    activity: Activity,
    organisation: Organisation,
    steps: Iterable[int],
    now: datetime,
    acting_user: User,
) -> TaskTicks:
    """Keep which steps of her checklist are ticked off: those named, and no others."""
    ticked = sorted({step for step in steps if 0 <= step < MOST_STEPS})
    found, _made = activity.ticks.update_or_create(
        user=user, defaults={"organisation": organisation, "steps": ticked, "at": now}
    )
    return found


@transaction.atomic
def check_task(
    *,
    employment: Employment,
    activity: Activity,
    seen_on: date,
    now: datetime,
    acting_user: User,
) -> TaskCheck:
    """Somebody saw it done: evidence of each competence that the module aims at. The first one who saw it is kept.

    Raises ValueError for something that is no task, and `validating.Refused` for one's own or a day that cannot be.
    """
    if activity.kind != Activity.Kind.TASK:
        raise ValueError("Only tasks are checked.")
    found, made = activity.checks.get_or_create(
        user=employment.user,
        taken_back_at=None,
        defaults={"organisation": employment.organisation, "checked_by": acting_user, "at": now},
    )
    if made:
        found.evidence_keys = _record(employment, activity, seen_on, now, acting_user)
        found.save(update_fields=["evidence_keys"])
    waiting = HelpRequest.objects.open().filter(employment__user=employment.user, activity=activity)
    waiting.filter(kind=HelpRequest.Kind.CHECK).update(closed_at=now, closed_by=acting_user)
    return found


def _record(
    employment: Employment, activity: Activity, seen_on: date, now: datetime, acting_user: User
) -> list[str]:
    """At the lowest level of each aim: a task of the module shows no more than that for certain.

    Whoever said as much within the year said it: an easier task does not bring down what she saw before.
    """
    seen = [
        validate(
            employment=employment,
            competence=aim.competence,
            level=aim.lowest,
            task=activity.titles,
            seen_on=seen_on,
            now=now,
            acting_user=acting_user,
        )
        for aim in activity.module.aims.select_related("competence")
        if not has_said(acting_user, employment, aim.competence, aim.lowest, now)
    ]
    return [str(row.key) for row in seen]


@transaction.atomic
def take_back_check(*, check: TaskCheck, now: datetime, acting_user: User) -> None:
    """With the evidence that came of it."""
    if TaskCheck.objects.standing().filter(pk=check.pk).update(taken_back_at=now):
        take_back_keys(keys=check.evidence_keys, at=now, acting_user=acting_user)
