import pytest

from courses.questions.base import BadAnswer, Part, Unanswered
from courses.questions.sorting import KIND

PLAIN = {
    "prompt": "Wie doet wat?",
    "boxes": [{"id": "ai", "text": "AI mag dit"}, {"id": "mens", "text": "Een mens beslist"}],
    "cards": [
        {"id": "a", "text": "Een tekst korter maken", "box": "ai"},
        {"id": "b", "text": "Een premie weigeren", "box": "mens", "feedback": "Dat raakt iemands recht."},
        {"id": "c", "text": "Een vergadering samenvatten", "box": "ai"},
        {"id": "d", "text": "Een klacht afwijzen", "box": "mens"},
    ],
    "why": "Wat iemands rechten raakt, beslist een mens.",
}
BODY, TEXTS = KIND.split(PLAIN)
NAMES = KIND._names(BODY)
KEY = {"a": "ai", "b": "mens", "c": "ai", "d": "mens"}


def posted(boxes):
    return {f"card.{NAMES[card]}": [box] for card, box in boxes.items()}


RIGHT = [
    (KEY, 1.0),
    (KEY | {"a": "mens"}, 0.75),
    (KEY | {"b": "ai"}, 0.75),
    (KEY | {"c": "mens"}, 0.75),
    (KEY | {"d": "ai"}, 0.75),
]
WRONG = [
    (KEY | {"a": "mens", "b": "ai"}, 0.5),
    (dict.fromkeys("abcd", "ai"), 0.5),
    (dict.fromkeys("abcd", "mens"), 0.5),
    ({"a": "mens", "b": "ai", "c": "mens", "d": "mens"}, 0.25),
    ({"a": "mens", "b": "ai", "c": "mens", "d": "ai"}, 0.0),
]
FULL = posted(KEY)
FIRST = f"card.{NAMES['a']}"
HOSTILE = [
    ({}, Unanswered, "sort_all"),
    (FULL | {FIRST: [""]}, Unanswered, "sort_all"),
    (FULL | {"dont_know": ["dont_know"]}, Unanswered, "answer_or_dont_know"),
    (FULL | {FIRST: ["c"]}, BadAnswer, "unknown"),
    (FULL | {FIRST: ["ai", "mens"]}, BadAnswer, "doubled"),
    (FULL | {"card.a": ["ai"]}, BadAnswer, "unknown"),
    (FULL | {FIRST: ["🙂"]}, BadAnswer, "unknown"),
    (FULL | {FIRST: ["x" * 10_000]}, BadAnswer, "too_long"),
    (FULL | {FIRST: ["\x00"]}, BadAnswer, "bad_character"),
]


@pytest.mark.parametrize(("boxes", "share"), RIGHT)
def test_right_from_three_quarters_on(boxes, share):
    marked = KIND.mark(BODY, KIND.read(BODY, posted(boxes)))
    assert (marked.share, marked.right) == (share, True)


@pytest.mark.parametrize(("boxes", "share"), WRONG)
def test_wrong(boxes, share):
    marked = KIND.mark(BODY, KIND.read(BODY, posted(boxes)))
    assert (marked.share, marked.right) == (share, False)


def test_with_three_cards_all_have_to_be_right():
    body, _ = KIND.split({**PLAIN, "cards": PLAIN["cards"][:3]})
    assert KIND.mark(body, {"boxes": {"a": "ai", "b": "ai", "c": "ai"}}).right is False


@pytest.mark.parametrize(("sent", "error", "code"), HOSTILE)
def test_hostile(sent, error, code):
    with pytest.raises(error) as caught:
        KIND.read(BODY, sent)
    assert caught.value.code == code


def test_what_was_chosen_stays_when_a_card_is_forgotten():
    with pytest.raises(Unanswered) as caught:
        KIND.read(BODY, FULL | {FIRST: [""]})
    cards = KIND.shown(BODY, TEXTS, 1, caught.value.response)["cards"]
    assert {card["name"]: card["chosen"] for card in cards} == {
        NAMES[id]: box for id, box in (KEY | {"a": ""}).items()
    }


def test_boxes_keep_their_order_and_cards_do_not():
    shown = [KIND.shown(BODY, TEXTS, seed) for seed in range(6)]
    assert {tuple(box["id"] for box in one["boxes"]) for one in shown} == {("ai", "mens")}
    assert len({tuple(card["name"] for card in one["cards"]) for one in shown}) > 1


@pytest.mark.parametrize(
    ("boxes", "expected"),
    [
        (("ai", "bib", "ai", "mens"), [("card.b.box", "unknown_word")]),
        (("ai", "ai", "ai", "ai"), [("cards", "one_box")]),
        (("ai", None, "ai", "mens"), [("card.b.box", "missing_word")]),
    ],
)
def test_mistakes_of_an_author_are_noticed(boxes, expected):
    cards = [card | {"box": box} for card, box in zip(PLAIN["cards"], boxes, strict=True)]
    problems = KIND.check(*KIND.split({**PLAIN, "cards": cards}))
    assert [(problem.where, problem.code) for problem in problems] == expected


def test_parts_name_the_feedback_of_their_card():
    parts = KIND.mark(BODY, {"boxes": KEY | {"b": "ai"}}).parts
    assert parts[1] == Part("b", False, "card.b.feedback")


def test_a_guess_takes_card_by_card():
    assert KIND.guess(BODY) == pytest.approx(4 * 0.5**4 + 0.5**4)
