"""Files that pages fetch and that are not static: an organisation's colours, and uploaded pictures."""

from __future__ import annotations

import posixpath

from django.conf import settings
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.cache import cache_control
from django.views.static import serve

from lms.people.models import Organisation

PUBLIC = ("images/", "original_images/", "question_pictures/", "logos/")


@cache_control(public=True, max_age=600)
def theme(request: HttpRequest, organisation: str) -> HttpResponse:
    """Hue and chroma of the organisation. Lightness is ours, so contrast holds for every choice."""
    found = get_object_or_404(Organisation, slug=organisation)
    sheet = f":root, .org-theme {{ --brand-h: {found.brand_hue}; --brand-c: {found.brand_chroma}; }}\n"
    return HttpResponse(sheet, content_type="text/css")


@cache_control(public=True, max_age=86400)
def media(request: HttpRequest, name: str) -> FileResponse:
    """Pictures. Documents have an address of their own that asks who reads. A drawing cannot run anything."""
    # The name as the disk would see it: "images/../documents" is no picture.
    if not posixpath.normpath(name).startswith(PUBLIC):
        raise Http404
    response = serve(request, name, document_root=settings.MEDIA_ROOT)
    response["Content-Security-Policy"] = "default-src 'none'; style-src 'unsafe-inline'; sandbox"
    response["X-Content-Type-Options"] = "nosniff"
    return response
