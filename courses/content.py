"""A module as its author hands it over: one `ModuleContent` per language, not yet pages or records."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any


class ActivityKind(StrEnum):
    LESSON = "lesson"
    TASK = "task"
    TEST = "test"


class NoteKind(StrEnum):
    TIP = "tip"
    WARNING = "warning"
    EXAMPLE = "example"


@dataclass(frozen=True)
class Picture:
    file: str
    content: bytes = field(repr=False)
    alt: str
    caption: str = ""


@dataclass(frozen=True)
class TextBlock:
    markdown: str


@dataclass(frozen=True)
class PictureBlock:
    picture: Picture


@dataclass(frozen=True)
class NoteBlock:
    kind: NoteKind
    markdown: str


@dataclass(frozen=True)
class ChecklistBlock:
    items: tuple[str, ...]


@dataclass(frozen=True)
class BuiltBlock:
    """A block with parts, as `courses.lesson_blocks` describes its kind; `files` are its recordings and documents."""

    kind: str
    plain: Mapping[str, Any]
    pictures: tuple[Picture, ...] = ()
    files: Mapping[str, bytes] = field(default_factory=dict, repr=False)


@dataclass(frozen=True)
class QuestionContent:
    """`plain` is the plain form, which only its question type understands; a translation carries no key."""

    id: str
    type: str
    competence: str
    level: int
    key: bool
    plain: Mapping[str, Any]
    pictures: tuple[Picture, ...] = ()
    checkup: bool = False
    fast: bool = False  # about something that changes fast, such as AI


@dataclass(frozen=True)
class ItemsContent:
    """Questions about one competence that stand by themselves: the bank of the check-up."""

    competence: str
    language: str
    framework: str
    questions: tuple[QuestionContent, ...]


TryOut = QuestionContent
Block = TextBlock | PictureBlock | NoteBlock | ChecklistBlock | BuiltBlock | TryOut


@dataclass(frozen=True)
class ActivityContent:
    kind: ActivityKind
    slug: str
    title: str
    blocks: tuple[Block, ...]

    @property
    def questions(self) -> tuple[QuestionContent, ...]:
        return tuple(block for block in self.blocks if isinstance(block, QuestionContent))


@dataclass(frozen=True)
class ModuleContent:
    """`competences`: code -> (lowest, highest level). A translation repeats what only the source says."""

    module: str
    language: str
    title: str
    summary: str
    goal: str
    subject: str
    framework: str
    competences: Mapping[str, tuple[int, int]]
    minutes: int
    picture: Picture | None
    activities: tuple[ActivityContent, ...]

    @property
    def questions(self) -> Iterator[QuestionContent]:
        return (question for activity in self.activities for question in activity.questions)
