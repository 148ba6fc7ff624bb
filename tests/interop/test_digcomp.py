# ruff: noqa: E501 -- one line per slip reads as a table

import json
from copy import deepcopy
from pathlib import Path

import pytest

from lms.interop.digcomp.receive import receive, receive_bytes
from tests.interop.refusals import refusal, refusals

FILE = Path("fixtures/frameworks/digcomp-3.0.json")
DOCUMENT = json.loads(FILE.read_text(encoding="utf-8"))


def changed(change):
    document = deepcopy(DOCUMENT)
    change(document)
    return json.dumps(document).encode()


def test_the_whole_of_digcomp_is_read():
    framework = receive(FILE)
    assert (framework.key, framework.name, framework.version) == ("digcomp-3.0", "DigComp", "3.0")
    assert len(framework.areas) == 5
    assert len(list(framework.competences)) == 21
    assert [band.key for band in framework.bands] == ["basic", "intermediate", "advanced", "highly-advanced"]
    assert [level.level for level in framework.levels] == [1, 2, 3, 4, 5, 6, 7, 8]
    assert len(framework.statements) == 362
    assert len(framework.outcomes) == 523
    assert framework.outcomes[-1].id == "LO5.4.17"


def test_our_own_translations_are_told_apart():
    framework = receive(FILE)
    assert framework.our_translations == ("fr", "de")
    assert all(competence.name.keys() >= {"nl", "en", "fr", "de"} for competence in framework.competences)


@pytest.mark.parametrize(
    ("change", "field", "expected"),
    [
        (
            lambda d: d["statements"][3].update(competence="9.9"),
            "statements.4.competence",
            "Competence 9.9 does not exist in this file. Correct the code.",
        ),
        (
            lambda d: d["outcomes"][0].update(band="Expert"),
            "outcomes.1.band",
            "The band “Expert” does not exist in this file. Correct its name.",
        ),
        (
            lambda d: d["outcomes"][2].update(id=d["outcomes"][1]["id"]),
            "outcomes.3.id",
            "LO1.1.02 is also at outcomes.2.id. Give each entry its own.",
        ),
        (
            lambda d: d["areas"][0]["competences"][1].update(code="2.9"),
            "areas.1.competences.2.code",
            "The code 2.9 does not belong to area 1. Move it or correct the code.",
        ),
        (
            lambda d: d["areas"][0]["competences"][1]["name"].pop("fr"),
            "areas.1.competences.2.name.fr",
            "This field is missing or empty. Fill it in.",
        ),
        (
            lambda d: d["statements"][0]["text"].update(nl=" "),
            "statements.1.text.nl",
            "This field is missing or empty. Fill it in.",
        ),
        (
            lambda d: d["statements"][0]["text"].update(es="x"),
            "statements.1.text.es",
            "This language is not known. Use nl, fr, de or en.",
        ),
        (
            lambda d: d["levels"][2].update(level8=4),
            "levels.3.level8",
            "Level 3 is expected here. List the levels in order.",
        ),
        (
            lambda d: d["levels"].pop(),
            "levels",
            "There must be 8 levels in 4 bands. Add or remove levels.",
        ),
        (
            lambda d: d["levels"][1]["band_description"].update(en="Other"),
            "levels.2.band",
            "The band “Basic” is described in two ways. Make the texts equal.",
        ),
        (
            lambda d: d.update(statements=[s for s in d["statements"] if (s["competence"], s["band"]) != ("3.4", "Basic")]),
            "statements",
            "Competence 3.4 has no entry at band “basic”. Add what is missing.",
        ),
        (lambda d: d.update(extra=1), "extra", "This field is not known. Correct its name or remove it."),
        (
            lambda d: d.update(our_translations=["nl"]),
            "our_translations",
            "This language is not known. Use nl, fr, de or en.",
        ),
    ],
)  # fmt: skip
def test_a_slip_is_refused_with_its_path(change, field, expected):
    found = refusals(receive_bytes, changed(change))
    assert ("", None, field, expected) in found


def test_a_slip_in_a_text_is_the_only_thing_refused():
    found = refusals(receive_bytes, changed(lambda d: d["statements"][3].update(competence="9.9")))
    assert [field for _, _, field, _ in found] == ["statements.4.competence"]


@pytest.mark.parametrize(
    ("raw", "line", "expected"),
    [
        (
            b'{\n"areas": [,]}',
            2,
            "This is not correct JSON (Expecting value). Correct it at this place.",
        ),
        (
            b'{"a": 1, "a": 2}',
            None,
            "This is not correct JSON (double key: a). Correct it at this place.",
        ),
        (
            b'{"a": NaN}',
            None,
            "This is not correct JSON (not a number: NaN). Correct it at this place.",
        ),
        (b"[]", None, "An object between { and } is expected here. Correct it."),
        (b"\n\xff", 2, "This line is not UTF-8 text. Save the file again with the encoding UTF-8."),
        (b"x" * (5 * 1024 * 1024 + 1), None, "This file is too big. It may be at most 5120 KiB."),
    ],
)
def test_what_is_not_the_json_that_we_expect_is_refused(raw, line, expected):
    assert refusal(receive_bytes, raw) == (line, "", expected)


def test_deep_nesting_is_refused():
    ((_, _, _, said),) = refusals(receive_bytes, b"[" * 100_000)
    assert said.startswith("This is not correct JSON")


@pytest.mark.parametrize("path", ["areas", "levels", "statements", "outcomes"])
@pytest.mark.parametrize("value", [None, {}, [], [1], "x"])
def test_any_other_shape_gives_problems_and_no_crash(path, value):
    assert refusals(receive_bytes, changed(lambda d: d.update({path: value})))
