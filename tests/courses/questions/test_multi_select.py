import pytest

from courses.questions.base import BadAnswer, Part, Unanswered
from courses.questions.multi_select import KIND

PLAIN = {
    "prompt": "Wat zet je in een goede melding aan de helpdesk?",
    "options": [
        {"id": "a", "text": "Wat je deed", "right": True, "feedback": "Zo kan de helpdesk het nadoen."},
        {"id": "b", "text": "De tekst van de fout", "right": True, "feedback": "Neem een schermafdruk."},
        {"id": "c", "text": "Je wachtwoord", "feedback": "Nooit. Je wachtwoord is alleen voor jou."},
        {"id": "d", "text": "Wiens schuld het is", "feedback": "Dat helpt niemand."},
    ],
    "why": "Met wat, wanneer en welke fout kan de helpdesk verder.",
}
BODY, TEXTS = KIND.split(PLAIN)

RIGHT = [
    {"choice": ["a", "b"]},
    {"choice": ["b", "a"]},
    {"choice": ("a", "b")},
    {"choice": ["a", "b"], "other": ["c"]},
    {"choice": ["a", "b"], "dont_know": [""]},
]
WRONG = [
    ({"choice": ["a"]}, 0.75),
    ({"choice": ["a", "b", "c"]}, 0.75),
    ({"choice": ["a", "c"]}, 0.5),
    ({"choice": ["c", "d"]}, 0.0),
    ({"dont_know": ["sure"], "choice": ["a", "b"]}, 0.0),
]
HOSTILE = [
    ({}, Unanswered, "choose_some"),
    ({"choice": ["a"], "dont_know": ["dont_know"]}, Unanswered, "answer_or_dont_know"),
    ({"choice": [""]}, BadAnswer, "unknown"),
    ({"choice": ["a", "a", "b"]}, BadAnswer, "doubled"),
    ({"choice": ["a"] * 101}, BadAnswer, "too_many"),
    ({"choice": ["a", "x" * 10_000]}, BadAnswer, "too_long"),
    ({"choice": ["a\x00", "b"]}, BadAnswer, "bad_character"),
    ({"choice": ["a", "🙂"]}, BadAnswer, "unknown"),
]


@pytest.mark.parametrize("posted", RIGHT)
def test_right(posted):
    marked = KIND.mark(BODY, KIND.read(BODY, posted))
    assert (marked.share, marked.right) == (1.0, True)


@pytest.mark.parametrize(("posted", "share"), WRONG)
def test_wrong_also_with_three_quarters(posted, share):
    marked = KIND.mark(BODY, KIND.read(BODY, posted))
    assert (marked.share, marked.right) == (share, False)


@pytest.mark.parametrize(("posted", "error", "code"), HOSTILE)
def test_hostile(posted, error, code):
    with pytest.raises(error) as caught:
        KIND.read(BODY, posted)
    assert caught.value.code == code


def test_feedback_goes_with_what_was_chosen_and_what_was_overlooked():
    assert KIND.mark(BODY, {"choices": ["a", "c"]}).parts == (
        Part("a", True, "option.a.feedback"),
        Part("b", False, "option.b.feedback"),
        Part("c", False, "option.c.feedback"),
        Part("d", True, ""),
    )


def test_a_guess_is_one_in_all_ways_to_tick_something():
    assert KIND.guess(BODY) == 1 / 15


def test_something_has_to_be_right():
    options = [{"text": f"Optie {n}"} for n in range(3)]
    problems = KIND.check(*KIND.split({**PLAIN, "options": options}))
    assert [(problem.where, problem.code) for problem in problems] == [("options", "no_right")]
