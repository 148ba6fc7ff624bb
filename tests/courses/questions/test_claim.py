import pytest

from courses.questions.base import BadAnswer, Part, Unanswered
from courses.questions.claim import KIND

PLAIN = {
    "prompt": "Luc leest een mail van zijn bank. Hij zegt dit.\n\nHeeft Luc gelijk?",
    "claim": "Een mail zonder taalfouten is veilig.",
    "reasons": [
        {"id": "a", "text": "Bedriegers maken altijd taalfouten.", "feedback": "Dat was vroeger zo."},
        {"id": "b", "text": "Ook een valse mail kan foutloos zijn.", "right": True, "feedback": "Juist."},
        {"id": "c", "text": "Een bank stuurt nooit een mail.", "feedback": "Een bank mailt soms wel."},
    ],
    "why": "Kijk naar de afzender, de link, de haast en de vraag.",
}
TRUE = {**PLAIN, "claim": "Een mail zonder taalfouten kan vals zijn.", "holds": True}
BODY, TEXTS = KIND.split(PLAIN)
HOLDS, _ = KIND.split(TRUE)

NO_SINCE_B = {"verdict": ["no"], "reason": ["b"]}
YES_SINCE_B = {"verdict": ["yes"], "reason": ["b"]}
RIGHT = [
    (BODY, NO_SINCE_B),
    (HOLDS, YES_SINCE_B),
    (BODY, NO_SINCE_B | {"csrfmiddlewaretoken": ["x" * 64]}),
    (BODY, NO_SINCE_B | {"dont_know": [""]}),
    (HOLDS, {"verdict": ("yes",), "reason": ("b",)}),
]
WRONG = [
    (BODY, YES_SINCE_B, 0.5),
    (HOLDS, NO_SINCE_B, 0.5),
    (BODY, {"verdict": ["no"], "reason": ["a"]}, 0.5),
    (BODY, {"verdict": ["yes"], "reason": ["c"]}, 0.0),
    (BODY, {"verdict": ["no"], "reason": ["dont_know"]}, 0.0),
]
HOSTILE = [
    ({}, Unanswered, "answer_both"),
    ({"verdict": ["no"]}, Unanswered, "answer_both"),
    ({"reason": ["b"]}, Unanswered, "answer_both"),
    ({"verdict": ["maybe"], "reason": ["b"]}, BadAnswer, "unknown"),
    ({"verdict": ["no"], "reason": ["d"]}, BadAnswer, "unknown"),
    ({"verdict": ["no", "yes"], "reason": ["b"]}, BadAnswer, "doubled"),
    ({"verdict": ["no"], "reason": ["a", "b"]}, BadAnswer, "doubled"),
    ({"verdict": ["no\x00"], "reason": ["b"]}, BadAnswer, "bad_character"),
    ({"verdict": ["no"], "reason": ["b" * 10_000]}, BadAnswer, "too_long"),
    (NO_SINCE_B | {"dont_know": ["dont_know"]}, Unanswered, "answer_or_dont_know"),
]


@pytest.mark.parametrize(("body", "sent"), RIGHT)
def test_right(body, sent):
    marked = KIND.mark(body, KIND.read(body, sent))
    assert (marked.share, marked.right) == (1.0, True)


@pytest.mark.parametrize(("body", "sent", "share"), WRONG)
def test_half_of_it_is_not_right_but_counts_as_half(body, sent, share):
    marked = KIND.mark(body, KIND.read(body, sent))
    assert (marked.share, marked.right) == (share, False)


@pytest.mark.parametrize(("sent", "error", "code"), HOSTILE)
def test_hostile(sent, error, code):
    with pytest.raises(error) as caught:
        KIND.read(BODY, sent)
    assert caught.value.code == code


def test_the_first_step_stays_when_the_second_is_forgotten():
    with pytest.raises(Unanswered) as caught:
        KIND.read(BODY, {"verdict": ["no"]})
    view = KIND.shown(BODY, TEXTS, 1, caught.value.response)
    assert [row["id"] for row in view["verdicts"] if row["chosen"]] == ["no"]
    assert [row["id"] for row in view["reasons"] if row["chosen"]] == []


def test_only_the_chosen_reason_speaks_and_the_right_ones_are_shown():
    response = {"verdict": "yes", "reason": "a"}
    marked = KIND.mark(BODY, response)
    assert marked.parts == (Part("verdict", False), Part("a", False, "reason.a.feedback"))
    view = KIND.shown(BODY, TEXTS, 1, response, marked)
    assert {row["id"]: row["right"] for row in view["verdicts"]} == {"yes": False, "no": True}
    assert {row["id"]: (row["right"], row["feedback"]) for row in view["reasons"]} == {
        "a": (False, "Dat was vroeger zo."),
        "b": (True, ""),
        "c": (False, ""),
    }


@pytest.mark.parametrize("rights", [[], ["a", "b"]])
def test_exactly_one_reason_is_right(rights):
    reasons = [{"id": id, "text": f"Reden {id}", "right": id in rights} for id in "abc"]
    problems = KIND.check(*KIND.split({**PLAIN, "reasons": reasons}))
    assert [(problem.where, problem.code) for problem in problems] == [("reasons", "one_right")]


def test_a_guess_has_to_hit_both_steps():
    assert KIND.guess(BODY) == pytest.approx(1 / 6)
