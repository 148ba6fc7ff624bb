"""What was changed in an organisation: who did it, when, and about whom; on a page and as a file."""

from __future__ import annotations

from datetime import datetime, time, timedelta

from django import forms
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from lms import safe_csv
from lms.dashboards.forms import NOT_IN_LIST, LineField
from lms.dashboards.frame import frame
from lms.dashboards.looking import asks_purpose
from lms.dashboards.people import keeping, look
from lms.dashboards.people_forms import WorkDayField
from lms.people import changes
from lms.people.models import Change, Organisation

PER_PAGE = 50
MOST = 5_000  # rows of a file
REFUSED = 422


class ChoiceForm(forms.Form):
    """Which changes the list shows."""

    about = LineField(label=_("About whom?"), max_length=150, required=False)
    by = LineField(label=_("Who did it?"), max_length=150, required=False)
    kind = forms.ChoiceField(
        label=_("What was changed?"),
        choices=[("", _("Everything")), *changes.Kind.choices],
        required=False,
        error_messages=NOT_IN_LIST,
    )
    since = WorkDayField(label=_("From"), required=False)
    until = WorkDayField(label=_("Until"), help_text=_("This day itself is in the list."), required=False)
    person = forms.IntegerField(min_value=1, max_value=2**62, required=False, widget=forms.HiddenInput)

    def clean(self) -> None:
        since, until = self.cleaned_data.get("since"), self.cleaned_data.get("until")
        if since and until and until < since:
            raise ValidationError({"until": _("The last day is before the first day.")})


def chosen(found: QuerySet[Change], said: dict) -> QuerySet[Change]:
    if said["person"]:
        found = found.filter(about=said["person"])
    if said["about"]:
        found = found.filter(about__name__icontains=said["about"])
    if said["by"]:
        found = found.filter(by__name__icontains=said["by"])
    if said["kind"]:
        found = found.filter(what__in=changes.BY_KIND[changes.Kind(said["kind"])])
    if said["since"]:
        found = found.filter(at__gte=beginning(said["since"]))
    if said["until"]:
        found = found.filter(at__lte=beginning(said["until"]) + timedelta(days=1) - timedelta.resolution)
    return found


def beginning(day) -> datetime:
    return timezone.make_aware(datetime.combine(day, time.min))


def found_for(request: HttpRequest, about: Organisation) -> tuple[ChoiceForm, QuerySet[Change]]:
    choice, found = ChoiceForm(request.GET or None), Change.objects.of(about)
    if choice.is_bound:
        found = chosen(found, choice.cleaned_data) if choice.is_valid() else found.none()
    return choice, found


@login_required
@asks_purpose
def change_list(request: HttpRequest, organisation: str) -> HttpResponse:
    about, role = keeping(request.asking, organisation)
    choice, found = found_for(request, about)
    page = Paginator(found, PER_PAGE).get_page(request.GET.get("page"))
    rows = list(page)
    context = {
        "looking": look(request, about, role, people_in(rows)),
        "choice": choice,
        "page": page,
        "rows": [(one, changes.words(one.what, one.details)) for one in rows],
        "most": MOST if page.paginator.count > MOST else None,
    }
    whole = frame(request, about, "changes") | context
    status = REFUSED if choice.errors else 200
    return render(request, "dashboards/administration/changes.html", whole, status=status)


@login_required
@asks_purpose
def changes_csv(request: HttpRequest, organisation: str) -> HttpResponse:
    about, role = keeping(request.asking, organisation)
    _choice, found = found_for(request, about)
    rows = list(found[:MOST])
    look(request, about, role, people_in(rows))
    table: list[list[object]] = [[_("When"), _("Who did it"), _("About"), _("What")]]
    for one in rows:
        at = timezone.localtime(one.at).strftime("%Y-%m-%d %H:%M")
        table.append(
            [at, one.by.name, one.about.name if one.about else "", changes.words(one.what, one.details)]
        )
    name = f"{_('changes')}-{about.slug}.csv"
    headers = {"Content-Disposition": f'attachment; filename="{name}"', "Cache-Control": "no-store"}
    return HttpResponse(safe_csv.write(table), content_type="text/csv; charset=utf-8", headers=headers)


def people_in(rows: list[Change]) -> list[int]:
    return list(dict.fromkeys(one.about_id for one in rows if one.about_id))
