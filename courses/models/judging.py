"""What people and answers say of questions: difficulty, labels, and that one was wrong."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from courses.models.content import Question, QuestionVersion
from lms.people.models import User
from skills.models import Competence


class CalibrationQuerySet(models.QuerySet["Calibration"]):
    def newest(self) -> Calibration | None:
        return self.exclude(made_at=None).order_by("day").last()


class Calibration(models.Model):
    """One night's look at all first answers. `offsets`: how far each competence lies above the mean, for everybody."""

    day = models.DateField(unique=True)
    made_at = models.DateTimeField(null=True)  # while it is worked on
    answers = models.PositiveIntegerField(default=0)
    people = models.PositiveIntegerField(default=0)
    offsets = models.JSONField(default=dict)

    objects = CalibrationQuerySet.as_manager()

    def __str__(self) -> str:
        return f"{self.day}"


class ProposalQuerySet(models.QuerySet["Proposal"]):
    def open(self) -> ProposalQuerySet:
        return self.filter(state=Proposal.State.OPEN)

    def decided(self) -> ProposalQuerySet:
        return self.exclude(state=Proposal.State.OPEN)

    def of(self, organisations) -> ProposalQuerySet:
        """About their own questions; what most needs somebody to look at it first."""
        mine = self.filter(version__question__organisation__in=organisations)
        return mine.select_related("version__question", "version__competence").order_by("-urgency", "pk")


class Proposal(models.Model):
    """What first answers say about the difficulty of a question. It holds figures of groups, and no person.

    Nothing follows from it by itself: a person publishes it, or leaves it.
    """

    class State(models.TextChoices):
        OPEN = "open", "open"
        PUBLISHED = "published", "published"
        LEFT = "left", "left"

    version = models.ForeignKey(QuestionVersion, models.PROTECT, related_name="proposals")
    made_at = models.DateTimeField()
    answers = models.PositiveIntegerField()
    right = models.FloatField()  # share
    expected = models.FloatField()  # share, if the difficulty that counts now were true
    difficulty = models.FloatField()
    difficulty_error = models.FloatField()
    flags = models.JSONField(default=list)
    picture = models.JSONField(
        default=list
    )  # of each group by level: level, answers, share right, share expected
    languages = models.JSONField(default=dict)  # by language: difficulty, its error, answers
    urgency = models.FloatField()
    state = models.CharField(max_length=10, choices=State, default=State.OPEN)
    decided_at = models.DateTimeField(null=True)
    decided_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")

    objects = ProposalQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["version"], condition=Q(state="open"), name="one_open_proposal")
        ]

    def __str__(self) -> str:
        return f"{self.version}: {self.difficulty:.2f} ({self.state})"


class WithdrawalQuerySet(models.QuerySet["Withdrawal"]):
    def standing(self) -> WithdrawalQuerySet:
        return self.filter(asked_again_at=None)

    def of(self, version: QuestionVersion) -> Withdrawal:
        """The newest that says that this version was wrong."""
        newest = self.filter(question=version.question_id).select_related("by").order_by("-at", "-pk")
        return next(one for one in newest if version.number in one.versions)


class Withdrawal(models.Model):
    """A question was wrong: its answers to the versions with these numbers no longer count. `answers`: how many."""

    question = models.ForeignKey(Question, models.PROTECT, related_name="withdrawals")
    versions = models.JSONField()
    reason = models.CharField(max_length=300)
    answers = models.PositiveIntegerField()
    at = models.DateTimeField(db_index=True)
    by = models.ForeignKey(User, models.PROTECT, related_name="+")
    asked_again_at = models.DateTimeField(null=True)
    asked_again_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")

    objects = WithdrawalQuerySet.as_manager()

    class Meta:
        ordering = ["-at", "-pk"]

    def __str__(self) -> str:
        return f"{self.question_id}: {self.versions}"


class LabelQuerySet(models.QuerySet["Label"]):
    def standing(self) -> LabelQuerySet:
        """Of the question as it is now: another one is labelled anew."""
        return self.filter(edition=F("question__current__edition"))


class Label(models.Model):
    """What a second person says of a question, without having seen the label that it has.

    `differs`: she and the author do not agree. `first_competence` and `first_level`: the label that it had then.
    """

    question = models.ForeignKey(Question, models.PROTECT, related_name="given_labels")
    edition = models.PositiveIntegerField()
    competence = models.ForeignKey(Competence, models.PROTECT, related_name="+")
    level = models.PositiveSmallIntegerField()
    first_competence = models.ForeignKey(Competence, models.PROTECT, related_name="+")
    first_level = models.PositiveSmallIntegerField()
    remark = models.CharField(max_length=300, blank=True)
    differs = models.BooleanField()
    at = models.DateTimeField()
    by = models.ForeignKey(User, models.PROTECT, related_name="+")

    objects = LabelQuerySet.as_manager()

    class Meta:
        ordering = ["at", "pk"]
        constraints = [models.UniqueConstraint(fields=["question", "edition", "by"], name="labelled_once")]

    def __str__(self) -> str:
        return f"{self.question_id}/{self.edition}: {self.level}"
