import pytest

from lms.interop.rows import MAX_COLUMNS, MAX_ROWS, fold, read_table
from tests.interop.refusals import refusal, refusals

KNOWN = {"name": "name", "naam": "name", "job": "job", "jobtitle": "job", "functie": "job"}


def read(raw):
    return read_table(raw, KNOWN.get, ("name", "job"))


def cells(raw):
    return [(row.line, row.cells["name"], row.cells["job"]) for row in read(raw).rows]


TEXT = "Naam;Functie\nZoë Yıldız;Groen\n"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be"])
def test_every_way_a_spreadsheet_writes_unicode_is_read(encoding):
    assert cells(TEXT.encode(encoding)) == [(2, "Zoë Yıldız", "Groen")]


def test_the_old_encoding_of_windows_is_read():
    assert cells("Naam;Functie\nZoë – €;Groen\n".encode("cp1252")) == [(2, "Zoë – €", "Groen")]


@pytest.mark.parametrize("delimiter", [";", ",", "\t"])
@pytest.mark.parametrize("line_end", ["\n", "\r\n", "\r"])
def test_every_delimiter_and_line_end_is_read(delimiter, line_end):
    rows = [["Naam", "Functie"], ["Peeters", "Groen"], ["Claes", "Loket"]]
    raw = line_end.join(delimiter.join(row) for row in rows).encode()
    assert cells(raw) == [(2, "Peeters", "Groen"), (3, "Claes", "Loket")]


def test_a_quoted_cell_keeps_its_delimiter_and_quotation_marks():
    assert cells(b'name;job\n"Peeters; Jan ""de"" lange";Groen\n') == [
        (2, 'Peeters; Jan "de" lange', "Groen")
    ]


def test_a_line_that_names_the_delimiter_counts_as_a_line():
    assert cells(b"sep=;\nname;job\nA, B;Groen\n") == [(3, "A, B", "Groen")]


def test_empty_rows_and_an_empty_last_column_are_skipped():
    assert cells(b"\nname;job;\n;;\nPeeters;Groen;\n") == [(4, "Peeters", "Groen")]


def test_headings_come_in_any_order_and_any_case():
    assert cells(b" Job_Title ;NAAM\nGroen;Peeters\n") == [(2, "Peeters", "Groen")]
    assert fold(" E-Mail\u00a0address ") == "emailaddress"


def test_accents_written_in_two_ways_are_one_text():
    assert cells("name;job\nZoe\u0308;x\n".encode()) == [(2, "Zoë", "x")]


@pytest.mark.parametrize(
    "harmless", ["O'Neill", "Jean-Pierre", "-5", "-2,5", "A=B", "x@y.be", "a 'quoted' \"word\""]
)
def test_ordinary_cells_are_not_mistaken_for_something_else(harmless):
    assert cells(f"name;job\n{harmless};x\n".encode()) == [(2, harmless, "x")]


@pytest.mark.parametrize(
    "dangerous", ["=1+1", "+cmd", "@SUM(A1)", "-cmd", "-2+3+cmd|' /C calc'!A0", "  =1", "＝1", "-"]
)
def test_a_formula_is_refused(dangerous):
    assert refusal(read, f"name;job\nJan;{dangerous}\n".encode()) == (
        2,
        "job",
        "This cell begins like a formula. Remove the =, +, - or @ in front.",
    )


@pytest.mark.parametrize(
    ("raw", "expected"),
    [
        (b"", (1, "", "This file is empty. Check whether you chose the right file.")),
        (
            b"name;job\nJan;x\0y\n",
            (2, "", "This line holds a zero byte, which no text has. Save the file again as UTF-8 text."),
        ),
        (
            b"name;job\nJan;x\nZo\xc3\xab;\xff\n",
            (3, "", "This line holds characters that cannot be read. Save the file again as CSV UTF-8."),
        ),
        (
            b"name;job\nJan;\x81\n",
            (2, "", "This line holds characters that cannot be read. Save the file again as CSV UTF-8."),
        ),
        (
            b'name;job\nJan;x\n"Piet;y\nMia;z\n',
            (
                3,
                "",
                'A quotation mark is missing in this row, or a cell is very long. Close every " with a ".',
            ),
        ),
        (
            b'name;job\n"Piet;y\nMia";z\n',
            (
                2,
                "name",
                "This cell runs over more than one line. Put it on one line and check its quotation marks.",
            ),
        ),
        (
            b"name\nJan\n",
            (
                1,
                "job",
                "The column “job” is missing. Add it; its cells may stay empty if the fact is unknown.",
            ),
        ),
        (
            b"name;job;age\nJan;x;9\n",
            (1, "age", "The column “age” is not known. Correct its heading or remove the column."),
        ),
        (
            b"name;job;\nJan;x;9\n",
            (1, "3", "The column “3” is not known. Correct its heading or remove the column."),
        ),
        (b"name;job;naam\nJan;x;Piet\n", (1, "naam", "Two columns mean the same. Keep one of them.")),
        (
            b"name;job\nJan\n",
            (2, "", "This row has 1 cells, but there are 2 headings. Add the missing cells."),
        ),
        (
            b"name;job\nJan;x;y\n",
            (
                2,
                "",
                "This row has 3 cells, but there are 2 headings. "
                "Put a cell that contains the separator between quotation marks.",
            ),
        ),
        (
            b"name;job\n" + b"x" * 1001 + b";y\n",
            (2, "name", "This cell is too long. It may be at most 1000 characters."),
        ),
        (
            "name;job\nJan\u202etxt;y\n".encode(),
            (2, "name", "This cell holds an invisible control character. Type the text again."),
        ),
        (
            b"name;job\nJan\x07;y\n",
            (2, "name", "This cell holds an invisible control character. Type the text again."),
        ),
        (
            b"name;job" + b";" * MAX_COLUMNS + b"\nJan;x\n",
            (1, "", "There are too many columns. At most 100 are allowed."),
        ),
        (
            b"name;job\n" + b"Jan;x\n" * (MAX_ROWS + 1),
            (5002, "", "There are too many rows. Split the file: at most 5000 rows are allowed."),
        ),
    ],
)
def test_a_refusal_says_where_and_how_to_mend_it(raw, expected):
    assert refusal(read, raw) == expected


def test_a_cell_of_a_thousand_characters_and_five_thousand_rows_are_fine():
    assert len(cells(b"name;job\n" + b"x" * 1000 + b";y\n" + b"Jan;x\n" * (MAX_ROWS - 1))) == MAX_ROWS


def test_a_file_that_is_too_big_is_not_even_read():
    assert refusal(read, b"x" * (10 * 1024 * 1024 + 1)) == (
        None,
        "",
        "This file is too big. It may be at most 10240 KiB.",
    )


def test_all_problems_come_at_once():
    found = refusals(read, b"name;job\n=a;x\nJan\nMia;+b\n")
    assert [(line, field) for _, line, field, _ in found] == [(2, "name"), (3, ""), (4, "job")]
