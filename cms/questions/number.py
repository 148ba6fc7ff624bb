from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from wagtail import blocks

from cms.questions.base import NumberBlock, QuestionBlock


class NearBlock(blocks.StructBlock):
    value = NumberBlock(label=_("Wrong number"))
    feedback = blocks.CharBlock(label=_("Feedback"), max_length=500)

    class Meta:
        icon = "cross"
        label = _("Wrong number")
        label_format = "{value}"


class Block(QuestionBlock):
    answer = NumberBlock(label=_("Right number"), required=False)
    formula = blocks.CharBlock(
        label=_("Or: how to work it out"),
        help_text=_(
            "For other numbers each time. Write {n:3-9} or {name:An|Bo|Els} in the question, and {n} where it "
            "comes back. Here you write how to find the right number, such as (n + 2) * 4."
        ),
        required=False,
    )
    tolerance = NumberBlock(
        label=_("May differ by"),
        help_text=_("0.5 with the answer 12: everything from 11.5 to 12.5 is right."),
        required=False,
        default=0,
        min_value=0,
    )
    unit = blocks.CharBlock(
        label=pgettext_lazy("of a number", "Unit"),
        help_text=_("Stands behind the box, such as: liter. Nobody has to type it."),
        required=False,
        max_length=30,
    )
    near = blocks.ListBlock(
        NearBlock(),
        label=_("Wrong numbers that many people find"),
        help_text=_("Say what went wrong. At most 8."),
        default=[],
    )

    class Meta:
        icon = "decimal"
        label = _("Number")
        form_layout = ["prompt", "picture", "answer", "formula", "tolerance", "unit", "near", "why", "hint"]
