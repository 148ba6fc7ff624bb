"""What people say is not right about them, and what HR answered."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from lms.people.models.people import Employment, User, current


class CorrectionQuerySet(models.QuerySet["Correction"]):
    def of_person(self, person: User) -> CorrectionQuerySet:
        """Hers that she did not take back; the newest first."""
        hers = self.filter(employment__user=person, withdrawn_at=None)
        return hers.select_related("employment__organisation", "answered_by")

    def open(self) -> CorrectionQuerySet:
        return self.filter(withdrawn_at=None, answered_at=None)

    def answered(self) -> CorrectionQuerySet:
        return self.filter(answered_at__isnull=False)

    def news(self, person: User, since: datetime) -> CorrectionQuerySet:
        """What was answered to her since then."""
        return self.filter(employment__user=person, answered_at__gte=since)

    def at(self, organisations: Iterable[int], today: date) -> CorrectionQuerySet:
        """Of people who work there, save what they took back."""
        staff = current(today, "employment__")
        here = self.filter(staff, employment__organisation__in=organisations, withdrawn_at=None)
        return here.select_related(
            "employment__user", "employment__unit", "employment__organisation", "answered_by"
        )


class Correction(models.Model):
    """Somebody says that a fact that HR keeps about her is not right. It changes nothing by itself.

    HR mends it where it comes from, in its own list of people, and says here that it did, or why not.
    """

    class Fact(models.TextChoices):
        NAME = "name", _("My name")
        UNIT = "unit", _("My unit")
        JOB = "job", _("My job, or what it asks")
        DAYS = "days", _("The day on which I began or left")
        NUMBER = "number", _("My staff number")
        OTHER = "other", _("Something else")

    class Outcome(models.TextChoices):
        MENDED = "mended", _("Mended")
        KEPT = "kept", _("Not changed")

    employment = models.ForeignKey(Employment, models.CASCADE, related_name="corrections")
    fact = models.CharField(max_length=10, choices=Fact)
    sentence = models.CharField(max_length=300)
    made_at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True)
    outcome = models.CharField(max_length=10, choices=Outcome, blank=True)
    answer = models.CharField(max_length=300, blank=True)
    answered_at = models.DateTimeField(null=True)
    answered_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")

    objects = CorrectionQuerySet.as_manager()

    class Meta:
        ordering = ["-made_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["employment", "fact"],
                condition=Q(withdrawn_at__isnull=True, answered_at__isnull=True),
                name="corrected_once_at_a_time",
            )
        ]

    def __str__(self) -> str:
        return f"{self.employment}: {self.fact}"
