"""The forms of the administrator's pages. Each does one action; what that refuses is a sentence in the form."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date, timedelta
from decimal import Decimal

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from lms.dashboards.actions import merge_unit
from lms.people import actions, units
from lms.people.access import ORGANISATION_ROLES, PLATFORM_ROLES, Role, Visibility
from lms.people.models import Grant, Organisation, Unit, User
from lms.people.models.organisations import LEAST_MONTHS, MOST_MONTHS

ROLE_CHOICES = {
    Role.COACH: _("Digital coach: helps people learn."),
    Role.TRAINER: _("Trainer: writes modules and questions."),
    Role.MANAGER: _("Manager: sees how a unit and all under it stand."),
    Role.HR: _("HR: sees how the whole organisation or a unit stands."),
    Role.ADMINISTRATOR: _("Administrator: keeps these pages. Sees nobody’s skills."),
    Role.AUDITOR: _("Auditor: checks how the rules are kept. Sees nobody’s skills."),
}
PLATFORM_ROLE_CHOICES = {
    Role.FRAMEWORK_OWNER: _(
        "Owner of the frameworks: keeps which certificates count, how hard questions are and how levels are counted."
    ),
    Role.CATALOGUE_EDITOR: _("Editor of the shared catalogue: writes modules and questions for everybody."),
}
VISIBILITY_CHOICES = {
    Visibility.GROUPS: _("Only counts of groups. HR and managers see numbers, and no names."),
    Visibility.STATUS: _(
        "Also the status of each person. HR and the manager also see who has what in order, and who has something "
        "to learn. No levels, no answers."
    ),
    Visibility.DETAIL: _(
        "Also the levels of each person. HR and the manager also see the level of each skill. No answers."
    ),
}
NOT_IN_LIST = {"invalid_choice": _("Choose one from the list.")}
KINDS = [choice for choice in Organisation.Kind.choices if choice[0] != Organisation.Kind.SHARED]

UnitPaths = Iterable[tuple[Unit, str]]


class ActionForm(forms.Form):
    """A form that does one thing: `act` of each calls the action that the form is about, with what was filled in."""

    act: Callable[..., None]

    def done(self, acting_user: User, **context) -> bool:
        """Whether the form was in order and the action did not refuse."""
        if not self.is_valid():
            return False
        try:
            self.act(acting_user=acting_user, **self.cleaned_data, **context)
        except ValidationError as refused:
            self.add_error(None, refused)
        return not self.errors


class LineField(forms.CharField):
    """A name: on one line, with one space between words."""

    def clean(self, value):
        return " ".join(super().clean(value).split())


class DayField(forms.DateField):
    def __init__(self, **more) -> None:
        super().__init__(widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}), **more)
        self.error_messages["invalid"] = _("This is not a date. For example: 2027-01-31.")


class UnitField(forms.TypedChoiceField):
    """One unit of the organisation, or none."""

    def __init__(self, **more) -> None:
        super().__init__(required=False, empty_value=None, error_messages=dict(NOT_IN_LIST), **more)

    def offer(self, units: UnitPaths, none: str) -> None:
        units = list(units)
        self.choices = [("", none), *((str(unit.pk), path) for unit, path in units)]
        self.coerce = {str(unit.pk): unit for unit, _path in units}.__getitem__


class BasicsForm(ActionForm):
    name = LineField(label=_("Name"), max_length=120)
    kind = forms.ChoiceField(label=_("Kind"), choices=KINDS, error_messages=NOT_IN_LIST)

    def act(self, **said) -> None:
        actions.rename_organisation(**said)


class VisibilityForm(ActionForm):
    visibility = forms.TypedChoiceField(
        label=_("What HR and managers see"),
        help_text=_("A manager sees this of the people of their own units only."),
        choices=list(VISIBILITY_CHOICES.items()),
        coerce=Visibility,
        widget=forms.RadioSelect,
        error_messages=NOT_IN_LIST,
    )
    staff_notice = forms.CharField(
        label=_("What you told staff"),
        help_text=_(
            "In plain words: who sees what, why, and whom they may ask. Needed if you show more than groups."
        ),
        max_length=2000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
    )
    consulted_on = DayField(
        label=_("Day on which the representatives of staff were consulted"),
        help_text=_("Needed if you show more than groups."),
        required=False,
    )
    consultation_reference = LineField(
        label=_("Where this is written down"),
        help_text=_("For example the number of the report. Needed if you show more than groups."),
        max_length=200,
        required=False,
    )
    smallest_group = forms.IntegerField(
        label=_("Smallest group that is counted"),
        help_text=_("Smaller groups stay hidden, so that a number says nothing about a person. At least 5."),
        min_value=5,
        max_value=100,
    )

    def clean_consulted_on(self) -> date | None:
        day = self.cleaned_data["consulted_on"]
        if day and day > self.initial["today"]:
            raise ValidationError(_("This day is still to come. First consult, then change what they see."))
        return day

    def clean(self) -> None:
        if self.cleaned_data.get("visibility") in (Visibility.STATUS, Visibility.DETAIL):
            for name in ("staff_notice", "consulted_on", "consultation_reference"):
                if name not in self.errors and not self.cleaned_data.get(name):
                    self.add_error(name, _("Fill this in before HR and managers see more than groups."))

    def act(self, **said) -> None:
        actions.set_visibility(**said)


class RetentionForm(ActionForm):
    months = forms.IntegerField(
        label=_("Months after the last day at work"),
        help_text=_("A whole number from 1 to 120. The law asks: no longer than you need."),
        min_value=LEAST_MONTHS,
        max_value=MOST_MONTHS,
    )

    def act(self, **said) -> None:
        actions.set_retention(**said)


class ColourForm(ActionForm):
    hue = forms.IntegerField(
        label=_("Colour"),
        help_text=_(
            "A number from 0 to 360. For example: 30 orange, 90 olive, 150 green, 250 blue, 320 purple."
        ),
        min_value=0,
        max_value=360,
    )
    chroma = forms.DecimalField(
        label=_("Strength"),
        help_text=_("From 0 (grey) to 0.12 (strong)."),
        min_value=0,
        max_value=Decimal("0.12"),
        max_digits=4,
        decimal_places=3,
        widget=forms.NumberInput(attrs={"step": "0.001"}),
    )

    def act(self, **said) -> None:
        actions.change_branding(**said)


class UnitForm(ActionForm):
    name = LineField(label=_("Name of the new unit"), max_length=120)
    parent = UnitField(label=_("Under which unit?"))

    def __init__(self, *args, units: UnitPaths, **more) -> None:
        super().__init__(*args, **more)
        self.fields["parent"].offer(units, _("At the top"))

    def act(self, **said) -> None:
        units.add_unit(**said)


class RenameUnitForm(ActionForm):
    name = LineField(label=_("Name"), max_length=120)

    def act(self, *, today: date, **said) -> None:
        units.rename_unit(**said)


class MoveUnitForm(ActionForm):
    parent = UnitField(
        label=_("Under which unit?"), help_text=_("All units under it and everybody in them move along.")
    )

    def __init__(self, *args, units: UnitPaths, **more) -> None:
        super().__init__(*args, **more)
        self.fields["parent"].offer(units, _("At the top"))
        self.fields["parent"].error_messages["invalid_choice"] = _(
            "Choose one from the list. A unit cannot be under itself, or under one of its own parts."
        )

    def act(self, *, today: date, **said) -> None:
        units.move_unit(**said)


class MergeUnitForm(ActionForm):
    into = UnitField(label=_("Into which unit?"))

    def __init__(self, *args, units: UnitPaths, **more) -> None:
        super().__init__(*args, **more)
        self.fields["into"].required = True
        self.fields["into"].error_messages["required"] = _("Choose one from the list.")
        self.fields["into"].offer(units, _("Choose a unit"))

    def act(self, **said) -> None:
        merge_unit(**said)


class CloseUnitForm(ActionForm):
    def act(self, **said) -> None:
        units.close_unit(**said)


class OpenUnitForm(ActionForm):
    def act(self, *, today: date, **said) -> None:
        units.open_unit(**said)


class DeleteUnitForm(ActionForm):
    def act(self, *, today: date, **said) -> None:
        units.delete_unit(**said)


class SearchForm(forms.Form):
    q = forms.CharField(label=_("Name of a colleague, or a part of it"), max_length=100)


class RoleForm(ActionForm):
    role = forms.TypedChoiceField(
        label=_("Role"),
        choices=[(role, ROLE_CHOICES[role]) for role in ORGANISATION_ROLES],
        coerce=Role,
        widget=forms.RadioSelect,
        error_messages=NOT_IN_LIST,
    )
    unit = UnitField(
        label=_("For which unit?"),
        help_text=_(
            "For a coach, a manager and HR you can choose one unit. All units under it belong to it."
        ),
    )
    starts = DayField(label=_("First day"))
    ends = DayField(
        label=_("Last day"), help_text=_("Leave this empty when you do not know it yet."), required=False
    )

    def __init__(self, *args, units: UnitPaths, **more) -> None:
        super().__init__(*args, **more)
        self.fields["unit"].offer(units, _("The whole organisation"))

    def act(self, **said) -> None:
        actions.give_role(**said)


class PlatformRoleForm(ActionForm):
    role = forms.TypedChoiceField(
        label=_("Role"),
        choices=[(role, PLATFORM_ROLE_CHOICES[role]) for role in PLATFORM_ROLES],
        coerce=Role,
        widget=forms.RadioSelect,
        error_messages=NOT_IN_LIST,
    )
    account = LineField(
        label=_("Whose account?"), help_text=_("The exact user name or e-mail address."), max_length=254
    )
    starts = DayField(label=_("First day"))
    ends = DayField(
        label=_("Last day"), help_text=_("Leave this empty when you do not know it yet."), required=False
    )

    def act(self, **said) -> None:
        actions.give_platform_role(**said)


class EndRoleForm(ActionForm):
    ends = DayField(
        label=_("Last day"), help_text=_("Leave this empty to take the role away at once."), required=False
    )

    def clean_ends(self) -> date | None:
        day = self.cleaned_data["ends"]
        if day and day < self.initial["today"]:
            raise ValidationError(_("This day is over. Choose today or later, or leave it open."))
        return day

    def act(self, *, grant: Grant, ends: date | None, acting_user: User) -> None:
        today = self.initial["today"]
        yesterday = today - timedelta(days=1)  # the last day itself counts
        actions.end_role(grant=grant, ends=ends or yesterday, today=today, acting_user=acting_user)


class NewOrganisationForm(ActionForm):
    name = LineField(label=_("Name of the organisation"), max_length=120)
    kind = forms.ChoiceField(label=_("Kind"), choices=KINDS, error_messages=NOT_IN_LIST)
    person = LineField(label=_("Name of the first administrator"), max_length=150, required=False)
    email = forms.EmailField(
        label=_("E-mail address of the first administrator"),
        help_text=_("The administrator then asks for a new password on the page to sign in."),
        max_length=254,
        required=False,
    )
    account = LineField(
        label=_("Or an existing account"),
        help_text=_("The exact user name or e-mail address. Then leave the two boxes above empty."),
        max_length=254,
        required=False,
    )

    def clean(self) -> None:
        said = self.cleaned_data
        if said.get("account") and (said.get("person") or said.get("email")):
            self.add_error("account", _("Choose one: a new account, or an existing one."))

    def act(self, **said) -> None:
        self.made = actions.start_organisation(**said).organisation
