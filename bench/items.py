"""Let somebody who does not see the keys answer the items of the check-up, and see where she and the keys disagree.

    python -m bench.items show > sheet.md          every item as a learner sees it
    python -m bench.items check answers.csv        columns: id, answer

What is answered differently has an unclear question, two right answers or a wrong key: mend it or drop it.
"""

from __future__ import annotations

import argparse
import csv
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from courses.plain_form import Body, Texts
from courses.questions import kind
from courses.questions.base import DONT_KNOW, BadAnswer, Marked, QuestionType, Shown, Unanswered
from lms.interop.items.receive import receive
from lms.interop.problems import BadFile

ITEMS = Path(__file__).parents[1] / "fixtures/items"
NO_IDEA = "?"
NOT_KNOWN = Marked(0.0, False)
LETTERS = "abcdefghijklmnopqrstuvwxyz"
HOW_TO = """\
# Items of the check-up

Answer every item in a table with the columns `id` and `answer`.

- One or more answers: their letters, such as `b` or `a c`.
- Put in order: all letters in the right order, such as `c a b d`.
- Cards, lines and gaps with a number: the letter for 1, then for 2, and so on.
- A scenario: the letter for each step, also for steps that you would not come to.
- A claim: `yes` or `no`, then the letter of the reason, such as `no b`.
- A message: the letter of what you do, then the numbers of the signs, such as `b 1 4`.
- Mistakes to find: their numbers, such as `2 5`.
- Places on a picture: their numbers, such as `2` or `1 3`.
- A number or a word: write it. You do not know? Write `?`.
"""

Posted = dict[str, list[str]]
Rows = Sequence[Mapping[str, Any]]


class Unreadable(Exception):
    """The message is a sentence for a person."""


@dataclass(frozen=True)
class Item:
    competence: str
    id: str
    level: int
    type: str
    body: Body
    texts: Texts

    @property
    def kind(self) -> QuestionType:
        return kind(self.type)

    @cached_property
    def view(self) -> Shown:
        return self.kind.shown(self.body, self.texts, self.id)

    def marked(self, answer: str) -> Marked:
        """Raises Unreadable."""
        if answer.strip() == NO_IDEA:
            return NOT_KNOWN
        try:
            posted = FORMS[self.type].posted(self, answer)
            return self.kind.mark(self.body, self.kind.read(self.body, posted))
        except (Unanswered, BadAnswer) as refused:
            raise Unreadable(f"the answer “{answer}” is not complete ({refused.code}).") from None


def items_in(folder: Path, language: str) -> Iterator[Item]:
    """The body, and with it the key, is that of the source language."""
    for place in sorted(path for path in folder.iterdir() if path.is_dir()):
        found = {items.language: items for items in receive(place)}
        if language not in found:
            raise Unreadable(f"{place.name} has no items in “{language}”.")
        for own, shown in zip(found["nl"].questions, found[language].questions, strict=True):
            body, _texts = kind(own.type).split(dict(own.plain))
            texts = kind(own.type).split(dict(shown.plain))[1]
            yield Item(own.competence, own.id, own.level, own.type, body, texts)


# --- the form of each type --------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Form:
    """How a type is written down, and what an answer on the sheet would be in the form on the page."""

    lines: Callable[[Item], Iterable[str]]
    posted: Callable[[Item, str], Posted]


def lettered(rows: Rows) -> Iterator[str]:
    return (f"- {letter}) {row['text']}" for letter, row in zip(LETTERS, rows, strict=False))


def numbered(rows: Rows) -> Iterator[str]:
    return (f"- {number}) {row['text']}" for number, row in enumerate(rows, 1))


def chosen(rows: Rows, words: Iterable[str]) -> list[Mapping[str, Any]]:
    """The rows with these letters."""
    by_letter = dict(zip(LETTERS, rows, strict=False))
    wrong = [word for word in words if word not in by_letter]
    if wrong:
        raise Unreadable(f"there is no “{wrong[0]}”; the letters go from a to {list(by_letter)[-1]}.")
    return [by_letter[word] for word in words]


def letters(answer: str) -> list[str]:
    return answer.lower().replace(",", " ").split()


def one_each(rows: Rows, answer: str, choices: Rows) -> list[tuple[Mapping[str, Any], Mapping[str, Any]]]:
    words = letters(answer)
    if len(words) != len(rows):
        raise Unreadable(f"{len(rows)} letters are expected, and there are {len(words)}.")
    return list(zip(rows, chosen(choices, words), strict=True))


def post_options(item: Item, answer: str) -> Posted:
    return {"choice": [row["id"] for row in chosen(item.view["options"], letters(answer))]}


def post_order(item: Item, answer: str) -> Posted:
    rows = item.view["items"]
    in_order = one_each(rows, answer, rows)
    return {f"place.{row['name']}": [str(place)] for place, (_row, row) in enumerate(in_order, 1)}


def matching_lines(item: Item) -> Iterator[str]:
    yield from numbered(item.view["pairs"])
    yield ""
    yield from lettered(item.view["matches"])


def post_matches(item: Item, answer: str) -> Posted:
    pairs = one_each(item.view["pairs"], answer, item.view["matches"])
    return {f"match.{pair['name']}": [match["name"]] for pair, match in pairs}


def sorting_lines(item: Item) -> Iterator[str]:
    yield from numbered(item.view["cards"])
    yield ""
    yield from lettered(item.view["boxes"])


def post_cards(item: Item, answer: str) -> Posted:
    cards = one_each(item.view["cards"], answer, item.view["boxes"])
    return {f"card.{card['name']}": [box["id"]] for card, box in cards}


def cloze_lines(item: Item) -> Iterator[str]:
    first, *rest = item.view["pieces"]
    yield first["words"] + "".join(
        f"[{piece['gap']['number']}]{piece['closing']}{piece['words']}" for piece in rest
    )
    for gap in item.view["gaps"]:
        yield ""
        yield f"[{gap['number']}]"
        yield from lettered(gap["choices"])


def post_gaps(item: Item, answer: str) -> Posted:
    gaps, words = item.view["gaps"], letters(answer)
    if len(words) != len(gaps):
        raise Unreadable(f"{len(gaps)} letters are expected, and there are {len(words)}.")
    return {
        f"gap.{gap['id']}": [chosen(gap["choices"], [word])[0]["id"]]
        for gap, word in zip(gaps, words, strict=True)
    }


def number_lines(item: Item) -> Iterator[str]:
    unit = item.view["unit"]
    yield f"(a number, in {unit})" if unit else "(a number)"


def post_text(item: Item, answer: str) -> Posted:
    return {"answer": [answer]}


def chart_lines(item: Item) -> Iterator[str]:
    chart = item.view["chart"]
    yield f"{chart['form']}: {chart['title']} ({chart['source']}); axis from {chart['from'] or 0}"
    yield ""
    yield f"| {chart['x']} | {chart['y']} |"
    yield "| --- | --- |"
    yield from (f"| {point['label']} | {point['value']} |" for point in chart["data"])
    yield ""
    yield from lettered(item.view["options"]) if "options" in item.view else number_lines(item)


def post_chart(item: Item, answer: str) -> Posted:
    return post_options(item, answer) if "options" in item.view else post_text(item, answer)


def mail_lines(item: Item) -> Iterator[str]:
    view = item.view
    yield f"{view['channel']} {view['time']}".strip()
    for line in (*view["head"], *view["lines"]):
        pin = f"({line['number']}) " if line["number"] else ""
        goes = f" → {line['goes']}" if line["goes"] else ""
        yield f"> {pin}{line['text']}{goes}"
    yield ""
    yield from numbered(view["places"])
    yield ""
    yield from lettered(view["actions"])


def post_mail(item: Item, answer: str) -> Posted:
    action, *signs = letters(answer) or [""]
    places = {str(place["number"]): place["id"] for place in item.view["places"]}
    if unknown := [sign for sign in signs if sign not in places]:
        raise Unreadable(f"there is no sign {unknown[0]}.")
    actions = [row["id"] for row in chosen(item.view["actions"], [action])]
    return {"action": actions, "sign": [places[sign] for sign in signs]}


def steps_of(item: Item) -> dict[str, Rows]:
    """What is asked, with its choices, in the order in which somebody may come to it."""
    found: dict[str, Rows] = {}
    paths: list[list[str]] = [[]]
    for path in paths:
        view = item.kind.shown(item.body, item.texts, item.id, {"path": path})
        if view["ask"] and view["ask"] not in found:
            found[view["ask"]] = view["choices"]
            paths += [[*path, choice["id"]] for choice in view["choices"]]
    return found


def scenario_lines(item: Item) -> Iterator[str]:
    for number, (ask, choices) in enumerate(steps_of(item).items(), 1):
        yield f"**Step {number}.** {ask}"
        yield from lettered(choices)
        yield ""


def post_path(item: Item, answer: str) -> Posted:
    steps = steps_of(item)
    words = letters(answer)
    if len(words) != len(steps):
        raise Unreadable(f"{len(steps)} letters are expected, and there are {len(words)}.")
    by_ask = {
        ask: chosen(choices, [word])[0]["id"]
        for (ask, choices), word in zip(steps.items(), words, strict=True)
    }
    path: list[str] = []
    while ask := item.kind.shown(item.body, item.texts, item.id, {"path": path})["ask"]:
        path.append(by_ask[ask])
    return {"path": path}


def claim_lines(item: Item) -> Iterator[str]:
    yield f"> {item.view['claim']}"
    yield ""
    yield "- yes) it holds"
    yield "- no) it does not hold"
    yield ""
    yield from lettered(item.view["reasons"])


def post_claim(item: Item, answer: str) -> Posted:
    verdict, reason = (*letters(answer), "", "")[:2]
    return {"verdict": [verdict], "reason": [row["id"] for row in chosen(item.view["reasons"], [reason])]}


def post_areas(item: Item, answer: str) -> Posted:
    areas = {str(area["number"]): area["id"] for area in item.view["areas"]}
    if unknown := [number for number in letters(answer) if number not in areas]:
        raise Unreadable(f"there is no place {unknown[0]}.")
    return {"area": [areas[number] for number in letters(answer)]}


def pieces(item: Item) -> Rows:
    return [piece for row in item.view["rows"] for piece in row]


def piece_lines(item: Item) -> Iterator[str]:
    numbers = iter(range(1, len(pieces(item)) + 1))
    yield " | ".join(item.view["head"])
    for row in item.view["rows"]:
        yield "- " + " | ".join(f"({next(numbers)}) {piece['text']}" for piece in row)


def post_marks(item: Item, answer: str) -> Posted:
    known = {str(number): piece["id"] for number, piece in enumerate(pieces(item), 1)}
    if unknown := [number for number in letters(answer) if number not in known]:
        raise Unreadable(f"there is no piece {unknown[0]}.")
    return {"mark": [known[number] for number in letters(answer)]}


FORMS = {
    "find_mistakes": Form(piece_lines, post_marks),
    "hotspot": Form(lambda item: numbered(item.view["areas"]), post_areas),
    "claim": Form(claim_lines, post_claim),
    "single_choice": Form(lambda item: lettered(item.view["options"]), post_options),
    "multi_select": Form(lambda item: lettered(item.view["options"]), post_options),
    "ordering": Form(lambda item: lettered(item.view["items"]), post_order),
    "matching": Form(matching_lines, post_matches),
    "sorting": Form(sorting_lines, post_cards),
    "cloze": Form(cloze_lines, post_gaps),
    "number": Form(number_lines, post_text),
    "short_text": Form(lambda item: ("(a word or a few)",), post_text),
    "chart": Form(chart_lines, post_chart),
    "mail": Form(mail_lines, post_mail),
    "scenario": Form(scenario_lines, post_path),
}


# --- showing and checking ---------------------------------------------------------------------------------------------


def sheet(items: Iterable[Item]) -> Iterator[str]:
    yield HOW_TO
    for item in items:
        yield f"## {item.id}"
        yield ""
        yield item.view["prompt"]
        yield ""
        if item.view["picture"]:
            yield f"(Picture: {item.view['picture']['alt']})"
            yield ""
        yield from FORMS[item.type].lines(item)
        yield ""


def answers_in(path: Path) -> dict[str, str]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        table = csv.DictReader(file)
        if not {"id", "answer"} <= set(table.fieldnames or ()):
            raise Unreadable(f"{path.name} needs the columns “id” and “answer”.")
        return {row["id"].strip(): (row["answer"] or "").strip() for row in table}


def disagreements(items: Sequence[Item], answers: Mapping[str, str]) -> Iterator[str]:
    for unknown in answers.keys() - {item.id for item in items}:
        yield f"{unknown}: there is no such item."
    for item in items:
        if not (answer := answers.get(item.id, "")):
            yield f"{item.id}: not answered."
            continue
        try:
            right = item.marked(answer).right
        except Unreadable as unreadable:
            yield f"{item.id}: {unreadable}"
        else:
            if not right:
                key = "; ".join(key_in_words(item))
                place = f"{item.competence} level {item.level}, {item.type}"
                yield f"{item.id} ({place}): answered {answer}. The key says: {key}"


def key_in_words(item: Item) -> Iterator[str]:
    """What the page shows to somebody who did not know."""
    view = item.kind.shown(item.body, item.texts, item.id, {DONT_KNOW: True}, NOT_KNOWN)
    if "answer" in view:
        yield " → ".join(view["answer"]) if isinstance(view["answer"], list) else str(view["answer"])
    yield from (
        row.get("text", row["id"])
        for row in (*view.get("verdicts", ()), *view.get("reasons", ()))
        if row["right"] is True
    )
    yield from (
        row["text"]
        for row in (*view.get("options", ()), *view.get("actions", ()), *view.get("areas", ()))
        if row["right"] is True
    )
    yield from (
        f"{row['text']} = {row['answer']}" for row in (*view.get("pairs", ()), *view.get("cards", ()))
    )
    yield from (gap["answer"] for gap in view.get("gaps", ()))
    yield from (piece["text"] for piece in view.get("marks", ()) if piece["right"])
    yield from (f"sign {number}" for number in view.get("signs", ()))


def main(words: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("act", choices=("show", "check"))
    parser.add_argument("answers", nargs="?", type=Path, help="a CSV file, with check")
    parser.add_argument("--folder", type=Path, default=ITEMS)
    parser.add_argument("--language", default="nl")
    asked = parser.parse_args(words)
    try:
        items = list(items_in(asked.folder, asked.language))
        if asked.act == "show":
            print("\n".join(sheet(items)))
            return 0
        if asked.answers is None:
            raise Unreadable("Say which file holds the answers.")
        found = list(disagreements(items, answers_in(asked.answers)))
    except (Unreadable, BadFile, OSError) as refused:
        print(refused, file=sys.stderr)
        return 2
    print("\n".join([*found, f"{len(items)} items, {len(found)} to look at."]))
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
