"""Which questions wait for a second person, and what was said of them."""

from __future__ import annotations

from collections.abc import Iterable

from django.db.models import Exists, OuterRef, QuerySet

from courses import questions
from courses.models import Label, Question, QuestionVersion
from lms.people.models import User


def of(organisations: Iterable[int]) -> QuerySet[Question]:
    """Questions of these organisations with a level that means something. Those of the check-up come first."""
    measuring = Question.objects.live().filter(current__type__in=questions.measuring())
    found = measuring.filter(organisation__in=organisations)
    return found.select_related("organisation", "current__competence").order_by("-in_check_up", "pk")


def waiting(organisations: Iterable[int], user: User) -> QuerySet[Question]:
    """Those that she can label as a second person."""
    return of(organisations).filter(~published_by(user), ~labelled_by(user), labels=1)


def labelled_by(user: User) -> Exists:
    return Exists(Label.objects.standing().filter(question=OuterRef("pk"), by=user))


def published_by(user: User) -> Exists:
    same = QuestionVersion.objects.filter(question=OuterRef("pk"), edition=OuterRef("current__edition"))
    return Exists(same.filter(created_by=user))


def labels_of(question: Question) -> list[Label]:
    return list(question.given_labels.standing().select_related("by", "competence", "first_competence"))
