"""Who: people, what they are employed as, what they may do, and with whom they share."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from django.contrib.auth.models import AbstractUser, UserManager
from django.db import models
from django.db.models import F, Q

from lms.people.access import Role
from lms.people.models.organisations import Organisation, Unit


class User(AbstractUser):
    """A person. Neither user name nor e-mail is needed: some sign in with a card.

    Two accounts may have one e-mail for a while: no import may learn or claim the people of another organisation.
    """

    # Taken away from Django's user: a name is one field here.
    first_name = None
    last_name = None
    username = models.CharField(max_length=150, unique=True, null=True, blank=True)
    email = models.EmailField(blank=True)
    name = models.CharField(max_length=150)

    objects = UserManager()

    def __str__(self) -> str:
        return self.name or self.username or f"#{self.pk}"

    def get_full_name(self) -> str:
        return self.name

    def get_short_name(self) -> str:
        return self.name.split(" ")[0]


def current(today: date, prefix: str = "") -> Q:
    """Started, and not yet over; the last day itself still counts."""
    return Q(**{f"{prefix}starts__lte": today}) & (
        Q(**{f"{prefix}ends__isnull": True}) | Q(**{f"{prefix}ends__gte": today})
    )


class EmploymentQuerySet(models.QuerySet["Employment"]):
    def current(self, today: date) -> EmploymentQuerySet:
        return self.filter(current(today))

    def of(self, user: User, today: date) -> EmploymentQuerySet:
        return (
            self.filter(user=user)
            .current(today)
            .select_related("organisation", "unit")
            .order_by("starts", "pk")
        )

    def in_units(
        self, organisation: Organisation, units: Iterable[int] | None, today: date
    ) -> EmploymentQuerySet:
        """Who works there now; `None` for the whole organisation."""
        here = self.filter(organisation=organisation).current(today)
        return here if units is None else here.filter(unit__in=units)

    def not_over(self, today: date) -> EmploymentQuerySet:
        """Who works there, or will."""
        return self.exclude(ends__lt=today)

    def moving(self, today: date) -> EmploymentQuerySet:
        """Those whose move has come; of every organisation."""
        return self.filter(moves_on__lte=today).select_related("organisation", "moves_to").order_by("pk")


class Employment(models.Model):
    """One job of one person. People work in two places, move, leave and come back.

    A move that is still to come waits in `moves_on` and `moves_to`; the worker makes it true on that day.
    """

    user = models.ForeignKey(User, models.PROTECT, related_name="employments")
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="employments")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="employments")
    job_title = models.CharField(max_length=120, blank=True)
    starts = models.DateField()
    ends = models.DateField(null=True, blank=True)
    external_id = models.CharField(max_length=64, blank=True)
    moves_on = models.DateField(null=True, blank=True)
    moves_to = models.ForeignKey(Unit, models.PROTECT, null=True, blank=True, related_name="expected")

    objects = EmploymentQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "external_id"],
                condition=~Q(external_id="") & Q(ends__isnull=True),
                name="one_running_employment_per_external_id",
            ),
            models.CheckConstraint(
                condition=Q(ends__isnull=True) | Q(ends__gte=F("starts")), name="employment_ends_after_start"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user} · {self.organisation}"


class GrantQuerySet(models.QuerySet["Grant"]):
    def current(self, today: date) -> GrantQuerySet:
        return self.filter(current(today))

    def of(self, user: User, today: date) -> GrantQuerySet:
        return self.filter(user=user).current(today).select_related("organisation", "unit")


class Grant(models.Model):
    """What somebody may do for an organisation, or for one unit and all under it."""

    user = models.ForeignKey(User, models.PROTECT, related_name="grants")
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="grants")
    unit = models.ForeignKey(Unit, models.PROTECT, null=True, blank=True, related_name="grants")
    role = models.CharField(max_length=30, choices=[(role.value, role.value) for role in Role])
    starts = models.DateField()
    ends = models.DateField(null=True, blank=True)
    granted_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")

    objects = GrantQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["user", "organisation", "role", "unit"],
                condition=Q(ends__isnull=True),
                name="grant_runs_once",
            ),
            models.UniqueConstraint(
                fields=["user", "organisation", "role"],
                condition=Q(ends__isnull=True, unit__isnull=True),
                name="grant_for_all_units_runs_once",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user}: {self.role} ({self.organisation})"


class ShareQuerySet(models.QuerySet["Share"]):
    def running(self) -> ShareQuerySet:
        return self.filter(ends=None)


class Share(models.Model):
    """Somebody lets a coach see her skills, until she takes it back."""

    employment = models.ForeignKey(Employment, models.CASCADE, related_name="shares")
    coach = models.ForeignKey(User, models.PROTECT, related_name="+")
    starts = models.DateTimeField()
    ends = models.DateTimeField(null=True)

    objects = ShareQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["employment", "coach"],
                condition=Q(ends__isnull=True),
                name="shared_once_with_a_coach",
            )
        ]

    def __str__(self) -> str:
        return f"{self.employment} → {self.coach}"
