"""The questions of an import: which file, how to read it, which column says what, and whether it is meant so."""

from __future__ import annotations

from collections.abc import Mapping

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from lms.interop.people.mapping import HEADINGS
from lms.interop.people.reading import Asked, Reading
from lms.interop.rows import MAX_COLUMNS

FIELD_WORDS = {
    "external id": _("Personnel number"),
    "name": _("Full name"),
    "first name": _("First name"),
    "last name": _("Last name"),
    "email": _("E-mail address"),
    "username": _("User name"),
    "unit path": _("Unit"),
    "job title": _("Job"),
    "profile code": _("Job profile"),
    "start date": _("First working day"),
    "organisation": _("Organisation"),
}
FIELD_HELP = {
    "external id": _("By this number we recognise somebody in your next file. Best to have it."),
    "name": _("Choose this column, or first and last name."),
    "unit path": _(
        "For example: Technical services > Green. The name alone is enough if no other unit has it."
    ),
    "profile code": _("The code or the name of a job profile. With it we know what the job asks."),
    "start date": _("Without it, a new person starts today."),
    "organisation": _("Only to check that no row is of another organisation."),
}
DELIMITERS = {
    ";": _("semicolon ( ; )"),
    ",": _("comma ( , )"),
    "\t": pgettext_lazy("between columns", "tab"),
    "|": _("vertical bar ( | )"),
}
ENCODINGS = {
    "utf-8-sig": "UTF-8",
    "cp1252": "Windows-1252",
    "utf-16": "UTF-16",
    "utf-16-le": "UTF-16 LE",
    "utf-16-be": "UTF-16 BE",
}


class FileForm(forms.Form):
    file = forms.FileField(
        label=_("Your list"),
        help_text=_("An Excel file (.xlsx) or CSV, at most 30 MB. Nothing changes yet."),
        widget=forms.ClearableFileInput(attrs={"accept": ".xlsx,.csv,.txt,.tsv", "class": "input"}),
        allow_empty_file=True,  # its own sentence says more
        error_messages={"required": _("Choose a file first.")},
    )


class ReadingForm(forms.Form):
    """How the file is read, when what was found is not right."""

    sheet = forms.ChoiceField(label=_("Sheet"), required=False)
    encoding = forms.ChoiceField(label=_("Characters"), required=False, choices=list(ENCODINGS.items()))
    delimiter = forms.ChoiceField(
        label=_("Between columns"), required=False, choices=list(DELIMITERS.items())
    )
    line = forms.IntegerField(label=_("Row with the headings"), min_value=1, max_value=1000)

    def __init__(self, found: Reading, data=None) -> None:
        initial = {name: getattr(found, name) for name in ("sheet", "encoding", "delimiter", "line")}
        super().__init__(data, initial=initial)
        self.fields["sheet"].choices = [(sheet, sheet) for sheet in found.sheets]
        for name in ("encoding", "delimiter") if found.format == "xlsx" else ("sheet",):
            del self.fields[name]
        if len(found.sheets) == 1:
            del self.fields["sheet"]

    def asked(self) -> Asked:
        return Asked(**self.cleaned_data)


class ColumnsForm(forms.Form):
    """For each thing that we can know of a person, the column that says it."""

    make_units = forms.BooleanField(label=_("Make units that are not there yet"), required=False)
    is_complete = forms.BooleanField(
        label=_("This list is complete: who is not in it has left"),
        help_text=_("Their job ends yesterday. Nobody is deleted."),
        required=False,
    )

    def __init__(self, found: Reading, columns: Mapping[str, int], data=None, **more) -> None:
        initial = {key_of(column): str(index) for column, index in columns.items()}
        super().__init__(data, initial=initial | more)
        choices = [("", _("not in this file")), *column_choices(found.headings)]
        for column in HEADINGS:
            self.fields[key_of(column)] = forms.ChoiceField(
                label=FIELD_WORDS[column],
                help_text=FIELD_HELP.get(column, ""),
                choices=choices,
                required=False,
                error_messages={"invalid_choice": _("Choose one from the list.")},
            )
        self.order_fields([*map(key_of, HEADINGS), "make_units", "is_complete"])

    def clean(self) -> dict:
        said = self.columns()
        if "name" not in said and not {"first name", "last name"} <= said.keys():
            self.add_error(key_of("name"), _("Choose the column with the name, or first and last name."))
        if "unit path" not in said:
            self.add_error(key_of("unit path"), _("Choose the column with the unit where people work."))
        if not {"external id", "email", "username"} & said.keys():
            text = _(
                "Choose a personnel number, an e-mail address or a user name. "
                "Otherwise we do not recognise anybody in your next file."
            )
            self.add_error(key_of("external id"), text)
        self._refuse_double(said)
        return self.cleaned_data

    def _refuse_double(self, said: Mapping[str, int]) -> None:
        first: dict[int, str] = {}
        for column, index in said.items():
            if (other := first.setdefault(index, column)) != column:
                text = _("You chose this column for “%(other)s” too. Choose another.")
                self.add_error(key_of(column), ValidationError(text, params={"other": FIELD_WORDS[other]}))

    def columns(self) -> dict[str, int]:
        said = {column: self.cleaned_data.get(key_of(column)) for column in HEADINGS}
        return {column: int(index) for column, index in said.items() if index}


class ConfirmForm(forms.Form):
    sure = forms.BooleanField(
        label=_("Yes, all of them have left"),
        error_messages={"required": _("Look at the list of who leaves, and tick this if it is right.")},
    )


def key_of(column: str) -> str:
    return column.replace(" ", "_")


def column_choices(headings: tuple[str, ...]) -> list[tuple[str, str]]:
    return [(str(index), column_label(headings, index)) for index in range(len(headings))]


def column_label(headings: tuple[str, ...], index: int) -> str:
    """As a spreadsheet names it, and as the file does: C · E-mail."""
    letter, heading = column_letter(index), headings[index] if index < len(headings) else ""
    return f"{letter} · {heading[:60]}" if heading else letter


def column_letter(index: int) -> str:
    first, second = divmod(min(index, MAX_COLUMNS), 26)
    return (chr(64 + first) if first else "") + chr(65 + second)
