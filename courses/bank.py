"""The bank of the check-up: how many questions of each competence at each level, and how sure those levels are."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

LEVELS = range(1, 7)
APART = 2  # levels: two people who differ so much do not mean the same question
ENOUGH = 4  # with fewer questions a competence is not measured; people give their own estimate only


@dataclass(frozen=True)
class Item:
    competence: str
    level: int
    labels: int

    @property
    def is_reviewed(self) -> bool:
        return self.labels > 1


@dataclass(frozen=True)
class Label:
    """What somebody says that a question asks, and how much of it."""

    competence: str
    level: int

    def agrees_with(self, other: Label) -> bool:
        return self.competence == other.competence and abs(self.level - other.level) < APART


@dataclass(frozen=True)
class Stock:
    """Of one competence; `at` has how many by level."""

    competence: str
    at: Mapping[int, int]
    unreviewed: int

    @property
    def total(self) -> int:
        return sum(self.at.values())

    @property
    def is_enough(self) -> bool:
        return self.total >= ENOUGH


def stocks(competences: Iterable[str], items: Iterable[Item]) -> dict[str, Stock]:
    """By competence, those without any question included."""
    there = list(items)
    at = Counter((item.competence, item.level) for item in there)
    unreviewed = Counter(item.competence for item in there if not item.is_reviewed)
    levels = levels_of(there)
    return {
        code: Stock(code, {level: at[code, level] for level in levels}, unreviewed[code])
        for code in competences
    }


def levels_of(items: Iterable[Item]) -> list[int]:
    """Those of the bank, and the highest two only where somebody wrote questions at them."""
    return sorted({*LEVELS, *(item.level for item in items)})
