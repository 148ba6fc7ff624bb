"""What was changed about organisations and people."""

from __future__ import annotations

from django.db import models

from lms.people.models.organisations import Organisation
from lms.people.models.people import User


class ChangeQuerySet(models.QuerySet["Change"]):
    def of(self, organisation: Organisation) -> ChangeQuerySet:
        """The newest first."""
        return self.filter(organisation=organisation).select_related("by", "about")


class Change(models.Model):
    """Somebody changed something of an organisation, or about a person in it. `lms.people.changes` has the words.

    It goes when the person it is about is erased.
    """

    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="changes")
    about = models.ForeignKey(User, models.CASCADE, null=True, related_name="changes_about")
    by = models.ForeignKey(User, models.PROTECT, related_name="+")
    at = models.DateTimeField()
    what = models.CharField(max_length=40)
    details = models.JSONField(default=dict)

    objects = ChangeQuerySet.as_manager()

    class Meta:
        ordering = ["-at", "-pk"]
        indexes = [models.Index(fields=["organisation", "-at"], name="changes_of_organisation")]

    def __str__(self) -> str:
        return f"{self.what} ({self.organisation})"
