"""What hangs on a module, an activity or a question: how many people and how much, never who."""

from __future__ import annotations

import uuid
from dataclasses import dataclass

from courses.models import Answer, Asked, Assignment, Attempt, Completion, Enrolment, Placement


@dataclass(frozen=True)
class Depending:
    under_way: int = 0  # people who began and did not finish
    asked: int = 0  # times that HR or a manager asks for it now
    learned: int = 0  # people of whom there is something in the records, which stays


def on_module(key: uuid.UUID) -> Depending:
    return Depending(
        under_way=Enrolment.objects.filter(module__key=key, finished_at=None).count(),
        asked=Assignment.objects.running().filter(module__key=key).count(),
        learned=people(Completion.objects.filter(activity__module__key=key), "user"),
    )


def on_activity(key: uuid.UUID) -> Depending:
    """A lesson has one attempt that stays open; who is done with it is on her way no more."""
    done = Completion.objects.filter(activity__key=key)
    begun = Attempt.objects.filter(activity__key=key, finished_at=None)
    return Depending(
        under_way=people(begun.exclude(user__in=done.values("user")), "user"),
        asked=Assignment.objects.running().filter(module__activities__key=key).count(),
        learned=people(done, "user"),
    )


def on_question(key: uuid.UUID) -> Depending:
    answered = Answer.objects.filter(question__key=key).order_by().values_list("attempt__user")
    asked = Asked.objects.answered().filter(question__key=key).order_by().values_list("check_up__user")
    return Depending(learned=answered.union(asked).count())


def people(rows, name: str) -> int:
    return rows.order_by().values(name).distinct().count()


def placed_by_others(key: uuid.UUID, organisations) -> int:
    """Lessons and tests of others that learners meet this question in."""
    placed = Placement.objects.filter(question__key=key).exclude(activity__languages=[])
    return placed.exclude(activity__organisation__in=organisations).count()
