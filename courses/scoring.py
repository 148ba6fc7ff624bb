"""Scoring: what a question is worth at the start, and what a test came to."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

GOAL_SHARE = 0.8
RETRY_AFTER = timedelta(days=1)
AUTHOR_ERROR = 1.0
LABEL_ERRORS = (AUTHOR_ERROR, 0.7, 0.5)  # of one author, of two who agree, of a panel of three


@dataclass(frozen=True)
class Start:
    """Difficulty of a question before data correct it, in levels, with the error of its label."""

    difficulty: float
    error: float = AUTHOR_ERROR


def start_of(level: int, labels: int = 1) -> Start:
    """The label is the lower edge of its level: somebody who just works there gets about half of such questions."""
    return Start(level - 0.5, LABEL_ERRORS[min(max(labels, 1), len(LABEL_ERRORS)) - 1])


@dataclass(frozen=True)
class Result:
    right: int
    answered: int
    asked: int

    @property
    def unanswered(self) -> int:
        return self.asked - self.answered

    @property
    def goal_reached(self) -> bool:
        return self.asked > 0 and not self.unanswered and self.right >= GOAL_SHARE * self.asked


def result(plan: Sequence[int], answers: Mapping[int, bool], wrong: Collection[int] = ()) -> Result:
    """`answers`: right or not, by question version. What was not planned does not count, nor what was `wrong`."""
    counted = [version for version in plan if version not in wrong]
    given = [answers[version] for version in counted if version in answers]
    return Result(sum(given), len(given), len(counted))


def may_retry(finished_at: datetime | None, now: datetime) -> bool:
    return finished_at is None or now - finished_at >= RETRY_AFTER
