from django.utils.translation import gettext_lazy as _
from wagtail import blocks

from cms.questions.base import NumberedBlock


class ColumnBlock(blocks.StructBlock):
    text = blocks.CharBlock(label=_("Heading of the column"), max_length=40)

    class Meta:
        icon = "table"
        label = _("Column")
        label_format = "{text}"


class RowBlock(blocks.StructBlock):
    cells = blocks.CharBlock(
        label=_("Row, with its mistakes"),
        help_text=_("One cell per column, with a | in between. Nothing between two | is an empty cell."),
        max_length=400,
    )
    extra = blocks.BooleanBlock(
        label=_("This row has to go"), help_text=_("Because it is there twice, for example."), required=False
    )
    feedback = blocks.CharBlock(
        label=_("Feedback"),
        help_text=_("Of a row that has to go, or of one that people may take for it."),
        required=False,
        max_length=500,
    )

    class Meta:
        icon = "list-ul"
        label = _("Row")
        label_format = "{cells}"


class FixBlock(blocks.StructBlock):
    row = blocks.IntegerBlock(
        label=_("Row"), help_text=_("The number of the row."), min_value=1, max_value=10
    )
    column = blocks.IntegerBlock(
        label=_("Column"), help_text=_("The number of the column."), min_value=1, max_value=5
    )
    accept = blocks.ListBlock(
        blocks.CharBlock(label=_("Accepted answer"), max_length=60),
        label=_("Accepted answers"),
        help_text=_("In all languages together."),
    )
    answer = blocks.CharBlock(
        label=_("Example of a right answer"), help_text=_("Shown after a wrong answer."), max_length=60
    )
    feedback = blocks.CharBlock(label=_("Feedback"), required=False, max_length=500)

    class Meta:
        icon = "edit"
        label = _("Wrong cell")
        label_format = "{answer}"


class Block(NumberedBlock):
    numbered = (("fixes", "row", "rows"), ("fixes", "column", "columns"))

    columns = blocks.ListBlock(ColumnBlock(), label=_("Columns"), help_text=_("2 to 5."))
    rows = blocks.ListBlock(RowBlock(), label=_("Rows"), help_text=_("2 to 10."))
    fixes = blocks.ListBlock(
        FixBlock(), label=_("Wrong cells"), help_text=_("At most 12. All other cells are right."), default=[]
    )
    exact = blocks.BooleanBlock(
        label=_("Capitals and accents count"), help_text=_("If that is what is wrong."), required=False
    )

    class Meta:
        icon = "table"
        label = _("Mend a table")
        form_layout = ["prompt", "picture", "columns", "rows", "fixes", "exact", "why", "hint"]
