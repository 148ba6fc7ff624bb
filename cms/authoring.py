"""Writes what somebody hands over as files (a module, items of the check-up) as pages and questions, and publishes it.

The slug of a module and of its activities is the same in every language: by it they are found again, so the same
content a second time changes nothing. Everything or nothing: `Refused` comes before the first write.
"""

from __future__ import annotations

import hashlib
import uuid
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import PurePath
from typing import Any

from django.conf import settings
from django.core.files.base import ContentFile
from django.db import models, transaction
from django.utils.translation import gettext as _
from markdown_it import MarkdownIt
from wagtail.actions.move_page import MovePageAction
from wagtail.blocks import Block, BooleanBlock, CharBlock, ListBlock, RichTextBlock, StructBlock, TextBlock
from wagtail.blocks.stream_block import StreamValue
from wagtail.documents.blocks import DocumentChooserBlock
from wagtail.fields import StreamField
from wagtail.models import Locale, Page
from wagtail.snippets.blocks import SnippetChooserBlock

from cms import questions, rights
from cms.blocks import PictureBlock, QuestionBlocks, TextBlocks
from cms.gate import handed_in
from cms.gate.checks import Finding
from cms.gate.sentences import sentence as gate_sentence
from cms.models import (
    Attachment,
    AuthoredQuestion,
    LessonPage,
    ModuleAim,
    ModulePage,
    Picture,
    TaskPage,
    Term,
    TestPage,
)
from cms.sentences import measures_nothing, sentence_with_place
from courses import content as c
from courses import lesson_blocks
from courses.models import Module
from courses.plain_form import Malformed, Problem
from courses.questions import kind, kinds
from lms.people.models import Organisation, User
from lms.safe_pictures import redrawn
from skills.models import Competence

BLOCK_IDS = uuid.UUID("9a1a9f6e-2c0b-4f7e-9b57-0d4e6f0a7c11")
PAGES: dict[c.ActivityKind, type] = {
    c.ActivityKind.LESSON: LessonPage,
    c.ActivityKind.TASK: TaskPage,
    c.ActivityKind.TEST: TestPage,
}
FITTING: dict[c.ActivityKind, tuple[type, ...]] = {
    c.ActivityKind.LESSON: (c.TextBlock, c.PictureBlock, c.NoteBlock, c.BuiltBlock, c.QuestionContent),
    c.ActivityKind.TASK: (c.TextBlock, c.PictureBlock, c.NoteBlock, c.BuiltBlock, c.ChecklistBlock),
    c.ActivityKind.TEST: (c.TextBlock, c.QuestionContent),
}
markdown = MarkdownIt("commonmark", {"html": False})


class Refused(Exception):
    """What is wrong with the content, one sentence each."""

    def __init__(self, sentences: tuple[str, ...]) -> None:
        super().__init__("\n".join(sentences))
        self.sentences = sentences


@dataclass
class Written:
    """How many pages, questions and pictures."""

    created: int = 0
    changed: int = 0
    unchanged: int = 0

    @property
    def counts(self) -> dict[str, int]:
        return {"added": self.created, "changed": self.changed, "unchanged": self.unchanged}

    def __add__(self, other: Written) -> Written:
        return Written(
            self.created + other.created, self.changed + other.changed, self.unchanged + other.unchanged
        )


@dataclass(frozen=True)
class Desk:
    """Where and for whom one language is being written, and what has been written so far.

    `name` is of the module or of the items; the names and ids of what is in it begin with it.
    """

    name: str
    organisation: Organisation
    locale: Locale
    acting_user: User
    competences: Mapping[str, Competence]
    written: Written = field(default_factory=Written)

    @property
    def is_source(self) -> bool:
        return self.locale.language_code == settings.LANGUAGE_CODE

    def name_of(self, question: c.QuestionContent) -> str:
        return f"{self.name}-{question.id}"

    @cached_property
    def questions(self) -> dict[tuple[str, str], AuthoredQuestion]:
        """What is there already, by name and language: a bank of items would else ask for each alone."""
        found = AuthoredQuestion.objects.filter(
            organisation=self.organisation, name__startswith=f"{self.name}-"
        )
        return {
            (one.name, one.locale.language_code): one for one in found.select_related("locale", "competence")
        }

    def written_in(self, language: str, question: c.QuestionContent) -> AuthoredQuestion | None:
        return self.questions.get((self.name_of(question), language))

    def block_id(self, *place: Any) -> str:
        """The same in every language and every time, as Wagtail's own translations have it."""
        return str(uuid.uuid5(BLOCK_IDS, "/".join(map(str, (self.name, *place)))))


def desk_for(
    name: str, content: c.ModuleContent | c.ItemsContent, organisation: Organisation, acting_user: User
) -> Desk:
    competences = Competence.objects.filter(framework__slug=content.framework)
    locale = Locale.objects.get(language_code=content.language)
    return Desk(name, organisation, locale, acting_user, {one.code: one for one in competences})


@transaction.atomic
def write_module(content: c.ModuleContent, *, organisation: Organisation, acting_user: User) -> Written:
    """One language of a module; the source language comes first. Raises Refused."""
    rights.sections(organisation)
    desk = desk_for(content.module, content, organisation, acting_user)
    refuse(wrong_module(desk, content))
    module = put_module(desk, content)
    pages = [put_activity(desk, module, activity) for activity in content.activities]
    put_in_order(module, pages, desk)
    return desk.written


@transaction.atomic
def write_items(content: c.ItemsContent, *, organisation: Organisation, acting_user: User) -> Written:
    """One language of the items of one competence; the source language comes first. Raises Refused."""
    desk = desk_for(f"item-{content.competence.replace('.', '-')}", content, organisation, acting_user)
    refuse(wrong_framework(desk, content) or wrong_questions(desk, content.questions))
    for question in content.questions:
        put_question(desk, question)
    return desk.written


# --- refusing ---------------------------------------------------------------------------------------------------------


def refuse(sentences: Iterable[str]) -> None:
    if found := tuple(sentences):
        raise Refused(found)


def wrong_framework(desk: Desk, content: c.ModuleContent | c.ItemsContent) -> tuple[str, ...]:
    if desk.competences:
        return ()
    return (_("The framework “%(slug)s” is not loaded. Load it first.") % {"slug": content.framework},)


def wrong_module(desk: Desk, content: c.ModuleContent) -> Iterator[str]:
    if not desk.competences:
        yield from wrong_framework(desk, content)
        return
    if not desk.is_source and source_of_module(desk, content.module) is None:
        yield _("The source language of this module is not there yet. Write that first.")
        return
    for code in content.competences:
        yield from wrong_competence(desk, code, content.module)
    for activity in content.activities:
        for block in activity.blocks:
            if not isinstance(block, FITTING[activity.kind]):
                yield _("%(place)s: a %(kind)s cannot hold this kind of block (%(block)s). Move it.") % {
                    "place": activity.slug,
                    "kind": activity.kind.value,
                    "block": type(block).__name__,
                }
            if isinstance(block, c.BuiltBlock):
                yield from wrong_block(activity.slug, block)
        yield from barriers(activity.slug, handed_in.of_activity(content.language, activity))
    in_tests = (each for each in content.activities if each.kind == c.ActivityKind.TEST)
    yield from measuring_nothing(question for test in in_tests for question in test.questions)
    yield from wrong_questions(desk, content.questions)


def barriers(place: str, found: Iterable[Finding]) -> Iterator[str]:
    yield from (f"{place}: {gate_sentence(one)}" for one in found if one.stops)


def wrong_block(place: str, block: c.BuiltBlock) -> Iterator[str]:
    for problem in lesson_blocks.problems(block.kind, block.plain):
        yield f"{place}, {block.kind}: {sentence_with_place(problem)}"


def measuring_nothing(found: Iterable[c.QuestionContent]) -> Iterator[str]:
    for question in found:
        if question.type in kinds() and not kind(question.type).measures:
            yield measures_nothing(question.id)


def wrong_questions(desk: Desk, found: Iterable[c.QuestionContent]) -> Iterator[str]:
    found = list(found)
    yield from measuring_nothing(question for question in found if question.checkup)
    for question in found:
        yield from wrong_competence(desk, question.competence, question.id)
        yield from (
            f"{question.id}: {sentence_with_place(problem)}" for problem in wrong_question(desk, question)
        )
        yield from barriers(question.id, handed_in.of_question(desk.locale.language_code, question))


def wrong_competence(desk: Desk, code: str, place: str) -> Iterator[str]:
    if code not in desk.competences:
        yield _("%(place)s: the framework has no competence %(code)s. Correct the code.") % {
            "place": place,
            "code": code,
        }


def wrong_question(desk: Desk, question: c.QuestionContent) -> tuple[Problem, ...]:
    if question.type not in kinds():
        return (Problem("type", "unknown_word", {"found": question.type, "choices": ", ".join(kinds())}),)
    try:
        body, texts = parts(desk, question)
    except Malformed as malformed:
        return (malformed.problem,)
    return kind(question.type).check(body, texts)


def parts(desk: Desk, question: c.QuestionContent) -> tuple[dict, dict[str, str]]:
    """Body and texts. A translation brings its texts only: it has the body of the source."""
    type = kind(question.type)
    if desk.is_source:
        return type.split(dict(question.plain))
    source = desk.written_in(settings.LANGUAGE_CODE, question)
    if source is None or not source.content:
        raise Malformed("", "missing_text")
    body = questions.split(source.content[0])[1]
    return body, type.split(with_ids_of(dict(question.plain), type.join(body, {})))[1]


def with_ids_of(plain: Any, source: Any) -> Any:
    """A translation may leave out the ids of its options: they stand in the order of the source."""
    if isinstance(plain, dict) and isinstance(source, dict):
        own = {name: with_ids_of(value, source.get(name)) for name, value in plain.items()}
        return own if "id" in own or "id" not in source else {"id": source["id"], **own}
    if isinstance(plain, list) and isinstance(source, list) and len(plain) == len(source):
        return [with_ids_of(one, other) for one, other in zip(plain, source, strict=True)]
    return plain


def source_of_module(desk: Desk, slug: str) -> ModulePage | None:
    source = rights.section_in(desk.organisation, Locale.objects.get(language_code=settings.LANGUAGE_CODE))
    return ModulePage.objects.descendant_of(source).filter(slug=slug).first()


# --- writing ----------------------------------------------------------------------------------------------------------


def put_module(desk: Desk, content: c.ModuleContent) -> ModulePage:
    section = rights.section_in(desk.organisation, desk.locale)
    picture = put_picture(desk, content.picture) if content.picture else None
    values = {
        "title": content.title,
        "summary": content.summary,
        "goal": content.goal,
        "subject": content.subject,
        "minutes": content.minutes,
        "picture": picture,
        "picture_alt": content.picture.alt if content.picture else "",
        "aims": [
            ModuleAim(competence=desk.competences[code], lowest=lowest, highest=highest)
            for code, (lowest, highest) in content.competences.items()
        ],
    }
    return put_page(desk, ModulePage, section, content.module, values)


def put_activity(desk: Desk, module: ModulePage, activity: c.ActivityContent) -> Page:
    values: dict[str, Any] = {"title": activity.title}
    if activity.kind == c.ActivityKind.TEST:
        texts = [block.markdown for block in activity.blocks if isinstance(block, c.TextBlock)]
        values["intro"] = rich_text("\n\n".join(texts))
        values["questions"] = [
            block_of(
                desk, activity, index, "question", {"question": put_question(desk, one).pk, "is_key": one.key}
            )
            for index, one in enumerate(activity.questions)
        ]
    else:
        values["body"] = [
            block_of(desk, activity, index, *raw_block(desk, activity, index, block))
            for index, block in enumerate(activity.blocks)
        ]
    return put_page(desk, PAGES[activity.kind], module, activity.slug, values)


def block_of(desk: Desk, activity: c.ActivityContent, index: int, name: str, value: Any) -> dict:
    return {"type": name, "value": value, "id": desk.block_id(activity.slug, index, name)}


def raw_block(desk: Desk, activity: c.ActivityContent, index: int, block: c.Block) -> tuple[str, Any]:
    match block:
        case c.TextBlock():
            return "text", rich_text(block.markdown)
        case c.NoteBlock():
            return "note", {"kind": block.kind.value, "text": rich_text(block.markdown)}
        case c.PictureBlock(picture):
            image = put_picture(desk, picture).pk
            return "picture", {"image": image, "alt": picture.alt, "caption": picture.caption}
        case c.ChecklistBlock():
            return "checklist", [
                {"type": "item", "value": item, "id": desk.block_id(activity.slug, index, "item", number)}
                for number, item in enumerate(block.items)
            ]
        case c.BuiltBlock():
            parts = TextBlocks().child_blocks[block.kind]
            return block.kind, Builder(desk, block).raw(parts, block.plain, activity.slug, index)
        case _:
            return "tryout", put_question(desk, block).pk


@dataclass(frozen=True)
class Builder:
    """Writes a block with parts as it is stored; the parts are named alike in its plain form and in the editor."""

    desk: Desk
    content: c.BuiltBlock

    def raw(self, block: Block, plain: Any, *place: Any) -> Any:
        if isinstance(block, PictureBlock):
            return self.picture(plain)
        if isinstance(block, StructBlock):
            return {
                name: self.raw(child, plain.get(name), *place, name)
                for name, child in block.child_blocks.items()
            }
        if isinstance(block, ListBlock):
            return [self.item(block.child_block, one, *place, at) for at, one in enumerate(plain)]
        if isinstance(block, RichTextBlock):
            return rich_text(plain or "")
        if isinstance(block, DocumentChooserBlock):
            return put_attachment(self.desk, plain, self.content.files[plain]).pk if plain else None
        return bool(plain) if isinstance(block, BooleanBlock) else plain or ""

    def item(self, block: Block, plain: Mapping[str, Any], *place: Any) -> dict:
        if isinstance(block, SnippetChooserBlock):
            value = put_term(self.desk, plain).pk
        else:
            value = self.raw(block, plain if isinstance(block, StructBlock) else plain["text"], *place)
        return {"type": "item", "value": value, "id": self.desk.block_id(*place)}

    def picture(self, plain: Mapping[str, str] | None) -> dict:
        there = next((one for one in self.content.pictures if plain and one.file == plain["file"]), None)
        image = put_picture(self.desk, there).pk if there else None
        return {"image": image, "alt": there.alt if there else "", "decorative": False, "caption": ""}


def put_term(desk: Desk, plain: Mapping[str, str]) -> Term:
    """`id` is the same in every language. A word that is in the glossary already gets this explanation."""
    word, explanation = plain["text"].strip(), plain["explanation"].strip()
    key = uuid.uuid5(BLOCK_IDS, f"{desk.organisation.slug}/term/{plain.get('id') or word}")
    here = Term.objects.filter(organisation=desk.organisation, locale=desk.locale)
    found = here.filter(models.Q(translation_key=key) | models.Q(word__iexact=word)).first()
    if found and (found.word, found.explanation) == (word, explanation):
        desk.written.unchanged += 1
        return found
    if found:
        desk.written.changed += 1
    else:
        desk.written.created += 1
        found = Term(organisation=desk.organisation, locale=desk.locale, translation_key=key)
    found.word, found.explanation = word, explanation
    found.save()
    return found


def put_attachment(desk: Desk, name: str, content: bytes) -> Attachment:
    """The same file is one document, however often it is used."""
    collection = rights.collection(desk.organisation)
    digest = hashlib.sha1(content, usedforsecurity=False).hexdigest()
    found = Attachment.objects.filter(collection=collection, file_hash=digest).first()
    if found:
        return found
    desk.written.created += 1
    return Attachment.objects.create(
        title=PurePath(name).stem,
        collection=collection,
        uploaded_by_user=desk.acting_user,
        file=ContentFile(content, name=name),
        file_hash=digest,
        file_size=len(content),
    )


def rich_text(text: str) -> str:
    return markdown.render(text).strip()


def put_page(desk: Desk, model: type, parent: Page, slug: str, values: dict[str, Any]) -> Page:
    page = model.objects.child_of(parent).filter(slug=slug).first()
    if page and page.live and same(page, values):
        desk.written.unchanged += 1
        return page
    if page:
        desk.written.changed += 1
        assign(page, {**values, "draft_title": values["title"]})
    else:
        desk.written.created += 1
        page = model(
            slug=slug, locale=desk.locale, live=False, translation_key=key_of(desk, model, parent, slug)
        )
        if model is ModulePage and desk.organisation.kind == Organisation.Kind.SHARED:
            page.licence = (
                Module.Licence.CC_BY
            )  # what is shared is there to be taken; an editor may say otherwise
        assign(page, values)
        parent.add_child(instance=page)
    page.save_revision(user=desk.acting_user).publish(user=desk.acting_user, skip_permission_checks=True)
    return model.objects.get(pk=page.pk)


def key_of(desk: Desk, model: type, parent: Page, slug: str) -> uuid.UUID:
    """All languages of a page have one key. The source's page stands below the source of the parent."""
    sources = Page.objects.filter(translation_key=parent.translation_key).exclude(pk=parent.pk)
    for above in sources:
        found = model.objects.child_of(above).filter(slug=slug).first()
        if found:
            return found.translation_key
    return uuid.uuid4()


def put_question(desk: Desk, question: c.QuestionContent) -> AuthoredQuestion:
    type = kind(question.type)
    body, texts = parts(desk, question)
    pictures = {one.file: put_picture(desk, one) for one in question.pictures}
    if not desk.is_source:
        source = desk.written_in(settings.LANGUAGE_CODE, question)
        if question.pictures:
            pictures |= source.pictures
    block = QuestionBlocks().child_blocks[question.type]
    raw = written_out(block, block.get_prep_value(block.from_plain(type.join(body, texts), pictures)))
    values = {
        "competence": desk.competences[question.competence],
        "level": question.level,
        "in_check_up": question.checkup,
        "moves_fast": question.fast,
        "content": [{"type": question.type, "value": raw, "id": desk.block_id("question", question.id)}],
    }
    found = desk.written_in(desk.locale.language_code, question)
    if found and found.live and same(found, values):
        desk.written.unchanged += 1
        return found
    if found is None:
        desk.written.created += 1
        key = {} if desk.is_source else {"translation_key": source.translation_key}
        found = AuthoredQuestion(
            organisation=desk.organisation,
            locale=desk.locale,
            name=desk.name_of(question),
            live=False,
            **key,
        )
    else:
        desk.written.changed += 1
    assign(found, values)
    found.save()
    found.save_revision(user=desk.acting_user).publish(user=desk.acting_user, skip_permission_checks=True)
    return AuthoredQuestion.objects.get(pk=found.pk)


def written_out(block: Block, raw: Any) -> Any:
    """A text that is not there as "", as the editor leaves it; wagtail-localize cannot read None."""
    if isinstance(block, StructBlock):
        return {name: written_out(block.child_blocks[name], value) for name, value in raw.items()}
    if isinstance(block, ListBlock):
        return [{**item, "value": written_out(block.child_block, item["value"])} for item in raw]
    return "" if raw is None and isinstance(block, CharBlock | TextBlock) else raw


def put_picture(desk: Desk, picture: c.Picture) -> Picture:
    """The same file is one picture, however often it is used."""
    collection = rights.collection(desk.organisation)
    # A drawing was looked at where it came in (lms.interop.modules.pictures).
    content = picture.content if picture.file.endswith(".svg") else redrawn(picture.content)
    # Wagtail knows files by their SHA-1; nothing secret hangs on it.
    digest = hashlib.sha1(content, usedforsecurity=False).hexdigest()
    found = Picture.objects.filter(collection=collection, file_hash=digest).first()
    if found:
        return found
    desk.written.created += 1
    made = Picture(
        title=PurePath(picture.file).stem,
        description=picture.alt[:255],
        collection=collection,
        uploaded_by_user=desk.acting_user,
        file=ContentFile(content, name=picture.file),
        file_hash=digest,
        file_size=len(content),
    )
    made.save()
    return made


def put_in_order(module: ModulePage, pages: list[Page], desk: Desk) -> None:
    """Steps in the order of the content; what a trainer added herself comes after."""
    order = [page.pk for page in pages]
    present = [pk for pk in module.get_children().values_list("pk", flat=True) if pk in order]
    if present == order:
        return
    for page in reversed(pages):
        present_page, target = Page.objects.get(pk=page.pk), Page.objects.get(pk=module.pk)
        move = MovePageAction(present_page, target, pos="first-child", user=desk.acting_user)
        move.execute(skip_permission_checks=True)


# --- comparing --------------------------------------------------------------------------------------------------------


def assign(thing: models.Model, values: dict[str, Any]) -> None:
    for name, value in values.items():
        setattr(thing, name, value_of(thing, name, value))


def value_of(thing: models.Model, name: str, value: Any) -> Any:
    described = thing._meta.get_field(name)
    return described.stream_block.to_python(value) if isinstance(described, StreamField) else value


def same(thing: models.Model, values: dict[str, Any]) -> bool:
    return all(same_value(thing, name, value) for name, value in values.items())


def same_value(thing: models.Model, name: str, value: Any) -> bool:
    present = getattr(thing, name)
    if isinstance(present, StreamValue) and list(present.raw_data) == value:  # as it was last written
        return True
    return plain(present) == plain(value_of(thing, name, value))


def plain(value: Any) -> Any:
    """To compare what is written, however it is held."""
    if hasattr(value, "get_prep_value"):
        return [
            (block.block_type, without_loose_ids(block.block.get_prep_value(block.value))) for block in value
        ]
    if hasattr(value, "all"):
        value = list(value.all())
    if isinstance(value, list):
        return sorted((aim.competence_id, aim.lowest, aim.highest) for aim in value)
    return value


def without_loose_ids(raw: Any) -> Any:
    """A list of bare words gets new ids every time; only those of structured items mean something."""
    if isinstance(raw, list):
        return [without_loose_ids(one) for one in raw]
    if not isinstance(raw, dict):
        return raw
    if raw.get("type") == "item" and not isinstance(raw["value"], dict):
        return raw["value"]
    return {name: without_loose_ids(value) for name, value in raw.items()}
