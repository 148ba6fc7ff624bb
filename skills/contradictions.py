"""Contradictions: somebody says that a state of hers is not right, and a coach who looks with her answers.

Whom it reaches: the coaches with whom she shares read her sentence. HR and managers see that it is contested, only
where they see the state itself; where only groups are shown they see nothing of it, not even a count: so few people do
this that the count would tell who. The row says itself who did what and when, so it is no change that HR looks up.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext, override

from lms.people.models import Employment, User
from skills.gaps import State
from skills.models import Competence, Contradiction
from skills.validating import validate

LONGEST_SENTENCE = 300


@transaction.atomic
def contradict(
    *,
    employment: Employment,
    competence: Competence,
    state: State,
    sentence: str,
    now: datetime,
    acting_user: User,
) -> Contradiction:
    """Once at a time: saying it again keeps the newest words."""
    found, made = Contradiction.objects.get_or_create(
        employment=employment,
        competence=competence,
        withdrawn_at=None,
        answered_at=None,
        defaults={"state": state.value, "sentence": sentence, "made_at": now},
    )
    if not made and sentence and found.sentence != sentence:
        found.sentence = sentence
        found.save(update_fields=["sentence"])
    return found


@transaction.atomic
def withdraw(*, employment: Employment, competence: Competence, now: datetime, acting_user: User) -> bool:
    """Whether there was one to take back. What a coach answered stays."""
    mine = Contradiction.objects.open().filter(employment=employment, competence=competence)
    return bool(mine.update(withdrawn_at=now))


@transaction.atomic
def answer(*, contradiction: Contradiction, level: int, now: datetime, acting_user: User) -> bool:
    """A coach says what she saw: a validation in the log, from which the level follows. The first answer counts.

    Raises `validating.Refused` for one's own, or for a level that does not exist.
    """
    employment = contradiction.employment
    waiting = Contradiction.objects.open().filter(pk=contradiction.pk)
    if not waiting.update(answered_at=now, answered_by=acting_user):
        return False
    contradiction.validation = validate(
        employment=employment,
        competence=contradiction.competence,
        level=level,
        task=_title(),
        seen_on=timezone.localdate(now),
        now=now,
        acting_user=acting_user,
    )
    contradiction.save(update_fields=["validation"])
    return True


def _title() -> dict[str, str]:
    """What the log calls it, in every language: a log is read in another language than it was written in."""
    found = {}
    for code, _name in settings.LANGUAGES:
        with override(code):
            found[code] = gettext("a coach looked with you, after you said “This is not right”")
    return found


def contested(employments: Iterable[int]) -> dict[int, set[int]]:
    """The contested competences (ids) by employment (id)."""
    found: dict[int, set[int]] = {}
    waiting = Contradiction.objects.open().filter(employment__in=list(employments))
    for employment, competence in waiting.values_list("employment", "competence"):
        found.setdefault(employment, set()).add(competence)
    return found
