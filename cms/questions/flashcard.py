from django.utils.translation import gettext_lazy as _
from wagtail import blocks

from cms.questions.base import QuestionBlock


class Block(QuestionBlock):
    back = blocks.TextBlock(
        label=_("Back of the card"),
        help_text=_(
            "People think first, and then turn the card. Short is best. Only for lessons: it measures nothing."
        ),
        max_length=500,
        rows=3,
    )

    class Meta:
        icon = "copy"
        label = _("Flashcard")
        form_layout = ["prompt", "picture", "back", "why", "hint"]
