import pytest

from courses.bank import Item, Label, stocks


def test_questions_are_counted_by_competence_and_level():
    found = stocks(["1.1", "1.2"], [Item("1.1", 2, 1), Item("1.1", 2, 2), Item("1.1", 5, 1)])
    assert found["1.1"].at == {1: 0, 2: 2, 3: 0, 4: 0, 5: 1, 6: 0}
    assert (found["1.1"].total, found["1.1"].unreviewed) == (3, 2)
    assert (found["1.2"].total, found["1.2"].unreviewed) == (0, 0)


def test_four_questions_are_enough_to_measure_with():
    assert not stocks(["1.1"], [Item("1.1", level, 1) for level in (1, 2, 3)])["1.1"].is_enough
    assert stocks(["1.1"], [Item("1.1", level, 1) for level in (1, 2, 3, 3)])["1.1"].is_enough


def test_the_highest_levels_are_counted_where_there_are_questions():
    found = stocks(["1.1", "1.2"], [Item("1.1", 7, 1)])
    assert list(found["1.1"].at) == list(found["1.2"].at) == [1, 2, 3, 4, 5, 6, 7]
    assert found["1.1"].total == 1


def test_a_level_is_reviewed_when_a_second_person_labelled_it():
    assert [Item("1.1", 2, labels).is_reviewed for labels in (1, 2, 3)] == [False, True, True]


@pytest.mark.parametrize(
    ("second", "agree"),
    [(Label("1.1", 3), True), (Label("1.1", 2), True), (Label("1.1", 5), False), (Label("1.2", 3), False)],
)
def test_two_people_agree_on_the_same_skill_and_levels_less_than_two_apart(second, agree):
    assert Label("1.1", 3).agrees_with(second) is agree
    assert second.agrees_with(Label("1.1", 3)) is agree
