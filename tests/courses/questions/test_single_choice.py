import pytest

from courses.questions.base import BadAnswer, Part, Unanswered
from courses.questions.single_choice import KIND

PLAIN = {
    "prompt": "Je werkt aan het loket.\n\nJe kreeg een sms over een pakje. Wat doe je?",
    "options": [
        {"id": "a", "text": "Ik klik op de link.", "feedback": "Niet juist. Kijk naar **het adres**."},
        {
            "id": "b",
            "text": "Ik verwijder de sms.",
            "right": True,
            "feedback": "Juist. Zo kan er niets mis gaan.",
        },
        {"id": "c", "text": "Ik stuur de sms door."},
        {"id": "d", "text": "Ik bel het nummer in de sms."},
    ],
    "why": "De link gaat niet naar de pakjesdienst.",
    "hint": "Kijk waar de link naartoe gaat.",
}
BODY, TEXTS = KIND.split(PLAIN)

RIGHT = [
    {"choice": ["b"]},
    {"choice": ["b"], "csrfmiddlewaretoken": ["x" * 64]},
    {"choice": ["b"], "dont_know": [""]},
    {"choice": ["b"], "path": []},
    {"choice": ("b",)},
]
WRONG = [
    {"choice": ["a"]},
    {"choice": ["c"]},
    {"choice": ["d"]},
    {"choice": ["dont_know"]},
    {"choice": ["b"], "dont_know": ["sure"]},
]
HOSTILE = [
    ({}, Unanswered, "choose_one"),
    ({"choice": ["b"], "dont_know": ["1"]}, Unanswered, "answer_or_dont_know"),
    ({"choice": ["e"]}, BadAnswer, "unknown"),
    ({"choice": ["a", "b"]}, BadAnswer, "doubled"),
    ({"choice": ["b" * 10_000]}, BadAnswer, "too_long"),
    ({"choice": ["b\x00"]}, BadAnswer, "bad_character"),
    ({"choice": ["<b>b</b> 🙂"]}, BadAnswer, "unknown"),
]


@pytest.mark.parametrize("posted", RIGHT)
def test_right(posted):
    marked = KIND.mark(BODY, KIND.read(BODY, posted))
    assert (marked.share, marked.right, marked.parts) == (1.0, True, (Part("b", True, "option.b.feedback"),))


@pytest.mark.parametrize("posted", WRONG)
def test_wrong(posted):
    marked = KIND.mark(BODY, KIND.read(BODY, posted))
    assert (marked.share, marked.right) == (0.0, False)


@pytest.mark.parametrize(("posted", "error", "code"), HOSTILE)
def test_hostile(posted, error, code):
    with pytest.raises(error) as caught:
        KIND.read(BODY, posted)
    assert caught.value.code == code


def test_a_guess_is_one_in_the_number_of_options():
    assert KIND.guess(BODY) == 0.25


@pytest.mark.parametrize("rights", [[], ["a", "b"]])
def test_exactly_one_option_is_right(rights):
    options = [{"id": id, "text": f"Optie {id}", "right": id in rights} for id in "abc"]
    problems = KIND.check(*KIND.split({**PLAIN, "options": options}))
    assert [(problem.where, problem.code) for problem in problems] == [("options", "one_right")]


def test_the_order_can_be_kept():
    kept = KIND.split({**PLAIN, "keep_order": True})
    assert [option["id"] for option in KIND.shown(*kept, seed=5)["options"]] == ["a", "b", "c", "d"]


def test_after_the_answer_only_the_chosen_option_speaks():
    response = {"choice": "a"}
    options = KIND.shown(BODY, TEXTS, 1, response, KIND.mark(BODY, response))["options"]
    assert {option["id"]: (option["right"], option["feedback"]) for option in options} == {
        "a": (False, "Niet juist. Kijk naar **het adres**."),
        "b": (True, ""),
        "c": (False, ""),
        "d": (False, ""),
    }
