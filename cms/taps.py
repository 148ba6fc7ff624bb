"""Words that somebody can tap on to read what they mean: the first of each in a text."""

import re
from collections.abc import Mapping
from html import escape

TAG = re.compile(r"""(<(?:"[^"]*"|'[^']*'|[^"'>])*>)""")  # a title may hold a > of its own
NOT_IN = {"a", "button", "code", "h2", "h3", "summary"}


class Taps:
    """`places`: where on the page each word is explained. Each is made once, however many texts go by."""

    def __init__(self, places: Mapping[str, str]) -> None:
        self.places = {escape(word, quote=False).casefold(): place for word, place in places.items()}

    def in_text(self, html: str) -> str:
        """`html` is clean: what looks like a tag is one, and every other < is written as an entity."""
        pieces, closed = [], ""
        for piece in TAG.split(html):
            if piece.startswith("<"):
                name = re.split(r"[\s>]", piece.strip("</"), maxsplit=1)[0].strip("/>")
                if not closed and name in NOT_IN and not piece.startswith("</"):
                    closed = name
                elif piece.startswith("</") and name == closed:
                    closed = ""
            elif not closed:
                piece = self._marked(piece)
            pieces.append(piece)
        return "".join(pieces)

    def _marked(self, text: str) -> str:
        if not self.places:
            return text
        longest_first = sorted(self.places, key=len, reverse=True)
        words = re.compile(
            rf"(?<![\w&-])(?:{'|'.join(map(re.escape, longest_first))})(?![\w-])", re.IGNORECASE
        )
        found = words.search(text)
        if found is None:
            return text
        place = self.places.pop(next(word for word in longest_first if alike(word, found[0])))
        button = f'<button class="term" type="button" popovertarget="{place}">{found[0]}</button>'
        return text[: found.start()] + button + self._marked(text[found.end() :])


def alike(word: str, found: str) -> bool:
    """As the search sees it: to it a Turkish i without a dot is an i, and to `casefold` it is not."""
    return re.fullmatch(re.escape(word), found, re.IGNORECASE) is not None
