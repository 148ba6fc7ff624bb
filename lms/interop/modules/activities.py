"""The Markdown below the front matter: lessons, tasks and tests, each a row of blocks."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from markdown_it import MarkdownIt
from markdown_it.tree import SyntaxTreeNode

from courses.content import (
    ActivityContent,
    ActivityKind,
    Block,
    BuiltBlock,
    ChecklistBlock,
    NoteBlock,
    NoteKind,
    PictureBlock,
    QuestionContent,
    TextBlock,
)
from courses.lesson_blocks import KINDS as BUILT
from courses.lesson_blocks import files_of
from lms.interop.modules.questions import QuestionBlocks, is_question, pictures_in, start_of
from lms.interop.modules.reading import MAX_SLUG, MAX_TITLE, SLUG, Reading
from lms.interop.modules.yaml_text import read_mapping

KINDS = {
    ActivityKind.LESSON: ("les", "lesson", "leçon", "lektion"),
    ActivityKind.TASK: ("doe-opdracht", "task", "tâche", "mission", "aufgabe", "praxisaufgabe"),
    ActivityKind.TEST: ("test",),
}
KIND_OF_WORD = {word: kind for kind, words in KINDS.items() for word in words}
HEADING = re.compile(r"(?P<kind>[^:]+?)\s*:\s*(?P<title>.+?)\s*(?:\{#(?P<slug>[^}]*)\})?")
NOTE = re.compile(r"\s*\[!(?P<kind>\w+)\]\s*")
TICK = re.compile(r"\[ \]\s+")
MAX_HEADING = 2 * MAX_TITLE
CODE_INFO = ("", "text")


@dataclass
class Draft:
    """An activity while its blocks are being read."""

    kind: ActivityKind
    slug: str
    title: str
    line: int
    blocks: list[Block] = field(default_factory=list)
    seen: set[str] = field(default_factory=set)  # types of nodes, the wrong ones too

    def finished(self) -> ActivityContent:
        return ActivityContent(self.kind, self.slug, self.title, tuple(self.blocks))


@dataclass(frozen=True)
class Activities:
    """The activities of one file; `lines` gives the line of each by its slug."""

    contents: tuple[ActivityContent, ...]
    lines: Mapping[str, int]


def read_activities(text: str, source: Mapping[str, QuestionContent] | None, reading: Reading) -> Activities:
    return _Body(text, source, reading).read()


class _Body:
    def __init__(self, text: str, source: Mapping[str, QuestionContent] | None, reading: Reading) -> None:
        self.lines = text.split("\n")
        self.reading, self.problems = reading, reading.problems
        self.questions = QuestionBlocks(text, source, reading)
        self.root = SyntaxTreeNode(MarkdownIt("commonmark").parse(text))
        self.drafts: list[Draft] = []
        self.text_start: int | None = None

    def read(self) -> Activities:
        for node in self.root.children:
            self._read_node(node)
        self._end_text(len(self.lines))
        for draft in self.drafts:
            self._check_complete(draft)
        if not self.drafts:
            self.problems.add("no_activity", line=1)
        lines = {draft.slug: draft.line for draft in self.drafts}
        return Activities(tuple(draft.finished() for draft in self.drafts), lines)

    def _read_node(self, node: SyntaxTreeNode) -> None:
        start, line = start_of(node), start_of(node) + 1
        if node.type == "heading" and node.tag == "h1":
            self._end_text(start)
            self._begin_activity(node.children[0].content, line)
        elif not self.drafts:
            self.problems.add("text_before_heading", line=line)
        else:
            self._read_block(node, start, line)

    def _read_block(self, node: SyntaxTreeNode, start: int, line: int) -> None:
        self.drafts[-1].seen.add("question" if is_question(node) else node.type)
        if block := self._block(node, line):
            self._end_text(start)
            self.drafts[-1].blocks.append(block)
        elif self.text_start is None and not is_question(node):
            self.text_start = start

    def _begin_activity(self, heading: str, line: int) -> None:
        match = HEADING.fullmatch(heading) if len(heading) <= MAX_HEADING else None
        kind = KIND_OF_WORD.get(match["kind"].strip().casefold()) if match else None
        title, slug = (match["title"], match["slug"] or "") if match else ("", "")
        if kind is None:
            self.problems.add("heading_kind", line=line, field=heading[:100])
        elif not SLUG.fullmatch(slug) or len(slug) > MAX_SLUG:
            self.problems.add("heading_slug", line=line, field=title[:100], limit=MAX_SLUG)
        elif first := next((draft.line for draft in self.drafts if draft.slug == slug), None):
            self.problems.add("double_slug", line=line, field=slug, first=first)
        elif len(title) > MAX_TITLE:
            self.problems.add("field_too_long", line=line, field=slug, limit=MAX_TITLE)
        self.drafts.append(Draft(kind or ActivityKind.LESSON, slug, title, line))

    def _block(self, node: SyntaxTreeNode, line: int) -> Block | None:
        """The block that this node is, or None when it is part of the running text (or wrong)."""
        if node.type == "fence":
            return self._fence(node, line)
        if node.type == "blockquote" and (match := NOTE.match(self._quoted(node))):
            return self._note(node, match, line)
        if node.type == "bullet_list" and any(TICK.match(_item_text(item)) for item in node.children):
            return self._checklist(node, line)
        if node.type == "paragraph" and (image := _only_image(node)):
            return self._picture(image, line)
        self._check_text(node, line)
        return None

    def _fence(self, node: SyntaxTreeNode, line: int) -> Block | None:
        info = node.info.strip()
        if built_kind(node):
            return self._built(node, built_kind(node), line)
        if not is_question(node):
            if info not in CODE_INFO:
                choices = ", ".join(("question", *BUILT))
                self.problems.add("unknown_fence", line=line, field=info[:100], choices=choices)
            return None
        located = self.questions.read(node)
        if located and self.drafts[-1].kind == ActivityKind.TASK:
            self.problems.add("question_in_task", line=line, field=located.content.id)
        return located.content if located else None

    def _built(self, node: SyntaxTreeNode, kind: str, line: int) -> Block | None:
        if not self.questions.is_closed(node):
            self.problems.add("block_not_closed", line=line, field=kind)
            return None
        plain, lines = read_mapping(node.content, line + 1, self.problems)
        pictures = tuple(pictures_in(plain, "", lines, line, self.reading))
        files = {name: self.reading.file(name, line=line) for name in files_of(plain)}
        return BuiltBlock(kind, plain, pictures, files)

    def _note(self, node: SyntaxTreeNode, match: re.Match[str], line: int) -> Block | None:
        kind, text = match["kind"].lower(), self._quoted(node)[match.end() :].strip()
        self._check_text(node, line)
        if kind not in list(NoteKind):
            self.problems.add("note_kind", line=line, field=match["kind"][:100])
            return None
        if not text:
            self.problems.add("note_empty", line=line, field=kind)
        return NoteBlock(NoteKind(kind), text)

    def _quoted(self, node: SyntaxTreeNode) -> str:
        start, end = node.map or (0, 0)
        return "\n".join(re.sub(r"^ {0,3}> ?", "", line) for line in self.lines[start:end])

    def _checklist(self, node: SyntaxTreeNode, line: int) -> Block | None:
        texts = [_item_text(item) for item in node.children]
        self._check_text(node, line)
        if self.drafts[-1].kind != ActivityKind.TASK:
            self.problems.add("checklist_outside_task", line=line)
        for item, text in zip(node.children, texts, strict=True):
            if not TICK.match(text) or len(item.children) != 1:
                self.problems.add("checklist_item", line=start_of(item) + 1)
        return ChecklistBlock(tuple(" ".join(TICK.sub("", text, count=1).split()) for text in texts))

    def _picture(self, image: SyntaxTreeNode, line: int) -> Block | None:
        file, caption = str(image.attrs.get("src", "")), str(image.attrs.get("title", ""))
        picture = self.reading.picture(file, image.content, caption, line=line)
        return PictureBlock(picture) if picture else None

    def _check_text(self, node: SyntaxTreeNode, line: int) -> None:
        kinds = {inner.type for inner in node.walk()}
        if any(is_question(inner) or built_kind(inner) for inner in node.walk()):
            self.problems.add("question_nested", line=line)
        if "image" in kinds:
            self.problems.add("picture_not_alone", line=line)
        if kinds & {"html_block", "html_inline"}:
            self.problems.add("html", line=line)

    def _end_text(self, end: int) -> None:
        """Running text keeps the author's Markdown, link definitions between its paragraphs included."""
        if self.text_start is not None:
            text = "\n".join(self.lines[self.text_start : end]).strip()
            self.drafts[-1].blocks.append(TextBlock(text))
        self.text_start = None

    def _check_complete(self, draft: Draft) -> None:
        if not draft.seen:
            self.problems.add("activity_empty", line=draft.line, field=draft.slug)
        elif draft.kind == ActivityKind.TASK and not any(isinstance(b, ChecklistBlock) for b in draft.blocks):
            self.problems.add("task_without_checklist", line=draft.line, field=draft.slug)
        elif draft.kind == ActivityKind.TEST and "question" not in draft.seen:
            self.problems.add("test_without_question", line=draft.line, field=draft.slug)


def built_kind(node: SyntaxTreeNode) -> str:
    """ "" for any other node."""
    word = node.info.strip().replace("-", "_") if node.type == "fence" else ""
    return word if word in BUILT else ""


def _only_image(paragraph: SyntaxTreeNode) -> SyntaxTreeNode | None:
    children = paragraph.children[0].children
    return children[0] if len(children) == 1 and children[0].type == "image" else None


def _item_text(item: SyntaxTreeNode) -> str:
    return next(_inline_contents(item), "")


def _inline_contents(node: SyntaxTreeNode) -> Iterator[str]:
    return (inner.content for inner in node.walk() if inner.type == "inline")
