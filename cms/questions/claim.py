from django.utils.translation import gettext_lazy as _
from wagtail import blocks

from cms.questions.base import OptionBlock, QuestionBlock


class ReasonBlock(OptionBlock):
    class Meta:
        icon = "form"
        label = _("Reason")
        label_format = "{text}"


class Block(QuestionBlock):
    claim = blocks.CharBlock(
        label=_("Claim"),
        help_text=_("One sentence that is right or not right. Never with “not” in it."),
        max_length=300,
    )
    holds = blocks.BooleanBlock(label=_("This claim is right"), required=False)
    reasons = blocks.ListBlock(
        ReasonBlock(),
        label=_("Reasons"),
        help_text=_(
            "3 is best, and one of them right. Write them so that each could follow “right” and “not right”."
        ),
    )

    class Meta:
        icon = "check"
        label = _("Right or not right, and why")
        form_layout = ["prompt", "picture", "claim", "holds", "reasons", "why", "hint"]
