"""The body of a page as HTML, the same for everybody, cut where a personal try-out comes."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from dataclasses import dataclass

from django.core.cache import cache
from django.template.loader import render_to_string
from django.utils.safestring import mark_safe
from django.utils.translation import get_language
from wagtail.blocks import StreamValue

from cms.models import LessonPage, TaskPage
from cms.taps import Taps

# Seconds. The revision is in the key; this is for what a page shows of others: links to moved pages, new pictures.
KEPT = 300


@dataclass(frozen=True)
class Piece:
    """HTML that is the same for everybody, the key of a question, or the steps of a checklist, numbered in the page."""

    html: str = ""
    question: uuid.UUID | None = None
    steps: tuple[tuple[int, str], ...] = ()


def pieces_of(page: LessonPage | TaskPage) -> list[Piece]:
    """What is live, kept per revision: questions and pictures in it cost queries only the first time."""
    key = f"pieces/{page.pk}/{page.live_revision_id}/{get_language()}"
    return cache.get_or_set(key, lambda: list(cut(page)), KEPT)


READ = {"text", "note", "steps", "at_work"}
# Blocks that few pages have bring their own sheet.
PLAIN = {"text", "picture", "note", "checklist", "tryout"}


def cut(page: LessonPage | TaskPage) -> Iterator[Piece]:
    body, spoken = page.body, page.locale.language_code
    html = (
        [] if {block.block_type for block in body} <= PLAIN else [render_to_string("cms/blocks/sheet.html")]
    )
    to_tap = Taps(words_of(body))
    steps = 0
    for block in body:
        if block.block_type == "checklist":
            yield from said(html)
            html = []
            yield Piece(steps=tuple(enumerate(map(str, block.value), start=steps)))
            steps += len(block.value)
        elif block.block_type == "tryout":
            yield from said(html)
            html = []
            if block.value:
                yield Piece(question=block.value.translation_key)
        else:
            shown = render_to_string(
                f"cms/blocks/{block.block_type}.html", {"value": block.value, "spoken": spoken}
            )
            html.append(to_tap.in_text(shown) if block.block_type in READ else shown)
    yield from said(html)


def words_of(body: StreamValue) -> dict[str, str]:
    """The words that this page explains, each with the id of where it does."""
    terms = [term for block in body if block.block_type == "words" for term in block.value["items"] if term]
    return {term.word: f"w-{term.pk}" for term in terms}


def said(html: list[str]) -> Iterator[Piece]:
    if html:
        yield Piece(mark_safe("".join(html)))
