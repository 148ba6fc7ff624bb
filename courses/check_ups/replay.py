"""Replaying why a question was asked: from the log as it was then, and by the same rules. It never says whose it is.

What is not kept is which other questions the bank had at that time, so the candidates are those of the reason.
"""

from __future__ import annotations

import uuid
from collections.abc import Collection
from dataclasses import dataclass
from functools import cached_property

from django.db.models import Count, Min, TextField
from django.db.models.functions import Cast
from django.utils import timezone

from courses.models import Asked, QuestionVersion
from lms.people.models import Employment
from skills.adaptive import Reason, drawn_again, worth_at
from skills.models import Evidence
from skills.queries import Measured, log_of, profile_of, way_named

SAME = 1e-6
FEW = 5  # of a question that fewer people answered, no example is given: they are known to each other
EXAMPLES = 10


def answered(organisations: Collection[int]):
    """What was asked of the questions of these organisations and answered, by the reference of the answer."""
    return Asked.objects.answered().filter(question__organisation__in=organisations)


def examples(organisations: Collection[int]) -> list[Asked]:
    """One of each of some questions that several people answered. In the order of their references: not of time.

    As text, because PostgreSQL knows no least reference.
    """
    often = (
        answered(organisations)
        .values("question")
        .annotate(people=Count("check_up__user", distinct=True), first=Min(Cast("evidence_key", TextField())))
        .filter(people__gte=FEW)
        .order_by("first")
    )
    keys = often.values_list("first", flat=True)[:EXAMPLES]
    found = Asked.objects.filter(evidence_key__in=list(keys)).order_by("evidence_key")
    return list(found.select_related("version__question", "version__competence"))


def find(organisations: Collection[int], key: uuid.UUID) -> Asked | None:
    found = answered(organisations).filter(evidence_key=key)
    return found.select_related("version__question", "version__competence", "check_up").first()


@dataclass(frozen=True)
class Candidate:
    version: QuestionVersion
    worth: float
    is_asked: bool


class Replay:
    """One question that was asked, with its reason as kept (`reason`) and what comes out now."""

    def __init__(self, asked: Asked) -> None:
        self.asked = asked
        kept = asked.reason
        self.reason = Reason(**{**kept, "candidates": tuple(kept["candidates"])})

    @cached_property
    def measured(self) -> Measured:
        """What was known of the person at that moment, counted as then."""
        check_up, today = self.asked.check_up, timezone.localdate(self.asked.asked_at)
        here = Employment.objects.of(check_up.user, today).filter(organisation=check_up.organisation_id)
        found = Measured(check_up.user, profile_of(here.first(), today), today)
        found.rows = self._log()
        found.way = way_named(self.reason.model)
        return found

    def _log(self) -> list[Evidence]:
        """The log only grows: up to the answer just before in this sitting, else all before the answer to this one."""
        check_up = self.asked.check_up
        before = check_up.asked.filter(step=self.asked.step - 1, sitting=self.asked.sitting).first()
        key = before.evidence_key if before else self.asked.evidence_key
        rows = log_of(check_up.user, check_up.framework)
        last = next((row.pk for row in rows if row.key == key), 0) - (not before)
        return [row for row in rows if row.pk <= last]

    @cached_property
    def standing(self):
        return next(one for one in self.measured.standings if one.competence.code == self.reason.competence)

    @cached_property
    def candidates(self) -> list[Candidate]:
        """The most informative first, as they were kept."""
        versions = [self._version(item) for item in self.reason.candidates]
        worth = worth_at(
            self.reason.level, [(one.difficulty, one.difficulty_error, one.guess) for one in versions]
        )
        mine = self.asked.version_id
        return [Candidate(one, value, one.pk == mine) for one, value in zip(versions, worth, strict=True)]

    def _version(self, item: str) -> QuestionVersion:
        """As it was then; what was asked is known exactly."""
        if item == self.asked.version.item:
            return self.asked.version
        key, edition = item.split("/")
        versions = QuestionVersion.objects.filter(question__key=key, edition=edition)
        versions = versions.select_related("question", "competence").order_by("number")
        then = versions.filter(created_at__lte=self.asked.asked_at).last()
        return then or versions.first()

    @property
    def same_state(self) -> bool:
        now, gap = self.standing.estimate, self.standing.gap
        found = now.level, now.se, gap.p_gap if gap else None
        kept = self.reason.level, self.reason.se, self.reason.p_gap
        return all(_same(one, other) for one, other in zip(found, kept, strict=True))

    @property
    def same_worth(self) -> bool:
        """In the order that was kept, and worth as much."""
        worth = [one.worth for one in self.candidates]
        asked = next((one.worth for one in self.candidates if one.is_asked), None)
        in_order = all(worth[place] >= worth[place + 1] - SAME for place in range(len(worth) - 1))
        return in_order and _same(asked, self.reason.information)

    @property
    def same_draw(self) -> bool:
        return drawn_again(self.reason) == self.asked.version.item

    @property
    def is_same(self) -> bool:
        return self.same_state and self.same_worth and self.same_draw


def _same(one: float | None, other: float | None) -> bool:
    if one is None or other is None:
        return one is other
    return abs(one - other) < SAME
