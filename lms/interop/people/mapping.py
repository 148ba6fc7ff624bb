"""People as a table from a staff system: one row per employment, headings in Dutch, French, German or English."""

import re
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta

from lms.interop.problems import Problems
from lms.interop.rows import Record, cell_problem, fold
from lms.people.content import PersonRow

# What a column may say, and the headings that mean it. The first of each language is the one of the template.
HEADINGS: dict[str, dict[str, tuple[str, ...]]] = {
    "external id": {
        "nl": (
            "personeelsnummer",
            "stamnummer",
            "extern id",
            "externe id",
            "medewerkernummer",
            "personeelsnr",
        ),
        "fr": ("numéro de personnel", "matricule", "id externe", "numéro matricule", "n° matricule"),
        "de": ("Personalnummer", "externe id", "Mitarbeiternummer", "Personalnr", "Stammnummer"),
        "en": ("external id", "employee number", "employee id", "staff number", "personnel number"),
    },
    "name": {
        "nl": ("naam", "volledige naam", "naam en voornaam", "medewerker"),
        "fr": ("nom complet", "nom et prénom", "collaborateur"),
        "de": ("Name", "vollständiger Name", "Mitarbeiter"),
        "en": ("name", "full name", "employee"),
    },
    "first name": {
        "nl": ("voornaam", "roepnaam"),
        "fr": ("prénom",),
        "de": ("Vorname",),
        "en": ("first name", "given name", "forename"),
    },
    "last name": {
        "nl": ("familienaam", "achternaam"),
        "fr": ("nom de famille", "nom"),
        "de": ("Nachname", "Familienname", "Zuname"),
        "en": ("last name", "family name", "surname"),
    },
    "email": {
        "nl": ("e-mail", "e-mailadres", "mail", "mailadres"),
        "fr": ("adresse e-mail", "courriel", "adresse électronique", "adresse mail"),
        "de": ("E-Mail-Adresse", "Mailadresse"),
        "en": ("email", "email address"),
    },
    "username": {
        "nl": ("gebruikersnaam", "login", "loginnaam"),
        "fr": ("nom d’utilisateur", "identifiant", "nom d'utilisateur"),
        "de": ("Benutzername", "Anmeldename"),
        "en": ("username", "user name", "login name"),
    },
    "unit path": {
        "nl": ("eenheid", "pad eenheid", "dienst", "afdeling", "team", "organisatie-eenheid"),
        "fr": ("unité", "service", "département", "équipe"),
        "de": ("Einheit", "Abteilung", "Dienststelle", "Organisationseinheit"),
        "en": ("unit path", "unit", "department", "organisational unit"),
    },
    "job title": {
        "nl": ("functie", "functietitel", "functienaam", "jobtitel"),
        "fr": ("fonction", "intitulé de fonction", "poste"),
        "de": ("Funktion", "Stelle", "Stellenbezeichnung"),
        "en": ("job title", "job", "position"),
    },
    "profile code": {
        "nl": ("profielcode", "profiel", "functieprofiel"),
        "fr": ("code profil", "profil", "profil de fonction"),
        "de": ("Profilcode", "Profil", "Stellenprofil"),
        "en": ("profile code", "profile", "job profile"),
    },
    "start date": {
        "nl": ("startdatum", "begindatum", "in dienst", "datum in dienst", "indiensttreding"),
        "fr": ("date de début", "date d’entrée", "entrée en service", "date d'entrée"),
        "de": ("Startdatum", "Eintrittsdatum", "Beginn", "Eintritt"),
        "en": ("start date", "start", "hire date"),
    },
    "organisation": {
        "nl": ("organisatie", "bestuur"),
        "fr": ("organisation", "administration"),
        "de": ("Organisation", "Verwaltung"),
        "en": ("organisation", "organization"),
    },
}
TEMPLATE = ("external id", "name", "email", "unit path", "job title", "profile code", "start date")
# In a file that says everything itself, without anybody choosing columns.
NEEDED = (
    "organisation",
    "unit path",
    "name",
    "email",
    "username",
    "job title",
    "profile code",
    "start date",
    "external id",
)

LONGEST = {
    "organisation": 120,
    "name": 150,
    "email": 254,
    "username": 150,
    "job title": 120,
    "profile code": 120,
    "external id": 64,
}
MAX_UNIT_NAME = 120
MAX_UNIT_DEPTH = 10
EMAIL = re.compile(r"[^@\s,;<>()\"]+@[^@\s,;<>()\"]+\.[^@\s,;<>()\".]{2,}")
USERNAME = re.compile(r"[\w.+-]+")
ISO_DATE = re.compile(r"(?P<year>[0-9]{4})-(?P<month>[0-9]{1,2})-(?P<day>[0-9]{1,2})(?:[T ]00:00(?::00)?)?")
BELGIAN_DATE = re.compile(r"(?P<day>[0-9]{1,2})[/.-](?P<month>[0-9]{1,2})[/.-](?P<year>[0-9]{4})")
# Excel counts days from here, and shows the number when a cell is not marked as a date.
EXCEL_DATE, EXCEL_EPOCH = re.compile(r"[1-7][0-9]{4}"), date(1899, 12, 30)
FIRST_YEAR, LAST_YEAR = 1940, 2100
ERROR_VALUES = frozenset(
    {
        "#N/A",
        "#N/B",
        "#NV",
        "#REF!",
        "#VALUE!",
        "#WAARDE!",
        "#VERW!",
        "#NAME?",
        "#NAAM?",
        "#DIV/0!",
        "#DEEL/0!",
    }
    | {"#NULL!", "#NUM!", "#GETAL!", "#LEEG!", "#VALEUR!", "#NOM?", "#WERT!", "#BEZUG!", "#ZAHL!", "#SPILL!"}
)

Columns = Mapping[str, int]


def _key(heading: str) -> str:
    return fold(heading).strip(".:;*?()")


COLUMN_OF_HEADING = {
    _key(heading): column
    for column, languages in HEADINGS.items()
    for headings in languages.values()
    for heading in headings
}


def columns_of(headings: Sequence[str]) -> dict[str, int]:
    """Which column says what, as far as its heading tells; of two that say the same, the first."""
    found: dict[str, int] = {}
    for index, heading in enumerate(headings):
        if column := COLUMN_OF_HEADING.get(_key(heading)):
            found.setdefault(column, index)
    return found


def check_columns(headings: Sequence[str], line: int, problems: Problems) -> None:
    """For a file of which nobody chooses the columns: every heading is known, and none is missing or double."""
    seen = set()
    for index, heading in enumerate(headings):
        column = COLUMN_OF_HEADING.get(_key(heading))
        if column is None and heading:
            problems.add("unknown_column", line=line, field=heading, column=heading[:100])
        elif column in seen:
            problems.add("double_column", line=line, field=heading or str(index + 1))
        seen.add(column)
    for missing in (column for column in NEEDED if column not in seen):
        problems.add("missing_column", line=line, field=missing, column=missing)


def template(language: str) -> tuple[list[str], list[str]]:
    """The headings of the file to start from, and an example row."""
    example = {
        "external id": "1001",
        "name": "Noor Peeters",
        "email": "noor.peeters@example.be",
        "unit path": "Vrije tijd > Bibliotheek",
        "job title": "Bibliothecaris",
        "profile code": "P05",
        "start date": "01/03/2021",
    }
    spoken = language if language in HEADINGS["name"] else "en"
    return [HEADINGS[column][spoken][0] for column in TEMPLATE], [example[column] for column in TEMPLATE]


@dataclass
class PeopleTable:
    """Turns records into people, and remembers what may be there once only.

    `organisation`: the one that all rows are of; without it, each row has to say. `once`: whether to look for doubles.
    """

    columns: Columns
    width: int
    organisation: str = ""
    once: bool = True
    _seen: defaultdict[str, dict[int, int]] = field(default_factory=lambda: defaultdict(dict))

    def person(self, record: Record, problems: Problems) -> PersonRow | None:
        """None when the row cannot be read; a row with other problems still tells who it is about."""
        if not self._fits(record, problems):
            return None
        cells = {column: record.cells[index] for column, index in self.columns.items()}
        self._check_cells(record.line, cells, problems)
        row = PersonRow(
            line=record.line,
            organisation=self._organisation(record.line, cells, problems),
            unit=_unit(record.line, cells.get("unit path", ""), problems),
            name=self._name(record.line, cells, problems),
            email=cells.get("email", "").lower(),
            username=cells.get("username", ""),
            job=_one_space(cells.get("job title", "")),
            profile=_one_space(cells.get("profile code", "")),
            start=_date(record.line, cells.get("start date", ""), problems),
            external_id=cells.get("external id", ""),
        )
        self._check_identity(row, problems)
        return row

    def _fits(self, record: Record, problems: Problems) -> bool:
        found = len(record.cells)
        if found < self.width:
            problems.add("too_few_cells", line=record.line, expected=self.width, found=found)
        elif any(record.cells[self.width :]):
            problems.add("too_many_cells", line=record.line, expected=self.width, found=found)
        else:
            return True
        return False

    def _check_cells(self, line: int, cells: Mapping[str, str], problems: Problems) -> None:
        for column, cell in cells.items():
            if not cell:
                continue
            if code := cell_problem(cell):
                problems.add(code, line=line, field=column, limit=1_000)
            elif cell in ERROR_VALUES:
                problems.add("error_value", line=line, field=column, value=cell)
            elif len(cell) > LONGEST.get(column, len(cell)):
                problems.add("field_too_long", line=line, field=column, limit=LONGEST[column])

    def _organisation(self, line: int, cells: Mapping[str, str], problems: Problems) -> str:
        said = _one_space(cells.get("organisation", ""))
        if not self.organisation:
            if not _has_letter(said):
                problems.add("empty_cell", line=line, field="organisation")
            return said
        if said and said.casefold() != self.organisation.casefold():
            problems.add("other_organisation", line=line, field="organisation", name=said[:120])
        return self.organisation

    def _name(self, line: int, cells: Mapping[str, str], problems: Problems) -> str:
        names = ("name",) if "name" in self.columns else ("first name", "last name")
        for column in names:
            if not _has_letter(cells.get(column, "")):
                problems.add("empty_cell", line=line, field=column)
        name = _one_space(" ".join(cells.get(column, "") for column in names))
        if "name" not in self.columns and len(name) > LONGEST["name"]:
            problems.add("field_too_long", line=line, field="last name", limit=LONGEST["name"])
        return name

    def _check_identity(self, row: PersonRow, problems: Problems) -> None:
        if not (row.external_id or row.email or row.username):
            problems.add("nothing_to_recognise", line=row.line, field="external id")
        if row.email and not EMAIL.fullmatch(row.email):
            problems.add("bad_email", line=row.line, field="email")
        if row.username and not USERNAME.fullmatch(row.username):
            problems.add("bad_username", line=row.line, field="username")
        own = f"{row.organisation}\n" if not self.organisation else ""
        self._check_once("external id", row.external_id, own, row.line, problems)
        self._check_once("email", row.email, "", row.line, problems)
        self._check_once("username", row.username, "", row.line, problems)

    def _check_once(self, column: str, value: str, own: str, line: int, problems: Problems) -> None:
        """Hashes, because a file of 200,000 rows would fill the memory with its own texts."""
        if not value or not self.once:
            return
        first = self._seen[column].setdefault(hash((own + value).casefold()), line)
        if first != line:
            problems.add("double_value", line=line, field=column, value=value[:100], first=first)


def _has_letter(text: str) -> bool:
    return any(map(str.isalpha, text))


def _unit(line: int, cell: str, problems: Problems) -> tuple[str, ...]:
    path = tuple(_one_space(part) for part in cell.split(">"))
    if not cell:
        problems.add("empty_cell", line=line, field="unit path")
    elif not all(path):
        problems.add("empty_unit", line=line, field="unit path")
    elif not all(map(_has_letter, path)):
        problems.add("unit_without_letter", line=line, field="unit path")
    if len(path) > MAX_UNIT_DEPTH:
        problems.add("unit_too_deep", line=line, field="unit path", limit=MAX_UNIT_DEPTH)
    if any(len(part) > MAX_UNIT_NAME for part in path):
        problems.add("field_too_long", line=line, field="unit path", limit=MAX_UNIT_NAME)
    return path


def _date(line: int, cell: str, problems: Problems) -> date | None:
    if not cell:
        return None
    if EXCEL_DATE.fullmatch(cell):
        return EXCEL_EPOCH + timedelta(days=int(cell))
    match = ISO_DATE.fullmatch(cell) or BELGIAN_DATE.fullmatch(cell)
    if match is None:
        problems.add("date_format", line=line, field="start date")
        return None
    try:
        day = date(int(match["year"]), int(match["month"]), int(match["day"]))
    except ValueError:
        problems.add("no_such_date", line=line, field="start date", value=cell)
        return None
    if not FIRST_YEAR <= day.year <= LAST_YEAR:
        problems.add("date_far_away", line=line, field="start date", first=FIRST_YEAR, last=LAST_YEAR)
    return day


def _one_space(text: str) -> str:
    return " ".join(text.split())
