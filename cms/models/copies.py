"""What was taken over from elsewhere, and what it said then. Nothing here hangs on the source: that may go."""

from __future__ import annotations

import uuid

from django.db import models
from django.utils.translation import gettext_lazy as _

from courses.models import Module
from lms.people.models import Organisation


class CopiedModuleQuerySet(models.QuerySet["CopiedModule"]):
    def made_by(self, organisations) -> CopiedModuleQuerySet:
        return self.filter(organisation__in=organisations)

    def made_by_others(self, organisations) -> CopiedModuleQuerySet:
        """To be counted only."""
        return self.exclude(organisation__in=organisations)

    def made_from(self, key: uuid.UUID) -> CopiedModuleQuerySet:
        """Of this module, or with this step or question in it."""
        inside = CopiedText.objects.filter(source_key=key).exclude(key=None)
        return self.filter(models.Q(source_key=key) | models.Q(pk__in=inside.values("module")))

    def known_as(self, *keys) -> CopiedModuleQuerySet:
        return self.filter(key__in=keys)


class CopiedModule(models.Model):
    """A module of an organisation that began as a copy. Keys are translation keys, of all languages together.

    `ids`: by kind of thing, which picture, document, question or page of the source became which one of ours.
    """

    key = models.UUIDField(unique=True)
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    number = models.PositiveSmallIntegerField(default=1)
    taken_at = models.DateTimeField()
    source_key = models.UUIDField()
    source_title = models.CharField(max_length=255)
    source_organisation = models.ForeignKey(Organisation, models.SET_NULL, null=True, related_name="+")
    source_owner = models.CharField(max_length=255)
    source_author = models.CharField(max_length=120, blank=True)
    licence = models.CharField(max_length=10, choices=Module.Licence)
    ids = models.JSONField(default=dict)

    objects = CopiedModuleQuerySet.as_manager()

    class Meta:
        verbose_name = _("copied module")
        constraints = [
            models.UniqueConstraint(fields=["organisation", "source_key", "number"], name="copied_once")
        ]
        indexes = [models.Index(fields=["source_key"], name="copy_by_source")]

    def __str__(self) -> str:
        return self.source_title


class CopiedText(models.Model):
    """One page or question of a copy in one language, and `seen`: what its source said when an author last looked.

    `seen` has the parts as `cms.copying.raw` makes them, with the ids of the source in them. Without a key it is a step
    of the source that came later and that an author left out.
    """

    module = models.ForeignKey(CopiedModule, models.CASCADE, related_name="texts")
    key = models.UUIDField(null=True)
    source_key = models.UUIDField()
    is_page = models.BooleanField()  # else a question
    language = models.CharField(max_length=10)
    revision = models.PositiveBigIntegerField(null=True)  # of the source, that was live
    seen = models.JSONField(default=list)

    class Meta:
        verbose_name = _("copied text")
        constraints = [models.UniqueConstraint(fields=["key", "language"], name="copied_text_once")]

    def __str__(self) -> str:
        return f"{self.key} {self.language}"
