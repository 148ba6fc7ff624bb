"""What moves when some answers no longer count: of states and of levels, how many go up, go down or stay."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from skills.gaps import State
from skills.levels import shown_level

ORDER = {State.LEARN: 0, State.UNSURE: 1, State.OK: 2}

Pair = tuple[Mapping[str, Any], Mapping[str, Any]]  # a stored level before and after


@dataclass(frozen=True)
class Moved:
    up: int = 0
    down: int = 0
    stay: int = 0


def moved(pairs: Iterable[tuple[int, int]]) -> Moved:
    changes = [after - before for before, after in pairs]
    return Moved(sum(one > 0 for one in changes), sum(one < 0 for one in changes), changes.count(0))


def states_moved(pairs: Iterable[Pair]) -> Moved:
    return moved((ORDER[State(was["state"])], ORDER[State(becomes["state"])]) for was, becomes in pairs)


def levels_moved(pairs: Iterable[Pair]) -> Moved:
    return moved((shown_level(was["level"]), shown_level(becomes["level"])) for was, becomes in pairs)
