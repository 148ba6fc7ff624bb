"""The record that somebody takes along: on a page, as a page of its own, and as JSON. Only ever her own."""

from __future__ import annotations

import json

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils.translation import gettext as _
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from lms.accounts.limits import limited
from lms.interop.record import mapping
from lms.interop.record.queries import record_of
from lms.interop.record.words import in_words

private = cache_control(private=True, no_store=True)


@require_safe
@login_required
@private
def record(request: HttpRequest) -> HttpResponse:
    found = record_of(request.asking)
    return render(request, "interop/record/record.html", {"record": found, "words": in_words(found)})


@require_safe
@login_required
@limited("export", reads=True)
@private
def record_html(request: HttpRequest) -> HttpResponse:
    """It can be read and printed without this website."""
    found = record_of(request.asking)
    page = render_to_string("interop/standalone/record.html", {"record": found, "words": in_words(found)})
    return as_file(page, "text/html", "html", found)


@require_safe
@login_required
@limited("export", reads=True)
@private
def record_json(request: HttpRequest) -> HttpResponse:
    found = record_of(request.asking)
    text = json.dumps(mapping.as_data(found), ensure_ascii=False, indent=1)
    return as_file(text, "application/json", "json", found)


def as_file(text: str, kind: str, ending: str, found: mapping.Record) -> HttpResponse:
    name = f"{_('learning-record')}-{found.made_on:%Y-%m-%d}.{ending}"
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return HttpResponse(text, content_type=f"{kind}; charset=utf-8", headers=headers)
