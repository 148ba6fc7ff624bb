"""Curve: the picture of an item, how many people are right at each level, as expected and as it was."""

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

LOWEST, HIGHEST = 0.0, 8.0  # levels
WIDTH, HEIGHT = 288.0, 170.0
LEFT, TOP, END = 44.0, 10.0, 10.0
STEP = 0.25
DOT = 3.5, 7.0  # radius of the smallest and the largest group


@dataclass(frozen=True)
class Dot:
    x: float
    y: float
    r: float


@dataclass(frozen=True)
class Curve:
    """Lines as the points of an SVG path; places are those of the drawing."""

    proposed: str
    before: str
    dots: tuple[Dot, ...]
    levels: tuple[tuple[float, int], ...]  # place on the axis below, and the level
    shares: tuple[tuple[float, int], ...]  # place on the upright axis, and the percentage


def level_of(b: float) -> int:
    """The label that means this difficulty: level L begins at L − ½, and so does its question; 0 is below."""
    return min(max(math.floor(b + 1.0), 0), int(HIGHEST))


def chance_right(level: float, b: float, guess: float) -> float:
    return guess + (1.0 - guess) / (1.0 + math.exp(b - level))


def draw(b: float, before: float, guess: float, points: Sequence[tuple[float, int, float]]) -> Curve:
    """`points`: of each group of people its level, how many answered, and the share that was right."""
    most = max((answers for _level, answers, _share in points), default=1)
    return Curve(
        proposed=_line(b, guess),
        before=_line(before, guess),
        dots=tuple(
            Dot(_x(level), _y(share), round(_radius(answers / most), 1)) for level, answers, share in points
        ),
        levels=tuple((_x(level), level) for level in range(int(LOWEST), int(HIGHEST) + 1)),
        shares=tuple((_y(percent / 100), percent) for percent in range(0, 101, 25)),
    )


def _line(b: float, guess: float) -> str:
    return " ".join(f"{_x(level)} {_y(chance_right(level, b, guess))}" for level in _levels())


def _levels() -> Iterator[float]:
    return (LOWEST + STEP * number for number in range(round((HIGHEST - LOWEST) / STEP) + 1))


def _x(level: float) -> float:
    inside = min(max(level, LOWEST), HIGHEST) - LOWEST
    return round(LEFT + (WIDTH - END - LEFT) * inside / (HIGHEST - LOWEST), 1)


def _y(share: float) -> float:
    return round(TOP + HEIGHT * (1.0 - share), 1)


def _radius(size: float) -> float:
    return DOT[0] + (DOT[1] - DOT[0]) * size
