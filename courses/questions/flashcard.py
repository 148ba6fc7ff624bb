"""A card with two sides: people turn it and say themselves whether they knew it. It is practice, never evidence."""

import random
from collections.abc import Iterator

from courses.plain_form import Body, Problem, Text, Texts
from courses.questions.base import (
    BadAnswer,
    Marked,
    Posted,
    QuestionType,
    Response,
    Shown,
    Unanswered,
    only,
)

KNEW = "knew"


class Flashcard(QuestionType):
    """The question is the front. Who did not know it says what everywhere is "I don't know"."""

    evidence = None
    own_fields = {"back": Text(500)}

    def problems(self, body: Body, texts: Texts) -> Iterator[Problem]:
        return iter(())

    def guess(self, body: Body) -> float:
        return 0.0

    def read_answer(self, body: Body, posted: Posted) -> Response:
        said = only(posted, KNEW)
        if not said:
            raise Unanswered("turn_the_card")
        if said != "yes":
            raise BadAnswer("unknown")
        return {KNEW: True}

    def mark_answer(self, body: Body, response: Response) -> Marked:
        return Marked(1.0, True)

    def show(
        self, body: Body, texts: Texts, chance: random.Random, given: Response, marked: Marked | None
    ) -> Shown:
        """The back is in the page from the start: there is nothing to win by looking."""
        return {"back": texts["back"], "has_buttons": True}


KIND = Flashcard()
