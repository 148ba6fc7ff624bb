"""The tables of the dashboards as rows of values, for a file: what a page shows and hides, its table does too."""

from __future__ import annotations

from collections.abc import Iterable

from django.utils.translation import gettext as _

from lms.dashboards.counts import Cell
from lms.dashboards.queries import Overview, Row
from lms.people.models import Employment
from lms.templatetags.ui import state_word
from skills.models import Competence

Table = list[list[object]]


def figures_head() -> list[object]:
    states = [_("In order"), _("Not sure yet"), _("Not measured yet"), _("Something to learn")]
    return [_("Asked of"), *states]


def figures(cell: Cell) -> list[object]:
    if not cell.asked:
        return [_("not asked")] * 5
    if cell.counts is None:
        return [_("hidden")] * 5
    return [cell.counts.total, cell.counts.ok, cell.doubted, cell.unknown, cell.counts.learn]


def units(overview: Overview) -> Table:
    rows: Table = [[_("Unit"), _("People"), _("Area"), *figures_head()]]
    for row in overview.by_unit:
        for area, cell in zip(overview.areas, row.cells, strict=True):
            rows.append([label(row), row.people, f"{area.code} {area.short_name}", *figures(cell)])
    return rows


def label(row: Row) -> str:
    return _("%(unit)s itself") % {"unit": row.label} if row.here else row.label or _("Other jobs together")


def skills(overview: Overview) -> Table:
    rows: Table = [[_("Code"), _("Skill"), *figures_head()]]
    return rows + [[one.code, one.short_name, *figures(cell)] for one, cell in overview.by_competence]


def jobs(overview: Overview) -> Table:
    return _by_job(overview, overview.by_job(overview.competences))


def _by_job(overview: Overview, rows: Iterable[Row]) -> Table:
    head: Table = [[_("Job"), _("People"), *figures_head()]]
    return head + [[label(row), row.people if row.of else "", *figures(row.cells[0])] for row in rows]


def one_skill(overview: Overview, competence: Competence) -> Table:
    rows: Table = [[_("Unit"), _("People"), _("Code"), _("Skill"), *figures_head()]]
    for row in overview.by_place(competence):
        rows.append([row.label, row.people, competence.code, competence.short_name, *figures(row.cells[0])])
    return rows


def people(overview: Overview, found: Iterable[Employment], competence: Competence | None) -> Table:
    head = [_("Name"), _("Job"), _("Unit")]
    if competence:
        rows: Table = [[*head, _("Code"), _("Skill"), _("State"), _("Contested")]]
        skill = [competence.code, competence.short_name]
        for one in found:
            said = state_word("contested") if one.contested else ""
            rows.append([*who(one, overview), *skill, state_word(one.state), said])
        return rows
    rows = [[*head, _("In order"), _("Not sure yet"), _("Something to learn")]]
    return rows + [[*who(one, overview), one.ok, one.unsure, one.learn] for one in found]


def who(employment: Employment, overview: Overview) -> list[object]:
    return [employment.user.name, employment.job_title, overview.places[employment.unit_id].path]
