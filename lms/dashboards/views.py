"""What HR and managers see: counts of skills per unit, job and competence, and people where these may be seen."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.text import slugify
from django.utils.translation import gettext as _

from lms import safe_csv
from lms.accounts.limits import limited
from lms.dashboards import tables
from lms.dashboards.bank import labels_of
from lms.dashboards.certificates import waiting_for
from lms.dashboards.counts import NOT_ASKED
from lms.dashboards.looking import asks_purpose, note
from lms.dashboards.queries import Overview, people_of, states_of, worth_seeing
from lms.people import access
from lms.people.looks import Sitting
from lms.people.models import Correction, Employment, Look
from lms.templatetags.ui import state_word
from skills.contradictions import contested
from skills.gaps import State
from skills.models import Competence

TABLES: dict[str, Callable[[Overview], tables.Table]] = {
    "units": tables.units,
    "skills": tables.skills,
    "jobs": tables.jobs,
}
PER_PAGE = 50


def overview_for(request: HttpRequest) -> Overview:
    """Chosen: ?unit= and ?job=."""
    found = counted_by(request, unit=chosen(request, "unit"), job=chosen(request, "job"))
    if not found.found:
        raise Http404
    return found


def counted_by(request: HttpRequest, **chosen) -> Overview:
    """The organisation that this person may count; a manager gets her own units."""
    person, grants = request.asking.person, request.asking.grants
    counted = access.counted_organisations(person)
    grant = next((grant for grant in grants if grant.organisation_id in counted), None)
    if grant is None:
        raise PermissionDenied
    units = access.counted_units(person, grant.organisation_id)
    return Overview(grant.organisation, units, request.asking.today, **chosen)


def chosen(request: HttpRequest, name: str) -> int | None:
    text = request.GET.get(name, "")
    if not text:
        return None
    if not (text.isascii() and text.isdigit() and 0 < len(text) < 10 and int(text)):
        raise Http404
    return int(text)


def competence_in(overview: Overview, code: str) -> Competence:
    found = next((one for one in overview.competences if one.code == code), None)
    if found is None:
        raise Http404
    return found


@login_required
def overview(request: HttpRequest) -> HttpResponse:
    counted = overview_for(request)
    first = counted.learn_first
    modules = counted.modules_for([one for one, _cell in first])
    certifies = counted.organisation.pk in access.certifying_organisations(request.asking.person)
    context = {
        **frame(request, counted),
        "total": counted.total,
        "units": [(row, list(zip(counted.areas, row.cells, strict=True))) for row in counted.by_unit],
        "jobs": counted.by_job(counted.competences),
        "learn_first": [(one, cell, modules.get(one.pk, [])) for one, cell in first],
        "measure_first": counted.measure_first,
        "corrections": corrections_waiting(request, counted),
        "certifies": certifies,
        "certificates": len(waiting_for(request.asking)) if certifies else 0,
        "bank": labels_of(counted.organisation),
        "may_see_bank": access.may_see_bank(request.asking.person, counted.organisation.pk),
    }
    return render(request, "dashboards/overview.html", context)


def corrections_waiting(request: HttpRequest, counted: Overview) -> int:
    """How many people say that a fact about them is not right, for who can answer it."""
    mine = {counted.organisation.pk} & access.correcting_organisations(request.asking.person)
    waiting = Correction.objects.at(mine, counted.today).open().exclude(employment__user=request.user)
    return waiting.count() if mine else 0


@login_required
def skill(request: HttpRequest, code: str) -> HttpResponse:
    """One competence: where is most to learn, and what helps."""
    counted = overview_for(request)
    competence = competence_in(counted, code)
    context = {
        **frame(request, counted),
        "competence": competence,
        "total": dict(counted.by_competence).get(competence, NOT_ASKED),
        "places": counted.by_place(competence),
        "jobs": counted.by_job([competence]),
        "modules": counted.modules_for([competence]).get(competence.pk, []),
    }
    return render(request, "dashboards/skill.html", context)


def frame(request: HttpRequest, counted: Overview) -> dict:
    """What every page of counts needs; `chosen` is the filter as it goes along in addresses."""
    filters = request.GET.copy()
    for name in set(filters) - {"unit", "job"}:
        del filters[name]
    return {
        "counted": counted,
        "chosen": filters.urlencode(),
        "may_see_people": access.may_see_states(counted.visibility),
        "may_import": access.may_import_people(request.asking.person, counted.organisation.pk),
        "keeps": access.people_keeping_role(request.asking.person, counted.organisation.pk) is not None,
        "heads": {
            "ok": state_word("ok"),
            "unsure": state_word("unsure"),
            "unknown": _("not measured yet"),
            "learn": state_word("learn"),
        },
    }


@login_required
@limited("export", reads=True)
def overview_csv(request: HttpRequest, table: str) -> HttpResponse:
    """A table of the overview, as it is on the page."""
    counted = overview_for(request)
    if table not in TABLES:
        raise Http404
    return as_file(counted, table, TABLES[table](counted))


@login_required
@limited("export", reads=True)
def skill_csv(request: HttpRequest, code: str) -> HttpResponse:
    counted = overview_for(request)
    return as_file(counted, code, tables.one_skill(counted, competence_in(counted, code)))


def as_file(counted: Overview, table: str, rows: tables.Table) -> HttpResponse:
    response = HttpResponse(safe_csv.write(rows), content_type="text/csv; charset=utf-8")
    parts = [
        counted.organisation.name,
        counted.unit,
        counted.job and counted.job.name,
        table.replace(".", "-"),
    ]
    name = "-".join(slugify(str(part)) for part in parts if part)
    response["Content-Disposition"] = f'attachment; filename="{name}-{counted.today:%Y-%m-%d}.csv"'
    return response


class Choice:
    """Which people a list shows: of the chosen units and job, of one competence, in one state."""

    def __init__(self, request: HttpRequest) -> None:
        self.request, self.counted = request, overview_for(request)
        if not access.may_see_states(self.counted.visibility):
            raise PermissionDenied
        code, state = request.GET.get("skill", ""), request.GET.get("state", "")
        self.competence = self.counted.competence(code) if code else None
        if code and self.competence is None:
            raise Http404
        if state and state not in set(State):
            raise Http404
        self.state = State(state) if state else None

    def people(self):
        return people_of(self.counted, self.competence, self.state)

    def look(self, what: Look.What, employments: Iterable[Employment]) -> Sitting:
        """Written down before it is shown."""
        organisation = self.counted.organisation
        return note(
            self.request,
            people=[one.user_id for one in employments],
            organisation=organisation,
            what=what,
            role=access.counting_role(self.request.asking.person, organisation.pk),
        )


@login_required
@asks_purpose
def people(request: HttpRequest) -> HttpResponse:
    choice = Choice(request)
    page = Paginator(choice.people(), PER_PAGE).get_page(request.GET.get("page"))
    for employment in page:
        employment.path = choice.counted.places[employment.unit_id].path
    filters = request.GET.copy()
    filters.pop("page", None)
    without_state = filters.copy()
    without_state.pop("state", None)
    context = {
        **frame(request, choice.counted),
        "looking": choice.look(Look.What.LIST, page),
        "competence": choice.competence,
        "state": choice.state,
        "states": list(State),
        "page": page,
        "kept": [(name, filters[name]) for name in ("skill", "state") if filters.get(name)],
        "filters": filters.urlencode(),
        "without_state": without_state.urlencode(),
    }
    return render(request, "dashboards/people.html", context)


@login_required
@limited("export", reads=True)
@asks_purpose
def people_csv(request: HttpRequest) -> HttpResponse:
    """Everybody of the list, over all its pages."""
    choice = Choice(request)
    everybody = list(choice.people())
    choice.look(Look.What.FILE, everybody)
    table = tables.people(choice.counted, everybody, choice.competence)
    return as_file(choice.counted, "people", table)


@login_required
@asks_purpose
def person(request: HttpRequest, employment: int) -> HttpResponse:
    """The states of one person; never answers, scores or own estimates."""
    choice = Choice(request)
    counted = choice.counted
    staff = Employment.objects.in_units(counted.organisation, set(counted.places), counted.today)
    found = staff.filter(pk=employment).select_related("user", "unit").first()
    if found is None:
        raise Http404
    levels = access.may_see_levels(counted.visibility)
    validates = found.user_id != request.user.pk and access.may_validate(
        request.asking.person, found.organisation_id, found.unit_id, counted.visibility
    )
    context = {
        **frame(request, counted),
        "looking": choice.look(Look.What.LEVELS if levels else Look.What.STATES, [found]),
        "employment": found,
        "path": counted.places[found.unit_id].path,
        "areas": states_of(found),
        "contested": contested([found.pk]).get(found.pk, ()),
        "may_see_levels": levels,
        "may_validate": validates,
        "doubtful": worth_seeing([found.pk]).get(found.pk, []) if validates else [],
    }
    return render(request, "dashboards/person.html", context)
