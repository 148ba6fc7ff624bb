"""Reading what a question that may be wrong did: who answered which version, and what would change without it."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from random import SystemRandom

from django.db.models import Count, Q, QuerySet

from courses.models import Answer, Asked, Question, QuestionVersion
from skills.models import Evidence
from skills.moved import Moved, Pair, levels_moved, states_moved
from skills.queries import assignments_to_measure, measured, way_now

MOST_COUNTED = 300  # of more people, so many are drawn by chance


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
    """Of everybody together: numbers, and nobody's name. `jobs`: those whose levels were counted."""

    people: int
    answers: int
    jobs: int
    is_sample: bool
    states: Moved
    levels: Moved


def preview(question: Question, versions: Collection[int], now: datetime) -> Preview:
    """What the stored levels would be without these answers, beside what they are now; nothing is written."""
    rows = list(evidence_of(question, versions).values_list("key", "user_id", "organisation_id"))
    everybody = {(user, organisation) for _key, user, organisation in rows}
    drawn = set(SystemRandom().sample(sorted(everybody), min(len(everybody), MOST_COUNTED)))
    gone = {str(key) for key, *whose in rows if tuple(whose) in drawn}
    pairs = _with_and_without(drawn, gone, now)
    return Preview(
        people=len({user for user, _organisation in everybody}),
        answers=len(rows),
        jobs=len({was["employment_id"] for was, _becomes in pairs}),
        is_sample=len(drawn) < len(everybody),
        states=states_moved(pairs),
        levels=levels_moved(pairs),
    )


def _with_and_without(whose: set[tuple[int, int]], gone: set[str], now: datetime) -> list[Pair]:
    """The levels of these (user, organisation), each beside what it would be without these rows."""
    theirs = assignments_to_measure().filter(employment__user__in={user for user, _organisation in whose})
    some = [one for one in theirs if (one.employment.user_id, one.employment.organisation_id) in whose]
    way = way_now()
    return list(zip(measured(some, now, way), measured(some, now, way, without=gone), strict=True))
