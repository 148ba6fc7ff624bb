"""How an organisation signs in its own people, and which roles came from there."""

from __future__ import annotations

from django.core.validators import MaxLengthValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from lms.accounts.claims import Profile, Wanted
from lms.people.models import Grant, Organisation, User

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
