"""Counting skills for HR and managers: people in each state, per unit, job and competence. Where the organisation
shows them, also the states of each person.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import cached_property
from heapq import nlargest
from typing import NamedTuple

from django.db.models import Count, Exists, FilteredRelation, OuterRef, Q, QuerySet, Subquery
from django.utils import timezone

from courses.meant import Job
from courses.models import Aim, Module
from lms.dashboards.counts import HIDDEN, OTHER_JOBS, Cell, published, together
from lms.people import access
from lms.people.models import Employment, Organisation, Unit, current
from skills import gaps
from skills.gaps import State
from skills.models import Area, Competence, Contradiction, HeldLevel, JobProfile, ProfileAssignment
from skills.queries import Standing

RECENT, OLD = timedelta(days=183), timedelta(days=730)
KNOWN = Q(own_equivalents__gt=0)


class Place(NamedTuple):
    unit: Unit
    path: str

    @property
    def depth(self) -> int:
        return self.path.count(BELOW)


@dataclass(frozen=True)
class Row:
    """A line of a table: a unit with all under it (or, `here`, its own people only), or a job."""

    of: Unit | JobProfile | None
    label: str
    people: int
    cells: Sequence[Cell]
    here: bool = False


class Overview:
    """The counts of an organisation, for the units that somebody may see (`None`: all), or of one unit or job."""

    def __init__(
        self,
        organisation: Organisation,
        units: frozenset[int] | None,
        today: date,
        *,
        unit: int | None = None,
        job: int | None = None,
    ) -> None:
        self.organisation, self.today = organisation, today
        self._allowed, self._unit, self._job = units, unit, job

    @property
    def found(self) -> bool:
        """Whether what was chosen is there to choose."""
        return bool((not self._unit or self.unit) and (not self._job or self.job))

    # Units

    @cached_property
    def places(self) -> dict[int, Place]:
        """The units that may be seen, in the order of the tree."""
        named = unit_paths(Unit.objects.open().filter(organisation=self.organisation))
        return {
            unit.pk: Place(unit, path)
            for unit, path in named
            if self._allowed is None or unit.pk in self._allowed
        }

    @cached_property
    def parents(self) -> dict[int, int | None]:
        """Of every unit of the organisation the one above it."""
        return dict(Unit.objects.filter(organisation=self.organisation).values_list("pk", "parent_id"))

    @property
    def unit(self) -> Unit | None:
        place = self.places.get(self._unit or 0)
        return place.unit if place else None

    def _under(self, top: int) -> set[int]:
        found = {top}
        for unit, _path in self.places.values():  # a unit comes before those under it
            if unit.parent_id in found:
                found.add(unit.pk)
        return found

    @cached_property
    def chosen_units(self) -> set[int]:
        return self._under(self._unit) if self._unit else set(self.places)

    @property
    def above(self) -> list[Unit]:
        """The units above the chosen one, from the top down."""
        found: list[Unit] = []
        unit = self.unit
        while unit and unit.parent_id in self.places:
            unit = self.places[unit.parent_id].unit
            found.insert(0, unit)
        return found

    @property
    def is_whole(self) -> bool:
        """Whether everybody in the organisation may be counted."""
        return self._allowed is None

    @cached_property
    def highest(self) -> list[Unit]:
        return [unit for unit, _path in self.places.values() if unit.parent_id not in self.places]

    @property
    def _top(self) -> Unit | None:
        """The unit whose parts are compared, if it is one."""
        return self.unit or (self.highest[0] if len(self.highest) == 1 else None)

    # People

    @property
    def employments(self) -> QuerySet[Employment]:
        """Of everybody who may be counted, whatever was chosen."""
        return Employment.objects.in_units(self.organisation, self._allowed, self.today)

    @property
    def _at_work(self) -> QuerySet[Employment]:
        running = FilteredRelation("profile_assignments", condition=Q(profile_assignments__ends=None))
        return self.employments.alias(running=running)

    @cached_property
    def at_work(self) -> list[Job]:
        found = self._at_work.values_list("pk", "user", "unit", "running__profile").order_by("pk")
        return [Job(*values) for values in found]

    @cached_property
    def _staff(self) -> list[tuple[int, int | None, int, int, int]]:
        """(unit, job, people, of how many something is known, of how many the counts are behind their answers)."""
        began = Count("pk", filter=Q(held_levels__own_equivalents__gt=0), distinct=True)
        due = Q(running__starts__lte=self.today, running__levels_due_at__isnull=False)
        behind = Count("pk", filter=due, distinct=True)
        counted = self._at_work.values_list("unit", "running__profile").order_by()
        return list(counted.annotate(people=Count("pk", distinct=True), began=began, behind=behind))

    def people(self, units: Iterable[int] | None = None, job: int | None = None) -> int:
        units, job = self.chosen_units if units is None else set(units), self._job or job
        return sum(people for unit, of, people, *_more in self._staff if unit in units and job in {None, of})

    @cached_property
    def jobs(self) -> list[JobProfile]:
        """The profiles of the people who may be counted."""
        found = {job for _unit, job, *_more in self._staff if job}
        return sorted(JobProfile.objects.filter(pk__in=found), key=lambda job: job.name.casefold())

    @property
    def job(self) -> JobProfile | None:
        return next((job for job in self.jobs if job.pk == self._job), None)

    @property
    def waiting(self) -> int:
        """Employments whose counts are behind their answers. Few of them are not told: they just did something."""
        found = sum(behind for *_group, behind in self._staff)
        hidden = self.visibility is access.Visibility.GROUPS and found < self.organisation.smallest_group
        return 0 if hidden else found

    # Counts

    def _published(self, jobs: dict[int, Cell]) -> dict[int | None, Cell]:
        return published(jobs, self.visibility, self.organisation.smallest_group)

    @property
    def visibility(self) -> access.Visibility:
        return access.Visibility(self.organisation.visibility)

    @cached_property
    def _cells(self) -> dict[int, dict[int, dict[int | None, Cell]]]:
        """By unit, competence and job."""
        groups: dict[int, dict[int, dict[int, Cell]]] = defaultdict(lambda: defaultdict(dict))
        for unit, competence, job, ok, unsure, learn, unknown, *ages in self._counted():
            groups[unit][competence][job] = Cell(access.Counts(ok, unsure, learn, unknown), *ages)
        return {
            unit: {competence: self._published(jobs) for competence, jobs in asked.items()}
            for unit, asked in groups.items()
        }

    def _counted(self) -> QuerySet:
        # Where people work today: who moved may not have new stored levels yet.
        counted = self._held().values_list("employment__unit", "competence", "profile").order_by()
        return counted.annotate(
            ok=Count("pk", filter=Q(state=State.OK)),
            unsure=Count("pk", filter=Q(state=State.UNSURE)),
            learn=Count("pk", filter=Q(state=State.LEARN)),
            unknown=Count("pk", filter=~KNOWN),
            recent=Count("pk", filter=KNOWN & Q(last_evidence_at__gte=self._midnight(RECENT))),
            old=Count("pk", filter=KNOWN & Q(last_evidence_at__lt=self._midnight(OLD))),
        )

    def _held(self) -> QuerySet[HeldLevel]:
        held = HeldLevel.objects.filter(current(self.today, "employment__"), organisation=self.organisation)
        return held if self._allowed is None else held.filter(employment__unit__in=self._allowed)

    def _midnight(self, ago: timedelta) -> datetime:
        return timezone.make_aware(datetime.combine(self.today - ago, time.min))

    @cached_property
    def _of_chosen_job(self) -> dict[int, dict[int, Cell]]:
        """By unit and competence: of the chosen job, or of all jobs together."""
        job = self._job
        return {
            unit: {
                competence: together(cell for of, cell in jobs.items() if job in {None, of})
                for competence, jobs in asked.items()
            }
            for unit, asked in self._cells.items()
        }

    def _cell(self, units: Iterable[int], competences: Iterable[Competence]) -> Cell:
        keys = [competence.pk for competence in competences]
        of_units = [self._of_chosen_job[unit] for unit in units if unit in self._of_chosen_job]
        return together(asked[key] for asked in of_units for key in keys if key in asked)

    @cached_property
    def competences(self) -> list[Competence]:
        """What the counted jobs ask, in the order of the framework."""
        asked = {competence for of_unit in self._cells.values() for competence in of_unit}
        found = Competence.objects.filter(pk__in=asked).select_related("area")
        return sorted(found, key=lambda one: (one.framework_id, one.area.code, one.code))

    def competence(self, code: str) -> Competence | None:
        """The one of `competences` with this code, for pages that count nothing. The code is what somebody typed."""
        asked = Competence.objects.filter(pk__in=self._held().values("competence")).order_by("framework")
        return next((one for one in asked if one.code == code), None)

    @cached_property
    def areas(self) -> list[Area]:
        return list(dict.fromkeys(competence.area for competence in self.competences))

    # What the pages show

    @cached_property
    def total(self) -> Cell:
        return self._cell(self.chosen_units, self.competences)

    @cached_property
    def taking_part(self) -> Cell:
        """Of the people with a profile: `ok` of whom something is known, `unsure` the others.

        Only the size of a group decides whether it is shown: hiding those in which everybody began tells just that.
        """
        groups: dict[int, dict[int, Cell]] = defaultdict(dict)
        for unit, job, people, began, _behind in self._staff:
            if unit in self.chosen_units and job:
                groups[unit][job] = Cell(access.Counts(began, people - began, 0))
        return together(cell for jobs in groups.values() for cell in self._of_size(jobs))

    def _of_size(self, jobs: dict[int, Cell]) -> Iterator[Cell]:
        sizes = {job: cell.counts.total for job, cell in jobs.items() if cell.counts}
        nothing_known = {job: access.Counts(0, size, 0, unknown=size) for job, size in sizes.items()}
        for some in access.publishable(nothing_known, self.visibility, self.organisation.smallest_group):
            if not self._job or some == (self._job,):
                yield together(jobs[job] for job in some)
        if self._job in {None, *jobs}:
            yield HIDDEN  # asked of them at least

    @cached_property
    def by_unit(self) -> list[Row]:
        """Units with all under them, against areas. The unit above them has a line for its own people."""
        top = self._top
        parts = [unit for unit, _path in self.places.values() if unit.parent_id == top.pk] if top else None
        listed = self.highest if parts is None else parts
        rows = [self._unit_row(unit, self._under(unit.pk)) for unit in listed]
        here = [self._unit_row(top, {top.pk}, here=True)] if top else []
        return [row for row in here + rows if row.people]

    def _unit_row(self, unit: Unit, units: set[int], here: bool = False) -> Row:
        by_area = [
            self._cell(units, [one for one in self.competences if one.area_id == area.pk])
            for area in self.areas
        ]
        return Row(unit, unit.name, self.people(units), by_area, here)

    @cached_property
    def by_competence(self) -> list[tuple[Competence, Cell]]:
        found = ((one, self._cell(self.chosen_units, [one])) for one in self.competences)
        return [(one, cell) for one, cell in found if cell.asked]

    def by_job(self, competences: Iterable[Competence]) -> list[Row]:
        """The jobs in the chosen units, and the small groups together."""
        wanted = [competence.pk for competence in competences]
        found: dict[int | None, list[Cell]] = defaultdict(list)
        for unit in self.chosen_units & self._cells.keys():
            for competence in wanted:
                for job, cell in self._cells[unit].get(competence, {}).items():
                    found[job].append(cell)
        rows = [
            Row(job, job.name, self.people(job=job.pk), [together(found[job.pk])])
            for job in self.jobs
            if job.pk in found and self._job in {None, job.pk}
        ]
        if OTHER_JOBS in found and not self._job:
            rows.append(Row(None, "", 0, [together(found[OTHER_JOBS])]))
        return rows

    def by_place(self, competence: Competence) -> list[Row]:
        """Every unit with its own people, those with most to learn first: groups may be compared, people not."""
        rows = [
            Row(unit, path, self.people({pk}), [self._cell({pk}, [competence])])
            for pk, (unit, path) in self.places.items()
            if pk in self.chosen_units
        ]
        asked = [row for row in rows if row.cells[0].asked]
        return sorted(asked, key=lambda row: (-row.cells[0].learn, -row.cells[0].doubted))

    @cached_property
    def learn_first(self) -> list[tuple[Competence, Cell]]:
        """The competences in which most people have something to learn, three at most."""
        found = [(one, cell) for one, cell in self.by_competence if cell.learn]
        return sorted(found, key=lambda pair: -pair[1].learn)[:3]

    @cached_property
    def measure_first(self) -> tuple[Competence, Cell] | None:
        """The competence of which least is known."""
        found = [(one, cell) for one, cell in self.by_competence if cell.unknown]
        return max(found, key=lambda pair: pair[1].unknown, default=None)

    def modules_for(self, competences: Iterable[Competence]) -> dict[int, list[Module]]:
        """By competence, the modules that the organisation can use, the easiest first."""
        wanted = [competence.pk for competence in competences]
        open_here = Module.objects.open_to([self.organisation]).live()
        found: dict[int, list[Module]] = defaultdict(list)
        aims = Aim.objects.filter(competence__in=wanted, module__in=open_here)
        for aim in aims.select_related("module").order_by("lowest", "pk"):
            found[aim.competence_id].append(aim.module)
        return found


BELOW = " › "


def unit_paths(units: Iterable[Unit]) -> list[tuple[Unit, str]]:
    """Units in the order of the tree, each with its names from the top down."""
    children: dict[int | None, list[Unit]] = defaultdict(list)
    for unit in units:
        children[unit.parent_id].append(unit)

    def walk(parent: int | None, above: tuple[str, ...]):
        for unit in sorted(children[parent], key=lambda one: one.name.casefold()):
            names = (*above, unit.name)
            yield unit, BELOW.join(names)
            yield from walk(unit.pk, names)

    return list(walk(None, ()))


def people_of(overview: Overview, competence: Competence | None, state: State | None) -> QuerySet[Employment]:
    """Who works in the chosen units and job, by name; with the state in one competence, or how many in each state.

    Only where the organisation shows the states of people: see access.may_see_states.
    """
    staff = Employment.objects.in_units(overview.organisation, overview.chosen_units, overview.today)
    if overview.job:
        staff = staff.filter(Exists(_running(overview.job)))
    if competence or state:
        wanted = HeldLevel.objects.filter(employment=OuterRef("pk"))
        wanted = wanted.filter(competence=competence) if competence else wanted
        staff = staff.filter(Exists(wanted.filter(state=state) if state else wanted))
    shown = _in_one(competence) if competence else IN_EACH_STATE
    return staff.annotate(**shown).select_related("user").order_by("user__name", "pk")


IN_EACH_STATE = {
    "ok": Count("held_levels", filter=Q(held_levels__state=State.OK)),
    "unsure": Count("held_levels", filter=Q(held_levels__state=State.UNSURE)),
    "learn": Count("held_levels", filter=Q(held_levels__state=State.LEARN)),
}


def _in_one(competence: Competence) -> dict[str, Subquery]:
    hers = {"employment": OuterRef("pk"), "competence": competence}
    return {
        "state": Subquery(HeldLevel.objects.filter(**hers).values("state")[:1]),
        "contested": Exists(Contradiction.objects.open().filter(**hers)),
    }


def _running(job: JobProfile) -> QuerySet[ProfileAssignment]:
    return ProfileAssignment.objects.filter(employment=OuterRef("pk"), profile=job, ends=None)


MOST_WORTH = 3


def worth_seeing(employments: Iterable[int]) -> dict[int, list[HeldLevel]]:
    """By employment (id): the competences where seeing a task at work would help most, the best first."""
    held = HeldLevel.objects.filter(employment__in=list(employments)).select_related("competence")
    found: dict[int, list[HeldLevel]] = defaultdict(list)
    for level in held.order_by("competence__area__code", "competence__code"):
        if level.state == State.UNSURE:
            found[level.employment_id].append(level)
    return {one: nlargest(MOST_WORTH, levels, key=_worth) for one, levels in found.items()}


def worth_seeing_of(standings: Iterable[Standing]) -> list[Standing]:
    """The same of one person, from what she shows."""
    unsure = [one for one in standings if one.gap and one.gap.reported_state is State.UNSURE]
    return nlargest(MOST_WORTH, unsure, key=lambda one: gaps.worth_seeing(one.gap.p_gap, one.gap.se))


def _worth(held: HeldLevel) -> float:
    return gaps.worth_seeing(held.p_gap, held.error)


def states_of(employment: Employment) -> list[tuple[Area, list[HeldLevel]]]:
    """What the organisation sees of one person, by area."""
    held = employment.held_levels.select_related("competence__area").order_by(
        "competence__area__code", "competence__code"
    )
    by_area: dict[Area, list[HeldLevel]] = defaultdict(list)
    for level in held:
        by_area[level.competence.area].append(level)
    return list(by_area.items())
