import pytest

from courses.questions.base import BadAnswer, Unanswered
from courses.questions.flashcard import KIND

PLAIN = {
    "prompt": "Je gaf je bankgegevens op een valse website.\n\nWelk nummer bel je?",
    "back": "Card Stop: **078 170 170**",
    "why": "Card Stop zet je kaarten meteen stop.",
}
BODY, TEXTS = KIND.split(PLAIN)

KNEW = [
    {"knew": ["yes"]},
    {"knew": ("yes",)},
    {"knew": ["yes"], "csrfmiddlewaretoken": ["x" * 64]},
    {"knew": ["yes"], "dont_know": [""]},
    {"knew": ["yes"], "choice": ["a"]},
]
NOT_KNOWN = [
    {"dont_know": ["dont_know"]},
    {"dont_know": ["sure"]},
    {"dont_know": ["1"]},
    {"knew": ["dont_know"]},
    {"knew": ["yes"], "dont_know": ["sure"]},
]
HOSTILE = [
    ({}, Unanswered, "turn_the_card"),
    ({"knew": [""]}, Unanswered, "turn_the_card"),
    ({"back": ["Card Stop"]}, Unanswered, "turn_the_card"),
    ({"knew": ["no"]}, BadAnswer, "unknown"),
    ({"knew": ["yes", "yes"]}, BadAnswer, "doubled"),
    ({"knew": ["yes\x00"]}, BadAnswer, "bad_character"),
    ({"knew": ["yes" * 1000]}, BadAnswer, "too_long"),
    ({"knew": ["yes"], "dont_know": ["dont_know"]}, Unanswered, "answer_or_dont_know"),
]


@pytest.mark.parametrize("sent", KNEW)
def test_who_says_that_she_knew_it_did(sent):
    marked = KIND.mark(BODY, KIND.read(BODY, sent))
    assert (marked.share, marked.right, marked.parts) == (1.0, True, ())


@pytest.mark.parametrize("sent", NOT_KNOWN)
def test_who_did_not_know_it_says_what_everybody_says_who_does_not_know(sent):
    response = KIND.read(BODY, sent)
    assert response == {"dont_know": True}
    assert KIND.mark(BODY, response).right is False


@pytest.mark.parametrize(("sent", "error", "code"), HOSTILE)
def test_hostile(sent, error, code):
    with pytest.raises(error) as caught:
        KIND.read(BODY, sent)
    assert caught.value.code == code


def test_the_back_comes_with_the_front():
    assert KIND.shown(BODY, TEXTS, 1)["back"] == "Card Stop: **078 170 170**"


@pytest.mark.parametrize(("back", "code"), [(" ", "missing_text"), ("x" * 501, "too_long")])
def test_mistakes_of_an_author_are_noticed(back, code):
    problems = KIND.check(*KIND.split({**PLAIN, "back": back}))
    assert [(problem.where, problem.code) for problem in problems] == [("back", code)]
