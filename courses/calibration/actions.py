"""Calibration: every night first answers propose difficulties; a person publishes them, or leaves them.

Shared questions are looked at with the answers of everybody, an organisation's own with the answers given there.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from datetime import datetime

from django.db import transaction
from django.utils import timezone

from courses.actions import Refused
from courses.calibration import queries
from courses.models import Calibration, Proposal, Question, QuestionVersion
from lms.people import changes
from lms.people.models import User
from skills import calibration
from skills.curve import chance_right
from skills.models import Framework, WayOfCounting, in_language
from skills.queries import competences_of, newest_framework, tree_of
from skills.recount import actions as recount

MORE = 1.5  # times the answers of the last decision: then there is something new to say
PEOPLE_NEEDED = 100  # for the offsets of competences; with fewer they are chance
FLAGGED = 10.0  # a flag is more urgent than any difference


def calibrate_once_a_day(*, now: datetime) -> Calibration | None:
    """By whichever worker comes first that day."""
    _day, is_first = Calibration.objects.get_or_create(day=timezone.localdate(now))
    return calibrate(now=now) if is_first else None


def calibrate(*, now: datetime) -> Calibration:
    """The sums are made before the transaction. What nobody decided on yet makes place for what is known now."""
    framework = newest_framework()
    answers, people, offsets, found = _found(framework) if framework else (0, 0, {}, [])
    with transaction.atomic():
        # First the row of the day: whoever else does this now waits for it.
        made, _new = Calibration.objects.update_or_create(
            day=timezone.localdate(now),
            defaults={"made_at": now, "answers": answers, "people": people, "offsets": offsets},
        )
        Proposal.objects.open().delete()
        decided = _decided()
        Proposal.objects.bulk_create(
            _proposal(version, one, now)
            for version, one in found
            if one.answers >= MORE * decided.get((version.question_id, version.edition), 0)
        )
    return made


Found = tuple[QuestionVersion, calibration.Proposal]


def _found(framework: Framework) -> tuple[int, int, dict[str, float], list[Found]]:
    tree = tree_of(competences_of(framework.pk))
    versions, given = queries.live_versions(framework), queries.first_answers()
    shared, others = queries.owners(versions.values())
    everybody = _calibrated(tree, _of(versions, {shared}), given)
    found = list(_of_items(everybody, versions, shared))
    for organisation in sorted(others):
        theirs = [one for one in given if one.organisation == organisation]
        asked = _of(versions, {shared, organisation})
        found += _of_items(_calibrated(tree, asked, theirs), asked, organisation)
    offsets = dict(everybody.offsets) if everybody.people >= PEOPLE_NEEDED else {}
    return len(given), everybody.people, offsets, found


def _of(versions: dict[int, QuestionVersion], owners: set[int]) -> dict[int, QuestionVersion]:
    return {pk: one for pk, one in versions.items() if one.question.organisation_id in owners}


def _calibrated(
    tree, versions: dict[int, QuestionVersion], given: Sequence[queries.Given]
) -> calibration.Calibration:
    questions = [queries.as_counted(version) for version in versions.values()]
    return calibration.calibrate(tree, questions, queries.as_answers(given, versions))


def _of_items(
    calibrated: calibration.Calibration, versions: dict[int, QuestionVersion], owner: int
) -> Iterator[Found]:
    by_item = {
        version.item: version for version in versions.values() if version.question.organisation_id == owner
    }
    for one in calibrated.proposals:
        if one.question.key in by_item:
            yield by_item[one.question.key], one


def _decided() -> dict[tuple[int, int], int]:
    """How many answers there were when somebody decided on this edition of a question last."""
    facts = ("version__question", "version__edition", "answers")
    decided = Proposal.objects.decided().order_by("decided_at", "pk").values_list(*facts)
    return {(question, edition): answers for question, edition, answers in decided}


def _proposal(version: QuestionVersion, found: calibration.Proposal, now: datetime) -> Proposal:
    groups = [(point.level, point.answers, point.right, point.expected) for point in found.picture]
    now_expected = sum(
        answers * chance_right(level, version.difficulty, version.guess)
        for level, answers, _right, _expected in groups
    )
    return Proposal(
        version=version,
        made_at=now,
        answers=found.answers,
        right=found.right,
        expected=now_expected / found.answers,
        difficulty=round(found.b, 2),
        difficulty_error=round(found.error, 2),
        flags=list(found.flags),
        picture=groups,
        languages={code: (one.b, one.error, one.answers) for code, one in found.languages.items()},
        urgency=abs(found.b - version.difficulty) + (FLAGGED if found.flags else 0.0),
    )


# --- deciding ---------------------------------------------------------------------------------------------------------


@transaction.atomic
def publish_difficulty(*, proposal: Proposal, now: datetime, acting_user: User) -> QuestionVersion:
    """A new version of the same question, with this difficulty. Answers from before keep the version they had.

    Raises Refused("decided") when somebody else was first, Refused("another_question") when it was rewritten.
    """
    question = Question.objects.select_for_update().get(pk=proposal.version.question_id)
    before = question.current
    if before is None or before.edition != proposal.version.edition:
        raise Refused("another_question")
    _decide(proposal, Proposal.State.PUBLISHED, now, acting_user)
    made = measured(question, proposal.difficulty, proposal.difficulty_error, acting_user)
    changes.note(
        organisation=question.organisation,
        what="difficulty_published",
        acting_user=acting_user,
        question=title(made),
        old=f"{before.difficulty:.2f}",
        new=f"{made.difficulty:.2f}",
    )
    return made


def measured(question: Question, difficulty: float, error: float, acting_user: User) -> QuestionVersion:
    """A version of the same question, known better."""
    made = QuestionVersion.objects.create(
        question=question,
        number=question.versions.order_by("-number").values_list("number", flat=True)[0] + 1,
        difficulty=difficulty,
        difficulty_error=error,
        created_by=acting_user,
        **{name: getattr(question.current, name) for name in KEPT},
    )
    question.current = made
    question.save(update_fields=["current"])
    return made


KEPT = ("edition", "type", "body", "texts", "source_language", "competence_id", "level", "guess")


@transaction.atomic
def leave(*, proposal: Proposal, now: datetime, acting_user: User) -> None:
    """The difficulty stays as it is. There is another proposal when there are half as many answers more."""
    _decide(proposal, Proposal.State.LEFT, now, acting_user)


def _decide(proposal: Proposal, state: Proposal.State, now: datetime, acting_user: User) -> None:
    decided = Proposal.objects.open().filter(pk=proposal.pk)
    if not decided.update(state=state, decided_at=now, decided_by=acting_user):
        raise Refused("decided")


@transaction.atomic
def publish_way(*, now: datetime, acting_user: User) -> WayOfCounting:
    """The offsets of the newest calibration and the newest difficulty of every question, under one name."""
    newest = Calibration.objects.newest()
    return recount.publish_way(
        offsets=newest.offsets if newest else {},
        difficulties=queries.newest_difficulties(),
        now=now,
        acting_user=acting_user,
    )


def title(version: QuestionVersion) -> str:
    """The question itself, short, in the reader's language."""
    prompt = in_language({code: texts.get("prompt", "") for code, texts in version.texts.items()})
    lines = (re.sub(r"[*`]", "", line) for line in prompt.splitlines())
    first = next((line for line in lines if line.strip()), "")
    return first if len(first) <= 100 else f"{first[:99]}…"
