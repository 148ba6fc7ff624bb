"""A text with gaps; each gap is a list to choose from."""

import random
import re
from collections import Counter
from collections.abc import Iterator
from math import prod
from typing import Any

from courses.plain_form import Body, Flag, Items, Problem, Text, Texts
from courses.questions.base import (
    BadAnswer,
    Marked,
    Part,
    Posted,
    QuestionType,
    Response,
    Shown,
    Unanswered,
    ids,
    known,
    only,
    shuffled,
)

MARKER = re.compile(r"\[([a-z0-9][a-z0-9-]{0,63})\]")
CHOICE = {"text": Text(100), "right": Flag()}


class Cloze(QuestionType):
    """In the text, [a] is the place of gap a. An author may also count: [1] is the first of the list."""

    own_fields = {
        "text": Text(1000),
        "gaps": Items(
            "gap", {"choices": Items("choice", CHOICE, 2, 5), "feedback": Text(500, required=False)}, 1, 8
        ),
    }

    def split(self, plain: dict[str, Any]) -> tuple[Body, Texts]:
        body, texts = super().split(plain)
        if "text" in texts:
            texts["text"] = named(texts["text"], ids(body["gaps"]))
        return body, texts

    def problems(self, body: Body, texts: Texts) -> Iterator[Problem]:
        gaps, markers = ids(body["gaps"]), Counter(MARKER.findall(texts.get("text", "")))
        for marker in markers.keys() - set(gaps):
            yield Problem("text", "marker_without_gap", {"marker": marker})
        for number, gap in enumerate(body["gaps"], start=1):
            if markers[gap["id"]] != 1:
                code = "double_marker" if markers[gap["id"]] else "gap_without_marker"
                yield Problem("text", code, {"number": number})
            if sum(choice["right"] for choice in gap["choices"]) != 1:
                yield Problem(f"gap.{gap['id']}", "one_right")

    def guess(self, body: Body) -> float:
        return prod(1 / len(gap["choices"]) for gap in body["gaps"])

    def read_answer(self, body: Body, posted: Posted) -> Response:
        gaps = {f"gap.{gap['id']}": gap for gap in body["gaps"]}
        if any(field.startswith("gap.") and field not in gaps for field in posted):
            raise BadAnswer("unknown")
        given = {}
        for name, gap in gaps.items():
            choice = only(posted, name)
            given[gap["id"]] = known(choice, gap["choices"]) if choice else ""
        if not all(given.values()):
            raise Unanswered("fill_all", {"gaps": given})
        return {"gaps": given}

    def mark_answer(self, body: Body, response: Response) -> Marked:
        parts = tuple(
            Part(gap["id"], response["gaps"].get(gap["id"]) == right_of(gap), f"gap.{gap['id']}.feedback")
            for gap in body["gaps"]
        )
        right = sum(bool(part.right) for part in parts)
        return Marked(right / len(parts), right == len(parts), parts)

    def show(
        self, body: Body, texts: Texts, chance: random.Random, given: Response, marked: Marked | None
    ) -> Shown:
        chosen = given.get("gaps", {})
        gaps = {
            gap["id"]: self._gap(gap, number, texts, chosen.get(gap["id"], ""), chance)
            for number, gap in enumerate(body["gaps"], start=1)
        }
        if marked is not None:
            states = {part.id: part for part in marked.parts}
            for gap in body["gaps"]:
                id, part = gap["id"], states.get(gap["id"])
                gaps[id] |= {
                    "right": part.right if part else None,
                    "answer": texts[f"gap.{id}.choice.{right_of(gap)}"],
                    "feedback": texts.get(part.feedback, "") if part else "",
                }
        words, *places = re.split(MARKER, texts["text"])
        pairs = zip(places[::2], places[1::2], strict=True)
        pieces = [{"words": words}, *({"gap": gaps[id], **after_gap(after)} for id, after in pairs)]
        return {"pieces": pieces, "gaps": list(gaps.values())}

    def _gap(self, gap: Body, number: int, texts: Texts, chosen: str, chance: random.Random) -> Shown:
        choices = [
            {"id": id, "text": texts[f"gap.{gap['id']}.choice.{id}"], "chosen": id == chosen}
            for id in shuffled(ids(gap["choices"]), chance)
        ]
        chosen_text = texts[f"gap.{gap['id']}.choice.{chosen}"] if chosen else ""
        return {"id": gap["id"], "number": number, "choices": choices, "chosen_text": chosen_text}


def after_gap(words: str) -> dict[str, str]:
    """A full stop or a bracket closes on the gap before it, and must not begin a line."""
    closing = re.match(r"[^\w\s]*", words)
    end = closing.end() if closing else 0
    return {"closing": words[:end], "words": words[end:]}


def right_of(gap: Body) -> str:
    return next((str(choice["id"]) for choice in gap["choices"] if choice["right"]), "")


def named(text: str, gaps: list[str]) -> str:
    """Markers that count, such as [2], as the id of their gap."""

    def name(marker: re.Match[str]) -> str:
        id = marker[1]
        counted = id not in gaps and id.isdigit() and 1 <= int(id) <= len(gaps)
        return f"[{gaps[int(id) - 1]}]" if counted else marker[0]

    return MARKER.sub(name, text)


def counted(text: str, gaps: list[str]) -> str:
    """The other way round, for who cannot see the ids."""
    return MARKER.sub(
        lambda marker: f"[{gaps.index(marker[1]) + 1}]" if marker[1] in gaps else marker[0], text
    )


KIND = Cloze()
