"""Competence: what a framework describes, what a job asks, what a person has shown, and what follows from it."""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from datetime import date, datetime

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from lms.people.models import Employment, Organisation, User, current
from skills import evidence, ways
from skills.gaps import State


def in_language(texts: dict[str, str], language: str | None = None) -> str:
    """The text in the reader's language, else in Dutch, else in whichever there is."""
    return texts.get(language_of(texts, language), "")


def language_of(texts: dict[str, str], language: str | None = None) -> str:
    """The language that `in_language` finds; the reader's own when there is no text at all."""
    wanted = language or (get_language() or "nl")[:2]
    written = [code for code, text in texts.items() if text]
    return next((code for code in (wanted, "nl", *written) if code in written), wanted)


class Framework(models.Model):
    """A description of competences, such as DigComp 3.0. Versions stand beside each other."""

    slug = models.SlugField(unique=True)
    name = models.CharField(max_length=80)
    version = models.CharField(max_length=20)
    source = models.TextField()
    our_translations = models.JSONField(default=list)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["name", "version"], name="framework_version_once")]

    def __str__(self) -> str:
        return f"{self.name} {self.version}"


class Area(models.Model):
    framework = models.ForeignKey(Framework, models.CASCADE, related_name="areas")
    code = models.CharField(max_length=10)
    names = models.JSONField()
    short_names = models.JSONField(default=dict)
    descriptions = models.JSONField(default=dict)

    class Meta:
        ordering = ["code"]
        constraints = [models.UniqueConstraint(fields=["framework", "code"], name="area_code_once")]

    def __str__(self) -> str:
        return f"{self.code} {in_language(self.names)}"

    @property
    def name(self) -> str:
        return in_language(self.names)

    @property
    def short_name(self) -> str:
        return in_language(self.short_names) or self.name


class Competence(models.Model):
    framework = models.ForeignKey(Framework, models.CASCADE, related_name="competences")
    area = models.ForeignKey(Area, models.CASCADE, related_name="competences")
    code = models.CharField(max_length=10)
    names = models.JSONField()
    descriptions = models.JSONField(default=dict)
    short_names = models.JSONField(default=dict)
    i_can = models.JSONField(default=dict)

    class Meta:
        ordering = ["code"]
        constraints = [models.UniqueConstraint(fields=["framework", "code"], name="competence_code_once")]

    def __str__(self) -> str:
        return f"{self.code} {self.name}"

    @property
    def name(self) -> str:
        return in_language(self.names)

    @property
    def short_name(self) -> str:
        return in_language(self.short_names) or self.name

    @property
    def description(self) -> str:
        return in_language(self.descriptions)

    @property
    def sentence(self) -> str:
        return in_language(self.i_can)


class FrameworkLevel(models.Model):
    """One of the eight levels, in four bands, as the framework words it."""

    framework = models.ForeignKey(Framework, models.CASCADE, related_name="levels")
    number = models.PositiveSmallIntegerField(validators=[MinValueValidator(1), MaxValueValidator(8)])
    six_step = models.CharField(max_length=10)
    band = models.CharField(max_length=20)
    bands = models.JSONField()
    descriptions = models.JSONField(default=dict)

    class Meta:
        ordering = ["number"]
        constraints = [models.UniqueConstraint(fields=["framework", "number"], name="level_once")]

    def __str__(self) -> str:
        return f"{self.number} {in_language(self.bands)}"


class Descriptor(models.Model):
    """A competence statement or a learning outcome, with its official id."""

    class Kind(models.TextChoices):
        STATEMENT = "statement", "statement"
        OUTCOME = "outcome", "outcome"

    competence = models.ForeignKey(Competence, models.CASCADE, related_name="descriptors")
    official_id = models.CharField(max_length=20)
    kind = models.CharField(max_length=10, choices=Kind)
    band = models.CharField(max_length=20)
    outcome_type = models.CharField(max_length=20, blank=True)
    ai = models.CharField(max_length=40, blank=True)
    texts = models.JSONField()

    class Meta:
        ordering = ["official_id"]
        constraints = [models.UniqueConstraint(fields=["competence", "official_id"], name="descriptor_once")]

    def __str__(self) -> str:
        return f"{self.official_id} {in_language(self.texts)}"


class JobProfileQuerySet(models.QuerySet["JobProfile"]):
    def open_to(self, organisation: Organisation) -> JobProfileQuerySet:
        """The organisation's own profiles, and the shared examples."""
        return self.filter(Q(organisation=organisation) | Q(organisation__kind=Organisation.Kind.SHARED))


class JobProfile(models.Model):
    """What a job asks, competence by competence."""

    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="job_profiles")
    framework = models.ForeignKey(Framework, models.PROTECT, related_name="job_profiles")
    code = models.CharField(max_length=20)
    names = models.JSONField()
    is_example = models.BooleanField(default=False)

    objects = JobProfileQuerySet.as_manager()

    class Meta:
        ordering = ["code"]
        constraints = [models.UniqueConstraint(fields=["organisation", "code"], name="profile_code_once")]

    def __str__(self) -> str:
        return f"{self.code} {self.name}"

    @property
    def name(self) -> str:
        return in_language(self.names)


class Requirement(models.Model):
    """The level (1 to 8) that a job asks in a competence. What is not asked has no row."""

    profile = models.ForeignKey(JobProfile, models.CASCADE, related_name="requirements")
    competence = models.ForeignKey(Competence, models.PROTECT, related_name="+")
    level = models.PositiveSmallIntegerField(validators=[MinValueValidator(1), MaxValueValidator(8)])
    is_core = models.BooleanField(default=False)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["profile", "competence"], name="requirement_once")]

    def __str__(self) -> str:
        return f"{self.competence.code} ≥ {self.level}"


class ProfileAssignmentQuerySet(models.QuerySet["ProfileAssignment"]):
    def current(self, today: date) -> ProfileAssignmentQuerySet:
        return self.filter(current(today) & current(today, "employment__"))

    def due(self) -> ProfileAssignmentQuerySet:
        return self.filter(levels_due_at__isnull=False)


class ProfileAssignment(models.Model):
    """The job profile of an employment, from a day on.

    `levels_due_at` is the mark that an answer leaves: the stored levels of this employment are behind since then.
    """

    employment = models.ForeignKey(Employment, models.CASCADE, related_name="profile_assignments")
    profile = models.ForeignKey(JobProfile, models.PROTECT, related_name="assignments")
    starts = models.DateField()
    ends = models.DateField(null=True, blank=True)
    assigned_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    levels_due_at = models.DateTimeField(null=True, db_index=True)

    objects = ProfileAssignmentQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["employment"],
                condition=Q(ends__isnull=True),
                name="one_running_profile_per_employment",
            )
        ]

    def __str__(self) -> str:
        return f"{self.employment}: {self.profile}"


class EvidenceQuerySet(models.QuerySet["Evidence"]):
    def of(self, user: User, framework: Framework) -> EvidenceQuerySet:
        return self.filter(user=user, competence__framework=framework).select_related("competence")

    def before(self, moment: datetime) -> EvidenceQuerySet:
        return self.filter(at__lt=moment)

    def standing(self) -> EvidenceQuerySet:
        """What nobody took back."""
        return self.filter(reversed_by=None)

    def said_by(
        self, validator: User, employment: Employment, competence: Competence | None = None
    ) -> EvidenceQuerySet:
        """What she saw somebody do at work."""
        found = self.filter(
            user=employment.user_id,
            organisation=employment.organisation_id,
            kind=evidence.Kind.VALIDATION.value,
            recorded_by=validator,
        )
        return found.filter(competence=competence) if competence else found


class Evidence(models.Model):
    """One thing that a person showed. Only ever added: a mistake is taken back by a counter-entry.

    It holds all that the estimate needs, as it was then: no row here points at courses or pages.
    """

    key = models.UUIDField(unique=True)
    user = models.ForeignKey(User, models.PROTECT, related_name="evidence")
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    competence = models.ForeignKey(Competence, models.PROTECT, related_name="+")
    kind = models.CharField(max_length=12, choices=[(kind.value, kind.value) for kind in evidence.Kind])
    at = models.DateTimeField()
    recorded_at = models.DateTimeField(auto_now_add=True)
    recorded_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    purpose = models.CharField(max_length=10, blank=True)
    right = models.BooleanField(null=True)
    difficulty = models.FloatField(null=True)
    difficulty_error = models.FloatField(null=True)
    guess = models.FloatField(null=True)
    item = models.CharField(max_length=60, blank=True)
    item_version = models.PositiveIntegerField(null=True)
    level = models.FloatField(null=True)
    until = models.DateField(null=True)  # the last day on which a certificate is valid
    half_life = models.FloatField(null=True)  # months, when the subject moves fast
    gain = models.FloatField(null=True)  # of a learning step, in levels
    reverses = models.OneToOneField("self", models.PROTECT, null=True, related_name="reversed_by")
    reason = models.CharField(max_length=300, blank=True)  # why what it reverses does not count
    about = models.JSONField(default=dict)

    objects = EvidenceQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["user", "organisation", "at"])]

    def __str__(self) -> str:
        return f"{self.kind} {self.at:%Y-%m-%d} {self.user_id}"

    def save(self, *args, **kwargs) -> None:
        if not self._state.adding:
            raise TypeError("Evidence is only ever added; take it back with a counter-entry.")
        super().save(*args, **kwargs)

    @property
    def title(self) -> str:
        return in_language(self.about)


class HeldLevel(models.Model):
    """What an organisation may count about one person in one competence. Rebuilt from the evidence at any time."""

    employment = models.ForeignKey(Employment, models.CASCADE, related_name="held_levels")
    organisation = models.ForeignKey(Organisation, models.CASCADE, related_name="+")
    unit = models.ForeignKey("people.Unit", models.CASCADE, related_name="+")
    profile = models.ForeignKey(JobProfile, models.CASCADE, related_name="+")
    competence = models.ForeignKey(Competence, models.CASCADE, related_name="+")
    required = models.PositiveSmallIntegerField()
    level = models.FloatField()
    error = models.FloatField()
    p_gap = models.FloatField()
    own_equivalents = models.FloatField()
    state = models.CharField(max_length=10, choices=[(state.value, state.value) for state in State])
    last_evidence_at = models.DateTimeField(null=True)
    as_of = models.DateTimeField()
    model_version = models.CharField(max_length=20)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["employment", "competence"], name="held_level_once")]
        indexes = [models.Index(fields=["organisation", "unit", "competence"])]

    def __str__(self) -> str:
        return f"{self.employment_id} {self.competence_id} {self.level:.2f}"

    @property
    def rounded(self) -> int:
        return round(self.level)


class ContradictionQuerySet(models.QuerySet["Contradiction"]):
    def open(self) -> ContradictionQuerySet:
        return self.filter(withdrawn_at=None, answered_at=None)

    def standing(self) -> ContradictionQuerySet:
        """What is not taken back, answered or not; the newest first."""
        return self.filter(withdrawn_at=None)


class Contradiction(models.Model):
    """Somebody says that her state in a competence is not right. No level changes by it: a validation may answer it."""

    employment = models.ForeignKey(Employment, models.CASCADE, related_name="contradictions")
    competence = models.ForeignKey(Competence, models.PROTECT, related_name="+")
    state = models.CharField(max_length=10, choices=[(state.value, state.value) for state in State])
    sentence = models.CharField(max_length=300, blank=True)
    made_at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True)
    answered_at = models.DateTimeField(null=True)
    answered_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    validation = models.ForeignKey(Evidence, models.PROTECT, null=True, related_name="answers")

    objects = ContradictionQuerySet.as_manager()

    class Meta:
        ordering = ["-made_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["employment", "competence"],
                condition=Q(withdrawn_at__isnull=True, answered_at__isnull=True),
                name="contradicted_once_at_a_time",
            )
        ]

    def __str__(self) -> str:
        return f"{self.employment}: {self.competence.code} {self.state}"


class AcceptedCertificateQuerySet(models.QuerySet["AcceptedCertificate"]):
    def live(self) -> AcceptedCertificateQuerySet:
        return self.filter(is_live=True)


class AcceptedCertificate(models.Model):
    """A certificate of somebody else that counts here, and the level that it stands for in each competence (by code).

    The owner of the framework keeps the list. What was confirmed keeps the levels of that day.
    """

    framework = models.ForeignKey(Framework, models.PROTECT, related_name="accepted_certificates")
    code = models.SlugField(max_length=40)
    issuer = models.CharField(max_length=120)
    names = models.JSONField()
    levels = models.JSONField()
    valid_months = models.PositiveSmallIntegerField(null=True, blank=True)
    is_example = models.BooleanField(default=False)
    is_live = models.BooleanField(default=True)

    objects = AcceptedCertificateQuerySet.as_manager()

    class Meta:
        ordering = ["issuer", "code"]
        constraints = [models.UniqueConstraint(fields=["framework", "code"], name="accepted_code_once")]

    def __str__(self) -> str:
        return f"{self.name} ({self.issuer})"

    @property
    def name(self) -> str:
        return in_language(self.names)


class CertificateQuerySet(models.QuerySet["Certificate"]):
    def of_person(self, person: User) -> CertificateQuerySet:
        return self.filter(employment__user=person).told()

    def told(self) -> CertificateQuerySet:
        """With all that a page says of it."""
        return self.select_related(
            "accepted", "employment__user", "employment__unit", "employment__organisation", "decided_by"
        ).annotate(file_bytes=models.F("file__size"))

    def waiting(self) -> CertificateQuerySet:
        return self.filter(state=Certificate.State.WAITING)

    def decided(self) -> CertificateQuerySet:
        """By HR, and not taken back since; the newest first."""
        by_hr = [Certificate.State.CONFIRMED, Certificate.State.REFUSED]
        return self.filter(state__in=by_hr).order_by("-decided_at", "-pk")

    def news(self, person: User, since: datetime) -> CertificateQuerySet:
        """What HR decided about hers since then, and she did not read yet."""
        return self.decided().filter(employment__user=person, decided_at__gte=since, read_at=None)

    def known_as(self, key: uuid.UUID) -> CertificateQuerySet:
        return self.filter(key=key)

    def standing(self) -> CertificateQuerySet:
        return self.filter(state__in=[Certificate.State.WAITING, Certificate.State.CONFIRMED])

    def at(self, organisations: Iterable[int], today: date) -> CertificateQuerySet:
        """Of people who work there."""
        return self.filter(current(today, "employment__"), employment__organisation__in=organisations).told()


class Certificate(models.Model):
    """Somebody has a certificate of the list. It counts once HR has confirmed it."""

    class State(models.TextChoices):
        WAITING = "waiting", _("Waits for HR")
        CONFIRMED = "confirmed", _("Confirmed")
        REFUSED = "refused", _("Not confirmed")
        WITHDRAWN = "withdrawn", _("Taken back")

    key = models.UUIDField(unique=True, default=uuid.uuid4)
    employment = models.ForeignKey(Employment, models.CASCADE, related_name="certificates")
    accepted = models.ForeignKey(AcceptedCertificate, models.PROTECT, related_name="certificates")
    issued_on = models.DateField()
    ends_on = models.DateField(null=True)
    state = models.CharField(max_length=10, choices=State, default=State.WAITING)
    handed_in_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    handed_in_at = models.DateTimeField()
    decided_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    decided_at = models.DateTimeField(null=True)
    reason = models.CharField(max_length=300, blank=True)
    read_at = models.DateTimeField(null=True)  # by the person whose it is, since it was decided
    withdrawn_at = models.DateTimeField(null=True)
    evidence_keys = models.JSONField(default=list)

    objects = CertificateQuerySet.as_manager()

    class Meta:
        ordering = ["-handed_in_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["employment", "accepted", "issued_on"],
                condition=Q(state__in=["waiting", "confirmed"]),
                name="certificate_handed_in_once",
            )
        ]

    def __str__(self) -> str:
        return f"{self.employment}: {self.accepted}"

    def has_ended(self, today: date) -> bool:
        return self.ends_on is not None and self.ends_on < today


class CertificateFile(models.Model):
    """The paper itself, as it was handed in: in the database, so that no address leads to it but ours, it comes and
    goes with its row, and any server finds it. Thrown away once it is decided and the time to look again is over.
    """

    certificate = models.OneToOneField(Certificate, models.CASCADE, related_name="file")
    type = models.CharField(max_length=40)
    size = models.PositiveIntegerField()
    content = models.BinaryField()

    def __str__(self) -> str:
        return f"{self.certificate_id}: {self.type}"


class WayOfCounting(models.Model):
    """Offsets and difficulties that a person published, under a name that stored levels carry. Never changed."""

    name = models.CharField(max_length=20, unique=True)
    base = models.CharField(max_length=20)  # the version of the model that it builds on
    offsets = models.JSONField(default=dict)
    difficulties = models.JSONField(default=dict)
    published_at = models.DateTimeField()
    published_by = models.ForeignKey(User, models.PROTECT, related_name="+")

    def __str__(self) -> str:
        return self.name

    @property
    def as_way(self) -> ways.Way:
        difficulties = {item: (b, error) for item, (b, error) in self.difficulties.items()}
        return ways.way_of(self.name, self.base, self.offsets, difficulties)


class RecountQuerySet(models.QuerySet["Recount"]):
    def ordered(self) -> RecountQuerySet:
        return self.exclude(ordered_at=None)

    def unfinished(self) -> RecountQuerySet:
        """What waits for the worker."""
        return self.filter(state__in=[Recount.State.LOOKING, Recount.State.COUNTING])


class Recount(models.Model):
    """All stored levels counted again in another way: first only looked at, then, when a person orders it, done.

    `upto` and `done` say how far the worker is. `moved` holds how many states go from one to another: by id of the
    competence, then by "from>to", those that stay the same included. Numbers only, of everybody together.
    """

    class State(models.TextChoices):
        LOOKING = "looking", "looking"
        LOOKED = "looked", "looked"
        COUNTING = "counting", "counting"
        COUNTED = "counted", "counted"

    way = models.CharField(max_length=20)
    before = models.CharField(max_length=20)  # the way in which levels were counted then
    state = models.CharField(max_length=10, choices=State, default=State.LOOKING)
    as_of = models.DateTimeField()
    upto = models.PositiveBigIntegerField(default=0)
    done = models.PositiveIntegerField(default=0)
    total = models.PositiveIntegerField()
    moved = models.JSONField(default=dict)
    ordered_at = models.DateTimeField(null=True)
    ordered_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    counted_at = models.DateTimeField(null=True)

    objects = RecountQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["state"],
                condition=Q(state__in=["looking", "counting"]),
                name="one_recount_at_a_time",
            )
        ]

    def __str__(self) -> str:
        return f"{self.before} → {self.way}: {self.state}"
