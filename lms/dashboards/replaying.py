"""Why was this question asked? For who decides on questions: the reason that was kept, and what comes out again.

It says what was known of a person at that moment, and never whose it is, when, or where.
"""

from __future__ import annotations

from django import forms
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from courses.calibration.actions import title
from courses.check_ups import replay
from courses.models import Asked, QuestionVersion
from lms.dashboards.calibration import percent
from lms.people import access
from lms.people.models import Organisation

NOT_FOUND = 404
UNKNOWN = gettext_lazy("There is no answer with this reference to a question that you decide on.")
WHY = {
    "first": gettext_lazy("The first question of all: an easy one, near level 2."),
    "round": gettext_lazy("Every skill gets its share of questions, and this one had not had its share yet."),
    "unsettled": gettext_lazy("This skill had its share, but its level was not precise enough yet."),
}


class AnswerForm(forms.Form):
    answer = forms.UUIDField(
        label=gettext_lazy("Reference of the answer"),
        help_text=gettext_lazy("A person finds it in the file of “My data”."),
        error_messages={"invalid": UNKNOWN},
    )

    def find(self, organisations: frozenset[int]) -> Asked | None:
        if not self.is_valid():
            return None
        found = replay.find(organisations, self.cleaned_data["answer"])
        if found is None:
            self.add_error("answer", UNKNOWN)
        return found


@require_safe
@login_required
def why_asked(request: HttpRequest) -> HttpResponse:
    """?answer= is the reference of an answer. Without it: a form, and some to look at."""
    organisations = access.calibrated_organisations(request.asking.person)
    if not organisations:
        raise Http404
    form = AnswerForm(request.GET if "answer" in request.GET else None)
    asked = form.find(organisations)
    context = {"form": form, "smallest": replay.FEW}
    if asked:
        context |= told(replay.Replay(asked), organisations)
    else:
        context["examples"] = [(one, title(one.version)) for one in replay.examples(organisations)]
    status = NOT_FOUND if form.errors else 200
    return render(request, "dashboards/calibration/asked.html", context, status=status)


def told(again: replay.Replay, organisations: frozenset[int]) -> dict:
    may_read = {*organisations, Organisation.objects.shared().pk}
    return {
        "again": again,
        "why": WHY[again.reason.why],
        "chance": None if again.reason.p_gap is None else percent(again.reason.p_gap),
        "candidates": [(one, title_for(one.version, may_read)) for one in again.candidates],
    }


def title_for(version: QuestionVersion, organisations: set[int]) -> str:
    """What an organisation wrote itself is not told to others."""
    own = version.question.organisation_id in organisations
    return title(version) if own else _("A question that an organisation wrote for itself")
