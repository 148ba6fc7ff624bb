"""A device that people share, such as a tablet in the canteen. HR or the administrator says so on the device itself.

Whoever signs in on it is out after ten minutes in which nothing was asked, and leaves nothing behind in the browser.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.cache import patch_cache_control
from django.utils.translation import gettext as _

COOKIE, SALT = f"{settings.COOKIE_PREFIX}shared_device", "lms.accounts.shared_device"
KEPT = timedelta(days=400)  # browsers keep none longer; the page with the card's code begins it anew
IDLE = timedelta(minutes=10)
A_MOMENT = timedelta(seconds=5)  # the page comes back when the time is over, not just before
SEEN = "seen_at"  # in the session of who signed in on such a device: a cookie could be taken off
LEFT_BEHIND = '"cache", "storage"'  # with "cookies" the device would forget that it is shared


def is_shared(request: HttpRequest) -> bool:
    kept = request.get_signed_cookie(COOKIE, default=None, salt=SALT, max_age=KEPT)
    return kept is not None


def share(response: HttpResponse) -> None:
    response.set_signed_cookie(
        COOKIE,
        "on",
        salt=SALT,
        max_age=KEPT,
        httponly=True,
        samesite="Lax",
        secure=bool(settings.SESSION_COOKIE_SECURE),
    )


def share_no_more(response: HttpResponse) -> None:
    response.delete_cookie(COOKIE, samesite="Lax")


def is_idle(request: HttpRequest, now: datetime) -> bool:
    seen = request.session.get(SEEN)
    return seen is not None and now - datetime.fromisoformat(seen) >= IDLE


class SharedDeviceMiddleware:
    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        request.is_shared_device = is_shared(request)
        was_in = request.user.is_authenticated
        is_ours = request.is_shared_device or SEEN in request.session
        is_over = was_in and is_idle(request, timezone.now())
        response = out(request) if is_over else self.get_response(request)
        if is_ours or request.is_shared_device:
            leave_nothing(request, response, was_in)
        return response


def out(request: HttpRequest) -> HttpResponse:
    logout(request)
    messages.info(request, _("You were signed out, because nobody used this device for ten minutes."))
    return redirect("card")


def leave_nothing(request: HttpRequest, response: HttpResponse, was_in: bool) -> None:
    if not request.user.is_authenticated:
        if was_in:
            response["Clear-Site-Data"] = LEFT_BEHIND
        return
    if request.path != reverse("card"):  # a page that comes back there by itself is nobody's doing
        request.session[SEEN] = timezone.now().isoformat()
    if response.get("Content-Type", "").startswith("text/html"):
        seconds = int((IDLE + A_MOMENT).total_seconds())
        response["Refresh"] = f"{seconds}; url={reverse('card')}"
        patch_cache_control(response, no_store=True, private=True)
