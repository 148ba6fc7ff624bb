"""What HR and managers see: counts of skills per unit and competence."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.text import slugify
from django.utils.translation import gettext as _

from lms import safe_csv
from lms.dashboards.queries import NOT_ASKED, Overview, UnitRow
from lms.people import access
from lms.people.middleware import Asking


def overview_for(asking: Asking) -> Overview:
    """The organisation that this person may count; a manager gets her own units."""
    counted = access.counted_organisations(asking.person)
    grant = next((grant for grant in asking.grants if grant.organisation_id in counted), None)
    if grant is None:
        raise PermissionDenied
    return Overview(
        grant.organisation, access.counted_units(asking.person, grant.organisation_id), asking.today
    )


@login_required
def overview(request: HttpRequest) -> HttpResponse:
    counted = overview_for(request.asking)
    chosen = _chosen(request, counted)
    context = {
        "counted": counted,
        "rows": [(row, counted.by_area(row)) for row in counted.rows],
        "total": counted.total(),
        "chosen": chosen,
        "details": [(one, chosen.cells.get(one.pk, NOT_ASKED)) for one in counted.competences]
        if chosen
        else [],
    }
    return render(request, "dashboards/overview.html", context)


def _chosen(request: HttpRequest, counted: Overview) -> UnitRow | None:
    wanted = request.GET.get("unit", "")
    if not wanted:
        return None
    found = next((row for row in counted.rows if str(row.unit.pk) == wanted), None)
    if found is None:
        raise Http404
    return found


@login_required
def overview_csv(request: HttpRequest) -> HttpResponse:
    """The same counts as on the page, hidden ones included as hidden."""
    counted = overview_for(request.asking)
    head = [_("Unit"), _("People"), _("Code"), _("Skill"), _("Asked of"), _("In order"), _("Not sure yet")]
    rows = [[*head, _("Something to learn"), _("Measured")]]
    for row in counted.rows:
        for competence in counted.competences:
            cell = row.cells.get(competence.pk, NOT_ASKED)
            if not cell.asked:
                continue
            rows.append([row.path, row.people, competence.code, competence.short_name, *_figures(cell)])
    response = HttpResponse(safe_csv.write(rows), content_type="text/csv; charset=utf-8")
    name = f"{slugify(counted.organisation.name)}-{counted.today:%Y-%m-%d}.csv"
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


def _figures(cell) -> list:
    if cell.counts is None:
        return [_("hidden")] * 5
    counts = cell.counts
    return [counts.total, counts.ok, counts.unsure, counts.learn, cell.measured]
