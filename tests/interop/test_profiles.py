from pathlib import Path

import pytest

from lms.interop.profiles.receive import receive, receive_bytes
from skills.content import ProfileContent
from tests.interop.refusals import refusal

ROW = {
    "code": "P01",
    "nl": "Groenarbeider",
    "en": "Green-keeper",
    "1.1": "2",
    "3.2": "0",
    "4.1": "8",
    "core": "1.1 4.1",
}


def a_file(*changes):
    rows = [ROW | change for change in changes] or [ROW]
    return "\n".join(";".join(values) for values in [ROW.keys(), *(row.values() for row in rows)]).encode()


def test_a_row_becomes_a_profile():
    assert receive_bytes(a_file()) == (
        ProfileContent(
            line=2,
            code="P01",
            name={"nl": "Groenarbeider", "en": "Green-keeper"},
            required={"1.1": 2, "3.2": 0, "4.1": 8},
            core=("1.1", "4.1"),
        ),
    )


@pytest.mark.parametrize(
    ("change", "field", "expected"),
    [
        ({"1.1": "9"}, "1.1", "This must be a whole number from 0 to 8. Correct it."),
        ({"1.1": "2,5"}, "1.1", "This must be a whole number from 0 to 8. Correct it."),
        ({"1.1": "²"}, "1.1", "This must be a whole number from 0 to 8. Correct it."),
        ({"3.2": ""}, "3.2", "This must be a whole number from 0 to 8. Correct it."),
        ({"nl": ""}, "nl", "This cell is empty. Fill it in."),
        ({"code": "P 01"}, "code", "A profile code is 1 to 20 letters and digits, like P01. Correct it."),
        (
            {"core": "1.1 5.9"},
            "core",
            "The core competence “5.9” is not a column. Correct the code or add the column.",
        ),
        ({"core": "1.1, 4.1, 1.1"}, "core", "The core competence “1.1” is named twice. Keep one."),
        (
            {"core": "3.2"},
            "core",
            "The core competence 3.2 has level 0 here. Ask a level from 1 on, or remove it from core.",
        ),
        ({"code": "p01"}, "code", "“p01” is also on row 2. Every row needs its own."),
    ],
)
def test_a_wrong_cell_is_refused_with_its_line_and_column(change, field, expected):
    assert refusal(receive_bytes, a_file({}, {"code": "P02"} | change)) == (3, field, expected)


def test_more_than_ten_core_competences_are_refused():
    codes = [f"1.{number}" for number in range(1, 12)]
    header = ";".join(["code", "nl", "en", *codes, "core"])
    row = ";".join(["P01", "Klerk", "Clerk", *["1" for _ in codes], " ".join(codes)])
    assert refusal(receive_bytes, f"{header}\n{row}\n".encode()) == (
        2,
        "core",
        "There are 11 core competences. Choose at most 10.",
    )


def test_a_table_without_competences_is_refused():
    assert refusal(receive_bytes, b"code;nl;en;core\nP01;Klerk;Clerk;\n") == (
        1,
        "",
        "There is no column with a competence code as heading. Add columns like 1.1 and 4.2.",
    )


def test_the_example_profiles_are_read():
    profiles = receive(Path("fixtures/profiles/example-profiles.csv"))
    assert [profile.code for profile in profiles] == [f"P{number:02}" for number in range(1, 13)]
    assert {len(profile.required) for profile in profiles} == {21}
    assert max(len(profile.core) for profile in profiles) <= 10
    assert profiles[4].required["4.2"] == 5
