import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bench.vectors import CASES, DIGCOMP, largest_deviations
from skills.evidence import Kind, Weighed, weigh
from skills.levels import (
    MODEL,
    MODEL_VERSION,
    MODELS,
    Estimate,
    Model,
    Tree,
    effects,
    estimate,
    estimate_alone,
    estimate_many,
    gap_chances,
    log_priors,
    p_gap,
    shown_level,
    slope,
)
from tests.skills.logs import TODAY, answer, row, shuffled_logs


def levels(log, tree=DIGCOMP, model=MODEL):
    return estimate(tree, [Weighed(each, 1.0) for each in log], model)


def spread_over(chances):
    """An estimate with these chances at these abilities."""
    return Estimate(0.0, 1.0, tuple(chances.get(theta, 0.0) for theta in MODEL.grid.tolist()))


def test_the_recorded_cases_come_out():
    found = list(largest_deviations(CASES))
    assert len(found) == 11
    assert max(deviation.size for deviation in found) < 0.001


@settings(max_examples=50, deadline=None)
@given(shuffled_logs())
def test_the_order_of_the_log_does_not_matter(logs):
    one, other = (estimate(DIGCOMP, weigh(log, TODAY)) for log in logs)
    for code in DIGCOMP.competences:
        assert one[code].level == pytest.approx(other[code].level, abs=1e-9)
        assert one[code].se == pytest.approx(other[code].se, abs=1e-9)
        assert sum(one[code].posterior) == pytest.approx(1.0)


@settings(max_examples=40, deadline=None)
@given(shuffled_logs(), st.sampled_from(["", "p", "q"]))
def test_what_is_taken_back_did_nothing(logs, item):
    """A question that is withdrawn: whatever else is in the log counts as if it was never answered."""
    _log, log = logs
    others = [one for one in log if one.item != item and one.kind is not Kind.COUNTER]
    wrong = [one for one in log if one.item == item and one.kind is not Kind.COUNTER]
    counters = [row(Kind.COUNTER, reverses=one.key) for one in wrong]
    assert weigh([*wrong, *counters, *others], TODAY) == weigh(others, TODAY)
    assert levels_by_code([*wrong, *counters], TODAY) == levels_by_code([], TODAY)


def levels_by_code(log, today):
    return {code: one.level for code, one in estimate(DIGCOMP, weigh(log, today)).items()}


@pytest.mark.parametrize(
    ("level", "shown"),
    [(-1.7, 0), (0.49, 0), (0.5, 1), (1.5, 2), (2.49, 2), (2.5, 3), (3.5, 4), (8.4, 8), (9.9, 8)],
)
def test_a_level_is_shown_from_half_a_level_below(level, shown):
    assert shown_level(level) == shown
    assert Estimate(level, 1.0, ()).shown == shown


def test_the_range_is_1_28_errors_each_way():
    found = Estimate(3.0, 0.5, ())
    assert (found.low, found.high) == pytest.approx((2.36, 3.64))


def test_the_point_on_the_cut_counts_half():
    found = spread_over({2.25: 0.1, 2.5: 0.4, 2.75: 0.5})
    assert p_gap(found, 3) == pytest.approx(0.1 + 0.2)


def test_a_requirement_of_0_asks_nothing():
    assert p_gap(spread_over({-2.0: 1.0}), 0) == 0.0


def test_a_certain_gap_is_not_more_than_certain():
    assert p_gap(spread_over({-2.0: 0.5, -1.0: 0.5 + 1e-12}), 1) == 1.0


@pytest.mark.parametrize(("right", "end"), [(True, 9.5), (False, -1.5)])
def test_five_thousand_answers_do_not_overflow(right, end):
    found = levels([answer(level=4, right=right) for _ in range(5000)])
    assert abs(found["1.3"].level) > abs(end)
    assert all(np.isfinite([each.level, each.se]).all() for each in found.values())


def test_thousands_of_contradicting_answers_stay_finite():
    log = [
        answer(level=4, right=index % 2 == 0, competence=code)
        for index, code in enumerate(("1.1", "1.2", "2.1", "2.2"))
        for _ in range(1000)
    ]
    found = levels(log)
    assert found["1.1"].level > 9
    assert found["1.2"].level < -1
    assert found["1.3"].se > 0.5


def test_evidence_outside_the_tree_is_left_aside():
    assert levels([answer(competence="9.9")]) == levels([])


def test_a_tree_without_competences_has_no_levels():
    assert levels([answer()], Tree({"1": ()})) == {}


def test_a_local_competence_hangs_under_an_area_as_an_extra_leaf():
    areas = {**DIGCOMP.areas, "4": (*DIGCOMP.areas["4"], "4.local")}
    found = levels([answer(competence="4.1")], Tree(areas))
    assert found["4.local"].level == pytest.approx(found["4.2"].level)
    assert found["4.2"].level == pytest.approx(levels([answer(competence="4.1")])["4.2"].level, abs=1e-9)


def test_an_area_without_competences_changes_nothing():
    tree = Tree({"0": (), **DIGCOMP.areas, "6": ()})
    assert levels([answer()], tree) == levels([answer()])


def test_an_offset_moves_its_own_competence_only():
    plain, moved = levels([]), levels([], model=Model(offsets=(("1.3", -0.5),)))
    assert moved["1.3"].level - plain["1.3"].level == pytest.approx(-0.5, abs=0.02)
    assert moved["1.1"].level == pytest.approx(plain["1.1"].level, abs=1e-9)


def test_people_can_be_estimated_together():
    grid = MODEL.grid.size
    evidence = np.zeros((2, len(DIGCOMP.competences), grid))
    evidence[1, 3] = np.linspace(-3, 0, grid)
    together = log_priors(DIGCOMP, evidence)
    assert together[1] == pytest.approx(log_priors(DIGCOMP, evidence[1:])[0])


def test_many_people_are_estimated_as_each_of_them_alone():
    people = [weigh(EXPLAINED, TODAY), [], weigh(LOW, TODAY), weigh([*HIGH, row(Kind.STEP)], TODAY)]
    together = estimate_many(DIGCOMP, people)
    for place, weighed in enumerate(people):
        for code, found in estimate(DIGCOMP, weighed).items():
            other = together.of(place)[code]
            assert (other.level, other.se) == pytest.approx((found.level, found.se), abs=1e-9)


def test_nobody_has_no_estimates():
    assert estimate_many(DIGCOMP, []).levels.shape == (0, 21)


def test_chances_of_many_are_those_of_each():
    found = estimate_many(DIGCOMP, [weigh(EXPLAINED, TODAY)])
    required = np.arange(21) % 9
    alone = [p_gap(each, int(level)) for each, level in zip(found.of(0).values(), required, strict=True)]
    assert gap_chances(found.posteriors, required)[0] == pytest.approx(alone)


@settings(max_examples=50, deadline=None)
@given(shuffled_logs(), st.sampled_from(["1.3", "4.1"]), st.integers(0, 900))
def test_another_right_answer_never_lowers_a_level(logs, competence, days_ago):
    log, _ = logs
    one_more = answer(competence=competence, item="never asked before", days_ago=days_ago, key="one more")
    before, after = (estimate(DIGCOMP, weigh(each, TODAY)) for each in (log, [*log, one_more]))
    for code in DIGCOMP.competences:
        assert after[code].level >= before[code].level - 1e-9


def test_every_model_version_can_be_replayed():
    assert MODEL is MODELS[MODEL_VERSION]
    assert levels([answer()], model=MODELS["tree-1"])["1.3"].level == pytest.approx(3.48, abs=0.005)


def test_label_noise_flattens_the_curve():
    assert slope(np.array([1.0, 0.5, 0.3])) == pytest.approx([0.86, 0.96, 0.985], abs=0.003)


def test_a_badge_rests_on_own_evidence_only():
    elsewhere = [answer(level=6, competence="1.1") for _ in range(9)]

    def reaches_3(right, wrong):
        own = [answer(right=index < right) for index in range(right + wrong)]
        found = estimate_alone("1.3", [Weighed(each, 1.0) for each in own + elsewhere])
        return 1 - p_gap(found, 3)

    assert reaches_3(right=4, wrong=0) == pytest.approx(0.94, abs=0.005)
    assert reaches_3(right=5, wrong=1) == pytest.approx(0.88, abs=0.005)


LOW = [answer(level=2, right=False, competence=code, days_ago=9) for code in DIGCOMP.competences]
HIGH = [answer(level=6, right=True, competence=code, days_ago=9) for code in DIGCOMP.competences]


@pytest.mark.parametrize("log", [[], LOW, HIGH, [answer(days_ago=9)]])
def test_a_neutral_step_by_itself_changes_only_the_certainty(log):
    steps = [row(Kind.STEP, days_ago=3), row(Kind.STEP, days_ago=2)]
    before, after = levels(log), levels([*log, *steps])
    assert after["1.3"].level == pytest.approx(before["1.3"].level, abs=1e-9)
    assert after["1.3"].se > before["1.3"].se
    assert after["1.1"].level == pytest.approx(before["1.1"].level, abs=1e-9)


def test_after_a_step_new_answers_say_more():
    old = [answer(level=2, right=False, days_ago=30) for _ in range(3)]
    new = [answer(level=3, right=True, days_ago=1) for _ in range(5)]
    plain, stepped = levels(old + new), levels([*old, row(Kind.STEP, days_ago=10), *new])
    assert stepped["1.3"].level > plain["1.3"].level + 0.1


def test_a_measured_gain_moves_a_whole_step():
    stepped = levels([row(Kind.STEP, gain=0.3)])
    assert stepped["1.3"].level == pytest.approx(levels([])["1.3"].level + 0.3, abs=0.01)


def test_a_step_comes_before_what_was_shown_at_the_same_moment():
    old = answer(right=False, days_ago=9)
    step, new = row(Kind.STEP, days_ago=2, key="z"), answer(days_ago=2, key="a")
    earlier = row(Kind.STEP, days_ago=3)
    assert levels([old, step, new]) == levels([old, earlier, new])


def normal(grid, means, sd):
    table = np.exp(-0.5 * ((grid - means) / sd) ** 2)
    return table / table.sum(axis=-1, keepdims=True)


def step_table(grid, gain):
    rows = []
    for mean in np.clip(grid + gain, grid[0], grid[-1]):
        reach = min(mean - grid[0], grid[-1] - mean)
        row = np.exp(-0.5 * ((grid - mean) / 0.7) ** 2) * (np.abs(grid - mean) <= reach)
        rows.append(row / row.sum())
    return np.array(rows)


def brute_force(grid, pieces, gains, elsewhere):
    """The sum over general g, area a, a competence before (t) and after (u, v) two steps, and its sister s."""
    tables = [
        normal(grid, 3.0, 1.6 * 0.5**0.5),
        normal(grid, grid[:, None], 1.6 * 0.15**0.5),
        normal(grid, grid[:, None], 1.6 * 0.35**0.5),
        normal(grid, grid[:, None], 1.6 * 0.35**0.5),
        *(step_table(grid, gain) for gain in gains),
        *(np.exp(piece) for piece in (*pieces, elsewhere)),
    ]
    sums = [np.einsum(f"g,ga,at,as,tu,uv,t,u,v,s->{wanted}", *tables, optimize=True) for wanted in ("v", "s")]
    return [(table / table.sum()).tolist() for table in sums]


@pytest.mark.parametrize("gains", [(0.0, 0.0), (0.0, 1.0), (1.0, 0.0)])
def test_a_chain_of_steps_equals_the_sum_over_all_that_could_be(gains):
    model = Model(step=1.0)
    log = [
        row(Kind.VALIDATION, "x", level=2, days_ago=9),
        row(Kind.STEP, "x", gain=gains[0], days_ago=8),
        row(Kind.VALIDATION, "x", level=5, days_ago=7),
        row(Kind.STEP, "x", gain=gains[1], days_ago=6),
        row(Kind.VALIDATION, "x", level=4, days_ago=5),
        row(Kind.VALIDATION, "y", level=6),
    ]
    found = levels(log, Tree({"k": ("x", "y")}), model)
    *pieces, elsewhere = [-0.5 * ((model.grid - level) / 1.2) ** 2 for level in (2, 5, 4, 6)]
    now, other = brute_force(model.grid, pieces, gains, elsewhere)
    assert found["x"].posterior == pytest.approx(now, abs=1e-9)
    assert found["y"].posterior == pytest.approx(other, abs=1e-9)


def test_one_neutral_step_follows_the_formula():
    theta = MODEL.grid
    log = [answer(level=2, right=False, days_ago=9), row(Kind.STEP, days_ago=5), answer(level=4)]
    found = levels(log, Tree({"k": ("1.3",)}))["1.3"]
    slope_of_label = 1 / (1 + 1 / 2.89) ** 0.5
    wrong, right = (0.2 + 0.8 / (1 + np.exp(-slope_of_label * (theta - b))) for b in (1.5, 3.5))
    layers = [normal(theta, theta[:, None], 1.6 * share**0.5) for share in (0.15, 0.35)]
    prior = normal(theta, 3.0, 1.6 * 0.5**0.5) @ layers[0] @ layers[1]
    after = (prior * (1 - wrong)) @ normal(theta, theta[:, None], 0.7) * right
    after /= after.sum()
    # the plain normal of the formula is pushed up a little by the lower end of the grid
    assert found.level == pytest.approx(after @ theta, abs=0.01)
    assert found.posterior == pytest.approx(after.tolist(), abs=0.002)


EXPLAINED = [
    row(Kind.SELF, level=6, days_ago=40),
    answer(level=3, right=False, item="q", days_ago=20),
    row(Kind.STEP, days_ago=15),
    answer(level=3, right=True, item="q", days_ago=10),
    answer(level=5, right=True, competence="1.1"),
    answer(level=2, right=False, competence="5.1"),
]


def test_every_effect_is_the_level_less_the_level_without_that_row():
    weighed = weigh(EXPLAINED, TODAY)
    whole = estimate(DIGCOMP, weighed)["1.3"]
    found = effects(DIGCOMP, EXPLAINED, TODAY, "1.3")
    assert found.estimate.level == pytest.approx(whole.level, abs=1e-9)
    assert [effect.evidence for effect in found.effects] == EXPLAINED[:4]
    for effect in found.effects:
        without = [each for each in weighed if each.evidence != effect.evidence]
        expected = whole.level - estimate(DIGCOMP, without)["1.3"].level
        assert effect.change == pytest.approx(expected, abs=1e-9)


def test_effects_carry_the_weight_and_its_reasons():
    found = effects(DIGCOMP, EXPLAINED, TODAY, "1.3").effects
    assert [(effect.weight > 0.9, effect.why) for effect in found] == [
        (True, ()),
        (True, ()),
        (True, ()),
        (False, ("repeat",)),
    ]


def test_other_competences_help_by_what_their_evidence_changes():
    found = effects(DIGCOMP, EXPLAINED, TODAY, "1.3")
    weighed = weigh(EXPLAINED, TODAY)
    whole = estimate(DIGCOMP, weighed)["1.3"].level
    for code in ("1.1", "5.1"):
        without = [each for each in weighed if each.evidence.competence != code]
        assert found.helped[code] == pytest.approx(whole - estimate(DIGCOMP, without)["1.3"].level, abs=1e-9)
    assert set(found.helped) == {"1.1", "5.1"}


def test_what_others_say_is_the_level_without_own_evidence():
    found = effects(DIGCOMP, EXPLAINED, TODAY, "1.3")
    elsewhere = [each for each in EXPLAINED if each.competence != "1.3"]
    assert found.others == pytest.approx(estimate(DIGCOMP, weigh(elsewhere, TODAY))["1.3"].level, abs=1e-9)
    assert found.alone == estimate_alone("1.3", weigh(EXPLAINED, TODAY))


def test_a_competence_without_evidence_is_explained_by_the_others():
    found = effects(DIGCOMP, EXPLAINED, TODAY, "2.1")
    assert found.effects == ()
    assert found.others == pytest.approx(found.estimate.level)
