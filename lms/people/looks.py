"""Looks: every time that somebody opens what is known of somebody else, with the reason she gave for it.

Whoever looks says once per sitting why, before the first record opens. What she sees of one person in one sitting is
one look, however often she opens it: a person wants to know who looked, at what and why, not how pages were turned;
and a list of ten thousand people that is read page by page stays ten thousand rows. Another reason is another sitting.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID, uuid4

from django.db import transaction

from lms.people.access import Role
from lms.people.models import Look, Organisation, User

LONGEST_SITTING = timedelta(hours=4)  # half a day's work; longer, and the reason is one of this morning
KEPT_IN = "looking"  # the name in the session, so that the sitting never outlives the signing in


@dataclass(frozen=True)
class Sitting:
    """Why somebody looks, for as long as that counts."""

    key: UUID
    purpose: Look.Purpose
    said: str
    since: datetime

    @property
    def why(self) -> str:
        return why(self.purpose, self.said)


def why(purpose: str, said: str) -> str:
    return said or str(Look.Purpose(purpose).label)


def begin(session, *, purpose: Look.Purpose, said: str, now: datetime) -> None:
    session[KEPT_IN] = {
        "key": str(uuid4()),
        "purpose": purpose.value,
        "said": said,
        "since": now.isoformat(),
    }


def sitting(session, now: datetime) -> Sitting | None:
    kept = session.get(KEPT_IN)
    if kept is None:
        return None
    since = datetime.fromisoformat(kept["since"])
    if not since <= now < since + LONGEST_SITTING:
        return None
    return Sitting(UUID(kept["key"]), Look.Purpose(kept["purpose"]), kept["said"], since)


@transaction.atomic(savepoint=False)
def note(
    *,
    people: Iterable[int],
    organisation: Organisation,
    what: Look.What,
    role: Role,
    sitting: Sitting,
    now: datetime,
    acting_user: User,
) -> None:
    """A look at each of these people (ids), save at herself: in one statement for up to a thousand of them."""
    Look.objects.keep(
        Look(
            organisation=organisation,
            about_id=person,
            by=acting_user,
            role=role.value,
            at=now,
            what=what,
            purpose=sitting.purpose,
            said=sitting.said,
            sitting=sitting.key,
        )
        for person in dict.fromkeys(people)
        if person != acting_user.pk
    )
