"""The administrator's pages: what an organisation is, its units, and who has which role. Nobody's levels or answers.

Whoever may not administer an organisation does not learn from these addresses whether it is there.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import BadRequest, PermissionDenied
from django.core.paginator import Paginator
from django.db.models import Count
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from lms.dashboards import forms
from lms.dashboards.frame import frame
from lms.dashboards.queries import unit_paths
from lms.people import access
from lms.people.actions import end_role as end_role_of
from lms.people.middleware import Asking
from lms.people.models import Employment, Grant, Organisation, Unit, current
from lms.templatetags import ui

PER_PAGE = 50
FOUND = 20
HUES = range(0, 360, 30)
REFUSED = 422
UNIT_DONE = {
    "delete": _("The unit is gone."),
    "merge": _("The units are one now."),
    "close": _("The unit is closed."),
    "open": _("The unit is open again."),
}
MADE = {
    "known": _("The organisation is there, with its first administrator."),
    "new": _(
        "The organisation is there. Tell its first administrator to ask for a new password on the page to sign in."
    ),
}


def administered(asking: Asking, slug: str) -> Organisation:
    found = keepable(asking).filter(slug=slug).first()
    if found is None:
        raise Http404
    return found


def keepable(asking: Asking):
    """The organisations that this person administers. The shared catalogue has no staff of its own to keep."""
    mine = access.administered_organisations(asking.person)
    every = Organisation.objects.exclude(kind=Organisation.Kind.SHARED)
    return every if mine is None else every.filter(pk__in=mine)


def shown(request: HttpRequest, name: str, about: Organisation, context: dict) -> HttpResponse:
    """A page of an organisation."""
    return answered(request, name, frame(request, about, name) | context)


def answered(request: HttpRequest, name: str, context: dict) -> HttpResponse:
    refused = any(isinstance(one, forms.ActionForm) and one.errors for one in context.values())
    status = REFUSED if refused else 200
    return render(request, f"dashboards/administration/{name}.html", context, status=status)


def saved(name: str, organisation: str) -> HttpResponse:
    """To the top of the page, where the message is: a browser keeps the place of the form that it sent."""
    return redirect(reverse(name, args=[organisation]) + "#main")


def bound(kind, request: HttpRequest, *names: str, **more):
    """The form, with what was sent when it was this one that was sent."""
    return kind(request.POST if request.POST.get("do") in names else None, **more)


# --- organisations ----------------------------------------------------------------------------------------------------


@login_required
def organisations(request: HttpRequest) -> HttpResponse:
    """All of them, for who runs the platform; the administrator of one, and its HR, come to that one."""
    asking: Asking = request.asking
    platform = access.runs_the_platform(asking.person)
    reached = keepable(asking) | Organisation.objects.with_staff().filter(
        pk__in=access.people_keeping_organisations(asking.person)
    )
    page = Paginator(reached.order_by("name"), PER_PAGE).get_page(request.GET.get("page"))
    if not platform and page.paginator.count == 0:
        raise PermissionDenied
    if not platform and page.paginator.count == 1:
        return redirect(door(asking, page.object_list[0]))
    staff, units = staff_and_units(page, asking)
    rows = [(one, door(asking, one), staff[one.pk], units[one.pk]) for one in page]
    context = {"page": page, "rows": rows, "platform": platform}
    return answered(request, "organisations", context)


def door(asking: Asking, organisation: Organisation) -> str:
    """The first page that this person may open there."""
    first = "organisation" if access.may_administer(asking.person, organisation.pk) else "staff"
    return reverse(first, args=[organisation.slug])


def staff_and_units(organisations: Iterable[Organisation], asking: Asking) -> tuple[dict, dict]:
    """How many of each, by organisation. Two queries: counted in one, each person would count once per unit."""
    here = Organisation.objects.filter(pk__in=[one.pk for one in organisations]).order_by()
    now = current(asking.today, "employments__")
    staff = here.annotate(found=Count("employments__user", filter=now, distinct=True))
    units = here.annotate(found=Count("units"))
    return dict(staff.values_list("pk", "found")), dict(units.values_list("pk", "found"))


@login_required
def new_organisation(request: HttpRequest) -> HttpResponse:
    if not access.runs_the_platform(request.asking.person):
        raise PermissionDenied
    form = bound(forms.NewOrganisationForm, request, "make")
    if form.is_bound and form.done(request.user):
        messages.success(request, MADE["new" if form.cleaned_data["email"] else "known"])
        return saved("roles", form.made.slug)
    return answered(request, "new_organisation", {"form": form})


@login_required
def platform_roles(request: HttpRequest) -> HttpResponse:
    """Who keeps what all organisations share. Of who runs the platform it is only said that they do."""
    if not access.runs_the_platform(request.asking.person):
        raise PermissionDenied
    today = request.asking.today
    held = held_roles(request.asking, Organisation.objects.shared())
    form = bound(forms.PlatformRoleForm, request, "give", initial={"starts": today})
    if "end" in request.POST:
        return _ended(request, held)
    if form.is_bound and form.done(request.user, today=today):
        messages.success(request, _now("The role is given."))
        return redirect("platform_roles")
    rows = [(one, role_word(one), one.role in access.PLATFORM_ROLES, one.starts > today) for one in held]
    return answered(request, "platform_roles", {"form": form, "rows": rows})


def _ended(request: HttpRequest, held) -> HttpResponse:
    """At once."""
    mine = held.filter(role__in=access.PLATFORM_ROLES)
    grant = next((one for one in mine if str(one.pk) == request.POST["end"]), None)
    if grant is None:
        raise Http404
    today = request.asking.today
    end_role_of(grant=grant, ends=today - timedelta(days=1), today=today, acting_user=request.user)
    messages.success(request, _now("The role of %(name)s ends.") % {"name": grant.user})
    return redirect("platform_roles")


@login_required
def settings(request: HttpRequest, organisation: str) -> HttpResponse:
    """Four forms; `look` shows a colour before it is chosen, and so does a hue in the address."""
    about = administered(request.asking, organisation)
    do = request.POST.get("do")
    seen = {name: getattr(about, name) for name in forms.VisibilityForm.base_fields}
    colour = {"hue": request.GET.get("hue", about.brand_hue), "chroma": about.brand_chroma}
    context = {
        "basics": bound(
            forms.BasicsForm, request, "basics", initial={"name": about.name, "kind": about.kind}
        ),
        "visibility": bound(
            forms.VisibilityForm, request, "visibility", initial=seen | {"today": request.asking.today}
        ),
        "retention": bound(
            forms.RetentionForm, request, "retention", initial={"months": about.retention_months}
        ),
        "colour": bound(forms.ColourForm, request, "colour", "look", initial=colour),
    }
    if do in context and context[do].done(request.user, organisation=about):
        messages.success(request, _now("Saved."))
        return saved("organisation", organisation)
    tried = context["colour"] if context["colour"].is_bound else forms.ColourForm(colour)
    context |= {"sample": tried.cleaned_data if tried.is_valid() else None, "hues": HUES}
    return shown(request, "settings", about, context)


@login_required
def colour_sample(request: HttpRequest) -> HttpResponse:
    """The colours of one choice, for the example on the page. A sheet, because no page has styles of its own."""
    form = forms.ColourForm(request.GET)
    if not form.is_valid():
        raise BadRequest("colour")
    said = form.cleaned_data
    sheet = f".sample {{ --brand-h: {said['hue']}; --brand-c: {said['chroma']:.3f}; }}\n"
    return HttpResponse(sheet, content_type="text/css")


# --- units ------------------------------------------------------------------------------------------------------------


@dataclass
class Branch:
    unit: Unit
    people: int
    branches: list[Branch]


def tree(units: Iterable[Unit], people: dict[int, int]) -> list[Branch]:
    children: dict[int | None, list[Unit]] = defaultdict(list)
    for one in units:
        children[one.parent_id].append(one)

    def under(parent: int | None) -> list[Branch]:
        return [Branch(one, people.get(one.pk, 0), under(one.pk)) for one in children[parent]]

    return under(None)


def people_per_unit(asking: Asking, organisation: Organisation) -> dict[int, int]:
    now = organisation.employments.current(asking.today)
    return dict(now.order_by().values_list("unit").annotate(Count("pk")))


@login_required
def units(request: HttpRequest, organisation: str) -> HttpResponse:
    about = administered(request.asking, organisation)
    every = list(about.units.open())
    initial = {"parent": request.GET.get("parent")}
    form = bound(forms.UnitForm, request, "add", units=unit_paths(every), initial=initial)
    if form.is_bound and form.done(request.user, organisation=about):
        messages.success(request, _now("The unit “%(name)s” is there.") % form.cleaned_data)
        return saved("units", organisation)
    context = {
        "form": form,
        "tree": tree(every, people_per_unit(request.asking, about)),
        "closed": [(one, path) for one, path in unit_paths(about.units.all()) if one.ends],
    }
    return shown(request, "units", about, context)


@login_required
def unit(request: HttpRequest, organisation: str, unit_id: int) -> HttpResponse:
    about = administered(request.asking, organisation)
    paths = unit_paths(about.units.all())
    found, path = next((pair for pair in paths if pair[0].pk == unit_id), (None, ""))
    if found is None:
        raise Http404
    below = about.units.below(found)
    elsewhere = [(one, name) for one, name in paths if one.pk not in below and not one.ends]
    do = request.POST.get("do")
    context = {
        "rename": bound(forms.RenameUnitForm, request, "rename", initial={"name": found.name}),
        "move": bound(
            forms.MoveUnitForm, request, "move", units=elsewhere, initial={"parent": found.parent_id}
        ),
        "merge": bound(forms.MergeUnitForm, request, "merge", units=elsewhere),
        "close": bound(forms.CloseUnitForm, request, "close"),
        "open": bound(forms.OpenUnitForm, request, "open"),
        "delete": bound(forms.DeleteUnitForm, request, "delete"),
    }
    if do in context and context[do].done(request.user, unit=found, today=request.asking.today):
        messages.success(request, UNIT_DONE.get(do, _now("Saved.")))
        return saved("units", organisation)
    here = people_per_unit(request.asking, about)
    ending = found.grants.exclude(ends__lt=request.asking.today).select_related("user")
    context |= {
        "unit": found,
        "path": path,
        "people": here.get(found.pk, 0),
        "ending": [(one, role_word(one)) for one in ending.order_by("user__name", "pk")],
    }
    return shown(request, "unit", about, context)


# --- roles ------------------------------------------------------------------------------------------------------------


@login_required
def roles(request: HttpRequest, organisation: str) -> HttpResponse:
    about = administered(request.asking, organisation)
    paths = {one.pk: path for one, path in unit_paths(about.units.all())}
    search = forms.SearchForm(request.GET if "q" in request.GET else None)
    page = Paginator(held_roles(request.asking, about), PER_PAGE).get_page(request.GET.get("page"))
    working = set(
        about.employments.current(request.asking.today)
        .filter(user__in=[one.user_id for one in page])
        .values_list("user", flat=True)
    )
    context = {
        "search": search,
        "found": colleagues(request.asking, about, search, paths) if search.is_bound else None,
        "most": FOUND,
        "page": page,
        "rows": [
            {
                "grant": one,
                "role": role_word(one),
                "unit": paths.get(one.unit_id),
                "left": one.user_id not in working,
                "starts_later": one.starts > request.asking.today,
            }
            for one in page
        ],
    }
    return shown(request, "roles", about, context)


def held_roles(asking: Asking, organisation: Organisation):
    """What runs today or begins later."""
    return (
        organisation.grants.exclude(ends__lt=asking.today)
        .select_related("user", "granted_by")
        .order_by("user__name", "user", "role", "starts", "pk")
    )


def role_word(grant: Grant) -> str:
    return ui.role_word(grant.role)


def colleagues(asking: Asking, organisation: Organisation, search, paths: dict[int, str]) -> list[dict]:
    if not search.is_valid():
        return []
    named = organisation.employments.current(asking.today).filter(
        user__name__icontains=search.cleaned_data["q"], user__is_active=True
    )
    found = named.select_related("user").order_by("user__name", "pk")[: FOUND + 1]
    return [{"employment": one, "unit": paths[one.unit_id]} for one in found]


def colleague(asking: Asking, organisation: Organisation, user_id: int) -> Employment:
    mine = organisation.employments.current(asking.today).filter(user__pk=user_id, user__is_active=True)
    found = mine.select_related("user", "unit").order_by("starts", "pk").first()
    if found is None:
        raise Http404
    return found


@login_required
def give_role(request: HttpRequest, organisation: str, user_id: int) -> HttpResponse:
    about = administered(request.asking, organisation)
    employment = colleague(request.asking, about, user_id)
    today = request.asking.today
    form = bound(
        forms.RoleForm, request, "give", units=unit_paths(about.units.open()), initial={"starts": today}
    )
    who = {"user": employment.user, "organisation": about, "today": today}
    if form.is_bound and form.done(request.user, **who):
        messages.success(request, _now("%(name)s has the role now.") % {"name": employment.user})
        return saved("roles", organisation)
    return shown(request, "give_role", about, {"form": form, "employment": employment})


@login_required
def end_role(request: HttpRequest, organisation: str, grant_id: int) -> HttpResponse:
    about = administered(request.asking, organisation)
    grant = held_roles(request.asking, about).select_related("unit").filter(pk=grant_id).first()
    if grant is None:
        raise Http404
    form = bound(
        forms.EndRoleForm, request, "end", initial={"ends": grant.ends, "today": request.asking.today}
    )
    if form.is_bound and form.done(request.user, grant=grant):
        messages.success(request, _now("The role of %(name)s ends.") % {"name": grant.user})
        if not access.may_administer(Asking(request.user).person, about.pk):
            return redirect("home")
        return saved("roles", organisation)
    return shown(request, "end_role", about, {"form": form, "grant": grant, "role": role_word(grant)})
