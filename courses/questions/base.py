"""What every question type is: how it comes apart, how an answer is read and marked, what the page may show.

A type is one module in this package with `KIND`, an instance of a subclass of QuestionType. It declares its
fields and fills in `problems`, `guess`, `read_answer`, `mark_answer` and `show`.
"""

import hashlib
import json
import random
from abc import ABC, abstractmethod
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from math import comb
from typing import Any, ClassVar

from courses.plain_form import (
    FILE,
    Body,
    Field,
    Flag,
    Group,
    Problem,
    Text,
    Texts,
    Word,
    check_fields,
    join_fields,
    split_fields,
)
from skills.evidence import Kind

Response = dict[str, Any]
Shown = dict[str, Any]
Posted = Mapping[str, Sequence[str]]

DONT_KNOW = (
    "dont_know"  # the name of a field, or the value of a radio; the underscore keeps it apart from ids
)
SURE = "sure"  # said again, after we asked
HINT = "hint"  # a field of the form: asked for now, or used before; and in the response that it was used
ASK = "ask"
VARIANT = "variant"  # in the response: the values that she got
LONGEST_ANSWER = 2000
MOST_VALUES = 100

PICTURE = Group({"file": Word(pattern=FILE, required=True), "alt": Text()})
OPTION = {"text": Text(), "right": Flag(), "feedback": Text(500, required=False)}


@dataclass(frozen=True)
class Part:
    """`right` is None where there is no right or wrong; `feedback` is a text key, or "" for none."""

    id: str
    right: bool | None
    feedback: str = ""


@dataclass(frozen=True)
class Marked:
    """`share` runs from 0 to 1."""

    share: float
    right: bool
    parts: tuple[Part, ...] = ()


class Unanswered(Exception):
    """Something is still missing. `response` holds what was filled in, so that the form can show it again."""

    def __init__(self, code: str, response: Response | None = None) -> None:
        super().__init__(code)
        self.code = code
        self.response = response or {}


class Unfinished(Exception):
    """Nothing is wrong, but there is a next step; `response` is the answer so far."""

    def __init__(self, response: Response) -> None:
        super().__init__("unfinished")
        self.response = response


class BadAnswer(Exception):
    """Input that our own form cannot send."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


@dataclass(frozen=True)
class Choosing:
    """Of a type where people choose: the name in an answer, the items in the body, the key of their text."""

    answer: str
    items: str
    text: str
    several: bool = False


class QuestionType(ABC):
    own_fields: ClassVar[Mapping[str, Field]]
    choosing: ClassVar[Choosing | None] = None
    evidence: ClassVar[Kind | None] = Kind.ANSWER  # what an answer is in the log; None for nothing

    @property
    def name(self) -> str:
        return type(self).__module__.rpartition(".")[2]

    @property
    def measures(self) -> bool:
        """Only such a question may stand in a test or in the check-up."""
        return self.evidence is Kind.ANSWER

    def options(self, body: Body) -> dict[str, bool]:
        """What there is to choose, and whether it is right."""
        return {item["id"]: item["right"] for item in body[self.choosing.items]} if self.choosing else {}

    @property
    def fields(self) -> Mapping[str, Field]:
        return {
            "prompt": Text(limit=2000),
            "picture": PICTURE,
            **self.own_fields,
            "why": Text(limit=1000),
            "hint": Text(limit=500, required=False),
        }

    def split(self, plain: dict[str, Any]) -> tuple[Body, Texts]:
        return split_fields(self.fields, plain)

    def join(self, body: Body, texts: Texts) -> dict[str, Any]:
        return join_fields(self.fields, body, texts)

    def check(self, body: Body, texts: Texts) -> tuple[Problem, ...]:
        """An author's mistakes; none means that the question can be published."""
        return (*check_fields(self.fields, body, texts), *self.problems(body, texts))

    def read(self, body: Body, posted: Posted) -> Response:
        """Whoever asks for the hint gets the question once more with it, and what she then answers says so."""
        refuse_hostile(posted)
        said = posted.get(HINT, ())
        rest = {name: values for name, values in posted.items() if name != HINT}
        if ASK in said:
            raise Unfinished(self.so_far(body, without_dont_know(rest)) | {HINT: True})
        used: Response = {HINT: True} if any(said) else {}
        try:
            return self._read(body, rest) | used
        except (Unanswered, Unfinished) as still:
            still.response |= used
            raise

    def so_far(self, body: Body, posted: Posted) -> Response:
        """What was filled in, complete or not; nothing goes a step further."""
        try:
            return self.read_answer(body, posted)
        except (Unanswered, Unfinished) as still:
            return still.response

    def _read(self, body: Body, posted: Posted) -> Response:
        if not says_dont_know(posted):
            return self.read_answer(body, posted)
        if SURE not in posted.get(DONT_KNOW, ()) and (given := self.given(body, without_dont_know(posted))):
            raise Unanswered("answer_or_dont_know", given)
        return {DONT_KNOW: True}

    def given(self, body: Body, posted: Posted) -> Response:
        """The answer that was sent along with "I don't know". What is not complete was given up, so it is none."""
        try:
            return self.read_answer(body, posted)
        except (Unanswered, Unfinished):
            return {}

    def bound(self, body: Body, response: Response, seed: str | int) -> Response:
        """The answer with what was drawn for her from this seed, so that it can be marked and shown again."""
        return response

    def mark(self, body: Body, response: Response) -> Marked:
        return Marked(0.0, False) if response.get(DONT_KNOW) else self.mark_answer(body, response)

    def own_level(self, level: int, response: Response) -> float | None:
        """What somebody says of her own level, in a question of this level; None when she says nothing of it."""
        return None

    def shown(
        self,
        body: Body,
        texts: Texts,
        seed: str | int,
        response: Response | None = None,
        marked: Marked | None = None,
    ) -> Shown:
        """What the template gets. The key comes along only with a marked answer."""
        given = response or {}
        view: Shown = {
            "kind": self.name,
            "prompt": texts["prompt"],
            "hint": texts.get("hint", ""),
            "picture": self._picture(body, texts),
            "answered": marked is not None,
            DONT_KNOW: bool(given.get(DONT_KNOW)),
            "hint_used": bool(given.get(HINT)),
        }
        if marked is not None:
            view |= {"right": marked.right, "share": marked.share, "why": texts["why"]}
        return view | self.show(body, texts, random.Random(str(seed)), given, marked)

    def _picture(self, body: Body, texts: Texts) -> dict[str, str] | None:
        return {"file": body["picture"]["file"], "alt": texts["picture.alt"]} if "picture" in body else None

    @abstractmethod
    def problems(self, body: Body, texts: Texts) -> Iterator[Problem]:
        """Mistakes that the fields cannot see by themselves."""

    @abstractmethod
    def guess(self, body: Body) -> float:
        """The chance that a blind answer is right."""

    @abstractmethod
    def read_answer(self, body: Body, posted: Posted) -> Response: ...

    @abstractmethod
    def mark_answer(self, body: Body, response: Response) -> Marked: ...

    @abstractmethod
    def show(
        self, body: Body, texts: Texts, chance: random.Random, given: Response, marked: Marked | None
    ) -> Shown:
        """What this type adds. Nothing of the key may come out while `marked` is None."""


def refuse_hostile(posted: Posted) -> None:
    if sum(len(values) for values in posted.values()) > MOST_VALUES:
        raise BadAnswer("too_many")
    for value in (value for values in posted.values() for value in values):
        if len(value) > LONGEST_ANSWER:
            raise BadAnswer("too_long")
        if "\x00" in value:
            raise BadAnswer("bad_character")


def says_dont_know(posted: Posted) -> bool:
    return any(posted.get(DONT_KNOW, ())) or any(DONT_KNOW in values for values in posted.values())


def without_dont_know(posted: Posted) -> Posted:
    return {
        name: [value for value in values if value != DONT_KNOW]
        for name, values in posted.items()
        if name != DONT_KNOW
    }


def only(posted: Posted, name: str) -> str:
    """The one value of a field, "" when it is not there."""
    values = posted.get(name, ())
    if len(values) > 1:
        raise BadAnswer("doubled")
    return values[0] if values else ""


def ids(items: Sequence[Mapping[str, Any]]) -> list[str]:
    return [item["id"] for item in items]


def known(id: str, items: Sequence[Mapping[str, Any]]) -> str:
    if id not in ids(items):
        raise BadAnswer("unknown")
    return id


def several(posted: Posted, name: str, items: Sequence[Mapping[str, Any]]) -> list[str]:
    """The ticked ones, in the order of the question."""
    ticked = [known(id, items) for id in posted.get(name, ())]
    if len(set(ticked)) != len(ticked):
        raise BadAnswer("doubled")
    return [id for id in ids(items) if id in ticked]


def passes(right: int, parts: int) -> bool:
    """All of it, or three quarters when there are 4 parts or more."""
    return right == parts or (parts >= 4 and 4 * right >= 3 * parts)


def least_to_pass(parts: int) -> int:
    return next(right for right in range(parts + 1) if passes(right, parts))


def chance_of_at_least(least: int, parts: int, each: float) -> float:
    """Blindly guessing `parts` things, each right with chance `each`: binomial."""
    return sum(comb(parts, n) * each**n * (1 - each) ** (parts - n) for n in range(max(least, 0), parts + 1))


def cells_of(line: str) -> list[str]:
    """A row of a table, as an author writes it: An Peeters | 12 maart | Zonnebeek. A cell may be empty."""
    return [cell.strip() for cell in line.split("|")]


def uneven(rows: Sequence[tuple[str, str]], wide: int) -> Iterator[Problem]:
    """Rows (text key, line) that have more or fewer cells than the table has columns."""
    for key, line in rows:
        if line and len(cells_of(line)) != wide:
            yield Problem(key, "cells_differ", {"found": len(cells_of(line)), "columns": wide})


def tokens(things: Sequence[str], purpose: str) -> dict[str, str]:
    """Names for a form whose ids would give the order or the pairs away in the source of the page."""
    base = json.dumps([purpose, sorted(things)])
    return {id: hashlib.sha256(f"{base}{id}".encode()).hexdigest()[:10] for id in things}


def shuffled(things: Sequence[str], chance: random.Random) -> list[str]:
    return chance.sample(list(things), len(things))
