"""Which browser on what kind of device, as people call it, from what a browser says of itself (its user agent).

Browsers name each other to be let in everywhere, so the first that fits counts: Edge says Chrome, Chrome says Safari.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass

BROWSERS = (
    ("Edge", r"Edg(e|A|iOS)?/"),
    ("Opera", r"OPR/|OPiOS/|Opera"),
    ("Samsung Internet", r"SamsungBrowser/"),
    ("Firefox", r"Firefox/|FxiOS/"),
    ("Chrome", r"Chrome/|CriOS/|Chromium/"),
    ("Safari", r"Safari/"),
)
SYSTEMS = (
    ("iPhone", r"iPhone"),
    ("iPad", r"iPad"),
    ("Android", r"Android"),
    ("ChromeOS", r"CrOS"),
    ("Windows", r"Windows"),
    ("Mac", r"Macintosh"),
    ("Linux", r"Linux|X11"),
)


@dataclass(frozen=True)
class Device:
    """Names as their makers write them; "" is not known."""

    browser: str
    system: str


def device(user_agent: str) -> Device:
    return Device(first(BROWSERS, user_agent), first(SYSTEMS, user_agent))


def first(names: Iterable[tuple[str, str]], said: str) -> str:
    return next((name for name, sign in names if re.search(sign, said)), "")
