"""What becomes of the rows of a person who is erased; `lms.people.erasure` says what the fates are."""

from __future__ import annotations

from datetime import datetime

from lms.people.erasure import Fate, Rule
from lms.people.models import User
from skills.models import (
    Certificate,
    CertificateFile,
    Contradiction,
    Evidence,
    HeldLevel,
    ProfileAssignment,
    Recount,
    WayOfCounting,
)

RULES = (
    Rule(
        CertificateFile, "certificate__employment__user", Fate.GONE, "certificate__employment__organisation"
    ),
    Rule(
        Certificate,
        "employment__user",
        Fate.GONE,
        "employment__organisation",
        counted="certificates",
        at="handed_in_at",
    ),
    Rule(Certificate, "handed_in_by", Fate.NAMELESS, "employment__organisation"),
    Rule(Certificate, "decided_by", Fate.NAMELESS, "employment__organisation"),
    Rule(Contradiction, "employment__user", Fate.GONE, "employment__organisation"),
    Rule(Contradiction, "answered_by", Fate.NAMELESS, "employment__organisation"),
    Rule(Evidence, "reverses__user", Fate.GONE, "organisation"),  # before what they take back
    Rule(Evidence, "user", Fate.GONE, "organisation", counted="evidence", at="at"),
    Rule(Evidence, "recorded_by", Fate.NAMELESS, "organisation"),
    Rule(HeldLevel, "employment__user", Fate.GONE, "organisation"),
    Rule(ProfileAssignment, "employment__user", Fate.GONE, "employment__organisation"),
    Rule(ProfileAssignment, "assigned_by", Fate.NAMELESS, "employment__organisation"),
    Rule(WayOfCounting, "published_by", Fate.NAMELESS),
    Rule(Recount, "ordered_by", Fate.NAMELESS),
)


def mark_levels(person: User, now: datetime) -> None:
    """What an organisation where she still works has stored of her is made anew, from what is left."""
    left = ProfileAssignment.objects.filter(employment__user=person, ends=None)
    left.update(levels_due_at=now)
