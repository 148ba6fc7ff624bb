"""Gaps: a level held against what a job asks, in three states."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from skills.evidence import Own
from skills.levels import Estimate, p_gap

OK_UP_TO = 0.2
LEARN_FROM = 0.8
REPORTED_FROM = 3.0  # own question-equivalents: borrowing alone never labels a person

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


def gaps(
    required: Mapping[str, int],
    estimates: Mapping[str, Estimate],
    own: Mapping[str, Own],
) -> tuple[Gap, ...]:
    """One for every competence that is asked; a required level of 0 asks nothing."""
    return tuple(
        _gap(competence, level, estimates[competence], own.get(competence, Own()))
        for competence, level in required.items()
        if level > 0
    )


def _gap(competence: str, required: int, estimate: Estimate, own: Own) -> Gap:
    return Gap(competence, required, estimate.level, estimate.se, p_gap(estimate, required), own)


def level_word(level: int) -> str:
    """A code; the words are the templates'."""
    return LEVEL_WORDS[level]
