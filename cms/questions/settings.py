from django.utils.translation import gettext_lazy as _
from wagtail import blocks

from cms.questions.base import QuestionBlock, feedback_block

ENDS = [("on", _("Has to be on")), ("off", _("Has to be off")), ("any", _("Does not matter"))]


class SwitchBlock(blocks.StructBlock):
    text = blocks.CharBlock(label=_("Name of the setting"), max_length=100)
    about = blocks.CharBlock(
        label=_("Small text below it"),
        help_text=_("As the app explains it. It may be misleading."),
        required=False,
        max_length=200,
    )
    on = blocks.BooleanBlock(label=_("Is on when people find it"), required=False)
    ought = blocks.ChoiceBlock(label=_("In the end"), choices=ENDS, default="any")
    feedback = feedback_block()

    class Meta:
        icon = "cog"
        label = _("Setting")
        label_format = "{text}"


class Block(QuestionBlock):
    title = blocks.CharBlock(
        label=_("Name of the page"), help_text=_("Such as: Settings of the calendar."), max_length=80
    )
    switches = blocks.ListBlock(
        SwitchBlock(), label=_("Settings"), help_text=_("3 to 12. Right is: all that matter.")
    )

    class Meta:
        icon = "cogs"
        label = _("Put settings right")
        form_layout = ["prompt", "picture", "title", "switches", "why", "hint"]
