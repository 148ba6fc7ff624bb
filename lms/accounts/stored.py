"""What is stored about how a person signs in. What would let somebody else in is left out."""

from __future__ import annotations

from allauth.account.models import EmailAddress, EmailConfirmation
from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount, SocialToken
from allauth.usersessions.models import UserSession
from django.utils.translation import gettext_lazy as _

from lms.accounts.models import Card, ProvidedGrant
from lms.people.telling import Group, Stored, Told, word_of
from lms.templatetags.ui import ROLE_WORDS

STEPS = {
    Authenticator.Type.TOTP: _("An app with codes"),
    Authenticator.Type.WEBAUTHN: _("A passkey"),
    Authenticator.Type.RECOVERY_CODES: _("Recovery codes"),
}

STORED = (
    Stored(
        "email_addresses",
        Group.SIGNING_IN,
        _("E-mail addresses to sign in with"),
        EmailAddress,
        ("user",),
        (
            Told("email", _("E-mail address")),
            Told("confirmed", _("Confirmed"), "verified"),
            Told("primary", _("The main one")),
        ),
    ),
    Stored(
        "email_confirmations",
        Group.SIGNING_IN,
        _("Mails to confirm an address"),
        EmailConfirmation,
        ("email_address__user",),
        (Told("email", _("E-mail address"), "email_address__email"), Told("sent_at", _("Sent on"), "sent")),
        left_out=_("The secret link in such a mail."),
    ),
    Stored(
        "second_steps",
        Group.SIGNING_IN,
        _("Extra steps when you sign in"),
        Authenticator,
        ("user",),
        (
            Told("kind", _("What"), "type", words=word_of("kind", STEPS)),
            Told("made_at", _("Made on"), "created_at"),
            Told("used_at", _("Last used on"), "last_used_at"),
        ),
        left_out=_("The secrets of the app, the keys of the passkeys and the recovery codes themselves."),
    ),
    Stored(
        "sign_in_of_organisations",
        Group.SIGNING_IN,
        _("Signing in through an organisation"),
        SocialAccount,
        ("user",),
        (
            Told("provider", _("Sign-in"), "provider"),
            Told("number", _("How it knows you"), "uid"),
            Told("since", _("Since"), "date_joined"),
            Told("signed_in", _("Last signed in on"), "last_login"),
            Told("details", _("Details"), "extra_data"),
        ),
    ),
    Stored(
        "sign_in_keys",
        Group.SIGNING_IN,
        _("Keys that such a sign-in gave"),
        SocialToken,
        ("account__user",),
        (Told("until", _("Until"), "expires_at"),),
        left_out=_("The keys themselves. This installation does not keep any."),
    ),
    Stored(
        "roles_by_sign_in",
        Group.SIGNING_IN,
        _("Roles that you have from such a sign-in"),
        ProvidedGrant,
        ("grant__user",),
        (
            Told("role", _("Role"), "grant__role", words=word_of("role", ROLE_WORDS)),
            Told("organisation", _("Organisation"), "grant__organisation__name"),
        ),
    ),
    Stored(
        "cards",
        Group.SIGNING_IN,
        _("Cards to sign in with"),
        Card,
        ("user",),
        (
            Told("organisation", _("Organisation"), "organisation__name"),
            Told("made_at", _("Made on"), "made_at"),
            Told("used_at", _("Last used on"), "last_used_at"),
            Told("failures", _("Wrong PINs in a row"), "failures"),
            Told("locked_at", _("Locked on"), "locked_at"),
            Told("revoked_at", _("Taken back on"), "revoked_at"),
        ),
        newest="-made_at",
        left_out=_("The code and the PIN. We do not know them ourselves: we keep a scrambled form of them."),
    ),
    *(
        Stored(
            key,
            Group.ROLE,
            title,
            Card,
            (path,),
            (Told("organisation", _("Organisation"), "organisation__name"), Told("at", _("Day"), at)),
            newest=f"-{at}",
            acted=True,
            besides="user",
        )
        for key, title, path, at in (
            ("cards_made", _("Cards that you made"), "made_by", "made_at"),
            ("cards_revoked", _("Cards that you took back"), "revoked_by", "revoked_at"),
        )
    ),
    Stored(
        "sessions",
        Group.SIGNING_IN,
        _("Where you are signed in"),
        UserSession,
        ("user",),
        (
            Told("since", _("Since"), "created_at"),
            Told("seen_at", _("Last used on"), "last_seen_at"),
            Told("address", _("Internet address"), "ip"),
            Told("browser", _("Browser"), "user_agent"),
        ),
        newest="-last_seen_at",
        left_out=_("The key that keeps you signed in."),
    ),
)
