"""The paper of cards: four to an A4 page, as a PDF, or as a page to print where WeasyPrint cannot work.

The codes are on that one paper only: it is never kept, and a browser is asked not to keep it either.
"""

from __future__ import annotations

import logging
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import segno
from django.conf import settings
from django.contrib.staticfiles import finders
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.safestring import SafeString, mark_safe
from PIL import ImageFile

from lms.accounts.codes import grouped
from lms.people.models import Employment, Organisation

log = logging.getLogger(__name__)
PER_SHEET = 4
SHEET, FONT = "css/cards.css", "fonts/atkinson-next.woff2"


class NoPdf(Exception):
    """WeasyPrint or one of its system libraries is missing."""


@dataclass(frozen=True)
class Paper:
    """One card, as it is printed."""

    name: str
    unit: str
    code: str
    square: SafeString


def papers(made: Sequence[tuple[Employment, str]]) -> list[tuple[Paper, ...]]:
    """Sheet by sheet."""
    cards = [
        Paper(job.user.name, job.unit.name, grouped(code), square(address() + "#" + code))
        for job, code in made
    ]
    return [tuple(cards[start : start + PER_SHEET]) for start in range(0, len(cards), PER_SHEET)]


def address() -> str:
    return settings.BASE_URL + reverse("card")


def square(text: str) -> SafeString:
    drawn = segno.make(text, error="m", micro=False).svg_inline(omitsize=True, border=2, svgclass="square")
    return mark_safe(drawn)  # only numbers: the drawing of the text, not the text


def printed(
    request: HttpRequest, organisation: Organisation, made: Sequence[tuple[Employment, str]]
) -> HttpResponse:
    context = {"about": organisation, "sheets": papers(made), "address": address()}
    try:
        response = HttpResponse(pdf(context).write_pdf(), content_type="application/pdf")
        response["Content-Disposition"] = f'attachment; filename="{organisation.slug}-cards.pdf"'
    except NoPdf as reason:
        log.warning("No PDF of cards: %s", reason)
        page = render_to_string("dashboards/cards_print.html", context | {"is_page": True}, request)
        response = HttpResponse(page)
    response["Cache-Control"] = "no-store, private"
    return response


def pdf(context: dict):
    """A document of WeasyPrint. Raises NoPdf."""
    try:
        from weasyprint import CSS, HTML
        from weasyprint.text.fonts import FontConfiguration

        ImageFile.LOAD_TRUNCATED_IMAGES = False  # WeasyPrint lets half pictures in, for all of this process
    except (ImportError, OSError) as missing:
        raise NoPdf(missing) from missing
    fonts, fetcher = FontConfiguration(), only_our_font()
    sheet = Path(finders.find(SHEET))
    style = CSS(string=sheet.read_text(), base_url=sheet.as_uri(), url_fetcher=fetcher, font_config=fonts)
    page = HTML(string=render_to_string("dashboards/cards_print.html", context), url_fetcher=fetcher)
    return page.render(stylesheets=[style], font_config=fonts)


def only_our_font():
    """What WeasyPrint fetches with: a name on a card makes the server fetch nothing."""
    from weasyprint.urls import URLFetcher, URLFetcherResponse

    class OnlyOurFont(URLFetcher):
        def fetch(self, url, headers=None):
            if not url.endswith(FONT):
                raise ValueError(url)
            font = Path(finders.find(FONT)).read_bytes()
            return URLFetcherResponse(url, font, {"Content-Type": "font/woff2"})

    return OnlyOurFont()
