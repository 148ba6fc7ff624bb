"""Tables as spreadsheets save them: bytes in, clean text by row and column out, or every problem."""

import codecs
import csv
import io
import re
import unicodedata
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

from lms.interop.problems import BadFile, Problem, Problems

MAX_BYTES = 10 * 1024 * 1024
MAX_ROWS = 5_000
MAX_COLUMNS = 100
MAX_CELL = 1_000

DELIMITERS = ";,\t"
# A spreadsheet runs a cell that begins like this; a bare negative number is harmless.
FORMULA = re.compile(r"[=+@＝＋＠]|[-－](?!\d+(?:[.,]\d+)?$)")
# Control characters, and marks that make a text read differently from what it is.
INVISIBLE_ORDER = re.compile("[\x00-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")
# An accented letter in UTF-8: next to bytes that are not UTF-8, it means that two encodings are mixed.
UTF_8_PAIR = re.compile(rb"[\xc3-\xc5][\x80-\xbf]")


@dataclass(frozen=True)
class Row:
    line: int
    cells: Mapping[str, str]


@dataclass(frozen=True)
class Table:
    header_line: int
    columns: tuple[str, ...]
    rows: tuple[Row, ...]


@dataclass(frozen=True)
class Record:
    line: int
    cells: tuple[str, ...]


def read_table(raw: bytes, name_column: Callable[[str], str | None], required: tuple[str, ...]) -> Table:
    """`name_column` turns a folded heading into the column's own name, or None when it is unknown."""
    problems = Problems()
    records = list(_records(_text(raw)))
    if not records:
        raise BadFile((Problem("empty_file", line=1),))
    header, *body = records
    columns = _columns(header, body, name_column, required, problems)
    problems.raise_if_any()
    rows = tuple(_row(record, columns, problems) for record in body)
    problems.raise_if_any()
    return Table(header.line, tuple(column for column in columns if column), rows)


def fold(heading: str) -> str:
    """`E-mail `, `email` and `E_MAIL` are one heading."""
    return re.sub(r"[\s_\-]+", "", heading).casefold()


def _text(raw: bytes) -> str:
    if len(raw) > MAX_BYTES:
        raise BadFile((Problem("file_too_big", params={"limit": MAX_BYTES // 1024}),))
    try:
        text = _decode(raw)
    except UnicodeDecodeError as error:
        line = raw.count(b"\n", 0, error.start) + 1
        raise BadFile((Problem("not_text", line=line),)) from error
    if "\0" in text:
        raise BadFile((Problem("nul", line=text.count("\n", 0, text.index("\0")) + 1),))
    return text


def _decode(raw: bytes) -> str:
    return raw.decode(encoding_of(raw))


def encoding_of(raw: bytes) -> str:
    """The encoding in which all of it can be read. Raises UnicodeDecodeError."""
    if raw.startswith((b"\xff\xfe", b"\xfe\xff")):
        return _readable_as("utf-16", raw)
    if guess := _utf_16_without_mark(raw):
        return _readable_as(guess, raw)
    try:
        return _readable_as("utf-8-sig", raw)
    except UnicodeDecodeError:
        if raw.startswith(codecs.BOM_UTF8) or UTF_8_PAIR.search(raw):
            raise
        return _readable_as("cp1252", raw)


def _readable_as(encoding: str, raw: bytes) -> str:
    raw.decode(encoding)
    return encoding


def _utf_16_without_mark(raw: bytes) -> str:
    """In UTF-16 nearly every second byte of a heading is zero; a stray NUL elsewhere stays an error."""
    start = raw[:200]
    if len(start) < 4:
        return ""
    if start[1::2].count(0) > len(start) * 0.4:
        return "utf-16-le"
    if start[0::2].count(0) > len(start) * 0.4:
        return "utf-16-be"
    return ""


def _records(text: str) -> Iterator[Record]:
    delimiter, skipped = _delimiter(text)
    lines = io.StringIO(text, newline="")
    for _ in range(skipped):
        lines.readline()
    reader = csv.reader(lines, delimiter=delimiter, strict=True)
    start = 1
    try:
        for cells in reader:
            if len(cells) > MAX_COLUMNS:
                problem = Problem("too_many_columns", line=start + skipped, params={"limit": MAX_COLUMNS})
                raise BadFile((problem,))
            record = Record(start + skipped, tuple(map(clean, cells)))
            if any(record.cells):
                yield record
            start = reader.line_num + 1
    except csv.Error as error:
        raise BadFile((Problem("broken_quotes", line=start + skipped),)) from error


def _delimiter(text: str) -> tuple[str, int]:
    """The sign that parts the headings, and how many lines to skip: some programs write `sep=;` on top."""
    first = text.partition("\n")[0].strip("\r")
    if re.fullmatch(r"sep=[;,\t]", first, re.IGNORECASE):
        return first[-1], 1
    heading = next((line for line in text.splitlines() if line.strip()), "")
    counts = Counter(re.sub(r'"[^"]*"', "", heading))
    return max(DELIMITERS, key=lambda sign: counts[sign]), 0


def clean(cell: str) -> str:
    return unicodedata.normalize("NFC", cell).strip()


def _columns(
    header: Record,
    body: list[Record],
    name_column: Callable[[str], str | None],
    required: tuple[str, ...],
    problems: Problems,
) -> tuple[str, ...]:
    """One name per heading; "" for a column without heading or cells, as spreadsheets leave at the edge."""
    if len(body) > MAX_ROWS:
        problems.add("too_many_rows", line=body[MAX_ROWS].line, limit=MAX_ROWS)
    columns: list[str] = []
    for index, heading in enumerate(header.cells):
        columns.append(_column(heading, index, header.line, body, name_column, problems))
        if columns[-1] and columns[-1] in columns[:-1]:
            problems.add("double_column", line=header.line, field=heading)
    for missing in (name for name in required if name not in columns):
        problems.add("missing_column", line=header.line, field=missing, column=missing)
    return tuple(columns)


def _column(
    heading: str,
    index: int,
    line: int,
    body: list[Record],
    name_column: Callable[[str], str | None],
    problems: Problems,
) -> str:
    used = any(cell for record in body for cell in record.cells[index : index + 1])
    if not heading and not used:
        return ""
    name = name_column(fold(heading))
    if name is None:
        problems.add(
            "unknown_column", line=line, field=heading or str(index + 1), column=heading[:100] or index + 1
        )
        return ""
    return name


def _row(record: Record, columns: tuple[str, ...], problems: Problems) -> Row:
    if len(record.cells) < len(columns):
        problems.add("too_few_cells", line=record.line, expected=len(columns), found=len(record.cells))
    if any(record.cells[len(columns) :]):
        problems.add("too_many_cells", line=record.line, expected=len(columns), found=len(record.cells))
    cells = {column: cell for column, cell in zip(columns, record.cells, strict=False) if column}
    for column, cell in cells.items():
        if code := cell_problem(cell):
            problems.add(code, line=record.line, field=column, limit=MAX_CELL)
    return Row(record.line, cells)


def cell_problem(cell: str) -> str:
    """The code of what is wrong with a cell, or nothing."""
    if len(cell) > MAX_CELL:
        return "cell_too_long"
    if not cell.isprintable():  # the quick look, which also stops at some harmless spaces
        if "\n" in cell or "\r" in cell:
            return "line_break"
        if INVISIBLE_ORDER.search(cell):
            return "control_character"
    return "formula" if FORMULA.match(cell) else ""
