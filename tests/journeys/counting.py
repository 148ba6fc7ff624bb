"""The overview as HR reads it: off the page, and out of the file that it downloads."""

from __future__ import annotations

import csv
import time
from collections.abc import Callable
from pathlib import Path

from tests.journeys.knowledge import nl
from tests.journeys.person import Person

SOON = 10  # seconds within which an answer shows in the counts
Figures = dict[str, list[str]]  # by code: in order, not sure yet, something to learn, measured; or one word


def open_unit(hr: Person, unit: str) -> None:
    hr.page.goto("/nl/overview/")
    hr.follow(unit)


def on_page(hr: Person, unit: str) -> Figures:
    open_unit(hr, unit)
    table = hr.page.get_by_role("region", name=unit).get_by_role("table")
    lines = table.evaluate(
        "table => [...table.tBodies[0].rows].map(row => [...row.cells].map(one => one.innerText))"
    )
    return {line[0].split()[0]: line[1:] for line in lines if line[1] != nl("not asked")}


def in_file(hr: Person, unit: str) -> Figures:
    hr.page.goto("/nl/overview/")
    with hr.page.expect_download() as download:
        hr.link(nl("Download as CSV")).click()
    head, *lines = csv.reader(Path(download.value.path()).read_text("utf-8-sig").splitlines(), delimiter=";")
    where = [nl(name) for name in ("In order", "Not sure yet", "Something to learn", "Measured")]
    found = {}
    for line in (dict(zip(head, line, strict=True)) for line in lines):
        if line[nl("Unit")] == unit:
            figures = [line[name] for name in where]
            found[line[nl("Code")]] = figures[:1] if nl("hidden") in figures else figures
    return found


def wait_until(true: Callable[[], bool]) -> None:
    until = time.monotonic() + SOON
    while not true():
        assert time.monotonic() < until, f"Not so after {SOON} seconds."
        time.sleep(0.5)
