"""Files that pages fetch and that are not static: an organisation's colours, and uploaded pictures."""

from __future__ import annotations

import posixpath
from pathlib import PurePath

from django.conf import settings
from django.contrib.auth.decorators import login_required
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe
from django.views.static import serve

from cms import serving
from lms.people.models import Organisation

TYPES = {
    ".gif": "image/gif",
    ".jpeg": "image/jpeg",
    ".jpg": "image/jpeg",
    ".png": "image/png",
    ".svg": "image/svg+xml",
    ".webp": "image/webp",
}


@cache_control(public=True, max_age=600)
def theme(request: HttpRequest, organisation: str) -> HttpResponse:
    """Hue and chroma of the organisation. Lightness is ours, so contrast holds for every choice."""
    found = get_object_or_404(Organisation, slug=organisation)
    sheet = f":root, .org-theme {{ --brand-h: {found.brand_hue}; --brand-c: {found.brand_chroma}; }}\n"
    return HttpResponse(sheet, content_type="text/css")


@require_safe
@login_required
@cache_control(private=True, max_age=86400)
def media(request: HttpRequest, name: str) -> FileResponse:
    """Pictures, each for who may read what it is in. Documents have an address of their own.

    A drawing cannot run anything, and a name that was not checked never reaches the disk.
    """
    if "\0" in name or posixpath.normpath(name) != name or not serving.may_see(request.asking, name):
        raise Http404
    response = serve(request, name, document_root=settings.MEDIA_ROOT)
    response["Content-Type"] = TYPES.get(PurePath(name).suffix.lower(), "application/octet-stream")
    response["Content-Security-Policy"] = (
        "default-src 'none'; style-src 'unsafe-inline'; sandbox; frame-ancestors 'none'"
    )
    return response
