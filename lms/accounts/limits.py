"""How often somebody may do what costs much or bothers others. Counted in the cache that all workers share."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps

from allauth.core import ratelimit
from django.http import HttpRequest, HttpResponse

View = Callable[..., HttpResponse]


def limited(action: str, *, reads: bool = False) -> Callable[[View], View]:
    """Of a page that needs a sign-in: so many writes, or also `reads`, as ACCOUNT_RATE_LIMITS says for this action."""

    def decorate(view: View) -> View:
        @wraps(view)
        def counted(request: HttpRequest, *args, **kwargs) -> HttpResponse:
            return too_many(request, action, reads=reads) or view(request, *args, **kwargs)

        return counted

    return decorate


def too_many(request: HttpRequest, action: str, *, reads: bool = False) -> HttpResponse | None:
    return ratelimit.consume_or_429(request, action=action, limit_get=reads)
