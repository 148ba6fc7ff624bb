from courses.recommend import NextStep, Offer, Why, next_step, next_steps
from skills.evidence import Own
from skills.gaps import Gap


def gap(competence: str, p_gap: float, level: float = 2.0) -> Gap:
    return Gap(competence, required=4, level=level, se=0.5, p_gap=p_gap, own_equivalents=Own(5.0))


LEARN, BIGGER, UNSURE, FINE = gap("4.1", 0.85), gap("1.3", 0.95), gap("2.4", 0.5), gap("5.2", 0.1)


def offer(key: str, *codes: str, levels: tuple[int, int] = (2, 3), **more) -> Offer:
    return Offer(key, dict.fromkeys(codes, levels), **more)


def test_what_was_begun_comes_first():
    offers = [offer("gap", "1.3"), offer("begun", "5.2", started=True)]
    assert next_step(offers, [BIGGER]) == NextStep("begun", Why.GO_ON)


def test_then_what_helps_the_largest_gap():
    offers = [offer("unsure", "2.4"), offer("gap", "4.1"), offer("largest", "1.3")]
    assert next_step(offers, [UNSURE, LEARN, BIGGER, FINE]) == NextStep("largest", Why.LEARN, "1.3")


def test_a_core_competence_goes_before_a_larger_gap():
    offers = [offer("largest", "1.3"), offer("core", "4.1")]
    assert next_step(offers, [BIGGER, LEARN], frozenset({"4.1"})) == NextStep("core", Why.LEARN, "4.1")


def test_a_gap_that_no_module_helps_is_passed_over():
    assert next_step([offer("gap", "4.1")], [BIGGER, LEARN]) == NextStep("gap", Why.LEARN, "4.1")


def test_then_what_makes_things_sure():
    assert next_step([offer("fine", "5.2"), offer("unsure", "2.4")], [FINE, UNSURE]) == NextStep(
        "unsure", Why.UNSURE, "2.4"
    )


def test_when_nothing_presses_there_is_something_new():
    assert next_step(
        [offer("done", "5.2", started=True, finished=True), offer("new", "3.1")], [FINE]
    ) == NextStep("new", Why.NEW)


def test_what_is_finished_is_not_offered_again():
    assert next_step([offer("done", "1.3", started=True, finished=True)], [BIGGER]) is None


def test_of_several_modules_the_one_nearest_to_the_person_is_taken():
    offers = [offer("far", "1.3", levels=(5, 6)), offer("near", "1.3", levels=(2, 3))]
    assert next_step(offers, [BIGGER]) == NextStep("near", Why.LEARN, "1.3")


def test_the_order_of_the_gaps_makes_no_difference():
    offers = [offer("one", "4.1"), offer("other", "1.3")]
    alike = [gap("4.1", 0.9), gap("1.3", 0.9)]
    assert next_step(offers, alike) == next_step(offers, alike[::-1])


def test_a_missed_goal_comes_back_when_nothing_else_is_left():
    missed = Offer("a", {}, started=True, finished=True, goal_missed=True)
    reached = Offer("b", {}, started=True, finished=True)
    assert next_step([reached, missed], []) == NextStep("a", Why.AGAIN)
    assert next_step([reached], []) is None
    assert next_step([missed, Offer("c", {})], []) == NextStep("c", Why.NEW)


def test_the_three_best_steps_each_have_another_module():
    offers = [offer("both", "4.1", "1.3"), offer("unsure", "2.4"), offer("fine", "5.2"), offer("more", "5.1")]
    assert next_steps(offers, [UNSURE, LEARN, BIGGER, FINE]) == (
        NextStep("both", Why.LEARN, "1.3"),
        NextStep("unsure", Why.UNSURE, "2.4"),
        NextStep("fine", Why.NEW),
    )


def test_with_nothing_on_offer_there_are_no_steps():
    assert next_steps([], [LEARN]) == ()
