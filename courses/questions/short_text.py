"""A word or a few words, typed."""

import random
import unicodedata
from collections.abc import Iterator

from courses.plain_form import Body, Problem, Text, Texts, Words
from courses.questions.base import (
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

LONGEST = 200


class ShortText(QuestionType):
    """`accept` holds the right answers of all languages, so that a translation cannot change the key.

    A `*` in them stands for anything. `answer` is the one to show afterwards, in the reader's language.
    """

    own_fields = {"accept": Words(1, 40, 100), "answer": Text(100)}

    def problems(self, body: Body, texts: Texts) -> Iterator[Problem]:
        if any(not fold(word).replace("*", "") for word in body["accept"]):
            yield Problem("accept", "accepts_everything")
        if (answer := texts.get("answer")) and not accepted(answer, body["accept"]):
            yield Problem("answer", "not_accepted", {"answer": answer})

    def guess(self, body: Body) -> float:
        return 0.02

    def read_answer(self, body: Body, posted: Posted) -> Response:
        answer = only(posted, "answer").strip()
        if not answer:
            raise Unanswered("write_something")
        if len(answer) > LONGEST:
            raise BadAnswer("too_long")
        return {"answer": answer}

    def mark_answer(self, body: Body, response: Response) -> Marked:
        right = accepted(response["answer"], body["accept"])
        return Marked(float(right), right, (Part("answer", right),))

    def show(
        self, body: Body, texts: Texts, chance: random.Random, given: Response, marked: Marked | None
    ) -> Shown:
        view: Shown = {"given": given.get("answer", ""), "longest": LONGEST}
        return view if marked is None else view | {"answer": texts["answer"]}


def accepted(answer: str, accept: list[str]) -> bool:
    given = fold(answer)
    return any(fits(given, fold(word)) for word in accept)


def fold(text: str) -> str:
    """Capitals, accents, kinds of apostrophe and white space do not count."""
    letters = unicodedata.normalize("NFKD", text.replace("’", "'").casefold())
    return " ".join("".join(letter for letter in letters if not unicodedata.combining(letter)).split())


def fits(given: str, wanted: str) -> bool:
    if "*" in wanted:
        return fits_wildcard(given, wanted)
    return given == wanted or (forgives_typo(wanted) and one_typo_apart(given, wanted))


def fits_wildcard(given: str, wanted: str) -> bool:
    """Piece by piece from the left; no backtracking, so no answer can make it slow."""
    first, *middle, last = wanted.split("*")
    if len(given) < len(first) + len(last) or not given.startswith(first) or not given.endswith(last):
        return False
    at, end = len(first), len(given) - len(last)
    for piece in middle:
        found = given.find(piece, at, end)
        if found < 0:
            return False
        at = found + len(piece)
    return True


def forgives_typo(wanted: str) -> bool:
    """From 6 letters on, and never in a number."""
    return sum(letter.isalpha() for letter in wanted) >= 6 and not any(letter.isdigit() for letter in wanted)


def one_typo_apart(given: str, wanted: str) -> bool:
    """Damerau-Levenshtein distance 1: a letter changed, added, forgotten, or swapped with its neighbour."""
    start = next(
        (i for i, (a, b) in enumerate(zip(given, wanted, strict=False)) if a != b),
        min(len(given), len(wanted)),
    )
    given, wanted = given[start:], wanted[start:]
    swapped = wanted[1:2] + wanted[:1] + wanted[2:]
    return given[1:] == wanted[1:] or given[1:] == wanted or given == wanted[1:] or given == swapped


KIND = ShortText()
