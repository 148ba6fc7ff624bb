import pytest

from courses.questions.base import BadAnswer, Part, Unanswered
from courses.questions.own_estimate import KIND

PLAIN = {
    "prompt": "Ik kan een vals bericht herkennen.",
    "advice_learn": "Doe de les over de 4 signalen nog eens.",
    "advice_can": "Toon het in de test.",
    "why": "Wat je zelf denkt, helpt om je volgende stap te kiezen.",
}
BODY, TEXTS = KIND.split(PLAIN)

LEVELS = [(1, 0.0), (2, 1.0), (3, 2.0), (4, 3.0), (5, 4.0)]
HOSTILE = [
    ({}, Unanswered, "choose_step"),
    ({"step": [""]}, Unanswered, "choose_step"),
    ({"step": ["0"]}, BadAnswer, "unknown"),
    ({"step": ["6"]}, BadAnswer, "unknown"),
    ({"step": ["-1"]}, BadAnswer, "unknown"),
    ({"step": ["４"]}, BadAnswer, "unknown"),
    ({"step": ["4", "5"]}, BadAnswer, "doubled"),
    ({"step": ["4\x00"]}, BadAnswer, "bad_character"),
    ({"step": ["4" * 5000]}, BadAnswer, "too_long"),
    ({"step": ["4"], "dont_know": ["dont_know"]}, Unanswered, "answer_or_dont_know"),
]


@pytest.mark.parametrize(("step", "level"), LEVELS)
def test_by_herself_is_the_level_of_the_question_and_each_step_is_one_level(step, level):
    response = KIND.read(BODY, {"step": [str(step)]})
    assert KIND.own_level(3, response) == level
    assert KIND.mark(BODY, response).parts[0].right is None


@pytest.mark.parametrize(("level", "step", "said"), [(1, 1, 0.0), (2, 1, 0.0), (8, 5, 8.0), (7, 5, 8.0)])
def test_nobody_says_less_than_nothing_or_more_than_the_highest_level(level, step, said):
    assert KIND.own_level(level, {"step": step}) == said


@pytest.mark.parametrize("sent", [{"step": ["dont_know"]}, {"dont_know": ["sure"], "step": ["4"]}])
def test_who_does_not_know_says_nothing_of_her_level(sent):
    assert KIND.own_level(3, KIND.read(BODY, sent)) is None


@pytest.mark.parametrize(("sent", "error", "code"), HOSTILE)
def test_hostile(sent, error, code):
    with pytest.raises(error) as caught:
        KIND.read(BODY, sent)
    assert caught.value.code == code


@pytest.mark.parametrize(("step", "key"), [(1, "advice_learn"), (3, "advice_learn"), (4, "advice_can")])
def test_the_advice_fits_what_was_said(step, key):
    response = {"step": step}
    marked = KIND.mark(BODY, response)
    assert marked.parts == (Part("step", None, key),)
    assert KIND.shown(BODY, TEXTS, 1, response, marked)["advice"] == PLAIN[key]
    assert "advice" not in KIND.shown(BODY, TEXTS, 1, response)


def test_advice_may_be_left_out():
    body, texts = KIND.split({name: PLAIN[name] for name in ("prompt", "why")})
    assert KIND.check(body, texts) == ()
    assert KIND.shown(body, texts, 1, {"step": 2}, KIND.mark(body, {"step": 2}))["advice"] == ""
