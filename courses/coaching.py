"""What passes between a learner and her coach: asking for help, and having a task at work looked at.

A check is only kept for now; no level rests on it yet.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction

from courses.models import Activity, HelpRequest, TaskCheck, TaskTicks
from lms.people.models import Employment, Organisation, User

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
    *, user: User, activity: Activity, organisation: Organisation, now: datetime, acting_user: User
) -> TaskCheck:
    """A coach saw it done. Raises ValueError for something that is no task, or one's own."""
    if activity.kind != Activity.Kind.TASK or user == acting_user:
        raise ValueError("Only tasks are checked, and never one's own.")
    found, _made = activity.checks.get_or_create(
        user=user,
        taken_back_at=None,
        defaults={"organisation": organisation, "checked_by": acting_user, "at": now},
    )
    waiting = HelpRequest.objects.open().filter(employment__user=user, activity=activity)
    waiting.filter(kind=HelpRequest.Kind.CHECK).update(closed_at=now, closed_by=acting_user)
    return found


@transaction.atomic
def take_back_check(*, check: TaskCheck, now: datetime, acting_user: User) -> None:
    TaskCheck.objects.standing().filter(pk=check.pk).update(taken_back_at=now)
