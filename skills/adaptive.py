"""Which question a check-up asks next, why, and when it knows enough.

Rounds over the competences, in each the most informative of the questions that may be asked. Everything is decided
on arrays of people, competences and items, so that a simulation of thousands runs the same rules as one person.
Shapes: P people, C competences (in the order of the tree), I items; levels, errors and difficulties are in levels.
"""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from hashlib import sha256
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from skills.evidence import Evidence, weigh
from skills.levels import Array, Numbers, Tree, estimate, p_gap, slope
from skills.ways import FIRST, Way

Flags = NDArray[np.bool_]

SITTING = 25  # questions, then the check-up is saved to go on later
PROFILE_SITTING = 12  # the profile check stops sooner: 5 to 8 minutes
AREAS_FIRST = ("4", "2", "1", "5", "3")  # the most recognisable first
ITEMS_NEEDED = 4  # with fewer in the bank a competence is known by the own estimate only
CANDIDATES = 3  # one of them by chance: no question is asked of everybody
TOO_HARD = 2.0  # levels above the estimate
FIRST_LEVEL = 2
SEEN_WITHIN = timedelta(days=183)
NEARLY_AS_GOOD = 0.9
OVEREXPOSED = 0.6  # share of check-ups


class Mode(StrEnum):
    LOOK = "look"
    QUICK = "quick"
    STANDARD = "standard"
    CAREFUL = "careful"
    PROFILE = "profile"


@dataclass(frozen=True, kw_only=True)
class Item:
    """A question that may be asked."""

    key: str  # the same identity as in the evidence: question and edition
    competence: str
    b: float  # difficulty in levels
    b_error: float
    guess: float
    last_seen: date | None = None  # by this person, whatever for
    exposure: float = 0.0  # share of recent check-ups that asked it


@dataclass(frozen=True, kw_only=True)
class Reason:
    """Why this question: kept with it, enough to say it in words and to draw it again (`drawn_again`)."""

    why: str  # "first" of all | "round": every competence gets its share | "unsettled" after that share
    round: int
    competence: str
    level: float  # of the person in this competence, at that moment
    se: float
    p_gap: float | None  # None when the job asks nothing here
    information: float
    candidates: tuple[str, ...]  # the most informative first
    seed: str
    model: str


@dataclass(frozen=True, kw_only=True)
class Choice:
    item: Item
    reason: Reason


@dataclass(frozen=True, kw_only=True)
class Progress:
    """How far a check-up is, in questions. The bounds are of the whole, and may move a little with the answers."""

    asked: int
    at_most: int
    at_least: int


@dataclass(frozen=True)
class Plan:
    """How many questions a competence gets, and what is precise enough to stop in between."""

    at_least: int
    at_most: int
    se: float
    p: float  # a chance of a gap this close to 0 or 1


PLANS: Mapping[Mode, Plan] = {
    Mode.LOOK: Plan(1, 1, 0.8, 0.1),
    Mode.QUICK: Plan(1, 2, 0.8, 0.1),
    Mode.STANDARD: Plan(3, 5, 0.8, 0.1),
    Mode.CAREFUL: Plan(3, 8, 0.65, 0.05),
    Mode.PROFILE: Plan(3, 5, 0.8, 0.1),  # in the core; one question for what else the job asks
}


@dataclass(frozen=True)
class Bank:
    """The items as arrays of shape (I,)."""

    competence: Numbers
    b: Array
    b_error: Array
    guess: Array
    exposure: Array

    def of_each(self, competences: int) -> Flags:
        """Which item is of which competence, shape (I, C)."""
        found: Flags = self.competence[:, None] == np.arange(competences)
        return found


@dataclass(frozen=True)
class Standings:
    """What is known of P people at one moment, each of shape (P, C)."""

    level: Array
    se: Array
    p_gap: Array  # not a number where the job asks nothing
    asked: Numbers  # questions in this check-up
    at_least: Numbers
    at_most: Numbers


@dataclass(frozen=True)
class Drawn:
    """For P people: a competence (-1: nothing left to ask) and its candidates, shape (P, 3), -1 where there is none."""

    competence: Numbers
    candidates: Numbers
    information: Array


def information(level: Array, b: Array, b_error: Array, guess: Array) -> Array:
    """Of an answer about somebody at this level, per squared level (Lord 1980, eq. 5-9; Birnbaum's 3PL):
    a² ((P − c) / (1 − c))² (1 − P) / P, largest where about 65 % answer right. Shapes broadcast."""
    a = slope(b_error)
    knows = 1.0 / (1.0 + np.exp(-a * (level - b)))
    p_right = guess + (1.0 - guess) * knows
    found: Array = (a * knows) ** 2 * (1.0 - p_right) / p_right
    return found


def error_after(se: float, questions: int) -> float:
    """The standard error to expect after so many questions by an author, each as informative as one can be.

    What is known and what each question adds are summed: 1 / se² + n · I (Lord 1980, eq. 5-6).
    """
    b = np.arange(-5.0, 5.0, 0.05)
    best = float(information(np.array(0.0), b, np.array(1.0), np.array(0.2)).max())
    return 1.0 / math.sqrt(1.0 / se**2 + questions * best)


def settled(now: Standings, plan: Plan) -> Flags:
    """Asked enough, and precise enough about the level or about the gap; or asked as much as the plan allows."""
    sure = (now.p_gap <= plan.p) | (now.p_gap >= 1.0 - plan.p)  # no gap to ask about: never
    precise = (now.se <= plan.se) | sure
    found: Flags = (now.asked >= now.at_most) | ((now.asked >= now.at_least) & precise)
    return found


def draw(
    now: Standings, plan: Plan, bank: Bank, used: Flags, seen: Flags, order: Numbers, last: Numbers
) -> Drawn:
    """The next competence of each person and its three best items.

    `used` in this check-up and `seen` lately have shape (P, I); `order` holds the place of each competence in a
    round, shape (C,); `last` the place of the competence that was asked last, -1 at the start, shape (P,).
    """
    may = ~used & _bearable(now.level, bank)
    open_ = (may @ bank.of_each(now.level.shape[1])) & ~settled(now, plan)
    turn = np.where(open_, (order - last[:, None] - 1) % order.size, order.size)
    nothing = ~open_.any(axis=1)
    competence = np.where(nothing, -1, turn.argmin(axis=1))
    level = np.take_along_axis(now.level, competence[:, None], axis=1)
    worth = information(level, bank.b, bank.b_error, bank.guess)
    may &= bank.competence == competence[:, None]
    may = _fresh(may, seen, worth)
    may = _where_there_are(may, bank.exposure <= OVEREXPOSED)
    may = np.where(last[:, None] < 0, _friendly(may, bank.b), may)
    return Drawn(competence, *_best(may, worth))


def _bearable(level: Array, bank: Bank) -> Flags:
    """Nobody is below level 0, as levels are shown: so level 2 may be asked of everybody."""
    limit = np.maximum(level, 0.0)[:, bank.competence] + TOO_HARD
    found: Flags = bank.b + 0.5 <= limit
    return found


def _fresh(may: Flags, seen: Flags, worth: Array) -> Flags:
    """What a person saw lately gives way to what is new to her and nearly as informative."""
    best_new = np.where(may & ~seen, worth, 0.0).max(axis=1, keepdims=True, initial=0.0)
    kept: Flags = may & ~(seen & (best_new >= NEARLY_AS_GOOD * worth))
    return kept


def _where_there_are(may: Flags, wanted: Flags) -> Flags:
    """Only the wanted ones, for whom there is one."""
    some = (may & wanted).any(axis=1, keepdims=True)
    return may & (wanted | ~some)


def _friendly(may: Flags, b: Array) -> Flags:
    """The first question is of level 2; when there is none, the nearest, rather an easier one."""
    off = b - (FIRST_LEVEL - 0.5)
    distance = np.where(may, np.where(off > 0, off + 1e-6, -off), np.inf)
    nearest = distance.min(axis=1, keepdims=True, initial=np.inf)
    kept: Flags = may & (distance <= np.maximum(nearest, 0.5))
    return kept


def _best(may: Flags, worth: Array) -> tuple[Numbers, Array]:
    """Equal ones keep the order of the bank."""
    value = np.where(may, worth, -1.0)
    found = np.argsort(-value, axis=1, kind="stable")[:, :CANDIDATES]
    information = np.take_along_axis(value, found, axis=1)
    return np.where(information < 0, -1, found), information


def pick(seed: str, count: int) -> int:
    """One of `count`, the same one for the same seed on every machine."""
    return int.from_bytes(sha256(seed.encode()).digest()[:8], "big") % count


def drawn_again(reason: Reason) -> str:
    """The key of the item that this reason led to; the candidates follow from the log of that moment."""
    return reason.candidates[pick(reason.seed, len(reason.candidates))]


def worth_at(level: float, items: Sequence[tuple[float, float, float]]) -> list[float]:
    """The information of each at this level; of an item its difficulty, the error of that, and the guess."""
    b, b_error, guess = np.array(items, dtype=float).reshape(-1, 3).T
    found: list[float] = information(np.array(level), b, b_error, guess).tolist()
    return found


def turns(tree: Tree) -> Numbers:
    """The place of each competence in a round, area by area, shape (C,)."""
    rank = {area: place for place, area in enumerate(AREAS_FIRST)}
    areas = sorted(
        tree.areas, key=lambda area: rank.get(area, len(rank))
    )  # stable: others as the tree has them
    place = {code: index for index, code in enumerate(code for area in areas for code in tree.areas[area])}
    return np.array([place[code] for code in tree.competences], dtype=np.intp)


def next_question(
    *,
    tree: Tree,
    log: Sequence[Evidence],
    today: date,
    required: Mapping[str, int],
    core: frozenset[str],
    mode: Mode,
    bank: Sequence[Item],
    asked: Sequence[Item],
    seed: str,
    way: Way = FIRST,
) -> Choice | None:
    """None when every competence is settled or has nothing left to ask.

    `seed` is the key of the check-up; with the number of questions asked it settles every choice by chance. `asked`
    are the questions of this check-up in their order; the order of the bank does not matter.
    """
    person = _Person(tree, log, today, required, core, mode, bank, asked, way)
    drawn = person.draw()
    if drawn.competence[0] < 0:
        return None
    return person.choice(drawn, f"{seed}/{len(asked)}")


def progress(
    *,
    tree: Tree,
    log: Sequence[Evidence],
    today: date,
    required: Mapping[str, int],
    core: frozenset[str],
    mode: Mode,
    bank: Sequence[Item],
    asked: Sequence[Item],
    way: Way = FIRST,
) -> Progress:
    """What is settled now is counted as done; an answer elsewhere may open it again."""
    return _Person(tree, log, today, required, core, mode, bank, asked, way).progress()


class _Person:
    """One check-up of one person as the arrays of `draw`."""

    def __init__(
        self,
        tree: Tree,
        log: Sequence[Evidence],
        today: date,
        required: Mapping[str, int],
        core: frozenset[str],
        mode: Mode,
        bank: Sequence[Item],
        asked: Sequence[Item],
        way: Way,
    ) -> None:
        self.codes = tree.competences
        self.order = turns(tree)
        self.plan = PLANS[mode]
        self.today = today
        self.way = way
        inside = frozenset(self.codes)
        self.items = sorted((item for item in bank if item.competence in inside), key=lambda item: item.key)
        self.asked = [item for item in asked if item.competence in inside]
        self.now = self._standings(tree, log, required, core, mode)

    def _standings(
        self,
        tree: Tree,
        log: Sequence[Evidence],
        required: Mapping[str, int],
        core: frozenset[str],
        mode: Mode,
    ) -> Standings:
        found = estimate(tree, weigh(log, self.today), self.way.model)
        bounds = [self._bounds(code, required.get(code, 0), code in core, mode) for code in self.codes]
        asks = [required.get(code, 0) for code in self.codes]
        gaps = [
            p_gap(found[code], level, self.way.model) if level else np.nan
            for code, level in zip(self.codes, asks, strict=True)
        ]
        return Standings(
            level=np.array([[found[code].level for code in self.codes]]),
            se=np.array([[found[code].se for code in self.codes]]),
            p_gap=np.array([gaps]),
            asked=np.array([[self._count(self.asked, code) for code in self.codes]]),
            at_least=np.array([[least for least, _ in bounds]]),
            at_most=np.array([[most for _, most in bounds]]),
        )

    def _bounds(self, code: str, required: int, is_core: bool, mode: Mode) -> tuple[int, int]:
        if self._count(self.items, code) < ITEMS_NEEDED:
            return 0, 0
        if mode is Mode.PROFILE and not is_core:
            return (1, 1) if required else (0, 0)
        return self.plan.at_least, self.plan.at_most

    @staticmethod
    def _count(items: Sequence[Item], code: str) -> int:
        return sum(item.competence == code for item in items)

    @property
    def places(self) -> list[int]:
        """Of what was asked, in a round."""
        return [int(self.order[self.codes.index(item.competence)]) for item in self.asked]

    def draw(self) -> Drawn:
        if not self.items:
            return Drawn(np.array([-1]), np.empty((1, 0), np.intp), np.empty((1, 0)))
        bank = Bank(
            competence=np.array([self.codes.index(item.competence) for item in self.items]),
            b=np.array([item.b for item in self.items]),
            b_error=np.array([item.b_error for item in self.items]),
            guess=np.array([item.guess for item in self.items]),
            exposure=np.array([item.exposure for item in self.items]),
        )
        keys = {item.key for item in self.asked}
        used = np.array([[item.key in keys for item in self.items]])
        seen = np.array([[self._seen_lately(item) for item in self.items]])
        last = np.array([self.places[-1] if self.asked else -1])
        return draw(self.now, self.plan, bank, used, seen, self.order, last)

    def _seen_lately(self, item: Item) -> bool:
        return item.last_seen is not None and self.today - item.last_seen < SEEN_WITHIN

    def choice(self, drawn: Drawn, seed: str) -> Choice:
        where = int(drawn.competence[0])
        candidates = [self.items[index] for index in drawn.candidates[0] if index >= 0]
        picked = pick(seed, len(candidates))
        gap = float(self.now.p_gap[0, where])
        reason = Reason(
            why=self._why(where),
            round=self._round(where),
            competence=self.codes[where],
            level=float(self.now.level[0, where]),
            se=float(self.now.se[0, where]),
            p_gap=None if np.isnan(gap) else gap,
            information=float(drawn.information[0, picked]),
            candidates=tuple(item.key for item in candidates),
            seed=seed,
            model=self.way.name,
        )
        return Choice(item=candidates[picked], reason=reason)

    def _why(self, where: int) -> str:
        if not self.asked:
            return "first"
        return "round" if self.now.asked[0, where] < self.now.at_least[0, where] else "unsettled"

    def _round(self, where: int) -> int:
        """A new one begins where the order goes back."""
        places = [*self.places, int(self.order[where])]
        return 1 + sum(later <= earlier for earlier, later in pairwise(places))

    def progress(self) -> Progress:
        open_ = ~settled(self.now, self.plan)[0]
        left = np.array([self._left(code) for code in self.codes])
        asked = self.now.asked[0]
        fewest = np.minimum(np.maximum(self.now.at_least[0] - asked, 1), left)
        most = np.minimum(self.now.at_most[0] - asked, left)
        done = len(self.asked)
        return Progress(
            asked=done,
            at_most=done + int(most[open_].sum()),
            at_least=done + int(fewest[open_].sum()),
        )

    def _left(self, code: str) -> int:
        keys = {item.key for item in self.asked}
        return sum(item.competence == code and item.key not in keys for item in self.items)
