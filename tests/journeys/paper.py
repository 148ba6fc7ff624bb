"""Reads the cards on a PDF that our own server made: enough for that, and no reader of PDF."""

from __future__ import annotations

import re
import zlib
from collections.abc import Iterator

# With the end of its line, which packed bytes may look like: what comes after them is left by itself.
STREAM = re.compile(rb"stream\r?\n(.*?)endstream", re.DOTALL)
MEANS = re.compile(r"<(\w{4})> <(\w{4,})>")  # the number of a shape, and the letters that it shows
PIECE, SHAPES = re.compile(r"BT(.*?)ET", re.DOTALL), re.compile(r"<([0-9a-f]+)>")
CARD = re.compile(r"(?P<code>(?:[A-Z0-9]{4}-){2}[A-Z0-9]{4}).*\n(?P<name>.+)")  # bold text is drawn last


def codes_on(paper: bytes) -> dict[str, str]:
    """By name."""
    return {card["name"]: card["code"] for card in CARD.finditer("\n".join(pieces(paper)))}


def pieces(paper: bytes) -> list[str]:
    streams = list(unpacked(paper))
    shown = {shape: letters(code) for stream in streams for shape, code in MEANS.findall(stream)}
    return [words(piece, shown) for stream in streams for piece in PIECE.findall(stream)]


def unpacked(paper: bytes) -> Iterator[str]:
    for packed in STREAM.findall(paper):
        try:
            yield zlib.decompressobj().decompress(packed).decode("latin-1")
        except zlib.error:
            continue  # nothing with words


def letters(code: str) -> str:
    return bytes.fromhex(code).decode("utf-16-be")


def words(piece: str, shown: dict[str, str]) -> str:
    shapes = re.findall("....", "".join(SHAPES.findall(piece)))
    return "".join(shown.get(shape, "?") for shape in shapes)
