"""A number, typed: right within a tolerance, with feedback for the mistakes that many people make.

With a formula everybody gets numbers of her own; see `courses.variants`.
"""

import random
import re
import unicodedata
from collections.abc import Iterator
from decimal import Decimal
from typing import Any

from courses import variants
from courses.plain_form import Amount, Body, Items, Problem, Text, Texts, Word
from courses.questions.base import (
    VARIANT,
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
MOST = 10**9
PLACES = 2  # decimals that somebody can be asked to type

ALIKE = str.maketrans({"−": "-", "–": "-", "’": "'"} | dict.fromkeys("€$£", " ") | dict.fromkeys("²³", ""))
# One number: perhaps a word before it, anything without a digit after it (km2 and m3 are units too).
NUMBER = re.compile(
    r"(?:[^0-9+-]*\s)?([+-]?)\s*([.,]?[0-9](?:[ .,']*[0-9])*)(?:[^0-9]|(?<=m)[23])*", re.IGNORECASE
)
WHOLE = re.compile(r"[0-9]*|[1-9][0-9]{0,2}([ .,'])[0-9]{3}(?:\1[0-9]{3})*")


class Number(QuestionType):
    """`near` holds well-known wrong answers with what to say about them. There is an answer, or a formula for it."""

    own_fields = {
        "answer": Amount(),
        "formula": Word(pattern=re.compile(r"[^\x00]+")),
        "tolerance": TOLERANCE,
        "unit": Text(30, required=False),
        "near": Items("near", {"value": Amount(required=True), "feedback": Text(500)}, 0, 8),
    }

    def split(self, plain: dict[str, Any]) -> tuple[Body, Texts]:
        body, texts = super().split(plain)
        own: Body = {"formula": body.pop("formula")}
        if "prompt" in texts:
            texts["prompt"], own["variants"] = variants.taken_out(texts["prompt"])
        return body | {name: value for name, value in own.items() if value}, texts

    def join(self, body: Body, texts: Texts) -> dict[str, Any]:
        plain = super().join(body, texts)
        if "prompt" in plain:
            plain["prompt"] = variants.put_back(plain["prompt"], body.get("variants", {}))
        return plain

    def problems(self, body: Body, texts: Texts) -> Iterator[Problem]:
        spread = body.get("variants", {})
        yield from unreadable(spread)
        if spread or "formula" in body:
            for key, text in texts.items():
                for name in sorted(variants.names_in(text) - spread.keys()):
                    yield Problem(key, "unknown_name", {"found": name})
        if "formula" in body:
            yield from self._formula(body, spread)
        elif "answer" not in body:
            yield Problem("answer", "missing_number")
        for near in body["near"]:
            if "answer" in body and "value" in near and is_right(exact(near["value"]), body):
                yield Problem(f"near.{near['id']}.value", "near_is_right")

    def _formula(self, body: Body, spread: dict[str, str]) -> Iterator[Problem]:
        """It has a value for everybody, and one that can be typed."""
        if "answer" in body or body["near"]:
            yield Problem("formula", "formula_alone")
        try:
            read = variants.formula(body["formula"])
            drawn = variants.combinations(spread, variants.names_of(read))
            found = [variants.worked_out(read, some) for some in drawn]
        except variants.NoFormula:
            yield Problem("formula", "bad_formula", {"found": body["formula"][:60]})
            return
        if any(abs(value) > MOST for value in found):
            yield Problem("formula", "out_of_range", {"low": -MOST, "high": MOST})
        if not body["tolerance"] and any(10**PLACES % value.denominator for value in found):
            yield Problem("tolerance", "never_exact")

    def bound(self, body: Body, response: Response, seed: str | int) -> Response:
        return response | {VARIANT: variants.draw(body["variants"], seed)} if "variants" in body else response

    def shown(
        self,
        body: Body,
        texts: Texts,
        seed: str | int,
        response: Response | None = None,
        marked: Marked | None = None,
    ) -> Shown:
        given = response or {}
        if VARIANT not in given:
            given = self.bound(body, given, seed)
        own = {key: variants.filled(text, given.get(VARIANT, {})) for key, text in texts.items()}
        return super().shown(body, own, seed, given, marked)

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
        body = solved(body, response)
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
            body = solved(body, given)
            answer, tolerance = exact(body["answer"]), exact(body["tolerance"])
            view |= {
                "answer": body["answer"],
                "lowest": float(answer - tolerance),
                "highest": float(answer + tolerance),
                "feedback": "".join(texts.get(part.feedback, "") for part in marked.parts),
            }
        return view


def unreadable(spread: dict[str, str]) -> Iterator[Problem]:
    for name, written in spread.items():
        if not variants.values_of(written):
            yield Problem("prompt", "bad_variant", {"found": f"{name}:{written}"})


def solved(body: Body, response: Response) -> Body:
    """With the number that is right for what she got."""
    if "formula" not in body:
        return body
    drawn = response.get(VARIANT) or variants.draw(body.get("variants", {}), "")
    value = variants.worked_out(variants.formula(body["formula"]), drawn)
    return body | {"answer": int(value) if value.denominator == 1 else round(float(value), 6)}


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
