"""A difference is what the source of a copy says now and did not say when an author last looked: per part, in words."""

from __future__ import annotations

import html
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import StrEnum
from typing import Any

Part = dict[str, Any]  # key, type, value: as cms.copying.raw makes them
TAG = re.compile(r"<[^>]*>")


class What(StrEnum):
    ADDED = "added"
    REMOVED = "removed"
    CHANGED = "changed"


@dataclass(frozen=True)
class Difference:
    """`own`: the copy was changed there too, so taking over loses what its authors wrote."""

    key: str
    what: What
    before: Part | None
    after: Part | None
    own: bool


def differences(
    seen: Sequence[Part],
    now: Sequence[Part],
    mine: Sequence[Part],
    *,
    as_ours: Mapping[str, tuple[Part | None, ...]],
) -> list[Difference]:
    """`as_ours`: of each part, what was seen and what is there now, with our things in the place of the source's.

    What the copy says already is no difference.
    """
    before, after, ours = by_key(seen), by_key(now), by_key(mine)
    found = []
    for key in dict.fromkeys([*after, *before]):
        old, new = before.get(key), after.get(key)
        was, would_be = as_ours[key]
        if old != new and ours.get(key) != would_be:
            found.append(Difference(key, what(old, new), old, new, own=ours.get(key) != was))
    return found


def what(before: Part | None, after: Part | None) -> What:
    if before is None:
        return What.ADDED
    return What.REMOVED if after is None else What.CHANGED


def by_key(parts: Iterable[Part]) -> dict[str, Part]:
    return {part["key"]: part for part in parts}


def put(parts: Sequence[Part], key: str, part: Part | None, *, order: Sequence[str]) -> list[Part]:
    """The same with this part: in the place of the one that was there, or after what comes before it in the order."""
    if any(one["key"] == key for one in parts):
        return [new for one in parts for new in ([part] if one["key"] == key else [one]) if new is not None]
    if part is None:
        return list(parts)
    keys = [one["key"] for one in parts]
    before = [keys.index(other) for other in order[: order.index(key)] if other in keys]
    place = max(before, default=-1) + 1
    return [*parts[:place], part, *parts[place:]]


# --- in words ---------------------------------------------------------------------------------------------------------


def words(value: Any) -> str:
    """All texts in it, one thing a line."""
    return "\n".join(line for text in texts(value) for line in plain(text).splitlines() if line.strip())


def texts(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, list):
        for one in value:
            yield from texts(one)


def plain(text: str) -> str:
    return html.unescape(TAG.sub("", re.sub(r"</(p|li|h\d)>", "\n", text)))


class Mark(StrEnum):
    SAME = "same"
    OUT = "out"
    IN = "in"


def marked(before: str, after: str) -> list[tuple[Mark, str]]:
    """The text, with what went out and what came in."""
    old, new = re.findall(r"\S+|\n", before), re.findall(r"\S+|\n", after)
    found: list[tuple[Mark, str]] = []
    for tag, i1, i2, j1, j2 in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if tag == "equal":
            found.append((Mark.SAME, " ".join(old[i1:i2])))
            continue
        found += [(Mark.OUT, " ".join(old[i1:i2]))] if i1 < i2 else []
        found += [(Mark.IN, " ".join(new[j1:j2]))] if j1 < j2 else []
    return found
