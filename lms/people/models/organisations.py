"""Where people work: organisations, each with a tree of units."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from lms.people.access import Visibility

LEAST_MONTHS, MOST_MONTHS = 1, 120


class OrganisationQuerySet(models.QuerySet["Organisation"]):
    def shared(self) -> Organisation:
        """The one that owns the common catalogue. Made by the first migration."""
        return self.get(kind=Organisation.Kind.SHARED)

    def with_staff(self) -> OrganisationQuerySet:
        """All but the shared catalogue, where nobody works."""
        return self.exclude(kind=Organisation.Kind.SHARED)


class Organisation(models.Model):
    class Kind(models.TextChoices):
        SHARED = "shared", _("Shared catalogue")
        MUNICIPALITY = "municipality", _("Municipality")
        OCMW = "ocmw", _("Public centre for social welfare (OCMW)")
        INTERMUNICIPAL = "intermunicipal", _("Intermunicipal body")

    class Seen(models.TextChoices):
        GROUPS = Visibility.GROUPS.value, _("Only counts of groups")
        STATUS = Visibility.STATUS.value, _("Also the status of each person")
        DETAIL = Visibility.DETAIL.value, _("Also the levels of each person")

    name = models.CharField(max_length=120, unique=True)
    slug = models.SlugField(max_length=60, unique=True)
    kind = models.CharField(max_length=20, choices=Kind, default=Kind.MUNICIPALITY)
    visibility = models.CharField(max_length=10, choices=Seen, default=Seen.GROUPS)
    smallest_group = models.PositiveSmallIntegerField(default=5, validators=[MinValueValidator(5)])
    staff_notice = models.TextField(blank=True)
    consulted_on = models.DateField(null=True, blank=True)
    consultation_reference = models.CharField(max_length=200, blank=True)
    retention_months = models.PositiveSmallIntegerField(  # after the end of the last employment
        default=24, validators=[MinValueValidator(LEAST_MONTHS), MaxValueValidator(MOST_MONTHS)]
    )
    logo = models.FileField(upload_to="logos/", max_length=120, blank=True)  # written by lms.people.logo only
    brand_hue = models.PositiveSmallIntegerField(default=205, validators=[MaxValueValidator(360)])
    brand_chroma = models.DecimalField(
        max_digits=4,
        decimal_places=3,
        default="0.072",
        validators=[MinValueValidator(0), MaxValueValidator(0.12)],
    )

    objects = OrganisationQuerySet.as_manager()

    class Meta:
        ordering = ["name"]
        constraints = [
            models.UniqueConstraint(
                fields=["kind"], condition=Q(kind="shared"), name="one_shared_organisation"
            )
        ]

    def __str__(self) -> str:
        return self.name

    def clean(self) -> None:
        told = self.staff_notice and self.consulted_on and self.consultation_reference
        if self.visibility != self.Seen.GROUPS and not told:
            raise ValidationError(
                _("First tell staff what changes, and note the date and reference of the consultation.")
            )


class UnitQuerySet(models.QuerySet["Unit"]):
    def open(self) -> UnitQuerySet:
        """Without those that were closed: what there is to choose."""
        return self.filter(ends=None)

    def below(self, unit: Unit) -> set[int]:
        """Ids of the unit and all under it. One query: an organisation has some hundreds of units at most."""
        children: dict[int | None, list[int]] = {}
        for pk, parent in self.filter(organisation=unit.organisation_id).values_list("pk", "parent_id"):
            children.setdefault(parent, []).append(pk)
        found, waiting = set(), [unit.pk]
        while waiting:
            pk = waiting.pop()
            found.add(pk)
            waiting += children.get(pk, [])
        return found

    def above(self, unit: Unit) -> set[int]:
        """Ids of the unit and all above it. One query."""
        parents = dict(self.filter(organisation=unit.organisation_id).values_list("pk", "parent_id"))
        found: set[int] = set()
        at: int | None = unit.pk
        while at and at not in found:
            found.add(at)
            at = parents.get(at)
        return found


class Unit(models.Model):
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="units")
    parent = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="children")
    name = models.CharField(max_length=120)
    ends = models.DateField(null=True)  # the day on which it was closed

    objects = UnitQuerySet.as_manager()

    class Meta:
        ordering = ["name"]
        constraints = [
            models.UniqueConstraint(fields=["organisation", "parent", "name"], name="unit_name_once"),
            # NULL differs from NULL, so the top of the tree needs a rule of its own.
            models.UniqueConstraint(
                fields=["organisation", "name"], condition=Q(parent=None), name="top_unit_name_once"
            ),
        ]

    def __str__(self) -> str:
        return self.name
