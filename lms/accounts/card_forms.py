"""The forms of the page on which a card is used."""

from __future__ import annotations

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from lms.accounts import codes

MOST_TYPED = 40
# One sentence for whatever does not fit: it tells nobody whether there is such a card.
WRONG = _(
    "This code and this PIN do not go together. Look at your card and try again. After ten wrong PINs a card no longer "
    "works: then HR gives you a new one."
)
NO_CODE = _("The code on a card has twelve signs, letters and digits. For example: CDFH-JKMN-2345.")
NO_PIN = _("A PIN has four, five or six digits.")


class CodeForm(forms.Form):
    code = forms.CharField(
        label=_("The code on your card"),
        max_length=MOST_TYPED,
        widget=forms.TextInput(
            attrs={
                "class": "input input--code",
                "autocomplete": "off",
                "autocapitalize": "characters",
                "spellcheck": "false",
                "data-card-code": "",
            }
        ),
    )

    def clean_code(self) -> str:
        code = codes.tidy(self.cleaned_data["code"])
        if not codes.is_code(code):
            raise ValidationError(NO_CODE)
        return code


class PinField(forms.CharField):
    """Hidden while it is typed; a browser does not offer to keep a one-time code."""

    def __init__(self, **more) -> None:
        look = {"class": "input input--code", "autocomplete": "one-time-code", "inputmode": "numeric"}
        super().__init__(max_length=MOST_TYPED, widget=forms.PasswordInput(attrs=look), **more)

    def clean(self, value) -> str:
        pin = "".join(super().clean(value).split())
        if not codes.is_pin(pin):
            raise ValidationError(NO_PIN)
        return pin


class PinForm(CodeForm):
    code = forms.CharField(max_length=MOST_TYPED, widget=forms.HiddenInput)
    pin = PinField(label=_("Your PIN"))


class ChoosePinForm(PinForm):
    pin = PinField(
        label=_("Your PIN"),
        help_text=_("Four, five or six digits. Choose one that nobody can guess, and tell it to nobody."),
    )
    again = PinField(label=_("The same PIN again"))

    def clean_pin(self) -> str:
        pin = self.cleaned_data["pin"]
        if codes.is_easy(pin):
            raise ValidationError(_("This PIN is easy to guess. Choose other digits, and no year."))
        return pin

    def clean(self) -> dict:
        said = super().clean()
        if "pin" in said and "again" in said and said["pin"] != said["again"]:
            self.add_error("again", _("This is another PIN than the first. Type the same one twice."))
        return said
