from django.utils.translation import gettext_lazy as _
from wagtail import blocks

from cms.questions.base import QuestionBlock


class StepBlock(blocks.StructBlock):
    text = blocks.CharBlock(
        label=_("What is asked"), help_text=_("Such as: litres in the can after line 2."), max_length=150
    )
    accept = blocks.ListBlock(
        blocks.CharBlock(label=_("Accepted answer"), max_length=60),
        label=_("Accepted answers"),
        help_text=_(
            "In all languages together. Capitals and accents do not count; 3 is also 3,0 and 3 liter."
        ),
    )
    answer = blocks.CharBlock(
        label=_("Example of a right answer"), help_text=_("Shown after a wrong answer."), max_length=60
    )
    feedback = blocks.CharBlock(label=_("Feedback"), required=False, max_length=500)

    class Meta:
        icon = "arrow-right"
        label = _("Step")
        label_format = "{text}"


class Block(QuestionBlock):
    program = blocks.TextBlock(
        label=_("Instructions"),
        help_text=_("One per line; the lines get numbers. Spaces at the beginning stay."),
        max_length=1000,
        rows=6,
    )
    steps = blocks.ListBlock(
        StepBlock(), label=_("Values"), help_text=_("2 to 8. The last one is what comes out in the end.")
    )

    class Meta:
        icon = "tasks"
        label = _("Follow the steps: what comes out?")
        form_layout = ["prompt", "picture", "program", "steps", "why", "hint"]
