"""What others do to somebody's account."""

from __future__ import annotations

from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.db import transaction

from lms.people.models import User


@transaction.atomic
def forget_second_step(*, user: User, acting_user: User) -> int:
    """For who lost her phone, passkeys and codes: she makes a new step the next time. Returns how many are gone.

    She is signed out everywhere, for whoever found the phone may be signed in with it.
    """
    gone, _by_model = Authenticator.objects.filter(user=user).delete()
    for session in UserSession.objects.filter(user=user):
        session.end()
    return gone
