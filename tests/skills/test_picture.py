import pytest

from skills.picture import draw


@pytest.mark.parametrize(
    ("level", "se", "shown", "possible", "marks"),
    [
        (3.0, 0.6, 2, 4, "11??...."),
        (0.2, 0.5, 0, 1, "?......."),
        (-1.0, 0.3, 0, 0, "........"),
        (9.5, 0.4, 8, 8, "11111111"),
        (2.5, 0.0, 3, 3, "111....."),
        (3.0, 9.0, 0, 8, "????????"),
    ],
)
def test_blocks_are_full_up_to_the_low_end_and_hatched_up_to_the_high_end(level, se, shown, possible, marks):
    picture = draw(level, se, required=3)
    assert (picture.shown, picture.possible, picture.required) == (shown, possible, 3)
    assert picture.blocks == tuple({"1": "on", "?": "maybe", ".": "off"}[mark] for mark in marks)
