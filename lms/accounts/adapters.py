"""How allauth signs people in here."""

from __future__ import annotations

import base64
import hashlib

from allauth.account.adapter import DefaultAccountAdapter
from allauth.mfa.adapter import DefaultMFAAdapter
from cryptography.fernet import Fernet, MultiFernet
from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse

from lms.accounts import second_factor


class AccountAdapter(DefaultAccountAdapter):
    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Nobody signs up: HR imports people, an administrator adds them."""
        return False

    def get_login_redirect_url(self, request: HttpRequest) -> str:
        """Who holds a role and has no second step yet makes one first; the home page would only say so."""
        if second_factor.asking(request).waiting:
            return reverse("mfa_index")
        return super().get_login_redirect_url(request)

    def is_reauthentication_required(self, *, app: str, **more) -> bool:
        """Who gave her password a moment ago, to sign in, is not asked again."""
        return super().is_reauthentication_required(app=app, **more) and not second_factor.just_signed_in(
            self.request
        )


class MFAAdapter(DefaultMFAAdapter):
    """Keeps the secrets of apps and the recovery codes so that a copy of the database does not give them away."""

    def encrypt(self, text: str) -> str:
        return safe().encrypt(text.encode()).decode()

    def decrypt(self, encrypted_text: str) -> str:
        return safe().decrypt(encrypted_text.encode()).decode()


def safe() -> MultiFernet:
    """Written with the present key; what was written with an earlier one (SECRET_KEY_FALLBACKS) is still read."""
    keys = [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]
    digests = [hashlib.sha256(b"second factor:" + key.encode()).digest() for key in keys]
    return MultiFernet([Fernet(base64.urlsafe_b64encode(digest)) for digest in digests])
