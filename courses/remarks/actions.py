"""What passes between a learner and whoever wrote the lesson or question that she does not understand."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from django.db import transaction

from courses.models import Activity, QuestionVersion, Remark
from lms.people.models import Organisation, User

LONGEST = 500


@transaction.atomic
def remark(
    *,
    activity: Activity,
    version: QuestionVersion | None,
    revision: int | None,
    language: str,
    sentence: str,
    organisation: Organisation,
    now: datetime,
    acting_user: User,
) -> Remark:
    """Once at a time: who says it again before it is dealt with keeps her newest words.

    Raises ValueError for more words than there is room for.
    """
    if len(sentence) > LONGEST:
        raise ValueError("too_long")
    found, made = Remark.objects.get_or_create(
        user=acting_user,
        activity=activity,
        version=version,
        handled_at=None,
        defaults={
            "organisation": organisation,
            "owner_id": version.question.organisation_id if version else activity.organisation_id,
            "revision": revision,
            "language": language,
            "sentence": sentence,
            "made_at": now,
        },
    )
    if not made and sentence and found.sentence != sentence:
        found.sentence = sentence
        found.save(update_fields=["sentence"])
    return found


@transaction.atomic
def set_handled(
    *, remark: int, owners: Collection[int], handled: bool, now: datetime, acting_user: User
) -> bool:
    """Whether there is such a remark for these owners. Taken up again, it is new again, unless she said it anew."""
    found = Remark.objects.filter(pk=remark, owner__in=owners).first()
    if found is None:
        return False
    again = Remark.objects.new().filter(
        user=found.user_id, activity=found.activity_id, version=found.version_id
    )
    if handled or not again.exclude(pk=found.pk).exists():
        found.handled_at, found.handled_by = (now, acting_user) if handled else (None, None)
        found.save(update_fields=["handled_at", "handled_by"])
    return True


def waiting(owners: Collection[int]) -> int:
    return Remark.objects.filter(owner__in=owners).new().count()
