import csv
import io

import pytest

from lms.safe_csv import safe_cell, write


@pytest.mark.parametrize("text", ["=cmd()", "+1", "-x", "@y", "\t=1", "\r=1", "\n=1", "  =1", "\u00a0=1"])
def test_text_that_a_spreadsheet_would_run_gets_an_apostrophe(text):
    assert safe_cell(text) == f"'{text}"


@pytest.mark.parametrize(
    "text", ["O'Neill", "Zoë", "a=b", "Jan-Pieter", "zoe@example.be", "'s Gravenwezel", ""]
)
def test_other_text_stays_as_it_is(text):
    assert safe_cell(text) == text


@pytest.mark.parametrize(("value", "cell"), [(-3, "-3"), (0, "0"), (2.5, "2.5"), (None, "")])
def test_figures_stay_figures(value, cell):
    assert safe_cell(value) == cell


def test_a_table_is_utf_8_with_a_mark_semicolons_and_windows_lines():
    assert write([["Zoë", 1], ["=x", None]]) == "\ufeffZoë;1\r\n'=x;\r\n".encode()


def test_a_cell_with_a_semicolon_a_quote_or_a_line_stays_one_cell():
    cells = ["a;b", 'say "c"', "two\nlines"]
    assert list(csv.reader(io.StringIO(write([cells]).decode("utf-8-sig"), newline=""), delimiter=";")) == [
        cells
    ]
