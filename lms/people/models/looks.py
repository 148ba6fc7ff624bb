"""Who looked at whose record."""

from __future__ import annotations

from collections.abc import Iterable

from django.db import models
from django.utils.translation import gettext_lazy as _

from lms.people.access import Role
from lms.people.models.organisations import Organisation
from lms.people.models.people import User


class LookQuerySet(models.QuerySet["Look"]):
    def at_person(self, person: User) -> LookQuerySet:
        """All looks at her record, in whatever organisation; the newest first."""
        return self.filter(about=person).select_related("by", "organisation")

    def keep(self, looks: Iterable[Look]) -> None:
        """Those of this sitting that are there already stay as they are."""
        self.bulk_create(looks, batch_size=1000, ignore_conflicts=True)


class Look(models.Model):
    """Somebody saw something of somebody else's record, and why. Once per sitting: see `lms.people.looks`.

    It goes when the person it is about is erased.
    """

    class What(models.TextChoices):
        STATES = "states", _("Your states, on a page about you")
        LEVELS = "levels", _("Your states and levels, on a page about you")
        LIST = "list", _("Your name and your states, in a list")
        FILE = "file", _("Your name and your states, in a file")
        SHARED = "shared", _("The skills and tasks that you show")
        REQUESTS = "requests", _("What you asked a coach")
        CORRECTION = "correction", _("What you told HR is not right")
        WORK = "work", _("Where you work and worked, and what was changed about you")
        CERTIFICATES = "papers", _("The certificates that you handed in")
        ASSIGNED = "assigned", _("How far you are with what you were asked to learn")
        CARDS = "cards", _("Whether you have a card to sign in with, and when you used it")

    class Purpose(models.TextChoices):
        TRAINING = "training", _("To follow up training")
        NEEDS = "needs", _("To see which training is needed")
        QUESTION = "question", _("To answer a question of the person")
        OTHER = "other", _("For something else")

    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="looks")
    about = models.ForeignKey(User, models.CASCADE, related_name="looks_about")
    by = models.ForeignKey(User, models.PROTECT, related_name="+")
    role = models.CharField(max_length=30, choices=[(role.value, role.value) for role in Role])
    at = models.DateTimeField()
    what = models.CharField(max_length=10, choices=What)
    purpose = models.CharField(max_length=10, choices=Purpose)
    said = models.CharField(max_length=200, blank=True)
    sitting = models.UUIDField()

    objects = LookQuerySet.as_manager()

    class Meta:
        ordering = ["-at", "-pk"]
        constraints = [
            models.UniqueConstraint(fields=["sitting", "about", "what", "organisation"], name="look_once")
        ]
        indexes = [models.Index(fields=["about", "-at"], name="looks_at_person")]

    def __str__(self) -> str:
        return f"{self.by} → {self.about}: {self.what}"
