from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from wagtail import blocks

from cms.questions.base import NumberedBlock


class ConditionBlock(blocks.StructBlock):
    text = blocks.CharBlock(
        label=_("Condition"), help_text=_("The heading of a column, such as: Lives here?"), max_length=60
    )

    class Meta:
        icon = "help"
        label = _("Condition")
        label_format = "{text}"


class OutcomeBlock(blocks.StructBlock):
    text = blocks.CharBlock(label=pgettext_lazy("decision", "Outcome"), max_length=60)

    class Meta:
        icon = "check"
        label = pgettext_lazy("decision", "Outcome")
        label_format = "{text}"


class CaseBlock(blocks.StructBlock):
    cells = blocks.CharBlock(
        label=_("Case"),
        help_text=_("What goes under each condition, with a | in between. Such as: yes | under 18"),
        max_length=300,
    )
    outcome = blocks.IntegerBlock(
        label=_("Right outcome"), help_text=_("The number of the outcome."), min_value=1, max_value=6
    )
    feedback = blocks.CharBlock(label=_("Feedback"), required=False, max_length=500)

    class Meta:
        icon = "list-ul"
        label = _("Case")
        label_format = "{cells}"


class Block(NumberedBlock):
    numbered = (("cases", "outcome", "outcomes"),)

    conditions = blocks.ListBlock(
        ConditionBlock(), label=_("Conditions"), help_text=_("1 to 4. Write the rule itself in the question.")
    )
    outcomes = blocks.ListBlock(OutcomeBlock(), label=_("Outcomes"), help_text=_("2 to 6."))
    cases = blocks.ListBlock(
        CaseBlock(), label=_("Cases"), help_text=_("2 to 10, in the order of the table.")
    )

    class Meta:
        icon = "table"
        label = _("Decision table")
        form_layout = ["prompt", "picture", "conditions", "outcomes", "cases", "why", "hint"]
