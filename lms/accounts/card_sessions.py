"""A session that began with a card opens the own pages of whoever holds it, and nothing of how she signs in.

`second_factor.asking` leaves her roles out. Here it ends with the card, and her account stays shut: whoever finds a
card and its PIN may not take the account over with it.
"""

from __future__ import annotations

from allauth.usersessions.models import UserSession
from django.conf import settings
from django.contrib import messages
from django.contrib.auth import login, logout
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _

from lms.accounts.models import Card
from lms.accounts.second_factor import CARD

# allauth has the pages of the account; ours beside them lead to the sign-in of an organisation.
OF_THE_ACCOUNT = ("allauth.", "lms.accounts.views")
FOR_EVERYBODY = {"account_logout", "account_login"}


def enter(request: HttpRequest, card: Card) -> None:
    """Without anything of whoever used this browser before."""
    request.session.flush()
    login(request, card.user, backend=settings.AUTHENTICATION_BACKENDS[0])
    request.session[CARD] = card.pk
    UserSession.objects.create_from_request(request)


def still_works(request: HttpRequest) -> bool:
    standing = Card.objects.standing(timezone.localdate())
    return standing.filter(pk=request.session[CARD], user=request.user.pk).exists()


def is_of_the_account(request: HttpRequest, view) -> bool:
    return view.__module__.startswith(OF_THE_ACCOUNT) and request.resolver_match.url_name not in FOR_EVERYBODY


class CardMiddleware:
    """One query more for who came with a card, and none for others."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if CARD in request.session and not still_works(request):
            logout(request)
            messages.info(
                request, _("You are signed out: this card no longer works. HR can give you a new one.")
            )
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view, args, kwargs) -> HttpResponse | None:
        if CARD not in request.session or not is_of_the_account(request, view):
            return None
        if request.method not in {"GET", "HEAD"}:
            raise PermissionDenied
        messages.info(request, _("With a card you see your own pages. You cannot change how you sign in."))
        return redirect("home")
