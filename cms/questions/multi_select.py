from django.utils.translation import gettext_lazy as _
from wagtail import blocks

from cms.questions.base import OptionBlock, QuestionBlock


class Block(QuestionBlock):
    options = blocks.ListBlock(
        OptionBlock(), label=_("Answers"), help_text=_("3 to 8. Right is: every right answer and no other.")
    )
    keep_order = blocks.BooleanBlock(
        label=_("Keep this order"), help_text=_("Otherwise everybody sees another order."), required=False
    )

    class Meta:
        icon = "tasks"
        label = _("More answers")
        form_layout = ["prompt", "picture", "options", "keep_order", "why", "hint"]
