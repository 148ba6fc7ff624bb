import pytest
from django.utils.translation import override

from skills.evidence import Own
from skills.gaps import Gap
from skills.levels import Estimate
from skills.queries import Standing
from skills.templatetags.changes import any_other_state, change_story

OK, UNSURE, LEARN = 0.1, 0.5, 0.9


@pytest.fixture(autouse=True)
def _in_english():
    with override("en"):
        yield


def standing(p_gap: float | None, level: float = 3.0, se: float = 1.0, own: float = 4.0) -> Standing:
    mine = Own(own)
    gap = None if p_gap is None else Gap("4.1", 3, level, se, p_gap, mine)
    return Standing(None, Estimate(level, se, ()), gap, mine)


@pytest.mark.parametrize(
    ("before", "now", "said"),
    [
        (standing(UNSURE), standing(OK, 4, 0.8), "You showed more than before. You very likely know enough"),
        (standing(OK), standing(OK, 3, 0.9), "This was in order, and it still is."),
        (standing(UNSURE), standing(UNSURE, 3, 0.9), "We know a little more, but not enough to be sure."),
        (standing(UNSURE), standing(UNSURE, 3, 1.1), "We are still not sure."),
        (standing(LEARN), standing(UNSURE, 3.5), "You showed more than before. Perhaps it is enough"),
        (standing(LEARN), standing(LEARN, 3.01), "There is still something to learn."),
        (standing(OK), standing(UNSURE, 2.5), "Your level went down, because not everything was right."),
        (standing(OK), standing(UNSURE, 2.5), "Now we are less sure."),
        (standing(OK), standing(OK, 2.5), "This was in order, and it still is. Your level went down"),
        (standing(UNSURE), standing(LEARN, 2), "Now you know where you can begin."),
        (standing(None), standing(None, 3, 0.9), "We know a little more now."),
    ],
)
def test_each_change_has_its_own_true_sentence(before, now, said):
    assert said in change_story(before, now)


def test_who_showed_nothing_before_neither_rises_nor_falls():
    for level in (1, 5):
        story = change_story(standing(UNSURE, own=0), standing(UNSURE, level, 0.9))
        assert story == "We know a little more, but not enough to be sure."


def test_only_another_word_is_another_state():
    assert not any_other_state([(standing(UNSURE), standing(UNSURE, 4)), (standing(None), standing(None, 4))])
    assert any_other_state([(standing(UNSURE), standing(UNSURE)), (standing(UNSURE), standing(OK))])
