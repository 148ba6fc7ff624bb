"""How a list of people is read, whatever program wrote it, and what hostile files come to."""

import io
import zipfile
from contextlib import suppress
from datetime import datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import Workbook

from lms.interop.people import mapping, reading, workbook
from lms.interop.people.reading import Asked, find_out, opened
from lms.interop.problems import BadFile, Problems
from lms.interop.rows import Record
from tests.interop.refusals import refusal

HEAD = ["Personeelsnummer", "Naam", "Dienst", "In dienst"]
ROW = ["1001", "Zoë", "Groen", "2021-03-01"]


def read(raw, asked=None):
    found = find_out(io.BytesIO(raw), asked)
    with opened(io.BytesIO(raw), found) as records:
        return found, [(record.line, record.cells) for record in records]


def a_text(*rows, delimiter=";", end="\n"):
    return end.join(delimiter.join(row) for row in rows)


def a_book(*rows, **sheets) -> bytes:
    book = Workbook()
    for row in rows:
        book.active.append(row)
    for name, others in sheets.items():
        sheet = book.create_sheet(name)
        for row in others:
            sheet.append(row)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "cp1252"])
@pytest.mark.parametrize("delimiter", list(";,\t|"))
def test_encoding_and_delimiter_are_found_and_told(encoding, delimiter):
    found, rows = read(a_text(HEAD, ROW, delimiter=delimiter).encode(encoding))
    assert (found.delimiter, found.headings, rows) == (delimiter, tuple(HEAD), [(2, tuple(ROW))])
    assert found.encoding == ("utf-8-sig" if encoding == "utf-8" else encoding)


def test_the_headings_are_found_under_a_title():
    found, rows = read(a_text(["Lijst van 2026", "", "", ""], ["", "", "", ""], HEAD, ROW).encode())
    assert (found.line, [line for line, _cells in rows]) == (3, [4])


def test_headings_that_we_do_not_know_are_the_first_row_with_several_cells():
    found, _rows = read(b"Lijst\n\na;b;c\n1;2;3\n")
    assert (found.line, found.headings) == (3, ("a", "b", "c"))


def test_who_knows_better_says_how_it_is_read():
    raw = a_text(HEAD, HEAD, ROW, delimiter="|").encode("cp1252")
    found, rows = read(raw, Asked(encoding="cp1252", delimiter="|", line=2))
    assert (found.line, found.encoding, len(rows)) == (2, "cp1252", 1)


def test_a_line_that_names_the_delimiter_is_followed():
    found, rows = read(b"sep=|\n" + a_text(HEAD, ["1", "A, B; C", "Groen", ""], delimiter="|").encode())
    assert (found.delimiter, rows[0][1][1]) == ("|", "A, B; C")


def test_of_a_workbook_the_sheet_with_our_headings_is_read():
    raw = a_book(["Uitleg"], Mensen=[HEAD, [1001.0, "Zoë", "Groen", datetime(2021, 3, 1)]])
    found, rows = read(raw)
    assert (found.sheet, found.sheets, rows) == ("Mensen", ("Sheet", "Mensen"), [(2, tuple(ROW))])


def test_a_formula_in_a_workbook_is_seen_and_never_worked_out():
    _found, rows = read(a_book(HEAD, [1001, '=HYPERLINK("http://evil.example")', "Groen", "=1+1"]))
    assert rows[0][1][1].startswith("=")
    assert rows[0][1][3] == "=1+1"


def test_empty_columns_at_the_end_are_no_columns():
    found, rows = read(a_book([*HEAD, *[None] * 300], [*ROW, *[None] * 300]))
    assert (len(found.headings), len(rows[0][1])) == (4, 4)


# --- hostile


def a_zip(**parts) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/workbook.xml", "<workbook/>")
        for name, content in parts.items():
            archive.writestr(f"xl/{name}.xml", content)
    return out.getvalue()


MIB = 1024 * 1024


@pytest.mark.parametrize(
    "part",
    [
        b"<row>" + b"0" * 100 * MIB,
        b"<sst>" + b"<si><t>x</t></si>" * (8 * MIB),
        bytes(range(33, 123)) * (10 * MIB // 90),  # packs badly, and has no rows at all
    ],
    ids=["one sign", "many texts", "no rows"],
)
def test_a_part_that_would_fill_the_memory_is_not_unpacked(part):
    assert refusal(find_out, io.BytesIO(a_zip(sheet=part)))[2].startswith("This Excel file unpacks to")


def test_an_archive_of_too_many_parts_is_refused(monkeypatch):
    monkeypatch.setattr(workbook, "MAX_MEMBERS", 5)
    raw = a_zip(**{f"part{number}": "x" for number in range(6)})
    assert refusal(find_out, io.BytesIO(raw))[2].startswith("This Excel file unpacks to")


def test_an_archive_that_is_no_workbook_is_no_table():
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("content.xml", "<x/>")
    assert refusal(find_out, out)[2].startswith("This file is no table")


def test_entities_that_grow_are_not_followed():
    raw = bytearray(a_book(HEAD, ROW))
    out = io.BytesIO()
    bomb = '<!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;">]>'
    with zipfile.ZipFile(io.BytesIO(raw)) as before, zipfile.ZipFile(out, "w") as after:
        for part in before.namelist():
            text = before.read(part).decode()
            if part.startswith("xl/worksheets/"):
                text = bomb + text.replace("<sheetData>", "<sheetData><row><c><v>&b;</v></c></row>")
            after.writestr(part, text)
    assert refusal(find_out, out)[2].startswith("This Excel file cannot be read")


def test_a_row_number_that_is_far_away_does_not_count_up_to_it():
    raw = a_book(HEAD, ROW)
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(raw)) as before, zipfile.ZipFile(out, "w") as after:
        for part in before.namelist():
            after.writestr(part, before.read(part).replace(b'<row r="2"', b'<row r="99999999999"'))
    with pytest.raises(BadFile):
        find_out(out)


@pytest.mark.parametrize(
    ("rows", "line", "said"),
    [
        ([HEAD, ["1", "x" * 1_000_000, "Groen", ""]], 2, "a cell is very long"),
        ([HEAD, ["1", '"Zoë\r\nPeeters', "Groen", ""], ROW], 2, "quotation mark is missing"),
        ([HEAD, [*ROW, *["x"] * 100]], 2, "too many columns"),
    ],
)
def test_a_row_that_cannot_be_told_says_where(rows, line, said):
    found = refusal(read, a_text(*rows).encode())
    assert found[0] == line
    assert said in found[2]


@given(st.binary(max_size=300))
@settings(max_examples=200, deadline=None)
def test_whatever_comes_in_is_read_or_refused(raw):
    for start in (b"", b"PK\x03\x04", b"Naam;Dienst\n"):
        with suppress(BadFile):
            read(start + raw)


# --- what a row says


def a_person(*cells, head=tuple(HEAD)):
    problems = Problems()
    table = mapping.PeopleTable(mapping.columns_of(head), len(head), "Aalhoek")
    row = table.person(Record(2, cells), problems)
    return row, [(problem.field, problem.code) for problem in problems.found]


@pytest.mark.parametrize(
    "written", ["2021-03-01", "01/03/2021", "1-3-2021", "1.3.2021", "44256", "2021-03-01 00:00"]
)
def test_a_day_is_understood_however_it_is_written(written):
    row, problems = a_person("1", "Zoë", "Groen", written)
    assert (row.start.isoformat(), problems) == ("2021-03-01", [])


@pytest.mark.parametrize("written", ["31/02/2026", "2026-13-01", "soon", "1/1/26", "99999", "-5"])
def test_a_day_that_does_not_exist_is_refused(written):
    assert "start date" in [field for field, _code in a_person("1", "Zoë", "Groen", written)[1]]


def test_a_mistake_of_a_formula_is_no_name():
    assert a_person("1", "#N/A", "Groen", "")[1] == [("name", "error_value")]


@pytest.mark.parametrize("language", ["nl", "fr", "de", "en"])
def test_the_headings_of_every_language_are_known(language):
    headings = [columns[language][0] for columns in mapping.HEADINGS.values()]
    assert list(mapping.columns_of(headings)) == list(mapping.HEADINGS)


def test_no_heading_means_two_things():
    said = [
        (mapping._key(heading), column)
        for column, languages in mapping.HEADINGS.items()
        for headings in languages.values()
        for heading in headings
    ]
    assert len(dict(said)) == len(set(said))


def test_a_file_has_a_bearable_size(monkeypatch):
    monkeypatch.setattr(reading, "MAX_BYTES", 10)
    assert refusal(find_out, io.BytesIO(a_text(HEAD, ROW).encode()))[2].startswith("This file is too big")
