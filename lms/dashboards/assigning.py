"""HR and managers ask people to do a module or a check-up, and see how far they are."""

from __future__ import annotations

from collections.abc import Iterable
from uuid import UUID

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from courses import assigning
from courses.check_ups.queries import OFFERED
from courses.meant import Progress, Target
from courses.models import CHECK_UP_OF_OTHERS, Module, Question
from lms.accounts.limits import limited
from lms.dashboards import tables
from lms.dashboards.assigned import Given, Line, once
from lms.dashboards.branches import Branch, branches
from lms.dashboards.forms import NOT_IN_LIST, ActionForm, LineField
from lms.dashboards.looking import asks_purpose, note
from lms.dashboards.people_forms import PlainField, WorkDayField
from lms.dashboards.queries import Overview
from lms.dashboards.views import PER_PAGE, as_file, counted_by
from lms.people import access
from lms.people.looks import Sitting
from lms.people.models import Employment, Look

REFUSED = 422
MOST_FOUND = 20  # people of one search
MOST_NAMED = 200  # people in one assignment by name
PROGRESS_WORDS = {
    Progress.NOT_BEGUN: _("not begun"),
    Progress.BUSY: _("busy"),
    Progress.DONE: _("done"),
}


def given_for(request: HttpRequest) -> Given:
    return Given(counted_by(request), request.asking.person)


def look(request: HttpRequest, counted: Overview, what: Look.What, people: Iterable[int]) -> Sitting:
    organisation = counted.organisation
    role = access.counting_role(request.asking.person, organisation.pk)
    return note(request, people=people, organisation=organisation, what=what, role=role)


def frame(given: Given) -> dict:
    return {"given": given, "counted": given.counted, "may_see_people": given.names}


# --- what was asked ---------------------------------------------------------------------------------------------------


@login_required
def assignments(request: HttpRequest) -> HttpResponse:
    given = given_for(request)
    running = [line for line in given.lines if not line.one.ended_at]
    ended = [line for line in given.lines if line.one.ended_at]
    context = {**frame(given), "running": running, "ended": ended[::-1]}
    return render(request, "dashboards/assigned/list.html", context)


class DueForm(ActionForm):
    due_on = WorkDayField(label=_("By which day?"))

    def act(self, **said) -> None:
        assigning.change_due(**said)


def line_for(given: Given, key: UUID) -> Line:
    found = given.line(key)
    if found is None:
        raise Http404
    return found


@login_required
@asks_purpose
def assignment(request: HttpRequest, key: UUID) -> HttpResponse:
    given = given_for(request)
    line = line_for(given, key)
    changing = request.method == "POST"
    if changing and not line.may_change:
        raise Http404
    if changing and request.POST.get("do") == "end":
        return _end(request, line)
    form = DueForm(request.POST if changing else None, initial={"due_on": line.one.due_on})
    if form.is_bound and form.done(request.user, assignment=line.one, today=request.asking.today):
        messages.success(request, gettext("Saved."))
        return redirect("assignment", key)
    page = Paginator(given.people(line), PER_PAGE).get_page(request.GET.get("page"))
    context = {
        **frame(given),
        "line": line,
        "units": given.by_unit(line),
        "page": page,
        "rows": [(one, *_standing(given, line, one)) for one in page],
        "form": form,
    }
    if page.object_list:
        people = [one.user_id for one in page]
        context["looking"] = look(request, given.counted, Look.What.ASSIGNED, people)
    return render(request, "dashboards/assigned/one.html", context, status=REFUSED if form.errors else 200)


def _standing(given: Given, line: Line, one: Employment) -> tuple[str, Progress]:
    return given.counted.places[one.unit_id].path, given.progress(line.one, one.user_id)


def _end(request: HttpRequest, line: Line) -> HttpResponse:
    try:
        assigning.end(assignment=line.one, now=timezone.now(), acting_user=request.user)
        messages.success(request, gettext("“%(asked)s” is not asked any more.") % {"asked": line.one.title})
    except ValidationError as refused:
        messages.warning(request, " ".join(refused.messages))
    return redirect("assignments")


@login_required
@limited("export", reads=True)
@asks_purpose
def assignment_csv(request: HttpRequest, key: UUID) -> HttpResponse:
    """What the page shows, of everybody on it."""
    given = given_for(request)
    line = line_for(given, key)
    people = given.people(line)
    if people:
        look(request, given.counted, Look.What.ASSIGNED, [one.user_id for one in people])
    table = by_person(given, line, people) if given.names else by_unit(given, line)
    return as_file(given.counted, line.one.title, table)


def by_person(given: Given, line: Line, people: Iterable[Employment]) -> tables.Table:
    rows: tables.Table = [
        [gettext("Name"), gettext("Job"), gettext("Unit"), gettext("How far"), gettext("To be done by")]
    ]
    for one in people:
        _path, far = _standing(given, line, one)
        rows.append([*tables.who(one, given.counted), PROGRESS_WORDS[far], line.one.due_on.isoformat()])
    return rows


def by_unit(given: Given, line: Line) -> tables.Table:
    rows: tables.Table = [
        [
            gettext("Unit"),
            gettext("People"),
            *(word.capitalize() for word in PROGRESS_WORDS.values()),
            gettext("Hidden"),
        ]
    ]
    for _unit, path, tally in given.by_unit(line):
        figures = [tally.not_begun, tally.busy, tally.done] if tally.counted else [gettext("hidden")] * 3
        rows.append([path, tally.people, *figures, tally.hidden])
    return rows


# --- asking -----------------------------------------------------------------------------------------------------------


class ManyField(forms.TypedMultipleChoiceField):
    """Boxes to tick, of which none has to be."""

    def __init__(self, **more) -> None:
        super().__init__(
            coerce=int,
            required=False,
            widget=forms.CheckboxSelectMultiple,
            error_messages=dict(NOT_IN_LIST),
            **more,
        )


class WhomForm(forms.Form):
    """What is asked, and of whom. Everything to choose is what this person may count, and nothing else."""

    what = forms.TypedChoiceField(
        label=_("What?"), error_messages=NOT_IN_LIST | {"required": _("Choose one from the list.")}
    )
    unit = ManyField(label=_("Units"), help_text=_("Open a unit to choose everybody in it, or only a part."))
    profile = ManyField(
        label=_("Job profiles"),
        help_text=_("Then only people with one of these, in the units that you chose."),
    )
    q = LineField(label=_("Name of a person, or a part of it"), max_length=100, required=False)
    person = ManyField(label=_("People"))

    def __init__(self, said: QueryDict, given: Given, *, bound: bool) -> None:
        super().__init__(said if bound else None, initial=_initial(said))
        counted = self.counted = given.counted
        modules = Module.objects.open_to([counted.organisation]).live().order_by("pk")
        self.modules = {str(one.key): one for one in modules}
        self.fields["what"].choices = self._things()
        self.fields["unit"].choices = [(pk, place.path) for pk, place in counted.places.items()]
        self.fields["profile"].choices = [(one.pk, one.name) for one in counted.jobs]
        self.people = _people(said, counted) if given.names else []
        self.fields["person"].choices = [
            (one.pk, f"{one.user.name} · {counted.places[one.unit_id].path}") for one in self.people
        ]
        if not given.names:
            del self.fields["q"], self.fields["person"]

    def _things(self) -> list:
        named = sorted(
            ((key, one.title) for key, one in self.modules.items()), key=lambda one: one[1].casefold()
        )
        asks = Question.objects.open_to([self.counted.organisation]).live().filter(in_check_up=True).exists()
        check_ups = [(mode.value, CHECK_UP_OF_OTHERS[mode.value]) for mode in OFFERED] if asks else []
        groups = [(gettext("Modules"), named), (gettext("Check-ups"), check_ups)]
        return [("", gettext("Choose a module or a check-up")), *(group for group in groups if group[1])]

    def clean(self) -> None:
        said = self.cleaned_data
        chosen = any(said.get(name) for name in ("unit", "profile", "person"))
        if not chosen and not self.errors:
            raise ValidationError(_("Choose for whom this is: units, job profiles or people."))

    @property
    def thing(self) -> dict:
        what = self.cleaned_data["what"]
        return {"module": self.modules[what]} if what in self.modules else {"check_up": what}

    @property
    def title(self) -> str:
        thing = self.thing
        return thing["module"].title if "module" in thing else str(CHECK_UP_OF_OTHERS[thing["check_up"]])

    @property
    def targets(self) -> list[Target]:
        """Profiles without units are for everybody whom she may count."""
        said = self.cleaned_data
        units: list = list(said["unit"])
        if said["profile"] and not units:
            units = [None] if self.counted.is_whole else [unit.pk for unit in self.counted.highest]
        groups = [Target(unit=unit, profile=one) for unit in units for one in said["profile"] or [None]]
        return groups + [Target(job=one) for one in said.get("person", [])]

    @property
    def branches(self) -> list[Branch]:
        return branches(self.counted.places, self["unit"])

    @property
    def words(self) -> list[str]:
        """Whom she chose, as it stands beside the boxes."""
        boxes = (box for name in ("unit", "profile", "person") if name in self.fields for box in self[name])
        return [box.choice_label for box in boxes if box.data["selected"]]

    @property
    def repeated(self) -> list[tuple[str, object]]:
        """For the next step."""
        names = ("what", "unit", "profile", "person")
        said = [(name, self.cleaned_data.get(name)) for name in names]
        return [
            (name, one) for name, value in said for one in (value if isinstance(value, list) else [value])
        ]


def _initial(said: QueryDict) -> dict:
    return {"what": said.get("what", ""), "q": said.get("q", "")} | {
        name: said.getlist(name) for name in ("unit", "profile", "person")
    }


def _people(said: QueryDict, counted: Overview) -> list[Employment]:
    """Those who were ticked, and those who were found."""
    ticked = [int(one) for one in said.getlist("person") if one.isascii() and one.isdigit() and len(one) < 19]
    staff = counted.employments.select_related("user").order_by("user__name", "pk")
    found = list(staff.filter(pk__in=ticked[:MOST_NAMED])) if ticked else []
    q = " ".join(said.get("q", "").replace("\x00", "").split())[:100]
    if q and "on" not in said:
        named = staff.filter(user__name__icontains=q).exclude(pk__in=[one.pk for one in found])
        found += named[:MOST_FOUND]
    return [one for one in found if one.unit_id in counted.places]


class GiveForm(ActionForm):
    due_on = WorkDayField(label=_("By which day?"))
    note = PlainField(
        label=_("A sentence for the people"),
        help_text=_("For example why you ask this. Everybody who is asked reads it."),
        max_length=300,
        required=False,
    )

    def act(self, **said) -> None:
        self.made = assigning.assign(**said)


@login_required
@asks_purpose
def give(request: HttpRequest) -> HttpResponse:
    """First what and for whom; then how many people that is, by which day, and the button."""
    given = given_for(request)
    sends = request.method == "POST"
    said = request.POST if sends else request.GET
    whom = WhomForm(said, given, bound=sends or "on" in said)
    context = {**frame(given), "whom": whom}
    if whom.people and not sends:
        people = [one.user_id for one in whom.people]
        context["looking"] = look(request, given.counted, Look.What.WORK, people)
    if not whom.is_valid():
        status = REFUSED if sends and whom.errors else 200
        return render(request, "dashboards/assigned/whom.html", context, status=status)
    form = GiveForm(request.POST if sends else None)
    if sends and _given(request, given, whom, form):
        return redirect("assignment", form.made.key)
    people = once(given.meant(whom.targets))
    context |= {"form": form, "number": len(people), "back": said.copy()}
    context["back"].pop("on", None)
    return render(request, "dashboards/assigned/give.html", context, status=REFUSED if form.errors else 200)


def _given(request: HttpRequest, given: Given, whom: WhomForm, form: GiveForm) -> bool:
    organisation = given.counted.organisation
    done = form.done(
        request.user,
        organisation=organisation,
        targets=whom.targets,
        role=access.counting_role(request.asking.person, organisation.pk),
        now=timezone.now(),
        today=request.asking.today,
        **whom.thing,
    )
    if done:
        messages.success(request, gettext("“%(asked)s” is asked now.") % {"asked": form.made.title})
    return done
