"""A wrong question is withdrawn: it is asked no more, and its answers no longer count.

Nothing in the log is changed. A counter-entry beside each answer says who took it back, when and why.
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime, timedelta

from django.db import transaction

from courses.actions import Refused, result_of
from courses.calibration.actions import title
from courses.models import Attempt, Proposal, Question, Withdrawal
from courses.withdrawing.queries import evidence_of
from lms.people import changes
from lms.people.models import User
from skills.actions import take_back_all

LATE = timedelta(days=1)


@transaction.atomic
def withdraw(
    *, question: Question, versions: Collection[int], reason: str, now: datetime, acting_user: User
) -> Withdrawal:
    """No answer to these versions counts any more. The question is asked no more when people get one of them now.

    Raises Refused("withdrawn") when there is none among them that still counts.
    """
    found = Question.objects.select_for_update(of=("self",)).select_related("current").get(pk=question.pk)
    there = set(found.versions.values_list("number", flat=True))
    wrong = (set(versions) & there) - set(found.wrong_versions)
    if not wrong:
        raise Refused("withdrawn")
    found.wrong_versions = sorted({*found.wrong_versions, *wrong})
    found.is_withdrawn = found.is_withdrawn or (found.current is not None and found.current.number in wrong)
    found.save(update_fields=["wrong_versions", "is_withdrawn"])
    rows = evidence_of(found, wrong)
    answers = take_back_all(rows=rows, reason=reason, at=now, acting_user=acting_user)
    Proposal.objects.open().filter(version__question=found, version__number__in=wrong).delete()
    _reach_goals(found, wrong, now)
    _note(found, "question_withdrawn", acting_user, reason=reason)
    return Withdrawal.objects.create(
        question=found, versions=sorted(wrong), reason=reason, answers=answers, at=now, by=acting_user
    )


def _reach_goals(question: Question, versions: Collection[int], now: datetime) -> None:
    """Whoever missed the goal of a test by this question reaches it. A goal that was reached stays so."""
    missed = Attempt.objects.filter(finished_at__isnull=False, enrolment__goal_reached_at=None)
    asked = missed.filter(answers__question=question, answers__version__number__in=versions).distinct()
    whole = asked.exclude(plan=[]).select_related("enrolment")
    for attempt in whole.prefetch_related("answers__version__question").iterator(chunk_size=200):
        if result_of(attempt.plan, attempt.answers.all()).goal_reached:
            attempt.enrolment.goal_reached_at = now
            attempt.enrolment.save(update_fields=["goal_reached_at"])


@transaction.atomic
def ask_again(*, question: Question, now: datetime, acting_user: User) -> None:
    """From now on it is asked again as it is published now. What was taken back stays so.

    Raises Refused("not_withdrawn") when it is asked already.
    """
    found = Question.objects.select_for_update(of=("self",)).select_related("current").get(pk=question.pk)
    if not found.is_withdrawn:
        raise Refused("not_withdrawn")
    found.is_withdrawn = False
    found.wrong_versions = [number for number in found.wrong_versions if number != found.current.number]
    found.save(update_fields=["wrong_versions", "is_withdrawn"])
    found.withdrawals.standing().update(asked_again_at=now, asked_again_by=acting_user)
    _note(found, "question_asked_again", acting_user)


def _note(question: Question, what: str, acting_user: User, **details) -> None:
    changes.note(
        organisation=question.organisation,
        what=what,
        acting_user=acting_user,
        question=title(question.current),
        **details,
    )


def take_back_late(*, now: datetime) -> int:
    """An answer that was being stored while its question was withdrawn may have slipped through."""
    count = 0
    for one in Withdrawal.objects.filter(at__gte=now - LATE).select_related("question", "by"):
        wrong = set(one.versions) & set(one.question.wrong_versions)
        rows = evidence_of(one.question, wrong)
        count += take_back_all(rows=rows, reason=one.reason, at=now, acting_user=one.by)
    return count
