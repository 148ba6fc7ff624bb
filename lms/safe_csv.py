"""The one way to hand out a table as CSV: opens well in a Belgian spreadsheet, and no cell can run as a formula."""

import csv
import io
from collections.abc import Iterable

STARTS_A_FORMULA = ("=", "+", "-", "@")  # after any kind of space
STARTS_A_CELL = {"\t", "\r", "\n"}  # which some programs read as the next one


def safe_cell(value: object) -> str:
    """Text that a spreadsheet would run gets an apostrophe before it; figures stay figures."""
    text = "" if value is None else str(value)
    if isinstance(value, str) and (text.lstrip().startswith(STARTS_A_FORMULA) or text[:1] in STARTS_A_CELL):
        return f"'{text}"
    return text


def write(rows: Iterable[Iterable[object]]) -> bytes:
    """UTF-8 with a byte order mark, semicolons, CRLF."""
    out = io.StringIO()
    writer = csv.writer(out, delimiter=";", lineterminator="\r\n")
    writer.writerows([safe_cell(cell) for cell in row] for row in rows)
    return out.getvalue().encode("utf-8-sig")
