"""Sound, film and captions, piece by piece as a player asks. Whether she may see them is asked before."""

from __future__ import annotations

import re
from collections.abc import Iterator

from django.db.models.fields.files import FieldFile
from django.http import Http404, HttpRequest, HttpResponse, StreamingHttpResponse

from cms.models import Attachment

RANGE = re.compile(r"bytes=(\d{0,18})-(\d{0,18})")
AT_ONCE = 64 * 1024  # bytes


class OutOfRange(Exception):
    """The file ends before what was asked for."""


def piece(document: Attachment, request: HttpRequest) -> HttpResponse | StreamingHttpResponse:
    if not document.file.storage.exists(document.file.name):
        raise Http404
    size, mark = document.file.size, f'"{document.get_file_hash()}"'
    asked = request.headers.get("Range", "")
    if request.headers.get("If-Range", mark) != mark:
        asked = ""  # she has a piece of an older file
    try:
        wanted = part(asked, size)
    except OutOfRange:
        return HttpResponse(status=416, headers={"Content-Range": f"bytes */{size}"})
    first, last = wanted or (0, size - 1)
    response = StreamingHttpResponse(
        read(document.file, first, last),
        status=206 if wanted else 200,
        content_type=document.content_type,
        headers={
            "Accept-Ranges": "bytes",
            "Cache-Control": "private, max-age=86400",
            "Content-Length": str(last - first + 1),
            "Content-Security-Policy": "default-src 'none'; sandbox",
            "Content-Disposition": document.content_disposition,
            "ETag": mark,
            "X-Content-Type-Options": "nosniff",
        },
    )
    if wanted:
        response["Content-Range"] = f"bytes {first}-{last}/{size}"
    return response


def part(asked: str, size: int) -> tuple[int, int] | None:
    """First and last byte. Several parts at once, and what cannot be read, get the whole file (RFC 9110, 14.2)."""
    match = RANGE.fullmatch(asked.replace(" ", ""))
    if match is None or match.groups() == ("", ""):
        return None
    begin, end = match.groups()
    first = int(begin) if begin else max(size - int(end), 0)
    last = min(int(end), size - 1) if begin and end else size - 1
    if begin and end and int(end) < int(begin):
        return None
    if first >= size or (not begin and end and int(end) == 0):
        raise OutOfRange
    return first, last


def read(kept: FieldFile, first: int, last: int) -> Iterator[bytes]:
    with kept.open("rb") as file:
        file.seek(first)
        left = last - first + 1
        while left > 0 and (block := file.read(min(AT_ONCE, left))):
            left -= len(block)
            yield block
