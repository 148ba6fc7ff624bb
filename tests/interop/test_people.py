from collections import Counter
from datetime import date
from pathlib import Path

import pytest

from lms.interop.people.receive import receive, receive_bytes
from lms.people.content import PersonRow
from tests.interop.refusals import refusal, refusals

HEADER = "organisation;unit path;name;email;username;job title;profile code;start date;external id"
ORGANISATION = "Gemeente Zonnebeek"


def a_file(*rows):
    return "\n".join([HEADER, *rows]).encode()


def a_row(**other):
    cells = {
        "organisation": ORGANISATION,
        "unit": "Technische dienst > Groen",
        "name": "Zoë Yıldız",
        "email": "zoe@zonnebeek.example",
        "username": "zoe",
        "job": "Groenarbeider",
        "profile": "P01",
        "start": "2026-02-01",
        "id": "ZB-1",
    } | other
    return ";".join(cells.values())


def test_a_row_becomes_a_person():
    assert receive_bytes(a_file(a_row())) == (
        PersonRow(
            line=2,
            organisation=ORGANISATION,
            unit=("Technische dienst", "Groen"),
            name="Zoë Yıldız",
            email="zoe@zonnebeek.example",
            username="zoe",
            job="Groenarbeider",
            profile="P01",
            start=date(2026, 2, 1),
            external_id="ZB-1",
        ),
    )


def test_dutch_headings_in_another_order_mean_the_same():
    header = (
        "Personeelsnummer;Naam;E-mailadres;Gebruikersnaam;Organisatie;Eenheid;Functie;Profielcode;Startdatum"
    )
    row = (
        "ZB-1;Zoë Yıldız;ZOE@zonnebeek.example;zoe;Gemeente  Zonnebeek;Technische dienst>Groen;Groenarbeider"
    )
    row += ";P01;1/2/2026"
    assert receive_bytes(f"{header}\n{row}\n".encode()) == receive_bytes(a_file(a_row()))


def test_what_is_unknown_may_stay_empty():
    (person,) = receive_bytes(a_file(a_row(email="", username="", job="", profile="", start="")))
    assert (person.email, person.username, person.job, person.profile, person.start) == ("", "", "", "", None)


@pytest.mark.parametrize(
    ("change", "field", "expected"),
    [
        ({"name": ""}, "name", "This cell is empty. Fill it in."),
        ({"name": "..."}, "name", "This cell is empty. Fill it in."),
        ({"organisation": " "}, "organisation", "This cell is empty. Fill it in."),
        ({"unit": ""}, "unit path", "This cell is empty. Fill it in."),
        (
            {"unit": "Groen > > Noord"},
            "unit path",
            "A part of the unit path is empty. Write it like: Technical services > Green.",
        ),
        (
            {"unit": " > ".join("abcdefghijk")},
            "unit path",
            "This unit path has too many parts. At most 10 are allowed.",
        ),
        ({"unit": "x" * 121}, "unit path", "This text is too long. It may be at most 120 characters."),
        ({"name": "x" * 151}, "name", "This text is too long. It may be at most 150 characters."),
        ({"email": "zoe(at)x"}, "email", "This is not an e-mail address. Write it like name@example.be."),
        (
            {"username": "zoe yildiz"},
            "username",
            "A username holds only letters, digits and . _ + -. Remove spaces and other signs.",
        ),
        (
            {"start": "31/02/2026"},
            "start date",
            "The date 31/02/2026 does not exist. Check the day and the month.",
        ),
        (
            {"start": "2025-02-29"},
            "start date",
            "The date 2025-02-29 does not exist. Check the day and the month.",
        ),
        ({"start": "1 mei"}, "start date", "This date cannot be read. Write 2026-11-23 or 23/11/2026."),
        ({"start": "1/2/26"}, "start date", "This date cannot be read. Write 2026-11-23 or 23/11/2026."),
        ({"start": "01/01/0206"}, "start date", "This date is not between 1940 and 2100. Check the year."),
        (
            {"id": "", "email": "", "username": ""},
            "external id",
            "Fill in an external ID, an e-mail address or a username. "
            "Otherwise the person cannot be recognised next time.",
        ),
        (
            {"job": "=HYPERLINK(A1)"},
            "job title",
            "This cell begins like a formula. Remove the =, +, - or @ in front.",
        ),
    ],
)
def test_a_wrong_cell_is_refused_with_its_line_and_column(change, field, expected):
    other = a_row(name="Jef", email="jef@zonnebeek.example", username="jef", id="ZB-0")
    assert refusal(receive_bytes, a_file(other, a_row(**change))) == (3, field, expected)


@pytest.mark.parametrize(
    ("change", "field", "value"),
    [
        ({"email": "a@b.example", "username": "a"}, "external id", "ZB-1"),
        ({"id": "ZB-2", "username": "a", "email": "ZOE@zonnebeek.example"}, "email", "zoe@zonnebeek.example"),
        ({"id": "ZB-2", "email": "a@b.example", "username": "Zoe"}, "username", "Zoe"),
    ],
)
def test_what_identifies_a_person_comes_once(change, field, value):
    assert refusal(receive_bytes, a_file(a_row(), a_row(**change))) == (
        3,
        field,
        f"“{value}” is also on row 2. Every row needs its own.",
    )


def test_two_organisations_may_use_the_same_external_id():
    neighbour = a_row(organisation="Gemeente Heuvelrode", email="", username="")
    assert [each.external_id for each in receive_bytes(a_file(a_row(), neighbour))] == ["ZB-1", "ZB-1"]


def test_a_file_without_people_is_refused():
    assert refusal(receive_bytes, a_file()) == (
        1,
        "",
        "There are no rows under the headings. Add at least one row.",
    )


def test_missing_and_unknown_columns_are_refused_together():
    found = refusals(receive_bytes, b"naam;leeftijd\nJan;40\n")
    assert [(line, field) for _, line, field, _ in found] == [
        (1, "leeftijd"),
        *[(1, column) for column in HEADER.split(";") if column != "name"],
    ]


def test_the_demo_file_holds_both_organisations_and_every_role_account():
    people = receive(Path("fixtures/people/demo-people.csv"))
    assert Counter(person.organisation for person in people) == {ORGANISATION: 240, "Gemeente Heuvelrode": 60}
    roles = ("medewerker", "trainer", "manager", "hr", "coach", "beheerder")
    accounts = {person.username: person.organisation for person in people if person.username}
    assert accounts == dict.fromkeys(roles, ORGANISATION) | {
        f"{role}-2": "Gemeente Heuvelrode" for role in roles
    }
    assert {person.profile for person in people} == {f"P{number:02}" for number in range(1, 13)}


def test_the_file_of_a_stranger_is_read():
    people = receive(Path("tests/files/people-vlierbeke.csv"))
    assert len(people) == 30
    assert (people[0].name, people[0].unit) == ("Björn Åkesson", ("Domein Openbaar", "Ploeg Noord"))


def test_a_link_to_another_file_is_refused(tmp_path):
    (tmp_path / "secret").write_text("x")
    (tmp_path / "people.csv").symlink_to(tmp_path / "secret")
    assert refusals(receive, tmp_path / "people.csv") == [
        (
            "people.csv",
            None,
            "",
            "This is not an ordinary file. Choose the file itself, not a link or a folder.",
        )
    ]
