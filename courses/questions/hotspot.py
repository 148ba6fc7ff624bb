"""Places on a picture or a screen to point at: by a click on the picture, or by their number in a list."""

import random
from collections.abc import Iterator
from itertools import combinations
from math import comb

from courses.plain_form import Amount, Body, Flag, Items, Problem, Text, Texts
from courses.questions.base import (
    Choosing,
    Marked,
    Part,
    Posted,
    QuestionType,
    Response,
    Shown,
    Unanswered,
    ids,
    several,
)

PERCENT = Amount(0, 100, required=True)
SIZE = Amount(6, 100, required=True)  # smaller cannot be hit on a phone
AREA = {
    "text": Text(100),
    "x": PERCENT,
    "y": PERCENT,
    "width": SIZE,
    "height": SIZE,
    "right": Flag(),
    "feedback": Text(500, required=False),
}
SIDES = (("x", "width"), ("y", "height"))


class Hotspot(QuestionType):
    """Areas are rectangles, in percent of the picture; people may point at as many as are right."""

    choosing = Choosing("areas", "areas", "area.{0}", several=True)
    own_fields = {"areas": Items("area", AREA, 3, 10)}

    def problems(self, body: Body, texts: Texts) -> Iterator[Problem]:
        if "picture" not in body:
            yield Problem("picture", "missing_picture")
        if not right_ones(body):
            yield Problem("areas", "no_right")
        elif len(right_ones(body)) == len(body["areas"]):
            yield Problem("areas", "all_right")
        placed = [area for area in body["areas"] if all(name in area for side in SIDES for name in side)]
        for area in placed:
            if any(area[start] + area[size] > 100 for start, size in SIDES):
                yield Problem(f"area.{area['id']}", "outside_picture")
        for one, other in combinations(placed, 2):
            if overlap(one, other):
                yield Problem(f"area.{other['id']}", "areas_overlap")

    def guess(self, body: Body) -> float:
        return 1 / comb(len(body["areas"]), len(right_ones(body)))

    def read_answer(self, body: Body, posted: Posted) -> Response:
        areas = several(posted, "area", body["areas"])
        if not areas:
            raise Unanswered("point_at_something")
        if len(areas) > len(right_ones(body)):
            raise Unanswered("too_many_places", {"areas": areas})
        return {"areas": areas}

    def mark_answer(self, body: Body, response: Response) -> Marked:
        """A place that was overlooked is not right, nor is one that was taken for it; others say nothing."""
        right, chosen = right_ones(body), response["areas"]
        parts = tuple(
            Part(id, id in right and id in chosen, f"area.{id}.feedback")
            for id in ids(body["areas"])
            if id in right or id in chosen
        )
        found = sum(id in chosen for id in right)
        return Marked(found / len(right), found == len(right), parts)

    def show(
        self, body: Body, texts: Texts, chance: random.Random, given: Response, marked: Marked | None
    ) -> Shown:
        rows: list[Shown] = [
            self._row(area, number, texts, given) for number, area in enumerate(body["areas"], start=1)
        ]
        if marked is not None:
            told = {part.id: texts.get(part.feedback, "") for part in marked.parts}
            for row, area in zip(rows, body["areas"], strict=True):
                row["right"] = area["right"]
                row["feedback"] = told.get(row["id"], "")
        return {"areas": rows, "places": len(right_ones(body))}

    def _row(self, area: Body, number: int, texts: Texts, given: Response) -> Shown:
        return {
            "id": area["id"],
            "number": number,
            "text": texts[f"area.{area['id']}"],
            "chosen": area["id"] in given.get("areas", ()),
            **{name: f"{area[name]:g}%" for side in SIDES for name in side},
        }


def right_ones(body: Body) -> list[str]:
    return [area["id"] for area in body["areas"] if area["right"]]


def overlap(one: Body, other: Body) -> bool:
    return all(
        one[start] < other[start] + other[size] and other[start] < one[start] + one[size]
        for start, size in SIDES
    )


KIND = Hotspot()
