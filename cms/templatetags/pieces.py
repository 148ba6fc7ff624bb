"""{% load pieces %}: the body of a page as HTML, cut where a personal try-out comes."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from dataclasses import dataclass

from django import template
from django.core.cache import cache
from django.template.loader import render_to_string
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language
from wagtail.blocks import StreamValue

from cms.models import LessonPage, Picture, TaskPage
from courses.queries import Asked

register = template.Library()

# Seconds. The revision is in the key; this is for what a page shows of others: links to moved pages, new pictures.
KEPT = 300
LARGEST = "max-1280x1280"


@dataclass(frozen=True)
class Piece:
    """HTML that is the same for everybody, or the key of a question."""

    html: SafeString = SafeString()
    question: uuid.UUID | None = None


@register.simple_tag
def pieces(page: LessonPage | TaskPage) -> list[Piece]:
    """Kept per revision: without the cache, blocks with questions and pictures cost queries."""
    if not page.live_revision_id:
        return list(cut(page.body))
    key = f"pieces/{page.pk}/{page.live_revision_id}/{get_language()}"
    return cache.get_or_set(key, lambda: list(cut(page.body)), KEPT)


def cut(body: StreamValue) -> Iterator[Piece]:
    html: list[str] = []
    for block in body:
        if block.block_type == "tryout":
            yield from said(html)
            html = []
            if block.value:
                yield Piece(question=block.value.translation_key)
        else:
            html.append(render_to_string(f"cms/blocks/{block.block_type}.html", {"value": block.value}))
    yield from said(html)


def said(html: list[str]) -> Iterator[Piece]:
    if html:
        yield Piece(mark_safe("".join(html)))


@register.filter
def of(asked: dict[uuid.UUID, Asked], piece: Piece) -> Asked | None:
    """None for a question that is not published, or no longer."""
    return asked.get(piece.question)


@register.simple_tag
def source_of(picture: Picture) -> dict:
    """Address and size. A drawing goes as it is; a photo not larger than a page shows it."""
    shown = picture if picture.is_svg() else picture.get_rendition(LARGEST)
    return {"url": shown.file.url, "width": round(shown.width), "height": round(shown.height)}
