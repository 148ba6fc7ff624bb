"""A chart to read: an answer out of a few, or a number."""

import random
from collections.abc import Iterator
from typing import Any

from courses.plain_form import Amount, Body, Flag, Group, Items, Problem, Text, Texts, Word
from courses.questions import number, single_choice
from courses.questions.base import OPTION, Marked, Posted, QuestionType, Response, Shown

DATA = {
    "form": Word(choices=("bar", "line"), default="bar"),
    "title": Text(150),
    "x": Text(60),
    "y": Text(60),
    "source": Text(200, required=False),
    "from": Amount(default=0),
    "points": Items("point", {"label": Text(30), "value": Amount(required=True)}, 2, 24),
}


class Chart(QuestionType):
    """With `options` it is marked as a single choice, with `number` as a number."""

    choosing = single_choice.KIND.choosing
    own_fields = {
        "chart": Group(DATA),
        "options": Items("option", OPTION, 0, 6),
        "keep_order": Flag(),
        "number": Amount(),
        "tolerance": number.TOLERANCE,
    }

    def problems(self, body: Body, texts: Texts) -> Iterator[Problem]:
        if "chart" not in body:
            yield Problem("chart", "missing_chart")
        else:
            yield from self._axis(body["chart"])
        if bool(body["options"]) == ("number" in body):
            yield Problem("options", "options_or_number")
        elif len(body["options"]) == 1:
            yield Problem("options", "too_few", {"least": 2})
        elif body["options"]:
            yield from single_choice.KIND.problems(body, texts)

    def _axis(self, chart: Body) -> Iterator[Problem]:
        """A bar of nothing at all is fine where the axis starts at nothing."""
        values = [point["value"] for point in chart["points"] if "value" in point]
        lowest = min(values, default=None)
        if lowest is not None and (lowest < chart["from"] or lowest == chart["from"] != 0):
            yield Problem("chart.from", "from_above_values", {"lowest": lowest})

    def _asking(self, body: Body) -> tuple[QuestionType, Body]:
        """The type that this question is marked as, and its body."""
        if body["options"]:
            return single_choice.KIND, body
        return number.KIND, {"answer": body["number"], "tolerance": body["tolerance"], "near": []}

    def guess(self, body: Body) -> float:
        kind, own = self._asking(body)
        return kind.guess(own)

    def read_answer(self, body: Body, posted: Posted) -> Response:
        kind, own = self._asking(body)
        return kind.read_answer(own, posted)

    def given(self, body: Body, posted: Posted) -> Response:
        kind, own = self._asking(body)
        return kind.given(own, posted)

    def mark_answer(self, body: Body, response: Response) -> Marked:
        kind, own = self._asking(body)
        return kind.mark_answer(own, response)

    def show(
        self, body: Body, texts: Texts, chance: random.Random, given: Response, marked: Marked | None
    ) -> Shown:
        kind, own = self._asking(body)
        return kind.show(own, texts, chance, given, marked) | {"chart": self._chart(body["chart"], texts)}

    def _chart(self, chart: Body, texts: Texts) -> dict[str, Any]:
        return {
            "form": chart["form"],
            "from": chart["from"],
            "data": [
                {"label": texts[f"chart.point.{point['id']}.label"], "value": point["value"]}
                for point in chart["points"]
            ],
            **{name: texts.get(f"chart.{name}", "") for name in ("title", "x", "y", "source")},
        }


KIND = Chart()
