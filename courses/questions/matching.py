"""What belongs to what. Items may share their match, so cards can also be sorted into a few boxes."""

import random
from collections.abc import Iterator
from math import factorial
from typing import Any

from courses.plain_form import Body, Items, Problem, Text, Texts
from courses.questions.base import (
    BadAnswer,
    Marked,
    Part,
    Posted,
    QuestionType,
    Response,
    Shown,
    Unanswered,
    chance_of_at_least,
    ids,
    least_to_pass,
    only,
    passes,
    shuffled,
    tokens,
)


class Matching(QuestionType):
    """In the body, `match` of a pair is the id of the first pair with that match; this id names the match."""

    own_fields = {
        "pairs": Items(
            "pair", {"item": Text(), "match": Text(150), "feedback": Text(500, required=False)}, 2, 10
        ),
        "distractors": Items("distractor", {"text": Text(150)}, 0, 4),
    }

    def split(self, plain: dict[str, Any]) -> tuple[Body, Texts]:
        body, texts = super().split(plain)
        first: dict[str, str] = {}
        for pair in body["pairs"]:
            pair["match"] = first.setdefault(texts.get(f"pair.{pair['id']}.match", pair["id"]), pair["id"])
        return body, texts

    def problems(self, body: Body, texts: Texts) -> Iterator[Problem]:
        matches = self._matches(body, texts)
        if len(matches) < 2:
            yield Problem("pairs", "one_match")
        if len(set(matches.values())) < len(matches):
            yield Problem("distractors", "double_text")
        for pair in body["pairs"]:
            if texts.get(f"pair.{pair['id']}.match", "") != matches[pair["match"]]:
                yield Problem(f"pair.{pair['id']}.match", "same_match", {"expected": matches[pair["match"]]})

    def guess(self, body: Body) -> float:
        """One to one, people deal out the matches: 1 in n! orders. Otherwise they guess line by line."""
        pairs, matches = len(body["pairs"]), len(self._match_ids(body))
        if pairs == matches and not body["distractors"]:
            return 1 / factorial(pairs)
        return chance_of_at_least(least_to_pass(pairs), pairs, 1 / matches)

    def _match_ids(self, body: Body) -> list[str]:
        distractors = [f"distractor.{id}" for id in ids(body["distractors"])]
        return [*dict.fromkeys(pair["match"] for pair in body["pairs"]), *distractors]

    def _matches(self, body: Body, texts: Texts) -> dict[str, str]:
        return {id: texts.get(id if "." in id else f"pair.{id}.match", "") for id in self._match_ids(body)}

    def _names(self, body: Body) -> tuple[dict[str, str], dict[str, str]]:
        return tokens(ids(body["pairs"]), "pair"), tokens(self._match_ids(body), "match")

    def read_answer(self, body: Body, posted: Posted) -> Response:
        lines, matches = self._names(body)
        if any(field.startswith("match.") and field[6:] not in lines.values() for field in posted):
            raise BadAnswer("unknown")
        ids_by_name = {"": "", **{name: id for id, name in matches.items()}}
        given = {}
        for id, name in lines.items():
            value = only(posted, f"match.{name}")
            if value not in ids_by_name:
                raise BadAnswer("unknown")
            given[id] = ids_by_name[value]
        if not all(given.values()):
            raise Unanswered("match_all", {"matches": given})
        return {"matches": given}

    def mark_answer(self, body: Body, response: Response) -> Marked:
        parts = tuple(
            Part(
                pair["id"],
                response["matches"].get(pair["id"]) == pair["match"],
                f"pair.{pair['id']}.feedback",
            )
            for pair in body["pairs"]
        )
        right = sum(bool(part.right) for part in parts)
        return Marked(right / len(parts), passes(right, len(parts)), parts)

    def show(
        self, body: Body, texts: Texts, chance: random.Random, given: Response, marked: Marked | None
    ) -> Shown:
        lines, names = self._names(body)
        matches = self._matches(body, texts)
        chosen = given.get("matches", {})
        order = shuffled(ids(body["pairs"]), chance)
        rows: list[Shown] = [
            {
                "name": lines[id],
                "text": texts[f"pair.{id}.item"],
                "chosen": names.get(chosen.get(id, ""), ""),
                "chosen_text": matches.get(chosen.get(id, ""), ""),
            }
            for id in order
        ]
        if marked is not None:
            states = {part.id: part for part in marked.parts}
            key = {pair["id"]: pair["match"] for pair in body["pairs"]}
            for row, id in zip(rows, order, strict=True):
                row["right"] = states[id].right if id in states else None
                row["answer"] = matches[key[id]]
                row["feedback"] = texts.get(states[id].feedback, "") if id in states else ""
        return {"pairs": rows, "matches": self._choices(body, matches, names, order, chance)}

    def _choices(
        self,
        body: Body,
        matches: dict[str, str],
        names: dict[str, str],
        order: list[str],
        chance: random.Random,
    ) -> list[dict[str, str]]:
        """In an order that does not run along with the lines."""
        key = {pair["id"]: pair["match"] for pair in body["pairs"]}
        choices = shuffled(list(matches), chance)
        along = list(dict.fromkeys(key[id] for id in order))
        if choices[: len(along)] == along:
            choices = choices[1:] + choices[:1]
        return [{"name": names[id], "text": matches[id]} for id in choices]


KIND = Matching()
