"""A ```question block: what every type shares is read here, the rest is the plain form of its type."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from markdown_it.tree import SyntaxTreeNode

from courses.content import Picture, QuestionContent
from lms.interop.modules.reading import MAX_LEVEL, Fields, Reading
from lms.interop.modules.yaml_text import Lines, read_mapping

SHARED = ("id", "type", "competence", "level", "key", "checkup", "fast")
SOURCE_ONLY = ("type", "competence", "level", "key", "checkup", "fast")
TYPE = re.compile(r"[a-z][a-z0-9_]*")


@dataclass(frozen=True)
class LocatedQuestion:
    content: QuestionContent
    line: int


class QuestionBlocks:
    """The ```question blocks of one file; each id may be used once."""

    def __init__(self, text: str, source: Mapping[str, QuestionContent] | None, reading: Reading) -> None:
        self.lines_of_file = text.split("\n")
        self.source, self.reading, self.problems = source, reading, reading.problems
        self.lines: dict[str, int] = {}

    def read(self, node: SyntaxTreeNode) -> LocatedQuestion | None:
        line = start_of(node) + 1
        if not self.is_closed(node):
            self.problems.add("question_not_closed", line=line)
            return None
        located = read_question(node.content, line, self.source, self.reading)
        if located is None:
            return None
        if first := self.lines.get(located.content.id):
            self.problems.add("double_question", line=located.line, field="id", first=first)
        self.lines.setdefault(located.content.id, located.line)
        return located

    def is_closed(self, node: SyntaxTreeNode) -> bool:
        start, end = node.map or (0, 0)
        last = self.lines_of_file[end - 1].strip()
        return end - start > 1 and last.startswith(node.markup) and not last.strip(node.markup[0])


def is_question(node: SyntaxTreeNode) -> bool:
    return node.type == "fence" and node.info.split()[:1] == ["question"]


def start_of(node: SyntaxTreeNode) -> int:
    return node.map[0] if node.map else 0


def read_question(
    text: str, line: int, source: Mapping[str, QuestionContent] | None, reading: Reading
) -> LocatedQuestion | None:
    """`source` holds the source's questions by id, or is None when this file is the source itself."""
    values, lines = read_mapping(text, line + 1, reading.problems)
    if not values:
        return None
    fields = Fields(values, lines, line, reading.problems)
    question_id = fields.slug("id")
    plain = {name: value for name, value in values.items() if name not in SHARED}
    if not plain:
        fields.wrong("question_empty", "id")
    pictures = tuple(pictures_in(plain, "", lines, line, reading))
    if source is None:
        content = _source_question(question_id, fields, plain, pictures)
    elif question_id in source:
        content = _translated_question(source[question_id], fields, plain, pictures)
    else:
        fields.wrong("question_not_in_source", "id", question=question_id)
        return None
    return LocatedQuestion(content, fields.line("id"))


def _source_question(
    question_id: str, fields: Fields, plain: dict[str, Any], pictures: tuple[Picture, ...]
) -> QuestionContent:
    kind = fields.text("type", limit=50)
    if kind and not TYPE.fullmatch(kind):
        fields.wrong("bad_question_type", "type")
    competence, level = fields.code("competence"), fields.number("level", highest=MAX_LEVEL)
    key, checkup, fast = (fields.flag(name) for name in ("key", "checkup", "fast"))
    return QuestionContent(question_id, kind, competence, level, key, plain, pictures, checkup, fast)


def _translated_question(
    source: QuestionContent, fields: Fields, plain: dict[str, Any], pictures: tuple[Picture, ...]
) -> QuestionContent:
    """A translation may repeat what the source says, but not change it."""
    for name in SOURCE_ONLY:
        if name in fields.values and fields.values[name] != getattr(source, name):
            fields.wrong("differs_from_source", name)
    return replace(source, plain=plain, pictures=pictures or source.pictures)


def pictures_in(value: Any, path: str, lines: Lines, line: int, reading: Reading) -> Iterator[Picture]:
    """Every `picture: {file, alt}`, however deep; a translation may leave out the file."""
    for name, inner in _children(value):
        inner_path = f"{path}.{name}" if path else name
        if name == "picture" and isinstance(inner, dict) and "file" in inner:
            alt = inner.get("alt")
            picture_line = lines.get(inner_path, line)
            picture = reading.picture(
                str(inner["file"]), alt if isinstance(alt, str) else "", "", line=picture_line
            )
            if picture:
                yield picture
        else:
            yield from pictures_in(inner, inner_path, lines, line, reading)


def _children(value: Any) -> Iterator[tuple[str, Any]]:
    if isinstance(value, dict):
        yield from value.items()
    elif isinstance(value, list):
        yield from ((str(number), item) for number, item in enumerate(value, 1))
