"""Steps to put in order, with a number per line or with buttons for up and down."""

import random
from collections.abc import Iterator, Sequence
from math import comb, factorial

from courses.plain_form import Body, Items, Problem, Text, Texts, Word
from courses.questions.base import (
    BadAnswer,
    Marked,
    Part,
    Posted,
    QuestionType,
    Response,
    Shown,
    Unanswered,
    Unfinished,
    ids,
    only,
    shuffled,
    tokens,
)


class Ordering(QuestionType):
    """The author lists the items in the right order."""

    own_fields = {
        "items": Items("item", {"text": Text()}, 3, 8),
        "rule": Word(choices=("exact", "neighbours"), default="exact"),
    }

    def problems(self, body: Body, texts: Texts) -> Iterator[Problem]:
        return iter(())

    def guess(self, body: Body) -> float:
        n = len(body["items"])
        right = sum(orders_with(pairs, n) for pairs in range(n) if self._is_right(pairs, n, body))
        return right / factorial(n)

    def _is_right(self, pairs: int, n: int, body: Body) -> bool:
        return pairs == n - 1 or (body["rule"] == "neighbours" and 4 * pairs >= 3 * (n - 1))

    def read_answer(self, body: Body, posted: Posted) -> Response:
        names = self._names(body)
        if any(field.startswith("place.") and field[6:] not in names.values() for field in posted):
            raise BadAnswer("unknown")
        places = {id: self._place(only(posted, f"place.{name}"), len(names)) for id, name in names.items()}
        order = sorted(places, key=lambda id: places[id] or len(names) + 1)
        if move := only(posted, "move"):
            raise Unfinished(self._moved(order, move, names))
        if not all(places.values()):
            raise Unanswered("place_all", {"order": order})
        if len(set(places.values())) < len(names):
            raise Unanswered("same_place", {"order": order})
        return {"order": order}

    def given(self, body: Body, posted: Posted) -> Response:
        """The form always sends an order, so that only the button says what was meant."""
        return {}

    def _names(self, body: Body) -> dict[str, str]:
        return tokens(ids(body["items"]), "place")

    def _place(self, value: str, n: int) -> int:
        """0 for a line without a number."""
        if value and value not in {str(place) for place in range(1, n + 1)}:
            raise BadAnswer("bad_place")
        return int(value or 0)

    def _moved(self, order: list[str], move: str, names: dict[str, str]) -> Response:
        name, _, direction = move.partition(":")
        id = next((id for id, known in names.items() if known == name), "")
        if not id or direction not in ("up", "down"):
            raise BadAnswer("unknown")
        place = order.index(id) + (1 if direction == "down" else -1)
        rest = [other for other in order if other != id]
        rest.insert(max(place, 0), id)
        return {"order": rest, "moved": id, "by": direction}

    def mark_answer(self, body: Body, response: Response) -> Marked:
        order, key = response["order"], ids(body["items"])
        follows = {id: before(id, order) == before(id, key) for id in key}
        pairs = sum(follows[id] for id in key[1:])
        return Marked(
            pairs / (len(key) - 1),
            self._is_right(pairs, len(key), body),
            tuple(Part(id, follows[id]) for id in order),
        )

    def show(
        self, body: Body, texts: Texts, chance: random.Random, given: Response, marked: Marked | None
    ) -> Shown:
        key = ids(body["items"])
        order = given.get("order") or self._start(body, chance)
        names = self._names(body)
        rows: list[Shown] = [
            {
                "name": names[id],
                "text": texts[f"item.{id}"],
                "place": place,
                "moved": given.get("by", "") if id == given.get("moved") else "",
            }
            for place, id in enumerate(order, start=1)
        ]
        view: Shown = {"items": rows, "places": list(range(1, len(key) + 1))}
        if marked is not None:
            states = {part.id: part.right for part in marked.parts}
            for row, id in zip(rows, order, strict=True):
                row["right"] = states.get(id)
            view["answer"] = [texts[f"item.{id}"] for id in key]
        return view

    def _start(self, body: Body, chance: random.Random) -> list[str]:
        """Never an order that would already pass; the reverse never does."""
        key = ids(body["items"])
        order = shuffled(key, chance)
        return key[::-1] if self.mark_answer(body, {"order": order}).right else order


def before(id: str, order: Sequence[str]) -> str:
    place = order.index(id)
    return order[place - 1] if place else ""


def orders_with(pairs: int, n: int) -> int:
    """How many orders of n things keep exactly this many neighbour pairs (x before x + 1).

    Orders that keep none: 1, 1, 3, 11, 53... with a(m) = (m - 1) a(m - 1) + (m - 2) a(m - 2). The kept pairs
    glue things together, so n things with r pairs kept are n - r things that keep none.
    """
    none = [1, 1]
    for m in range(2, n + 1):
        none.append((m - 1) * none[m - 1] + (m - 2) * none[m - 2])
    return comb(n - 1, pairs) * none[n - pairs]


KIND = Ordering()
