"""{% load pieces %}: what the pieces of a body need to be shown."""

from __future__ import annotations

import re
import uuid

from django import template
from django.utils.safestring import SafeString, mark_safe
from wagtail.templatetags.wagtailcore_tags import richtext

from cms.models import Picture
from cms.pieces import Piece
from courses.queries import Asked
from lms.safe_html import sanitize

register = template.Library()

# What the editor never makes: a link inside Bouwsteen without a real number, which cannot be looked up, and an embed,
# for which the server would ask another website.
UNFOLLOWED = re.compile(r'<embed\b|<a\s[^>]*\bid="(?!\d{1,9}")', re.IGNORECASE)
LARGEST = "max-1280x1280"


@register.filter
def of(asked: dict[uuid.UUID, Asked], piece: Piece) -> Asked | None:
    """None for a question that is not published, or no longer."""
    return asked.get(piece.question)


@register.filter
def place_of(asked: dict[uuid.UUID, Asked], piece: Piece) -> int | None:
    """Of several questions: which one this is, so that each has a name of its own."""
    return list(asked).index(piece.question) + 1 if piece.question and len(asked) > 1 else None


@register.filter
def written(text) -> SafeString:
    """Rich text, cleaned once more: an import or a translation may have put in it what the editor would not."""
    source = getattr(text, "source", text)
    return mark_safe(sanitize(source if UNFOLLOWED.search(source) else str(richtext(text))))


@register.simple_tag
def source_of(picture: Picture) -> dict:
    """Address and size. A drawing goes as it is; a photo not larger than a page shows it."""
    shown = picture if picture.is_svg() else picture.get_rendition(LARGEST)
    return {"url": shown.file.url, "width": round(shown.width), "height": round(shown.height)}
