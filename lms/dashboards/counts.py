"""Figures about groups of people, and adding them up without giving anybody away."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from lms.people import access

OTHER_JOBS = None  # stands for the small groups of a unit together: which jobs those are is not told
MUCH = 0.4  # of what is known: from this share with something to learn a figure stands out


@dataclass(frozen=True)
class Cell:
    """People in each state, in one competence or added over several. `counts` is None where it is hidden."""

    counts: access.Counts | None
    recent: int = 0  # people of whom something is known of the last half year
    old: int = 0  # people of whom nothing is known of the last two years, but something older
    asked: bool = True

    @property
    def unknown(self) -> int:
        return self.counts.unknown if self.counts else 0

    @property
    def measured(self) -> int:
        """Of how many something is known."""
        return self.counts.known if self.counts else 0

    @property
    def doubted(self) -> int:
        """Not sure yet, though something is known."""
        return self.counts.unsure - self.unknown if self.counts else 0

    @property
    def ageing(self) -> int:
        return self.measured - self.recent - self.old

    @property
    def share(self) -> int:
        """Percentage in order, of what is known: not known yet is no shortage."""
        return round(100 * self.counts.ok / self.measured) if self.counts and self.measured else 0

    @property
    def eighths(self) -> int:
        return round(self.share * 8 / 100)

    @property
    def learn(self) -> int:
        return self.counts.learn if self.counts else 0

    @property
    def stands_out(self) -> bool:
        return self.learn > MUCH * self.measured


NOT_ASKED = Cell(None, asked=False)
HIDDEN = Cell(None)


def together(cells: Iterable[Cell]) -> Cell:
    """Several cells as one, of shown counts only: nothing comes out by subtraction."""
    ok = unsure = learn = unknown = recent = old = 0
    asked = shown = False
    for cell in cells:
        asked = asked or cell.asked
        if counts := cell.counts:
            shown = True
            ok, unsure, learn = ok + counts.ok, unsure + counts.unsure, learn + counts.learn
            unknown, recent, old = unknown + counts.unknown, recent + cell.recent, old + cell.old
    if not shown:
        return HIDDEN if asked else NOT_ASKED
    return Cell(access.Counts(ok, unsure, learn, unknown), recent, old)


def published(
    jobs: Mapping[int, Cell], visibility: access.Visibility, smallest: int
) -> dict[int | None, Cell]:
    """What may be shown of the people of one unit, by job."""
    counts = {job: cell.counts for job, cell in jobs.items() if cell.counts}
    shown: dict[int | None, Cell] = dict.fromkeys(jobs, HIDDEN)
    for some in access.publishable(counts, visibility, smallest):
        if len(some) == 1:
            shown[some[0]] = jobs[some[0]]
        else:
            shown[OTHER_JOBS] = together(jobs[job] for job in some)
    return shown
