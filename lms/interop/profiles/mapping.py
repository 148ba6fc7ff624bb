"""Job profiles as a table: one row per profile, one column per competence, and which of those are core."""

import re

from lms.interop.problems import Problems
from lms.interop.rows import Row, Table, read_table
from skills.content import ProfileContent

TEXT_COLUMNS = ("code", "nl", "en", "core")
OTHER_LANGUAGES = ("fr", "de")
LANGUAGES = ("nl", "fr", "de", "en")
COMPETENCE = re.compile(r"[1-9][0-9]?\.[1-9][0-9]?")
PROFILE_CODE = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,19}")
MAX_LEVEL = 8
MAX_CORE = 10
MAX_NAME = 150


def profiles_from(raw: bytes) -> tuple[ProfileContent, ...]:
    """Raises BadFile. Whether the competences exist is for the caller: each profile carries its line."""
    table = read_table(raw, _column, TEXT_COLUMNS)
    problems = Problems()
    competences = tuple(column for column in table.columns if COMPETENCE.fullmatch(column))
    if not competences:
        problems.add("no_competence_column", line=table.header_line)
    if not table.rows:
        problems.add("no_rows", line=table.header_line)
    profiles = tuple(_profile(row, competences, problems) for row in table.rows)
    _check_codes(table, problems)
    problems.raise_if_any()
    return profiles


def _column(heading: str) -> str | None:
    if heading in (*TEXT_COLUMNS, *OTHER_LANGUAGES) or COMPETENCE.fullmatch(heading):
        return heading
    return None


def _profile(row: Row, competences: tuple[str, ...], problems: Problems) -> ProfileContent:
    required = {code: _level(row, code, problems) for code in competences}
    return ProfileContent(
        line=row.line,
        code=row.cells["code"],
        name=_names(row, problems),
        required=required,
        core=_core(row, required, problems),
    )


def _names(row: Row, problems: Problems) -> dict[str, str]:
    names = {language: row.cells[language] for language in LANGUAGES if row.cells.get(language)}
    if "nl" not in names:
        problems.add("empty_cell", line=row.line, field="nl")
    for language, name in names.items():
        if len(name) > MAX_NAME:
            problems.add("field_too_long", line=row.line, field=language, limit=MAX_NAME)
    return names


def _level(row: Row, code: str, problems: Problems) -> int:
    cell = row.cells[code]
    if re.fullmatch(r"[0-9]", cell, re.ASCII) and int(cell) <= MAX_LEVEL:
        return int(cell)
    problems.add("bad_number", line=row.line, field=code, lowest=0, highest=MAX_LEVEL)
    return 1  # not 0: one slip should not also make a core competence look unasked


def _core(row: Row, required: dict[str, int], problems: Problems) -> tuple[str, ...]:
    codes = tuple(re.split(r"[\s,;]+", row.cells["core"])) if row.cells["core"] else ()
    for code in dict.fromkeys(codes):
        if code not in required:
            problems.add("core_not_a_column", line=row.line, field="core", code=code[:100])
        elif required[code] == 0:
            problems.add("core_not_asked", line=row.line, field="core", code=code)
        if codes.count(code) > 1:
            problems.add("core_twice", line=row.line, field="core", code=code[:100])
    if len(codes) > MAX_CORE:
        problems.add("too_many_core", line=row.line, field="core", limit=MAX_CORE, found=len(codes))
    return codes


def _check_codes(table: Table, problems: Problems) -> None:
    seen: dict[str, int] = {}
    for row in table.rows:
        code = row.cells["code"]
        if not PROFILE_CODE.fullmatch(code):
            problems.add("bad_profile_code", line=row.line, field="code")
        elif (first := seen.setdefault(code.casefold(), row.line)) != row.line:
            problems.add("double_value", line=row.line, field="code", value=code, first=first)
