"""What becomes of the account of a person who is erased: all that she signs in with goes."""

from __future__ import annotations

from importlib import import_module

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount
from allauth.usersessions.models import UserSession
from django.conf import settings
from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.backends.base import SessionBase
from django.contrib.sessions.models import Session

from lms.accounts.models import Card, IdentityProvider
from lms.people.erasure import Fate, Rule
from lms.people.models import Organisation, User

RULES = (
    Rule(EmailAddress, "user", Fate.GONE),
    Rule(Authenticator, "user", Fate.GONE),
    Rule(SocialAccount, "user", Fate.GONE),
    Rule(UserSession, "user", Fate.GONE),
    Rule(Card, "user", Fate.GONE, "organisation"),
    Rule(Card, "made_by", Fate.NAMELESS, "organisation"),
    Rule(Card, "revoked_by", Fate.NAMELESS, "organisation"),
)


def leave_provider(person: User, organisation: Organisation) -> None:
    """She no longer comes in through this organisation's own sign-in."""
    provider = IdentityProvider.objects.of(organisation)
    if provider:
        SocialAccount.objects.filter(user=person, provider=provider.key).delete()


def end_sessions(person: User) -> None:
    """Those in the cache too, and those that nobody wrote down."""
    for session in Session.objects.iterator(chunk_size=500):
        if session.get_decoded().get(SESSION_KEY) == str(person.pk):
            sessions()(session.session_key).delete()


def sessions() -> type[SessionBase]:
    return import_module(settings.SESSION_ENGINE).SessionStore


def forget_sessions() -> None:
    """Of everybody: after a backup was put back, nobody is signed in with what was ended since."""
    UserSession.objects.all().delete()
    Session.objects.all().delete()
