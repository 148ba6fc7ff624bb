"""Which certificates count, and for how much: kept by the owner of the framework, for all organisations."""

from __future__ import annotations

from collections.abc import Iterable
from functools import partial
from itertools import groupby

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import BadRequest, PermissionDenied
from django.db.models import Count, Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from lms.dashboards.forms import LineField
from lms.people import access
from lms.templatetags import ui
from skills import gaps
from skills.certificates import actions
from skills.models import AcceptedCertificate, Area, Certificate, Competence, Framework
from skills.queries import competences_of, newest_framework
from skills.validating import LEVELS

REFUSED = 422
NEEDED = {"required": _("Choose one."), "invalid_choice": _("Choose one from the list.")}
NAMES = {
    "nl": _("Name in Dutch"),
    "fr": _("Name in French"),
    "de": _("Name in German"),
    "en": _("Name in English"),
}


class AcceptedForm(forms.Form):
    """A field for the level of every skill; the page shows those that have one."""

    issuer = LineField(label=_("Who gives it?"), max_length=120)
    valid_months = forms.IntegerField(
        label=_("How many months is it valid?"),
        help_text=_("Empty: it never ends."),
        required=False,
        min_value=1,
        max_value=actions.MOST_MONTHS,
    )

    def __init__(self, *args, framework: Framework, about: AcceptedCertificate | None, **more) -> None:
        super().__init__(*args, **more)
        self.competences = competences_of(framework.pk)
        levels = [("", _now("does not count")), *level_choices()]
        for language, label in NAMES.items():
            self.fields[language] = LineField(label=label, max_length=150, required=language == "nl")
        for one in self.competences:
            self.fields[one.code] = forms.TypedChoiceField(
                label=f"{one.code} {one.short_name}",
                choices=levels,
                coerce=int,
                empty_value=None,
                required=False,
            )
        self.order_fields(["issuer", *NAMES, "valid_months"])
        if about:
            kept = {"issuer": about.issuer, "valid_months": about.valid_months}
            self.initial = kept | about.names | about.levels | self.initial

    @property
    def facts(self) -> list:
        return [self[name] for name in ("issuer", *NAMES, "valid_months")]

    @property
    def areas(self) -> list[tuple[Area, list]]:
        """What counts, by area."""
        counts = [one for one in self.competences if self[one.code].value()]
        by_area = groupby(counts, lambda one: one.area)
        return [(area, [self[one.code] for one in own]) for area, own in by_area]

    @property
    def left(self) -> list[Competence]:
        """What can still be added."""
        return [one for one in self.competences if not self[one.code].value()]

    @property
    def levels(self) -> dict[str, int]:
        chosen = {one.code: self.cleaned_data.get(one.code) for one in self.competences}
        return {code: level for code, level in chosen.items() if level}

    def clean(self) -> dict:
        said = super().clean()
        if not self.levels and not any(one.code in self.errors for one in self.competences):
            self.add_error(None, _("Choose a level for at least one skill."))
        return said

    @property
    def content(self) -> dict:
        said = self.cleaned_data
        names = {language: said[language] for language in NAMES if said[language]}
        return {
            "issuer": said["issuer"],
            "names": names,
            "levels": self.levels,
            "valid_months": said["valid_months"],
        }


class AddForm(forms.Form):
    """One more skill with its level. It may stay empty when the whole is saved."""

    skill = forms.ChoiceField(label=_("Skill"), error_messages=NEEDED)
    level = forms.TypedChoiceField(label=_("Level"), coerce=int, error_messages=NEEDED)

    def __init__(self, *args, offered: Iterable[Competence], **more) -> None:
        super().__init__(*args, use_required_attribute=False, **more)
        groups = groupby(offered, lambda one: one.area)
        by_area = [
            (f"{area.code}. {area.short_name}", [(one.code, f"{one.code} {one.short_name}") for one in own])
            for area, own in groups
        ]
        self.fields["skill"].choices = [("", _now("Choose a skill")), *by_area]
        self.fields["level"].choices = [("", _now("Choose a level")), *level_choices()]

    @property
    def added(self) -> dict[str, str]:
        """As the other levels are sent."""
        said = self.cleaned_data
        return {said["skill"]: str(said["level"])} if said else {}


def level_choices() -> list[tuple[int, str]]:
    return [(level, level_label(level)) for level in LEVELS if level]


def level_label(level: int) -> str:
    return f"{level} · {ui.level_word(gaps.level_word(level))}"


def owner(request: HttpRequest) -> None:
    if not access.owns_frameworks(request.asking.person):
        raise PermissionDenied


@login_required
def accepted(request: HttpRequest) -> HttpResponse:
    owner(request)
    confirmed = Q(certificates__state=Certificate.State.CONFIRMED)
    every = AcceptedCertificate.objects.annotate(held=Count("certificates", filter=confirmed))
    context = {"live": every.filter(is_live=True), "ended": every.filter(is_live=False)}
    return render(request, "dashboards/certificates/accepted.html", context)


@login_required
def new_accepted(request: HttpRequest) -> HttpResponse:
    owner(request)
    framework = newest_framework()
    if framework is None:
        raise Http404
    return _form_page(request, framework, None)


@login_required
def one_accepted(request: HttpRequest, accepted: int) -> HttpResponse:
    owner(request)
    found = AcceptedCertificate.objects.select_related("framework").filter(pk=accepted).first()
    if found is None:
        raise Http404
    do = request.POST.get("do")
    if do in ("end", "again"):
        actions.set_live(accepted=found, is_live=do == "again", acting_user=request.user)
        messages.success(request, _now("Saved."))
        return redirect("accepted_certificates")
    return _form_page(request, found.framework, found)


def _form_page(request: HttpRequest, framework: Framework, about: AcceptedCertificate | None) -> HttpResponse:
    do = request.POST.get("do")
    if request.method == "POST" and do not in ("add", "save"):
        raise BadRequest("do")
    make = partial(AcceptedForm, framework=framework, about=about)
    said = request.POST.dict()
    more = AddForm(said or None, offered=make(initial=said).left, empty_permitted=do == "save")
    added = more.added if more.is_valid() else {}
    # Whoever only adds a skill is not told yet what else is missing.
    form = make(said | added) if do == "save" else make(initial=said | added)
    if more.is_valid() and form.is_valid():
        actions.keep_accepted(accepted=about, framework=framework, acting_user=request.user, **form.content)
        messages.success(request, _now("Saved."))
        return redirect("accepted_certificates")
    context = {
        "about": about,
        "form": form,
        "more": more if more.errors else AddForm(offered=form.left),
        "added": do == "add" and added,
    }
    status = REFUSED if form.errors or more.errors else 200
    return render(request, "dashboards/certificates/accepted_form.html", context, status=status)
