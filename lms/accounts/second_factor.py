"""A role counts only for who proved with a second step that she is the one it was given to.

Who holds a role and has not proved it in this session is a plain employee: `Asking.grants` is empty, and every page
that needs a role leads to where the second step is made.

Who comes through the sign-in of an organisation is not asked to make a second step here when that sign-in says it did
two steps itself: her roles in that organisation count. They do not elsewhere, nor on the platform: what one
organisation's administrator sets up may not open what is another's. Who has made a second step here is still asked
for it (allauth does), and then all her roles count.

 SECOND_FACTOR=0 switches it off, as the demo does.
"""

from __future__ import annotations

import time

from allauth.account import app_settings
from allauth.account.internal.flows.login import get_authentication_records, record_authentication
from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from lms.people.middleware import Asking
from lms.people.models import User

METHOD = "mfa"
HOLDS_ROLE = "holds_role"
THROUGH = "signed_in_through"  # set by `openid`
CARD = "card"  # the id of the card that somebody signed in with
REFUSED = {403, 404}


def is_proven(request: HttpRequest) -> bool:
    """With an app, a key, a passkey or a recovery code, in this session."""
    return any(record["method"] == METHOD for record in get_authentication_records(request, request.user))


def just_signed_in(request: HttpRequest) -> bool:
    since = time.time() - app_settings.REAUTHENTICATION_TIMEOUT
    return any(record["at"] > since for record in get_authentication_records(request, request.user))


def asking(request: HttpRequest) -> Asking:
    """Who asks, as of now: she may have signed in or made her second step a moment ago."""
    asking = Asking(request.user)
    if CARD in request.session:
        asking.with_card, asking.is_proven = True, False
        return asking
    asking.is_proven = not settings.SECOND_FACTOR or is_proven(request)
    through = request.session.get(THROUGH) or {}
    if through.get("two_steps") and through.get("user") == request.user.pk:
        asking.proven_in = through["organisation"]
    asking.may_wait = not asking.is_proven and HOLDS_ROLE in request.session
    return asking


def look_for_roles(sender, request: HttpRequest, user: User, **_more) -> None:
    """Once, as somebody signs in: so a page need not ask for every employee whether a role of hers waits."""
    if Asking(user).held:
        request.session[HOLDS_ROLE] = True


def remember(sender, request: HttpRequest, user, authenticator, **_more) -> None:
    """Making the second step is proof of it too."""
    record_authentication(request, user, METHOD, id=authenticator.pk, type=authenticator.type)


class SecondFactorMiddleware:
    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.asking is None:
            return self.get_response(request)
        request.asking = asking(request)
        response = self.get_response(request)
        if response.status_code in REFUSED and request.method in {"GET", "HEAD"} and request.asking.waiting:
            messages.info(request, _("For this page you need an extra step when you sign in."))
            return redirect("mfa_index")
        return response
