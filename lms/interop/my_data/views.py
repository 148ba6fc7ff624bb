"""The pages "My data": everything that is stored about the person who asks, to read and to take along."""

from __future__ import annotations

from itertools import groupby

from allauth.core import ratelimit
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_POST, require_safe

from lms.interop.my_data import words
from lms.interop.my_data.packing import pack
from lms.interop.my_data.registry import NOT_TOLD, counts, part, registry
from lms.people.models import User
from lms.people.telling import Stored

NEWEST = 3
PER_PAGE = 50
TOO_MANY = 429

private = cache_control(private=True, no_store=True)


@require_safe
@login_required
@private
def my_data(request: HttpRequest) -> HttpResponse:
    return shown(request)


def shown(request: HttpRequest, status: int = 200) -> HttpResponse:
    numbers = counts(request.user, registry())
    there = [one for one in registry() if numbers[one.key]]
    groups = [
        (group, words.ABOUT[group], [(one, numbers[one.key], newest(one, request.user)) for one in parts])
        for group, parts in groupby(there, key=lambda one: one.group)
    ]
    context = {
        "groups": groups,
        "empty": [one for one in registry() if not numbers[one.key]],
        "left_out": [one.left_out for one in registry() if one.left_out] + list(NOT_TOLD.values()),
        "too_many": status == TOO_MANY,
    }
    return render(request, "interop/my_data/my_data.html", context, status=status)


def newest(one: Stored, person: User) -> list[list[str]]:
    reader = words.Reader()
    return [reader.brief(one, row) for row in one.read(one.newest_first(person)[:NEWEST])]


@require_safe
@login_required
@private
def my_data_part(request: HttpRequest, key: str) -> HttpResponse:
    """All rows of one kind, with all that is told of them."""
    found = part(key)
    if found is None:
        raise Http404
    page = Paginator(found.newest_first(request.user), PER_PAGE).get_page(request.GET.get("page"))
    reader = words.Reader()
    rows = [(reader.brief(found, row), reader.labelled(found, row)) for row in found.read(page.object_list)]
    context = {"part": found, "page": page, "rows": rows, "few": len(rows) <= NEWEST}
    return render(request, "interop/my_data/part.html", context)


@require_POST
@login_required
@private
def download(request: HttpRequest) -> HttpResponse:
    """It takes some seconds for who answered much, so nobody asks for it without end."""
    if not ratelimit.consume(request, action="my_data"):
        return shown(request, TOO_MANY)
    now = timezone.now()
    name = f"{_('my-data')}-{timezone.localdate(now):%Y-%m-%d}.zip"
    file = pack(person=request.user, now=now)
    return FileResponse(file, as_attachment=True, filename=name, content_type="application/zip")
