import pytest

from skills.curve import chance_right, draw, level_of


@pytest.mark.parametrize(
    ("b", "level"), [(-2.0, 0), (0.5, 1), (1.4, 2), (1.5, 2), (1.99, 2), (2.0, 3), (2.5, 3), (9.0, 8)]
)
def test_a_difficulty_means_the_label_that_is_nearest(b, level):
    assert level_of(b) == level


def test_who_just_works_at_the_level_is_right_half_of_what_is_not_guessed():
    assert chance_right(2.5, 2.5, 0.2) == pytest.approx(0.6)


def test_a_harder_question_lies_lower_in_the_picture():
    curve = draw(4.5, 2.5, 0.2, [])
    heights = [[float(y) for y in line.split()[1::2]] for line in (curve.proposed, curve.before)]
    assert all(harder > easier for harder, easier in zip(*heights, strict=True))


def test_dots_stand_inside_and_are_larger_for_larger_groups():
    small, large = draw(2.5, 2.5, 0.2, [(-3.0, 10, 0.0), (4.0, 40, 1.0)]).dots
    assert (small.x, small.y) == (44.0, 180.0)
    assert (large.x, large.y) == (161.0, 10.0)
    assert small.r < large.r
