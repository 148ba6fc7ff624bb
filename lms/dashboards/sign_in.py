"""The administrator's page about the sign-in of the organisation itself (OpenID Connect)."""

from __future__ import annotations

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from lms.accounts import keeping, openid
from lms.accounts.claims import NEVER_ASKED, Profile, Reason, Refused
from lms.accounts.models import IdentityProvider
from lms.dashboards.administration import administered, bound, saved, shown
from lms.dashboards.forms import NOT_IN_LIST, ActionForm
from lms.people.access import ORGANISATION_ROLES
from lms.templatetags import ui

NAME_OF_A_CLAIM = RegexValidator(
    r"^[A-Za-z0-9_.:/-]+$", _("Use letters, digits and _ . : / - only, without spaces.")
)
NAMES_OF_SCOPES = RegexValidator(
    r"^[A-Za-z0-9_.:/ -]+$", _("Use letters, digits and _ . : / - only, with a space between two scopes.")
)
FOUND_WRONG = {
    Reason.DOWN: _("No provider answers at this address. Look whether it is written right."),
    Reason.ISSUER: _("The provider at this address says that it is another one. Fill in its issuer exactly."),
}
NOT_ONE = _("What answers at this address is no OpenID Connect provider. Look whether it is written right.")
VALUES = _("Values that give this role: one a line. Leave this empty to give the role by hand only.")
MOST_VALUES = 50


class SignInForm(ActionForm):
    is_on = forms.BooleanField(label=_("People can sign in this way"), required=False)
    profile = forms.TypedChoiceField(
        label=_("Kind of provider"),
        choices=IdentityProvider.Kind.choices,
        coerce=Profile,
        widget=forms.RadioSelect,
        error_messages=NOT_IN_LIST,
    )
    issuer = forms.CharField(
        label=_("Address of the provider (issuer)"),
        help_text=_("For example: https://login.example.be. The discovery address is fine too."),
        max_length=300,
    )
    client_id = forms.CharField(label=_("Client ID"), max_length=200)
    secret = forms.CharField(
        label=_("Client secret"),
        help_text=_("We keep it locked and never show it again. Leave it empty to keep the present one."),
        max_length=500,
        required=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "off"}),
    )
    organisation_number = forms.CharField(
        label=_("KBO number of the organisation"),
        help_text=_("For ACM/IDM. Only who signs in for this number comes in. For example: 0207.500.123"),
        max_length=20,
        required=False,
    )
    person_claim = forms.CharField(
        label=_("Claim with the staff number"),
        help_text=_(
            "It has to hold what the list of people has as number. Empty: vo_id for ACM/IDM, employeeid for Entra ID, "
            "employee_number for others."
        ),
        max_length=60,
        required=False,
        validators=[NAME_OF_A_CLAIM],
    )
    scopes = forms.CharField(
        label=_("More scopes"),
        help_text=_(
            "Only if your provider asks for it. openid and profile are always there, and vo for ACM/IDM."
        ),
        max_length=200,
        required=False,
        validators=[NAMES_OF_SCOPES],
    )
    role_claim = forms.CharField(
        label=_("Claim with the roles"),
        help_text=_("Leave this empty to give all roles by hand. Roles that you gave by hand always stay."),
        max_length=60,
        required=False,
        validators=[NAME_OF_A_CLAIM],
    )

    def __init__(self, *args, **more) -> None:
        super().__init__(*args, **more)
        for role in ORGANISATION_ROLES:
            self.fields[f"role_{role.value}"] = forms.CharField(
                label=ui.role_word(role.value),
                help_text=VALUES,
                max_length=2000,
                required=False,
                widget=forms.Textarea(attrs={"rows": 2}),
            )

    def clean_scopes(self) -> str:
        said = self.cleaned_data["scopes"].split()
        if NEVER_ASKED & set(said):
            raise ValidationError(_("We never ask for the national number (rrn). Leave it out."))
        return " ".join(said)

    def clean(self) -> None:
        roles = {}
        for role in ORGANISATION_ROLES:
            lines = (self.cleaned_data.pop(f"role_{role.value}", "") or "").splitlines()
            values = [line.strip() for line in lines if line.strip()]
            if len(values) > MOST_VALUES:
                text = _("At most %(most)s values for one role.") % {"most": MOST_VALUES}
                self.add_error(f"role_{role.value}", text)
            if values:
                roles[role.value] = values
        self.cleaned_data["roles"] = roles
        if roles and not self.cleaned_data.get("role_claim") and "role_claim" not in self.errors:
            self.add_error("role_claim", _("Fill in which claim has these values."))

    def act(self, **said) -> None:
        """Who switches it on is told at once when the address is wrong, and not by the first who cannot sign in."""
        address = keeping.issuer_of(said["issuer"])
        parts = {name: said[name] for name in ("profile", "organisation_number", "roles")}
        keeping.refuse(issuer=address, **parts)
        if said["is_on"]:
            try:
                openid.discovered(address)
            except Refused as refused:
                sentence = FOUND_WRONG.get(refused.reason, NOT_ONE)
                raise ValidationError({"issuer": sentence}) from refused
        keeping.keep_provider(**said)


def filled_in(provider: IdentityProvider | None) -> dict:
    """All but the secret."""
    if provider is None:
        return {"profile": Profile.GENERIC.value}
    names = set(SignInForm.base_fields) - {"secret"}
    roles = {f"role_{role}": "\n".join(values) for role, values in provider.roles.items()}
    return {name: getattr(provider, name) for name in names} | roles


@login_required
def settings(request: HttpRequest, organisation: str) -> HttpResponse:
    about = administered(request.asking, organisation)
    provider = IdentityProvider.objects.of(about)
    form = bound(SignInForm, request, "keep", initial=filled_in(provider))
    if form.is_bound and form.done(request.user, organisation=about):
        messages.success(request, _("Saved."))
        return saved("sign_in_settings", organisation)
    context = {
        "form": form,
        "kept": provider,
        "callback": openid.callback_address(about),
        "signed_out": openid.signed_out_address(),
        "direct": openid.ours(reverse("sign_in_directly", args=[about.slug])),
    }
    return shown(request, "sign_in", about, context)
