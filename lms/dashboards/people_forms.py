"""The forms with which HR and the administrator keep the list of people, one person at a time."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date
from unicodedata import bidirectional, category

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.utils.translation import gettext_lazy as _

from lms import safe_csv
from lms.dashboards import actions
from lms.dashboards.forms import NOT_IN_LIST, ActionForm, DayField, LineField, UnitField, UnitPaths
from lms.dashboards.staff import When
from lms.people import employing
from skills.models import JobProfile

FIRST_YEAR, LAST_YEAR = 1940, 2100  # as in a list of people
TURNS_TEXT = {"LRE", "RLE", "LRO", "RLO", "PDF", "LRI", "RLI", "FSI", "PDI"}
CHOOSE = {"required": _("Choose one from the list.")}


class PlainField(LineField):
    """What a list of people may hold: nothing that does not show, and nothing that a spreadsheet would run."""

    def clean(self, value):
        text = super().clean(value)
        if any(category(sign) == "Cc" or bidirectional(sign) in TURNS_TEXT for sign in text):
            raise ValidationError(_("This holds a sign that does not show. Type the text again."))
        if safe_csv.safe_cell(text) != text:
            raise ValidationError(_("This begins like a formula. Remove the =, +, - or @ in front."))
        return text


class WorkDayField(DayField):
    def clean(self, value) -> date | None:
        day = super().clean(value)
        if day and not FIRST_YEAR <= day.year <= LAST_YEAR:
            text = _("This date is not between %(first)s and %(last)s. Check the year.")
            raise ValidationError(text, params={"first": FIRST_YEAR, "last": LAST_YEAR})
        return day


class ProfileField(forms.TypedChoiceField):
    def __init__(self, **more) -> None:
        super().__init__(
            label=_("Job profile"), empty_value=None, error_messages=NOT_IN_LIST | CHOOSE, **more
        )

    def offer(self, profiles: Iterable[JobProfile], none: str) -> None:
        named = sorted(profiles, key=lambda one: one.name.casefold())
        self.choices = [("", none), *((str(one.pk), f"{one.name} ({one.code})") for one in named)]
        self.coerce = {str(one.pk): one for one in named}.__getitem__


def name_field() -> forms.Field:
    return PlainField(label=_("Name"), max_length=150)


def email_field() -> forms.Field:
    return forms.EmailField(label=_("E-mail address"), max_length=254, required=False)


def username_field() -> forms.Field:
    text = _("A username holds only letters, digits and . _ + -. Remove spaces and other signs.")
    return PlainField(
        label=_("User name"),
        max_length=150,
        required=False,
        validators=[RegexValidator(re.compile(r"[\w.+-]+\Z"), text)],
    )


def job_field() -> forms.Field:
    return PlainField(label=_("Job"), max_length=120, required=False)


def number_field() -> forms.Field:
    return PlainField(
        label=_("Staff number"),
        help_text=_("By this number your next list of people recognises this person."),
        max_length=64,
        required=False,
    )


class OffersPlaces(ActionForm):
    """A form that asks for a unit, and perhaps for a job profile."""

    def __init__(self, *args, units: UnitPaths, profiles: Iterable[JobProfile] = (), **more) -> None:
        super().__init__(*args, **more)
        self.fields["unit"].required = True
        self.fields["unit"].error_messages |= CHOOSE
        self.fields["unit"].offer(units, _("Choose a unit"))
        if "profile" in self.fields:
            self.fields["profile"].offer(profiles, _("None yet"))


class JobForm(OffersPlaces):
    unit = UnitField(label=_("Unit"))
    job_title = job_field()
    profile = ProfileField(required=False)
    starts = WorkDayField(label=_("First working day"))
    external_id = number_field()


class AddPersonForm(JobForm):
    name = name_field()
    email = email_field()
    username = username_field()

    field_order = ("name", "email", "username")

    def clean_email(self) -> str:
        return self.cleaned_data["email"].lower()

    def act(self, **said) -> None:
        self.made = actions.add_person(**said)


class ReturnForm(JobForm):
    def act(self, **said) -> None:
        actions.bring_back(**said)


class AccountForm(ActionForm):
    name = name_field()
    email = email_field()
    username = username_field()

    def clean_email(self) -> str:
        return self.cleaned_data["email"].lower()

    def act(self, **said) -> None:
        employing.change_account(**said)


class JobTitleForm(ActionForm):
    job_title = job_field()
    external_id = number_field()

    def act(self, **said) -> None:
        employing.change_job(**said)


class MovePersonForm(OffersPlaces):
    unit = UnitField(label=_("To which unit?"))
    day = WorkDayField(
        label=_("From which day?"), help_text=_("The first day there. It may still be to come.")
    )

    def act(self, **said) -> None:
        self.is_done = actions.move_person(**said)


class EndForm(ActionForm):
    ends = WorkDayField(label=_("Last day at work"), help_text=_("This day itself still counts."))

    def act(self, **said) -> None:
        actions.end_employment(**said)


class ProfileForm(ActionForm):
    profile = ProfileField()
    starts = WorkDayField(label=_("From which day?"), help_text=_("Today or an earlier day."))

    def __init__(self, *args, profiles: Iterable[JobProfile], **more) -> None:
        super().__init__(*args, **more)
        self.fields["profile"].offer(profiles, _("Choose a job profile"))

    def act(self, **said) -> None:
        actions.change_profile(**said)


class ChoiceForm(forms.Form):
    """Whom the list shows."""

    q = LineField(label=_("Name, user name or staff number"), max_length=150, required=False)
    unit = UnitField(label=_("Unit"))
    profile = ProfileField(required=False)
    when = forms.ChoiceField(
        label=_("When"),
        choices=[("", _("Everybody")), *When.choices],
        required=False,
        error_messages=NOT_IN_LIST,
    )

    def __init__(self, *args, units: UnitPaths, profiles: Iterable[JobProfile], **more) -> None:
        super().__init__(*args, **more)
        self.fields["unit"].offer(units, _("All units"))
        self.fields["profile"].offer(profiles, _("All job profiles"))
