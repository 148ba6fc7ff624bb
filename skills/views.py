"""A person's own skills: where she stands against what her job asks, and why."""

from __future__ import annotations

from dataclasses import replace
from itertools import groupby

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import BadRequest
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from lms.people.middleware import Asking
from skills import contradictions
from skills.evidence import Kind
from skills.gaps import State
from skills.queries import Measured, Standing, profile_of

SHOWN = {Kind.ANSWER.value, Kind.VALIDATION.value, Kind.CERTIFICATE.value}


def measured_for(asking: Asking) -> Measured:
    return Measured(asking.user, profile_of(asking.employment, asking.today), asking.today)


@login_required
def mine(request: HttpRequest) -> HttpResponse:
    """What the job asks, by area; what is asked nowhere comes last."""
    measured = measured_for(request.asking)
    asked = [standing for standing in measured.standings if standing.gap]
    areas = [
        (area, list(group)) for area, group in groupby(asked, key=lambda standing: standing.competence.area)
    ]
    to_learn = {one.competence.area for one in asked if one.gap.state is State.LEARN}
    employment = request.asking.employment
    context = {
        "contested": contradictions.contested([employment.pk]).get(employment.pk, ()) if employment else (),
        "profile": measured.profile,
        "areas": [(area, group, [one.gap.state.value for one in group]) for area, group in areas],
        "opened": to_learn or {area for area, _group in areas[:1]},
        "asked": asked,
        "other": [standing for standing in measured.standings if not standing.gap],
        "counts": {state.value: sum(one.gap.state is state for one in asked) for state in State},
    }
    return render(request, "skills/mine.html", context)


@login_required
def why(request: HttpRequest, code: str) -> HttpResponse:
    """All that counts for one competence, what it did, and what other answers add. Here she says it is not right."""
    measured = measured_for(request.asking)
    standing = next((one for one in measured.standings if one.competence.code == code), None)
    if standing is None:
        raise Http404
    if request.method == "POST":
        _contradict(request, standing)
        return redirect(reverse("why", args=[code]) + "#right")
    explanation = measured.explanation(code)
    rows = {str(row.key): row for row in measured.rows}
    proofs = [(effect, rows[effect.evidence.key]) for effect in reversed(explanation.effects)]
    context = {
        **contradicted(request.asking, standing),
        "standing": standing,
        "explanation": explanation,
        "alone": replace(standing, estimate=explanation.alone),
        "proofs": proofs,
        "shown_last": max((row.at for _effect, row in proofs if row.kind in SHOWN), default=None),
        "wrong": [row for row in measured.wrong if row.competence.code == code],
        "over": [row for row in measured.ended if row.competence.code == code],
        "helped": _most_helpful(explanation.helped, measured),
    }
    return render(request, "skills/why.html", context)


def contradicted(asking: Asking, standing: Standing) -> dict:
    """What she said about her state, and what was answered last."""
    if asking.employment is None or not _is_contestable(standing):
        return {}
    said = asking.employment.contradictions.standing().filter(competence=standing.competence)
    newest = said.select_related("answered_by", "validation").first()
    return {
        "may_contradict": True,
        "said": newest,
        "contested": newest is not None and newest.answered_at is None,
        "longest": contradictions.LONGEST_SENTENCE,
    }


def _is_contestable(standing: Standing) -> bool:
    """A state, or, where the job asks nothing, what she or others showed."""
    return standing.gap is not None or standing.own.total > 0


def _contradict(request: HttpRequest, standing: Standing) -> None:
    employment = request.asking.employment
    if employment is None or not _is_contestable(standing):
        raise Http404
    what = {
        "employment": employment,
        "competence": standing.competence,
        "now": timezone.now(),
        "acting_user": request.user,
    }
    do = request.POST.get("do")
    if do == "contradict":
        sentence = " ".join(request.POST.get("sentence", "").replace("\x00", "").split())
        contradictions.contradict(
            state=standing.gap.state if standing.gap else State.UNSURE,
            sentence=sentence[: contradictions.LONGEST_SENTENCE],
            **what,
        )
        messages.success(request, _("You said that this is not right. It is written down."))
    elif do == "withdraw":
        if contradictions.withdraw(**what):
            messages.success(request, _("You took it back."))
    else:
        raise BadRequest("do")


def _most_helpful(helped: dict[str, float], measured: Measured):
    """The competence whose answers lifted this one most, if any did."""
    code = max(helped, key=helped.__getitem__, default="")
    if not code or helped[code] <= 0.05:
        return None
    return next(one for one in measured.competences if one.code == code)
