from django.utils.translation import gettext_lazy as _
from wagtail import blocks

from cms.questions.base import QuestionBlock


class Block(QuestionBlock):
    accept = blocks.ListBlock(
        blocks.CharBlock(label=_("Accepted answer"), max_length=100),
        label=_("Accepted answers"),
        help_text=_(
            "In all languages together. Capitals and accents do not count; * stands for anything;"
            " words of 6 letters or more may have one typing mistake."
        ),
    )
    answer = blocks.CharBlock(
        label=_("Example of a right answer"), help_text=_("Shown after a wrong answer."), max_length=100
    )

    class Meta:
        icon = "edit"
        label = _("Short text")
        form_layout = ["prompt", "picture", "accept", "answer", "why", "hint"]
