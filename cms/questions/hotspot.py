from django.utils.translation import gettext_lazy as _
from wagtail import blocks

from cms.questions.base import NumberBlock, QuestionBlock


class AreaBlock(blocks.StructBlock):
    text = blocks.CharBlock(
        label=_("What is there"),
        help_text=_("Short. Who does not see the picture chooses by these words."),
        max_length=100,
    )
    x = NumberBlock(label=_("From the left (%)"), min_value=0)
    y = NumberBlock(label=_("From the top (%)"), min_value=0)
    width = NumberBlock(label=_("Width (%)"), help_text=_("At least 6."), min_value=6)
    height = NumberBlock(label=_("Height (%)"), help_text=_("At least 6."), min_value=6)
    right = blocks.BooleanBlock(label=_("This place is right"), required=False)
    feedback = blocks.CharBlock(label=_("Feedback"), required=False, max_length=500)

    class Meta:
        icon = "crosshairs"
        label = _("Place")
        label_format = "{text}"


class Block(QuestionBlock):
    areas = blocks.ListBlock(
        AreaBlock(),
        label=_("Places"),
        help_text=_(
            "3 to 10, that do not overlap. 0 is at the left and at the top, 50 in the middle, 100 at the end."
            " The preview shows the places on the picture."
        ),
    )

    class Meta:
        icon = "crosshairs"
        label = _("Point at a place on a picture")
        form_layout = ["prompt", "picture", "areas", "why", "hint"]
