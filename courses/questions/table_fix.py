"""A small table with mistakes in it: mend the cells that are wrong, and take out the rows that do not belong."""

import random
import unicodedata
from collections.abc import Iterator
from typing import Any

from courses.plain_form import Body, Flag, Items, Problem, Text, Texts, Word, Words
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
    ids,
    only,
    passes,
    several,
    uneven,
)
from courses.questions.short_text import fold

LONGEST = 100
ROW = {"cells": Text(400), "extra": Flag(), "feedback": Text(500, required=False)}
FIX = {
    "row": Word(required=True),
    "column": Word(required=True),
    "accept": Words(1, 10, 60),
    "answer": Text(60),
    "feedback": Text(500, required=False),
}


class TableFix(QuestionType):
    """A fix names its cell by row and column; an `extra` row has to go, because it is there twice for example.

    The body does not know what the table says, which depends on the language. So the form sends each row along as
    it was; lying about that wins nothing, because a cell with a fix counts by what it says in the end.
    """

    own_fields = {
        "columns": Items("column", {"text": Text(40)}, 2, 5),
        "rows": Items("row", ROW, 2, 10),
        "fixes": Items("fix", FIX, 0, 12),
        "exact": Flag(),
    }

    def problems(self, body: Body, texts: Texts) -> Iterator[Problem]:
        lines = [(f"row.{id}.cells", texts.get(f"row.{id}.cells", "")) for id in ids(body["rows"])]
        yield from uneven(lines, len(body["columns"]))
        extra = [row["id"] for row in body["rows"] if row["extra"]]
        if not body["fixes"] and not extra:
            yield Problem("fixes", "nothing_to_mend")
        places = [place_of(fix) for fix in body["fixes"]]
        for number, fix in enumerate(body["fixes"]):
            here = f"fix.{fix['id']}"
            if places[number] in places[:number]:
                yield Problem(here, "same_cell")
            if fix["row"] in extra:
                yield Problem(f"{here}.row", "fix_in_extra_row")
            yield from self._known_place(fix, here, body)
            yield from self._fix(fix, here, body, texts)

    def _known_place(self, fix: Body, here: str, body: Body) -> Iterator[Problem]:
        for name, things in (("row", body["rows"]), ("column", body["columns"])):
            if fix[name] and fix[name] not in ids(things):
                params = {"found": fix[name], "choices": ", ".join(ids(things))}
                yield Problem(f"{here}.{name}", "unknown_word", params)

    def _fix(self, fix: Body, here: str, body: Body, texts: Texts) -> Iterator[Problem]:
        answer = texts.get(f"{here}.answer")
        if answer and not is_mended(answer, fix, body):
            yield Problem(f"{here}.answer", "not_accepted", {"answer": answer})
        if is_mended(self._table(body, texts).get(place_of(fix), ""), fix, body):
            yield Problem(f"{here}.accept", "right_already")

    def _table(self, body: Body, texts: Texts) -> dict[str, str]:
        """What the table says, by place."""
        columns = ids(body["columns"])
        return {
            f"{row}.{column}": text
            for row in ids(body["rows"])
            for column, text in zip(columns, cells_of(texts.get(f"row.{row}.cells", "")), strict=False)
        }

    def guess(self, body: Body) -> float:
        return 0.02

    def read_answer(self, body: Body, posted: Posted) -> Response:
        rows, columns = ids(body["rows"]), ids(body["columns"])
        places = {f"cell.{row}.{column}" for row in rows for column in columns}
        if any(field.startswith("cell.") and field not in places for field in posted):
            raise BadAnswer("unknown")
        cells: dict[str, str] = {}
        for row in rows:
            was = cells_of(only(posted, f"was.{row}"))
            was += [""] * (len(columns) - len(was))
            cells |= {
                f"{row}.{column}": now
                for column, before in zip(columns, was, strict=False)
                if (now := self._cell(posted, f"cell.{row}.{column}", before)) != before
            }
        response = {"cells": cells, "gone": several(posted, "gone", body["rows"])}
        if not any(response.values()):
            raise Unanswered("change_something")
        return response

    def _cell(self, posted: Posted, name: str, before: str) -> str:
        text = " ".join(only(posted, name).split()) if name in posted else before
        if len(text) > LONGEST:
            raise BadAnswer("too_long")
        return text

    def mark_answer(self, body: Body, response: Response) -> Marked:
        cells, gone = response["cells"], response["gone"]
        fixes = {place_of(fix): fix for fix in body["fixes"]}
        parts = (
            *(
                Part(
                    place,
                    fix["row"] not in gone and is_mended(cells.get(place, ""), fix, body),
                    f"fix.{fix['id']}.feedback",
                )
                for place, fix in fixes.items()
            ),
            *(
                Part(row["id"], row["extra"] and row["id"] in gone, f"row.{row['id']}.feedback")
                for row in body["rows"]
                if row["extra"] or row["id"] in gone
            ),
            *(Part(place, False) for place in self._spoiled(body, response, set(fixes))),
        )
        right = sum(bool(part.right) for part in parts)
        return Marked(right / len(parts), passes(right, len(parts)), parts)

    def _spoiled(self, body: Body, response: Response, fixes: set[str]) -> list[str]:
        """Cells that were right, in rows that stay."""
        away = {*response["gone"], *(row["id"] for row in body["rows"] if row["extra"])}
        return [place for place in response["cells"] if place not in fixes and row_of(place) not in away]

    def show(
        self, body: Body, texts: Texts, chance: random.Random, given: Response, marked: Marked | None
    ) -> Shown:
        table, typed = self._table(body, texts), given.get("cells", {})
        columns = [{"id": id, "text": texts[f"column.{id}"]} for id in ids(body["columns"])]
        rows: list[Shown] = [
            {
                "id": row,
                "number": number,
                "was": texts[f"row.{row}.cells"],
                "gone": row in given.get("gone", ()),
                "cells": [
                    self._shown_cell(f"{row}.{column['id']}", column["text"], table, typed)
                    for column in columns
                ],
            }
            for number, row in enumerate(ids(body["rows"]), start=1)
        ]
        view: Shown = {"columns": columns, "rows": rows, "longest": LONGEST}
        return view if marked is None else view | {"changes": self._changes(body, texts, view, marked)}

    def _shown_cell(self, place: str, column: str, table: dict[str, str], typed: dict[str, str]) -> Shown:
        was = table.get(place, "")
        return {"place": place, "column": column, "was": was, "now": typed.get(place, was)}

    def _changes(self, body: Body, texts: Texts, view: Shown, marked: Marked) -> list[dict[str, Any]]:
        """Whatever had to be mended or was spoiled, in the order of the table."""
        parts = {part.id: part for part in marked.parts}
        answers = {place_of(fix): texts[f"fix.{fix['id']}.answer"] for fix in body["fixes"]}
        extra = {row["id"] for row in body["rows"] if row["extra"]}
        found = []
        for row in view["rows"]:
            if row["id"] in parts or row["id"] in extra:
                part = parts.get(row["id"], Part(row["id"], None, f"row.{row['id']}.feedback"))
                told = {"extra": row["id"] in extra, "feedback": texts.get(part.feedback, "")}
                found.append({"row": row["number"], "right": part.right, **told})
            for cell in row["cells"]:
                place = cell["place"]
                if place in parts or place in answers:
                    part = parts.get(place, Part(place, None))
                    told = {
                        "answer": answers.get(place, cell["was"]),
                        "feedback": texts.get(part.feedback, ""),
                    }
                    found.append(cell | {"row": row["number"], "right": part.right, **told})
        return found


def place_of(fix: Body) -> str:
    return f"{fix['row']}.{fix['column']}"


def row_of(place: str) -> str:
    return place.partition(".")[0]


def is_mended(text: str, fix: Body, body: Body) -> bool:
    """Capitals and accents count only where the author says so: sometimes they are the mistake."""
    normal = tidy if body["exact"] else fold
    return normal(text) in {normal(word) for word in fix["accept"]}


def tidy(text: str) -> str:
    return " ".join(unicodedata.normalize("NFKC", text.replace("’", "'")).split())


KIND = TableFix()
