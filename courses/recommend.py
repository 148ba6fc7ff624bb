"""Recommendation: the one next thing to do, and why."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from skills.gaps import Gap, State


class Why(StrEnum):
    GO_ON = "go_on"  # it was begun and is not finished
    LEARN = "learn"  # the job asks more than was shown
    UNSURE = "unsure"  # not enough is known
    NEW = "new"  # nothing presses; there is more to learn
    AGAIN = "again"  # all was done, and the goal of a module was missed


@dataclass(frozen=True)
class Offer:
    """A module that is open to the person. `aims`: competence codes with the lowest and highest level it works on."""

    key: str
    aims: Mapping[str, tuple[int, int]]
    started: bool = False
    finished: bool = False
    goal_missed: bool = False  # its test was done, and fewer than enough were right


@dataclass(frozen=True)
class NextStep:
    module: str
    why: Why
    competence: str = ""


def next_step(
    offers: Sequence[Offer], gaps: Sequence[Gap], core: frozenset[str] = frozenset()
) -> NextStep | None:
    """What was begun comes first, then the largest gap, then what makes things sure; core competences go before."""
    for offer in offers:
        if offer.started and not offer.finished:
            return NextStep(offer.key, Why.GO_ON)
    fresh = [offer for offer in offers if not offer.started]
    for state, why in ((State.LEARN, Why.LEARN), (State.UNSURE, Why.UNSURE)):
        wanted = [gap for gap in gaps if gap.state is state]
        for gap in sorted(wanted, key=lambda gap: (gap.competence not in core, -gap.p_gap, gap.competence)):
            if found := _helping(fresh, gap):
                return NextStep(found.key, why, gap.competence)
    if fresh:
        return NextStep(fresh[0].key, Why.NEW)
    missed = [offer for offer in offers if offer.finished and offer.goal_missed]
    return NextStep(missed[0].key, Why.AGAIN) if missed else None


def _helping(offers: Sequence[Offer], gap: Gap) -> Offer | None:
    """The module on this competence whose levels lie nearest to where the person is."""
    fitting = [offer for offer in offers if gap.competence in offer.aims]
    return min(fitting, key=lambda offer: abs(sum(offer.aims[gap.competence]) / 2 - gap.level), default=None)
