"""What people of the cast showed, put in the log by the real action."""

from __future__ import annotations

import uuid
from datetime import datetime, timedelta

from django.utils import timezone

from lms.people.models import Organisation, User
from skills.actions import record_evidence, record_own_estimates
from skills.evidence import Kind, Purpose
from skills.models import Competence, Evidence, Framework


def show(
    user: User,
    organisation: Organisation,
    *,
    code: str = "4.1",
    right: bool = True,
    level: int = 2,
    days_ago: float = 0.0,
    at: datetime | None = None,
    item: str = "",
    framework: str = "digcomp-3.0",
) -> Evidence:
    """An answer in a test."""
    key = uuid.uuid4()
    return record_evidence(
        key=key,
        user=user,
        organisation=organisation,
        competence=Competence.objects.get(framework__slug=framework, code=code),
        kind=Kind.ANSWER,
        at=at or timezone.now() - timedelta(days=days_ago),
        acting_user=user,
        purpose=Purpose.TEST,
        right=right,
        difficulty=level - 0.5,
        difficulty_error=1.0,
        guess=0.2,
        item=item or str(key),
        about={"nl": "Een test"},
    )


def show_often(user: User, organisation: Organisation, *, times: int = 12, **what) -> None:
    """Often enough to be sure."""
    for _again in range(times):
        show(user, organisation, **what)


def think(user: User, organisation: Organisation, **levels: float) -> None:
    """What she says of herself, by code of an area."""
    record_own_estimates(
        source=uuid.uuid4(),
        user=user,
        organisation=organisation,
        framework=Framework.objects.get(),
        levels=levels,
        at=timezone.now(),
        acting_user=user,
    )
