from django.utils.translation import gettext_lazy as _
from wagtail import blocks

from cms.questions.base import NumberedBlock


class BoxBlock(blocks.StructBlock):
    text = blocks.CharBlock(label=_("Name of the box"), max_length=60)

    class Meta:
        icon = "folder-open-inverse"
        label = _("Box")
        label_format = "{text}"


class CardBlock(blocks.StructBlock):
    text = blocks.CharBlock(label=_("Card"), max_length=300)
    box = blocks.IntegerBlock(
        label=_("Belongs in box"), help_text=_("The number of the box."), min_value=1, max_value=4
    )
    feedback = blocks.CharBlock(label=_("Feedback"), required=False, max_length=500)

    class Meta:
        icon = "doc-empty"
        label = _("Card")
        label_format = "{text}"


class Block(NumberedBlock):
    numbered = (("cards", "box", "boxes"),)

    boxes = blocks.ListBlock(BoxBlock(), label=_("Boxes"), help_text=_("2 to 4."))
    cards = blocks.ListBlock(
        CardBlock(), label=_("Cards"), help_text=_("3 to 10. Everybody gets them mixed up.")
    )

    class Meta:
        icon = "folder-open-1"
        label = _("Sort into boxes")
        form_layout = ["prompt", "picture", "boxes", "cards", "why", "hint"]
