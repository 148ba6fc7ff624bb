"""Items of the check-up as Markdown files, one per language, to `ItemsContent`. The source language is the measure."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from markdown_it import MarkdownIt
from markdown_it.tree import SyntaxTreeNode

from courses.content import ItemsContent, QuestionContent
from lms.interop.modules.languages import every_language
from lms.interop.modules.questions import QuestionBlocks, is_question, start_of
from lms.interop.modules.reading import Fields, Reading
from lms.interop.modules.yaml_text import read_mapping

FACTS = ("items", "language", "framework")
ALLOWED = ("heading", "hr")


@dataclass(frozen=True)
class Front:
    competence: str
    framework: str


def items_from(files: Mapping[str, bytes]) -> tuple[ItemsContent, ...]:
    """`files`: bytes by file name. Gives the source first, then the other languages; raises BadFile."""
    return every_language(files, _parse)


def _parse(
    language: str, front_text: str, body: str, source: ItemsContent | None, reading: Reading
) -> ItemsContent | None:
    front = _front(front_text, language, source, reading)
    blocks = QuestionBlocks(body, {one.id: one for one in source.questions} if source else None, reading)
    questions = tuple(_questions(body, blocks, reading))
    if front is None:
        return None
    items = ItemsContent(front.competence, language, front.framework, questions)
    if not blocks.lines:
        reading.problems.add("no_item", line=1)
    elif source:
        _compare(items, source, reading)
    else:
        _check_facts(items, blocks.lines, reading)
    return items


def _front(text: str, language: str, source: ItemsContent | None, reading: Reading) -> Front | None:
    values, lines = read_mapping(text, 2, reading.problems)
    if not values:
        return None
    fields = Fields(values, lines, 1, reading.problems)
    for unknown in values.keys() - set(FACTS):
        fields.wrong("unknown_field", unknown)
    if fields.text("language") not in ("", language):
        fields.wrong("language_not_file_name", "language", language=language)
    competence = fields.code("items")
    if source is None:
        return Front(competence, fields.text("framework"))
    if competence not in ("", source.competence):
        fields.wrong("other_items", "items", expected=source.competence)
    if values.get("framework", source.framework) != source.framework:
        fields.wrong("differs_from_source", "framework")
    return Front(source.competence, source.framework)


def _questions(body: str, blocks: QuestionBlocks, reading: Reading) -> Iterator[QuestionContent]:
    """All of them are for the check-up; it need not be said."""
    for node in SyntaxTreeNode(MarkdownIt("commonmark").parse(body)).children:
        if is_question(node):
            if located := blocks.read(node):
                yield replace(located.content, checkup=True)
        elif node.type not in ALLOWED:
            reading.problems.add("only_headings", line=start_of(node) + 1)


def _check_facts(items: ItemsContent, lines: Mapping[str, int], reading: Reading) -> None:
    for question in items.questions:
        if items.competence and question.competence not in ("", items.competence):
            line = lines[question.id]
            reading.problems.add(
                "competence_of_items", line=line, field=question.id, expected=items.competence
            )
        if question.key:
            reading.problems.add("item_for_tests", line=lines[question.id], field="key")


def _compare(items: ItemsContent, source: ItemsContent, reading: Reading) -> None:
    """A translation has the same questions, in the same order."""
    ids, expected = ([one.id for one in each.questions] for each in (items, source))
    for missing in (each for each in expected if each not in ids):
        reading.problems.add("question_missing", line=1, field=missing, question=missing)
    if sorted(ids) == sorted(expected) and ids != expected:
        reading.problems.add("question_order", line=1)
