"""How far people are with what was asked of them, as HR or a manager may see it.

Where names may be seen it is of each person. Else it is counted in whole groups of one unit and one job, as everywhere,
and whoever was asked by name is in none of them: how she was chosen would tell who she is.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from functools import cached_property
from uuid import UUID

from courses.meant import Job, Progress, Target, meant
from courses.models import AssignedTo, Assignment
from courses.queries import how_far
from lms.dashboards.queries import Overview
from lms.people import access
from lms.people.models import Employment, Unit


@dataclass(frozen=True)
class Tally:
    """Of `people`, those who are `counted`, and how far these are. The others stay hidden."""

    people: int
    begun: int
    done: int
    counted: int

    @property
    def hidden(self) -> int:
        return self.people - self.counted

    @property
    def not_begun(self) -> int:
        return self.counted - self.begun

    @property
    def busy(self) -> int:
        return self.begun - self.done

    @property
    def all_done(self) -> bool:
        return self.done == self.people


@dataclass(frozen=True)
class Line:
    """An assignment, whom of them she may count it means, and what she may do with it."""

    one: Assignment
    whom: list[AssignedTo]
    jobs: list[Job]
    tally: Tally
    late: bool
    may_change: bool

    @property
    def groups(self) -> list[AssignedTo]:
        return [row for row in self.whom if not row.employment_id]

    @property
    def by_name(self) -> list[AssignedTo]:
        return [row for row in self.whom if row.employment_id]


class Given:
    """What was asked of the people whom somebody may count."""

    def __init__(self, counted: Overview, person: access.Person) -> None:
        self.counted, self.person = counted, person
        self.names = access.may_see_states(counted.visibility)

    @cached_property
    def every(self) -> list[Assignment]:
        found = Assignment.objects.at(self.counted.organisation).order_by("due_on", "pk")
        return [one for one in found if self._concerns(one)]

    def _concerns(self, one: Assignment) -> bool:
        mine = one.made_by_id == self.person.user
        return self.counted.is_whole or mine or bool(self.meant(targets_of(one)))

    @cached_property
    def lines(self) -> list[Line]:
        return [self._line(one) for one in self.every]

    def line(self, key: UUID) -> Line | None:
        return next((line for line in self.lines if line.one.key == key), None)

    def meant(self, targets: Collection[Target]) -> list[Job]:
        return meant(targets, self.counted.at_work, self.counted.parents)

    def _line(self, one: Assignment) -> Line:
        jobs = self.meant(targets_of(one))
        tally = self.tally(one, jobs)
        return Line(
            one,
            whom=[row for row in one.targets.all() if self.counted.is_whole or self.meant([row.target])],
            jobs=jobs,
            tally=tally,
            late=not one.ended_at and one.is_late(self.counted.today) and not tally.all_done,
            may_change=not one.ended_at and self.may_change(one),
        )

    def may_change(self, one: Assignment) -> bool:
        organisation = self.counted.organisation.pk
        return all(access.may_assign(self.person, organisation, unit_of(row)) for row in one.targets.all())

    # How far they are

    @cached_property
    def _far(self) -> dict[tuple[int, int], Progress]:
        return how_far(self.every, self.counted.employments)

    def progress(self, one: Assignment, user: int) -> Progress:
        return self._far.get((one.pk, user), Progress.NOT_BEGUN)

    def tally(self, one: Assignment, jobs: Collection[Job]) -> Tally:
        shown = self._countable(one, jobs)
        far = Counter(self.progress(one, job.user) for job in shown)
        begun = far[Progress.BUSY] + far[Progress.DONE]
        people = once(jobs) if self.names else jobs
        return Tally(len(people), begun, far[Progress.DONE], len(shown))

    def _countable(self, one: Assignment, jobs: Collection[Job]) -> list[Job]:
        if self.names:
            return once(jobs)
        groups: dict[int, dict[int | None, list[Job]]] = defaultdict(lambda: defaultdict(list))
        in_groups = [target for target in targets_of(one) if target.is_group]
        for job in meant(in_groups, jobs, self.counted.parents):
            groups[job.unit][job.profile].append(job)
        return [job for of_unit in groups.values() for job in self._large(of_unit)]

    def _large(self, groups: dict[int | None, list[Job]]) -> Iterable[Job]:
        """Only their size decides, as for who takes part: hiding those in which all are done would tell just that."""
        sizes = {key: access.Counts(0, len(jobs), 0, unknown=len(jobs)) for key, jobs in groups.items()}
        smallest = self.counted.organisation.smallest_group
        for some in access.publishable(sizes, self.counted.visibility, smallest):
            for key in some:
                yield from groups[key]

    def by_unit(self, line: Line) -> list[tuple[Unit, str, Tally]]:
        jobs = line.jobs
        found: dict[int, list[Job]] = defaultdict(list)
        for job in once(jobs) if self.names else jobs:
            found[job.unit].append(job)
        places = self.counted.places
        return [
            (place.unit, place.path, self.tally(line.one, found[pk]))
            for pk, place in places.items()
            if pk in found
        ]

    def people(self, line: Line) -> list[Employment]:
        """By name; only where names may be seen."""
        hers = {job.key for job in once(line.jobs)} if self.names else set()
        found = self.counted.employments.filter(pk__in=hers).select_related("user")
        return list(found.order_by("user__name", "pk"))


def targets_of(one: Assignment) -> list[Target]:
    return [row.target for row in one.targets.all()]


def unit_of(row: AssignedTo) -> int | None:
    return row.employment.unit_id if row.employment else row.unit_id


def once(jobs: Iterable[Job]) -> list[Job]:
    """Of each person one job, the first: who has two is asked once."""
    return list({job.user: job for job in reversed(list(jobs))}.values())[::-1]
