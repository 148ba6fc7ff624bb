"""From a page or a question to what is found in it: what has to be mended before it goes live, and what may be."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.html import escape
from wagtail.blocks import Block, CharBlock, ListBlock, RichTextBlock, StreamValue, StructBlock, TextBlock
from wagtail.models import Locale, Page

from cms import questions
from cms.blocks import PictureBlock
from cms.gate import checks
from cms.gate.readability import words
from cms.gate.rich_text import read
from cms.models.glossary import Term
from cms.models.media import Attachment
from cms.models.pages import LessonPage, ModulePage, TaskPage, TestPage
from courses.templatetags.questions import plain_markdown
from lms.people.models import Organisation

STEPS = "steps"


def findings(page: Page) -> list[checks.Finding]:
    page = page.specific
    if isinstance(page, ModulePage):
        return list(checks.of_module(whole(page)))
    return list(checks.of_writing(writing(page.locale, written_on(page), page.organisation)))


def findings_of_question(asked) -> list[checks.Finding]:
    """In a question nothing can be explained: a word of the glossary counts as one that people know."""
    return of_question(asked.locale, asked.content[0], asked.organisation) if asked.content else []


def of_question(locale: Locale, block: Any, organisation: Organisation | None = None) -> list[checks.Finding]:
    """Malformed when it cannot be read at all."""
    _type, _body, texts = questions.split(block)
    known = glossary(locale, organisation) if organisation else frozenset()
    written = [read(plain_markdown(text)) for name, text in texts.items() if not is_alt(name)]
    pictures = [checks.Picture(text) for name, text in texts.items() if is_alt(name)]
    return list(checks.of_writing(checks.Writing(locale.language_code, written, pictures, explained=known)))


def is_alt(name: str) -> bool:
    return name.rpartition(".")[2] == "alt"


def stopping(page: Page, fields: dict) -> dict[str, list[checks.Finding]]:
    """What stops publishing, by the field of the form; `fields` are its cleaned values."""
    found = {
        name: list(checks.of_writing(writing(page.locale, fields.get(name)))) for name in ("body", "intro")
    }
    if fields.get("picture"):
        found["picture_alt"] = list(checks.of_picture(checks.Picture(fields.get("picture_alt") or "")))
    return {name: stop for name, said in found.items() if (stop := [one for one in said if one.stops])}


def is_unfinished(page: Page) -> bool:
    """Whether the form would refuse to publish it, where no form is shown."""
    try:
        page.full_clean()
        for name in ("body", "questions"):
            if isinstance(value := getattr(page, name, None), StreamValue):
                value.stream_block.clean(value)
    except ValidationError:
        return True
    return any(one.stops for one in findings(page))


def written_on(page: Page) -> StreamValue | str:
    return getattr(page, "body", None) or getattr(page, "intro", "")


def writing(
    locale: Locale, value: StreamValue | str | None, organisation: Organisation | None = None
) -> checks.Writing:
    """Without an organisation, words of the glossary are not looked at: they never stop anything.

    Where there are no blocks, none can explain a word: one of the glossary then counts as known.
    """
    known = glossary(locale, organisation) if organisation else frozenset()
    texts = [read(html) for html in pieces(value or "")]
    if not isinstance(value, StreamValue):
        return checks.Writing(locale.language_code, texts, explained=known)
    return checks.Writing(
        locale.language_code, texts, list(pictures(value)), list(recordings(value)), known, explained(value)
    )


def glossary(locale: Locale, organisation: Organisation) -> frozenset[str]:
    """In small letters."""
    found = Term.objects.for_authors_of(organisation).filter(locale=locale).values_list("word", flat=True)
    return frozenset(word.casefold() for word in found)


# --- what is in the blocks --------------------------------------------------------------------------------------------


def pieces(value: StreamValue | str) -> Iterator[str]:
    """Its texts as HTML, one for each block. What belongs to a picture is looked at with the picture."""
    if isinstance(value, str):
        yield value
        return
    for block in value:
        yield "".join(html_of(block.block, block.value))


def html_of(block: Block, value: Any) -> Iterator[str]:
    if isinstance(block, PictureBlock) or value is None:
        return
    if isinstance(block, StructBlock):
        for name, child in block.child_blocks.items():
            yield from html_of(child, value.get(name))
    elif isinstance(block, ListBlock):
        for one in value:
            yield from html_of(block.child_block, one)
    elif isinstance(block, RichTextBlock):
        yield value.source
    elif isinstance(block, CharBlock | TextBlock):
        yield f"<p>{escape(value)}</p>"


def pictures(value: StreamValue) -> Iterator[checks.Picture]:
    for at, block in enumerate(value):
        if block.block_type == "picture":
            yield checks.Picture(block.value["alt"] or "", bool(block.value["decorative"]), at)
        elif block.block_type == STEPS:
            inside = [step["picture"] for step in block.value["items"] if step["picture"]["image"]]
            yield from (
                checks.Picture(one["alt"] or "", bool(one["decorative"]), at, "items") for one in inside
            )


def recordings(value: StreamValue) -> Iterator[checks.Recording]:
    for at, block in enumerate(value):
        if block.block_type == "recording" and block.value["file"]:
            captions, text = block.value["captions"], block.value["transcript"]
            yield checks.Recording(
                kind_of(block.value["file"]),
                captions.is_captions if captions else None,
                bool(block.value["silent"]),
                bool(text and read(text.source).paragraphs),
                at,
            )


def kind_of(file: Attachment) -> checks.Kind:
    if file.is_sound:
        return checks.Kind.SOUND
    return checks.Kind.FILM if file.is_film else checks.Kind.OTHER


def explained(value: StreamValue) -> frozenset[str]:
    chosen = (term for block in value if block.block_type == "words" for term in block.value["items"])
    return frozenset(term.word.casefold() for term in chosen if term)


def whole(module: ModulePage) -> checks.Whole:
    """With what is written of it, live or not; checklists are read too."""
    children = Page.objects.child_of(module).specific()
    inside = [page for page in children if isinstance(page, LessonPage | TaskPage | TestPage)]
    lessons = [page for page in inside if isinstance(page, LessonPage)]
    tests = [page for page in inside if isinstance(page, TestPage)]
    said = [text for page in inside for html in pieces(written_on(page)) for text in read(html).paragraphs]
    return checks.Whole(
        minutes=module.minutes,
        words=sum(len(words(paragraph)) for paragraph in said),
        practised=list(asked_in(lessons)),
        aims=[
            checks.Aim(aim.competence.code, aim.lowest, aim.highest)
            for aim in module.aims.select_related("competence")
        ],
        asked=list(asked_in(tests)),
        lessons=len(lessons),
        tests=len(tests),
        picture=checks.Picture(module.picture_alt) if module.picture_id else None,
    )


def asked_in(pages: Iterable[LessonPage | TestPage]) -> Iterator[checks.Asked]:
    for page in pages:
        for question, is_key in page.placed_questions():
            yield checks.Asked(question.name, question.competence.code, question.level, is_key)
