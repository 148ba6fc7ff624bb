from datetime import UTC, date, datetime

import pytest

from courses.meant import Job, Progress, Target, days_left, furthest, is_late, meant, progress

TOWN, GREEN, PARKS, DESK = 1, 2, 3, 4  # parks lie under green, green and the desk under the town
PARENTS = {TOWN: None, GREEN: TOWN, PARKS: GREEN, DESK: TOWN}
CLERK, GARDENER = 7, 8
ANNA, BEA = Job(1, 11, PARKS, GARDENER), Job(2, 12, DESK, CLERK)
BEA_TOO = Job(3, 12, GREEN, GARDENER)
NEW = Job(4, 13, GREEN)
ALL = (ANNA, BEA, BEA_TOO, NEW)
NOW = datetime(2026, 11, 29, tzinfo=UTC)


@pytest.mark.parametrize(
    ("target", "found"),
    [
        (Target(job=2), [BEA]),
        (Target(unit=GREEN), [ANNA, BEA_TOO, NEW]),
        (Target(unit=PARKS), [ANNA]),
        (Target(unit=TOWN), list(ALL)),
        (Target(profile=GARDENER), [ANNA, BEA_TOO]),
        (Target(unit=PARKS, profile=GARDENER), [ANNA]),
        (Target(unit=DESK, profile=GARDENER), []),
        (Target(job=99), []),
    ],
)
def test_a_target_means_who_fits_in_all_of_it(target, found):
    assert meant([target], ALL, PARENTS) == found


def test_several_targets_add_up_and_mean_a_job_once():
    assert meant([Target(unit=PARKS), Target(job=1), Target(job=2)], ALL, PARENTS) == [ANNA, BEA]
    assert meant([], ALL, PARENTS) == []


def test_who_comes_into_the_unit_later_is_meant_too_and_who_leaves_it_is_not_any_more():
    moved = Job(ANNA.key, ANNA.user, DESK, GARDENER)
    newcomer = Job(5, 15, PARKS)
    assert meant([Target(unit=GREEN)], [moved, newcomer], PARENTS) == [newcomer]


def test_progress_is_what_was_begun_and_finished():
    assert [progress(None, None), progress(NOW, None), progress(NOW, NOW)] == list(Progress)


def test_of_several_goes_the_furthest_counts():
    assert furthest([Progress.BUSY, Progress.DONE, Progress.NOT_BEGUN]) is Progress.DONE
    assert furthest([]) is Progress.NOT_BEGUN


def test_the_day_itself_is_not_late():
    due = date(2026, 12, 15)
    assert [is_late(due, date(2026, 12, day)) for day in (14, 15, 16)] == [False, False, True]


def test_days_are_counted_in_the_last_week_only():
    due = date(2026, 12, 15)
    left = [days_left(due, date(2026, 12, day)) for day in (7, 8, 14, 15, 16)]
    assert left == [None, 7, 1, 0, None]
