"""The pages on which HR and the administrator keep who works here. Nobody's levels or answers.

Whoever may not keep them does not learn from these addresses whether the organisation or the person is there.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import BadRequest, ValidationError
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from lms.accounts.models import Card
from lms.dashboards import people_forms, staff
from lms.dashboards.forms import ActionForm
from lms.dashboards.frame import frame
from lms.dashboards.looking import asks_purpose, note
from lms.dashboards.queries import unit_paths
from lms.people import access, employing
from lms.people.changes import words
from lms.people.looks import Sitting
from lms.people.middleware import Asking
from lms.people.models import Change, Employment, Look, Organisation, Unit, User
from lms.people.roll import accounts_of_their_own
from lms.templatetags.ui import role_word
from skills.models import JobProfile, ProfileAssignment

PER_PAGE = 50
NEWEST = 10
REFUSED = 422


def keeping(asking: Asking, slug: str) -> tuple[Organisation, access.Role]:
    """What she keeps, and as what."""
    found = Organisation.objects.with_staff().filter(slug=slug).first()
    role = access.people_keeping_role(asking.person, found.pk) if found else None
    if found is None or role is None:
        raise Http404
    return found, role


def look(request: HttpRequest, about: Organisation, role: access.Role, people: Iterable[int]) -> Sitting:
    return note(request, people=people, organisation=about, what=Look.What.WORK, role=role)


def shown(request: HttpRequest, name: str, about: Organisation, tab: str, context: dict) -> HttpResponse:
    refused = any(isinstance(one, ActionForm) and one.errors for one in context.values())
    whole = frame(request, about, tab) | context
    return render(
        request, f"dashboards/administration/{name}.html", whole, status=REFUSED if refused else 200
    )


def sent(request: HttpRequest):
    return request.POST if request.method == "POST" else None


def open_units(about: Organisation) -> list[tuple[Unit, str]]:
    return unit_paths(about.units.open())


def profiles_of(about: Organisation) -> list[JobProfile]:
    return list(JobProfile.objects.open_to(about))


# --- everybody --------------------------------------------------------------------------------------------------------


@login_required
@asks_purpose
def people(request: HttpRequest, organisation: str) -> HttpResponse:
    about, role = keeping(request.asking, organisation)
    today = request.asking.today
    every = unit_paths(about.units.all())
    paths = {unit.pk: path for unit, path in every}
    choice = people_forms.ChoiceForm(
        request.GET or None,
        units=[(unit, path) for unit, path in every if not unit.ends],
        profiles=profiles_of(about),
    )
    found = staff.staff(about, today)
    if choice.is_bound:
        found = staff.chosen(found, today, **choice.cleaned_data) if choice.is_valid() else found.none()
    page = Paginator(found, PER_PAGE).get_page(request.GET.get("page"))
    jobs = list(page)
    context = {
        "looking": look(request, about, role, [job.user_id for job in jobs]),
        "choice": choice,
        "page": page,
        "rows": [{"job": job, "unit": paths[job.unit_id], "when": staff.when_of(job, today)} for job in jobs],
    }
    return shown(request, "people", about, "people", context)


@login_required
def add_person(request: HttpRequest, organisation: str) -> HttpResponse:
    about, _role = keeping(request.asking, organisation)
    today, units = request.asking.today, open_units(about)
    form = people_forms.AddPersonForm(
        sent(request),
        units=units,
        profiles=profiles_of(about),
        initial={"starts": today, "unit": request.GET.get("unit")},
    )
    if form.is_bound and form.done(request.user, organisation=about):
        messages.success(request, _("%(name)s is in the list of people.") % {"name": form.made.user})
        return to(about, form.made.user_id)
    context = {
        "form": form,
        "heading": _("Add a person"),
        "lead": _("For one person. You have many? Import a list."),
        "hint": ""
        if units
        else _(
            "There are no units yet. The administrator makes them, or they come along when you import a list."
        ),
        "button": _("Add"),
        "back": reverse("staff", args=[about.slug]),
    }
    return shown(request, "person_form", about, "add_person", context)


def to(about: Organisation, user_id: int) -> HttpResponse:
    return redirect(reverse("staff_person", args=[about.slug, user_id]) + "#main")


# --- one person -------------------------------------------------------------------------------------------------------


@dataclass
class Kept:
    """The person whom a page is about, as the organisation knows her."""

    about: Organisation
    role: access.Role
    user: User
    looking: Sitting

    def job(self, employment_id: int) -> Employment:
        hers = self.about.employments.filter(user=self.user, pk=employment_id)
        found = hers.select_related("organisation", "user", "unit", "moves_to").first()
        if found is None:
            raise Http404
        return found


def kept_person(request: HttpRequest, organisation: str, user_id: int) -> Kept:
    about, role = keeping(request.asking, organisation)
    found = staff.somebody(about, user_id)
    if found is None:
        raise Http404
    return Kept(about, role, found, look(request, about, role, [found.pk]))


@login_required
@asks_purpose
def person(request: HttpRequest, organisation: str, user_id: int) -> HttpResponse:
    kept = kept_person(request, organisation, user_id)
    if request.method == "POST":
        return _without_form(request, kept)
    about, user, today = kept.about, kept.user, request.asking.today
    paths = {unit.pk: path for unit, path in unit_paths(about.units.all())}
    jobs = list(about.employments.filter(user=user).select_related("moves_to").order_by("-starts", "-pk"))
    assigned = ProfileAssignment.objects.filter(employment__in=jobs).select_related("profile")
    context = {
        "kept": kept,
        "looking": kept.looking,
        "jobs": [{"job": job, "unit": paths[job.unit_id], "when": staff.when_of(job, today)} for job in jobs],
        "works": any(staff.when_of(job, today) is not staff.When.LEFT for job in jobs),
        "today": today,
        "profiles": assigned.order_by("-starts", "-pk"),
        "roles": roles_of(kept, paths, today),
        "card": Card.objects.of(about, [user.pk]).first(),
        "own_account": accounts_of_their_own(about, [user.pk]).exists(),
        "changes": [
            (one, words(one.what, one.details))
            for one in Change.objects.of(about).filter(about=user)[:NEWEST]
        ],
    }
    return shown(request, "person", about, "person", context)


def roles_of(kept: Kept, paths: dict[int, str], today) -> list[dict]:
    held = kept.about.grants.filter(user=kept.user).order_by("-starts", "-pk")
    return [
        {
            "grant": one,
            "role": role_word(one.role),
            "unit": paths.get(one.unit_id),
            "is_over": bool(one.ends and one.ends < today),
        }
        for one in held
    ]


def _without_form(request: HttpRequest, kept: Kept) -> HttpResponse:
    """What asks nothing more than the button: a last day or a move that is taken back."""
    number = request.POST.get("job", "")
    do = request.POST.get("do")
    if do not in ("take_back", "drop_move") or not (number.isascii() and number.isdigit()):
        raise BadRequest("do")
    if len(number) > 18:
        raise Http404
    employment = kept.job(int(number))
    try:
        if do == "drop_move":
            employing.drop_move(employment=employment, acting_user=request.user)
        else:
            employing.take_back_end(
                employment=employment, today=request.asking.today, acting_user=request.user
            )
        messages.success(request, _("Saved."))
    except ValidationError as refused:
        messages.warning(request, " ".join(refused.messages))
    return to(kept.about, kept.user.pk)


def asked(request: HttpRequest, kept: Kept, form: ActionForm, done: dict, **texts) -> HttpResponse:
    """A page with one form about a person; and back to her page when it was done."""
    if form.is_bound and form.done(request.user, **done):
        messages.success(request, _("Saved."))
        return to(kept.about, kept.user.pk)
    back = reverse("staff_person", args=[kept.about.slug, kept.user.pk])
    context = {"form": form, "looking": kept.looking, "person": kept.user, "back": back, **texts}
    return shown(request, "person_form", kept.about, "person", context)


@login_required
@asks_purpose
def change_person(request: HttpRequest, organisation: str, user_id: int) -> HttpResponse:
    kept = kept_person(request, organisation, user_id)
    user = kept.user
    form = people_forms.AccountForm(
        sent(request), initial={"name": user.name, "email": user.email, "username": user.username}
    )
    own = accounts_of_their_own(kept.about, [user.pk]).exists()
    return asked(
        request,
        kept,
        form,
        {"organisation": kept.about, "user": user},
        heading=_("Change name or account"),
        hint=employing.own_account(user) if own and (user.email or user.username) else "",
        button=_("Save"),
    )


@login_required
@asks_purpose
def change_job(request: HttpRequest, organisation: str, user_id: int, job_id: int) -> HttpResponse:
    kept = kept_person(request, organisation, user_id)
    job = kept.job(job_id)
    initial = {"job_title": job.job_title, "external_id": job.external_id}
    return asked(
        request,
        kept,
        people_forms.JobTitleForm(sent(request), initial=initial),
        {"employment": job, "today": request.asking.today},
        heading=_("Change job or staff number"),
        lead=job.unit.name,
        button=_("Save"),
    )


@login_required
@asks_purpose
def move_person(request: HttpRequest, organisation: str, user_id: int, job_id: int) -> HttpResponse:
    kept = kept_person(request, organisation, user_id)
    job, today = running(kept, job_id, request.asking), request.asking.today
    units = [(unit, path) for unit, path in open_units(kept.about) if unit.pk != job.unit_id]
    return asked(
        request,
        kept,
        people_forms.MovePersonForm(sent(request), units=units, initial={"day": today}),
        {"employment": job, "today": today},
        heading=_("To another unit"),
        lead=_(
            "Works in %(unit)s now. What this person shares and asks goes along; the time before stays known."
        )
        % {"unit": job.unit.name},
        button=_("Move"),
    )


@login_required
@asks_purpose
def change_profile(request: HttpRequest, organisation: str, user_id: int, job_id: int) -> HttpResponse:
    kept = kept_person(request, organisation, user_id)
    job, today = running(kept, job_id, request.asking), request.asking.today
    form = people_forms.ProfileForm(
        sent(request),
        profiles=profiles_of(kept.about),
        initial={"starts": max(today, job.starts)},
    )
    return asked(
        request,
        kept,
        form,
        {"employment": job, "today": today},
        heading=_("Another job profile"),
        lead=_("The job profile says which digital skills the job asks."),
        button=_("Save"),
    )


@login_required
@asks_purpose
def end_job(request: HttpRequest, organisation: str, user_id: int, job_id: int) -> HttpResponse:
    kept = kept_person(request, organisation, user_id)
    job, today = running(kept, job_id, request.asking), request.asking.today
    has_role = kept.about.grants.exclude(ends__lt=today).filter(user=kept.user).exists()
    return asked(
        request,
        kept,
        people_forms.EndForm(sent(request), initial={"ends": job.ends or today}),
        {"employment": job, "today": today},
        heading=_("Last day at work"),
        lead=_("What this person learned stays. After that day nobody here sees it any more."),
        hint=_("This person has a role. It does not end by itself.") if has_role else "",
        button=_("Save"),
    )


@login_required
@asks_purpose
def bring_back(request: HttpRequest, organisation: str, user_id: int) -> HttpResponse:
    kept = kept_person(request, organisation, user_id)
    today = request.asking.today
    last = kept.about.employments.filter(user=kept.user).order_by("-ends", "-pk").first()
    form = people_forms.ReturnForm(
        sent(request),
        units=open_units(kept.about),
        profiles=profiles_of(kept.about),
        initial={
            "starts": today,
            "job_title": last.job_title if last else "",
            "external_id": last.external_id if last else "",
        },
    )
    return asked(
        request,
        kept,
        form,
        {"organisation": kept.about, "user": kept.user, "today": today},
        heading=_("A new job here"),
        lead=_("The account and everything in it stay the same."),
        button=_("Save"),
    )


def running(kept: Kept, job_id: int, asking: Asking) -> Employment:
    """One that is not over: what is over, is over."""
    found = kept.job(job_id)
    if staff.when_of(found, asking.today) is staff.When.LEFT:
        raise Http404
    return found
