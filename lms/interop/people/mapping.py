"""People as a table from a staff system: one row per employment, headings in English or Dutch."""

import re
from collections.abc import Callable
from datetime import date

from lms.interop.problems import Problems
from lms.interop.rows import Row, Table, fold, read_table
from lms.people.content import PersonRow

HEADINGS = {
    "organisation": ("organisation", "organization", "organisatie", "bestuur"),
    "unit path": ("unit path", "unit", "eenheid", "pad eenheid", "dienst", "afdeling"),
    "name": ("name", "full name", "naam", "volledige naam"),
    "email": ("email", "mail", "email address", "e-mailadres"),
    "username": ("username", "gebruikersnaam"),
    "job title": ("job title", "job", "functie", "functietitel"),
    "profile code": ("profile code", "profile", "profielcode", "profiel"),
    "start date": ("start date", "start", "startdatum", "begindatum", "in dienst"),
    "external id": ("external id", "extern id", "externe id", "personeelsnummer", "stamnummer"),
}
COLUMN_OF_HEADING = {fold(heading): column for column, headings in HEADINGS.items() for heading in headings}

LONGEST = {
    "organisation": 120,
    "name": 150,
    "email": 254,
    "username": 150,
    "job title": 120,
    "profile code": 20,
    "external id": 64,
}
MAX_UNIT_NAME = 120
MAX_UNIT_DEPTH = 10
EMAIL = re.compile(r"[^@\s,;<>()\"]+@[^@\s,;<>()\"]+\.[^@\s,;<>()\".]{2,}")
USERNAME = re.compile(r"[\w.+-]+")
ISO_DATE = re.compile(r"(?P<year>[0-9]{4})-(?P<month>[0-9]{2})-(?P<day>[0-9]{2})")
BELGIAN_DATE = re.compile(r"(?P<day>[0-9]{1,2})/(?P<month>[0-9]{1,2})/(?P<year>[0-9]{4})")
FIRST_YEAR, LAST_YEAR = 1940, 2100


def people_from(raw: bytes) -> tuple[PersonRow, ...]:
    """Raises BadFile."""
    table = read_table(raw, COLUMN_OF_HEADING.get, tuple(HEADINGS))
    problems = Problems()
    if not table.rows:
        problems.add("no_rows", line=table.header_line)
    people = tuple(_person(row, problems) for row in table.rows)
    _check_doubles(table, problems)
    problems.raise_if_any()
    return people


def _person(row: Row, problems: Problems) -> PersonRow:
    cells = row.cells
    _check_cells(row, problems)
    return PersonRow(
        line=row.line,
        organisation=_one_space(cells["organisation"]),
        unit=_unit(row, problems),
        name=_one_space(cells["name"]),
        email=cells["email"].lower(),
        username=cells["username"],
        job=_one_space(cells["job title"]),
        profile=cells["profile code"],
        start=_date(row, problems),
        external_id=cells["external id"],
    )


def _check_cells(row: Row, problems: Problems) -> None:
    cells = row.cells
    for column in ("organisation", "name"):
        if not any(sign.isalpha() for sign in cells[column]):
            problems.add("empty_cell", line=row.line, field=column)
    if not (cells["external id"] or cells["email"] or cells["username"]):
        problems.add("nothing_to_recognise", line=row.line, field="external id")
    if cells["email"] and not EMAIL.fullmatch(cells["email"]):
        problems.add("bad_email", line=row.line, field="email")
    if cells["username"] and not USERNAME.fullmatch(cells["username"]):
        problems.add("bad_username", line=row.line, field="username")
    for column, limit in LONGEST.items():
        if len(cells[column]) > limit:
            problems.add("field_too_long", line=row.line, field=column, limit=limit)


def _unit(row: Row, problems: Problems) -> tuple[str, ...]:
    cell = row.cells["unit path"]
    path = tuple(_one_space(part) for part in cell.split(">"))
    if not cell:
        problems.add("empty_cell", line=row.line, field="unit path")
    elif not all(path):
        problems.add("empty_unit", line=row.line, field="unit path")
    if len(path) > MAX_UNIT_DEPTH:
        problems.add("unit_too_deep", line=row.line, field="unit path", limit=MAX_UNIT_DEPTH)
    if any(len(part) > MAX_UNIT_NAME for part in path):
        problems.add("field_too_long", line=row.line, field="unit path", limit=MAX_UNIT_NAME)
    return path


def _date(row: Row, problems: Problems) -> date | None:
    cell = row.cells["start date"]
    if not cell:
        return None
    match = ISO_DATE.fullmatch(cell) or BELGIAN_DATE.fullmatch(cell)
    if match is None:
        problems.add("date_format", line=row.line, field="start date")
        return None
    try:
        day = date(int(match["year"]), int(match["month"]), int(match["day"]))
    except ValueError:
        problems.add("no_such_date", line=row.line, field="start date", value=cell)
        return None
    if not FIRST_YEAR <= day.year <= LAST_YEAR:
        problems.add("date_far_away", line=row.line, field="start date", first=FIRST_YEAR, last=LAST_YEAR)
    return day


def _check_doubles(table: Table, problems: Problems) -> None:
    _check_double(table, "external id", _external_id_in_its_organisation, problems)
    _check_double(table, "email", lambda row: row.cells["email"], problems)
    _check_double(table, "username", lambda row: row.cells["username"], problems)


def _external_id_in_its_organisation(row: Row) -> str:
    return f"{_one_space(row.cells['organisation'])}\n{row.cells['external id']}"


def _check_double(table: Table, column: str, identity: Callable[[Row], str], problems: Problems) -> None:
    seen: dict[str, int] = {}
    for row in (row for row in table.rows if row.cells[column]):
        first = seen.setdefault(identity(row).casefold(), row.line)
        if first != row.line:
            problems.add("double_value", line=row.line, field=column, value=row.cells[column], first=first)


def _one_space(text: str) -> str:
    return " ".join(text.split())
