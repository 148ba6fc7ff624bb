"""A person's own skills: where she stands against what her job asks, and why."""

from __future__ import annotations

from dataclasses import replace
from itertools import groupby

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from lms.people.middleware import Asking
from skills.gaps import State
from skills.queries import Measured, profile_of


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
    context = {
        "profile": measured.profile,
        "areas": areas,
        "asked": asked,
        "other": [standing for standing in measured.standings if not standing.gap],
        "counts": {state.value: sum(one.gap.state is state for one in asked) for state in State},
    }
    return render(request, "skills/mine.html", context)


@login_required
def why(request: HttpRequest, code: str) -> HttpResponse:
    """All that counts for one competence, what it did, and what other answers add."""
    measured = measured_for(request.asking)
    standing = next((one for one in measured.standings if one.competence.code == code), None)
    if standing is None:
        raise Http404
    explanation = measured.explanation(code)
    rows = {str(row.key): row for row in measured.rows}
    proofs = [(effect, rows[effect.evidence.key]) for effect in reversed(explanation.effects)]
    context = {
        "standing": standing,
        "explanation": explanation,
        "alone": replace(standing, estimate=explanation.alone),
        "proofs": proofs,
        "helped": _most_helpful(explanation.helped, measured),
    }
    return render(request, "skills/why.html", context)


def _most_helpful(helped: dict[str, float], measured: Measured):
    """The competence whose answers lifted this one most, if any did."""
    code = max(helped, key=helped.__getitem__, default="")
    if not code or helped[code] <= 0.05:
        return None
    return next(one for one in measured.competences if one.code == code)
