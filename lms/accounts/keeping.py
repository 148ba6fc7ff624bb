"""What an administrator does to the sign-in of her own organisation."""

from __future__ import annotations

from collections.abc import Mapping

from allauth.socialaccount.models import SocialAccount
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from lms.accounts.claims import Profile, digits, tenant
from lms.accounts.fetching import may_ask
from lms.accounts.models import IdentityProvider
from lms.accounts.openid import SECRET, WELL_KNOWN
from lms.accounts.safe import sealed
from lms.people import changes
from lms.people.access import ORGANISATION_ROLES
from lms.people.models import Organisation, User


def issuer_of(address: str) -> str:
    """People paste the address of the discovery document too."""
    return address.strip().removesuffix(WELL_KNOWN)


@transaction.atomic
def keep_provider(
    *,
    organisation: Organisation,
    profile: Profile,
    issuer: str,
    client_id: str,
    secret: str,
    organisation_number: str,
    person_claim: str,
    role_claim: str,
    scopes: str,
    roles: Mapping[str, list[str]],
    is_on: bool,
    acting_user: User,
) -> IdentityProvider:
    """An empty `secret` keeps the one that is there. Raises ValidationError."""
    Organisation.objects.select_for_update().get(pk=organisation.pk)  # two forms at once make one provider
    kept = IdentityProvider.objects.of(organisation)
    provider = kept or IdentityProvider(organisation=organisation)
    issuer = issuer_of(issuer)
    refuse(profile=profile, issuer=issuer, organisation_number=organisation_number, roles=roles)
    elsewhere = kept is not None and (kept.issuer, kept.profile) != (issuer, profile.value)
    if not secret and (kept is None or elsewhere or kept.client_id != client_id):
        # The old secret is not handed to a server that somebody has just filled in.
        raise ValidationError({"secret": _("Fill in the secret that belongs to this address and client.")})
    if elsewhere:
        # The same subject at another provider is somebody else.
        SocialAccount.objects.filter(provider=provider.key).delete()
    if secret:
        provider.secret = sealed(secret, SECRET)
    provider.profile, provider.issuer, provider.client_id = profile.value, issuer, client_id
    provider.organisation_number = digits(organisation_number)
    provider.person_claim, provider.role_claim, provider.scopes = person_claim, role_claim, scopes
    provider.roles, provider.is_on = dict(roles), is_on
    provider.save()
    changes.note(
        organisation=organisation,
        what="sign_in_changed",
        acting_user=acting_user,
        issuer=issuer,
        is_on=is_on,
        roles=dict(roles),
        new_secret=bool(secret),
    )
    return provider


def refuse(
    *, profile: Profile, issuer: str, organisation_number: str, roles: Mapping[str, list[str]]
) -> None:
    """Raises ValidationError for what cannot be right, wherever the provider is."""
    if not may_ask(issuer) or "?" in issuer or "#" in issuer:
        text = _("This has to be an address that begins with https://. For example: https://login.example.be")
        raise ValidationError({"issuer": text})
    if profile is Profile.ENTRA and not tenant(issuer):
        text = _(
            "The address of Entra ID has to name your tenant. For example: "
            "https://login.microsoftonline.com/8eaef023-2b34-4da1-9baa-8bc8c9d6a490/v2.0"
        )
        raise ValidationError({"issuer": text})
    number = digits(organisation_number)
    if profile is Profile.ACM_IDM and not (number.isascii() and number.isdigit() and len(number) == 10):
        text = _("For ACM/IDM we need the KBO number of the organisation: ten digits.")
        raise ValidationError({"organisation_number": text})
    if not set(roles) <= {role.value for role in ORGANISATION_ROLES}:
        raise ValidationError({"role_claim": _("This role is not yours to give.")})
