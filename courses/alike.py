"""Alike are two questions that share most of their pairs of neighbouring words, whatever the order of their parts.

What counts is the share of all pairs of both that they have in common (Jaccard): 0 for none, 1 for the same words.
"""

from __future__ import annotations

import re
from collections.abc import Hashable, Mapping
from itertools import pairwise
from typing import TypeVar

from courses.questions.short_text import fold

SHOWN = 0.15  # less in common is chance: "Which one is right?" stands in many questions
NEAR = 0.4  # from here on an author who writes a new one is told
MOST = 10

Key = TypeVar("Key", bound=Hashable)
Pairs = frozenset[tuple[str, str]]


def pairs(text: str) -> Pairs:
    words = re.findall(r"\w+", fold(text))
    return frozenset(pairwise(words)) or frozenset((word, "") for word in words)


def likeness(one: Pairs, other: Pairs) -> float:
    both = len(one & other)
    return both / (len(one) + len(other) - both) if both else 0.0


def most_alike(text: str, others: Mapping[Key, str], least: float = SHOWN) -> list[tuple[Key, float]]:
    """The most alike first, each with its likeness."""
    mine = pairs(text)
    found = ((key, likeness(mine, pairs(other))) for key, other in others.items())
    alike = [(key, share) for key, share in found if share >= least]
    return sorted(alike, key=lambda pair: -pair[1])[:MOST]
