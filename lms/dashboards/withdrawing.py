"""Saying that a question is wrong: first what would change, then withdrawing it; and having it asked again.

Numbers of everybody together: nothing here names a person or an organisation.
"""

from __future__ import annotations

from uuid import UUID

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import BadRequest
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import get_language, gettext_lazy, ngettext
from django.utils.translation import gettext as _

from courses.actions import Refused
from courses.calibration.actions import title
from courses.models import Question, QuestionVersion
from courses.queries import ask
from courses.sentences import refused
from courses.withdrawing import actions
from courses.withdrawing.queries import Preview, preview, standing_versions
from lms.dashboards.calibration import FEW, few
from lms.dashboards.forms import LineField
from lms.people import access
from skills.moved import Moved

REFUSED = 422


class WithdrawForm(forms.Form):
    reason = LineField(
        label=gettext_lazy("What is wrong with it?"),
        help_text=gettext_lazy("In a sentence. Everybody who answered it reads this."),
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    versions = forms.TypedMultipleChoiceField(
        label=gettext_lazy("Which versions were wrong?"),
        coerce=int,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": gettext_lazy("Tick at least one version.")},
    )
    looked_at = forms.CharField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args, versions: list[QuestionVersion], current: QuestionVersion, **more) -> None:
        super().__init__(*args, **more)
        self.fields["versions"].choices = [(one.number, label(one, one == current)) for one in versions]
        self.initial = {"versions": [one.number for one in versions]}
        if len(versions) > 1 and current in versions:
            self.fields["versions"].help_text = _(
                "Is the version that people get now right? Untick it, and it is still asked."
            )

    @property
    def shown_versions(self) -> str:
        """What the numbers below the form are about."""
        return ",".join(map(str, sorted(self.cleaned_data["versions"])))

    @property
    def was_looked_at(self) -> bool:
        return self.cleaned_data["looked_at"] == self.shown_versions


def label(version: QuestionVersion, is_current: bool) -> str:
    said = [
        _("Version %(number)s") % {"number": version.number},
        date_format(timezone.localdate(version.created_at), "j F Y"),
        answers_in_words(version.answered),
    ]
    return " · ".join([*said, _("people get this one now")] if is_current else said)


def answers_in_words(number: int) -> str:
    """A small number of answers would tell who gave them."""
    if 0 < number < FEW:
        return _("fewer than %(number)s answers") % {"number": FEW}
    return ngettext("%(number)s answer", "%(number)s answers", number) % {"number": number}


@login_required
def withdraw_question(request: HttpRequest, question: UUID) -> HttpResponse:
    found = Question.objects.known_as(question).first()
    if found is None or not access.may_withdraw(request.asking.person, found.organisation_id):
        raise Http404
    if request.method != "POST":
        return _page(request, found, form_for(found))
    act = ACTS.get(request.POST.get("do", ""))
    if act is None:
        raise BadRequest("do")
    return act(request, found)


def form_for(found: Question, data=None) -> WithdrawForm:
    return WithdrawForm(data, versions=standing_versions(found), current=found.current)


def _look(request: HttpRequest, found: Question) -> HttpResponse:
    form = form_for(found, request.POST)
    if not form.fields["versions"].choices:
        return _said(request, found, Refused("withdrawn"))
    if not form.is_valid():
        return _page(request, found, form)
    numbers = form.cleaned_data["versions"]
    return _page(request, found, form, Shown(preview(found, numbers, timezone.now()), found, numbers))


def _withdraw(request: HttpRequest, found: Question) -> HttpResponse:
    """Only what she looked at: who ticks other versions looks again."""
    form = form_for(found, request.POST)
    if not form.is_valid() or not form.was_looked_at:
        return _look(request, found)
    try:
        actions.withdraw(
            question=found,
            versions=form.cleaned_data["versions"],
            reason=form.cleaned_data["reason"],
            now=timezone.now(),
            acting_user=request.user,
        )
    except Refused as why:
        return _said(request, found, why)
    messages.success(
        request, _("Withdrawn. Its answers do not count any more, and everybody concerned is told.")
    )
    return redirect("withdraw_question", found.key)


def _ask_again(request: HttpRequest, found: Question) -> HttpResponse:
    try:
        actions.ask_again(question=found, now=timezone.now(), acting_user=request.user)
    except Refused as why:
        return _said(request, found, why)
    messages.success(request, _("The question is asked again from now on."))
    return redirect("withdraw_question", found.key)


def _said(request: HttpRequest, found: Question, why: Refused) -> HttpResponse:
    messages.warning(request, refused(why.code))
    return redirect("withdraw_question", found.key)


ACTS = {"look": _look, "withdraw": _withdraw, "again": _ask_again}


def _page(
    request: HttpRequest, found: Question, form: WithdrawForm, shown: Shown | None = None
) -> HttpResponse:
    context = {
        "question": found,
        "title": title(found.current),
        "asked": ask(found.current, seed="withdrawing", language=get_language()),
        "form": form,
        "may_withdraw": bool(form.fields["versions"].choices),
        "shown": shown,
        "withdrawals": [
            (one, answers_in_words(one.answers))
            for one in found.withdrawals.select_related("by", "asked_again_by")
        ],
        "writes": access.writes_somewhere(request.asking.person),
    }
    status = REFUSED if form.errors else 200
    return render(request, "dashboards/withdraw_question.html", context, status=status)


class Shown:
    """A preview in words. Of fewer than five people nothing is told but that."""

    def __init__(self, counted: Preview, question: Question, versions: list[int]) -> None:
        self.counted, self.few = counted, FEW
        self.stops = question.current.number in versions
        self.versions = ",".join(map(str, sorted(versions)))

    @property
    def people(self) -> str:
        return few(self.counted.people)

    @property
    def answers(self) -> str:
        return answers_in_words(self.counted.answers)

    @property
    def tells(self) -> bool:
        return self.counted.people >= FEW and self.counted.jobs >= FEW

    @property
    def rows(self) -> list[tuple[str, str, str, str]]:
        return [
            (_("States"), *in_words(self.counted.states)),
            (_("Levels"), *in_words(self.counted.levels)),
        ]


def in_words(moved: Moved) -> tuple[str, str, str]:
    """Beside a small number the rest is not told: with what everybody's job asks, that would tell how many."""
    is_small = any(0 < number < FEW for number in (moved.up, moved.down))
    return few(moved.up), few(moved.down), _("all others") if is_small else few(moved.stay)
