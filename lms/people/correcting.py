"""Correcting: somebody says that a fact about her is not right, and who can mend it answers.

The fact itself stays as HR keeps it: the next list of people would undo a change made here.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction

from lms.people import changes
from lms.people.models import Correction, Employment, Organisation, User

LONGEST = 300  # signs in a sentence


@transaction.atomic
def ask_correction(
    *, employment: Employment, fact: Correction.Fact, sentence: str, now: datetime, acting_user: User
) -> Correction:
    """Once at a time for each fact: saying it again keeps the newest words."""
    found, made = Correction.objects.get_or_create(
        employment=employment,
        fact=fact,
        withdrawn_at=None,
        answered_at=None,
        defaults={"sentence": sentence, "made_at": now},
    )
    if not made and found.sentence != sentence:
        found.sentence = sentence
        found.save(update_fields=["sentence"])
    return found


@transaction.atomic
def take_back_correction(*, correction: Correction, now: datetime, acting_user: User) -> bool:
    """Whether it was still open."""
    return bool(Correction.objects.open().filter(pk=correction.pk).update(withdrawn_at=now))


@transaction.atomic
def answer_correction(
    *, correction: Correction, outcome: Correction.Outcome, answer: str, now: datetime, acting_user: User
) -> bool:
    """The first answer counts. Raises ValueError for one's own."""
    employment = correction.employment
    if employment.user_id == acting_user.pk:
        raise ValueError("Nobody answers herself.")
    waiting = Correction.objects.open().filter(pk=correction.pk)
    if not waiting.update(outcome=outcome, answer=answer, answered_at=now, answered_by=acting_user):
        return False
    changes.note(
        organisation=employment.organisation,
        what="correction_answered",
        acting_user=acting_user,
        about=employment.user,
        fact=correction.fact,
        outcome=outcome,
    )
    return True


@transaction.atomic
def change_own_name(
    *, user: User, name: str, organisations: Iterable[Organisation], acting_user: User
) -> None:
    """Of who is employed nowhere. Where she has a role, it is written down that she did."""
    user.name = name
    user.save(update_fields=["name"])
    for organisation in organisations:
        changes.note(
            organisation=organisation, what="own_name_changed", acting_user=acting_user, about=user, name=name
        )
