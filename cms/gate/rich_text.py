"""What a piece of rich text holds: its paragraphs, headings and links."""

from dataclasses import dataclass, field
from html.parser import HTMLParser

BLOCKS = {"p", "li", "h2", "h3", "h4", "blockquote"}


@dataclass
class Found:
    paragraphs: list[str] = field(default_factory=list)
    headings: list[tuple[int, str]] = field(default_factory=list)
    links: list[str] = field(default_factory=list)


class Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.found = Found()
        self.text = self.link = ""
        self.in_link = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in BLOCKS:
            self._finish("")
        if tag == "a":
            self.in_link, self.link = True, ""
        if tag == "br":
            self.text += " "

    def handle_data(self, data: str) -> None:
        self.text += data
        if self.in_link:
            self.link += data

    def handle_endtag(self, tag: str) -> None:
        if tag == "a" and self.in_link:
            self.in_link = False
            self.found.links.append(tidy(self.link))
        if tag in BLOCKS:
            self._finish(tag)

    def close(self) -> None:
        super().close()
        self._finish("")

    def _finish(self, tag: str) -> None:
        """An empty paragraph is nothing; an empty heading is one, and a mistake."""
        text, self.text = tidy(self.text), ""
        if tag.startswith("h"):
            self.found.headings.append((int(tag[1:]), text))
        elif text:
            self.found.paragraphs.append(text)


def read(html: str) -> Found:
    reader = Reader()
    reader.feed(html)
    reader.close()
    return reader.found


def tidy(text: str) -> str:
    return " ".join(text.split())
