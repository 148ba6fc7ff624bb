from django.utils.translation import gettext_lazy as _
from wagtail import blocks

from cms.questions.base import QuestionBlock

RULES = [("exact", _("Every line in its place")), ("neighbours", _("Three quarters of the neighbours right"))]


class ItemBlock(blocks.StructBlock):
    text = blocks.CharBlock(label=_("Line"), max_length=300)

    class Meta:
        icon = "bars"
        label = _("Line")
        label_format = "{text}"


class Block(QuestionBlock):
    items = blocks.ListBlock(
        ItemBlock(),
        label=_("Lines, in the right order"),
        help_text=_("3 to 8. Everybody gets them mixed up."),
    )
    rule = blocks.ChoiceBlock(label=_("Right is"), choices=RULES, default="exact")

    class Meta:
        icon = "list-ol"
        label = _("Put in order")
        form_layout = ["prompt", "picture", "items", "rule", "why", "hint"]
