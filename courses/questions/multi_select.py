"""Every right answer and no wrong one."""

import random
from collections.abc import Iterator

from courses.plain_form import Body, Flag, Items, Problem, Texts
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
    ids,
    several,
    shuffled,
)


class MultiSelect(QuestionType):
    choosing = Choosing("choices", "options", "option.{0}", several=True)
    own_fields = {
        "options": Items("option", OPTION, 3, 8),
        "keep_order": Flag(),
    }

    def problems(self, body: Body, texts: Texts) -> Iterator[Problem]:
        if not any(option["right"] for option in body["options"]):
            yield Problem("options", "no_right")

    def guess(self, body: Body) -> float:
        blind_answers: int = 2 ** len(body["options"]) - 1
        return 1 / blind_answers

    def read_answer(self, body: Body, posted: Posted) -> Response:
        choices = several(posted, "choice", body["options"])
        if not choices:
            raise Unanswered("choose_some")
        return {"choices": choices}

    def mark_answer(self, body: Body, response: Response) -> Marked:
        parts = tuple(self._part(option, option["id"] in response["choices"]) for option in body["options"])
        right = sum(bool(part.right) for part in parts)
        return Marked(right / len(parts), right == len(parts), parts)

    def _part(self, option: Body, chosen: bool) -> Part:
        """Feedback goes with what was chosen and with what was overlooked."""
        told = chosen or option["right"]
        return Part(
            option["id"], chosen == option["right"], f"option.{option['id']}.feedback" if told else ""
        )

    def show(
        self, body: Body, texts: Texts, chance: random.Random, given: Response, marked: Marked | None
    ) -> Shown:
        order = ids(body["options"]) if body["keep_order"] else shuffled(ids(body["options"]), chance)
        rows: list[Shown] = [
            {"id": id, "text": texts[f"option.{id}"], "chosen": id in given.get("choices", ())}
            for id in order
        ]
        if marked is not None:
            key = {option["id"]: option["right"] for option in body["options"]}
            told = {part.id: part.feedback for part in marked.parts}
            for row in rows:
                row["right"] = key[row["id"]]
                row["feedback"] = texts.get(told.get(row["id"], ""), "")
        return {"options": rows}


KIND = MultiSelect()
