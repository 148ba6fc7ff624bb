import hashlib

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from allauth.mfa.webauthn.internal.auth import WebAuthn
from cryptography.hazmat.primitives.asymmetric import ec
from django.urls import reverse
from fido2.cose import ES256
from fido2.utils import websafe_encode
from fido2.webauthn import (
    Aaguid,
    AttestationObject,
    AttestedCredentialData,
    AuthenticatorData,
    CollectedClientData,
)

PASSWORD = "drie koeien in de wei"
FIREFOX = "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:143.0) Gecko/20100101 Firefox/143.0"


@pytest.fixture
def asked_for_second_step(settings):
    settings.SECOND_FACTOR = True


@pytest.fixture
def sign_in(client):
    """As a person does, on the page; `sign_in(cast.hr_a)` gives the reply."""

    def with_password(user, client=client, **more):
        if not user.check_password(PASSWORD):  # a new one would end her other sessions
            user.set_password(PASSWORD)
            user.save()
        posted = {"login": user.username, "password": PASSWORD}
        return client.post(reverse("account_login"), posted, headers={"User-Agent": FIREFOX}, **more)

    return with_password


def with_app(user) -> Authenticator:
    """And recovery codes, which come with it."""
    RecoveryCodes.activate(user)
    return TOTP.activate(user, generate_totp_secret()).instance


def with_passkey(user, name: str = "My key") -> Authenticator:
    """As a browser hands it over; nobody has its private half."""
    client_data = CollectedClientData.create(
        CollectedClientData.TYPE.CREATE, b"challenge", "https://testserver"
    )
    public = ES256.from_cryptography_key(ec.generate_private_key(ec.SECP256R1()).public_key())
    credential = AttestedCredentialData.create(Aaguid(bytes(16)), name.encode(), public)
    place = hashlib.sha256(b"testserver").digest()
    flags = AuthenticatorData.FLAG.UP | AuthenticatorData.FLAG.UV | AuthenticatorData.FLAG.AT
    made = AttestationObject.create("none", AuthenticatorData.create(place, flags, 0, credential), {})
    registered = {
        "id": websafe_encode(name.encode()),
        "rawId": websafe_encode(name.encode()),
        "type": "public-key",
        "response": {
            "clientDataJSON": websafe_encode(client_data),
            "attestationObject": websafe_encode(made),
        },
        "clientExtensionResults": {"credProps": {"rk": True}},
    }
    return WebAuthn.add(user, name, registered).instance
