"""Cards to sort into a few boxes."""

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
    chance_of_at_least,
    ids,
    known,
    least_to_pass,
    only,
    passes,
    shuffled,
    tokens,
)

CARD = {"text": Text(), "box": Word(required=True), "feedback": Text(500, required=False)}


class Sorting(QuestionType):
    own_fields = {"boxes": Items("box", {"text": Text(60)}, 2, 4), "cards": Items("card", CARD, 3, 10)}

    def problems(self, body: Body, texts: Texts) -> Iterator[Problem]:
        boxes = ids(body["boxes"])
        for card in body["cards"]:
            if card["box"] and card["box"] not in boxes:
                yield Problem(
                    f"card.{card['id']}.box",
                    "unknown_word",
                    {"found": card["box"], "choices": ", ".join(boxes)},
                )
        if len({card["box"] for card in body["cards"]}) == 1:
            yield Problem("cards", "one_box")

    def guess(self, body: Body) -> float:
        cards = len(body["cards"])
        return chance_of_at_least(least_to_pass(cards), cards, 1 / len(body["boxes"]))

    def _names(self, body: Body) -> dict[str, str]:
        return tokens(ids(body["cards"]), "card")

    def read_answer(self, body: Body, posted: Posted) -> Response:
        names = self._names(body)
        if any(field.startswith("card.") and field[5:] not in names.values() for field in posted):
            raise BadAnswer("unknown")
        given = {}
        for id, name in names.items():
            box = only(posted, f"card.{name}")
            given[id] = known(box, body["boxes"]) if box else ""
        if not all(given.values()):
            raise Unanswered("sort_all", {"boxes": given})
        return {"boxes": given}

    def mark_answer(self, body: Body, response: Response) -> Marked:
        parts = tuple(
            Part(card["id"], response["boxes"].get(card["id"]) == card["box"], f"card.{card['id']}.feedback")
            for card in body["cards"]
        )
        right = sum(bool(part.right) for part in parts)
        return Marked(right / len(parts), passes(right, len(parts)), parts)

    def show(
        self, body: Body, texts: Texts, chance: random.Random, given: Response, marked: Marked | None
    ) -> Shown:
        names = self._names(body)
        boxes = {id: texts[f"box.{id}"] for id in ids(body["boxes"])}
        chosen = given.get("boxes", {})
        order = shuffled(ids(body["cards"]), chance)
        rows: list[Shown] = [
            {
                "name": names[id],
                "text": texts[f"card.{id}"],
                "chosen": chosen.get(id, ""),
                "chosen_text": boxes.get(chosen.get(id, ""), ""),
            }
            for id in order
        ]
        if marked is not None:
            states = {part.id: part for part in marked.parts}
            key = {card["id"]: card["box"] for card in body["cards"]}
            for row, id in zip(rows, order, strict=True):
                row["right"] = states[id].right if id in states else None
                row["answer"] = boxes[key[id]]
                row["feedback"] = texts.get(states[id].feedback, "") if id in states else ""
        return {"cards": rows, "boxes": [{"id": id, "text": text} for id, text in boxes.items()]}


KIND = Sorting()
