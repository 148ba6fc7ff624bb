"""Who is asked to learn what, by which day."""

from __future__ import annotations

import uuid
from datetime import date

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from courses.meant import Target, is_late
from courses.models.check_ups import CheckUp
from courses.models.content import Module
from lms.people.access import Role
from lms.people.models import Employment, Organisation, Unit, User
from skills.models import JobProfile

CHECK_UP_OF_OTHERS = {**dict(CheckUp.Mode.choices), "profile": _("The check-up for their job")}


class AssignmentQuerySet(models.QuerySet["Assignment"]):
    def at(self, organisation: Organisation) -> AssignmentQuerySet:
        """With what its pages show; the first due first."""
        found = self.filter(organisation=organisation).select_related("module", "made_by", "ended_by")
        whom = AssignedTo.objects.select_related("unit", "profile", "employment__user")
        return found.prefetch_related(models.Prefetch("targets", whom))

    def running(self) -> AssignmentQuerySet:
        return self.filter(ended_at=None)


class Assignment(models.Model):
    """HR or a manager asks people to do something by a day: a module, or a check-up. `courses.meant` says whom."""

    key = models.UUIDField(unique=True, default=uuid.uuid4)
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="assignments")
    module = models.ForeignKey(Module, models.PROTECT, null=True, related_name="assignments")
    check_up = models.CharField(max_length=10, choices=CheckUp.Mode, blank=True)
    due_on = models.DateField()
    note = models.CharField(max_length=300, blank=True)
    made_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    role = models.CharField(max_length=30, choices=[(role.value, role.value) for role in Role])
    made_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    ended_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")

    objects = AssignmentQuerySet.as_manager()

    class Meta:
        ordering = ["due_on", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(module__isnull=True) ^ Q(check_up=""), name="assigned_module_or_check_up"
            )
        ]

    def __str__(self) -> str:
        return f"{self.title} ({self.due_on})"

    @property
    def title(self) -> str:
        return self.module.title if self.module else str(CHECK_UP_OF_OTHERS[self.check_up])

    @property
    def spoken(self) -> str:
        """The language that the title is shown in; none for a check-up, which has one in each."""
        return self.module.spoken if self.module else ""

    def is_late(self, today: date) -> bool:
        return is_late(self.due_on, today)


class AssignedTo(models.Model):
    """Whom an assignment is for: one employment, or a unit with all under it, a job profile, or that profile there."""

    assignment = models.ForeignKey(Assignment, models.CASCADE, related_name="targets")
    employment = models.ForeignKey(Employment, models.CASCADE, null=True, related_name="assigned")
    unit = models.ForeignKey(Unit, models.PROTECT, null=True, related_name="assigned")
    profile = models.ForeignKey(JobProfile, models.PROTECT, null=True, related_name="assigned")

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(employment__isnull=False, unit__isnull=True, profile__isnull=True)
                | Q(employment__isnull=True) & ~Q(unit__isnull=True, profile__isnull=True),
                name="assigned_to_a_job_or_a_group",
            )
        ]

    def __str__(self) -> str:
        return " · ".join(str(one) for one in (self.employment, self.profile, self.unit) if one)

    @property
    def target(self) -> Target:
        return Target(self.employment_id, self.unit_id, self.profile_id)
