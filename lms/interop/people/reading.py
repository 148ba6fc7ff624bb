"""Finds out how a table from a spreadsheet is to be read, says so, and reads it row by row.

What comes in is hostile until it is read: nothing is believed of its name, and nothing is unpacked before its size is
known.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass, replace
from itertools import islice
from typing import IO

from lms.interop.people import workbook
from lms.interop.people.mapping import columns_of
from lms.interop.problems import BadFile, Problem
from lms.interop.rows import MAX_COLUMNS, Record, clean, encoding_of

MAX_BYTES = 30 * 1024 * 1024
DELIMITERS = ";,\t|"
ENCODINGS = ("utf-8-sig", "cp1252", "utf-16", "utf-16-le", "utf-16-be")
HEAD = 30  # rows among which the headings are looked for
NO_TABLES = (b"%PDF", b"\x89PNG", b"GIF8", b"\xff\xd8\xff", b"{\\rtf", b"Rar!", b"7z\xbc\xaf", b"\x1f\x8b")
OLD_EXCEL = b"\xd0\xcf\x11\xe0"  # also what Excel makes of a file with a password
MARKUP = re.compile(rb"\s*<(!doctype|html|\?xml|table)", re.IGNORECASE)


@dataclass(frozen=True)
class Reading:
    """How a file is read. `line` is where its headings are; `sheets` are those that a workbook shows."""

    format: str
    encoding: str = ""
    delimiter: str = ""
    sheet: str = ""
    sheets: tuple[str, ...] = ()
    line: int = 1
    headings: tuple[str, ...] = ()

    def kept(self) -> dict:
        return asdict(self)

    @classmethod
    def from_kept(cls, kept: dict) -> Reading:
        return cls(**kept | {"sheets": tuple(kept["sheets"]), "headings": tuple(kept["headings"])})


@dataclass(frozen=True)
class Asked:
    """What somebody says about how to read a file; what is empty, the file has to tell."""

    encoding: str = ""
    delimiter: str = ""
    sheet: str = ""
    line: int = 0


def find_out(file: IO[bytes], asked: Asked | None = None) -> Reading:
    """Raises BadFile."""
    asked = asked or Asked()
    file.seek(0)
    start = file.read(1024)
    if not start.strip():
        raise BadFile((Problem("empty_file", line=1),))
    if start.startswith(OLD_EXCEL):
        raise BadFile((Problem("old_excel"),))
    if start.startswith(NO_TABLES) or MARKUP.match(start):
        raise BadFile((Problem("not_a_table"),))
    found = _in_workbook(file, asked) if start.startswith(b"PK\x03\x04") else _in_text(file, asked)
    _check_headings(found, file)
    return found


def _check_headings(found: Reading, file: IO[bytes]) -> None:
    if not found.headings:
        raise BadFile((Problem("empty_file", line=1),))
    if len(found.headings) > MAX_COLUMNS:
        raise BadFile((Problem("too_many_columns", line=found.line, params={"limit": MAX_COLUMNS}),))
    with opened(file, found) as records:
        if next(records, None) is None:
            raise BadFile((Problem("no_rows", line=found.line),))


# --- text -------------------------------------------------------------------------------------------------------------


def _in_text(file: IO[bytes], asked: Asked) -> Reading:
    file.seek(0)
    raw = file.read(MAX_BYTES + 1)
    if len(raw) > MAX_BYTES:
        raise BadFile((Problem("file_too_big", params={"limit": MAX_BYTES // 1024}),))
    encoding, text = _decoded(raw, asked.encoding)
    named = re.match(r"sep=([;,\t|])\r?\n", text, re.IGNORECASE)
    delimiters = asked.delimiter or (named.group(1) if named else DELIMITERS)
    tries = [_try(text, encoding, delimiter, asked.line) for delimiter in delimiters]
    return max(tries, key=lambda found: (len(columns_of(found.headings)), len(found.headings)))


def _decoded(raw: bytes, asked: str) -> tuple[str, str]:
    try:
        encoding = asked if asked in ENCODINGS else encoding_of(raw)
        text = raw.decode(encoding)
    except UnicodeDecodeError as error:
        line = raw.count(b"\n", 0, error.start) + 1
        raise BadFile((Problem("not_text", line=line),)) from error
    if "\0" in text:
        raise BadFile((Problem("nul", line=text.count("\n", 0, text.index("\0")) + 1),))
    return encoding, text


def _try(text: str, encoding: str, delimiter: str, line: int) -> Reading:
    found = Reading("csv", encoding, delimiter)
    head = list(
        islice(until_broken(_csv(io.StringIO(text, newline=""), delimiter, most=len(text))), max(HEAD, line))
    )
    return _with_headings(found, head, line)


def until_broken(records: Iterator[Record]) -> Iterator[Record]:
    """A broken row among the first ones is told about when the whole file is read."""
    try:
        yield from records
    except BadFile:
        return


def _csv(lines: Iterable[str], delimiter: str, start: int = 1, most: int = MAX_COLUMNS) -> Iterator[Record]:
    before = start - 1
    reader = csv.reader(lines, delimiter=delimiter, strict=True)
    try:
        for cells in reader:
            if len(cells) > most and any(cells[most:]):
                raise BadFile((Problem("too_many_columns", line=start, params={"limit": MAX_COLUMNS}),))
            if any(cells):
                yield Record(start, tuple(map(clean, cells)))
            start = before + reader.line_num + 1
    except csv.Error as error:
        raise BadFile((Problem("broken_quotes", line=start),)) from error


# --- headings ---------------------------------------------------------------------------------------------------------


def _with_headings(found: Reading, head: Sequence[Record], line: int) -> Reading:
    """Of the first rows, the one with the most headings that we know; else the first with more than one cell."""
    if line:
        chosen = next((record for record in head if record.line >= line), None)
    else:
        best = max(head, key=lambda record: len(columns_of(record.cells)), default=None)
        filled = (record for record in head if sum(map(bool, record.cells)) > 1)
        chosen = best if best and columns_of(best.cells) else next(filled, best)
    if chosen is None:
        return found
    headings = chosen.cells
    while headings and not headings[-1]:
        headings = headings[:-1]
    return replace(found, line=chosen.line, headings=headings)


# --- workbooks --------------------------------------------------------------------------------------------------------


def _in_workbook(file: IO[bytes], asked: Asked) -> Reading:
    workbook.check(file)
    with workbook.opened(file) as book:
        sheets = book.sheets()
        wanted = [asked.sheet] if asked.sheet in sheets else sheets
        tries = []
        for sheet in wanted:
            head = list(islice(book.records(sheet), max(HEAD, asked.line)))
            tries.append(_with_headings(Reading("xlsx", sheet=sheet, sheets=sheets), head, asked.line))
    return max(tries, key=lambda found: (len(columns_of(found.headings)), len(found.headings)))


# --- reading ----------------------------------------------------------------------------------------------------------


@contextmanager
def opened(file: IO[bytes], reading: Reading) -> Iterator[Iterator[Record]]:
    """The rows under the headings, one by one. Reading on raises BadFile where a row is broken."""
    file.seek(0)
    if reading.format == "xlsx":
        with workbook.opened(file) as book:
            records = book.records(reading.sheet, at_least=len(reading.headings))
            yield (record for record in records if record.line > reading.line)
        return
    text = io.TextIOWrapper(file, encoding=reading.encoding, newline="")
    try:
        for _line in range(reading.line):
            text.readline()
        yield _csv(text, reading.delimiter, reading.line + 1)
    finally:
        text.detach()
