"""allauth's forms of the second step, in our words."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from allauth.mfa.base.forms import AuthenticateForm, ReauthenticateForm
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.forms import ActivateTOTPForm
from allauth.mfa.utils import is_mfa_enabled
from allauth.mfa.webauthn.forms import (
    AddWebAuthnForm,
    AuthenticateWebAuthnForm,
    EditWebAuthnForm,
    LoginWebAuthnForm,
    ReauthenticateWebAuthnForm,
)
from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

WRONG_PASSKEY = _("This passkey does not work here. Try again, or choose another way.")
NAME = _("A name for it")
NAME_HELP = _("So that you know later which one it is.")


class CodeField(forms.CharField):
    """Apps and papers show a code in groups, and people type the gap too."""

    def __init__(self, **kwargs) -> None:
        look = {"autocomplete": "one-time-code", "inputmode": "numeric", "class": "input input--code"}
        super().__init__(widget=forms.TextInput(attrs=look), **kwargs)

    def to_python(self, value) -> str:
        return "".join(super().to_python(value).split())


class ActivateAppForm(ActivateTOTPForm):
    code = CodeField(label=_("The six digits in your app"))


class WithCode(forms.Form):
    code = CodeField(label=_("Your code"))

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        with_app = _("The six digits in your app. No app at hand? Then type one of your recovery codes.")
        has_app = is_mfa_enabled(self.user, [Authenticator.Type.TOTP])
        self.fields["code"].help_text = with_app if has_app else _("One of your recovery codes.")


class CodeForm(WithCode, AuthenticateForm):
    pass


class CodeAgainForm(WithCode, ReauthenticateForm):
    pass


@contextmanager
def in_our_words() -> Iterator[None]:
    """allauth says of a passkey what it says of a wrong code, and trips over one that is not whole."""
    try:
        yield
    except ValidationError as refused:
        if refused.code != "incorrect_code":
            raise
        raise ValidationError(WRONG_PASSKEY, code="wrong_passkey") from refused
    except (AttributeError, LookupError, TypeError, ValueError) as broken:
        raise ValidationError(WRONG_PASSKEY, code="wrong_passkey") from broken


class AddPasskeyForm(AddWebAuthnForm):
    name = forms.CharField(label=NAME, help_text=NAME_HELP, required=False)
    passwordless = forms.BooleanField(
        label=_("I also want to sign in with it without my password"),
        help_text=_("Does your key have no PIN, finger or face? Then untick this."),
        initial=True,
        required=False,
    )

    @in_our_words()
    def clean(self) -> dict:
        return super().clean()


class RenamePasskeyForm(EditWebAuthnForm):
    name = forms.CharField(label=NAME, help_text=NAME_HELP)


class WithPasskey(forms.Form):
    @in_our_words()
    def clean_credential(self) -> Authenticator:
        return super().clean_credential()


class PasskeyForm(WithPasskey, AuthenticateWebAuthnForm):
    pass


class PasskeyAgainForm(WithPasskey, ReauthenticateWebAuthnForm):
    pass


class PasskeyLoginForm(WithPasskey, LoginWebAuthnForm):
    pass
