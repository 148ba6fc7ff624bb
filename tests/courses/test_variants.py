from fractions import Fraction

import pytest

from courses.variants import (
    NoFormula,
    combinations,
    draw,
    filled,
    formula,
    names_of,
    put_back,
    taken_out,
    values_of,
    worked_out,
)

TEXT = "{name:An|Bo|Els} plants {n:3-9} trees. {name} plants {n} more."
SPREAD = {"name": "An|Bo|Els", "n": "3-9"}


def test_names_and_their_values_come_apart_and_together_again():
    text, spread = taken_out(TEXT)
    assert (text, spread) == ("{name} plants {n} trees. {name} plants {n} more.", SPREAD)
    assert put_back(text, spread) == TEXT


def test_the_same_seed_draws_the_same_in_whatever_order_the_names_are_kept():
    assert draw(SPREAD, 7) == draw(dict(reversed(SPREAD.items())), 7)
    drawn = [draw(SPREAD, seed) for seed in range(200)]
    assert {one["n"] for one in drawn} == set(range(3, 10))
    assert {one["name"] for one in drawn} == {"An", "Bo", "Els"}


def test_a_text_has_what_was_drawn_and_leaves_other_brackets_alone():
    assert filled("{name}: {n}, {x} {} {N}", {"name": "Bo", "n": 4}) == "Bo: 4, {x} {} {N}"


@pytest.mark.parametrize(
    ("written", "values"),
    [("3-5", [3, 4, 5]), ("An | Bo", ["An", "Bo"]), ("5-3", []), ("An", []), ("An|", []), ("1-99999", [])],
)
def test_values_are_a_span_or_words(written, values):
    assert values_of(written) == values


@pytest.mark.parametrize(
    ("written", "value"),
    [("(n + 2) * 4", 24), ("n / 8", Fraction(1, 2)), ("-n + 0,5", Fraction(-7, 2)), ("12", 12), ("1-n", -3)],
)
def test_a_number_is_worked_out_exactly(written, value):
    assert worked_out(formula(written), {"n": 4}) == value


@pytest.mark.parametrize(
    "written",
    [
        "",
        "n ** 9",
        "n // 2",
        "n % 2",
        "f(n)",
        "n.real",
        "n[0]",
        "[n]",
        "n if n else 1",
        "n < 2",
        "'a'",
        "True",
        "lambda: n",
        "n := 2",
        "__import__('os')",
        "(" * 79,
        "1" * 81,
        "n\x00",
        "1j",
    ],
)
def test_nothing_but_numbers_names_and_four_operations_is_read(written):
    with pytest.raises(NoFormula):
        formula(written)


@pytest.mark.parametrize("written", ["n / (n - 4)", "m", "name + 1", "1e999"])
def test_what_has_no_value_says_so(written):
    with pytest.raises(NoFormula):
        worked_out(formula(written), {"n": 4, "name": "Bo"})


def test_all_values_are_looked_at_but_not_too_many():
    assert len(list(combinations(SPREAD, names_of(formula("n + n"))))) == 7
    for spread in ({"n": "0-9999"}, {}):
        with pytest.raises(NoFormula):
            combinations(spread, {"n"})
