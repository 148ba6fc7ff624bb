"""Reading first answers, and what they propose."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

from django.db.models import F, QuerySet

from courses.models import Activity, Answer, Asked, Question, QuestionVersion, item_of
from lms.people.models import Organisation
from skills.calibration import Difficulty, FirstAnswer, differs
from skills.calibration import Question as Counted
from skills.models import Evidence, Framework
from skills.ways import Difficulties


class Given(NamedTuple):
    """An answer without its text. `counts` unless it was given in a lesson, right after the explanation."""

    user: int
    question: int
    organisation: int
    right: bool
    language: str
    at: datetime
    counts: bool


TESTED = ("attempt__user", "question", "attempt__enrolment__organisation", "right", "language", "answered_at")
CHECKED = ("check_up__user", "question", "check_up__organisation", "right", "language", "answered_at")


def first_answers() -> list[Given]:
    """The first that each person gave to a question as it is now; none when she first met it in a lesson."""
    first: dict[tuple[int, int], Given] = {}
    for given in _given():
        known = first.get((given.user, given.question))
        if known is None or given.at < known.at:
            first[given.user, given.question] = given
    return [given for given in first.values() if given.counts]


def _given() -> Iterator[Given]:
    tested = as_it_is_now(Answer.objects.order_by())
    for *values, kind in tested.values_list(*TESTED, "attempt__activity__kind").iterator(5000):
        yield Given(*values, counts=kind == Activity.Kind.TEST)
    for values in as_it_is_now(Asked.objects.answered().order_by()).values_list(*CHECKED).iterator(5000):
        yield Given(*values, counts=True)


def as_it_is_now(answers: QuerySet) -> QuerySet:
    """To this edition, and not taken back."""
    taken_back = Evidence.objects.filter(reverses__isnull=False).values("reverses__key")
    now = answers.filter(version__edition=F("question__current__edition"))
    return now.exclude(evidence_key__in=taken_back)


def live_versions(framework: Framework) -> dict[int, QuestionVersion]:
    """By question, without texts."""
    current = Question.objects.live().exclude(current=None).values("current")
    versions = QuestionVersion.objects.filter(pk__in=current, competence__framework=framework)
    found = versions.select_related("question", "competence").defer("texts", "body")
    return {version.question_id: version for version in found}


def as_counted(version: QuestionVersion) -> Counted:
    return Counted(
        key=version.item,
        competence=version.competence.code,
        label=version.level,
        b=version.difficulty,
        b_error=version.difficulty_error,
        guess=version.guess,
    )


def as_answers(given: Iterable[Given], versions: dict[int, QuestionVersion]) -> list[FirstAnswer]:
    items = {question: version.item for question, version in versions.items()}
    return [
        FirstAnswer(
            person=str(one.user),
            item=items[one.question],
            right=one.right,
            at=one.at,
            language=one.language,
        )
        for one in given
        if one.question in items
    ]


def newest_difficulties() -> Difficulties:
    """By item, where a version after the first one says another difficulty than those before it."""
    known: dict[str, list[tuple[float, float]]] = defaultdict(list)
    versions = QuestionVersion.objects.order_by("question", "edition", "number")
    facts = ("question__key", "edition", "difficulty", "difficulty_error")
    for key, edition, difficulty, error in versions.values_list(*facts):
        known[item_of(key, edition)].append((difficulty, error))
    return {item: each[-1] for item, each in known.items() if len(set(each)) > 1}


def owners(versions: Iterable[QuestionVersion]) -> tuple[int, set[int]]:
    """The shared organisation, and those that have questions of their own."""
    shared = Organisation.objects.shared().pk
    return shared, {version.question.organisation_id for version in versions} - {shared}


@dataclass(frozen=True)
class Compared:
    """How much harder a question is in one language than in the one that most people answered in."""

    language: str
    answers: int
    harder: float  # in levels; below 0 it is easier
    error: float
    is_noticeable: bool


def compared(languages: dict[str, tuple[float, float, int]]) -> tuple[str, list[Compared]]:
    """The language compared with, and each other one. The difference is between people of the same level."""
    groups = {language: Difficulty(*figures) for language, figures in languages.items()}
    if not groups:
        return "", []
    most = max(groups, key=lambda language: groups[language].answers)
    return most, [_compared(code, one, groups[most]) for code, one in groups.items() if code != most]


def _compared(language: str, one: Difficulty, most: Difficulty) -> Compared:
    error = (one.error**2 + most.error**2) ** 0.5
    return Compared(language, one.answers, one.b - most.b, error, differs([one, most]))
