from itertools import pairwise, permutations

import pytest

from courses.questions.base import BadAnswer, Unanswered, Unfinished
from courses.questions.ordering import KIND, orders_with

PLAIN = {
    "prompt": "Een nieuwe collega geeft de plantenbakken water.\n\nZet de stappen in de juiste volgorde.",
    "items": [
        {"id": "a", "text": "Zet de gieter onder de kraan."},
        {"id": "b", "text": "Vul de gieter tot het streepje."},
        {"id": "c", "text": "Geef elke bak 2 liter water."},
        {"id": "d", "text": "Vink de bak af op je lijst."},
        {"id": "e", "text": "Zet de gieter terug."},
    ],
    "why": "Je kunt pas water geven als de gieter vol is.",
}
BODY, TEXTS = KIND.split(PLAIN)
LOOSE = {**BODY, "rule": "neighbours"}
NAMES = KIND._names(BODY)


def posted(order, **more):
    return {f"place.{NAMES[id]}": [str(place)] for place, id in enumerate(order, start=1)} | more


RIGHT = [
    (BODY, "abcde", 1.0),
    (LOOSE, "abcde", 1.0),
    (LOOSE, "eabcd", 0.75),
    (LOOSE, "bcdea", 0.75),
    (LOOSE, "deabc", 0.75),
]
WRONG = [
    (BODY, "eabcd", 0.75),
    (BODY, "edcba", 0.0),
    (BODY, "abced", 0.5),
    (LOOSE, "abced", 0.5),
    (LOOSE, "acbde", 0.25),
]
FULL = posted("abcde")
FIRST = f"place.{NAMES['a']}"
HOSTILE = [
    ({}, Unanswered, "place_all"),
    (FULL | {FIRST: [""]}, Unanswered, "place_all"),
    (FULL | {FIRST: ["2"]}, Unanswered, "same_place"),
    (FULL | {FIRST: ["-1"]}, BadAnswer, "bad_place"),
    (FULL | {FIRST: ["6"]}, BadAnswer, "bad_place"),
    (FULL | {FIRST: ["١"]}, BadAnswer, "bad_place"),
    (FULL | {FIRST: ["<b>1</b>"]}, BadAnswer, "bad_place"),
    (FULL | {FIRST: ["1", "1"]}, BadAnswer, "doubled"),
    (FULL | {FIRST: ["1" * 10_000]}, BadAnswer, "too_long"),
    (FULL | {"place.a": ["1"]}, BadAnswer, "unknown"),
    (FULL | {"move": ["a:up"]}, BadAnswer, "unknown"),
    (FULL | {"move": [f"{NAMES['a']}:sideways\x00"]}, BadAnswer, "bad_character"),
]


@pytest.mark.parametrize(("body", "order", "share"), RIGHT)
def test_right(body, order, share):
    marked = KIND.mark(body, KIND.read(body, posted(order)))
    assert (marked.share, marked.right) == (share, True)


@pytest.mark.parametrize(("body", "order", "share"), WRONG)
def test_wrong(body, order, share):
    marked = KIND.mark(body, KIND.read(body, posted(order)))
    assert (marked.share, marked.right) == (share, False)


@pytest.mark.parametrize(("sent", "error", "code"), HOSTILE)
def test_hostile(sent, error, code):
    with pytest.raises(error) as caught:
        KIND.read(BODY, sent)
    assert caught.value.code == code


def test_dont_know_wins_from_an_order():
    assert KIND.mark(BODY, KIND.read(BODY, posted("abcde", dont_know=["dont_know"]))).right is False


@pytest.mark.parametrize(
    ("move", "order"), [("c:up", "acbde"), ("c:down", "abdce"), ("a:up", "abcde"), ("e:down", "abcde")]
)
def test_a_move_shows_the_new_order_and_answers_nothing(move, order):
    id, direction = move.split(":")
    with pytest.raises(Unfinished) as caught:
        KIND.read(BODY, posted("abcde", move=[f"{NAMES[id]}:{direction}"]))
    assert caught.value.response == {"order": list(order), "moved": id, "by": direction}
    shown = KIND.shown(BODY, TEXTS, 1, caught.value.response)
    assert [item["name"] for item in shown["items"]] == [NAMES[id] for id in order]
    assert [item["moved"] for item in shown["items"] if item["moved"]] == [direction]


def test_a_mistake_with_the_numbers_keeps_the_order_so_far():
    with pytest.raises(Unanswered) as caught:
        KIND.read(BODY, posted("edcba") | {FIRST: ["1"]})
    assert caught.value.response == {"order": ["a", "e", "d", "c", "b"]}


@pytest.mark.parametrize("seed", range(50))
@pytest.mark.parametrize("body", [BODY, LOOSE])
def test_it_never_starts_solved(body, seed):
    shown = KIND.shown(body, TEXTS, seed)
    ids = {name: id for id, name in NAMES.items()}
    assert not KIND.mark(body, {"order": [ids[item["name"]] for item in shown["items"]]}).right


def test_the_page_does_not_carry_the_ids_that_give_the_order_away():
    names = [item["name"] for item in KIND.shown(BODY, TEXTS, 1)["items"]]
    assert not set(names) & set("abcde")
    assert [NAMES[id] for id in "abcde"] != sorted(NAMES.values())


def test_an_item_is_right_when_it_follows_the_right_one():
    parts = KIND.mark(BODY, {"order": list("abced")}).parts
    assert [(part.id, part.right) for part in parts] == [
        ("a", True),
        ("b", True),
        ("c", True),
        ("e", False),
        ("d", False),
    ]


@pytest.mark.parametrize("pairs", range(5))
def test_orders_with_so_many_neighbour_pairs_counted_one_by_one(pairs):
    kept = [sum(b == a + 1 for a, b in pairwise(order)) for order in permutations(range(5))]
    assert orders_with(pairs, 5) == kept.count(pairs)


def test_a_guess_is_one_order_in_all_orders_or_a_few_when_neighbours_are_enough():
    assert KIND.guess(BODY) == 1 / 120
    assert KIND.guess(LOOSE) == 5 / 120
