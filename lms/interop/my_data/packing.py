"""Packing: all that is stored about a person as one ZIP file, with data.json for programs and a page for reading.

Each row is read once and goes to both, so they say the same. Nothing is held in memory but some hundreds of rows: the
page waits in a file of its own until data.json is done, for a ZIP takes one after the other.
"""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterable, Iterator
from datetime import datetime
from html import escape
from itertools import islice
from tempfile import SpooledTemporaryFile
from typing import IO
from zipfile import ZIP_DEFLATED, ZipFile

from django.core.serializers.json import DjangoJSONEncoder
from django.template.loader import render_to_string
from django.utils.translation import get_language

from lms.interop.my_data.registry import NOT_TOLD, counts, registry
from lms.interop.my_data.words import Reader
from lms.people.models import User
from lms.people.telling import Group, Row, Stored

FORMAT, VERSION = "bouwsteen-my-data", 1
DATA, PAGE = "data.json", "index.html"
IN_MEMORY = 2**20  # bytes; what is longer goes to the disk until it is sent
AT_ONCE = 500  # rows in one piece of the page
FEW = 20  # rows that the page shows one under the other; more make a table, which opens with a click


def pack(*, person: User, now: datetime) -> IO[bytes]:
    """A file to read from its beginning; who reads it closes it. In the language that is active."""
    file = SpooledTemporaryFile(max_size=IN_MEMORY)  # noqa: SIM115 - it lives as long as the answer
    with ZipFile(file, "w", ZIP_DEFLATED) as archive, SpooledTemporaryFile(max_size=IN_MEMORY) as page:
        with archive.open(DATA, "w", force_zip64=True) as data:
            write(Pages(page), data, person, now)
        page.seek(0)
        with archive.open(PAGE, "w", force_zip64=True) as read:
            shutil.copyfileobj(page, read)
    file.seek(0)
    return file


def write(page: Pages, data: IO[bytes], person: User, now: datetime) -> None:
    numbers = counts(person, registry())
    there = [one for one in registry() if numbers[one.key]]
    page.begin(person, now, there, numbers)
    head = {"format": FORMAT, "version": VERSION, "made_at": now, "language": get_language()}
    data.write(f'{encoded(head).rstrip("}")}, "parts": {{'.encode())
    for place, part in enumerate(registry()):
        data.write(f'{"," * bool(place)}\n"{part.key}": ['.encode())
        # What is not there needs no asking again.
        rows = part.read(part.newest_first(person)) if numbers[part.key] else iter(())
        for number, some in enumerate(pieces(rows)):
            data.write(("," * bool(number) + ",".join(f"\n{encoded(row)}" for row in some)).encode())
            page.rows(part, numbers[part.key], some, is_first=not number)
        if numbers[part.key]:
            page.end_part()
        data.write(b"]")
    left_out = {part.key: part.left_out for part in registry() if part.left_out}
    data.write(f'}}, "left_out": {encoded({**left_out, **NOT_TOLD})}}}\n'.encode())
    page.end([part for part in registry() if part not in there])


def encoded(value: object) -> str:
    return json.dumps(value, cls=DjangoJSONEncoder, ensure_ascii=False)


def pieces(rows: Iterator[Row]) -> Iterator[list[Row]]:
    while some := list(islice(rows, AT_ONCE)):
        yield some


def cells(reader: Reader, part: Stored, row: Row) -> str:
    """A row of a long table."""
    return f"<tr>{''.join(f'<td>{escape(text)}</td>' for text in reader.told(part, row))}</tr>\n"


def facts(reader: Reader, part: Stored, row: Row) -> str:
    """One of a few rows, each thing with its name: that reads on a phone too."""
    named = (
        f"<div><dt>{escape(label)}</dt><dd>{escape(text)}</dd></div>"
        for label, text in reader.labelled(part, row)
    )
    return f"<li><dl>{''.join(named)}</dl></li>\n"


class Pages:
    """The readable page, written piece by piece. One file, with its own looks: it is read without this website."""

    def __init__(self, file: IO[bytes]) -> None:
        self.file = file
        self.reader = Reader()
        self.few = False

    def begin(self, person: User, now: datetime, there: Iterable[Stored], numbers: dict[str, int]) -> None:
        groups = [
            (group, [(one, numbers[one.key]) for one in there if one.group is group]) for group in Group
        ]
        self.put("head", person=person, now=now, groups=[(group, parts) for group, parts in groups if parts])

    def rows(self, part: Stored, number: int, rows: list[Row], *, is_first: bool) -> None:
        self.few = number <= FEW
        if is_first:
            self.put("part", part=part, number=number, few=self.few)
        # A template would take longer than all the rest together.
        made = facts if self.few else cells
        self.file.write("".join(made(self.reader, part, row) for row in rows).encode())

    def end_part(self) -> None:
        self.put("part_end", few=self.few)

    def end(self, empty: Iterable[Stored]) -> None:
        self.put("end", empty=empty, not_told=NOT_TOLD.values())

    def put(self, piece: str, **context) -> None:
        self.file.write(render_to_string(f"interop/standalone/my_data_{piece}.html", context).encode())
