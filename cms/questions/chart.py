from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from wagtail import blocks

from cms.questions.base import NumberBlock, OptionBlock, QuestionBlock

FORMS = [("bar", _("Bars")), ("line", pgettext_lazy("chart", "Line"))]


class PointBlock(blocks.StructBlock):
    label = blocks.CharBlock(label=_("Name"), help_text=_("Short, such as: jan."), max_length=30)
    value = NumberBlock(label=_("Value"))

    class Meta:
        icon = "minus"
        label = _("Point")
        label_format = "{label}: {value}"


class ChartBlock(blocks.StructBlock):
    form = blocks.ChoiceBlock(label=_("Kind of chart"), choices=FORMS, default="bar")
    title = blocks.CharBlock(label=_("Title"), max_length=150)
    x = blocks.CharBlock(label=_("Name of the axis below"), max_length=60)
    y = blocks.CharBlock(label=_("Name of the axis upwards"), max_length=60)
    source = blocks.CharBlock(label=_("Where the data come from"), required=False, max_length=200)
    points = blocks.ListBlock(PointBlock(), label=_("Points"), help_text=_("2 to 24, from left to right."))

    class Meta:
        icon = "table"
        label = _("Chart")
        form_layout = ["form", "title", "x", "y", "from", "points", "source"]


START = NumberBlock(
    label=_("The upright axis starts at"),
    help_text=_("Mostly 0. If the axis begins higher, differences look bigger than they are."),
    required=False,
    default=0,
)


class Block(QuestionBlock):
    chart = ChartBlock([("from", START)])  # as in the plain form; in a class it cannot be a name
    options = blocks.ListBlock(
        OptionBlock(),
        label=_("Answers"),
        help_text=_("2 to 6, and one of them right. Leave this empty when people type a number."),
        default=[],
    )
    keep_order = blocks.BooleanBlock(
        label=_("Keep this order"), help_text=_("Otherwise everybody sees another order."), required=False
    )
    number = NumberBlock(
        label=_("Right number"), help_text=_("Only without answers to choose from."), required=False
    )
    tolerance = NumberBlock(
        label=_("May differ by"),
        help_text=_("0.5 with the answer 12: everything from 11.5 to 12.5 is right."),
        required=False,
        default=0,
        min_value=0,
    )

    class Meta:
        icon = "table"
        label = _("Read a chart")
        form_layout = [
            "prompt",
            "picture",
            "chart",
            "options",
            "keep_order",
            "number",
            "tolerance",
            "why",
            "hint",
        ]
