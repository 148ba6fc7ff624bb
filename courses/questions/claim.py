"""A claim: is it right, and why? Two steps, and both have to be right."""

import random
from collections.abc import Iterator

from courses.plain_form import Body, Flag, Items, Problem, Text, Texts
from courses.questions.base import (
    OPTION,
    BadAnswer,
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

VERDICTS = ("yes", "no")


class Claim(QuestionType):
    choosing = Choosing("reason", "reasons", "reason.{0}")
    own_fields = {
        "claim": Text(300),
        "holds": Flag(),
        "reasons": Items("reason", OPTION, 2, 5),
    }

    def problems(self, body: Body, texts: Texts) -> Iterator[Problem]:
        if sum(reason["right"] for reason in body["reasons"]) != 1:
            yield Problem("reasons", "one_right")

    def guess(self, body: Body) -> float:
        return 1 / (len(VERDICTS) * len(body["reasons"]))

    def read_answer(self, body: Body, posted: Posted) -> Response:
        verdict, reason = only(posted, "verdict"), only(posted, "reason")
        if verdict and verdict not in VERDICTS:
            raise BadAnswer("unknown")
        given = {"verdict": verdict, "reason": known(reason, body["reasons"]) if reason else ""}
        if not all(given.values()):
            raise Unanswered("answer_both", given)
        return given

    def mark_answer(self, body: Body, response: Response) -> Marked:
        reason = response["reason"]
        parts = (
            Part("verdict", response["verdict"] == verdict_of(body)),
            Part(reason, reason in right_reasons(body), f"reason.{reason}.feedback"),
        )
        right = sum(bool(part.right) for part in parts)
        return Marked(right / len(parts), right == len(parts), parts)

    def show(
        self, body: Body, texts: Texts, chance: random.Random, given: Response, marked: Marked | None
    ) -> Shown:
        verdicts: list[Shown] = [{"id": id, "chosen": id == given.get("verdict")} for id in VERDICTS]
        reasons: list[Shown] = [
            {"id": id, "text": texts[f"reason.{id}"], "chosen": id == given.get("reason")}
            for id in shuffled(ids(body["reasons"]), chance)
        ]
        if marked is not None:
            for row in verdicts:
                row["right"] = row["id"] == verdict_of(body)
            for row in reasons:
                row["right"] = row["id"] in right_reasons(body)
                row["feedback"] = texts.get(f"reason.{row['id']}.feedback", "") if row["chosen"] else ""
        return {"claim": texts["claim"], "verdicts": verdicts, "reasons": reasons}


def verdict_of(body: Body) -> str:
    return "yes" if body["holds"] else "no"


def right_reasons(body: Body) -> list[str]:
    return [reason["id"] for reason in body["reasons"] if reason["right"]]


KIND = Claim()
