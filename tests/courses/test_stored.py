import pytest
from django.utils.translation import override

from courses.stored import answer_told, in_words

TEXTS = {
    "prompt": "Which one?",
    "option.a": "The first",
    "option.b": "The second",
    "item.x": "Look",
    "item.y": "Ask",
    "card.k": "A letter",
    "box.post": "The post",
    "pair.1.item": "30 % more",
    "pair.1.match": "Of how many?",
    "gap.how.choice.c": "slowly",
    "action.call": "I call",
    "line.d.label": "The sender",
}


@pytest.mark.parametrize(
    ("response", "words"),
    [
        ({"choice": "b"}, "The second"),
        ({"choices": ["a", "b"]}, "The first; The second"),
        ({"order": ["y", "x"]}, "Ask; Look"),
        ({"boxes": {"k": "post"}}, "A letter → The post"),
        ({"matches": {"1": "1"}}, "30 % more → Of how many?"),
        ({"gaps": {"how": "c"}}, "how → slowly"),
        ({"action": "call", "signs": ["d"]}, "I call; The sender"),
        ({"action": "call", "signs": []}, "I call"),
        ({"answer": "20"}, "20"),
        ({"path": ["a", "b"]}, "a, b"),
        ({"choice": "gone"}, "gone"),
        ({"choice": "b", "hint": True}, "The second; with the hint"),
        ({"dont_know": True, "hint": True}, "I don't know"),
        ({"dont_know": True}, "I don't know"),
        ({}, ""),
    ],
    ids=str,
)
def test_an_answer_is_told_in_the_words_that_she_saw(response, words):
    with override("en"):
        assert in_words(response, TEXTS) == words


def test_an_answer_comes_with_what_was_asked_and_not_with_the_key():
    row = {"question": {"nl": TEXTS, "en": {"prompt": "What?"}}, "language": "nl", "answer": {"choice": "a"}}
    told = answer_told(row)
    assert (told["question"], told["in_words"]) == ({"nl": "Which one?", "en": "What?"}, "The first")
