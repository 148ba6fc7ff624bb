"""Meant: whom an assignment is for, worked out from who works where today; and how far they are.

Nobody is put on a list: who comes into a unit later is meant too, and who leaves it is not any more.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum


@dataclass(frozen=True)
class Job:
    """What somebody works as now: the ids of the employment, the person, the unit and the job profile."""

    key: int
    user: int
    unit: int
    profile: int | None = None


@dataclass(frozen=True)
class Target:
    """One job, or all jobs in a unit and under it, with a profile, or with that profile in that unit."""

    job: int | None = None
    unit: int | None = None
    profile: int | None = None

    def means(self, job: Job, above: Collection[int]) -> bool:
        """`above`: the unit of the job and all above it."""
        if self.job:
            return self.job == job.key
        return self.unit in {None, *above} and self.profile in {None, job.profile}

    @property
    def is_group(self) -> bool:
        """Whether everybody of a unit and a profile is meant, and not somebody by name."""
        return self.job is None


def meant(targets: Collection[Target], jobs: Iterable[Job], parents: Mapping[int, int | None]) -> list[Job]:
    """`parents`: of each unit the one above it."""
    lines = {unit: frozenset(_line(unit, parents)) for unit in parents}
    return [job for job in jobs if any(one.means(job, lines.get(job.unit, ())) for one in targets)]


def _line(unit: int | None, parents: Mapping[int, int | None]) -> Iterator[int]:
    while unit is not None:
        yield unit
        unit = parents.get(unit)


class Progress(StrEnum):
    NOT_BEGUN = "not_begun"
    BUSY = "busy"
    DONE = "done"


def progress(began: datetime | None, finished: datetime | None) -> Progress:
    if finished:
        return Progress.DONE
    return Progress.BUSY if began else Progress.NOT_BEGUN


def furthest(found: Iterable[Progress]) -> Progress:
    return max(found, key=list(Progress).index, default=Progress.NOT_BEGUN)


# A more thorough check-up does for a lighter one.
DOES_FOR = {
    "look": frozenset({"look", "quick", "standard", "careful", "profile"}),
    "quick": frozenset({"quick", "standard", "careful", "profile"}),
    "profile": frozenset({"profile", "standard", "careful"}),
    "standard": frozenset({"standard", "careful"}),
    "careful": frozenset({"careful"}),
}


SOON = 7  # days, within which it is said how many are left


def days_left(due: date, today: date) -> int | None:
    """None while there is time enough, and when the day is over."""
    left = (due - today).days
    return left if 0 <= left <= SOON else None


def is_late(due: date, today: date) -> bool:
    """The day itself still counts."""
    return due < today
