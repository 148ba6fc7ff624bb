"""What is written in the log of who signs in and out, of what is changed about that, and of who is refused.

Names, addresses and whatever was typed stay out of it: ids tell whoever looks into something enough.
"""

from __future__ import annotations

from logging import WARNING

from allauth.account import signals as account
from allauth.mfa import signals as mfa
from django.contrib.auth.signals import user_logged_in, user_logged_out, user_login_failed
from django.http import HttpRequest, HttpResponse

from lms.accounts.second_factor import CARD
from lms.lines import happened

REFUSED = {403, 404, 429}
CHANGES = {
    account.password_changed: "password_changed",
    account.password_reset: "password_reset",
    account.password_set: "password_set",
    account.email_added: "email_added",
    account.email_changed: "email_changed",
    account.email_removed: "email_removed",
    mfa.authenticator_added: "second_step_added",
    mfa.authenticator_removed: "second_step_removed",
    mfa.authenticator_reset: "recovery_codes_made",
}


def signed_in(sender, request: HttpRequest, user, **_more) -> None:
    happened("signed_in", user=user.pk)


def signed_out(sender, request: HttpRequest, user, **_more) -> None:
    if user is not None:
        happened("signed_out", user=user.pk)


def sign_in_failed(sender, **_more) -> None:
    """Not who: people type their password where their name belongs."""
    happened("sign_in_failed", WARNING)


def second_step_failed(sender, user, **_more) -> None:
    happened("second_step_failed", WARNING, user=user.pk)


def changed(signal, what: str):
    def note(sender, user, **_more) -> None:
        happened(what, user=user.pk)

    signal.connect(note, weak=False, dispatch_uid=f"security_log_{what}")


def listen() -> None:
    user_logged_in.connect(signed_in)
    user_logged_out.connect(signed_out)
    user_login_failed.connect(sign_in_failed)
    mfa.authentication_failed.connect(second_step_failed)
    for signal, what in CHANGES.items():
        changed(signal, what)


class RefusalsMiddleware:
    """Who is signed in and gets no: from a page, from a thing that is not hers, or for asking too often."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if response.status_code in REFUSED and request.resolver_match:
            facts = {"page": request.resolver_match.view_name, "method": request.method}
            card = request.session.get(CARD) if request.user.is_authenticated else None
            happened(
                "refused", WARNING, status=response.status_code, user=request.user.pk, card=card, **facts
            )
        return response
