"""A message that may be false (mail, sms, QR code, call): what do you do, and which signs do you see?"""

import random
from collections.abc import Iterator

from courses.plain_form import Body, Items, Problem, Text, Texts, Word
from courses.questions.base import (
    OPTION,
    Choosing,
    Marked,
    Part,
    Posted,
    QuestionType,
    Response,
    Shown,
    Unanswered,
    chance_of_at_least,
    ids,
    known,
    least_to_pass,
    only,
    passes,
    several,
    shuffled,
)

HEAD = ("from", "to", "subject", "time")
LINE = {
    "at": Word(choices=(*HEAD, "line", "link", "attachment"), default="line"),
    "text": Text(600),
    "goes": Text(300, required=False),
    "place": Word(choices=("sign", "innocent")),
    "label": Text(100, required=False),
    "feedback": Text(500, required=False),
}


class Mail(QuestionType):
    """A line with a `place` can be ticked: it is a sign of a false message, or innocent; `label` is its name.

    `goes` is where a link really leads. Right is: the right action, and the signs too (three quarters of all
    parts when there are 4 or more, the action being one of them).
    """

    choosing = Choosing("action", "actions", "action.{0}")
    own_fields = {
        "channel": Word(choices=("mail", "sms", "qr", "call"), default="mail"),
        "lines": Items("line", LINE, 1, 16),
        "actions": Items("action", OPTION, 2, 6),
    }

    def problems(self, body: Body, texts: Texts) -> Iterator[Problem]:
        if sum(action["right"] for action in body["actions"]) != 1:
            yield Problem("actions", "one_right")
        for line in body["lines"]:
            key = f"line.{line['id']}"
            if line["place"] and f"{key}.label" not in texts:
                yield Problem(f"{key}.label", "missing_text")
            if not line["place"] and f"{key}.label" in texts:
                yield Problem(key, "label_without_place")
            if line["at"] == "link" and f"{key}.goes" not in texts:
                yield Problem(f"{key}.goes", "missing_text")

    def guess(self, body: Body) -> float:
        """An action out of a few, and yes or no for each place; the action has to be right."""
        places = len(places_of(body))
        return chance_of_at_least(least_to_pass(places + 1) - 1, places, 0.5) / len(body["actions"])

    def read_answer(self, body: Body, posted: Posted) -> Response:
        signs = several(posted, "sign", places_of(body))
        action = only(posted, "action")
        if not action:
            raise Unanswered("choose_action", {"signs": signs})
        return {"action": known(action, body["actions"]), "signs": signs}

    def mark_answer(self, body: Body, response: Response) -> Marked:
        action = response["action"]
        acted = any(option["right"] for option in body["actions"] if option["id"] == action)
        parts = (
            Part("action", acted, f"action.{action}.feedback"),
            *(self._place(line, line["id"] in response["signs"]) for line in places_of(body)),
        )
        right = sum(bool(part.right) for part in parts)
        return Marked(right / len(parts), acted and passes(right, len(parts)), parts)

    def _place(self, line: Body, ticked: bool) -> Part:
        told = ticked or line["place"] == "sign"
        return Part(
            line["id"], ticked == (line["place"] == "sign"), f"line.{line['id']}.feedback" if told else ""
        )

    def show(
        self, body: Body, texts: Texts, chance: random.Random, given: Response, marked: Marked | None
    ) -> Shown:
        numbers = {line["id"]: number for number, line in enumerate(places_of(body), start=1)}
        if marked is not None:
            told = {*signs_of(body), *given.get("signs", ())}  # what is innocent and not ticked is plain text
            numbers = {id: number for id, number in numbers.items() if id in told}
        lines = [self._line(line, texts, numbers) for line in body["lines"]]
        view: Shown = {
            "channel": body["channel"],
            "head": [line for at in HEAD for line in lines if line["at"] == at and at != "time"],
            "time": next((line["text"] for line in lines if line["at"] == "time"), ""),
            "lines": [line for line in lines if line["at"] not in HEAD],
            "places": [
                {
                    "id": id,
                    "number": number,
                    "text": texts[f"line.{id}.label"],
                    "chosen": id in given.get("signs", ()),
                }
                for id, number in numbers.items()
            ],
            "actions": [
                {"id": id, "text": texts[f"action.{id}"], "chosen": id == given.get("action")}
                for id in shuffled(ids(body["actions"]), chance)
            ],
        }
        return view if marked is None else view | self._marks(body, texts, view, marked)

    def _line(self, line: Body, texts: Texts, numbers: dict[str, int]) -> dict[str, str | int | None]:
        key = f"line.{line['id']}"
        return {
            "at": line["at"],
            "text": texts[key],
            "goes": texts.get(f"{key}.goes", ""),
            "number": numbers.get(line["id"]),
        }

    def _marks(self, body: Body, texts: Texts, view: Shown, marked: Marked) -> Shown:
        told = {part.id: texts.get(part.feedback, "") for part in marked.parts}
        signs = signs_of(body)
        key = {action["id"]: action["right"] for action in body["actions"]}
        return {
            "signs": [row["number"] for row in view["places"] if row["id"] in signs],
            "places": [
                row | {"right": row["id"] in signs, "feedback": told.get(row["id"], "")}
                for row in view["places"]
            ],
            "actions": [
                row | {"right": key[row["id"]], "feedback": told.get("action", "") if row["chosen"] else ""}
                for row in view["actions"]
            ],
        }


def places_of(body: Body) -> list[Body]:
    """The lines that can be ticked."""
    return [line for line in body["lines"] if line["place"]]


def signs_of(body: Body) -> set[str]:
    return {line["id"] for line in body["lines"] if line["place"] == "sign"}


KIND = Mail()
