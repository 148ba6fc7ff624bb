"""The pages about privacy and accessibility. Anybody may read them, before signing in too.

A text stands for everybody, in every language; an organisation adds whom to ask, and may put its own text in its place.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from django.conf import settings
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language
from wagtail.models import Page

from cms import serving
from cms.models import StatementPage
from lms.people.models import Organisation

PREPARED = date(2026, 11, 24)  # when the text about accessibility was last held against a test


def statement(request: HttpRequest, kind: str) -> HttpResponse:
    asking = request.asking
    pages = live(kind, asking.organisation if asking else None)
    return show(request, kind, pages)


def show(request: HttpRequest, kind: str, pages: Iterable[StatementPage]) -> HttpResponse:
    """`pages`: the one that counts most first. One without a text of its own still says whom to ask."""
    context = {
        "kind": StatementPage.Kind(kind),
        "own": next((page for page in pages if page.body), None),
        "contact": next((page for page in pages if page.contact), None),
        "standing": f"cms/statements/{kind}.html",
        "prepared": PREPARED,
    }
    return render(request, "cms/statement.html", context)


def live(kind: str, organisation: Organisation | None) -> list[StatementPage]:
    """Of the organisation, then of whoever runs the platform; each in the present language, else in Dutch or any."""
    own = organisation.pk if organisation else None
    found = serving.open_pages().filter(statementpage__kind=kind).select_related("statementpage")
    found = found.filter(Q(section_owner=own) | Q(section_kind=Organisation.Kind.SHARED))

    def place(page: Page) -> tuple:
        spoken = page.locale.language_code
        return page.section_owner != own, spoken != get_language(), spoken != settings.LANGUAGE_CODE, page.pk

    return [page.statementpage for page in sorted(found, key=place)]
