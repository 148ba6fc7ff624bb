from django.utils.translation import gettext_lazy as _
from wagtail import blocks

from cms.questions.base import QuestionBlock


class RowBlock(blocks.StructBlock):
    text = blocks.CharBlock(
        label=_("Line"),
        help_text=_(
            "Put | between the pieces, and [ ] around a mistake. Such as: On Monday | [31 June] | the desk is closed."
        ),
        max_length=600,
    )
    feedback = blocks.CharBlock(
        label=_("Feedback"),
        help_text=_("What is wrong in this line, or why nothing is."),
        required=False,
        max_length=500,
    )

    class Meta:
        icon = "pilcrow"
        label = _("Line")
        label_format = "{text}"


class Block(QuestionBlock):
    head = blocks.CharBlock(
        label=_("Heads of the columns"),
        help_text=_("Only for a table, with | between them. Empty: the lines are a text."),
        required=False,
        max_length=300,
    )
    rows = blocks.ListBlock(
        RowBlock(),
        label=_("Lines"),
        help_text=_("1 to 12. People mark pieces; a piece may be empty in a table."),
    )

    class Meta:
        icon = "strikethrough"
        label = _("Find the mistakes")
        form_layout = ["prompt", "picture", "head", "rows", "why", "hint"]
