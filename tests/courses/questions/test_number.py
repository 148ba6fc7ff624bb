from decimal import Decimal

import pytest

from courses.questions.base import BadAnswer, Unanswered
from courses.questions.number import KIND, readings

PLAIN = {
    "prompt": "De tank lekt 0,5 liter per uur. Hoeveel liter is er weg na 25 uur?",
    "answer": 12.5,
    "tolerance": 0.5,
    "unit": "liter",
    "near": [
        {"id": "a", "value": 50, "feedback": "Je deelde. Hier moet je vermenigvuldigen."},
        {"id": "b", "value": 25.5, "feedback": "Je telde op. Hier moet je vermenigvuldigen."},
    ],
    "why": "25 keer een halve liter is 12,5 liter.",
}
BODY, TEXTS = KIND.split(PLAIN)
BIG, _ = KIND.split({**PLAIN, "answer": 1200, "tolerance": 0})
SMALL, _ = KIND.split({**PLAIN, "answer": 1.2, "tolerance": 0})
BELOW, _ = KIND.split({**PLAIN, "answer": -5, "tolerance": 0})

RIGHT = [
    (BODY, "12,5"),
    (BODY, " 12.5 liter"),
    (BODY, "12"),
    (BODY, "13,0 l."),
    (BODY, "ongeveer 12,5"),
    (BIG, "1200"),
    (BIG, "1.200"),
    (BIG, "1,200"),
    (BIG, "1 200"),
    (BIG, "1 200,0"),
    (BIG, "1'200.00"),
    (BIG, "€ 1.200,-"),
    (BIG, "€1.200,00"),
    (BIG, "1200 m2"),
    (BIG, "1200 m²"),
    (SMALL, "1.200"),
    (SMALL, "1,2 %"),
    (BELOW, "-5 °C"),
    (BELOW, "− 5"),
]
WRONG = [
    (BODY, "11,99"),
    (BODY, "13.01"),
    (BODY, "125"),
    (BODY, "-12,5"),
    (BIG, "1.2"),
    (BIG, "1.200,50"),
    (BELOW, "5"),
]
HOSTILE = [
    ({}, Unanswered, "write_something"),
    ({"answer": ["  "]}, Unanswered, "write_something"),
    ({"answer": ["twaalf"]}, Unanswered, "write_number"),
    ({"answer": ["12"], "dont_know": ["dont_know"]}, Unanswered, "answer_or_dont_know"),
    ({"answer": ["twaalf"], "dont_know": ["dont_know"]}, Unanswered, "answer_or_dont_know"),
    ({"answer": ["nan"]}, Unanswered, "write_number"),
    ({"answer": ["١٢"]}, Unanswered, "write_number"),
    ({"answer": ["12", "13"]}, BadAnswer, "doubled"),
    ({"answer": ["1" * 41]}, BadAnswer, "too_long"),
    ({"answer": ["9" * 10_000]}, BadAnswer, "too_long"),
    ({"answer": ["12\x00"]}, BadAnswer, "bad_character"),
]


@pytest.mark.parametrize(("body", "answer"), RIGHT)
def test_right(body, answer):
    marked = KIND.mark(body, KIND.read(body, {"answer": [answer]}))
    assert (marked.share, marked.right) == (1.0, True)


@pytest.mark.parametrize(("body", "answer"), WRONG)
def test_wrong(body, answer):
    marked = KIND.mark(body, KIND.read(body, {"answer": [answer]}))
    assert (marked.share, marked.right) == (0.0, False)


@pytest.mark.parametrize(("posted", "error", "code"), HOSTILE)
def test_hostile(posted, error, code):
    with pytest.raises(error) as caught:
        KIND.read(BODY, posted)
    assert caught.value.code == code


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("1.200", ["1200", "1.200"]),
        ("1,200", ["1200", "1.200"]),
        ("0.500", ["0.500"]),
        ("1.2000", ["1.2000"]),
        ("1.200.000", ["1200000"]),
        ("1 200.500", ["1200.500"]),
        (",5", [".5"]),
        ("12.", ["12"]),
        ("007", ["7"]),
        ("12–", ["12"]),
    ],
)
def test_what_has_two_meanings_keeps_both(text, expected):
    assert list(readings(text)) == [Decimal(number) for number in expected]


@pytest.mark.parametrize(
    "text", ["12-15", "1/2", "½", "3 14", "12 of 13", "12:30", "1e5", "1.20.0", "m", "-"]
)
def test_no_number_or_more_than_one_is_not_guessed_at(text):
    assert readings(text) == ()


def test_what_was_typed_is_shown_again():
    with pytest.raises(Unanswered) as caught:
        KIND.read(BODY, {"answer": ["twaalf liter"]})
    assert KIND.shown(BODY, TEXTS, 1, caught.value.response)["given"] == "twaalf liter"


def test_tenths_are_tenths():
    body, _ = KIND.split({**PLAIN, "answer": 0.3, "tolerance": 0.1, "near": []})
    assert KIND.mark(body, {"answer": "0,4"}).right is True


@pytest.mark.parametrize(("answer", "feedback"), [("50", "near.a"), ("25", "near.b"), ("7", ""), ("12", "")])
def test_a_well_known_mistake_has_its_own_feedback(answer, feedback):
    assert KIND.mark(BODY, {"answer": answer}).parts[0].feedback == (feedback and f"{feedback}.feedback")


def test_a_known_mistake_that_is_right_is_noticed():
    body, texts = KIND.split({**PLAIN, "near": [{"value": 13, "feedback": "Bijna."}]})
    assert [(p.where, p.code) for p in KIND.check(body, texts)] == [("near.a.value", "near_is_right")]


def test_a_question_without_its_number_is_noticed():
    body, texts = KIND.split({name: value for name, value in PLAIN.items() if name != "answer"})
    assert [(p.where, p.code) for p in KIND.check(body, texts)] == [("answer", "missing_number")]


def test_zero_is_an_answer():
    body, texts = KIND.split({**PLAIN, "answer": 0})
    assert KIND.join(body, texts)["answer"] == 0
    assert KIND.mark(body, KIND.read(body, {"answer": ["0"]})).right is True


def test_afterwards_the_answer_and_its_room_are_shown():
    response = {"answer": "50"}
    shown = KIND.shown(BODY, TEXTS, 1, response, KIND.mark(BODY, response))
    assert (shown["answer"], shown["lowest"], shown["highest"]) == (12.5, 12.0, 13.0)
    assert shown["feedback"] == "Je deelde. Hier moet je vermenigvuldigen."


def test_a_blind_guess_is_rare():
    assert KIND.guess(BODY) == 0.02


# --- variants ---------------------------------------------------------------------------------------------------------

VARIED = {
    "prompt": "{who:An|Bo} giet {n:3-9} planten, elk met 2 liter. Hoeveel liter giet {who}?",
    "formula": "2 * n",
    "unit": "liter",
    "why": "{n} keer 2.",
}
VARIED_BODY, VARIED_TEXTS = KIND.split(VARIED)


def test_who_answers_gets_the_numbers_that_she_saw_and_feedback_with_them():
    asked = KIND.shown(VARIED_BODY, VARIED_TEXTS, "seed")
    response = KIND.bound(VARIED_BODY, KIND.read(VARIED_BODY, {"answer": ["12"]}), "seed")
    n = response["variant"]["n"]
    assert f" giet {n} planten" in asked["prompt"]
    assert "{" not in asked["prompt"]
    marked = KIND.mark(VARIED_BODY, response)
    assert marked.right is (n == 6)
    again = KIND.shown(VARIED_BODY, VARIED_TEXTS, "another seed", response, marked)
    assert (again["prompt"], again["why"], again["answer"]) == (asked["prompt"], f"{n} keer 2.", 2 * n)
    assert KIND.mark(VARIED_BODY, {**response, "answer": str(2 * n)}).right


def test_a_question_without_variants_stays_as_it_was():
    assert "variants" not in BODY
    assert "formula" not in BODY
    assert KIND.bound(BODY, {"answer": "12"}, "seed") == {"answer": "12"}


def test_variants_come_apart_and_together_again():
    assert KIND.join(VARIED_BODY, VARIED_TEXTS) == VARIED
    assert not KIND.check(VARIED_BODY, VARIED_TEXTS)


@pytest.mark.parametrize(
    ("changes", "problem"),
    [
        ({"formula": "2 * m"}, ("formula", "bad_formula")),
        ({"formula": "n / (n - 5)"}, ("formula", "bad_formula")),
        ({"formula": "who"}, ("formula", "bad_formula")),
        ({"formula": "n ** n"}, ("formula", "bad_formula")),
        ({"formula": "n * 999999999"}, ("formula", "out_of_range")),
        ({"formula": "n / 3"}, ("tolerance", "never_exact")),
        ({"answer": 3}, ("formula", "formula_alone")),
        ({"why": "{m}"}, ("why", "unknown_name")),
        ({"prompt": "{who:An|Bo} {n:9-3}?"}, ("prompt", "bad_variant")),
    ],
)
def test_a_formula_that_does_not_work_for_everybody_is_noticed(changes, problem):
    body, texts = KIND.split({**VARIED, **changes})
    assert problem in [(p.where, p.code) for p in KIND.check(body, texts)]
