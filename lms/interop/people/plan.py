"""What a list of people would do in one organisation, worked out in the same way to show it and to do it."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from lms.interop.people.jobs import Jobs
from lms.interop.people.mapping import Columns, PeopleTable
from lms.interop.problems import BadFile, Problem, Problems
from lms.interop.rows import Record
from lms.people.content import PersonRow
from lms.people.importing import end_employments, write
from lms.people.many import in_chunks
from lms.people.models import Organisation, User
from lms.people.roll import DAY, Roll, Step


@dataclass(frozen=True)
class Batch:
    """Some thousand rows: what they do, and what is wrong with some of them, in the order of the file."""

    rows: int
    steps: list[Step]
    problems: list[Problem]


class Plan:
    """Goes through the rows once. `stamp` stands for all that was found: another stamp means another outcome."""

    def __init__(self, organisation: Organisation, today: date, *, make_units: bool) -> None:
        self.organisation, self.today = organisation, today
        self.roll = Roll(organisation, today, make_units=make_units)
        self.jobs = Jobs(organisation, today)
        self.counts: Counter[str] = Counter()
        self._digest = hashlib.blake2b(digest_size=16)

    def batches(
        self, records: Iterable[Record], columns: Columns, width: int, *, checked: bool = False
    ) -> Iterator[Batch]:
        """`checked`: the same file was gone through before, so it has no doubles."""
        table = PeopleTable(columns, width, self.organisation.name, once=not checked)
        for part in in_chunks(or_broken(records)):
            problems = Problems()
            broken = [one.problem for one in part if isinstance(one, Broken)]
            people = [table.person(one, problems) for one in part if isinstance(one, Record)]
            batch = self._batch([row for row in people if row], [*problems.found, *broken], len(people))
            batch.problems.sort(key=lambda one: (one.line or 0, columns.get(one.field, width)))
            yield batch

    def _batch(self, rows: Sequence[PersonRow], problems: list[Problem], count: int) -> Batch:
        """A row that is wrong is held against the roll too: it tells all its problems, and it is nobody's leaving."""
        wrong = {(problem.line, problem.field) for problem in problems}
        steps, more = self.roll.held_against(rows)
        found = [Problem(one.code, one.line, one.field, params=one.params) for one in more]
        found += self.jobs.hold(steps)
        problems = problems + [one for one in found if (one.line, one.field) not in wrong]
        lines = {problem.line for problem in problems}
        steps = [step for step in steps if step.row.line not in lines]
        self._count(count, steps, problems, len(lines))
        return Batch(count, steps, problems)

    def _count(self, rows: int, steps: Iterable[Step], problems: Sequence[Problem], wrong_rows: int) -> None:
        self.counts.update(rows=rows, wrong=len(problems), wrong_rows=wrong_rows)
        for step in steps:
            self.counts[step.kind.value] += 1
            self.counts["kept"] += bool(step.kept)
            self._sign((step.row.line, step.kind.value, step.place, step.returns, step.changes))

    def leavers(self) -> list[int]:
        """Who was not named, after all batches."""
        leaving = self.roll.not_named()
        self.counts["leaves"] = len(leaving)
        self._sign(leaving)
        return leaving

    def _sign(self, found: object) -> None:
        self._digest.update(repr(found).encode())

    @property
    def stamp(self) -> str:
        return self._digest.hexdigest()

    def write(self, *, batch: Batch, acting_user: User) -> None:
        self.roll.units.write()
        employments = write(roll=self.roll, steps=batch.steps, acting_user=acting_user)
        self.jobs.assign(steps=batch.steps, employments=employments, acting_user=acting_user)

    def let_go(self, *, leavers: Sequence[int], acting_user: User) -> None:
        end_employments(
            organisation=self.organisation, employments=leavers, today=self.today, acting_user=acting_user
        )
        for part in in_chunks(leavers):
            self.jobs.end(employments=part, ends=self.today - DAY, acting_user=acting_user)


@dataclass(frozen=True)
class Broken:
    """Where a file cannot be read any further."""

    problem: Problem


def or_broken(records: Iterable[Record]) -> Iterator[Record | Broken]:
    try:
        yield from records
    except BadFile as bad:
        yield from map(Broken, bad.problems)
