from django.utils.translation import gettext_lazy as _
from wagtail import blocks

from cms.questions.base import QuestionBlock


class NearBlock(blocks.StructBlock):
    value = blocks.FloatBlock(label=_("Wrong number"))
    feedback = blocks.CharBlock(label=_("Feedback"), max_length=500)

    class Meta:
        icon = "cross"
        label = _("Wrong number")
        label_format = "{value}"


class Block(QuestionBlock):
    answer = blocks.FloatBlock(label=_("Right number"))
    tolerance = blocks.FloatBlock(
        label=_("May differ by"),
        help_text=_("With 0.5 everything from half less to half more is right."),
        required=False,
        default=0,
        min_value=0,
    )
    unit = blocks.CharBlock(
        label=_("Unit"),
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
        form_layout = ["prompt", "picture", "answer", "tolerance", "unit", "near", "why", "hint"]
