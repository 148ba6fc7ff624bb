"""From a page to what is found in it: what its author has to mend before it goes live, and what she may."""

from __future__ import annotations

from collections.abc import Iterator

from wagtail.blocks import StreamValue
from wagtail.models import Page

from cms.gate import checks
from cms.gate.readability import words
from cms.gate.rich_text import Found, read
from cms.models.pages import LessonPage, ModulePage, TaskPage, TestPage


def findings(page: Page) -> list[checks.Finding]:
    page = page.specific
    if isinstance(page, ModulePage):
        return list(checks.of_module(whole(page)))
    return list(checks.of_writing(writing(page)))


def stopping(language: str, fields: dict) -> dict[str, list[checks.Finding]]:
    """What stops publishing, by the field of the form; `fields` are its cleaned values."""
    found = {name: of_field(language, fields.get(name)) for name in ("body", "intro")}
    return {name: stop for name, said in found.items() if (stop := [one for one in said if one.stops])}


def of_field(language: str, value) -> list[checks.Finding]:
    return list(checks.of_writing(checks.Writing(language, texts(value), alts(value)))) if value else []


def writing(page: Page) -> checks.Writing:
    value = getattr(page, "body", None) or getattr(page, "intro", "")
    return checks.Writing(page.locale.language_code, texts(value), alts(value))


def texts(value: StreamValue | str) -> list[Found]:
    return [read(html) for html in pieces(value)]


def pieces(value: StreamValue | str) -> Iterator[str]:
    if isinstance(value, str):
        yield value
        return
    for block in value:
        if block.block_type == "text":
            yield block.value.source
        elif block.block_type == "note":
            yield block.value["text"].source
        elif block.block_type == "checklist":
            yield "".join(f"<li>{step}</li>" for step in block.value)


def alts(value: StreamValue | str) -> list[str]:
    if isinstance(value, str):
        return []
    return [block.value["alt"] for block in value if block.block_type == "picture"]


def whole(module: ModulePage) -> checks.Whole:
    """With what is written of it, live or not; checklists are read too."""
    children = Page.objects.child_of(module).specific()
    inside = [page for page in children if isinstance(page, LessonPage | TaskPage | TestPage)]
    lessons = [page for page in inside if isinstance(page, LessonPage)]
    tests = [page for page in inside if isinstance(page, TestPage)]
    said = [paragraph for page in inside for paragraph in writing(page).paragraphs]
    return checks.Whole(
        minutes=module.minutes,
        words=sum(len(words(paragraph)) for paragraph in said),
        tried=sum(len(page.placed_questions()) for page in lessons),
        aims=[
            checks.Aim(aim.competence.code, aim.lowest, aim.highest)
            for aim in module.aims.select_related("competence")
        ],
        asked=[
            checks.Asked(question.name, question.competence.code, question.level, is_key)
            for page in tests
            for question, is_key in page.placed_questions()
        ],
        lessons=len(lessons),
        tests=len(tests),
    )
