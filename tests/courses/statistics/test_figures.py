"""What first answers tell, without a database; and what they do not tell of a few people."""

import math
from itertools import pairwise
from random import Random

import pytest

from courses.statistics.figures import (
    Advice,
    Hint,
    Item,
    Most,
    Tally,
    advice,
    difficulty,
    figures,
    steps_told,
)
from lms.people.access import tellable
from skills.curve import chance_right

FIVE = 5
OPTIONS = {"a": True, "b": False, "c": False}
ITEM = Item(label=3, guess=0.25, options=OPTIONS)


def people(b: float, each: int = 40, guess: float = 0.25) -> list[Tally]:
    """At every level from 1 to 6 as many are right as a question of this difficulty lets be."""
    found = []
    for level in range(1, 7):
        right = round(each * chance_right(level, b, guess))
        found.append(Tally(True, right, float(level), ("a",)))
        found.append(Tally(False, (each - right) // 2, float(level), ("b",)))
        found.append(Tally(False, each - right - (each - right) // 2, float(level), ("c",)))
    return found


def hints(tallies, item: Item = ITEM) -> list[Hint]:
    return [one.hint for one in advice(figures(item, tallies, FIVE))]


# --- hiding -----------------------------------------------------------------------------------------------------------


def test_parts_of_five_and_more_are_told_and_so_is_nobody():
    assert tellable({"a": [20], "b": [7], "c": [0]}, FIVE) == {"a", "b", "c"}


def test_a_small_part_is_hidden_with_the_next_one_so_that_subtracting_gives_nothing():
    assert tellable({"a": [20], "b": [7], "c": [3]}, FIVE) == {"a"}
    assert tellable({"a": [20], "b": [7], "c": [3], "d": [2]}, FIVE) == {
        "a",
        "b",
    }  # the two are five together


@pytest.mark.parametrize("parts", [{"a": [30], "b": [0]}, {"a": [28], "b": [2]}, {"a": [4], "b": [3]}, {}])
def test_nothing_is_told_where_it_would_tell_about_each_or_about_a_few(parts):
    assert tellable(parts, FIVE) == frozenset()


def test_of_several_numbers_each_has_to_be_large():
    parts = {"a": [10, 10], "b": [8, 9], "c": [6, 2]}
    assert tellable(parts, FIVE) == {"a"}


@pytest.mark.parametrize("few", [1, 2, 3, 4])
def test_what_is_hidden_never_adds_up_to_a_few(few):
    parts = {"a": [few], "b": [5], "c": [6], "d": [40]}
    told = tellable(parts, FIVE)
    assert sum(sum(parts[key]) for key in parts if key not in told) >= FIVE
    assert "a" not in told


def test_of_whatever_is_told_nothing_small_comes_out_by_subtracting():
    chance = Random(5)
    for _each in range(500):
        parts = {key: [chance.choice((0, 1, 4, 5, 6, 9, 30)) for _ in "ab"] for key in range(5)}
        told = tellable(parts, FIVE)
        hidden = [parts[key] for key in parts if key not in told]
        assert all(set(parts[key]) == {0} or min(parts[key]) >= FIVE for key in told)
        if told:
            sums = [sum(column) for column in zip(*hidden, strict=True)]
            assert not any(sums) or min(sums) >= FIVE, parts


def test_four_answers_tell_nothing_at_all():
    found = figures(ITEM, [Tally(True, 2, 3.0, ("a",)), Tally(False, 2, 3.0, ("b",))], FIVE)
    assert (found.answers, found.right, found.expected, found.options) == (0, None, None, ())


def test_how_many_are_wrong_is_not_told_when_they_are_few():
    found = figures(ITEM, [Tally(True, 27, 3.0, ("a",)), Tally(False, 3, 3.0, ("b",))], FIVE)
    assert (found.right, found.most) == (None, Most.RIGHT)
    assert [one.share for one in found.options] == [None, None, None]


def test_of_nine_people_nothing_says_where_most_are():
    found = figures(ITEM, [Tally(True, 7), Tally(False, 2)], FIVE)
    assert (found.answers, found.right, found.most) == (9, None, None)


def test_the_level_of_a_few_does_not_count():
    """What is expected would give away the level of the one person of whom it is known."""
    unknown = [Tally(True, 20), Tally(False, 19)]
    alone = [*unknown, Tally(False, 1, 7.0)]
    assert figures(ITEM, alone, FIVE).expected == figures(ITEM, [*unknown, Tally(False, 1)], FIVE).expected


def test_languages_are_told_when_both_right_and_wrong_are_enough_in_each():
    dutch = [Tally(True, 20, language="nl"), Tally(False, 10, language="nl")]
    french = [Tally(True, 6, language="fr"), Tally(False, 9, language="fr")]
    german = [Tally(True, 4, language="de")]
    assert figures(ITEM, dutch + french, FIVE).languages == (("nl", 30, 20 / 30), ("fr", 15, 0.4))
    assert figures(ITEM, dutch + german, FIVE).languages == ()
    assert [code for code, *_more in figures(ITEM, dutch + french + german, FIVE).languages] == ["nl"]


def test_steps_say_nothing_of_the_few_between_two_of_them():
    assert steps_told(40, [38, 30, 29, 12, 3, 2], FIVE) == [None, 30, None, 12, 0, 0]
    told = [number for number in [40, *steps_told(40, [38, 34, 31, 28], FIVE)] if number]
    assert all(one - other >= FIVE for one, other in pairwise(told))


# --- figures ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("b", [0.5, 2.5, 4.5])
def test_the_difficulty_that_made_the_answers_is_found_again(b):
    assert difficulty(ITEM, people(b, each=400)) == pytest.approx(b, abs=0.15)


def test_what_the_level_promises_is_the_chance_of_these_people():
    found = figures(ITEM, people(2.5), FIVE)
    assert found.expected == pytest.approx(sum(chance_right(level, 2.5, 0.25) for level in range(1, 7)) / 6)
    assert found.right == pytest.approx(found.expected, abs=0.02)
    assert found.fits


def test_the_point_biserial_is_the_correlation():
    import numpy as np

    tallies = people(2.5)
    levels = np.repeat([one.level for one in tallies], [one.number for one in tallies])
    right = np.repeat([one.right for one in tallies], [one.number for one in tallies])
    assert figures(ITEM, tallies, FIVE).separation == pytest.approx(np.corrcoef(levels, right)[0, 1])


def test_the_half_that_knows_more_is_right_more_often():
    less, more = figures(ITEM, people(2.5), FIVE).halves
    assert less < 0.6 < more


def test_the_picture_has_groups_by_level_with_all_but_the_small_ones():
    found = figures(ITEM, people(2.5), FIVE).points
    # At level 6 one is wrong and at level 5 two; the next is hidden with them, for all the wrong ones are told.
    assert [round(one.level) for one in found] == [2, 3, 4]
    assert all(math.isclose(one.right, one.expected, abs_tol=0.05) for one in found)


# --- advice -----------------------------------------------------------------------------------------------------------


def test_a_question_that_does_what_it_should_needs_nothing():
    assert hints(people(2.5)) == [Hint.WELL]


def test_it_is_harder_than_its_label():
    assert advice(figures(ITEM, people(3.6), FIVE))[0] == Advice(Hint.HARDER, level=4)


def test_it_is_easier_than_its_label():
    assert advice(figures(ITEM, people(0.6), FIVE))[0] == Advice(Hint.EASIER, level=1)


def test_few_answers_are_no_reason_to_call_it_harder():
    assert hints(people(3.1, each=5)) == [Hint.WELL]
    assert hints(people(4.5, each=4)) == [Hint.TOO_FEW]


def test_after_an_explanation_nothing_is_said_of_its_level():
    practised = Item(label=3, guess=0.25, options=OPTIONS, practised=True)
    assert Hint.EASIER not in hints(people(0.6), practised)
    assert figures(practised, people(0.6), FIVE).expected is None


def test_a_wrong_option_that_draws_the_best_is_named():
    low, high = 1.0, 5.0
    tallies = [Tally(True, 40, low, ("a",)), Tally(False, 20, low, ("b",)), Tally(False, 20, low, ("c",))]
    tallies += [Tally(True, 10, high, ("a",)), Tally(False, 30, high, ("b",))]
    assert advice(figures(ITEM, tallies, FIVE))[0] == Advice(Hint.DRAWS_BEST, "b")


def test_a_wrong_option_that_draws_the_weak_is_as_it_should_be():
    assert Hint.DRAWS_BEST not in hints(people(2.5))


def test_nearly_everybody_right_tells_little():
    assert hints([Tally(True, 190, 3.0, ("a",)), Tally(False, 10, 3.0, ("b",))])[-2:] == [
        Hint.NEARLY_ALL,
        Hint.IDLE_OPTION,
    ]
    assert Hint.NEARLY_ALL in hints([Tally(True, 38, 3.0, ("a",)), Tally(False, 2, 3.0, ("b",))])


def test_no_more_right_than_by_guessing():
    assert Hint.LIKE_GUESSING in hints([Tally(True, 25), Tally(False, 75)])


def test_who_knows_more_is_not_right_more_often():
    level = [tally for at in (1.0, 3.0, 5.0) for tally in (Tally(True, 30, at), Tally(False, 30, at))]
    assert Hint.DOES_NOT_TELL in hints(level)


def test_many_who_say_that_they_do_not_know():
    tallies = [Tally(True, 30), Tally(False, 10), Tally(False, 20, dont_know=True)]
    assert Hint.NOT_KNOWN in hints(tallies)


def test_an_option_that_nobody_chooses():
    only_b = [one._replace(chosen=("b",)) if not one.right else one for one in people(2.5)]
    assert advice(figures(ITEM, only_b, FIVE)) == (Advice(Hint.IDLE_OPTION, "c"),)
