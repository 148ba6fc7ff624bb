"""The paper of a certificate as somebody hands it in: what it is says its content, never its name."""

from __future__ import annotations

import io
from dataclasses import dataclass

from lms.safe_documents import is_what_it_says
from lms.safe_pictures import NoPicture, TooLarge, redrawn

MOST_BYTES = 5 * 1024 * 1024
PICTURES = {"image/jpeg": b"\xff\xd8\xff", "image/png": b"\x89PNG\r\n\x1a\n"}
ENDINGS = {"application/pdf": "pdf", "image/jpeg": "jpg", "image/png": "png"}


class NotTaken(Exception):
    """`code`: big, kind, picture or large."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


@dataclass(frozen=True)
class Paper:
    type: str
    content: bytes


def paper_from(raw: bytes) -> Paper:
    """A PDF as it is, a picture drawn anew. Raises NotTaken."""
    if len(raw) > MOST_BYTES:
        raise NotTaken("big")
    if is_what_it_says("pdf", io.BytesIO(raw)):
        return Paper("application/pdf", raw)
    kind = next((kind for kind, begin in PICTURES.items() if raw.startswith(begin)), None)
    if kind is None:
        raise NotTaken("kind")
    try:
        return Paper(kind, redrawn(raw))
    except TooLarge:
        raise NotTaken("large") from None
    except NoPicture:
        raise NotTaken("picture") from None
