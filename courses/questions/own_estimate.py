"""“I can …”: what people think themselves, in five steps. There is no right or wrong."""

import random
from collections.abc import Iterator

from courses.plain_form import Body, Problem, Text, Texts
from courses.questions.base import (
    DONT_KNOW,
    BadAnswer,
    Marked,
    Part,
    Posted,
    QuestionType,
    Response,
    Shown,
    Unanswered,
    only,
)
from skills.evidence import Kind

STEPS = range(1, 6)  # not yet, with help, mostly, by myself, and I help others
BY_MYSELF = 4  # says: the level of the question
HIGHEST_LEVEL = 8


class OwnEstimate(QuestionType):
    evidence = Kind.SELF
    own_fields = {"advice_learn": Text(500, required=False), "advice_can": Text(500, required=False)}

    def problems(self, body: Body, texts: Texts) -> Iterator[Problem]:
        return iter(())

    def guess(self, body: Body) -> float:
        return 0.0

    def read_answer(self, body: Body, posted: Posted) -> Response:
        step = only(posted, "step")
        if not step:
            raise Unanswered("choose_step")
        if step not in {str(one) for one in STEPS}:
            raise BadAnswer("unknown")
        return {"step": int(step)}

    def mark_answer(self, body: Body, response: Response) -> Marked:
        advice = "advice_can" if response["step"] >= BY_MYSELF else "advice_learn"
        return Marked(1.0, True, (Part("step", None, advice),))

    def own_level(self, level: int, response: Response) -> float | None:
        if response.get(DONT_KNOW):
            return None
        return float(min(max(level + response["step"] - BY_MYSELF, 0), HIGHEST_LEVEL))

    def show(
        self, body: Body, texts: Texts, chance: random.Random, given: Response, marked: Marked | None
    ) -> Shown:
        view: Shown = {
            "steps": [
                {"id": step, "chosen": step == given.get("step"), "x": 15 * step - 14} for step in STEPS
            ]
        }
        if marked is not None:
            view["advice"] = "".join(texts.get(part.feedback, "") for part in marked.parts)
        return view


KIND = OwnEstimate()
