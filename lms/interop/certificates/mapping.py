"""Certificates that count, as a table: one row each, with the level that it stands for in each competence."""

import re

from lms.interop.problems import Problems
from lms.interop.rows import Row, Table, read_table
from skills.content import AcceptedContent

COLUMNS = ("code", "issuer", "nl", "levels", "months")
OTHER_LANGUAGES = ("fr", "de", "en")
LANGUAGES = ("nl", *OTHER_LANGUAGES)
LEVEL = re.compile(r"([1-9][0-9]?\.[1-9][0-9]?):([1-8])")
CODE = re.compile(r"[a-z0-9][a-z0-9-]{0,39}")
MAX_NAME = 150
MAX_ISSUER = 120
MAX_MONTHS = 240


def accepted_from(raw: bytes) -> tuple[AcceptedContent, ...]:
    """Raises BadFile. Whether the competences exist is for the caller: each certificate carries its line."""
    table = read_table(raw, _column, COLUMNS)
    problems = Problems()
    if not table.rows:
        problems.add("no_rows", line=table.header_line)
    found = tuple(_accepted(row, problems) for row in table.rows)
    _check_codes(table, problems)
    problems.raise_if_any()
    return found


def _column(heading: str) -> str | None:
    return heading if heading in (*COLUMNS, *OTHER_LANGUAGES) else None


def _accepted(row: Row, problems: Problems) -> AcceptedContent:
    return AcceptedContent(
        line=row.line,
        code=row.cells["code"],
        issuer=_text(row, "issuer", MAX_ISSUER, problems),
        names={
            language: _text(row, language, MAX_NAME, problems)
            for language in LANGUAGES
            if language == "nl" or row.cells.get(language)
        },
        levels=_levels(row, problems),
        valid_months=_months(row, problems),
    )


def _text(row: Row, field: str, limit: int, problems: Problems) -> str:
    text = row.cells[field]
    if not text:
        problems.add("empty_cell", line=row.line, field=field)
    elif len(text) > limit:
        problems.add("field_too_long", line=row.line, field=field, limit=limit)
    return text


def _levels(row: Row, problems: Problems) -> dict[str, int]:
    words = row.cells["levels"].split()
    found = [LEVEL.fullmatch(word) for word in words]
    levels = {match[1]: int(match[2]) for match in found if match}
    if not words or len(levels) < len(words):  # not understood, or the same competence twice
        problems.add("bad_levels", line=row.line, field="levels")
    return levels


def _months(row: Row, problems: Problems) -> int | None:
    cell = row.cells["months"]
    if not cell:
        return None
    if re.fullmatch(r"[0-9]{1,3}", cell, re.ASCII) and 1 <= int(cell) <= MAX_MONTHS:
        return int(cell)
    problems.add("bad_number", line=row.line, field="months", lowest=1, highest=MAX_MONTHS)
    return None


def _check_codes(table: Table, problems: Problems) -> None:
    seen: dict[str, int] = {}
    for row in table.rows:
        code = row.cells["code"]
        if not CODE.fullmatch(code):
            problems.add("bad_slug", line=row.line, field="code", limit=40)
        elif (first := seen.setdefault(code, row.line)) != row.line:
            problems.add("double_value", line=row.line, field="code", value=code, first=first)
