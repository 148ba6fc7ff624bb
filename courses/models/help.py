"""What people ask: a coach for help, or to make clear what is not."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from courses.models.content import Activity, Module, OwnedQuerySet, QuestionVersion
from lms.people.models import Employment, Organisation, User


class HelpRequestQuerySet(models.QuerySet["HelpRequest"]):
    def open(self) -> HelpRequestQuerySet:
        return self.filter(closed_at=None)


class HelpRequest(models.Model):
    """Somebody asks her coach for help, or to look at a task that she did at work."""

    class Kind(models.TextChoices):
        HELP = "help", _("Help")
        CHECK = "check", _("Look at my task")

    employment = models.ForeignKey(Employment, models.CASCADE, related_name="help_requests")
    activity = models.ForeignKey(Activity, models.PROTECT, null=True, related_name="help_requests")
    kind = models.CharField(max_length=10, choices=Kind)
    message = models.CharField(max_length=500, blank=True)
    asked_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True)
    closed_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")

    objects = HelpRequestQuerySet.as_manager()

    class Meta:
        ordering = ["asked_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["employment", "activity", "kind"],
                condition=Q(closed_at__isnull=True),
                name="asked_once_at_a_time",
            ),
            models.UniqueConstraint(  # NULL differs from NULL
                fields=["employment", "kind"],
                condition=Q(closed_at__isnull=True, activity=None),
                name="asked_in_general_once_at_a_time",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.employment}: {self.kind}"


class RemarkQuerySet(models.QuerySet["Remark"]):
    def read_by(self, owners) -> RemarkQuerySet:
        """Of what these organisations own; with what a list says of each, and never with who made it."""
        found = self.filter(owner__in=owners).select_related("activity__module", "version__question", "owner")
        return found.defer("user")

    def new(self) -> RemarkQuerySet:
        return self.filter(handled_at=None)

    def modules(self) -> OwnedQuerySet:
        return Module.objects.filter(pk__in=self.order_by().values("activity__module"))


class Remark(models.Model):
    """Somebody does not understand something, and says so to whoever wrote it, who does not see who it was.

    `version` is the question as she saw it; without one it is about the lesson, in its `revision`. `owner` is the
    organisation that it goes to, `organisation` the one where she learns.
    """

    user = models.ForeignKey(User, models.PROTECT, related_name="remarks")
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    owner = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    activity = models.ForeignKey(Activity, models.PROTECT, related_name="remarks")
    version = models.ForeignKey(QuestionVersion, models.PROTECT, null=True, related_name="remarks")
    revision = models.PositiveIntegerField(null=True)
    language = models.CharField(max_length=10)
    sentence = models.CharField(max_length=500, blank=True)
    made_at = models.DateTimeField()
    handled_at = models.DateTimeField(null=True)
    handled_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")

    objects = RemarkQuerySet.as_manager()

    class Meta:
        ordering = ["-made_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["user", "activity", "version"],
                condition=Q(handled_at__isnull=True),
                name="remark_on_question_once_at_a_time",
            ),
            models.UniqueConstraint(  # NULL differs from NULL
                fields=["user", "activity"],
                condition=Q(handled_at__isnull=True, version=None),
                name="remark_on_lesson_once_at_a_time",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.activity}: {self.sentence}"
