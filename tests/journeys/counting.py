"""The overview as HR reads it: off the page, and out of the file that it downloads."""

from __future__ import annotations

import csv
import time
from collections.abc import Callable
from pathlib import Path

from playwright.sync_api import Locator

from tests.journeys.knowledge import nl
from tests.journeys.person import Person

SOON = 10  # seconds within which an answer shows in the counts
Figures = dict[
    str, list[str]
]  # by code: in order, not sure yet, not measured, something to learn; or one word


def open_unit(hr: Person, unit: str) -> None:
    hr.page.goto("/nl/overview/")
    hr.page.get_by_label(nl("Unit"), exact=True).select_option(label=unit)
    hr.press(nl("Show"))


def lines_on(table: Locator) -> list[list[str]]:
    cells = "table => [...table.tBodies[0].rows].map(row => [...row.cells].map(one => one.innerText))"
    return table.evaluate(cells)


def lines_of(file: Path) -> list[list[str]]:
    return list(csv.reader(file.read_text("utf-8-sig").splitlines(), delimiter=";"))


def on_page(hr: Person, unit: str) -> Figures:
    open_unit(hr, unit)
    lines = lines_on(hr.page.get_by_role("table", name=nl("Skills"), exact=True))
    return {line[0].split()[0]: line[1:] for line in lines}


def in_file(hr: Person, unit: str) -> Figures:
    open_unit(hr, unit)
    section = hr.page.get_by_role("region", name=nl("Skills"), exact=True)
    with hr.page.expect_download() as download:
        section.get_by_role("link", name=nl("Download as CSV")).click()
    _head, *lines = lines_of(download.value.path())
    return {line[0]: [line[-1]] if nl("hidden") in line else line[-4:] for line in lines}


def wait_until(true: Callable[[], bool]) -> None:
    until = time.monotonic() + SOON
    while not true():
        assert time.monotonic() < until, f"Not so after {SOON} seconds."
        time.sleep(0.5)
