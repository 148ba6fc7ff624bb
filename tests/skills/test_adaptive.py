import json
from dataclasses import asdict, replace
from datetime import timedelta

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bench.vectors import DIGCOMP
from skills.adaptive import (
    PLANS,
    Item,
    Mode,
    Progress,
    information,
    next_question,
    pick,
    progress,
    turns,
)
from skills.levels import MODEL_VERSION
from tests.skills.logs import TODAY, answer

BANK = [
    Item(key=f"{code}-{level}{letter}", competence=code, b=level - 0.5, b_error=1.0, guess=0.2)
    for code in DIGCOMP.competences
    for level in range(1, 7)
    for letter in "ab"
]
SIX = [item for item in BANK if item.key.endswith("a")]
REQUIRED = dict.fromkeys(DIGCOMP.competences, 3)
CORE = frozenset(DIGCOMP.competences[:10])
IN_TURN = sorted(DIGCOMP.competences, key=lambda code: "42153".index(code[0]))


def check_up(right=lambda item: True, bank=BANK, mode=Mode.STANDARD, log=(), most=300, **changed):
    """Ask and answer to the end; every choice that was made."""
    choices, log = [], list(log)
    given_ = {"required": REQUIRED, "core": CORE, "seed": "a check-up", **changed}
    while len(choices) < most:
        asked = [choice.item for choice in choices]
        chosen = next_question(
            tree=DIGCOMP, log=log, today=TODAY, mode=mode, bank=bank, asked=asked, **given_
        )
        if chosen is None:
            return choices
        choices.append(chosen)
        item = chosen.item
        log.append(
            answer(
                level=item.b + 0.5, right=right(item), competence=item.competence, item=item.key, guess=0.2
            )
        )
    raise AssertionError("a check-up that does not end")


def first_of(*items, **changed):
    """The first choice among these, in a competence that was asked something already."""
    before = replace(BANK[0], competence="4.1", key="before")
    given_ = {"log": [], "required": REQUIRED, "core": CORE, "mode": Mode.STANDARD, "seed": "s", **changed}
    return next_question(tree=DIGCOMP, today=TODAY, bank=items, asked=[before], **given_)


def item(key, level=3, competence="4.2", **fields):
    return Item(key=key, competence=competence, b=level - 0.5, b_error=1.0, guess=0.2, **fields)


def four(**fields):
    return [item(key, **fields) for key in "abcd"]


def middling(item):
    return item.b < 3


def count_of(choices):
    return {code: sum(one.item.competence == code for one in choices) for code in DIGCOMP.competences}


def test_information_is_largest_where_two_thirds_answer_right():
    levels = np.linspace(-3, 9, 1201)
    found = information(levels, np.array(3.0), np.array(0.0), np.array(0.2))
    at = levels[found.argmax()]
    p = 0.2 + 0.8 / (1 + np.exp(-(at - 3.0)))
    assert p == pytest.approx(0.65, abs=0.01)
    assert found.max() == pytest.approx(0.17, abs=0.005)


def test_without_guessing_information_is_p_times_not_p():
    assert information(np.array(2.0), np.array(2.0), np.array(0.0), np.array(0.0)) == pytest.approx(0.25)


def test_the_areas_come_in_the_order_4_2_1_5_3():
    order = turns(DIGCOMP)
    assert [code for _, code in sorted(zip(order, DIGCOMP.competences, strict=True))] == IN_TURN


def test_a_round_asks_one_question_in_every_competence_area_by_area():
    choices = check_up(middling)
    assert [one.item.competence for one in choices[:21]] == IN_TURN
    assert {one.reason.round for one in choices[:21]} == {1}
    assert choices[21].reason.round == 2


def test_the_first_question_of_all_is_of_level_2():
    for seed in range(10):
        (first, *_) = check_up(seed=str(seed), mode=Mode.LOOK)
        assert first.item.b == 1.5
        assert first.reason.why == "first"


def test_without_level_2_the_first_question_is_rather_easier_than_harder():
    (first, *_) = check_up(bank=[item for item in SIX if item.b != 1.5], mode=Mode.LOOK)
    assert first.item.b == 0.5


def test_no_question_is_more_than_two_levels_above_the_estimate():
    choices = check_up(lambda item: False, mode=Mode.CAREFUL)
    assert all(one.item.b + 0.5 <= max(one.reason.level, 0) + 2 for one in choices)
    assert {one.item.b for one in choices[42:]} <= {0.5, 1.5}
    assert len(choices) > 42


@pytest.mark.parametrize("mode", Mode)
def test_a_competence_gets_as_many_questions_as_its_mode_says(mode):
    required = {**REQUIRED, "5.3": 0, "5.4": 0}
    choices = check_up(middling, mode=mode, required=required)
    plan = PLANS[mode]
    for code, count in count_of(choices).items():
        if mode is not Mode.PROFILE or code in CORE:
            assert plan.at_least <= count <= plan.at_most
        else:
            assert count == (1 if required[code] else 0)


def test_who_is_clearly_above_is_asked_the_least():
    required = dict.fromkeys(DIGCOMP.competences, 1)
    assert len(check_up(mode=Mode.STANDARD, required=required)) == 63
    assert len(check_up(middling, mode=Mode.STANDARD)) > 63


def test_where_the_job_asks_nothing_only_the_precision_settles():
    choices = check_up(middling, required={})
    assert {one.reason.p_gap for one in choices} == {None}
    assert {3, 5} >= set(count_of(choices).values()) - {4}


def test_the_profile_check_asks_nothing_when_the_job_asks_nothing():
    assert check_up(mode=Mode.PROFILE, required={}, core=frozenset()) == []


def test_with_fewer_than_four_items_a_competence_is_not_asked():
    assert first_of(*four()[:3]) is None
    assert first_of(*four()) is not None


def test_the_choice_is_among_the_three_most_informative():
    bank = [item("a", 1), item("b", 6), item("c", 3), item("d", 3), item("e", 2), item("f", 5)]
    found = {first_of(*bank, seed=str(seed)).item.key for seed in range(30)}
    reason = first_of(*bank).reason
    assert set(reason.candidates) == found == {"c", "d", "e"}


def test_what_was_seen_within_six_months_waits_when_another_is_nearly_as_good():
    recent, old = TODAY - timedelta(days=182), TODAY - timedelta(days=183)
    assert first_of(*four(last_seen=recent)).reason.candidates == ("a", "b", "c")
    bank = [item("a", last_seen=recent), item("b", last_seen=old), item("c"), item("d", last_seen=recent)]
    assert first_of(*bank).reason.candidates == ("b", "c")


def test_what_was_seen_lately_is_asked_when_it_tells_much_more():
    bank = [item("a", last_seen=TODAY), item("b", 5), item("c", 5), item("d", 5)]
    assert first_of(*bank).reason.candidates[0] == "a"


def test_what_is_asked_in_more_than_60_percent_of_check_ups_gives_way():
    bank = [item("a", exposure=0.61), item("b", exposure=0.6), item("c", 5), item("d", 5, exposure=0.9)]
    assert first_of(*bank).reason.candidates == ("b", "c")
    assert first_of(*four(exposure=0.7)).reason.candidates == ("a", "b", "c")


def test_a_reason_is_enough_to_draw_the_same_question_again():
    for one in check_up(middling):
        told = json.loads(json.dumps(asdict(one.reason)))
        assert told["candidates"][pick(told["seed"], len(told["candidates"]))] == one.item.key
        assert told["model"] == MODEL_VERSION


def test_a_reason_tells_whether_it_is_a_share_or_a_doubt():
    choices = check_up(middling)
    counts = dict.fromkeys(DIGCOMP.competences, 0)
    for one in choices[1:]:
        code = one.item.competence
        counts[code] += 1
        assert one.reason.why == ("round" if counts[code] + (code == IN_TURN[0]) <= 3 else "unsettled")


def test_progress_ends_where_the_check_up_ends():
    def at(asked, log=()):
        return progress(
            tree=DIGCOMP, log=log, today=TODAY, required=REQUIRED, core=CORE, mode=Mode.STANDARD, bank=BANK,
            asked=asked,
        )  # fmt: skip

    assert at([]) == Progress(asked=0, at_least=63, at_most=105)
    choices = check_up(middling)
    log = [
        answer(level=one.item.b + 0.5, right=middling(one.item), competence=one.item.competence)
        for one in choices
    ]
    assert at([one.item for one in choices], log) == Progress(
        asked=len(choices), at_least=len(choices), at_most=len(choices)
    )


@settings(max_examples=15, deadline=None)
@given(st.data())
def test_a_check_up_is_repeatable_never_repeats_and_always_ends(data):
    mode = data.draw(st.sampled_from(Mode))
    bank = data.draw(st.lists(st.sampled_from(BANK), unique=True, max_size=120))
    draw = data.draw(st.integers(0, 2**30))
    required = {code: data.draw(st.integers(0, 8)) for code in DIGCOMP.competences}
    core = frozenset(code for code in DIGCOMP.competences[:10] if required[code])

    def right(item):
        return pick(f"{draw}{item.key}", 2) == 1

    one = check_up(right, bank, mode, required=required, core=core)
    other = check_up(right, bank[::-1], mode, required=required, core=core)
    assert one == other
    assert len({choice.item.key for choice in one}) == len(one)
