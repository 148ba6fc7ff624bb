"""Who was erased, without saying who; and the numbers that stay."""

from __future__ import annotations

from collections.abc import Iterable

from django.db import models
from django.db.models import F

from lms.people.models.organisations import Organisation


class ErasureQuerySet(models.QuerySet["Erasure"]):
    def marks(self) -> set[str]:
        return set(self.values_list("mark", flat=True))


class Erasure(models.Model):
    """Somebody's data were erased from an organisation. The mark tells who only to whoever has the person's row."""

    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="erasures")
    mark = models.CharField(max_length=64, unique=True)
    at = models.DateTimeField()
    rows = models.PositiveIntegerField(default=0)

    objects = ErasureQuerySet.as_manager()

    class Meta:
        ordering = ["at", "pk"]

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d} ({self.organisation})"


class TallyQuerySet(models.QuerySet["Tally"]):
    def add(self, organisation: Organisation, numbers: Iterable[tuple[str, int, int]]) -> None:
        """`numbers`: what, in which year, and how many."""
        for what, year, number in numbers:
            found, _made = self.get_or_create(organisation=organisation, what=what, year=year)
            self.filter(pk=found.pk).update(number=F("number") + number)


class Tally(models.Model):
    """How many of something there were in a year, of all who were erased together: no row says of whom."""

    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="tallies")
    what = models.CharField(max_length=40)
    year = models.PositiveSmallIntegerField()
    number = models.PositiveIntegerField(default=0)

    objects = TallyQuerySet.as_manager()

    class Meta:
        ordering = ["what", "year"]
        constraints = [models.UniqueConstraint(fields=["organisation", "what", "year"], name="tally_once")]

    def __str__(self) -> str:
        return f"{self.what} {self.year}: {self.number}"
