"""Draw levels as bricks: a row of eight is one competence, a wall is a whole profile. Returns the inside of an <svg>.

A cell says what is known about one level: on (shown), maybe (not sure yet), off (to be built), new (gained since last
time), here (the step you are at). Units are those of the drawing: a row is 194 x 27, a wall is WALL_HEIGHT high.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from html import escape
from itertools import groupby

KINDS = frozenset({"on", "maybe", "off", "new", "here"})
LEVELS = 8
PITCH = 23  # from brick to brick in a row
TOWER, TOWER_PITCH, AREA_GAP = (
    12,
    14,
    9,
)  # width of a tower, from tower to tower, extra room between two areas
WALL_HEIGHT = 116
WALL_FOOT = 86  # top of the lowest brick of a wall; each level is 12 higher


@dataclass(frozen=True)
class Wall:
    drawing: str
    width: int


def shown(cells: Sequence[str]) -> int:
    return sum(cell in {"on", "new"} for cell in cells)


def perhaps(cells: Sequence[str]) -> int:
    """The highest level that may be reached, or 0 when nothing is in doubt."""
    return max((level for level, cell in enumerate(cells, 1) if cell == "maybe"), default=0)


def row(cells: Sequence[str], required: int | None = None) -> str:
    bricks = "".join(brick(cell, PITCH * place) for place, cell in enumerate(cells))
    return bricks + (flag(PITCH * required - 0.5) if required else "")


def brick(kind: str, x: float = 0) -> str:
    if kind not in KINDS:
        raise ValueError(f"no such brick: {kind!r}")
    drawn = f'<rect class="b-{kind}" x="{x + 1.7:g}" y="10.7" width="18.6" height="12.6" rx="2"/>'
    return drawn + (hatch(x) if kind == "maybe" else "")


def hatch(x: float) -> str:
    strokes = (3, 17, 5.5), (4, 22.5, 11), (10.5, 22.5, 9), (17, 22.5, 2)
    path = "".join(f"M{x + left:g} {bottom:g}l{size:g}-{size:g}" for left, bottom, size in strokes)
    return f'<path class="b-hatch" d="{path}"/>'


def flag(x: float = 0) -> str:
    return f'<path class="b-pole" d="M{x:g} 26V1"/><path class="b-flag" d="M{x:g} 1h10l-3 3.5 3 3.5h-10z"/>'


def wall(towers: Iterable[tuple[str, Sequence[str], int | None]]) -> Wall:
    """Towers are (area, cells, required), in order; neighbours of one area stand together, above its name."""
    paths: dict[str, list[str]] = {"off": [], "maybe": [], "hatch": [], "on": [], "halo": [], "need": []}
    names, right = [], -AREA_GAP
    for area, group in groupby(towers, key=lambda tower: tower[0]):
        left = right + AREA_GAP
        right = left
        for _, cells, required in group:
            for kind, path in tower(right, cells, required):
                paths[kind].append(path)
            right += TOWER_PITCH
        names.append((area, (left + right - TOWER_PITCH + TOWER) / 2))
    drawing = "".join(
        f'<path class="w-{kind}" d="{"".join(parts)}"/>' for kind, parts in paths.items() if parts
    )
    return Wall(drawing + "".join(label(area, middle) for area, middle in names), max(right - 2, 0))


def tower(x: int, cells: Sequence[str], required: int | None) -> Iterator[tuple[str, str]]:
    for level, cell in enumerate(cells):
        y = WALL_FOOT - 12 * level
        if cell in {"on", "new"}:
            yield "on", f"M{x} {y}h12v10h-12z"
        else:
            yield ("maybe" if cell == "maybe" else "off"), f"M{x}.5 {y}.5h11v9h-11z"
        if cell == "maybe":
            yield "hatch", f"M{x + 1} {y + 7}l6-6M{x + 3}.5 {y + 9}l7.5-7.5"
    if required:
        line = f"M{x - 1} {WALL_FOOT + 11 - 12 * required}h14"
        yield "halo", line  # so that the line stands out on a full brick
        yield "need", line


def label(area: str, middle: float) -> str:
    return f'<text aria-hidden="true" x="{middle:g}" y="{WALL_HEIGHT - 3}">{escape(area)}</text>'


def split(parts: Mapping[str, int], width: int = 400, height: int = 28) -> str:
    """A bar of as many pieces as there are parts that are not 0, each as wide as its share; kinds become classes."""
    total, left, drawn = sum(parts.values()), 0.0, ""
    for kind, number in parts.items():
        if number:
            wide = width * number / total
            size = f'x="{left + 1:.1f}" y="2" width="{max(wide - 2, 1):.1f}" height="{height - 4}"'
            drawn += f'<rect class="s-{kind}" {size} rx="3"/>'
            left += wide
    return drawn
