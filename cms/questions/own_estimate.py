from django.utils.translation import gettext_lazy as _
from wagtail import blocks

from cms.questions.base import QuestionBlock


class Block(QuestionBlock):
    advice_learn = blocks.TextBlock(
        label=_("Advice for who cannot do it by herself yet"),
        help_text=_("Such as: which lesson helps, or whom to ask. The question itself begins with “I can”."),
        required=False,
        max_length=500,
        rows=2,
    )
    advice_can = blocks.TextBlock(
        label=_("Advice for who can do it by herself"),
        help_text=_(
            "Such as: show it in the test. Only for lessons: it counts as her own estimate, and for little."
        ),
        required=False,
        max_length=500,
        rows=2,
    )

    class Meta:
        icon = "user"
        label = _("Own estimate: I can …")
        form_layout = ["prompt", "picture", "advice_learn", "advice_can", "why", "hint"]
