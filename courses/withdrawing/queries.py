"""Reading what a question that may be wrong did: who answered which version, and what would change without it."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from courses.models import Answer, Asked, Question, QuestionVersion
from skills.models import Evidence
from skills.moved import Moved, levels_moved, states_moved
from skills.queries import assignments_to_measure, measured, way_now

MOST_COUNTED = 300  # jobs: of more people, so many are drawn by chance


def standing_versions(question: Question) -> list[QuestionVersion]:
    """Those that may be withdrawn, the newest first, each with how many answers to it count as `answered`."""
    counts = evidence_of(question, None).order_by().values_list("item_version").annotate(Count("pk"))
    answered = dict(counts)
    versions = question.versions.exclude(number__in=question.wrong_versions).order_by("-number")
    found = list(versions)
    for version in found:
        version.answered = answered.get(version.number, 0)
    return found


def evidence_of(question: Question, versions: Collection[int] | None) -> QuerySet[Evidence]:
    """What answers to these versions (None: to any) put in the log, and nobody took back."""
    which = Q(question=question) if versions is None else Q(question=question, version__number__in=versions)
    tested = Answer.objects.filter(which).order_by().values("evidence_key")
    checked = Asked.objects.filter(which).exclude(evidence_key=None).order_by().values("evidence_key")
    return Evidence.objects.standing().filter(key__in=tested.union(checked))


@dataclass(frozen=True)
class Preview:
    """Of everybody together: numbers, and nobody's name. `jobs` were counted, of `of_jobs` that have levels stored."""

    people: int
    answers: int
    jobs: int
    of_jobs: int
    states: Moved
    levels: Moved


def preview(question: Question, versions: Collection[int], now: datetime) -> Preview:
    """What the stored levels would be without these answers, beside what they are now; nothing is written."""
    rows = evidence_of(question, versions)
    theirs = rows.filter(user=OuterRef("employment__user"), organisation=OuterRef("employment__organisation"))
    concerned = assignments_to_measure().filter(Exists(theirs))
    some = list(concerned.order_by("?")[:MOST_COUNTED])
    people = rows.filter(user__in=[one.employment.user_id for one in some])
    gone = {str(key) for key in people.values_list("key", flat=True)}
    way = way_now()
    pairs = list(zip(measured(some, now, way), measured(some, now, way, without=gone), strict=True))
    return Preview(
        people=rows.values("user").distinct().count(),
        answers=rows.count(),
        jobs=len(some),
        of_jobs=len(some) if len(some) < MOST_COUNTED else concerned.count(),
        states=states_moved(pairs),
        levels=levels_moved(pairs),
    )
