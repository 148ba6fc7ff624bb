"""What each person did: enrolments, attempts, answers, tasks at work."""

from __future__ import annotations

import uuid

from django.db import models
from django.db.models import Q

from courses.models.content import Activity, Module, Question, QuestionVersion
from lms.people.models import Organisation, User


def hint_at(question_id: int, turn: int) -> str:
    return f"{question_id}/{turn}"


class Enrolment(models.Model):
    user = models.ForeignKey(User, models.PROTECT, related_name="enrolments")
    module = models.ForeignKey(Module, models.PROTECT, related_name="enrolments")
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    started_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True)
    goal_reached_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["user", "module"], name="enrolled_once")]

    def __str__(self) -> str:
        return f"{self.user}: {self.module}"


class Attempt(models.Model):
    """One go at an activity. A test fixes the versions it asks in `plan`; a lesson has one attempt that stays open.

    `hints`: where she looked at the hint, as question/turn; her answer then says so, whatever her browser sends.
    """

    key = models.UUIDField(unique=True, default=uuid.uuid4)
    enrolment = models.ForeignKey(Enrolment, models.PROTECT, related_name="attempts")
    user = models.ForeignKey(User, models.PROTECT, related_name="attempts")
    activity = models.ForeignKey(Activity, models.PROTECT, related_name="attempts")
    number = models.PositiveIntegerField(default=1)
    plan = models.JSONField(default=list)
    hints = models.JSONField(default=list)
    started_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["user", "activity", "number"], name="attempt_once")]

    def __str__(self) -> str:
        return f"{self.user}: {self.activity} ({self.number})"

    def has_hint(self, question_id: int, turn: int) -> bool:
        return hint_at(question_id, turn) in self.hints


class Answer(models.Model):
    """What somebody answered. `turn` counts her goes at this question within the attempt: the same turn is stored once,
    however often and from however many browsers it is sent.
    """

    attempt = models.ForeignKey(Attempt, models.PROTECT, related_name="answers")
    question = models.ForeignKey(Question, models.PROTECT, related_name="answers")
    version = models.ForeignKey(QuestionVersion, models.PROTECT, related_name="answers")
    turn = models.PositiveIntegerField(default=1)
    evidence_key = models.UUIDField(unique=True)
    response = models.JSONField()
    share = models.FloatField()
    right = models.BooleanField()
    language = models.CharField(max_length=10)
    answered_at = models.DateTimeField()

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["attempt", "question", "turn"], name="answer_stored_once")
        ]

    def __str__(self) -> str:
        return f"{self.attempt_id}/{self.question_id}/{self.turn}"


class Completion(models.Model):
    user = models.ForeignKey(User, models.PROTECT, related_name="completions")
    activity = models.ForeignKey(Activity, models.PROTECT, related_name="completions")
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["user", "activity"], name="completed_once")]

    def __str__(self) -> str:
        return f"{self.user}: {self.activity}"


class TaskTicks(models.Model):
    """The steps of a task that somebody ticked off for herself: their places in the checklist, from 0."""

    user = models.ForeignKey(User, models.PROTECT, related_name="task_ticks")
    activity = models.ForeignKey(Activity, models.PROTECT, related_name="ticks")
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    steps = models.JSONField(default=list)
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["user", "activity"], name="task_ticked_once")]

    def __str__(self) -> str:
        return f"{self.user}: {self.activity} {self.steps}"


class TaskCheckQuerySet(models.QuerySet["TaskCheck"]):
    def standing(self) -> TaskCheckQuerySet:
        return self.filter(taken_back_at=None)


class TaskCheck(models.Model):
    """A coach or manager saw somebody do a task at work.

    `evidence_keys`: the validations that came of it. Empty for what was ticked off before these counted.
    """

    user = models.ForeignKey(User, models.PROTECT, related_name="task_checks")
    activity = models.ForeignKey(Activity, models.PROTECT, related_name="checks")
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    checked_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    at = models.DateTimeField()
    taken_back_at = models.DateTimeField(null=True)
    evidence_keys = models.JSONField(default=list)

    objects = TaskCheckQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["user", "activity"], condition=Q(taken_back_at__isnull=True), name="task_checked_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.user}: {self.activity}"
