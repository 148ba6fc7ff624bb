import re

import pytest

from lms import bricks

TWO_SHOWN = ("on", "on", "maybe", "maybe", "off", "off", "off", "off")


def test_a_gained_brick_counts_as_shown():
    assert bricks.shown(("on", "new", "maybe", "off")) == 2


def test_what_may_be_reached_is_the_highest_brick_in_doubt():
    assert bricks.perhaps(TWO_SHOWN) == 4
    assert bricks.perhaps(("on", "off")) == 0


def test_a_row_draws_its_bricks_from_left_to_right():
    drawn = re.findall(r'class="b-(\w+)" x="([\d.]+)"', bricks.row(TWO_SHOWN))
    assert [kind for kind, _ in drawn] == list(TWO_SHOWN)
    assert [float(x) for _, x in drawn] == [1.7 + 23 * place for place in range(8)]


def test_only_a_brick_in_doubt_is_hatched():
    assert bricks.row(TWO_SHOWN).count("b-hatch") == 2


def test_the_flag_stands_just_after_the_last_brick_that_is_asked():
    assert 'd="M68.5 26V1"' in bricks.row(TWO_SHOWN, 3)


@pytest.mark.parametrize("required", [None, 0])
def test_no_flag_when_nothing_is_asked(required):
    assert "b-flag" not in bricks.row(TWO_SHOWN, required)


def test_an_unknown_kind_is_refused_because_it_would_reach_the_page_as_it_is():
    with pytest.raises(ValueError, match="no such brick"):
        bricks.row(('on"><script>',))


def test_a_tower_stands_on_the_ground_and_its_line_on_the_level_that_is_asked():
    parts = dict(bricks.tower(0, ("on", "off"), 1))
    assert parts == {
        "on": "M0 86h12v10h-12z",
        "off": "M0.5 74.5h11v9h-11z",
        "halo": "M-1 85h14",
        "need": "M-1 85h14",
    }


def test_areas_are_kept_apart_and_named_under_their_middle():
    wall = bricks.wall([("1", ("on",), None), ("1", ("on",), None), ("2", ("on",), None)])
    assert re.findall(r"M(\d+) 86", wall.drawing) == ["0", "14", "37"]
    assert re.findall(r'x="(\d+)"[^>]*>(\d)<', wall.drawing) == [("13", "1"), ("43", "2")]
    assert wall.width == 49


def test_the_name_of_an_area_is_escaped():
    assert "&lt;b&gt;" in bricks.wall([("<b>", ("on",), None)]).drawing


def test_an_empty_wall_draws_nothing():
    assert bricks.wall([]) == bricks.Wall("", 0)
