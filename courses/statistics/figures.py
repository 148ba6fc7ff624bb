"""Figures: what first answers tell of a question, in numbers that give nobody away, and what to do with it.

Classical item analysis (share right, point-biserial, how each option draws: Crocker & Algina 1986, ch. 14; Haladyna &
Rodriguez 2013, ch. 17-18) beside the answer model of `skills.levels`. What may not be told of a small group is not in
`Figures`, and advice is made of `Figures` only: so it gives away no more than they do.
"""

import math
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import NamedTuple

from lms.people.access import tellable
from skills.calibration import ABOVE_GUESSING, ANSWERS_NEEDED, LABEL_SD, LEAST_CORRELATION
from skills.curve import chance_right, level_of

DIFFICULTIES = tuple(step / 10 for step in range(-30, 111))
STANDARD_ERRORS = 2.0  # a difference that chance hardly makes
NEARLY_ALL = 0.9  # right: nobody is told apart
MANY_DO_NOT_KNOW = 1 / 3
IDLE = 0.05  # of a wrong option: who chooses it less draws nobody (Haladyna & Downing 1993)
IDLE_ANSWERS = 100
CLEARLY, SOMEWHAT = 0.3, LEAST_CORRELATION  # point-biserial (Ebel & Frisbie 1991: 0.3 is reasonably good)
IN_THE_PICTURE = 10  # people in a group of the picture, at least
MOST_GROUPS = 6


class Tally(NamedTuple):
    """So many people gave the same answer: first answers, one of each person."""

    right: bool
    number: int
    level: float | None = None  # of these people, about; None where nothing is known
    chosen: tuple[str, ...] = ()  # ids of options
    dont_know: bool = False
    language: str = ""  # of the interface


@dataclass(frozen=True, kw_only=True)
class Item:
    label: int  # the author's level
    guess: float
    difficulty: float | None = None  # that counts now; of the label, if it is not said
    options: Mapping[str, bool] = field(
        default_factory=dict
    )  # what there is to choose, and whether it is right
    several: bool = False  # may be chosen at once
    practised: bool = False  # it was answered right after its explanation

    @property
    def b(self) -> float:
        return self.label - 0.5 if self.difficulty is None else self.difficulty


class Most(StrEnum):
    """Where so few people are on the other side that it is not told how many."""

    RIGHT = "right"
    WRONG = "wrong"


@dataclass(frozen=True)
class Option:
    id: str
    right: bool
    share: float | None  # of everybody; None where it is not told
    best: float | None = None  # of the best third
    rest: float | None = None  # of the others
    draws_best: bool = False  # and not by chance


@dataclass(frozen=True)
class Point:
    level: float
    answers: int
    right: float
    expected: float


@dataclass(frozen=True, kw_only=True)
class Figures:
    """`answers` is 0 when fewer than the smallest group answered: then there is nothing else."""

    item: Item
    answers: int = 0
    right: float | None = None
    most: Most | None = None
    expected: float | None = None  # share right, of these people
    difficulty: float | None = None  # as the answers have it
    fits: bool = True  # chance explains the difference from what was expected
    separation: float | None = None  # correlation of right or wrong with the level
    halves: tuple[float, float] | None = None  # shares right of the half that knows less, and more
    dont_know: float | None = None
    options: tuple[Option, ...] = ()
    languages: tuple[tuple[str, int, float], ...] = ()  # answers and share right
    points: tuple[Point, ...] = ()


def figures(item: Item, tallies: Iterable[Tally], smallest: int) -> Figures:
    each = [tally for tally in tallies if tally.number]
    answers = count(each)
    if answers < smallest:
        return Figures(item=item)
    right, most = _right(each, smallest)
    known = [tally for tally in each if tally.level is not None]
    known = known if count(known) >= smallest else []
    enough = answers >= ANSWERS_NEEDED
    known_well = count(known) >= ANSWERS_NEEDED
    placed = [_placed(tally, item) if tally.level is None or not known else tally for tally in each]
    fitted = known if known_well else placed  # a level that is guessed only fills in for want of others
    return Figures(
        item=item,
        answers=answers,
        right=right,
        most=most,
        expected=None if item.practised else _expected(item, placed) / answers,
        difficulty=difficulty(item, fitted) if enough and not item.practised else None,
        fits=_fits(item, fitted),
        separation=_separation(known) if known_well else None,
        halves=_halves(known, smallest),
        dont_know=_dont_know(each, smallest),
        options=_options(item, each, known, smallest),
        languages=_languages(each, smallest),
        points=() if item.practised else _points(item, known, smallest),
    )


def _placed(tally: Tally, item: Item) -> Tally:
    """Somebody of whom nothing is known is taken for one of whom the level is asked."""
    return tally._replace(level=float(item.label))


def count(tallies: Iterable[Tally]) -> int:
    return sum(tally.number for tally in tallies)


def count_right(tallies: Iterable[Tally]) -> int:
    return sum(tally.number for tally in tallies if tally.right)


def right_and_wrong(tallies: Sequence[Tally]) -> tuple[int, int]:
    right = count_right(tallies)
    return right, count(tallies) - right


def told_share(part: int, whole: int, smallest: int) -> float | None:
    """Of a group that falls in two."""
    return part / whole if True in tellable({True: [part], False: [whole - part]}, smallest) else None


def few_on_the_other_side(right: int, wrong: int, smallest: int) -> Most | None:
    """Only of a group that could have been told in two parts: else it says nothing of most."""
    if right + wrong < 2 * smallest or min(right, wrong) >= smallest:
        return None
    return Most.RIGHT if right > wrong else Most.WRONG


def _right(tallies: Sequence[Tally], smallest: int) -> tuple[float | None, Most | None]:
    right, wrong = right_and_wrong(tallies)
    return told_share(right, right + wrong, smallest), few_on_the_other_side(right, wrong, smallest)


def _dont_know(tallies: Sequence[Tally], smallest: int) -> float | None:
    return told_share(count(tally for tally in tallies if tally.dont_know), count(tallies), smallest)


# --- against what the level promises ----------------------------------------------------------------------------------


def _expected(item: Item, placed: Iterable[Tally]) -> float:
    return sum(tally.number * chance_right(_level(tally), item.b, item.guess) for tally in placed)


def _level(tally: Tally) -> float:
    return 0.0 if tally.level is None else tally.level


def _fits(item: Item, placed: Sequence[Tally]) -> bool:
    """The standardised residual of the number right (Wright & Stone 1979): Σx − ΣP against √ΣP(1 − P)."""
    chances = [(tally.number, chance_right(_level(tally), item.b, item.guess)) for tally in placed]
    variance = sum(number * p * (1 - p) for number, p in chances)
    off = count_right(placed) - _expected(item, placed)
    return abs(off) <= STANDARD_ERRORS * math.sqrt(variance)


def difficulty(item: Item, placed: Sequence[Tally]) -> float:
    """Mean of log post(b) = −(b − (L − ½))² / 2 + Σ ln P(x | θ, b), with the levels of people taken as they are."""
    alike = Counter[tuple[float, bool]]()
    for tally in placed:
        alike[_level(tally), tally.right] += tally.number
    logs = [
        -((b - (item.label - 0.5)) ** 2) / (2 * LABEL_SD**2)
        + sum(number * _log_chance(right, level, b, item.guess) for (level, right), number in alike.items())
        for b in DIFFICULTIES
    ]
    weights = [math.exp(log - max(logs)) for log in logs]
    return sum(w * b for w, b in zip(weights, DIFFICULTIES, strict=True)) / sum(weights)


def _log_chance(right: bool, level: float, b: float, guess: float) -> float:
    chance = chance_right(level, b, guess)
    return math.log(max(chance if right else 1 - chance, 1e-12))


# --- who knows more ---------------------------------------------------------------------------------------------------


def _separation(known: Sequence[Tally]) -> float:
    """The point-biserial correlation; 0 where all are of one level, or all are right or wrong."""
    people = count(known)
    level = sum(tally.number * _level(tally) for tally in known) / people
    right = count_right(known) / people
    spread = sum(tally.number * (_level(tally) - level) ** 2 for tally in known) / people
    both = sum(tally.number * (_level(tally) - level) * (tally.right - right) for tally in known) / people
    return both / math.sqrt(spread * right * (1 - right)) if spread and 0 < right < 1 else 0.0


def cut(known: Sequence[Tally], share: float) -> tuple[list[Tally], list[Tally]]:
    """Those who know least, as near to this share of the people as whole levels allow; and the others."""
    levels, wanted = sorted({_level(tally) for tally in known}), share * count(known)
    below = {level: count(tally for tally in known if _level(tally) < level) for level in levels}
    border = min(levels, key=lambda level: abs(below[level] - wanted), default=0.0)
    return (
        [tally for tally in known if _level(tally) < border],
        [tally for tally in known if _level(tally) >= border],
    )


def _halves(known: Sequence[Tally], smallest: int) -> tuple[float, float] | None:
    parts = dict(enumerate(map(right_and_wrong, cut(known, 1 / 2))))
    if not known or len(tellable(parts, smallest)) < 2:
        return None
    less, more = (right / (right + wrong) for right, wrong in parts.values())
    return less, more


def _points(item: Item, known: Sequence[Tally], smallest: int) -> tuple[Point, ...]:
    groups = dict(enumerate(_of_about_one_level(known)))
    told = tellable({number: right_and_wrong(group) for number, group in groups.items()}, smallest)
    return tuple(_point(item, group) for number, group in groups.items() if number in told)


def _of_about_one_level(known: Sequence[Tally]) -> list[list[Tally]]:
    large = max(IN_THE_PICTURE, count(known) / MOST_GROUPS)
    groups: list[list[Tally]] = [[]]
    for level in sorted({_level(tally) for tally in known}):
        if count(groups[-1]) >= large:
            groups.append([])
        groups[-1] += [tally for tally in known if _level(tally) == level]
    if len(groups) > 1 and count(groups[-1]) < IN_THE_PICTURE:
        last = groups.pop()
        groups[-1] += last
    return groups


def _point(item: Item, group: Sequence[Tally]) -> Point:
    people = count(group)
    level = sum(tally.number * _level(tally) for tally in group) / people
    return Point(level, people, count_right(group) / people, _expected(item, group) / people)


# --- options and languages --------------------------------------------------------------------------------------------

NO_OPTION = ""  # of who said that she does not know


def _options(
    item: Item, tallies: Sequence[Tally], known: Sequence[Tally], smallest: int
) -> tuple[Option, ...]:
    if not item.options:
        return ()
    rest, best = cut(known, 2 / 3)
    whole, people = _drawn(item, tallies), count(tallies)
    parts = {id: (best_drawn, _drawn(item, rest)[id]) for id, best_drawn in _drawn(item, best).items()}
    told, told_parts = _told_options(item, whole, people, smallest), set[str]()
    if told and known:
        told_parts = _told_parts(item, parts, (count(best), count(rest)), smallest) & told
    return tuple(
        Option(
            id,
            right,
            whole[id] / people if id in told else None,
            *(_shares_of(parts[id], count(best), count(rest)) if id in told_parts else (None, None, False)),
        )
        for id, right in item.options.items()
    )


def _drawn(item: Item, tallies: Iterable[Tally]) -> Counter[str]:
    """How many chose each option, and none; nobody is a number too."""
    drawn = Counter[str](dict.fromkeys((*item.options, NO_OPTION), 0))
    for tally in tallies:
        for id in tally.chosen or (NO_OPTION,):
            drawn[id] += tally.number
    return drawn


def _told_options(item: Item, whole: Mapping[str, int], people: int, smallest: int) -> set[str]:
    """Of one choice the options are parts of one group; of several each is a choice by itself."""
    if item.several:
        return {id for id, drawn in whole.items() if told_share(drawn, people, smallest) is not None}
    return set(tellable({id: [drawn] for id, drawn in whole.items()}, smallest))


def _told_parts(
    item: Item, parts: Mapping[str, tuple[int, int]], sizes: tuple[int, int], smallest: int
) -> set[str]:
    if not item.several:
        return set(tellable(parts, smallest))
    return {id for id, drawn in parts.items() if _is_told_in_both(drawn, sizes, smallest)}


def _is_told_in_both(drawn: tuple[int, int], sizes: tuple[int, int], smallest: int) -> bool:
    others = (sizes[0] - drawn[0], sizes[1] - drawn[1])
    return True in tellable({True: drawn, False: others}, smallest)


def _shares_of(drawn: tuple[int, int], best: int, rest: int) -> tuple[float, float, bool]:
    """And whether the best are drawn more, beyond chance: a test of two proportions."""
    one, other = drawn[0] / best, drawn[1] / rest
    pooled = sum(drawn) / (best + rest)
    error = math.sqrt(pooled * (1 - pooled) * (1 / best + 1 / rest))
    return one, other, one - other > STANDARD_ERRORS * error


def _languages(tallies: Sequence[Tally], smallest: int) -> tuple[tuple[str, int, float], ...]:
    spoken = {tally.language for tally in tallies}
    parts = {code: right_and_wrong([each for each in tallies if each.language == code]) for code in spoken}
    told = tellable(parts, smallest)
    found = [(code, sum(parts[code]), parts[code][0] / sum(parts[code])) for code in told if code]
    return tuple(sorted(found, key=lambda one: (-one[1], one[0])))


# --- what to do with it -----------------------------------------------------------------------------------------------


class Hint(StrEnum):
    """What is worst comes first."""

    DRAWS_BEST = "draws_best"
    DOES_NOT_TELL = "does_not_tell"
    LIKE_GUESSING = "like_guessing"
    HARDER = "harder"
    EASIER = "easier"
    NEARLY_ALL = "nearly_all"
    NOT_KNOWN = "not_known"
    IDLE_OPTION = "idle_option"
    TOO_FEW = "too_few"
    WELL = "well"


@dataclass(frozen=True)
class Advice:
    hint: Hint
    option: str = ""  # its id
    level: int = 0  # that it behaves like

    @property
    def place(self) -> int:
        return list(Hint).index(self.hint)


def advice(found: Figures) -> tuple[Advice, ...]:
    """All that holds, worst first: one at least. Each needs as many answers as a calibration does (measurement 1.9).

    - draws_best: those who know most choose a wrong option more than the others do, beyond chance. Of a good question
      it is the other way round (Haladyna & Rodriguez 2013): perhaps it is right, or can be read so.
    - does_not_tell: the point-biserial is below 0.1.
    - like_guessing: fewer than 5 hundredths more are right than by guessing.
    - harder, easier: the difficulty that the answers give lies in another level than the label, and chance does not
      explain it.
    - nearly_all: nine of ten are right, or all but a few. So easy a question tells no two people apart.
    - not_known: a third says "I don't know".
    - idle_option: of a hundred answers hardly any is this wrong option.
    """
    if found.answers < ANSWERS_NEEDED:
        return (Advice(Hint.TOO_FEW),)
    return (*_of_options(found), *_of_all(found)) or (Advice(Hint.WELL),)


def _of_options(found: Figures) -> list[Advice]:
    return [Advice(Hint.DRAWS_BEST, one.id) for one in found.options if one.draws_best and not one.right]


def _of_all(found: Figures) -> list[Advice]:
    nearly_all = found.most is Most.RIGHT or (found.right or 0.0) >= NEARLY_ALL
    holds = {
        # Where nearly all are right or wrong, nothing can go along with the level.
        Hint.DOES_NOT_TELL: found.right is not None
        and not nearly_all
        and found.separation is not None
        and found.separation < LEAST_CORRELATION,
        Hint.LIKE_GUESSING: found.most is Most.WRONG
        or (found.right is not None and found.right < found.item.guess + ABOVE_GUESSING),
        Hint.HARDER: _behaves_like(found) > found.item.label,
        Hint.EASIER: _behaves_like(found) < found.item.label,
        Hint.NEARLY_ALL: nearly_all,
        Hint.NOT_KNOWN: (found.dont_know or 0.0) >= MANY_DO_NOT_KNOW,
    }
    level = _behaves_like(found)
    return [Advice(hint, level=level) for hint, held in holds.items() if held] + _idle(found)


def _behaves_like(found: Figures) -> int:
    """Its label, unless the answers say otherwise beyond chance."""
    if found.difficulty is None or found.fits:
        return found.item.label
    return level_of(found.difficulty)


def _idle(found: Figures) -> list[Advice]:
    if found.answers < IDLE_ANSWERS or found.most is Most.RIGHT:
        return []
    idle = (one for one in found.options if not one.right and one.share is not None and one.share < IDLE)
    return [Advice(Hint.IDLE_OPTION, one.id) for one in idle]


# --- a module ---------------------------------------------------------------------------------------------------------


def steps_told(started: int, reached: Sequence[int], smallest: int) -> list[int | None]:
    """How many people did each step; None where it is nearly as many as at the step before, so that what lies between
    two figures is never a few. Below the smallest group it is 0: few or nobody.
    """
    told: list[int | None] = []
    before = started
    for number in reached:
        if number < smallest:
            told.append(0)
            before = 0
        elif abs(before - number) < smallest:
            told.append(None)
        else:
            told.append(number)
            before = number
    return told
