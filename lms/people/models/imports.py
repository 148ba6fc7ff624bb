"""Lists of people that organisations handed in."""

from __future__ import annotations

from datetime import datetime

from django.db import models
from django.utils.translation import gettext_lazy as _

from lms.people.models.organisations import Organisation
from lms.people.models.people import User


class PeopleImportQuerySet(models.QuerySet["PeopleImport"]):
    def of(self, organisation: Organisation) -> PeopleImportQuerySet:
        """Without the file itself, which only its readers need."""
        return self.filter(organisation=organisation).defer("content")

    def waiting(self) -> PeopleImportQuerySet:
        """What a worker has to do, the longest waiting first; of every organisation."""
        waiting = (PeopleImport.State.CHECKING, PeopleImport.State.APPLYING)
        return self.filter(state__in=waiting).defer("content").order_by("changed_at", "pk")

    def to_forget(self, before: datetime) -> PeopleImportQuerySet:
        """Those that nobody touched since, and that still hold a file or names of people; of every organisation."""
        return self.filter(changed_at__lt=before, forgotten=False)


class PeopleImport(models.Model):
    """A list of people that an organisation handed in: how it is read, what it would change, and what became of it.

    `content` is the file, compressed, and only as long as it is needed. `reading` is how the file is read and
    `columns` which column says what; `plan` stands for all that was shown, so that nothing else is ever done.
    """

    class State(models.TextChoices):
        READ = "read", _("Columns to choose")
        CHECKING = "checking", _("Being checked")
        CHECKED = "checked", _("Checked, not applied")
        APPLYING = "applying", _("Being applied")
        DONE = "done", _("Applied")
        OUTDATED = "outdated", _("Not applied: something changed")
        FAILED = "failed", _("Not applied: something went wrong")
        CANCELLED = "cancelled", _("Not applied")

    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="people_imports")
    made_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    made_at = models.DateTimeField(auto_now_add=True)
    changed_at = models.DateTimeField(auto_now=True, db_index=True)
    applied_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    state = models.CharField(max_length=10, choices=State, default=State.READ, db_index=True)
    file_name = models.CharField(max_length=120)
    content = models.BinaryField(null=True)
    reading = models.JSONField(default=dict)
    headings_key = models.CharField(max_length=32)
    columns = models.JSONField(default=dict)
    make_units = models.BooleanField(default=False)
    is_complete = models.BooleanField(default=False)
    counts = models.JSONField(default=dict)
    new_units = models.JSONField(default=list)
    plan = models.CharField(max_length=32, blank=True)
    progress = models.PositiveIntegerField(default=0)
    tries = models.PositiveSmallIntegerField(default=0)
    forgotten = models.BooleanField(default=False)

    objects = PeopleImportQuerySet.as_manager()

    def __str__(self) -> str:
        return f"{self.file_name} ({self.organisation})"

    @property
    def is_waiting(self) -> bool:
        return self.state in (self.State.CHECKING, self.State.APPLYING)


class PeopleImportPage(models.Model):
    """One page of a list of what an import would do, as it was found: who comes, what is wrong, …"""

    of = models.ForeignKey(PeopleImport, models.CASCADE, related_name="pages")
    part = models.CharField(max_length=10)
    number = models.PositiveIntegerField()
    lines = models.JSONField()

    class Meta:
        ordering = ["number"]
        constraints = [models.UniqueConstraint(fields=["of", "part", "number"], name="import_page_once")]

    def __str__(self) -> str:
        return f"{self.of}: {self.part} {self.number}"
