"""Who: organisations with a tree of units, people, what they are employed as, and what they may do."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime

from django.contrib.auth.models import AbstractUser, UserManager
from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from lms.people.access import Role, Visibility


class OrganisationQuerySet(models.QuerySet["Organisation"]):
    def shared(self) -> Organisation:
        """The one that owns the common catalogue. Made by the first migration."""
        return self.get(kind=Organisation.Kind.SHARED)


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


class Employment(models.Model):
    """One job of one person. People work in two places, move, leave and come back."""

    user = models.ForeignKey(User, models.PROTECT, related_name="employments")
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="employments")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="employments")
    job_title = models.CharField(max_length=120, blank=True)
    starts = models.DateField()
    ends = models.DateField(null=True, blank=True)
    external_id = models.CharField(max_length=64, blank=True)

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
