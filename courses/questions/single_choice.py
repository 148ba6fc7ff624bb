"""One right answer out of a few."""

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
    known,
    only,
    shuffled,
)


class SingleChoice(QuestionType):
    choosing = Choosing("choice", "options", "option.{0}")
    own_fields = {
        "options": Items("option", OPTION, 2, 6),
        "keep_order": Flag(),
    }

    def problems(self, body: Body, texts: Texts) -> Iterator[Problem]:
        if sum(option["right"] for option in body["options"]) != 1:
            yield Problem("options", "one_right")

    def guess(self, body: Body) -> float:
        return 1 / len(body["options"])

    def read_answer(self, body: Body, posted: Posted) -> Response:
        choice = only(posted, "choice")
        if not choice:
            raise Unanswered("choose_one")
        return {"choice": known(choice, body["options"])}

    def mark_answer(self, body: Body, response: Response) -> Marked:
        choice = response["choice"]
        right = any(option["right"] for option in body["options"] if option["id"] == choice)
        return Marked(float(right), right, (Part(choice, right, f"option.{choice}.feedback"),))

    def show(
        self, body: Body, texts: Texts, chance: random.Random, given: Response, marked: Marked | None
    ) -> Shown:
        order = ids(body["options"]) if body["keep_order"] else shuffled(ids(body["options"]), chance)
        rows: list[Shown] = [
            {"id": id, "text": texts[f"option.{id}"], "chosen": id == given.get("choice")} for id in order
        ]
        if marked is not None:
            key = {option["id"]: option["right"] for option in body["options"]}
            for row in rows:
                row["right"] = key[row["id"]]
                row["feedback"] = texts.get(f"option.{row['id']}.feedback", "") if row["chosen"] else ""
        return {"options": rows}


KIND = SingleChoice()
