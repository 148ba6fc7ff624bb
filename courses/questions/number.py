"""A number, typed: right within a tolerance, with feedback for the mistakes that many people make."""

import random
import re
import unicodedata
from collections.abc import Iterator
from decimal import Decimal

from courses.plain_form import Amount, Body, Items, Problem, Text, Texts
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

LONGEST = 40
TOLERANCE = Amount(low=0, default=0)

ALIKE = str.maketrans({"−": "-", "–": "-", "’": "'"} | dict.fromkeys("€$£", " ") | dict.fromkeys("²³", ""))
# One number: perhaps a word before it, anything without a digit after it (km2 and m3 are units too).
NUMBER = re.compile(
    r"(?:[^0-9+-]*\s)?([+-]?)\s*([.,]?[0-9](?:[ .,']*[0-9])*)(?:[^0-9]|(?<=m)[23])*", re.IGNORECASE
)
WHOLE = re.compile(r"[0-9]*|[1-9][0-9]{0,2}([ .,'])[0-9]{3}(?:\1[0-9]{3})*")


class Number(QuestionType):
    """`near` holds well-known wrong answers with what to say about them."""

    own_fields = {
        "answer": Amount(required=True),
        "tolerance": TOLERANCE,
        "unit": Text(30, required=False),
        "near": Items("near", {"value": Amount(required=True), "feedback": Text(500)}, 0, 8),
    }

    def problems(self, body: Body, texts: Texts) -> Iterator[Problem]:
        for near in body["near"]:
            if "answer" in body and "value" in near and is_right(exact(near["value"]), body):
                yield Problem(f"near.{near['id']}.value", "near_is_right")

    def guess(self, body: Body) -> float:
        return 0.02

    def read_answer(self, body: Body, posted: Posted) -> Response:
        answer = only(posted, "answer").strip()
        if not answer:
            raise Unanswered("write_something")
        if len(answer) > LONGEST:
            raise BadAnswer("too_long")
        if not readings(answer):
            raise Unanswered("write_number", {"answer": answer})
        return {"answer": answer}

    def given(self, body: Body, posted: Posted) -> Response:
        """What is typed is an answer, also when it is no number."""
        try:
            return self.read_answer(body, posted)
        except Unanswered as unread:
            return unread.response

    def mark_answer(self, body: Body, response: Response) -> Marked:
        found = readings(response["answer"])
        right = any(is_right(number, body) for number in found)
        feedback = "" if right else self._near(body, found)
        return Marked(float(right), right, (Part("answer", right, feedback),))

    def _near(self, body: Body, found: tuple[Decimal, ...]) -> str:
        for near in body["near"]:
            if any(is_right(number, body | {"answer": near["value"]}) for number in found):
                return f"near.{near['id']}.feedback"
        return ""

    def show(
        self, body: Body, texts: Texts, chance: random.Random, given: Response, marked: Marked | None
    ) -> Shown:
        view: Shown = {"given": given.get("answer", ""), "unit": texts.get("unit", ""), "longest": LONGEST}
        if marked is not None:
            answer, tolerance = exact(body["answer"]), exact(body["tolerance"])
            view |= {
                "answer": body["answer"],
                "lowest": float(answer - tolerance),
                "highest": float(answer + tolerance),
                "feedback": "".join(texts.get(part.feedback, "") for part in marked.parts),
            }
        return view


def exact(number: float) -> Decimal:
    """As it was written: 0.1 is one tenth."""
    return Decimal(str(number))


def is_right(number: Decimal, body: Body) -> bool:
    return abs(number - exact(body["answer"])) <= exact(body["tolerance"])


def readings(text: str) -> tuple[Decimal, ...]:
    """What somebody may mean. None for no number or several; two for 1.200, which has two meanings in Europe."""
    plain = " ".join(unicodedata.normalize("NFKC", text.translate(ALIKE)).translate(ALIKE).split())
    match = NUMBER.fullmatch(plain)
    if not match:
        return ()
    sign, digits = match.groups()
    return tuple(Decimal(sign + number) for number in decimals(digits))


def decimals(digits: str) -> Iterator[str]:
    """Each mark in turn as the decimal one, or none; what stands before it may be grouped by thousands."""
    if WHOLE.fullmatch(digits):
        yield re.sub(r"\D", "", digits)
    for mark in (".", ","):
        whole, found, part = digits.rpartition(mark)
        if found and part.isdigit() and mark not in whole and WHOLE.fullmatch(whole):
            yield re.sub(r"\D", "", whole) + f".{part}"


KIND = Number()
