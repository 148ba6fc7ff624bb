"""The bank of the check-up, for who writes it and who runs an organisation that asks it: numbers, and no question."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import groupby

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from courses.bank import ENOUGH, Item, stocks
from courses.models import Question
from lms.dashboards.frame import frame
from lms.people import access
from lms.people.models import Organisation
from skills.models import Competence


@login_required
def bank(request: HttpRequest, organisation: str) -> HttpResponse:
    person = request.asking.person
    about = Organisation.objects.filter(slug=organisation).first()
    if about is None or not access.may_see_bank(person, about.pk):
        raise Http404
    competences = list(Competence.objects.select_related("area"))
    found = stocks([one.code for one in competences], items_of(about))
    rows = [(one, found[one.code]) for one in competences]
    context = {
        **frame(request, about, "bank"),
        "alone": about.kind == Organisation.Kind.SHARED or not access.may_administer(person, about.pk),
        "areas": [(area, list(own)) for area, own in groupby(rows, lambda row: row[0].area)],
        "levels": list(rows[0][1].at) if rows else [],
        "total": sum(stock.total for _one, stock in rows),
        "unreviewed": sum(stock.unreviewed for _one, stock in rows),
        "short": [one for one, stock in rows if not stock.is_enough],
        "enough": ENOUGH,
        "calibrates": about.pk in access.calibrated_organisations(person),
    }
    return render(request, "dashboards/bank.html", context)


@dataclass(frozen=True)
class Labels:
    total: int
    unreviewed: int


def labels_of(organisation: Organisation) -> Labels:
    """How sure the levels of the questions are that the check-up asks here."""
    items = items_of(organisation)
    return Labels(len(items), sum(not item.is_reviewed for item in items))


def items_of(organisation: Organisation) -> list[Item]:
    """What the people of this organisation may be asked: its own questions and the shared ones."""
    offered = Question.objects.open_to([organisation]).live().filter(in_check_up=True)
    facts = ("current__competence__code", "current__level", "labels")
    return [Item(*row) for row in offered.exclude(current=None).values_list(*facts)]
