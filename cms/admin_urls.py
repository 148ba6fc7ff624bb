"""The editor's addresses: Wagtail's own, where a request that writes is one transaction."""

from functools import wraps

from csp.constants import SELF, UNSAFE_INLINE
from csp.decorators import csp_update
from django.db import transaction
from django.urls import path, re_path
from django.views.generic import RedirectView
from wagtail.admin.urls import urlpatterns as wagtail_urlpatterns
from wagtail.utils.urlpatterns import decorate_urlpatterns

# The page editor brings inline scripts and styles of its own.
EDITOR_CSP = {
    "script-src": [SELF, UNSAFE_INLINE],
    "style-src": [SELF, UNSAFE_INLINE],
    "img-src": [SELF, "data:", "blob:"],
}


def atomic_when_writing(view):
    """What cannot be recorded does not go live either. Reads take no lock."""

    @wraps(view)
    def wrapped(request, *args, **kwargs):
        if request.method in ("GET", "HEAD"):
            return view(request, *args, **kwargs)
        with transaction.atomic():
            return view(request, *args, **kwargs)

    return wrapped


# Wagtail's own sign-in knows no limit on wrong passwords; everybody signs in at one door.
SIGN_IN = RedirectView.as_view(pattern_name="account_login", query_string=True)

urlpatterns = [
    path("login/", SIGN_IN, name="wagtailadmin_login"),
    re_path(r"^password_reset/", SIGN_IN),
    *decorate_urlpatterns(
        decorate_urlpatterns(wagtail_urlpatterns, atomic_when_writing), csp_update(EDITOR_CSP)
    ),
]
