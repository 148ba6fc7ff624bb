"""A question that was changed is still the same one, or has become another: what the change is, and what it suggests.

Still the same: it keeps its identity, its difficulty and what answers said of it. Another one begins anew from its
label, and old answers stay as they were.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any


class Change(StrEnum):
    NOTHING = "nothing"
    WORDING = "wording"
    ANSWERS = "answers"  # what is right, or what there is to choose from
    MEASURE = "measure"  # its type, competence or level: nobody can say that this is still the same


@dataclass(frozen=True)
class Written:
    """A question in the language that it was first written in."""

    type: str
    competence: int
    level: int
    body: Mapping[str, Any]
    texts: Mapping[str, str]

    @property
    def measure(self) -> tuple[str, int, int]:
        return self.type, self.competence, self.level


def change(before: Written, after: Written) -> Change:
    if before.measure != after.measure:
        return Change.MEASURE
    if before.body != after.body:
        return Change.ANSWERS
    return Change.NOTHING if before.texts == after.texts else Change.WORDING


def suggests_another(found: Change) -> bool:
    return found in (Change.ANSWERS, Change.MEASURE)


def is_another(found: Change, said: bool | None) -> bool:
    """`said`: what the author chose. None where nobody was asked: then what the change suggests."""
    if found is Change.MEASURE:
        return True
    return suggests_another(found) if said is None else said
