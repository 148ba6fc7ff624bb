"""Receives people of one or more organisations: one file, CSV or XLSX, that says everything itself."""

import io
from pathlib import Path
from typing import IO

from lms.interop.files import read_bytes
from lms.interop.people import mapping, reading
from lms.interop.people.plan import Broken, or_broken
from lms.interop.problems import BadFile, Problem, Problems
from lms.people.content import PersonRow


def receive(path: Path) -> tuple[PersonRow, ...]:
    """Raises BadFile."""
    return receive_bytes(read_bytes(path, limit=reading.MAX_BYTES))


def receive_bytes(raw: bytes) -> tuple[PersonRow, ...]:
    """The same from memory. Raises BadFile."""
    return _people(io.BytesIO(raw))


def _people(file: IO[bytes]) -> tuple[PersonRow, ...]:
    found = reading.find_out(file)
    problems = Problems()
    mapping.check_columns(found.headings, found.line, problems)
    problems.raise_if_any()
    table = mapping.PeopleTable(mapping.columns_of(found.headings), len(found.headings))
    people: list[PersonRow | None] = []
    broken: list[Problem] = []
    with reading.opened(file, found) as records:
        for one in or_broken(records):
            if isinstance(one, Broken):
                broken.append(one.problem)
            else:
                people.append(table.person(one, problems))
    if wrong := (*problems.found, *broken):
        raise BadFile(wrong)
    return tuple(row for row in people if row)
