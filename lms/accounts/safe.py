"""Keeps secrets so that a copy of the database does not give them away."""

from __future__ import annotations

import base64
import hashlib

from cryptography.fernet import Fernet, MultiFernet
from django.conf import settings


def safe(purpose: str) -> MultiFernet:
    """Written with the present key; what was written with an earlier one (SECRET_KEY_FALLBACKS) is still read."""
    keys = [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]
    digests = [hashlib.sha256(f"{purpose}:{key}".encode()).digest() for key in keys]
    return MultiFernet([Fernet(base64.urlsafe_b64encode(digest)) for digest in digests])


def sealed(text: str, purpose: str) -> str:
    return safe(purpose).encrypt(text.encode()).decode()


def opened(text: str, purpose: str) -> str:
    """Raises InvalidToken when it was written with a key that is gone."""
    return safe(purpose).decrypt(text.encode()).decode()
