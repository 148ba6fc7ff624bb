"""OpenID Connect, by allauth's own steps: state, PKCE and the exchange of the code are its; the checks are ours."""

from __future__ import annotations

import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

import requests
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from allauth.socialaccount.models import SocialApp, SocialLogin
from allauth.socialaccount.providers.oauth2.client import OAuth2Client, OAuth2Error
from allauth.socialaccount.providers.oauth2.provider import OAuth2Provider
from allauth.socialaccount.providers.oauth2.views import OAuth2CallbackView
from allauth.socialaccount.providers.openid_connect.views import OpenIDConnectOAuth2Adapter
from cryptography.fernet import InvalidToken
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from lms.accounts import claims, fetching, joining, tokens
from lms.accounts.claims import NEVER_ASKED, Reason, Refused, Who
from lms.accounts.models import IdentityProvider
from lms.accounts.safe import opened
from lms.accounts.second_factor import THROUGH
from lms.people.models import Organisation, User

SECRET = "sign-in of an organisation"  # noqa: S105 - what the key is for, not a secret
WELL_KNOWN = "/.well-known/openid-configuration"


@dataclass(frozen=True)
class Discovery:
    """What a provider says of itself."""

    issuer: str
    authorization: str
    token: str
    keys: str
    userinfo: str
    end_session: str
    basic_only: bool


@contextmanager
def understood() -> Iterator[None]:
    """What a provider can do wrong, as a reason to refuse."""
    try:
        yield
    except OAuth2Error as wrong:
        raise Refused(Reason.CODE) from wrong
    except requests.exceptions.JSONDecodeError as rubbish:
        raise Refused(Reason.RUBBISH) from rubbish
    except (fetching.TooMuch, fetching.NotAllowed) as rubbish:
        raise Refused(Reason.RUBBISH) from rubbish
    except requests.RequestException as down:
        raise Refused(Reason.DOWN) from down
    except (AttributeError, LookupError, TypeError, ValueError, OverflowError, RecursionError) as rubbish:
        raise Refused(Reason.RUBBISH) from rubbish


def fetched(address: str, **more) -> dict[str, Any]:
    """An answer in JSON."""
    with fetching.GuardedSession() as session:
        reply = session.get(address, **more)
    reply.raise_for_status()
    said = reply.json()
    if not isinstance(said, dict):
        raise Refused(Reason.RUBBISH)
    return said


def discovered(issuer: str) -> Discovery:
    """Raises Refused, also when the server there says that it is another one."""
    with understood():
        said = fetched(issuer.rstrip("/") + WELL_KNOWN)
        if str(said["issuer"]).rstrip("/") != issuer.rstrip("/"):
            raise Refused(Reason.ISSUER)
        methods = said.get("token_endpoint_auth_methods_supported") or []
        return Discovery(
            issuer=said["issuer"],
            authorization=address(said["authorization_endpoint"]),
            token=address(said["token_endpoint"]),
            keys=address(said["jwks_uri"]),
            userinfo=address(said.get("userinfo_endpoint", "")),
            end_session=address(said.get("end_session_endpoint", "")),
            basic_only="client_secret_basic" in methods and "client_secret_post" not in methods,
        )


def address(said: Any) -> str:
    """Browsers are sent to some of these too, so none may be anything but a page."""
    if said and not fetching.may_ask(said):
        raise Refused(Reason.RUBBISH)
    return said


class Client(OAuth2Client):
    def get_redirect_url(self, authorization_url, scope, extra_params) -> str:
        """allauth forgets that the address may have a question already."""
        whole = super().get_redirect_url("", scope, extra_params).removeprefix("?")
        return authorization_url + ("&" if "?" in authorization_url else "?") + whole


class Exchange(OpenIDConnectOAuth2Adapter):
    """One sign-in, from the way there to the claims."""

    client_class = Client
    nonce = ""

    def __init__(self, request: HttpRequest, provider: OrganisationProvider) -> None:
        super().__init__(request, provider.sub_id)
        self.provider = provider
        self.known = discovered(provider.settings.issuer)

    def get_provider(self) -> OrganisationProvider:
        return self.provider

    @property
    def authorize_url(self) -> str:
        return self.known.authorization

    @property
    def access_token_url(self) -> str:
        return self.known.token

    @property
    def basic_auth(self) -> bool:
        return self.known.basic_only

    def get_callback_url(self, request: HttpRequest, app: SocialApp) -> str:
        return callback_address(self.provider.settings.organisation)

    def get_access_token_data(self, *args, **kwargs) -> dict:
        with understood():
            return super().get_access_token_data(*args, **kwargs)

    def parse_token(self, data: dict):
        with understood():
            return super().parse_token(data)

    def complete_login(self, request: HttpRequest, app: SocialApp, token, **kwargs) -> SocialLogin:
        id_token = kwargs["response"].get("id_token")
        with understood():
            said = tokens.verified(
                id_token,
                keys=fetched(self.known.keys),
                issuer=self.known.issuer,
                client_id=app.client_id,
                nonce=self.nonce,
            )
            said = self.more(token.token, said) | said
            found = claims.who(said, self.provider.settings.wanted)
        login = self.provider.sociallogin_from_response(request, found)
        login.who = found
        # It goes back to the provider at the sign-out, unless it says what we may not keep.
        login.hint = "" if NEVER_ASKED & said.keys() else id_token
        login.end_session = self.known.end_session
        return login

    def more(self, access_token: str, said: dict) -> dict:
        """What the provider tells on a second question, about the same person. Entra ID puts all in the token."""
        if not self.known.userinfo or self.provider.settings.profile == claims.Profile.ENTRA:
            return {}
        more = fetched(self.known.userinfo, headers={"Authorization": f"Bearer {access_token}"})
        if more.get("sub") != said["sub"]:
            raise Refused(Reason.RUBBISH)
        return more


def secret_of(provider: IdentityProvider) -> str:
    try:
        return opened(provider.secret, SECRET)
    except InvalidToken as lost:  # locked with a SECRET_KEY that is gone: the administrator fills it in again
        raise Refused(Reason.RUBBISH) from lost


class OrganisationProvider(OAuth2Provider):
    """What allauth knows a provider by; each organisation's is one."""

    id = "openid_connect"
    name = "OpenID Connect"
    pkce_enabled_default = True

    def __init__(self, request: HttpRequest, settings: IdentityProvider) -> None:
        self.settings = settings
        app = SocialApp(
            provider=self.id,
            provider_id=settings.key,
            name=settings.organisation.name,
            client_id=settings.client_id,
            secret=secret_of(settings),
        )
        super().__init__(request, app=app)

    def get_oauth2_adapter(self, request: HttpRequest) -> Exchange:
        return Exchange(request, self)

    def get_scope(self) -> list[str]:
        return claims.scopes(self.settings.wanted)

    def extract_uid(self, data: Who) -> str:
        return data.subject

    def extract_extra_data(self, data: Who) -> dict:
        """Nothing: what is not needed is not kept."""
        return {}

    def serialize(self) -> dict:
        return {"id": self.sub_id}


class SocialAdapter(DefaultSocialAccountAdapter):
    def get_provider(self, request: HttpRequest, provider: str, client_id=None) -> OrganisationProvider:
        """Of a sign-in that waits for a second step."""
        found = IdentityProvider.objects.with_key(provider)
        if found is None:
            raise ValueError("no such provider")  # which allauth takes for a sign-in that is over
        return OrganisationProvider(request, found)

    def list_apps(self, request: HttpRequest, provider=None, client_id=None) -> list[SocialApp]:
        """No page of allauth's own offers a provider."""
        return []

    def get_requests_session(self) -> requests.Session:
        return fetching.GuardedSession()

    def is_open_for_signup(self, request: HttpRequest, sociallogin: SocialLogin) -> bool:
        return False

    def populate_user(self, request: HttpRequest, sociallogin: SocialLogin, data: dict) -> User:
        """Names are what HR says."""
        return sociallogin.user

    def on_authentication_error(self, request, provider, error=None, exception=None, extra_context=None):
        """allauth would show a page of its own."""
        cancelled = request.GET.get("error") == "access_denied"
        known = bool(extra_context and extra_context.get("state"))
        raise Refused(Reason.CANCELLED if cancelled and known else Reason.CODE if known else Reason.STATE)

    def pre_social_login(self, request: HttpRequest, sociallogin: SocialLogin) -> None:
        """The account is one that HR made. Who was signed in as somebody else is signed out first."""
        settings = sociallogin.provider.settings
        present = request.user if request.user.is_authenticated else None
        user = joining.join(who=sociallogin.who, provider=settings, present=present)
        sociallogin.user = user
        if present:
            from allauth.account.adapter import get_adapter

            get_adapter(request).logout(request)
        request.session[THROUGH] = {
            "user": user.pk,
            "organisation": settings.organisation_id,
            "two_steps": sociallogin.who.two_steps,
            "hint": sociallogin.hint,
            "end_session": sociallogin.end_session,
            "client_id": settings.client_id,
        }


class Callback(OAuth2CallbackView):
    def _get_state(self, request: HttpRequest, provider) -> tuple:
        state, refused = super()._get_state(request, provider)
        self.adapter.nonce = (state or {}).get("nonce", "")
        return state, refused


def start(request: HttpRequest, settings: IdentityProvider, next_url: str | None) -> HttpResponse:
    """To the provider. allauth's own view would take scopes and parameters from the address."""
    nonce = secrets.token_urlsafe(24)
    return OrganisationProvider(request, settings).redirect(
        request, "login", next_url=next_url, nonce=nonce, auth_params={"nonce": nonce}
    )


def finish(request: HttpRequest, settings: IdentityProvider) -> HttpResponse:
    """Back from the provider. Raises Refused."""
    exchange = OrganisationProvider(request, settings).get_oauth2_adapter(request)
    return Callback.adapter_view(exchange)(request)


def ours(place: str) -> str:
    return settings.BASE_URL + place


def callback_address(organisation: Organisation) -> str:
    return ours(reverse("sign_in_callback", args=[organisation.slug]))


def signed_out_address() -> str:
    return ours(reverse("signed_out"))


def way_out(request: HttpRequest) -> str:
    """Where the provider's own session is ended; "" when she did not come through one that tells."""
    through = request.session.get(THROUGH) or {}
    if not through.get("end_session") or through.get("user") != request.user.pk:
        return ""
    said = {
        "client_id": through["client_id"],
        "post_logout_redirect_uri": signed_out_address(),
    }
    if through["hint"]:
        said["id_token_hint"] = through["hint"]
    return through["end_session"] + ("&" if "?" in through["end_session"] else "?") + urlencode(said)
