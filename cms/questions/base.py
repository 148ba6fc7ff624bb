"""What the authoring blocks share: the fields of every question, and the way to the plain form and back.

The children of a block are named as the fields of the plain form, so one walk serves every type. The ids of list items
become the ids in the question.
"""

import re
from collections.abc import Mapping
from decimal import Decimal
from pathlib import PurePath
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.formats import get_format, number_format
from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.images.blocks import ImageChooserBlock

from courses.questions import kind
from courses.questions.base import ids

Plain = dict[str, Any]
EMPTY = (None, "", [])  # a zero is an answer
BY_THOUSANDS = re.compile(r"[+-]?[1-9][0-9]{0,2}[.,][0-9]{3}")


class NumberField(forms.FloatField):
    """Takes a comma and a point; where one of them may group thousands, it asks rather than guesses."""

    widget = forms.TextInput(attrs={"inputmode": "decimal"})

    def to_python(self, value):
        if isinstance(value, str):
            typed = "".join(value.split())
            if BY_THOUSANDS.fullmatch(typed) and get_format("DECIMAL_SEPARATOR") not in typed:
                raise ValidationError(_("This can be read in two ways. Write a thousand as 1000."))
            value = typed.replace(",", ".")
        return super().to_python(value)

    def prepare_value(self, value):
        return number_format(Decimal(str(value)).normalize()) if isinstance(value, int | float) else value


class NumberBlock(blocks.FieldBlock):
    def __init__(self, required=True, help_text=None, min_value=None, **kwargs):
        self.field = NumberField(required=required, help_text=help_text, min_value=min_value)
        super().__init__(**kwargs)

    class Meta:
        icon = "decimal"


class PictureBlock(blocks.StructBlock):
    file = ImageChooserBlock(label=_("Picture"), required=False)
    alt = blocks.CharBlock(
        label=_("Text alternative"),
        help_text=_("What somebody needs to know who does not see the picture."),
        required=False,
        max_length=300,
    )

    class Meta:
        icon = "image"
        label = _("Picture")


def feedback_block() -> blocks.CharBlock:
    return blocks.CharBlock(
        label=_("Feedback"),
        help_text=_("Say why, in one or two sentences. Never only “wrong”."),
        required=False,
        max_length=500,
    )


class OptionBlock(blocks.StructBlock):
    text = blocks.CharBlock(label=_("Answer"), max_length=300)
    right = blocks.BooleanBlock(label=_("This answer is right"), required=False)
    feedback = feedback_block()

    class Meta:
        icon = "form"
        label = _("Answer")
        label_format = "{text}"


class QuestionBlock(blocks.StructBlock):
    """A subclass lists its own fields; those of every question stand around them."""

    prompt = blocks.TextBlock(
        label=_("Question"),
        help_text=_(
            "First the situation, then an empty line, then the question."
            " You can use **bold**, *italic*, `code` and lists with -."
        ),
        max_length=2000,
        rows=4,
    )
    picture = PictureBlock(required=False)
    why = blocks.TextBlock(
        label=_("Why"),
        help_text=_("Everybody reads this after answering."),
        max_length=1000,
        rows=3,
    )
    hint = blocks.CharBlock(
        label=_("Hint"),
        help_text=_(
            "Only for who asks for it. In the check-up, a right answer after the hint does not count as right. "
            "Elsewhere it counts just as much."
        ),
        required=False,
        max_length=500,
    )

    class Meta:
        label_format = "{prompt}"  # else it is called after the first field that says something: "No"

    def to_plain(self, value: blocks.StructValue) -> Plain:
        return plain_of(self, value)

    def from_plain(self, plain: Plain, pictures: Mapping[str, Any] | None = None) -> blocks.StructValue:
        """A value to save; `pictures` maps file names to pictures of the library.

        A translation has no key of its own: give join(body of the source, texts of the translation).
        """
        type = kind(self.name)
        return self.to_python(raw_of(self, type.join(*type.split(plain)), pictures or {}))


class NumberedBlock(QuestionBlock):
    """Authors say by number which thing is meant; the plain form says it by its id.

    `numbered` lists (list, field, list that the field counts in), such as ("cards", "box", "boxes").
    """

    numbered: tuple[tuple[str, str, str], ...] = ()

    def to_plain(self, value: blocks.StructValue) -> Plain:
        plain = super().to_plain(value)
        for things, field, counted in self.numbered:
            known = dict(enumerate(ids(plain.get(counted, [])), start=1))
            for thing in plain.get(things, []):
                if field in thing:
                    thing[field] = known.get(thing[field], f"{field}-{thing[field]}")
        return plain

    def from_plain(self, plain: Plain, pictures: Mapping[str, Any] | None = None) -> blocks.StructValue:
        body, _texts = kind(self.name).split(plain)
        value = super().from_plain(plain, pictures)
        for things, field, counted in self.numbered:
            numbers = {id: number for number, id in enumerate(ids(body[counted]), start=1)}
            for thing, block in zip(body[things], value[things], strict=True):
                block[field] = numbers.get(thing[field])
        return value


def plain_of(block: blocks.Block, value: Any) -> Any:
    if isinstance(block, PictureBlock):
        picture = value["file"]
        return {"file": PurePath(picture.file.name).name, "alt": value["alt"]} if picture else None
    if isinstance(block, blocks.StructBlock):
        fields = {name: plain_of(child, value[name]) for name, child in block.child_blocks.items()}
        return {name: field for name, field in fields.items() if field is not False and field not in EMPTY}
    if isinstance(block, blocks.ListBlock):
        items = [plain_of_item(block.child_block, item) for item in value.bound_blocks]
        return [item for item in items if item]
    return value


def plain_of_item(block: blocks.Block, item: Any) -> Any:
    plain = plain_of(block, item.value)
    return {"id": item.id, **plain} if isinstance(block, blocks.StructBlock) else plain


def raw_of(block: blocks.Block, plain: Any, pictures: Mapping[str, Any]) -> Any:
    """The stored form of a block, which `to_python` reads."""
    if isinstance(block, PictureBlock):
        picture = pictures.get(plain["file"])
        return {"file": picture.pk if picture else None, "alt": plain.get("alt", "")}
    if isinstance(block, blocks.StructBlock):
        children = block.child_blocks
        return {
            name: raw_of(children[name], field, pictures) for name, field in plain.items() if name in children
        }
    if isinstance(block, blocks.ListBlock):
        return [raw_of_item(block.child_block, item, pictures) for item in plain]
    return plain


def raw_of_item(block: blocks.Block, item: Any, pictures: Mapping[str, Any]) -> Any:
    if isinstance(block, blocks.StructBlock):
        return {"type": "item", "id": item["id"], "value": raw_of(block, item, pictures)}
    return item
