"""How long somebody stays signed in: two hours in which she asks for nothing, and never longer than twelve.

On a device that people share it is ten minutes (`shared_device`).
"""

from __future__ import annotations

from datetime import datetime, timedelta

from django.contrib import messages
from django.contrib.auth import logout
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _

BEGAN, SEEN = "signed_in_at", "last_seen_at"
LONGEST, IDLE = timedelta(hours=12), timedelta(hours=2)
WRITTEN_EVERY = timedelta(minutes=10)  # a session is not written at every page


def begin(sender, request: HttpRequest, user, **_more) -> None:
    request.session[BEGAN] = request.session[SEEN] = timezone.now().isoformat()


def since(request: HttpRequest, what: str, now: datetime) -> timedelta:
    """A session without it began before this was kept: it gets its time from now on."""
    return now - datetime.fromisoformat(request.session.setdefault(what, now.isoformat()))


def is_over(request: HttpRequest, now: datetime) -> bool:
    return since(request, BEGAN, now) >= LONGEST or since(request, SEEN, now) >= IDLE


class SessionLifeMiddleware:
    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if not request.user.is_authenticated:
            return self.get_response(request)
        now = timezone.now()
        if is_over(request, now):
            return out(request)
        if since(request, SEEN, now) >= WRITTEN_EVERY:
            request.session[SEEN] = now.isoformat()
        return self.get_response(request)


def out(request: HttpRequest) -> HttpResponse:
    logout(request)
    messages.info(request, _("You were signed out, because it was a while ago. Sign in to go on."))
    back = request.get_full_path() if request.method in {"GET", "HEAD"} else "/"
    return redirect_to_login(back)
