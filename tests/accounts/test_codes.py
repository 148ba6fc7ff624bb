from itertools import pairwise

import pytest

from lms.accounts import codes


def test_a_code_has_no_vowels_and_is_read_back_as_it_was_printed():
    code = codes.new_code()
    assert len(code) == 12
    assert not set(code) & set("AEIOUY01LBGSZ")
    assert codes.tidy(f" {codes.grouped(code).lower()} ") == code
    assert codes.tidy("bgsz") == "8652"


@pytest.mark.parametrize("pin", ["0000", "1234", "8765", "7890", "1212", "123123", "1978", "2004", "999999"])
def test_what_anybody_tries_first_is_easy(pin):
    assert codes.is_easy(pin)


@pytest.mark.parametrize("pin", ["4827", "71935", "308162"])
def test_other_digits_are_fine(pin):
    assert codes.is_pin(pin)
    assert not codes.is_easy(pin)


@pytest.mark.parametrize("typed", ["123", "1234567", "12a4", "١٢٣٤", "-123"])
def test_a_pin_is_four_to_six_plain_digits(typed):
    assert not codes.is_pin(typed)


def test_codes_differ():
    assert all(one != other for one, other in pairwise(codes.new_code() for _time in range(20)))
