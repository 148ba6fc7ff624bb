from decimal import Decimal
from itertools import pairwise

import pytest

from courses.charts import APART, END, FONT, SLOPE, TOP, WIDTH, draw, ticks, width

MONTHS = ["jan", "feb", "mrt", "apr", "mei", "jun", "jul", "aug", "sep", "okt", "nov", "dec"]
SERVICES = ["Dienst Burgerzaken", "Bibliotheek", "Groendienst", "Dienst Techniek", "Onthaal", "Sport"]


def say(number):
    return f"{number:f}"


def drawing(labels, values=None, form="bar", start=0):
    values = values or [100 + 10 * place for place in range(len(labels))]
    return draw(form, start, list(zip(labels, values, strict=True)), say)


@pytest.mark.parametrize(
    ("start", "highest", "expected"),
    [
        (0, 410, [0, 100, 200, 300, 400, 500]),
        (0, 500, [0, 100, 200, 300, 400, 500]),
        (0, 7, [0, 2, 4, 6, 8]),
        (300, 410, [300, 350, 400, 450]),
        (0, "0.3", [0, "0.1", "0.2", "0.3"]),
        (-10, 12, [-10, -5, 0, 5, 10, 15]),
        (0, 0, [0, "0.2", "0.4", "0.6", "0.8", 1]),
        (0, 999_999_999, [0, 200_000_000, 400_000_000, 600_000_000, 800_000_000, 1_000_000_000]),
    ],
)
def test_the_axis_has_round_numbers_up_to_the_highest_value(start, highest, expected):
    assert list(ticks(Decimal(start), Decimal(highest))) == [Decimal(number) for number in expected]


def test_a_bar_is_as_high_as_its_value_on_the_axis():
    made = drawing(["a", "b"], [200, 500])
    assert [tick.text for tick in made.ticks][-1] == "500"
    assert (made.bars[1].y, made.ticks[-1].y) == (TOP, TOP)
    assert made.bars[0].height == pytest.approx(made.bars[1].height * 200 / 500, abs=0.1)


def test_a_cut_axis_makes_bars_start_at_the_cut():
    made = drawing(["a", "b"], [310, 320], start=300)
    assert made.ticks[0].text == "300"
    assert made.bars[0].height == pytest.approx(made.bars[1].height / 2, abs=0.1)


def test_below_zero_bars_hang_down():
    made = drawing(["a", "b"], [-10, 10], start=-10)
    above, below = made.bars[1], made.bars[0]
    assert above.y + above.height == pytest.approx(below.y)
    assert below.y + below.height == pytest.approx(made.bottom)


def test_a_line_goes_through_the_middle_of_each_place_and_has_no_bars():
    made = drawing(["a", "b"], [1, 2], form="line")
    assert (len(made.bars), len(made.dots)) == (0, 2)
    assert [x for x, _y in made.dots] == [label.x for label in made.labels]


@pytest.mark.parametrize(
    ("labels", "turned", "written"),
    [
        (["ma", "di", "wo", "do", "vr"], False, 5),
        (SERVICES[3:], False, 3),
        (MONTHS, True, 12),
        (SERVICES, True, 6),
        (["1"] * 24, False, 12),
        (MONTHS * 2, True, 12),
    ],
)
def test_labels_are_level_where_they_fit_and_left_out_where_even_turned_ones_do_not(labels, turned, written):
    made = drawing(labels, [9] * len(labels))
    assert (made.turned, len({label.x for label in made.labels})) == (turned, written)


@pytest.mark.parametrize(
    "labels", [MONTHS, SERVICES, SERVICES[3:], MONTHS * 2, ["een naam van dertig lange let"] * 3]
)
@pytest.mark.parametrize("highest", [9, 1_000_000])
def test_labels_never_touch_each_other_or_an_edge(labels, highest):
    made = drawing(labels, [highest] * len(labels))
    for one, other in pairwise(dict.fromkeys(label.x for label in made.labels)):
        assert other - one >= (0.9 * FONT / SLOPE if made.turned else 0)
    for label in made.labels:
        long = width(label.text)
        left, right = (long * SLOPE, 0) if made.turned else (long / 2, long / 2)
        assert label.x - left >= 0
        assert label.x + right <= WIDTH
        assert label.y < made.height


def test_level_labels_leave_room_between_them():
    made = drawing(["Bibliotheek", "Sport", "Onthaal"])
    ends = [(label.x - width(label.text) / 2, label.x + width(label.text) / 2) for label in made.labels]
    assert all(right + APART <= left + 0.2 for (_l, right), (left, _r) in pairwise(ends))


def test_long_names_of_a_few_words_stand_in_lines():
    made = drawing(["Dienst Burgerzaken", "Dienst Groen"])
    assert [label.text for label in made.labels] == ["Dienst", "Burgerzaken", "Dienst Groen"]
    assert made.labels[0].x == made.labels[1].x
    assert made.labels[0].y < made.labels[1].y


def test_wide_numbers_move_the_axis():
    narrow, wide = drawing(["a", "b"], [9, 9]), drawing(["a", "b"], [9_000_000, 9])
    assert narrow.left < wide.left
    assert wide.right == WIDTH - END
    assert wide.ticks[0].x == pytest.approx(width(wide.ticks[-1].text), abs=0.1)


def test_labels_of_only_wide_letters_leave_room_for_the_chart():
    made = drawing(["W" * 30, "W" * 30, "a"], [1, 2, 3])
    assert made.labels
    assert made.left < made.right
