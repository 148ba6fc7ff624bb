from datetime import UTC, datetime, timedelta

import pytest

from courses.scoring import Start, may_retry, result, start_of

NOON = datetime(2026, 6, 1, 12, tzinfo=UTC)


@pytest.mark.parametrize(
    ("right", "asked", "reached"),
    [
        (4, 5, True),
        (3, 5, False),
        (5, 6, True),
        (4, 6, False),
        (6, 7, True),
        (5, 7, False),
        (8, 10, True),
        (7, 10, False),
    ],
)
def test_the_goal_is_four_right_of_five(right, asked, reached):
    answers = {version: version < right for version in range(asked)}
    assert result(range(asked), answers).goal_reached is reached


def test_a_test_that_is_not_finished_has_not_reached_its_goal():
    found = result([1, 2, 3, 4, 5], {1: True, 2: True, 3: True, 4: True})
    assert (found.right, found.answered, found.unanswered) == (4, 4, 1)
    assert not found.goal_reached


def test_what_was_not_planned_does_not_count():
    assert result([1], {1: False, 2: True}).right == 0
    assert not result([], {}).goal_reached


def test_a_question_starts_at_the_lower_edge_of_its_level():
    assert start_of(3) == Start(difficulty=2.5, error=1.0)


def test_another_go_is_possible_a_day_later():
    assert may_retry(NOON, NOON + timedelta(days=1))
    assert not may_retry(NOON, NOON + timedelta(days=1, seconds=-1))
    assert may_retry(None, NOON)


@pytest.mark.parametrize(("labels", "error"), [(0, 1.0), (1, 1.0), (2, 0.7), (3, 0.5), (7, 0.5)])
def test_a_level_that_more_people_labelled_is_surer(labels, error):
    assert start_of(3, labels) == Start(2.5, error)


def test_a_question_that_was_withdrawn_does_not_count_either_way():
    answers = {1: True, 2: True, 3: True, 4: False, 5: False}
    assert not result([1, 2, 3, 4, 5], answers).goal_reached
    without = result([1, 2, 3, 4, 5], answers, {4, 5})
    assert (without.right, without.asked, without.unanswered, without.goal_reached) == (3, 3, 0, True)
    assert result([1], {1: True}, {1}).goal_reached is False
