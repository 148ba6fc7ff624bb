"""Signing in and out by way of an organisation's own sign-in."""

from __future__ import annotations

import logging

from allauth.account.utils import get_next_redirect_url
from allauth.account.views import LogoutView
from allauth.core import ratelimit
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language, override
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from lms.accounts import openid
from lms.accounts.claims import Reason, Refused
from lms.accounts.models import IdentityProvider

log = logging.getLogger(__name__)
LANGUAGE = "sign_in_language"

AGAIN = _(
    "Nobody is signed in. Start again. If it goes wrong again, tell the administrator of %(organisation)s."
)
SENTENCES = {
    Reason.STATE: _("This sign-in took too long, or was used already. Start again."),
    Reason.CANCELLED: _(
        "You stopped at the sign-in of %(organisation)s. Start again, or sign in with your password."
    ),
    Reason.DOWN: _(
        "The sign-in of %(organisation)s does not answer now. "
        "Try again in a few minutes, or sign in with your password."
    ),
    Reason.RUBBISH: _(
        "The sign-in of %(organisation)s gives an answer that we do not understand. "
        "Tell the administrator of %(organisation)s."
    ),
    Reason.CODE: _("The sign-in of %(organisation)s did not confirm who you are. Start again."),
    Reason.SIGNATURE: _("We cannot be sure that this answer comes from %(organisation)s."),
    Reason.ISSUER: _("This answer does not come from the sign-in of %(organisation)s."),
    Reason.AUDIENCE: _("This answer of %(organisation)s is meant for another website."),
    Reason.NONCE: _("This answer does not belong to the sign-in that you started."),
    Reason.EXPIRED: _("This answer of %(organisation)s is no longer valid."),
    Reason.TENANT: _(
        "You signed in at Microsoft with an account that is not of %(organisation)s. Choose your work account."
    ),
    Reason.TARGET_GROUP: _(
        "You signed in as a citizen or for a company. Start again, and choose that you work for a local government."
    ),
    Reason.ORGANISATION: _(
        "You signed in for another organisation. Start again, and choose %(organisation)s."
    ),
    Reason.UNKNOWN: _(
        "%(organisation)s knows you, but you are not in its list of people here. "
        "Ask HR of %(organisation)s to put you in the list, with your staff number."
    ),
    Reason.ELSEWHERE: _(
        "You also work or have a role at another organisation. First sign in here in your usual way. "
        "Then choose the sign-in of %(organisation)s once more. After that it always works."
    ),
}
NOT_SURE = {Reason.SIGNATURE, Reason.ISSUER, Reason.AUDIENCE, Reason.NONCE, Reason.EXPIRED}
# What is not the fault of who signs in is a fault of a server behind us.
STATUS = {Reason.DOWN: 502, Reason.RUBBISH: 502}


def provider_of(slug: str) -> IdentityProvider:
    found = IdentityProvider.objects.at(slug)
    if found is None:
        raise Http404
    return found


@require_safe
def organisations(request: HttpRequest) -> HttpResponse:
    """Which organisations sign in their own people: nothing about who has an account."""
    providers = IdentityProvider.objects.open()
    next_url = get_next_redirect_url(request)
    return render(request, "account/organisations.html", {"providers": providers, "next_url": next_url})


@require_safe
@never_cache
def sign_in(request: HttpRequest, organisation: str) -> HttpResponse:
    provider = provider_of(organisation)
    if too_many := ratelimit.consume_or_429(request, action="organisation_sign_in", limit_get=True):
        return too_many
    request.session[LANGUAGE] = get_language()
    try:
        return openid.start(request, provider, get_next_redirect_url(request))
    except Refused as refused:
        return refusal(request, provider, refused)


@require_safe
@never_cache
def callback(request: HttpRequest, organisation: str) -> HttpResponse:
    """The one address that a provider knows, so it has no language of its own: that of the start counts."""
    provider = provider_of(organisation)
    with override(request.session.get(LANGUAGE) or get_language()):
        try:
            return openid.finish(request, provider)
        except Refused as refused:
            return refusal(request, provider, refused)


def refusal(request: HttpRequest, provider: IdentityProvider, refused: Refused) -> HttpResponse:
    reason = refused.reason
    log.warning("Sign-in of %s refused: %s (%s)", provider.organisation.slug, reason.value, refused.__cause__)
    named = {"organisation": provider.organisation.name}
    context = {
        "organisation_name": provider.organisation.name,
        "slug": provider.organisation.slug,
        "why": SENTENCES[reason] % named,
        "again": AGAIN % named if reason in NOT_SURE else "",
    }
    return render(request, "account/sign_in_refused.html", context, status=STATUS.get(reason, 403))


class SignOutView(LogoutView):
    def post(self, *args, **kwargs) -> HttpResponse:
        """Out here, and then at the provider: else the next one at this device would be her with one click.

        A page leads there, for a form may send a browser to no other site (form-action).
        """
        way_out = openid.way_out(self.request)
        if not way_out:
            return super().post(*args, **kwargs)
        self.logout()
        return render(self.request, "account/sign_out_there.html", {"way_out": way_out})
