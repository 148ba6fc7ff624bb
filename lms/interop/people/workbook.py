"""Rows of an XLSX file. Its parts are looked at before they are unpacked, and its formulas are never worked out."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime, time
from typing import IO

from openpyxl import load_workbook

from lms.interop.problems import BadFile, Problem
from lms.interop.rows import MAX_COLUMNS, Record, clean
from lms.safe_documents import is_bearable_archive

MIB = 1024 * 1024
MAX_MEMBERS = 1_000
MAX_UNPACKED = 400 * MIB  # all parts together; a list of 200,000 people has about 100
MAX_WHOLE = 8 * MIB  # of a part that is read in one go, like its styles
MAX_TEXTS = 64 * MIB  # the part that holds the texts of all cells
MAX_RATIO = 200  # a part that packs better than this is no table
MAX_ROW = MIB  # bytes of one row or one text, as it is written
MAX_LINES = 1_048_576
MAX_SHEETS = 20
STARTS = re.compile(rb"<(?:\w+:)?(?:row|si)[\s>/]")
PICTURES = (b"\x89PNG", b"GIF8", b"\xff\xd8\xff")


def check(file: IO[bytes]) -> None:
    """Raises BadFile for what is no workbook, or would fill the memory. Unpacks only what has a bearable size."""
    try:
        if not is_bearable_archive(file):
            raise BadFile((Problem("workbook_unreadable"),))
        with zipfile.ZipFile(file) as archive:
            parts = archive.infolist()
            if "xl/workbook.xml" not in archive.namelist():
                raise BadFile((Problem("not_a_table"),))
            if len(parts) > MAX_MEMBERS or sum(part.file_size for part in parts) > MAX_UNPACKED:
                raise BadFile((Problem("unpacks_too_big"),))
            if not all(_is_bearable(archive, part) for part in parts):
                raise BadFile((Problem("unpacks_too_big"),))
    except BadFile:
        raise
    except Exception as error:  # what a hostile archive can raise is not written down anywhere
        raise BadFile((Problem("workbook_unreadable"),)) from error


def _is_bearable(archive: zipfile.ZipFile, part: zipfile.ZipInfo) -> bool:
    if part.file_size <= MIB:
        return True
    if part.file_size > MAX_RATIO * part.compress_size:
        return False
    if part.file_size > MAX_TEXTS and "sharedStrings" in part.filename:
        return False
    return part.file_size <= MAX_WHOLE or _is_in_pieces(archive, part)


def _is_in_pieces(archive: zipfile.ZipFile, part: zipfile.ZipInfo) -> bool:
    """Whether no row or text in it is too long to be held as a whole. Reads it once, a MiB at a time."""
    last = at = 0
    with archive.open(part) as stream:
        before = stream.read(16)
        if before.startswith(PICTURES):  # which nothing reads
            return True
        while block := stream.read(MIB):
            text = before + block
            for found in STARTS.finditer(text):
                if at + found.start() - last > MAX_ROW:
                    return False
                last = at + found.start()
            before = text[-16:]
            at += len(text) - len(before)
            if at - last > MAX_ROW:
                return False
    return True


@contextmanager
def opened(file: IO[bytes]) -> Iterator[Workbook]:
    file.seek(0)
    try:
        book = load_workbook(file, read_only=True, data_only=False, keep_links=False)
    except Exception as error:  # openpyxl lets through whatever a broken part makes Python raise
        raise BadFile((Problem("workbook_unreadable"),)) from error
    try:
        yield Workbook(book)
    finally:
        book.close()


class Workbook:
    def __init__(self, book) -> None:
        self.book = book

    def sheets(self) -> tuple[str, ...]:
        """The names of those that show."""
        shown = [sheet.title for sheet in self.book.worksheets if sheet.sheet_state == "visible"]
        if not shown:
            raise BadFile((Problem("workbook_unreadable"),))
        return tuple(shown[:MAX_SHEETS])

    def records(self, sheet: str, at_least: int = 0) -> Iterator[Record]:
        """Rows that are not empty, each with this number of cells or more."""
        line = 0
        try:
            for line, row in enumerate(self.book[sheet].iter_rows(values_only=True), start=1):
                if line > MAX_LINES:
                    raise BadFile((Problem("too_many_rows", line=line, params={"limit": MAX_LINES}),))
                if cells := _cells(row, line):
                    yield Record(line, cells + ("",) * (at_least - len(cells)))
        except BadFile:
            raise
        except Exception as error:  # see above
            raise BadFile((Problem("workbook_unreadable", line=line + 1),)) from error


def _cells(row: tuple, line: int) -> tuple[str, ...]:
    """Without the empty ones at the end, which a sheet may have thousands of."""
    end = len(row)
    while end and row[end - 1] in (None, ""):
        end -= 1
    if end > MAX_COLUMNS:
        raise BadFile((Problem("too_many_columns", line=line, params={"limit": MAX_COLUMNS}),))
    return tuple(map(_text, row[:end]))


def _text(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, str):
        return clean(value)
    if isinstance(value, datetime):
        return value.date().isoformat() if value.time() == time() else value.isoformat(" ")
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    if isinstance(value, int | float | time):
        return str(value)
    return "="  # a formula over several cells
