"""Whatever colour an organisation may choose, everybody can read everything: WCAG 2.2 AA, in light and in dark."""

import math
import re
from pathlib import Path

import pytest

SHEET = (Path(__file__).parents[2] / "lms/static/css/bouwsteen.css").read_text()
TEXT, SHAPES = 4.5, 3.0
# What is written on what.
PAIRS = [
    *(("brand", on, TEXT) for on in ("paper", "surface", "sunken", "brand-soft")),
    ("on-brand", "brand", TEXT),
    ("on-brand", "brand-deep", TEXT),
    *((ink, on, TEXT) for ink in ("ink", "ink-2") for on in ("brand-soft",)),
    ("ink", "brand-fill", TEXT),
    *(("on-panel", on, TEXT) for on in ("panel", "panel-2")),
    ("on-panel-2", "panel", TEXT),
    ("on-panel-2", "panel-2", TEXT),
    ("brand-line", "surface", SHAPES),
]


def formula(name: str, dark: bool) -> str:
    found = re.findall(rf"--{name}: (light-dark\(.*?\)|oklch\([^;]*\)|#\w+);", SHEET)
    said = next((one for one in found if not one.startswith("#")), found[0])
    if not said.startswith("light-dark("):
        return said
    inner = said[len("light-dark(") : -1]
    depth = 0
    for place, sign in enumerate(inner):
        depth += (sign == "(") - (sign == ")")
        if sign == "," and depth == 0:
            return (inner[place + 1 :] if dark else inner[:place]).strip()
    raise AssertionError(said)


def luminance(said: str, hue: float, chroma: float) -> float:
    if said.startswith("#"):
        digits = said[1:] if len(said) == 7 else "".join(sign * 2 for sign in said[1:])
        channels = [int(digits[at : at + 2], 16) / 255 for at in (0, 2, 4)]
        linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    else:
        lightness = float(re.match(r"oklch\(([.\d]+) ", said)[1])
        part = re.search(r"\* ([.\d]+)\)", said)
        linear = from_oklch(lightness, chroma * (float(part[1]) if part else 1), hue)
    return sum(part * share for part, share in zip(linear, (0.2126, 0.7152, 0.0722), strict=True))


def from_oklch(lightness: float, chroma: float, hue: float) -> list[float]:
    a, b = chroma * math.cos(math.radians(hue)), chroma * math.sin(math.radians(hue))
    l = (lightness + 0.3963377774 * a + 0.2158037573 * b) ** 3  # noqa: E741 the name that the formula has
    m = (lightness - 0.1055613458 * a - 0.0638541728 * b) ** 3
    s = (lightness - 0.0894841775 * a - 1.2914855480 * b) ** 3
    linear = (
        4.0767416621 * l - 3.3077115913 * m + 0.2309699292 * s,
        -1.2684380046 * l + 2.6097574011 * m - 0.3413193965 * s,
        -0.0041960863 * l - 0.7034186147 * m + 1.7076147010 * s,
    )
    return [min(max(channel, 0), 1) for channel in linear]


def contrast(one: float, other: float) -> float:
    light, dark = max(one, other), min(one, other)
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
@pytest.mark.parametrize(("ink", "on", "least"), PAIRS)
def test_every_colour_that_may_be_saved_can_be_read(ink, on, least, dark):
    written, under = formula(ink, dark), formula(on, dark)
    found = {
        (hue, chroma): contrast(luminance(written, hue, chroma), luminance(under, hue, chroma))
        for hue in range(0, 361, 5)
        for chroma in (0, 0.04, 0.08, 0.12)
    }
    assert min(found.values()) >= least, min(found, key=found.get)
