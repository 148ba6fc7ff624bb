"""Steps that somebody or something carries out: what comes out, step by step?"""

import random
import re
from collections.abc import Iterator

from courses.plain_form import Body, Items, Problem, Text, Texts, Words
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
    only,
    passes,
)
from courses.questions.number import readings
from courses.questions.short_text import fold

LONGEST = 60
BARE_NUMBER = re.compile(r"[+-]?[0-9]+([.,][0-9]+)?")
STEP = {
    "text": Text(150),
    "accept": Words(1, 10, 60),
    "answer": Text(60),
    "feedback": Text(500, required=False),
}


class Trace(QuestionType):
    """`program` is one instruction per line. Each step asks for a value; the last one is what comes out.

    Right is: what comes out, and the values on the way (three quarters of all when there are 4 or more).
    """

    own_fields = {"program": Text(1000), "steps": Items("step", STEP, 2, 8)}

    def problems(self, body: Body, texts: Texts) -> Iterator[Problem]:
        for step in body["steps"]:
            key = f"step.{step['id']}.answer"
            if (answer := texts.get(key)) and not same_value(answer, step["accept"]):
                yield Problem(key, "not_accepted", {"answer": answer})

    def guess(self, body: Body) -> float:
        return 0.02

    def read_answer(self, body: Body, posted: Posted) -> Response:
        names = {f"step.{id}": id for id in ids(body["steps"])}
        if any(field.startswith("step.") and field not in names for field in posted):
            raise BadAnswer("unknown")
        values = {id: only(posted, name).strip() for name, id in names.items()}
        if any(len(value) > LONGEST for value in values.values()):
            raise BadAnswer("too_long")
        if not all(values.values()):
            raise Unanswered("write_all", {"values": values})
        return {"values": values}

    def mark_answer(self, body: Body, response: Response) -> Marked:
        parts = tuple(
            Part(
                step["id"],
                same_value(response["values"].get(step["id"], ""), step["accept"]),
                f"step.{step['id']}.feedback",
            )
            for step in body["steps"]
        )
        right = sum(bool(part.right) for part in parts)
        return Marked(right / len(parts), bool(parts[-1].right) and passes(right, len(parts)), parts)

    def show(
        self, body: Body, texts: Texts, chance: random.Random, given: Response, marked: Marked | None
    ) -> Shown:
        values = given.get("values", {})
        steps: list[Shown] = [
            {"id": id, "text": texts[f"step.{id}"], "given": values.get(id, "")} for id in ids(body["steps"])
        ]
        if marked is not None:
            states = {part.id: part for part in marked.parts}
            for step in steps:
                part = states.get(step["id"])
                step["right"] = part.right if part else None
                step["answer"] = texts[f"step.{step['id']}.answer"]
                step["feedback"] = texts.get(part.feedback, "") if part else ""
        return {"program": texts["program"].split("\n"), "steps": steps, "longest": LONGEST}


def same_value(given: str, accept: list[str]) -> bool:
    """The same words, or the same number however it is written and whatever it counts: 3,0 and 3 liter are 3."""
    return any(fold(given) == fold(word) or same_number(given, word) for word in accept)


def same_number(given: str, wanted: str) -> bool:
    return bool(BARE_NUMBER.fullmatch(wanted)) and bool(set(readings(given)) & set(readings(wanted)))


KIND = Trace()
