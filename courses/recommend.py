"""Recommendation: the next things to do, the best one first, and why."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
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
    return next(_steps(offers, gaps, core), None)


def next_steps(
    offers: Sequence[Offer], gaps: Sequence[Gap], core: frozenset[str] = frozenset(), *, most: int = 3
) -> tuple[NextStep, ...]:
    """The best ones, each with another module."""
    found: dict[str, NextStep] = {}
    for step in _steps(offers, gaps, core):
        found.setdefault(step.module, step)
    return tuple(found.values())[:most]


def _steps(offers: Sequence[Offer], gaps: Sequence[Gap], core: frozenset[str]) -> Iterator[NextStep]:
    """What was begun comes first, then the largest gap, then what makes things sure; core competences go before."""
    yield from (NextStep(offer.key, Why.GO_ON) for offer in offers if offer.started and not offer.finished)
    fresh = [offer for offer in offers if not offer.started]
    for state, why in ((State.LEARN, Why.LEARN), (State.UNSURE, Why.UNSURE)):
        wanted = [gap for gap in gaps if gap.state is state]
        for gap in sorted(wanted, key=lambda gap: (gap.competence not in core, -gap.p_gap, gap.competence)):
            if found := _helping(fresh, gap):
                yield NextStep(found.key, why, gap.competence)
    yield from (NextStep(offer.key, Why.NEW) for offer in fresh)
    yield from (NextStep(offer.key, Why.AGAIN) for offer in offers if offer.finished and offer.goal_missed)


def _helping(offers: Sequence[Offer], gap: Gap) -> Offer | None:
    """The module on this competence whose levels lie nearest to where the person is."""
    fitting = [offer for offer in offers if gap.competence in offer.aims]
    return min(fitting, key=lambda offer: abs(sum(offer.aims[gap.competence]) / 2 - gap.level), default=None)
