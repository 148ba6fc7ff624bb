"""The list of people of a new town as its HR has it: a workbook, with ten kinds of mistake in it."""

from __future__ import annotations

import io
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, timedelta
from itertools import product

from django.utils.translation import override
from openpyxl import Workbook

from lms.interop.people.sentences import said
from tests.journeys.knowledge import nl

TOWN, NEIGHBOURS = "Gemeente Kastanjedal", "Gemeente Heuvelrode"
HEADINGS = [
    "Personeelsnummer",
    "Naam",
    "E-mail",
    "Eenheid",
    "Functie",
    "Profielcode",
    "Startdatum",
    "Bestuur",
]
FIRST = ["Achiel", "Britt", "Cyriel", "Dounia", "Germaine", "Hamza", "Lutgart", "Otto", "Samira", "Yentl"]
BEFORE = ["De", "Op de", "Van", "Van de", "Ver"]
LAST = ["Beuk", "Eik", "Esdoorn", "Hazelaar", "Iep", "Lijsterbes", "Linde", "Meidoorn", "Taxus", "Wilg"]
JOBS = [
    ("Grondgebied > Groen", "Groenarbeider", "P01"),
    ("Burger > Loket", "Loketmedewerker", "P05"),
    ("Vrije tijd > Bibliotheek", "Bibliotheekmedewerker", "P07"),
]
POOL = ("Vrije tijd > Zwembad", "Poetsmedewerker", "P02")
SWIMMERS = 4  # the last ones of the list: they have no e-mail
LINE = 500 + 2  # under the rows of 500 people, one of somebody else


@dataclass(frozen=True)
class Mistake:
    line: int
    heading: str
    wrong: object
    code: str
    mended: object = None  # as the sentence says; without it, the row goes
    params: dict = field(default_factory=dict)

    def told(self) -> list[str]:
        """As a row of the page."""
        letter = "ABCDEFGH"[HEADINGS.index(self.heading)]
        with override("nl"):
            return [
                nl("Row %(line)s", line=self.line),
                f"{letter} · {self.heading}",
                said(self.code, self.params),
            ]


MISTAKES = [
    Mistake(11, "Profielcode", "P9999", "unknown_profile", "P01", {"profile": "P9999"}),
    Mistake(42, "Personeelsnummer", "KD-0005", "double_value", "KD-9042", {"value": "KD-0005", "first": 5}),
    Mistake(77, "Startdatum", "31/02/2021", "no_such_date", "28/02/2021", {"value": "31/02/2021"}),
    Mistake(118, "E-mail", "iemand.kastanjedal.example", "bad_email", "iemand@kastanjedal.example"),
    Mistake(160, "Functie", "=E159", "formula", "Loketmedewerker"),
    Mistake(203, "Eenheid", "Burger >  > Loket", "empty_unit", "Burger > Loket"),
    Mistake(
        256, "Startdatum", date(2201, 3, 1), "date_far_away", date(2001, 3, 1), {"first": 1940, "last": 2100}
    ),
    Mistake(301, "Functie", "#N/A", "error_value", "Groenarbeider", {"value": "#N/A"}),
    Mistake(444, "Naam", None, "empty_cell", "Naïma van den Boogaerde"),
    Mistake(LINE, "Bestuur", NEIGHBOURS, "other_organisation", None, {"name": NEIGHBOURS}),
]


def right() -> dict[int, list]:
    """By line."""
    return {
        line: row(line, name)
        for line, name in enumerate(map(" ".join, product(FIRST, BEFORE, LAST)), start=2)
    }


def row(line: int, name: str) -> list:
    swims = line >= LINE - SWIMMERS
    unit, job, profile = POOL if swims else JOBS[line % len(JOBS)]
    email = None if swims else f"{name.replace(' ', '.').lower()}@kastanjedal.example"
    starts = date(2010, 1, 4) + timedelta(days=7 * line)
    return [f"KD-{line:04}", name, email, unit, job, profile, starts, TOWN]


def with_mistakes() -> dict[int, list]:
    rows = right()
    rows[LINE] = row(LINE, "Zelie Zijdemans")
    for one in MISTAKES:
        rows[one.line][HEADINGS.index(one.heading)] = one.wrong
    return rows


def mended() -> dict[int, list]:
    rows = with_mistakes()
    for one in MISTAKES:
        rows[one.line][HEADINGS.index(one.heading)] = one.mended
        if one.mended is None:
            del rows[one.line]
    return rows


def workbook(rows: Iterable[list]) -> dict:
    """As a browser hands it in."""
    book, out = Workbook(write_only=True), io.BytesIO()
    sheet = book.create_sheet("Personeel")
    for cells in [HEADINGS, *rows]:
        sheet.append(cells)
    book.save(out)
    kind = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    return {"name": "personeel.xlsx", "mimeType": kind, "buffer": out.getvalue()}
