"""A second person says at which level a question is, without having seen the first label."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from courses import bank, scoring
from courses.actions import Refused
from courses.calibration.actions import measured, title
from courses.models import Label, Question, QuestionVersion
from lms.people import changes
from lms.people.models import User
from skills.models import Competence


@transaction.atomic
def label(
    *,
    version: QuestionVersion,
    competence: Competence,
    level: int,
    remark: str,
    authors: frozenset[int],
    now: datetime,
    acting_user: User,
) -> Label:
    """Keep what she says of the version that she saw. Who agrees makes the level surer; who does not is told.

    `authors`: who wrote it, besides who published it. Raises Refused("another_question") when it was rewritten since,
    Refused("own_label") for who wrote it, Refused("labelled") the second time.
    """
    question = Question.objects.select_for_update().get(pk=version.question_id)
    before = question.current
    if before is None or before.edition != version.edition:
        raise Refused("another_question")
    if question.given_labels.filter(edition=before.edition, by=acting_user).exists():
        raise Refused("labelled")
    if acting_user.pk in authors | publishers(question):
        raise Refused("own_label")
    first, second = bank.Label(before.competence.code, before.level), bank.Label(competence.code, level)
    differs = not second.agrees_with(first)
    made = Label.objects.create(
        question=question,
        edition=before.edition,
        competence=competence,
        level=level,
        first_competence=before.competence,
        first_level=before.level,
        remark=remark,
        differs=differs,
        at=now,
        by=acting_user,
    )
    if not differs:
        _make_surer(question, acting_user)
    changes.note(
        organisation=question.organisation,
        what="label_differs" if differs else "label_agrees",
        acting_user=acting_user,
        question=title(before),
        old=f"{first.competence}, {first.level}",
        new=f"{second.competence}, {second.level}",
    )
    return made


def publishers(question: Question) -> set[int]:
    """Who published it as it is now, and so knows its label."""
    known = question.versions.filter(edition=question.current.edition).exclude(created_by=None)
    return set(known.values_list("created_by", flat=True))


def _make_surer(question: Question, acting_user: User) -> None:
    """What answers say of it already counts for more than what people think of it."""
    question.labels += 1
    question.save(update_fields=["labels"])
    current = question.current
    error = scoring.start_of(current.level, question.labels).error
    if error < current.difficulty_error:
        measured(question, current.difficulty, error, acting_user)
