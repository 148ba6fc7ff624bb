from django.utils.translation import gettext_lazy as _
from wagtail import blocks

from cms.questions.base import OptionBlock, QuestionBlock

CHANNELS = [("mail", _("Mail")), ("sms", _("Text message")), ("qr", _("QR code")), ("call", _("Phone call"))]
PARTS = [
    ("line", _("Line of text")),
    ("link", _("Link")),
    ("attachment", _("Attachment")),
    ("from", _("Sender")),
    ("to", _("Addressee")),
    ("subject", _("Subject")),
    ("time", _("Time")),
]
PLACES = [("sign", _("A sign of a false message")), ("innocent", _("Innocent"))]


class LineBlock(blocks.StructBlock):
    at = blocks.ChoiceBlock(label=_("Part"), choices=PARTS, default="line")
    text = blocks.CharBlock(label=_("Text"), max_length=600)
    goes = blocks.CharBlock(
        label=_("Real address"),
        help_text=_("Where the link or the code really leads."),
        required=False,
        max_length=300,
    )
    place = blocks.ChoiceBlock(
        label=_("Can be ticked"),
        help_text=_("Empty: people cannot tick this part."),
        choices=PLACES,
        required=False,
    )
    label = blocks.CharBlock(
        label=_("Name in the list"),
        help_text=_("Such as: the address of the sender."),
        required=False,
        max_length=100,
    )
    feedback = blocks.CharBlock(label=_("Feedback"), required=False, max_length=500)

    class Meta:
        icon = "pilcrow"
        label = _("Part of the message")
        label_format = "{text}"


class Block(QuestionBlock):
    channel = blocks.ChoiceBlock(label=_("Kind of message"), choices=CHANNELS, default="mail")
    lines = blocks.ListBlock(LineBlock(), label=_("Message"), help_text=_("From top to bottom."))
    actions = blocks.ListBlock(
        OptionBlock(), label=_("What do you do first?"), help_text=_("2 to 6, and one of them right.")
    )

    class Meta:
        icon = "mail"
        label = _("True or false message")
        form_layout = ["prompt", "picture", "channel", "lines", "actions", "why", "hint"]
