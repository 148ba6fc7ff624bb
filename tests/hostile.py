"""The words of somebody with bad intentions, and what a page is made of: with them it has to be what it was without."""

import json
import re
from collections import Counter
from html.parser import HTMLParser
from pathlib import Path

from lms.safe_html import TAGS

WORDS: list[str] = json.loads((Path(__file__).parent / "files/hostile.json").read_text())
ALL = "\n\n".join(WORDS)
# What authors may make with rich text and Markdown.
THEIRS = TAGS | {
    ("a", "href"),
    ("a", "title"),
    ("abbr", "title"),
    ("ol", "start"),
    ("td", "colspan"),
    ("td", "rowspan"),
    ("th", "colspan"),
    ("th", "rowspan"),
    ("th", "scope"),
}
LEADS = {
    "href",
    "src",
    "srcset",
    "action",
    "formaction",
    "data",
    "poster",
    "ping",
    "xlink:href",
    "background",
}
SCHEME = re.compile(r"([a-z][a-z0-9+.-]*):")
ELSEWHERE = re.compile(r"[/\\]{2}")


class Bones(HTMLParser):
    """Elements and attributes, without the words and without what authors may make; and where they lead."""

    def __init__(self) -> None:
        super().__init__()
        self.found: Counter = Counter()
        self.led_astray: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.update(
            part for part in (tag, *((tag, name) for name, _value in attrs)) if part not in THEIRS
        )
        self.led_astray += [
            f"{tag} {name}={value}" for name, value in attrs if name in LEADS and not is_safe(value or "")
        ]

    def handle_comment(self, data: str) -> None:
        self.found["comment"] += 1

    def handle_decl(self, decl: str) -> None:
        self.found["declaration"] += 1

    def handle_pi(self, data: str) -> None:
        self.found["instruction"] += 1

    unknown_decl = handle_decl


def is_safe(address: str) -> bool:
    """As a browser reads it: without control characters and space before it, and without any line in it."""
    read = re.sub(r"[\t\r\n]", "", address.lstrip("".join(map(chr, range(33))))).lower()
    scheme = SCHEME.match(read)
    return scheme[1] in ("http", "https", "mailto") if scheme else not ELSEWHERE.match(read)


def bones(html: str) -> Bones:
    read = Bones()
    read.feed(html)
    read.close()
    return read


def tame(words: str) -> str:
    """As long, with the same lines and the same cells of a row, but nobody's mark-up."""
    return re.sub(r"[^\w\n|]|_", "x", words)
