"""Check-ups, and each question that was asked in one."""

from __future__ import annotations

import uuid

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from courses.models.content import Question, QuestionVersion
from lms.people.models import Organisation, User
from skills.models import Framework


class CheckUpQuerySet(models.QuerySet["CheckUp"]):
    def running(self) -> CheckUpQuerySet:
        return self.filter(finished_at=None)


class CheckUp(models.Model):
    """Somebody finds out where she stands: questions that are chosen one by one, in as many sittings as she likes."""

    class Mode(models.TextChoices):
        """How thoroughly, as `skills.adaptive` means it."""

        LOOK = "look", _("A quick look")
        QUICK = "quick", _("A short check-up")
        STANDARD = "standard", _("The whole check-up")
        CAREFUL = "careful", _("The careful check-up")
        PROFILE = "profile", _("The check-up for your job")

    key = models.UUIDField(unique=True, default=uuid.uuid4)
    user = models.ForeignKey(User, models.PROTECT, related_name="check_ups")
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    framework = models.ForeignKey(Framework, models.PROTECT, related_name="+")
    mode = models.CharField(max_length=10, choices=Mode)
    number = models.PositiveIntegerField(default=1)
    started_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True)

    objects = CheckUpQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["user", "organisation"],
                condition=Q(finished_at__isnull=True),
                name="one_running_check_up",
            ),
            models.UniqueConstraint(fields=["user", "number"], name="check_up_once"),
        ]

    def __str__(self) -> str:
        return f"{self.user}: {self.mode} ({self.number})"


class AskedQuerySet(models.QuerySet["Asked"]):
    def answered(self) -> AskedQuerySet:
        return self.exclude(answered_at=None)


class Asked(models.Model):
    """A question of a check-up, why it was chosen, and her answer: one row for both, so that an answer is stored once.

    `left` is how many more questions there will be, about, this one included. Before the answer, `response` only says
    that she looked at the hint.
    """

    check_up = models.ForeignKey(CheckUp, models.PROTECT, related_name="asked")
    step = models.PositiveIntegerField()
    sitting = models.PositiveIntegerField()
    question = models.ForeignKey(Question, models.PROTECT, related_name="asked")
    version = models.ForeignKey(QuestionVersion, models.PROTECT, related_name="asked")
    reason = models.JSONField()
    left = models.PositiveIntegerField()
    asked_at = models.DateTimeField()
    response = models.JSONField(null=True)
    share = models.FloatField(null=True)
    right = models.BooleanField(null=True)
    language = models.CharField(max_length=10, blank=True)
    answered_at = models.DateTimeField(null=True)
    evidence_key = models.UUIDField(unique=True, null=True)

    objects = AskedQuerySet.as_manager()

    class Meta:
        ordering = ["step"]
        constraints = [
            models.UniqueConstraint(fields=["check_up", "step"], name="step_asked_once"),
            models.UniqueConstraint(fields=["check_up", "question"], name="question_asked_once"),
        ]

    def __str__(self) -> str:
        return f"{self.check_up_id}/{self.step}"


# As whoever asks others to do one says it.
