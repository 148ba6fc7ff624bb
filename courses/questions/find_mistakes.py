"""Mistakes to find and mark, in a running text or in a table."""

import random
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from courses.plain_form import Body, Items, Malformed, Problem, Text, Texts
from courses.questions.base import (
    BadAnswer,
    Marked,
    Part,
    Posted,
    QuestionType,
    Response,
    Shown,
    Unanswered,
)

MARKED = re.compile(r"\[(.*)\]")
FALSE_ALLOWED = 1
FEWEST_FINE = 3
MOST_PIECES = 60
BLIND = 0.02  # nobody guesses quite blindly


@dataclass(frozen=True)
class Pieces(Text):
    """“From Jan | to [Mia]”: pieces with | between them, and a mistake in square brackets. A piece may be empty.

    The body keeps of each piece whether it is a mistake. The texts say it too, so that a translation with its
    mistakes elsewhere has other texts than its source, and is left out.
    """

    def split(self, value: Any, where: str) -> tuple[Any, Texts]:
        if value is None or value == "":
            return None, {}
        if not isinstance(value, str):
            raise Malformed(where, "text_expected", found=str(value))
        pieces = [piece.strip() for piece in value.split("|")]
        texts: Texts = {}
        for number, piece in enumerate(pieces, start=1):
            found = MARKED.fullmatch(piece)
            texts[f"{where}.{number}"] = found[1].strip() if found else piece
            if found:
                texts[f"{where}.{number}.mistake"] = found[1].strip()
        return [bool(MARKED.fullmatch(piece)) for piece in pieces], texts

    def join(self, kept: Any, texts: Texts, where: str) -> Any:
        if kept is None:
            return None
        pieces = ((texts.get(f"{where}.{number}", ""), wrong) for number, wrong in enumerate(kept, start=1))
        return " | ".join(f"[{piece}]" if wrong else piece for piece, wrong in pieces)

    def check(self, kept: Any, texts: Texts, where: str) -> Iterator[Problem]:
        if kept is None:
            if self.required:
                yield Problem(where, "missing_text")
            return
        written = [texts.get(f"{where}.{number}", "") for number in range(1, len(kept) + 1)]
        if sum(map(len, written)) > self.limit:
            yield Problem(where, "too_long", {"limit": self.limit})
        if any({"[", "]"} & set(piece) for piece in written):
            yield Problem(where, "half_marked")
        if any("\x00" in piece for piece in written):
            yield Problem(where, "bad_character")


class FindMistakes(QuestionType):
    """With a head it is a table, else each row is a line of text. Right is: every mistake, and one too many at most."""

    own_fields = {
        "head": Pieces(required=False),
        "rows": Items("row", {"text": Pieces(600), "feedback": Text(500, required=False)}, 1, 12),
    }

    def problems(self, body: Body, texts: Texts) -> Iterator[Problem]:
        pieces, mistakes = pieces_of(body), mistakes_of(body)
        if not mistakes:
            yield Problem("rows", "no_mistake")
        elif len(pieces) - len(mistakes) < FEWEST_FINE:
            yield Problem("rows", "few_fine", {"least": FEWEST_FINE})
        if len(pieces) > MOST_PIECES:
            yield Problem("rows", "too_many_pieces", {"most": MOST_PIECES})
        if any(body.get("head", ())):
            yield Problem("head", "mistake_in_head")
        for row in body["rows"]:
            if "head" in body and len(row.get("text", ())) != len(body["head"]):
                yield Problem(f"row.{row['id']}", "other_width", {"expected": len(body["head"])})

    def guess(self, body: Body) -> float:
        """Of all ways to mark something: the one with every mistake, and those with one piece more."""
        fine = len(pieces_of(body)) - len(mistakes_of(body))
        blind: int = 2 ** len(pieces_of(body)) - 1
        return max((1 + fine) / blind, BLIND)

    def read_answer(self, body: Body, posted: Posted) -> Response:
        pieces, marks = pieces_of(body), list(posted.get("mark", ()))
        if any(mark not in pieces for mark in marks):
            raise BadAnswer("unknown")
        if len(set(marks)) != len(marks):
            raise BadAnswer("doubled")
        if not marks:
            raise Unanswered("mark_something")
        return {"marks": [piece for piece in pieces if piece in marks]}

    def mark_answer(self, body: Body, response: Response) -> Marked:
        marks, mistakes = set(response["marks"]), mistakes_of(body)
        parts = tuple(self._part(piece, piece in marks, piece in mistakes) for piece in pieces_of(body))
        found, false = len(marks & mistakes), len(marks - mistakes)
        share = max(found - max(false - FALSE_ALLOWED, 0), 0) / len(mistakes)
        return Marked(share, share == 1, parts)

    def _part(self, piece: str, marked: bool, wrong: bool) -> Part:
        told = marked or wrong
        return Part(piece, marked == wrong, f"row.{piece.rpartition('.')[0]}.feedback" if told else "")

    def show(
        self, body: Body, texts: Texts, chance: random.Random, given: Response, marked: Marked | None
    ) -> Shown:
        numbers = self._numbers(body, given, marked)
        rows = [[self._piece(id, texts, given, numbers) for id in ids_of(row)] for row in body["rows"]]
        head = [texts[f"head.{number}"] for number in range(1, len(body.get("head", ())) + 1)]
        view: Shown = {"head": head, "rows": rows}
        return view if marked is None else view | self._marks(body, texts, rows)

    def _numbers(self, body: Body, given: Response, marked: Marked | None) -> dict[str, int]:
        """After the answer, of what was marked and of what was overlooked."""
        told = mistakes_of(body).union(given.get("marks", ())) if marked else set()
        pieces = [piece for piece in pieces_of(body) if piece in told]
        return {piece: number for number, piece in enumerate(pieces, start=1)}

    def _piece(self, id: str, texts: Texts, given: Response, numbers: dict[str, int]) -> Shown:
        return {
            "id": id,
            "text": texts[f"row.{id}"],
            "chosen": id in given.get("marks", ()),
            "number": numbers.get(id),
        }

    def _marks(self, body: Body, texts: Texts, rows: list[list[Shown]]) -> Shown:
        mistakes = mistakes_of(body)
        for row, shown in zip(body["rows"], rows, strict=True):
            for piece in shown:
                piece["right"] = piece["id"] in mistakes
                piece["feedback"] = texts.get(f"row.{row['id']}.feedback", "") if piece["number"] else ""
        return {"marks": [piece for row in rows for piece in row if piece["number"]]}


def ids_of(row: Body) -> list[str]:
    return [f"{row['id']}.{number}" for number in range(1, len(row.get("text", ())) + 1)]


def pieces_of(body: Body) -> list[str]:
    return [id for row in body["rows"] for id in ids_of(row)]


def mistakes_of(body: Body) -> set[str]:
    flagged = (
        (id, wrong)
        for row in body["rows"]
        for id, wrong in zip(ids_of(row), row.get("text", ()), strict=True)
    )
    return {id for id, wrong in flagged if wrong}


KIND = FindMistakes()
