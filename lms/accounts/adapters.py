"""How allauth signs people in here."""

from __future__ import annotations

from allauth.account.adapter import DefaultAccountAdapter
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from lms.accounts import second_factor
from lms.accounts.safe import opened, sealed
from lms.accounts.templatetags.signing_in import device
from lms.people.models import User

# What people hear of by mail, by the name that allauth has for it.
HAPPENED = {
    "account/email/password_changed": _("Your password has changed"),
    "account/email/password_reset": _("Your password has changed"),
    "account/email/password_set": _("You now have a password"),
    "account/email/email_changed": _("Your mails now go to %(to_email)s"),
    "account/email/email_deleted": _("%(deleted_email)s is no longer an address of your account"),
    "mfa/email/totp_activated": _("You now sign in with an app as an extra step"),
    "mfa/email/totp_deactivated": _("The app is no longer an extra step when you sign in"),
    "mfa/email/webauthn_added": _("You now have a new passkey"),
    "mfa/email/webauthn_removed": _("A passkey was removed"),
    "mfa/email/recovery_codes_generated": _("You now have new recovery codes"),
}
SOMETHING = _("Something changed in your account")


class AccountAdapter(DefaultAccountAdapter):
    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Nobody signs up: HR imports people, an administrator adds them."""
        return False

    def get_login_redirect_url(self, request: HttpRequest) -> str:
        """Who holds a role and has no second step yet makes one first; the home page would only say so."""
        if second_factor.asking(request).waiting:
            return reverse("mfa_index")
        return super().get_login_redirect_url(request)

    def get_logout_redirect_url(self, request: HttpRequest) -> str:
        """On a device that people share, the next one is there already."""
        return reverse("card") if request.is_shared_device else super().get_logout_redirect_url(request)

    def is_reauthentication_required(self, *, app: str, **more) -> bool:
        """Who gave her password a moment ago, to sign in, is not asked again."""
        return super().is_reauthentication_required(app=app, **more) and not second_factor.just_signed_in(
            self.request
        )

    def send_notification_mail(
        self, template_prefix: str, user: User, context: dict | None = None, email: str | None = None
    ) -> None:
        """One mail for all that happens to an account; what happened is its subject."""
        happened = HAPPENED.get(template_prefix, SOMETHING) % (context or {})
        super().send_notification_mail("account/email/changed", user, {"happened": happened}, email)


class MFAAdapter(DefaultMFAAdapter):
    """Keeps the secrets of apps and the recovery codes so that a copy of the database does not give them away."""

    error_messages = DefaultMFAAdapter.error_messages | {
        "incorrect_code": _(
            "This code is not right. A code from the app works for half a minute: type the newest."
        ),
        "cannot_generate_recovery_codes": _("First set up an app or a passkey. Recovery codes come with it."),
    }

    def generate_authenticator_name(self, user: User, type: Authenticator.Type) -> str:
        """Where it was made is what people know it by."""
        return device(self.request.headers.get("User-Agent", ""))

    def encrypt(self, text: str) -> str:
        return sealed(text, "second factor")

    def decrypt(self, encrypted_text: str) -> str:
        return opened(encrypted_text, "second factor")
