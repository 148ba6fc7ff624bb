"""What comes as files, as the gate looks at it: it goes live at once, so nothing in it may keep somebody out."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from markdown_it import MarkdownIt

from cms.gate.checks import Aim, Asked, Finding, Kind, Picture, Recording, Whole, Writing, of_writing
from cms.gate.checks import of_module as checks_of_module
from cms.gate.readability import words
from cms.gate.rich_text import Found, read
from courses import content as c
from courses.plain_form import Malformed
from courses.questions import kind, kinds
from lms import safe_recordings

markdown = MarkdownIt("commonmark", {"html": False})
NO_TEXT = {"id", "file", "captions", "picture"}


def of_activity(
    language: str, activity: c.ActivityContent, glossary: frozenset[str] = frozenset()
) -> list[Finding]:
    return list(of_writing(writing(language, activity, glossary)))


def writing(language: str, activity: c.ActivityContent, glossary: frozenset[str]) -> Writing:
    built = [block for block in activity.blocks if isinstance(block, c.BuiltBlock)]
    return Writing(
        language,
        [shown(text) for block in activity.blocks for text in texts_of(block)],
        [Picture(picture.alt) for picture in pictures_of(activity)],
        [recording(block) for block in built if block.kind == "recording"],
        glossary,
        frozenset(word for block in built for word in words_of(block)),
    )


def of_module(module: c.ModuleContent) -> list[Finding]:
    return list(checks_of_module(whole(module)))


def whole(module: c.ModuleContent) -> Whole:
    lessons, tests = (
        [one for one in module.activities if one.kind == kind]
        for kind in (c.ActivityKind.LESSON, c.ActivityKind.TEST)
    )
    written = [
        paragraph for one in module.activities for paragraph in writing("", one, frozenset()).paragraphs
    ]
    return Whole(
        minutes=module.minutes,
        words=sum(len(words(paragraph)) for paragraph in written),
        practised=list(asked_in(lessons)),
        aims=[Aim(code, *levels) for code, levels in module.competences.items()],
        asked=list(asked_in(tests)),
        lessons=len(lessons),
        tests=len(tests),
        picture=Picture(module.picture.alt) if module.picture else None,
    )


def asked_in(activities: Iterable[c.ActivityContent]) -> Iterator[Asked]:
    for activity in activities:
        for one in activity.questions:
            yield Asked(one.id, one.competence, one.level, one.key)


def of_question(
    language: str, question: c.QuestionContent, glossary: frozenset[str] = frozenset()
) -> list[Finding]:
    """Nothing in what cannot be read: that is refused elsewhere."""
    try:
        texts = kind(question.type).split(dict(question.plain))[1] if question.type in kinds() else {}
    except Malformed:
        return []
    written = [shown(text) for name, text in texts.items() if name.rpartition(".")[2] != "alt"]
    pictures = [Picture(picture.alt) for picture in question.pictures]
    return list(of_writing(Writing(language, written, pictures, explained=glossary)))


def shown(text: str) -> Found:
    return read(str(markdown.render(text)))


def texts_of(block: c.Block) -> Iterator[str]:
    if isinstance(block, c.TextBlock | c.NoteBlock):
        yield block.markdown
    elif isinstance(block, c.ChecklistBlock):
        yield from block.items
    elif isinstance(block, c.BuiltBlock):
        yield from sentences_in(block.plain)


def sentences_in(plain: Any) -> Iterator[str]:
    if isinstance(plain, str):
        yield plain
    elif isinstance(plain, Mapping):
        for name, value in plain.items():
            yield from () if name in NO_TEXT else sentences_in(value)
    elif isinstance(plain, list):
        for one in plain:
            yield from sentences_in(one)


def pictures_of(activity: c.ActivityContent) -> Iterator[c.Picture]:
    for block in activity.blocks:
        if isinstance(block, c.PictureBlock):
            yield block.picture
        elif isinstance(block, c.BuiltBlock):
            yield from block.pictures


def recording(block: c.BuiltBlock) -> Recording:
    captions = str(block.plain.get("captions") or "")
    return Recording(
        kind_of(str(block.plain.get("file"))),
        ending(captions) in safe_recordings.CAPTIONS if captions else None,
        block.plain.get("silent") is True,
        bool(block.plain.get("transcript")),
    )


def kind_of(file: str) -> Kind:
    if ending(file) in safe_recordings.SOUND:
        return Kind.SOUND
    return Kind.FILM if ending(file) in safe_recordings.FILM else Kind.OTHER


def ending(file: str) -> str:
    return file.rpartition(".")[2].lower()


def words_of(block: c.BuiltBlock) -> Iterator[str]:
    items = block.plain.get("items")
    if block.kind == "words" and isinstance(items, list):
        yield from (str(item.get("text")).casefold() for item in items if isinstance(item, Mapping))
