from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _
from wagtail import blocks

from cms.questions.base import Plain, QuestionBlock
from courses.questions import kind
from courses.questions.base import ids


class BoxBlock(blocks.StructBlock):
    text = blocks.CharBlock(label=_("Name of the box"), max_length=60)

    class Meta:
        icon = "folder-open-inverse"
        label = _("Box")
        label_format = "{text}"


class CardBlock(blocks.StructBlock):
    text = blocks.CharBlock(label=_("Card"), max_length=300)
    box = blocks.IntegerBlock(
        label=_("Belongs in box"), help_text=_("The number of the box."), min_value=1, max_value=4
    )
    feedback = blocks.CharBlock(label=_("Feedback"), required=False, max_length=500)

    class Meta:
        icon = "doc-empty"
        label = _("Card")
        label_format = "{text}"


class Block(QuestionBlock):
    """Authors say which box by its number; the plain form says it by its id."""

    boxes = blocks.ListBlock(BoxBlock(), label=_("Boxes"), help_text=_("2 to 4."))
    cards = blocks.ListBlock(
        CardBlock(), label=_("Cards"), help_text=_("3 to 10. Everybody gets them mixed up.")
    )

    class Meta:
        icon = "folder-open-1"
        label = _("Sort into boxes")
        form_layout = ["prompt", "picture", "boxes", "cards", "why", "hint"]

    def to_plain(self, value: blocks.StructValue) -> Plain:
        plain = super().to_plain(value)
        boxes = dict(enumerate(ids(plain.get("boxes", [])), start=1))
        for card in plain.get("cards", []):
            if "box" in card:
                card["box"] = boxes.get(card["box"], f"box-{card['box']}")
        return plain

    def from_plain(self, plain: Plain, pictures: Mapping[str, Any] | None = None) -> blocks.StructValue:
        body, _texts = kind(self.name).split(plain)
        value = super().from_plain(plain, pictures)
        numbers = {id: number for number, id in enumerate(ids(body["boxes"]), start=1)}
        for card, block in zip(body["cards"], value["cards"], strict=True):
            block["box"] = numbers.get(card["box"])
        return value
