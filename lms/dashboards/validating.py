"""Writing down what somebody was seen doing at work: by a coach to whom she shows her skills, or by her manager."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from itertools import groupby

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from courses import coaching
from courses.models import Activity
from courses.queries import tasks_to_see
from lms.dashboards.forms import DayField, LineField
from lms.dashboards.looking import asks_purpose, note
from lms.dashboards.queries import worth_seeing
from lms.people import access
from lms.people.access import Role, Visibility
from lms.people.looks import Sitting
from lms.people.middleware import Asking
from lms.people.models import Employment, Look
from lms.templatetags import ui
from skills import gaps, validating
from skills.models import Competence, Evidence
from skills.queries import competences_of, newest_framework, profile_of
from skills.sentences import LEVEL_MEANS, not_validated

REFUSED = 422
OTHER = "other"
NEEDED = {"required": _("Choose one."), "invalid_choice": _("Choose one from the list.")}


def level_label(level: int) -> str:
    return f"{level} · {ui.level_word(gaps.level_word(level))}: {LEVEL_MEANS[level]}"


def task_label(task: Activity) -> str:
    return f"{task.title} ({task.lowest} · {ui.level_word(gaps.level_word(task.lowest))})"


class ValidationForm(forms.Form):
    """A task of a module says its level itself; for another one the level is chosen beside it."""

    what = forms.ChoiceField(
        label=_("Which task did you see?"), widget=forms.RadioSelect, error_messages=NEEDED
    )
    task = LineField(
        label=_("What was it?"),
        help_text=_("For example: “She made a list of all the keys in a spreadsheet.”"),
        max_length=validating.LONGEST_TASK,
        required=False,
    )
    level = forms.TypedChoiceField(
        label=_("Which level did you see?"),
        coerce=int,
        empty_value=None,
        required=False,
        widget=forms.RadioSelect,
        error_messages=NEEDED,
    )
    seen_on = DayField(label=_("On which day?"))

    def __init__(self, *args, tasks: Sequence[Activity], **more) -> None:
        super().__init__(*args, **more)
        self.tasks = {str(task.key): task for task in tasks}
        choices = [(key, task_label(task)) for key, task in self.tasks.items()]
        self.fields["what"].choices = [*choices, (OTHER, _now("Something else"))]
        self.fields["level"].choices = [(level, level_label(level)) for level in validating.LEVELS if level]
        if not choices:
            self.fields["what"].widget = forms.HiddenInput()
            self.initial["what"] = OTHER
            self._ask("task", _now("Say in a few words which task you saw."))
            self._ask("level", _now("Choose the level that you saw."))
        today = timezone.localdate()
        bounds = {"min": today - validating.OLDEST, "max": today}
        self.fields["seen_on"].widget.attrs |= {name: f"{day:%Y-%m-%d}" for name, day in bounds.items()}
        self.initial.setdefault("seen_on", today)

    def _ask(self, name: str, missing: str) -> None:
        """Where there is no task of a module to choose."""
        self.fields[name].required = True
        self.fields[name].error_messages["required"] = missing

    def clean(self) -> dict:
        said = super().clean()
        if said.get("what") == OTHER:
            if not said.get("task") and "task" not in self.errors:
                self.add_error("task", _("Say in a few words which task you saw."))
            if said.get("level") is None and "level" not in self.errors:
                self.add_error("level", _("Choose the level that you saw."))
        return said

    @property
    def of_a_module(self) -> Activity | None:
        return self.tasks.get(self.cleaned_data["what"])


def person_for(asking: Asking, pk: int) -> tuple[Employment, Role]:
    """Whom this coach or manager may see at work, and as what she looks."""
    staff = Employment.objects.current(asking.today).exclude(user=asking.user)
    found = staff.filter(pk=pk).select_related("user", "unit", "organisation").first()
    if found is None:
        raise Http404
    shown = found.shares.running().filter(coach=asking.user).exists()
    role = role_before(asking, found, shown)
    if role is None:
        raise Http404
    return found, role


def role_before(asking: Asking, employment: Employment, shown: bool) -> Role | None:
    """As what she may write it down, if she may."""
    here = employment.organisation_id, employment.unit_id
    visibility = Visibility(employment.organisation.visibility)
    if not access.may_validate(asking.person, *here, visibility, shown=shown):
        return None
    return Role.COACH if shown and access.may_coach(asking.person, *here) else Role.MANAGER


def look(request: HttpRequest, employment: Employment, role: Role) -> Sitting:
    return note(
        request,
        people=[employment.user_id],
        organisation=employment.organisation,
        what=Look.What.SHARED if role is Role.COACH else Look.What.STATES,
        role=role,
    )


def competences_for(employment: Employment, today) -> list[Competence]:
    profile = profile_of(employment, today)
    framework = profile.framework if profile else newest_framework()
    return competences_of(framework.pk, profile) if framework else []


@login_required
@asks_purpose
def choose(request: HttpRequest, employment: int) -> HttpResponse:
    """Which skill: those where it would help most come first. And what she wrote down before, to take back."""
    found, role = person_for(request.asking, employment)
    if request.method == "POST":
        return _take_back(request, found)
    areas = groupby(competences_for(found, request.asking.today), key=lambda one: one.area)
    context = {
        "employment": found,
        "looking": look(request, found, role),
        "doubtful": worth_seeing([found.pk]).get(found.pk, []),
        "areas": [(area, list(group)) for area, group in areas],
        "said": Evidence.objects.said_by(request.user, found)
        .standing()
        .select_related("competence")
        .order_by("-at", "-pk"),
        "back": back_to(found, role),
    }
    return render(request, "dashboards/validating/choose.html", context)


def _take_back(request: HttpRequest, employment: Employment) -> HttpResponse:
    try:
        key = uuid.UUID(request.POST.get("take_back", ""))
    except ValueError:
        raise Http404 from None
    if validating.take_back_validation(
        employment=employment, key=key, now=timezone.now(), acting_user=request.user
    ):
        messages.success(request, _now("You took it back. It no longer counts."))
    else:
        messages.info(request, _now("This was taken back already."))
    return redirect("validate", employment.pk)


@login_required
@asks_purpose
def validate(request: HttpRequest, employment: int, code: str) -> HttpResponse:
    found, role = person_for(request.asking, employment)
    competence = next((one for one in competences_for(found, request.asking.today) if one.code == code), None)
    if competence is None:
        raise Http404
    sitting = look(request, found, role)
    sent = request.POST if request.method == "POST" else None
    form = ValidationForm(sent, tasks=tasks_to_see(found, competence))
    if form.is_valid() and _written_down(request, found, competence, form):
        return redirect(back_to(found, role))
    said = Evidence.objects.said_by(request.user, found, competence).standing().order_by("at", "pk").last()
    context = {
        "employment": found,
        "competence": competence,
        "looking": sitting,
        "form": form,
        "said": said,
        "back": back_to(found, role),
    }
    return render(
        request, "dashboards/validating/validate.html", context, status=REFUSED if form.is_bound else 200
    )


def _written_down(
    request: HttpRequest, employment: Employment, competence: Competence, form: ValidationForm
) -> bool:
    said, task = form.cleaned_data, form.of_a_module
    what = {
        "employment": employment,
        "seen_on": said["seen_on"],
        "now": timezone.now(),
        "acting_user": request.user,
    }
    try:
        if task:
            coaching.check_task(activity=task, **what)
        else:
            words = {get_language(): said["task"]}
            validating.validate(competence=competence, level=said["level"], task=words, **what)
    except validating.Refused as refused:
        form.add_error("seen_on" if refused.code in ("future", "old") else None, not_validated(refused.code))
        return False
    messages.success(
        request,
        _now("It is written down. %(name)s can read it, and say that it is not right.")
        % {"name": employment.user.name},
    )
    return True


def back_to(employment: Employment, role: Role) -> str:
    return reverse("coached" if role is Role.COACH else "person", args=[employment.pk])
