"""The plain form of a question: one nested dict, as an author writes it, and how it comes apart.

Splitting gives a *body*, the same in every language (ids, key, settings), and *texts*, one flat dict of
sentences for one language. Joining is the inverse. A question type only declares its fields.
"""

import math
import re
from abc import ABC, abstractmethod
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

Body = dict[str, Any]
Texts = dict[str, str]

ID = re.compile(r"[a-z0-9][a-z0-9-]{0,63}")
FILE = re.compile(r"[\w-][\w.-]{0,150}\.(svg|png|jpg|jpeg|webp)")


@dataclass(frozen=True)
class Problem:
    """What an author has to repair. `where` is a text key such as "option.a.feedback", or a field name."""

    where: str
    code: str
    params: Mapping[str, Any] = field(default_factory=dict)


class Malformed(ValueError):
    """The plain form cannot be read at all; other mistakes come out of check()."""

    def __init__(self, where: str, code: str, **params: Any) -> None:
        super().__init__(f"{where or 'question'}: {code} {params or ''}".rstrip())
        self.problem = Problem(where, code, params)


class Field(ABC):
    """One field of the plain form. None is "not there", in the plain form and in the body."""

    @abstractmethod
    def split(self, value: Any, where: str) -> tuple[Any, Texts]: ...

    @abstractmethod
    def join(self, kept: Any, texts: Texts, where: str) -> Any: ...

    def check(self, kept: Any, texts: Texts, where: str) -> Iterator[Problem]:
        return iter(())


@dataclass(frozen=True)
class Text(Field):
    """A sentence for people; it lives in the texts only."""

    limit: int = 300
    required: bool = True

    def split(self, value: Any, where: str) -> tuple[Any, Texts]:
        if value is None:
            return None, {}
        if not isinstance(value, str):
            raise Malformed(where, "text_expected", found=str(value))
        return None, {where: value.strip()} if value.strip() else {}

    def join(self, kept: Any, texts: Texts, where: str) -> Any:
        return texts.get(where)

    def check(self, kept: Any, texts: Texts, where: str) -> Iterator[Problem]:
        text = texts.get(where, "")
        if self.required and not text:
            yield Problem(where, "missing_text")
        if len(text) > self.limit:
            yield Problem(where, "too_long", {"limit": self.limit})
        if "\x00" in text:
            yield Problem(where, "bad_character")


@dataclass(frozen=True)
class Flag(Field):
    def split(self, value: Any, where: str) -> tuple[Any, Texts]:
        if value is not None and not isinstance(value, bool):
            raise Malformed(where, "yes_or_no_expected", found=str(value))
        return bool(value), {}

    def join(self, kept: Any, texts: Texts, where: str) -> Any:
        return kept or None


@dataclass(frozen=True)
class Number(Field):
    low: int = 0
    high: int = 100
    default: int = 0

    def split(self, value: Any, where: str) -> tuple[Any, Texts]:
        if value is None:
            return self.default, {}
        if isinstance(value, bool) or not isinstance(value, int):
            raise Malformed(where, "number_expected", found=str(value))
        return value, {}

    def join(self, kept: Any, texts: Texts, where: str) -> Any:
        return kept if kept != self.default else None

    def check(self, kept: Any, texts: Texts, where: str) -> Iterator[Problem]:
        if not self.low <= kept <= self.high:
            yield Problem(where, "out_of_range", {"low": self.low, "high": self.high})


@dataclass(frozen=True)
class Amount(Field):
    """A number that may have decimals. Without a default it may be not there."""

    low: float = -(10**9)
    high: float = 10**9
    default: float | None = None
    required: bool = False

    def split(self, value: Any, where: str) -> tuple[Any, Texts]:
        if value is None:
            return self.default, {}
        if isinstance(value, bool) or not isinstance(value, int | float) or not _finite(value):
            raise Malformed(where, "number_expected", found=str(value)[:60])
        return (int(value) if value == int(value) else value), {}

    def join(self, kept: Any, texts: Texts, where: str) -> Any:
        return kept if kept != self.default else None

    def check(self, kept: Any, texts: Texts, where: str) -> Iterator[Problem]:
        if kept is None:
            if self.required:
                yield Problem(where, "missing_number")
        elif not self.low <= kept <= self.high:
            yield Problem(where, "out_of_range", {"low": self.low, "high": self.high})


@dataclass(frozen=True)
class Word(Field):
    """A word for the machine: one of `choices`, or anything that fits `pattern`."""

    choices: tuple[str, ...] = ()
    default: str = ""
    pattern: re.Pattern[str] = ID
    required: bool = False

    def split(self, value: Any, where: str) -> tuple[Any, Texts]:
        if value is not None and not isinstance(value, str):
            raise Malformed(where, "text_expected", found=str(value))
        return value or self.default, {}

    def join(self, kept: Any, texts: Texts, where: str) -> Any:
        return kept if kept != self.default else None

    def check(self, kept: Any, texts: Texts, where: str) -> Iterator[Problem]:
        if not kept:
            if self.required:
                yield Problem(where, "missing_word")
        elif self.choices and kept not in self.choices:
            yield Problem(where, "unknown_word", {"found": kept, "choices": ", ".join(self.choices)})
        elif not self.choices and not self.pattern.fullmatch(kept):
            yield Problem(where, "bad_word", {"found": kept})


@dataclass(frozen=True)
class Words(Field):
    """A list of words that belongs to the key, so it is the same in every language."""

    least: int = 1
    most: int = 40
    limit: int = 100

    def split(self, value: Any, where: str) -> tuple[Any, Texts]:
        words = [] if value is None else value
        if not isinstance(words, list) or not all(isinstance(word, str) for word in words):
            raise Malformed(where, "list_of_texts_expected", found=str(value))
        return [word.strip() for word in words if word.strip()], {}

    def join(self, kept: Any, texts: Texts, where: str) -> Any:
        return list(kept) or None

    def check(self, kept: Any, texts: Texts, where: str) -> Iterator[Problem]:
        yield from _count(kept, self.least, self.most, where)
        if any(len(word) > self.limit for word in kept):
            yield Problem(where, "too_long", {"limit": self.limit})


@dataclass(frozen=True)
class Group(Field):
    """Fields that come together or not at all."""

    fields: Mapping[str, Field]

    def split(self, value: Any, where: str) -> tuple[Any, Texts]:
        return (None, {}) if value is None else split_fields(self.fields, value, where)

    def join(self, kept: Any, texts: Texts, where: str) -> Any:
        return None if kept is None else join_fields(self.fields, kept, texts, where)

    def check(self, kept: Any, texts: Texts, where: str) -> Iterator[Problem]:
        return iter(()) if kept is None else check_fields(self.fields, kept, texts, where)


@dataclass(frozen=True)
class Items(Field):
    """A list of things with stable ids: the author's own, or a, b, c by position.

    `one` is the word for one of them; it starts their text keys: "option.a", "option.a.feedback".
    """

    one: str
    fields: Mapping[str, Field]
    least: int = 0
    most: int = 12

    def split(self, value: Any, where: str) -> tuple[Any, Texts]:
        items = [] if value is None else value
        if not isinstance(items, list) or not all(isinstance(item, dict) for item in items):
            raise Malformed(where, "list_expected", found=str(value)[:60])
        body: list[Body] = []
        texts: Texts = {}
        for position, item in enumerate(items):
            id, rest = self._named(position, item, where)
            if any(id == other["id"] for other in body):
                raise Malformed(where, "double_id", id=id)
            kept, own_texts = split_fields(self.fields, rest, self.path(where, id))
            body.append({"id": id, **kept})
            texts |= own_texts
        return body, texts

    def _named(self, position: int, item: dict[str, Any], where: str) -> tuple[str, dict[str, Any]]:
        id = item.get("id") or (chr(ord("a") + position) if position < 26 else f"item-{position}")
        if not isinstance(id, str) or not ID.fullmatch(id):
            raise Malformed(where, "bad_id", id=str(id))
        return id, {name: value for name, value in item.items() if name != "id"}

    def join(self, kept: Any, texts: Texts, where: str) -> Any:
        items = [
            {"id": item["id"], **join_fields(self.fields, item, texts, self.path(where, item["id"]))}
            for item in kept
        ]
        return items or None

    def check(self, kept: Any, texts: Texts, where: str) -> Iterator[Problem]:
        yield from _count(kept, self.least, self.most, where)
        seen = set()
        for item in kept:
            here = self.path(where, item["id"])
            yield from check_fields(self.fields, item, texts, here)
            if (text := texts.get(here, "").casefold()) in seen:
                yield Problem(here, "double_text")
            seen |= {text} if text else set()

    def path(self, where: str, id: str) -> str:
        parent = where.rpartition(".")[0]
        return ".".join(part for part in (parent, self.one, id) if part)


def split_fields(fields: Mapping[str, Field], value: Any, where: str = "") -> tuple[Body, Texts]:
    if not isinstance(value, dict):
        raise Malformed(where, "fields_expected", found=str(value)[:60])
    for name in value:
        if name not in fields:
            raise Malformed(where, "unknown_field", field=str(name))
    body: Body = {}
    texts: Texts = {}
    for name, shape in fields.items():
        kept, own_texts = shape.split(value.get(name), text_key(where, name))
        texts |= own_texts
        if kept is not None:
            body[name] = kept
    return body, texts


def join_fields(fields: Mapping[str, Field], body: Body, texts: Texts, where: str = "") -> dict[str, Any]:
    joined = {
        name: shape.join(body.get(name), texts, text_key(where, name)) for name, shape in fields.items()
    }
    return {name: value for name, value in joined.items() if value is not None}


def check_fields(fields: Mapping[str, Field], body: Body, texts: Texts, where: str = "") -> Iterator[Problem]:
    for name, shape in fields.items():
        yield from shape.check(body.get(name), texts, text_key(where, name))


def text_key(where: str, name: str) -> str:
    """The main text of a thing carries the key of the thing itself: "option.a", not "option.a.text"."""
    if name == "text" and where:
        return where
    return f"{where}.{name}" if where else name


def _count(kept: Any, least: int, most: int, where: str) -> Iterator[Problem]:
    if len(kept) < least:
        yield Problem(where, "too_few", {"least": least})
    if len(kept) > most:
        yield Problem(where, "too_many", {"most": most})


def _finite(number: float) -> bool:
    return isinstance(number, int) or math.isfinite(number)
