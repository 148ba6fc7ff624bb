from django.utils.translation import gettext_lazy as _
from wagtail import blocks

from cms.questions.base import QuestionBlock


class PairBlock(blocks.StructBlock):
    item = blocks.CharBlock(label=_("Line"), max_length=300)
    match = blocks.CharBlock(
        label=_("Belongs to"),
        help_text=_("Write it in the same way where lines belong to the same."),
        max_length=150,
    )
    feedback = blocks.CharBlock(label=_("Feedback"), required=False, max_length=500)

    class Meta:
        icon = "link"
        label = _("Pair")
        label_format = "{item}"


class DistractorBlock(blocks.StructBlock):
    text = blocks.CharBlock(label=_("Belongs to nothing"), max_length=150)

    class Meta:
        icon = "cross"
        label = _("Belongs to nothing")


class Block(QuestionBlock):
    pairs = blocks.ListBlock(PairBlock(), label=_("Pairs"), help_text=_("2 to 10."))
    distractors = blocks.ListBlock(
        DistractorBlock(), label=_("Choices that belong to nothing"), help_text=_("At most 4."), default=[]
    )

    class Meta:
        icon = "link"
        label = _("Match")
        form_layout = ["prompt", "picture", "pairs", "distractors", "why", "hint"]
