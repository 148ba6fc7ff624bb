from dataclasses import replace

import pytest

from courses.sameness import Change, Written, change, is_another, suggests_another

BEFORE = Written("single_choice", 1, 2, {"options": [{"id": "a", "right": True}]}, {"prompt": "Which?"})


@pytest.mark.parametrize(
    ("changed", "found"),
    [
        ({}, Change.NOTHING),
        ({"texts": {"prompt": "Which one?"}}, Change.WORDING),
        ({"body": {"options": []}}, Change.ANSWERS),
        ({"body": {"options": []}, "texts": {}}, Change.ANSWERS),
        ({"level": 3}, Change.MEASURE),
        ({"competence": 2}, Change.MEASURE),
        ({"type": "number", "body": {}}, Change.MEASURE),
    ],
)
def test_what_changed_is_the_most_that_changed(changed, found):
    assert change(BEFORE, replace(BEFORE, **changed)) is found


def test_new_words_suggest_the_same_question_and_other_answers_another():
    assert [suggests_another(one) for one in Change] == [False, False, True, True]
    assert [is_another(one, None) for one in Change] == [False, False, True, True]


def test_the_author_decides_but_not_that_another_level_is_the_same_question():
    assert [is_another(one, False) for one in Change] == [False, False, False, True]
    assert [is_another(one, True) for one in Change] == [True] * 4
