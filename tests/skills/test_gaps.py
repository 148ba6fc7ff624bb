import pytest

from bench.vectors import DIGCOMP
from skills.evidence import Kind, Own
from skills.gaps import Gap, State, badge, gaps, level_word, reported_state, state
from skills.levels import Estimate, estimate, p_gap
from tests.skills.logs import TODAY, answer, row


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


def right(count, wrong=0, **fields):
    fields = {"days_ago": 1, **fields}
    code = fields.get("competence", "1.3")
    return [
        answer(right=number < count, item=f"{code} q{number}", **fields) for number in range(count + wrong)
    ]


def test_a_badge_asks_five_own_questions():
    assert badge("1.3", right(4), TODAY) == 0
    assert badge("1.3", right(5), TODAY) >= 3


def test_five_of_six_right_at_level_3_is_a_badge_of_level_3():
    assert badge("1.3", right(5, 1), TODAY) == 3
    assert badge("1.3", right(3, 3), TODAY) < 3


def test_a_badge_borrows_nothing():
    elsewhere = right(9, level=6, competence="1.1")
    assert badge("1.3", right(5, 1) + elsewhere, TODAY) == badge("1.3", right(5, 1), TODAY)
    assert badge("1.3", elsewhere, TODAY) == 0


def test_the_same_question_five_times_is_no_badge():
    assert badge("1.3", [answer(item="q", days_ago=day) for day in range(5)], TODAY) == 0


def test_what_somebody_says_of_herself_makes_no_badge():
    said = row(Kind.SELF, level=8)
    assert badge("1.3", [*right(5, 1), said], TODAY) == 3
