"""Draw a small chart: bars or a line above an axis, beside an axis with round numbers.

Units are those of the drawing. On the narrowest phone one unit is about one pixel and a letter FONT high, so labels
that leave each other free here do so everywhere.
"""

import math
import textwrap
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import count

WIDTH = 288
PLOT = 170  # height between the axes
TOP = 10
END = 6  # room at the right
FONT = 14
LETTER = 0.62 * FONT  # a digit; most letters are narrower
WIDE = frozenset("mwMW@%")  # and these half as wide again
LINE = 1.2 * FONT
MOST_LINES = 3
APART = 6  # between two labels
SLOPE = math.sqrt(0.5)  # a label that does not fit under its point is turned 45 degrees
MOST_LEFT = 0.75 * WIDTH  # the rest is for the chart itself; of a label that is longer the end can be read
MOST_STEPS = 5
BAR = 0.64  # of the room of one point


@dataclass(frozen=True)
class Words:
    x: float
    y: float
    text: str


@dataclass(frozen=True)
class Bar:
    x: float
    y: float
    width: float
    height: float


@dataclass(frozen=True)
class Drawing:
    """`turned` labels stand on a slope, around their own point."""

    width: float
    height: float
    left: float
    right: float
    bottom: float
    ticks: tuple[Words, ...]
    labels: tuple[Words, ...]
    turned: bool
    bars: tuple[Bar, ...]
    dots: tuple[tuple[float, float], ...]


@dataclass(frozen=True)
class Labels:
    """How the labels can stand below `n` points: how far the axis moves right, and one in how many is written."""

    left: float
    every: int
    turned: bool
    written: tuple[tuple[str, ...], ...]


def draw(
    form: str, start: float, points: Sequence[tuple[str, float]], say: Callable[[Decimal], str]
) -> Drawing:
    """`form` is bar or line, `start` the lowest number of the upright axis, `say` writes a number for the reader."""
    values = [Decimal(str(value)) for _label, value in points]
    scale = ticks(Decimal(str(start)), max(values))
    margin = max(width(say(number)) for number in scale) + APART
    labels = lay_out([label for label, _value in points], margin)
    pitch = pitch_of(len(points), labels.left)
    middles = [labels.left + pitch * (place + 0.5) for place in range(len(points))]
    bottom = TOP + PLOT

    def height(number: Decimal) -> float:
        share = (number - scale[0]) / (scale[-1] - scale[0])
        return round(bottom - PLOT * float(share), 1)

    ground = height(max(scale[0], Decimal(0)))
    tops = [height(value) for value in values]
    bars = (
        Bar(
            round(middle - pitch * BAR / 2, 1),
            min(top, ground),
            round(pitch * BAR, 1),
            round(abs(ground - top), 1),
        )
        for middle, top in zip(middles, tops, strict=True)
    )
    return Drawing(
        width=WIDTH,
        height=round(bottom + depth(labels), 1),
        left=round(labels.left, 1),
        right=WIDTH - END,
        bottom=bottom,
        ticks=tuple(Words(round(labels.left - APART, 1), height(number), say(number)) for number in scale),
        labels=tuple(below(labels, middles, bottom)),
        turned=labels.turned,
        bars=tuple(bars) if form == "bar" else (),
        dots=tuple((round(middle, 1), top) for middle, top in zip(middles, tops, strict=True))
        if form == "line"
        else (),
    )


def below(labels: Labels, middles: Sequence[float], bottom: float) -> Iterator[Words]:
    for place in range(0, len(middles), labels.every):
        for number, line in enumerate(labels.written[place]):
            yield Words(round(middles[place], 1), round(bottom + FONT + LINE * number, 1), line)


def ticks(start: Decimal, highest: Decimal) -> tuple[Decimal, ...]:
    """From `start` in equal steps of 1, 2 or 5 times a power of ten, until the highest value is in."""
    room = highest - start if highest > start else Decimal(1)
    rough = room / MOST_STEPS
    power = Decimal(10) ** rough.adjusted()
    step = next(power * times for times in (1, 2, 5, 10) if power * times >= rough)
    return tuple(start + step * number for number in range(math.ceil(room / step) + 1))


def pitch_of(n: int, left: float) -> float:
    return (WIDTH - END - left) / n


def lay_out(labels: Sequence[str], margin: float) -> Labels:
    """Under the points if all fit, else turned; when there are too many, only one in 2, 3..."""
    return min(level(labels, margin), turned(labels, margin), key=lambda way: way.every)


def level(labels: Sequence[str], margin: float) -> Labels:
    pitch = pitch_of(len(labels), margin)
    every = next(every for every in count(1) if fits(labels[::every], pitch * every) or every >= len(labels))
    return Labels(margin, every, False, tuple(wrapped(label, pitch * every) for label in labels))


def fits(labels: Sequence[str], room: float) -> bool:
    return all(
        len(lines) <= MOST_LINES and max(width(line) for line in lines) + APART <= room
        for lines in (wrapped(label, room) for label in labels)
    )


def turned(labels: Sequence[str], margin: float) -> Labels:
    """They end under their point, so the first ones may need a wider margin."""
    n = len(labels)
    shares = [(place + 0.5) / n for place in range(n)]
    needs = (
        ((width(label) + FONT) * SLOPE - (WIDTH - END) * share) / (1 - share)
        for label, share in zip(labels, shares, strict=True)
    )
    left = min(max(margin, *needs), MOST_LEFT)
    every = math.ceil(0.93 * FONT / SLOPE / pitch_of(n, left))
    return Labels(left, every, True, tuple((label,) for label in labels))


def wrapped(label: str, room: float) -> tuple[str, ...]:
    letters = max(int((room - APART) / LETTER), 1)
    return tuple(textwrap.wrap(label, letters, break_long_words=False, break_on_hyphens=False)) or ("",)


def width(text: str) -> float:
    return LETTER * (len(text) + sum(letter in WIDE for letter in text) / 2)


def depth(labels: Labels) -> float:
    """Of the room below the axis."""
    written = labels.written[:: labels.every]
    if labels.turned:
        return FONT + max(width(line) for (line,) in written) * SLOPE + APART
    return LINE * max(len(lines) for lines in written) + APART
