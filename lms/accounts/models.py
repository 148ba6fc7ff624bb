"""How an organisation signs in its own people, which roles came from there, and the cards of who has no e-mail."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from uuid import UUID

from django.conf import settings
from django.core.validators import MaxLengthValidator
from django.db import models
from django.db.models import F, Q
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext_lazy as _

from lms.accounts.claims import Profile, Wanted
from lms.people.models import Grant, Organisation, User, current

KEY = "organisation-"


class IdentityProviderQuerySet(models.QuerySet["IdentityProvider"]):
    def of(self, organisation: Organisation) -> IdentityProvider | None:
        return self.filter(organisation=organisation).first()

    def at(self, slug: str) -> IdentityProvider | None:
        """Where people of this organisation sign in, when they can."""
        return self.open().filter(organisation__slug=slug).first()

    def with_key(self, key: str) -> IdentityProvider | None:
        number = key.removeprefix(KEY)
        return (
            self.select_related("organisation").filter(organisation=number).first()
            if number.isdigit()
            else None
        )

    def open(self) -> IdentityProviderQuerySet:
        return self.filter(is_on=True).select_related("organisation").order_by("organisation__name")


class IdentityProvider(models.Model):
    """The OpenID Connect server of one organisation."""

    class Kind(models.TextChoices):
        GENERIC = Profile.GENERIC.value, _("Another OpenID Connect provider")
        ACM_IDM = Profile.ACM_IDM.value, _("ACM/IDM of the Flemish government")
        ENTRA = Profile.ENTRA.value, _("Microsoft Entra ID")

    organisation = models.OneToOneField(Organisation, models.PROTECT, related_name="identity_provider")
    profile = models.CharField(max_length=10, choices=Kind, default=Kind.GENERIC)
    issuer = models.CharField(max_length=300)
    client_id = models.CharField(max_length=200)
    secret = models.TextField(
        validators=[MaxLengthValidator(2000)]
    )  # encrypted: `lms.accounts.safe` opens it
    organisation_number = models.CharField(max_length=20, blank=True)
    person_claim = models.CharField(max_length=60, blank=True)
    role_claim = models.CharField(max_length=60, blank=True)
    scopes = models.CharField(max_length=200, blank=True)
    roles = models.JSONField(default=dict, blank=True)  # role -> the values of the claim that give it
    is_on = models.BooleanField(default=False)

    objects = IdentityProviderQuerySet.as_manager()

    def __str__(self) -> str:
        return f"{self.organisation}: {self.issuer}"

    @property
    def key(self) -> str:
        """What allauth keeps the subjects of this organisation under."""
        return f"{KEY}{self.organisation_id}"

    @property
    def wanted(self) -> Wanted:
        return Wanted(
            profile=Profile(self.profile),
            issuer=self.issuer,
            organisation_number=self.organisation_number,
            person_claim=self.person_claim,
            role_claim=self.role_claim,
            scopes=tuple(self.scopes.split()),
            roles=self.roles,
        )


class ProvidedGrantQuerySet(models.QuerySet["ProvidedGrant"]):
    def running(self, user: User, organisation: Organisation) -> ProvidedGrantQuerySet:
        found = self.filter(grant__user=user, grant__organisation=organisation, grant__ends=None)
        return found.select_related("grant", "grant__organisation")


class ProvidedGrant(models.Model):
    """A role that the organisation's own sign-in gave, and so may take away. What people gave stays theirs to end."""

    grant = models.OneToOneField(Grant, models.CASCADE, related_name="provided")

    objects = ProvidedGrantQuerySet.as_manager()

    def __str__(self) -> str:
        return str(self.grant)


def sealed_code(code: str, key: str) -> str:
    """How a code is kept: without the key of the installation, a copy of the database does not give it away."""
    return salted_hmac("lms.accounts.cards", code, secret=key, algorithm="sha256").hexdigest()


class CardQuerySet(models.QuerySet["Card"]):
    def live(self) -> CardQuerySet:
        return self.filter(revoked_at=None)

    def of(self, organisation: Organisation, people: Iterable[int]) -> CardQuerySet:
        """The live cards of these people (ids) that this organisation made."""
        return self.live().filter(organisation=organisation, user__in=list(people))

    def made_together(self, organisation: Organisation, batch: UUID) -> CardQuerySet:
        return self.filter(organisation=organisation, batch=batch)

    def standing(self, today: date) -> CardQuerySet:
        """Those that open something: of who works today where the card was made."""
        works_there = current(today, "user__employments__")
        return self.live().filter(
            works_there, user__employments__organisation=F("organisation"), user__is_active=True
        )

    def with_code(self, code: str, today: date) -> Card | None:
        """One query; a key that was replaced (SECRET_KEY_FALLBACKS) still counts."""
        keys = [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]
        found = self.standing(today).filter(code__in=[sealed_code(code, key) for key in keys])
        return found.select_related("user", "organisation").first()


class Card(models.Model):
    """What somebody signs in with who has no e-mail: a code on paper, and the PIN that she chose at its first use."""

    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="cards")
    user = models.ForeignKey(User, models.CASCADE, related_name="cards")
    code = models.CharField(max_length=64, unique=True)  # sealed: nobody can read it again
    pin = models.CharField(max_length=128, blank=True)  # hashed; empty until the first use
    batch = models.UUIDField()  # made in one go: so a form that is sent twice makes them once
    made_at = models.DateTimeField()
    made_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    last_used_at = models.DateTimeField(null=True)
    failures = models.PositiveSmallIntegerField(default=0)  # wrong PINs in a row
    locked_at = models.DateTimeField(null=True)
    revoked_at = models.DateTimeField(null=True)
    revoked_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")

    objects = CardQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["user"], condition=Q(revoked_at__isnull=True), name="one_live_card_per_person"
            )
        ]

    def __str__(self) -> str:
        return f"{self.user} ({self.organisation})"
