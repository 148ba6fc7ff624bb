from datetime import timedelta

import pytest
from hypothesis import given

from skills.evidence import FAST_HALF_LIFE, Kind, Own, Purpose, own_equivalents, weigh
from tests.skills.logs import TODAY, answer, row, shuffled_logs

FOREVER = {"1.3": 1e9, "4.1": 1e9}


def counted(*log):
    """Weights and reasons in order of time, ageing left out."""
    return [(round(each.weight, 6), each.why) for each in weigh(log, TODAY, FOREVER)]


def weights(*log):
    return [weight for weight, _ in counted(*log)]


def test_an_empty_log_counts_for_nothing():
    assert weigh([], TODAY) == ()
    assert own_equivalents([], TODAY) == {}


@given(shuffled_logs())
def test_the_order_of_the_log_does_not_matter(logs):
    one, other = logs
    assert weigh(one, TODAY) == weigh(other, TODAY)
    assert own_equivalents(one, TODAY) == own_equivalents(other, TODAY)


@pytest.mark.parametrize("purpose", [Purpose.TEST, Purpose.CHECKUP])
@pytest.mark.parametrize(
    ("days_between", "second"),
    [(1, (0.25, ("repeat",))), (30, (0.25, ("repeat",))), (30.01, (1.0, ()))],
)
def test_a_repeat_within_30_days_counts_for_a_quarter(purpose, days_between, second):
    sights = [answer(item="q", purpose=purpose, days_ago=days) for days in (days_between, 0)]
    assert counted(*sights) == [(1.0, ()), second]


@pytest.mark.parametrize("purpose", [Purpose.PRACTICE, Purpose.REFRESHER])
@pytest.mark.parametrize(
    ("days_between", "second"),
    [(4, (0.1, ("practice", "repeat"))), (31, (0.5, ("practice",)))],
)
def test_practice_counts_half_and_later_sights_a_tenth(purpose, days_between, second):
    sights = [answer(item="q", purpose=purpose, days_ago=days) for days in (days_between, 0)]
    assert counted(*sights) == [(0.5, ("practice",)), second]


def test_the_thirty_days_run_from_the_last_sight_whatever_it_was_for():
    sights = [
        answer(item="q", days_ago=50),
        answer(item="q", days_ago=25, purpose=Purpose.PRACTICE),
        answer(item="q", days_ago=0),
    ]
    assert weights(*sights) == [1.0, 0.1, 0.25]


def test_other_questions_are_no_repeats():
    assert weights(answer(item="q"), answer(item="p"), answer(item=""), answer(item="")) == [1.0] * 4


def test_only_the_latest_own_estimate_of_a_competence_counts():
    old, new = row(Kind.SELF, level=2, days_ago=9), row(Kind.SELF, level=5, days_ago=3)
    elsewhere = row(Kind.SELF, "4.1", level=4, days_ago=20)
    assert [each.evidence for each in weigh([new, old, elsewhere], TODAY)] == [elsewhere, new]


@pytest.mark.parametrize(("days_between", "kept"), [(364, [5]), (365, [3, 5])])
def test_a_validator_counts_once_a_year_with_the_latest_word(days_between, kept):
    log = [
        row(Kind.VALIDATION, level=3, by="an", days_ago=days_between),
        row(Kind.VALIDATION, level=5, by="an", days_ago=0),
    ]
    assert [each.evidence.level for each in weigh(log, TODAY)] == kept
    assert weights(*log) == [1.0] * len(kept)


def test_a_second_validator_counts_half():
    log = [
        row(Kind.VALIDATION, level=3, by="an", days_ago=20),
        row(Kind.VALIDATION, level=4, by="bo", days_ago=10),
        row(Kind.VALIDATION, level=5, by="an", days_ago=5),
        row(Kind.VALIDATION, "4.1", level=4, by="bo", days_ago=1),
    ]
    assert counted(*log) == [(0.5, ("second_validator",)), (1.0, ()), (1.0, ())]


@pytest.mark.parametrize(
    ("competence", "days_ago", "weight"),
    [("1.3", 730.5, 0.5), ("4.1", 365.25, 0.5), ("4.2", 730.5, 0.25), ("1.3", 1461, 0.25)],
)
def test_evidence_ages_by_halves(competence, days_ago, weight):
    (aged,) = weigh([answer(competence=competence, days_ago=days_ago)], TODAY)
    assert aged.weight == pytest.approx(weight, abs=1e-3)
    assert aged.why == ("aged",)


def test_age_is_no_reason_as_long_as_it_hardly_matters():
    (fresh,) = weigh([answer(days_ago=60)], TODAY)
    assert 0.9 < fresh.weight < 1.0
    assert fresh.why == ()


def test_a_half_life_can_be_set_for_a_competence():
    (aged,) = weigh([answer(days_ago=365.25)], TODAY, {"1.3": 6.0})
    assert aged.weight == pytest.approx(0.25, abs=1e-3)


def test_a_question_about_what_moves_fast_ages_sooner_in_any_competence():
    log = [answer(days_ago=365.25, half_life=FAST_HALF_LIFE), answer(days_ago=365.25, half_life=36.0)]
    assert [each.weight for each in weigh(log, TODAY)] == pytest.approx([0.5, 0.5**0.5], abs=1e-3)


def test_a_certificate_counts_up_to_its_last_day():
    paper = row(Kind.CERTIFICATE, level=4, days_ago=90, until=TODAY)
    assert own_equivalents([paper], TODAY) == {"1.3": Own(certified=3.0)}
    assert own_equivalents([paper], TODAY + timedelta(days=1)) == {}
    assert weigh([paper], TODAY + timedelta(days=1)) == ()


def test_learning_steps_do_not_age():
    (step,) = weigh([row(Kind.STEP, days_ago=2000)], TODAY)
    assert step.weight == 1.0


def test_what_is_taken_back_is_as_if_it_never_was():
    wrong = answer(item="q", days_ago=9)
    again = answer(item="q", days_ago=8)
    counter = row(Kind.COUNTER, days_ago=2, reverses=wrong.key)
    assert weigh([wrong, again, counter], TODAY) == weigh([again], TODAY)


def test_a_counter_entry_can_itself_be_taken_back():
    one = answer(days_ago=9)
    counter = row(Kind.COUNTER, days_ago=2, reverses=one.key)
    restored = row(Kind.COUNTER, days_ago=1, reverses=counter.key)
    assert weigh([one, counter, restored], TODAY) == weigh([one], TODAY)


def test_what_lies_after_the_day_is_not_known_yet():
    one = answer(days_ago=9)
    later = [answer(days_ago=-1), row(Kind.COUNTER, days_ago=-1, reverses=one.key)]
    assert weigh([one, *later], TODAY) == weigh([one], TODAY)


def test_own_equivalents_are_counted_before_ageing():
    log = [
        answer(item="q", days_ago=1400),
        answer(item="p", days_ago=9),
        answer(item="p", days_ago=8),
        answer(item="r", days_ago=8, purpose=Purpose.REFRESHER),
    ]
    assert own_equivalents(log, TODAY) == {"1.3": Own(shown=2.75)}


@pytest.mark.parametrize(("days_ago", "own"), [(1460, {"1.3": Own(shown=1.0)}), (1461, {})])
def test_own_equivalents_leave_out_what_is_four_years_old(days_ago, own):
    assert own_equivalents([answer(days_ago=days_ago)], TODAY) == own


def test_stated_evidence_has_its_worth_in_questions():
    log = [
        row(Kind.SELF, level=4),
        row(Kind.STEP),
        row(Kind.CERTIFICATE, level=4),
        row(Kind.VALIDATION, "4.1", level=4, by="an", days_ago=2),
        row(Kind.VALIDATION, "4.1", level=4, by="bo", days_ago=1),
    ]
    assert own_equivalents(log, TODAY) == {"1.3": Own(certified=3.0), "4.1": Own(shown=6.0)}


def test_tenths_add_up_exactly():
    log = [answer(item="q", purpose=Purpose.REFRESHER, days_ago=day) for day in range(26)]
    assert own_equivalents(log, TODAY)["1.3"].shown == 3.0
