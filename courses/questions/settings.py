"""A page of settings, as an app has it: which switches have to be on, and which off?"""

import random
from collections.abc import Iterator

from courses.plain_form import Body, Flag, Items, Problem, Text, Texts, Word
from courses.questions.base import (
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

SWITCH = {
    "text": Text(100),
    "about": Text(200, required=False),
    "on": Flag(),
    "ought": Word(choices=("on", "off", "any"), default="any"),
    "feedback": Text(500, required=False),
}


class Settings(QuestionType):
    """`on` is how a switch is found, `ought` how it should be left: "any" says that it does not matter.

    Right is: every switch that matters. The share counts what had to be switched and what was spoiled, because
    who does nothing would else have most of it.
    """

    own_fields = {"title": Text(80), "switches": Items("switch", SWITCH, 3, 12)}

    def problems(self, body: Body, texts: Texts) -> Iterator[Problem]:
        matter = [switch for switch in body["switches"] if switch["ought"] != "any"]
        if len(matter) < 2:
            yield Problem("switches", "too_few_matter")
        elif all(is_right(switch, switch["on"]) for switch in matter):
            yield Problem("switches", "nothing_to_change")

    def guess(self, body: Body) -> float:
        return 0.5 ** len([switch for switch in body["switches"] if switch["ought"] != "any"])

    def read_answer(self, body: Body, posted: Posted) -> Response:
        on = several(posted, "on", body["switches"])
        if on == [switch["id"] for switch in body["switches"] if switch["on"]]:
            raise Unanswered("change_something", {"on": on})
        return {"on": on}

    def given(self, body: Body, posted: Posted) -> Response:
        """The form always sends how the switches are, so that only "I don't know" says what was meant."""
        return {}

    def mark_answer(self, body: Body, response: Response) -> Marked:
        parts = tuple(self._part(switch, switch["id"] in response["on"]) for switch in body["switches"])
        counted = [
            bool(part.right)
            for part, switch in zip(parts, body["switches"], strict=True)
            if part.right is not None and not (part.right and is_right(switch, switch["on"]))
        ]
        right = sum(counted)
        return Marked(right / len(counted), right == len(counted), parts)

    def _part(self, switch: Body, on: bool) -> Part:
        right = None if switch["ought"] == "any" else is_right(switch, on)
        return Part(switch["id"], right, f"switch.{switch['id']}.feedback")

    def show(
        self, body: Body, texts: Texts, chance: random.Random, given: Response, marked: Marked | None
    ) -> Shown:
        on = given.get("on", [switch["id"] for switch in body["switches"] if switch["on"]])
        rows: list[Shown] = [
            {
                "id": id,
                "text": texts[f"switch.{id}"],
                "about": texts.get(f"switch.{id}.about", ""),
                "on": id in on,
            }
            for id in ids(body["switches"])
        ]
        if marked is not None:
            states = {part.id: part for part in marked.parts}
            for row, switch in zip(rows, body["switches"], strict=True):
                row["right"] = states[row["id"]].right if row["id"] in states else None
                row["ought"] = switch["ought"]
                row["feedback"] = texts.get(f"switch.{row['id']}.feedback", "")
        return {"title": texts["title"], "switches": rows}


def is_right(switch: Body, on: bool) -> bool:
    return switch["ought"] in ("on" if on else "off", "any")


KIND = Settings()
