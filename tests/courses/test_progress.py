import pytest

from courses.progress import Step, all_done, lessons_done, next_step

FIRST, SECOND, TASK = (
    Step("first", "lesson", True),
    Step("second", "lesson", False),
    Step("task", "task", False),
)


@pytest.mark.parametrize(
    ("after", "expected"),
    [("", SECOND), ("first", SECOND), ("second", TASK), ("task", SECOND), ("elsewhere", SECOND)],
)
def test_the_next_step_is_looked_for_onwards_and_then_from_the_start(after, expected):
    assert next_step([FIRST, SECOND, TASK], after) == expected


def test_when_all_is_done_nothing_comes_next():
    assert next_step([FIRST]) is None
    assert next_step([]) is None


def test_the_lessons_are_done_while_the_task_still_waits():
    assert lessons_done([FIRST, TASK])
    assert not lessons_done([FIRST, SECOND])
    assert not all_done([FIRST, TASK])


def test_a_module_without_lessons_has_none_that_are_done():
    assert not lessons_done([TASK])
    assert not all_done([])
