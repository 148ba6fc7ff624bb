import pytest

from bench.vectors import DIGCOMP
from skills.evidence import Own
from skills.gaps import Gap, State, gaps, level_word, reported_state, state
from skills.levels import Estimate, estimate, p_gap


@pytest.mark.parametrize(
    ("chance", "found"),
    [
        (0.0, State.OK),
        (0.2, State.OK),
        (0.2001, State.UNSURE),
        (0.7999, State.UNSURE),
        (0.8, State.LEARN),
        (1.0, State.LEARN),
    ],
)
def test_the_limits_belong_to_the_sure_states(chance, found):
    assert state(chance) == found


@pytest.mark.parametrize(
    ("chance", "own", "reported"),
    [
        (0.1, Own(shown=2.75), State.UNSURE),
        (0.1, Own(shown=3.0), State.OK),
        (0.9, Own(shown=2.75), State.UNSURE),
        (0.9, Own(shown=3.0), State.LEARN),
        (0.1, Own(certified=3.0), State.OK),
        (0.9, Own(certified=3.0), State.UNSURE),
        (0.9, Own(shown=2.0, certified=3.0), State.UNSURE),
        (0.5, Own(shown=9.0), State.UNSURE),
        (0.0, Own(), State.UNSURE),
    ],
)
def test_a_state_is_reported_on_three_own_questions_and_certificates_only_reassure(chance, own, reported):
    assert reported_state(chance, own) == reported


def test_only_what_is_asked_can_be_a_gap():
    estimates = estimate(DIGCOMP, [])
    (gap,) = gaps({"1.1": 0, "1.3": 3}, estimates, {})
    nothing = estimates["1.3"]
    assert gap == Gap("1.3", 3, nothing.level, nothing.se, p_gap(nothing, 3), Own())
    assert (gap.state, gap.reported_state, gap.measured) == (State.UNSURE, State.UNSURE, False)


def test_a_gap_can_be_sure_to_the_person_and_unsure_to_others():
    low = Estimate(-1.0, 0.5, (1.0,) + (0.0,) * 48)
    (gap,) = gaps({"1.3": 2}, {"1.3": low}, {"1.3": Own(shown=1.0)})
    assert (gap.state, gap.reported_state, gap.measured) == (State.LEARN, State.UNSURE, True)


def test_levels_go_by_words():
    words = [level_word(level) for level in range(9)]
    assert words == ["start"] + [
        word for word in ("basic", "independent", "advanced", "highly_advanced") for _ in range(2)
    ]
