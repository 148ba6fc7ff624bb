from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _
from wagtail import blocks

from cms.questions.base import Plain, QuestionBlock
from courses.questions import kind


class ChoiceBlock(blocks.StructBlock):
    text = blocks.CharBlock(label=_("Choice"), max_length=300)
    next = blocks.IntegerBlock(
        label=_("Leads to step"),
        help_text=_("The number of a later step; empty: the story ends here."),
        required=False,
        min_value=2,
        max_value=10,
    )
    points = blocks.IntegerBlock(label=_("Points"), required=False, default=0, min_value=0, max_value=10)
    feedback = blocks.CharBlock(
        label=_("Feedback"), help_text=_("Shown at the end of the story."), required=False, max_length=500
    )

    class Meta:
        icon = "arrow-right"
        label = _("Choice")
        label_format = "{text}"


class StepBlock(blocks.StructBlock):
    text = blocks.TextBlock(label=_("What happens"), max_length=1000, rows=3)
    choices = blocks.ListBlock(ChoiceBlock(), label=_("Choices"), help_text=_("2 to 5."))

    class Meta:
        icon = "arrow-down"
        label = _("Step")
        label_format = "{text}"


class Block(QuestionBlock):
    """Authors say which step follows by its number; the plain form says it by its id."""

    steps = blocks.ListBlock(
        StepBlock(),
        label=_("Steps"),
        help_text=_("The story starts with step 1 and only goes on to later steps."),
    )
    mark = blocks.IntegerBlock(
        label=_("Points for a right answer"), required=False, default=1, min_value=1, max_value=100
    )

    class Meta:
        icon = "decimal"
        label = _("Story with choices")
        form_layout = ["prompt", "picture", "steps", "mark", "why", "hint"]

    def to_plain(self, value: blocks.StructValue) -> Plain:
        plain = super().to_plain(value)
        ids = {number: step["id"] for number, step in enumerate(plain.get("steps", []), start=1)}
        for choice in choices_of(plain):
            if "next" in choice:
                choice["next"] = ids.get(choice["next"], f"step-{choice['next']}")
        return plain

    def from_plain(self, plain: Plain, pictures: Mapping[str, Any] | None = None) -> blocks.StructValue:
        body, _texts = kind(self.name).split(plain)
        value = super().from_plain(plain, pictures)
        numbers = {step["id"]: number for number, step in enumerate(body["steps"], start=1)}
        for step, written in zip(body["steps"], value["steps"], strict=True):
            for choice, block in zip(step["choices"], written["choices"], strict=True):
                block["next"] = numbers.get(choice["next"])
        return value


def choices_of(plain: Plain) -> list[Plain]:
    return [choice for step in plain.get("steps", []) for choice in step.get("choices", [])]
