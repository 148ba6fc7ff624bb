"""Levels as a person takes them along: worked out again from her own file, by the rules of `bench.vectors`."""

from __future__ import annotations

import json
from pathlib import Path
from zipfile import ZipFile

from django.utils.translation import override

from bench.vectors import CASES, largest_deviations
from lms.templatetags.ui import blocks_sentence
from skills.picture import draw
from tests.journeys.knowledge import nl
from tests.journeys.person import Person

Parts = dict[str, list[dict]]
SHOWS = {"answer": ("level", "right", "se_b", "guess"), "self": ("level",), "validation": ("level",)}


def taken_along(person: Person) -> Parts:
    person.page.goto("/nl/my-data/")
    with person.page.expect_download() as download:
        person.button(nl("Download everything")).click()
    with ZipFile(download.value.path()) as archive:
        return json.loads(archive.read("data.json"))["parts"]


def deviation(parts: Parts, folder: Path) -> float:
    """The most by which a level, its error or its chance of a gap is off. For what is all of one day, seen once."""
    assert {row["kind"] for row in parts["evidence"]} == set(SHOWS)
    case = {
        "name": "taken along",
        "events": [event(row) for row in parts["evidence"]],
        "expect": {
            row["skill"]: {
                "mean": row["level"],
                "se": row["error"],
                f"p_below_level_{row['asked']}": row["chance_too_low"],
            }
            for row in parts["levels"]
        },
    }
    file = folder / "taken-along.json"
    model = json.loads(CASES.read_text(encoding="utf-8"))["model"]
    file.write_text(json.dumps({"model": model, "vectors": [case]}), encoding="utf-8")
    [found] = largest_deviations(file)
    return found.size


def event(row: dict) -> dict:
    said = {
        "level": row["level"],
        "right": row["right"],
        "se_b": row["difficulty_error"],
        "guess": row["guess"],
    }
    if row["kind"] == "answer":
        said["level"] = row["difficulty"] + 0.5
    return {"kind": row["kind"], "competence": row["skill"]} | {
        name: said[name] for name in SHOWS[row["kind"]]
    }


def pictures(parts: Parts) -> dict[str, str]:
    """By code, what the blocks of each level that is taken along say in words."""
    with override("nl"):
        return {row["skill"]: picture(row) for row in parts["levels"]}


def picture(row: dict) -> str:
    return blocks_sentence(draw(row["level"], row["error"]).blocks, row["asked"])


def pictures_on_page(person: Person) -> dict[str, str]:
    """The same on her page “I can”, in areas that are folded away too."""
    person.page.goto("/nl/skills/")
    lines = person.page.locator(".area-box .comp")
    shown = """lines => lines.map(line => [
        line.querySelector("h3 .num").textContent, line.querySelector("svg").getAttribute("aria-label")])"""
    return dict(lines.evaluate_all(shown))
