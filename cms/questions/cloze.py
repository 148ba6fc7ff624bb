from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _
from wagtail import blocks

from cms.questions.base import Plain, QuestionBlock
from courses.questions import kind
from courses.questions.base import ids
from courses.questions.cloze import counted


class ChoiceBlock(blocks.StructBlock):
    text = blocks.CharBlock(label=_("Choice"), max_length=100)
    right = blocks.BooleanBlock(label=_("This answer is right"), required=False)

    class Meta:
        icon = "form"
        label = _("Choice")
        label_format = "{text}"


class GapBlock(blocks.StructBlock):
    choices = blocks.ListBlock(
        ChoiceBlock(), label=_("Choices"), help_text=_("2 to 5, and one of them right.")
    )
    feedback = blocks.CharBlock(label=_("Feedback"), required=False, max_length=500)

    class Meta:
        icon = "placeholder"
        label = _("Gap")


class Block(QuestionBlock):
    text = blocks.TextBlock(
        label=_("Text with gaps"),
        help_text=_("Write [1] where the first gap belongs, [2] for the second. New lines stay."),
        max_length=1000,
        rows=4,
    )
    gaps = blocks.ListBlock(GapBlock(), label=_("Gaps"), help_text=_("1 to 8."))

    class Meta:
        icon = "placeholder"
        label = _("Text with gaps")
        form_layout = ["prompt", "picture", "text", "gaps", "why", "hint"]

    def from_plain(self, plain: Plain, pictures: Mapping[str, Any] | None = None) -> blocks.StructValue:
        value = super().from_plain(plain, pictures)
        body, texts = kind(self.name).split(plain)
        value["text"] = counted(texts.get("text", ""), ids(body["gaps"]))
        return value
