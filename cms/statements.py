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
    organisation = request.asking.organisation if request.asking else None
    pages = live(kind, organisation)
    return show(request, kind, pages, officer_of(organisation, pages))


def officer_of(organisation: Organisation | None, pages: Iterable[StatementPage]) -> StatementPage | None:
    """Where the data protection officer is named. Never another's: she would get what is not for her to read."""
    named = (page for page in pages if page.officer)
    return next((page for page in named if organisation is None or page.organisation == organisation), None)


def show(
    request: HttpRequest, kind: str, pages: Iterable[StatementPage], officer: StatementPage | None
) -> HttpResponse:
    """`pages`: the one that counts most first. One without a text of its own still says whom to ask."""
    context = {
        "kind": StatementPage.Kind(kind),
        "own": next((page for page in pages if page.body), None),
        "contact": next((page for page in pages if page.contact), None),
        "officer": officer,
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
