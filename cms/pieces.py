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
    return cache.get_or_set(key, lambda: list(cut(page.body)), KEPT)


def cut(body: StreamValue) -> Iterator[Piece]:
    html: list[str] = []
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
            html.append(render_to_string(f"cms/blocks/{block.block_type}.html", {"value": block.value}))
    yield from said(html)


def said(html: list[str]) -> Iterator[Piece]:
    if html:
        yield Piece(mark_safe("".join(html)))
