"""Gaps: a level held against what a job asks, in three states."""

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from skills.evidence import Evidence, Kind, Own, aged, counted
from skills.levels import MODEL, TOP_LEVEL, Estimate, Model, estimate_alone, p_gap

OK_UP_TO = 0.2
LEARN_FROM = 0.8
REPORTED_FROM = 3.0  # own question-equivalents: borrowing alone never labels a person
BADGE_FROM = 0.8  # chance of being at the level or above it, on own evidence only
BADGE_QUESTIONS = 5

LEVEL_WORDS = (
    "start",
    "basic",
    "basic",
    "independent",
    "independent",
    "advanced",
    "advanced",
    "highly_advanced",
    "highly_advanced",
)


class State(StrEnum):
    OK = "ok"
    UNSURE = "unsure"
    LEARN = "learn"


@dataclass(frozen=True)
class Gap:
    competence: str
    required: int
    level: float
    se: float
    p_gap: float
    own_equivalents: Own

    @property
    def state(self) -> State:
        """For the person's own pages: borrowing and the prior alone never label her, not even to herself."""
        return state(self.p_gap) if self.measured else State.UNSURE

    @property
    def reported_state(self) -> State:
        """For anyone else."""
        return reported_state(self.p_gap, self.own_equivalents)

    @property
    def measured(self) -> bool:
        """Whether anything of the person's own speaks here; an own estimate does not."""
        return self.own_equivalents.total > 0


def state(p_gap: float) -> State:
    if p_gap <= OK_UP_TO:
        return State.OK
    return State.LEARN if p_gap >= LEARN_FROM else State.UNSURE


def reported_state(p_gap: float, own: Own) -> State:
    """Unsure as long as the person's own evidence is thin; a certificate speaks for "ok" only."""
    found = state(p_gap)
    speaking = own.total if found is State.OK else own.shown
    return found if speaking >= REPORTED_FROM else State.UNSURE


def badge(competence: str, log: Iterable[Evidence], today: date, model: Model = MODEL) -> int:
    """The highest level that a badge may certify, 0 for none: at least five own questions, nothing borrowed.

    The estimate starts from the plain N(μ, τ²); what she says of herself is left out.
    """
    rows = [row for row in counted(log, today) if row.evidence.competence == competence]
    questions = math.fsum(row.weight for row in rows if row.evidence.kind is Kind.ANSWER)
    if questions < BADGE_QUESTIONS:
        return 0
    shown = aged((row for row in rows if row.evidence.kind is not Kind.SELF), today)
    alone = estimate_alone(competence, shown, model)
    reached = (level for level in range(1, TOP_LEVEL + 1) if 1.0 - p_gap(alone, level, model) >= BADGE_FROM)
    return max(reached, default=0)


def gaps(
    required: Mapping[str, int],
    estimates: Mapping[str, Estimate],
    own: Mapping[str, Own],
    model: Model = MODEL,
) -> tuple[Gap, ...]:
    """One for every competence that is asked; a required level of 0 asks nothing."""
    return tuple(
        _gap(competence, level, estimates[competence], own.get(competence, Own()), model)
        for competence, level in required.items()
        if level > 0
    )


def _gap(competence: str, required: int, estimate: Estimate, own: Own, model: Model) -> Gap:
    return Gap(competence, required, estimate.level, estimate.se, p_gap(estimate, required, model), own)


def level_word(level: int) -> str:
    """A code; the words are the templates'."""
    return LEVEL_WORDS[level]
