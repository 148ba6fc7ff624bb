"""What a page or question says, part by part, as it is stored; and the same with other things in the place of its own.

A part is a field, or one block of a body: `{"key": …, "type": …, "value": …}`. The key of a block is its id, which
stays the same when the block is changed.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import Any

from django.db.models import Model
from wagtail.blocks import Block, ListBlock, RichTextBlock, StructBlock
from wagtail.blocks.field_block import BaseChoiceBlock, ChooserBlock
from wagtail.fields import RichTextField, StreamField
from wagtail.models import Page

from cms.models import Attachment, AuthoredQuestion, LessonPage, ModulePage, TaskPage, TestPage

Part = dict[str, Any]
# Gives the id of what comes in the place of this one; None where nothing does.
Swap = Callable[[type[Model], int], int | None]

PLAIN: dict[type[Model], tuple[str, ...]] = {
    ModulePage: ("title", "summary", "goal", "picture_alt"),
    LessonPage: ("title",),
    TaskPage: ("title",),
    TestPage: ("title", "intro"),
    AuthoredQuestion: (),
}
STREAM: dict[type[Model], str] = {
    LessonPage: "body",
    TaskPage: "body",
    TestPage: "questions",
    AuthoredQuestion: "content",
}
LINK = re.compile(
    r'<a (?=[^>]*linktype="(?P<kind>page|document)")(?=[^>]*\bid="(?P<pk>\d+)")[^>]*>(?P<words>.*?)</a>',
    re.DOTALL,
)
LINKED = {"page": Page, "document": Attachment}


def parts_of(thing: Model) -> list[Part]:
    fields = [{"key": name, "type": "", "value": getattr(thing, name)} for name in PLAIN[type(thing)]]
    return fields + stream_of(thing)


def stream_of(thing: Model) -> list[Part]:
    name = STREAM.get(type(thing))
    if name is None:
        return []
    # As it is stored: what is gone would else be left out, as if it had never been there.
    return [
        {"key": raw["id"], "type": raw["type"], "value": raw["value"]}
        for raw in getattr(thing, name).raw_data
    ]


def fill(thing: Model, parts: list[Part]) -> None:
    """Make it say this."""
    for part in parts:
        if part["type"] == "":
            setattr(thing, part["key"], part["value"])
    name = STREAM.get(type(thing))
    if name:
        raw = [
            {"id": part["key"], "type": part["type"], "value": part["value"]}
            for part in parts
            if part["type"]
        ]
        setattr(thing, name, thing._meta.get_field(name).stream_block.to_python(raw))


# --- other things in the place of its own -----------------------------------------------------------------------------


def swapped(model: type[Model], part: Part, swap: Swap) -> Part:
    return {**part, "value": swapped_value(block_of(model, part), part["value"], swap)}


def block_of(model: type[Model], part: Part) -> Block | None:
    """None for a field that is only words."""
    field = model._meta.get_field(part["key"] if part["type"] == "" else STREAM[model])
    if isinstance(field, StreamField):
        return field.stream_block.child_blocks[part["type"]]
    return RichTextBlock() if isinstance(field, RichTextField) else None


def swapped_value(block: Block | None, raw: Any, swap: Swap) -> Any:
    if isinstance(block, StructBlock):
        return {name: swapped_value(block.child_blocks.get(name), value, swap) for name, value in raw.items()}
    if isinstance(block, ListBlock):
        return [{**item, "value": swapped_value(block.child_block, item["value"], swap)} for item in raw]
    if isinstance(block, ChooserBlock):
        return swap(block.model_class, raw) if raw is not None else None
    if isinstance(block, RichTextBlock):
        return LINK.sub(lambda link: linked_again(link, swap), raw or "")
    return raw


def linked_again(link: re.Match, swap: Swap) -> str:
    """Without what it led to, only its words are left."""
    other = swap(LINKED[link["kind"]], int(link["pk"]))
    if other is None:
        return link["words"]
    end = link.start("words") - link.start()
    return re.sub(r'\bid="\d+"', f'id="{other}"', link[0][:end], count=1) + link[0][end:]


def readable(model: type[Model], part: Part) -> Any:
    """Only what people read in it: no choice from a list, which is a code, and nothing that is chosen by its id."""
    return readable_value(block_of(model, part), part["value"])


def readable_value(block: Block | None, raw: Any) -> Any:
    if isinstance(block, StructBlock):
        return [readable_value(block.child_blocks.get(name), value) for name, value in raw.items()]
    if isinstance(block, ListBlock):
        return [readable_value(block.child_block, item["value"]) for item in raw]
    return None if isinstance(block, ChooserBlock | BaseChoiceBlock) else raw


def things_in(thing: Model) -> Iterator[tuple[type[Model], int]]:
    """What it shows, asks and links to."""
    found: list[tuple[type[Model], int]] = []

    def look(model: type[Model], pk: int) -> int:
        found.append((model, pk))
        return pk

    for part in parts_of(thing):
        swapped(type(thing), part, look)
    if getattr(thing, "picture_id", None):
        found.append((thing._meta.get_field("picture").related_model, thing.picture_id))
    yield from found
