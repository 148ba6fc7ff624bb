from django.utils.translation import gettext_lazy as _
from wagtail import blocks

from cms.questions.base import OptionBlock, QuestionBlock


class Block(QuestionBlock):
    options = blocks.ListBlock(
        OptionBlock(), label=_("Answers"), help_text=_("3 or 4, about equally long, and one of them right.")
    )
    keep_order = blocks.BooleanBlock(
        label=_("Keep this order"), help_text=_("Otherwise everybody sees another order."), required=False
    )

    class Meta:
        icon = "radio-full"
        label = _("One answer")
        form_layout = ["prompt", "picture", "options", "keep_order", "why", "hint"]
