"""Counting skills for HR and managers: people in each state, per unit and competence, and nobody by name."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property

from django.db.models import Count, Q

from lms.people import access
from lms.people.models import Employment, Organisation, Unit, current
from skills.gaps import State
from skills.models import Area, Competence, HeldLevel, ProfileAssignment


@dataclass(frozen=True)
class Cell:
    """One unit and one competence, or several competences of an area together. `counts` is None where it is hidden."""

    counts: access.Counts | None
    measured: int = 0
    asked: bool = True

    @property
    def share(self) -> int:
        """Percentage in order."""
        return round(100 * self.counts.ok / self.counts.total) if self.counts and self.counts.total else 0

    @property
    def eighths(self) -> int:
        return round(self.share * 8 / 100)


NOT_ASKED = Cell(None, asked=False)


@dataclass
class UnitRow:
    unit: Unit
    people: int
    path: str
    cells: dict[int, Cell] = field(default_factory=dict)  # by competence


class Overview:
    """The counts of an organisation, for the units that somebody may see (`None`: all)."""

    def __init__(self, organisation: Organisation, units: frozenset[int] | None, today: date) -> None:
        self.organisation, self.units, self.today = organisation, units, today

    @cached_property
    def rows(self) -> list[UnitRow]:
        """Units with people, in the order of the tree. Each counts its own people, not those under it."""
        people = self._people_per_unit()
        named = unit_paths(Unit.objects.filter(organisation=self.organisation))
        found = [UnitRow(unit, people[unit.pk], path) for unit, path in named if people.get(unit.pk)]
        by_unit = {row.unit.pk: row for row in found}
        for (unit, competence), cell in self._cells().items():
            if unit in by_unit:
                by_unit[unit].cells[competence] = cell
        return found

    def _people_per_unit(self) -> dict[int, int]:
        staff = Employment.objects.in_units(self.organisation, self.units, self.today)
        return dict(staff.values_list("unit").annotate(people=Count("pk")).order_by())

    def _held(self):
        held = HeldLevel.objects.filter(current(self.today, "employment__"), organisation=self.organisation)
        return held if self.units is None else held.filter(employment__unit__in=self.units)

    def _cells(self) -> dict[tuple[int, int], Cell]:
        # Where people work today: who moved may not have new stored levels yet.
        counted = (
            self._held()
            .values_list("employment__unit", "competence")
            .annotate(
                ok=Count("pk", filter=Q(state=State.OK)),
                unsure=Count("pk", filter=Q(state=State.UNSURE)),
                learn=Count("pk", filter=Q(state=State.LEARN)),
                measured=Count("pk", filter=Q(own_equivalents__gt=0)),
            )
        )
        visibility = access.Visibility(self.organisation.visibility)
        cells = {}
        for unit, competence, ok, unsure, learn, measured in counted.order_by():
            counts = access.Counts(ok, unsure, learn)
            shown = access.may_show(counts, visibility, self.organisation.smallest_group)
            cells[unit, competence] = Cell(counts, measured) if shown else Cell(None)
        return cells

    @cached_property
    def competences(self) -> list[Competence]:
        """What the counted jobs ask, in the order of the framework."""
        asked = {competence for row in self.rows for competence in row.cells}
        found = Competence.objects.filter(pk__in=asked).select_related("area")
        return sorted(found, key=lambda one: (one.framework_id, one.area.code, one.code))

    @cached_property
    def areas(self) -> list[Area]:
        return list(dict.fromkeys(competence.area for competence in self.competences))

    def by_area(self, row: UnitRow) -> list[Cell]:
        return [together(row.cells.get(one.pk, NOT_ASKED) for one in self._of(area)) for area in self.areas]

    def _of(self, area: Area) -> list[Competence]:
        return [competence for competence in self.competences if competence.area_id == area.pk]

    def total(self) -> Cell:
        return together(cell for row in self.rows for cell in row.cells.values())

    @cached_property
    def people(self) -> int:
        return sum(row.people for row in self.rows)

    @cached_property
    def waiting(self) -> int:
        """Employments whose counts are behind their answers."""
        due = ProfileAssignment.objects.current(self.today).due()
        due = due.filter(employment__organisation=self.organisation)
        return (due if self.units is None else due.filter(employment__unit__in=self.units)).count()


def together(cells: Iterable[Cell]) -> Cell:
    """Several cells as one, of shown counts only: nothing comes out by subtraction."""
    asked = [cell for cell in cells if cell.asked]
    shown = [cell for cell in asked if cell.counts]
    if not asked:
        return NOT_ASKED
    if not shown:
        return Cell(None)
    counts = [cell.counts for cell in shown if cell.counts]
    sums = access.Counts(
        sum(one.ok for one in counts), sum(one.unsure for one in counts), sum(one.learn for one in counts)
    )
    return Cell(sums, sum(cell.measured for cell in shown))


def unit_paths(units: Iterable[Unit]) -> list[tuple[Unit, str]]:
    """Units in the order of the tree, each with its names from the top down."""
    children: dict[int | None, list[Unit]] = defaultdict(list)
    for unit in units:
        children[unit.parent_id].append(unit)

    def walk(parent: int | None, above: tuple[str, ...]):
        for unit in sorted(children[parent], key=lambda one: one.name.casefold()):
            names = (*above, unit.name)
            yield unit, " › ".join(names)
            yield from walk(unit.pk, names)

    return list(walk(None, ()))
