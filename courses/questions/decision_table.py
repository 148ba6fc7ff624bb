"""A rule, and a table of cases: what does the rule say in each of them?"""

import random
from collections.abc import Iterator

from courses.plain_form import Body, Items, Problem, Text, Texts, Word
from courses.questions.base import (
    BadAnswer,
    Marked,
    Part,
    Posted,
    QuestionType,
    Response,
    Shown,
    Unanswered,
    cells_of,
    chance_of_at_least,
    ids,
    known,
    least_to_pass,
    only,
    passes,
    uneven,
)

CASE = {"cells": Text(300), "outcome": Word(required=True), "feedback": Text(500, required=False)}


class DecisionTable(QuestionType):
    """A case has a cell for each condition, and the outcome that the rule of the prompt gives then."""

    own_fields = {
        "conditions": Items("condition", {"text": Text(60)}, 1, 4),
        "outcomes": Items("outcome", {"text": Text(60)}, 2, 6),
        "cases": Items("case", CASE, 2, 10),
    }

    def problems(self, body: Body, texts: Texts) -> Iterator[Problem]:
        lines = {f"case.{id}.cells": texts.get(f"case.{id}.cells", "") for id in ids(body["cases"])}
        yield from uneven(list(lines.items()), len(body["conditions"]))
        yield from self._double(lines)
        outcomes = ids(body["outcomes"])
        for case in body["cases"]:
            if case["outcome"] and case["outcome"] not in outcomes:
                params = {"found": case["outcome"], "choices": ", ".join(outcomes)}
                yield Problem(f"case.{case['id']}.outcome", "unknown_word", params)
        if len({case["outcome"] for case in body["cases"]}) == 1:
            yield Problem("cases", "one_outcome")

    def _double(self, lines: dict[str, str]) -> Iterator[Problem]:
        """The same case twice could have two outcomes."""
        seen: list[list[str]] = []
        for key, line in lines.items():
            cells = cells_of(line.casefold())
            if line and cells in seen:
                yield Problem(key, "double_text")
            seen.append(cells)

    def guess(self, body: Body) -> float:
        cases = len(body["cases"])
        return chance_of_at_least(least_to_pass(cases), cases, 1 / len(body["outcomes"]))

    def read_answer(self, body: Body, posted: Posted) -> Response:
        names = {f"case.{id}": id for id in ids(body["cases"])}
        if any(field.startswith("case.") and field not in names for field in posted):
            raise BadAnswer("unknown")
        given = {}
        for name, id in names.items():
            outcome = only(posted, name)
            given[id] = known(outcome, body["outcomes"]) if outcome else ""
        if not all(given.values()):
            raise Unanswered("decide_all", {"outcomes": given})
        return {"outcomes": given}

    def mark_answer(self, body: Body, response: Response) -> Marked:
        given = response["outcomes"]
        parts = tuple(
            Part(case["id"], given.get(case["id"]) == case["outcome"], f"case.{case['id']}.feedback")
            for case in body["cases"]
        )
        right = sum(bool(part.right) for part in parts)
        return Marked(right / len(parts), passes(right, len(parts)), parts)

    def show(
        self, body: Body, texts: Texts, chance: random.Random, given: Response, marked: Marked | None
    ) -> Shown:
        """In the author's order, as a table of decisions runs through its conditions."""
        outcomes = {id: texts[f"outcome.{id}"] for id in ids(body["outcomes"])}
        conditions = [texts[f"condition.{id}"] for id in ids(body["conditions"])]
        chosen = given.get("outcomes", {})
        rows = [self._row(id, conditions, texts, outcomes, chosen.get(id, "")) for id in ids(body["cases"])]
        if marked is not None:
            states = {part.id: part for part in marked.parts}
            for row, case in zip(rows, body["cases"], strict=True):
                part = states.get(case["id"])
                row["right"] = part.right if part else None
                row["answer"] = outcomes[case["outcome"]]
                row["feedback"] = texts.get(part.feedback, "") if part else ""
        return {
            "conditions": conditions,
            "cases": rows,
            "outcomes": [{"id": id, "text": text} for id, text in outcomes.items()],
        }

    def _row(
        self, id: str, conditions: list[str], texts: Texts, outcomes: dict[str, str], chosen: str
    ) -> Shown:
        cells = [
            {"condition": condition, "text": text}
            for condition, text in zip(conditions, cells_of(texts[f"case.{id}.cells"]), strict=False)
        ]
        return {"id": id, "cells": cells, "chosen": chosen, "chosen_text": outcomes.get(chosen, "")}


KIND = DecisionTable()
