"""Signing in and out by way of an organisation's own sign-in, against a real provider."""

from urllib.parse import parse_qs, urlsplit

import pytest
import requests
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.socialaccount.models import SocialAccount
from django.db import connection
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import override

from lms.accounts.claims import Profile
from lms.accounts.keeping import keep_provider
from lms.accounts.models import IdentityProvider, ProvidedGrant
from lms.people.access import Role
from lms.people.actions import grant, system_user
from lms.people.models import Change, Employment, Grant, User
from tests.accounts.conftest import with_app
from tests.oidc_provider import CLIENT, SECRET, TENANT, Provider

KBO = "0207500123"


@pytest.fixture(scope="module")
def running():
    provider = Provider()
    yield provider
    provider.stop()


@pytest.fixture
def provider(running, settings):
    settings.PROVIDERS_AT_HOME = True
    running.start_again()
    return running


def keep(organisation, provider, **more) -> IdentityProvider:
    said = {
        "profile": Profile.GENERIC,
        "issuer": provider.issuer,
        "client_id": CLIENT,
        "secret": SECRET,
        "organisation_number": KBO,
        "person_claim": "",
        "role_claim": "",
        "scopes": "",
        "roles": {},
        "is_on": True,
    }
    return keep_provider(organisation=organisation, acting_user=system_user(), **said | more)


@pytest.fixture
def kept(cast, provider):
    return keep(cast.a, provider)


@pytest.fixture
def number(cast):
    """The staff number of a person, as the provider says it."""
    return lambda user: {"employee_number": cast.employment(user).external_id}


def there(client, slug: str, **more) -> str:
    """To the provider, which sends back at once: the address it sends back to."""
    reply = client.get(reverse("sign_in", args=[slug]), more)
    assert reply.status_code == 302, reply.content.decode()
    back = requests.get(reply.url, allow_redirects=False, timeout=5).headers["Location"]
    parts = urlsplit(back)
    return f"{parts.path}?{parts.query}"


def sign_in(client, organisation, **more):
    return client.get(there(client, organisation.slug, **more))


def signed_in(client) -> str | None:
    return client.session.get("_auth_user_id")


def test_a_person_is_found_by_the_number_of_hr_and_then_by_the_subject(cast, client, provider, kept, number):
    provider.person = {"sub": "s-1", **number(cast.learner_a), "email": "x@example.be", "rrn": "85073003328"}
    reply = sign_in(client, cast.a)
    assert (reply.status_code, reply.url) == (302, reverse("home"))
    assert signed_in(client) == str(cast.learner_a.pk)
    joined = SocialAccount.objects.get()
    assert (joined.user, joined.uid, joined.extra_data) == (cast.learner_a, "s-1", {})
    assert Change.objects.of(cast.a).filter(what="sign_in_joined", about=cast.learner_a).exists()
    assert "85073003328" not in str(dict(client.session))
    assert "x@example.be" not in cast.learner_a.email

    provider.person = {"sub": "s-1"}
    again = Client()
    sign_in(again, cast.a)
    assert signed_in(again) == str(cast.learner_a.pk)


def test_what_is_asked_has_pkce_a_nonce_and_no_scope_that_somebody_put_in_the_address(cast, client, provider):
    keep(cast.a, provider, profile=Profile.ACM_IDM, scopes="rrn dv_learning")
    reply = client.get(
        reverse("sign_in", args=[cast.a.slug]) + "?scope=rrn&auth_params=prompt%3Dnone&process=connect"
    )
    asked = {name: values[0] for name, values in parse_qs(urlsplit(reply.url).query).items()}
    assert set(asked["scope"].split()) == {"openid", "profile", "vo", "dv_learning"}
    assert asked["code_challenge_method"] == "S256"
    assert asked["nonce"]
    assert asked["state"]
    assert "prompt" not in asked


def test_the_direct_address_leads_to_the_provider_and_the_page_names_the_organisation(cast, client, kept):
    page = client.get(reverse("sign_in_organisations"))
    assert reverse("sign_in", args=[cast.a.slug]) in page.content.decode()
    assert cast.b.name not in page.content.decode()
    assert reverse("sign_in_organisations") in client.get(reverse("account_login")).content.decode()
    assert client.get(f"/sign-in/{cast.a.slug}/").status_code == 302
    nothing_there = client.get(f"/sign-in/{cast.b.slug}/", follow=True)
    assert nothing_there.redirect_chain[-1][0].startswith(reverse("account_login"))


def test_a_sign_in_that_is_off_is_nowhere(cast, client, provider):
    keep(cast.a, provider, is_on=False)
    assert client.get(reverse("sign_in", args=[cast.a.slug])).status_code == 404
    assert cast.a.name not in client.get(reverse("sign_in_organisations")).content.decode()
    assert reverse("sign_in_organisations") not in client.get(reverse("account_login")).content.decode()


def test_she_comes_to_the_page_she_wanted_but_never_to_another_website(cast, client, provider, kept, number):
    provider.person |= number(cast.learner_a)
    assert sign_in(client, cast.a, next=reverse("catalogue")).url == reverse("catalogue")
    assert sign_in(Client(), cast.a, next="https://elsewhere.example").url == reverse("home")


WRONG = {
    "nonce": "does not belong to the sign-in",
    "no nonce": "does not belong to the sign-in",
    "audience": "meant for another website",
    "several audiences": "meant for another website",
    "issuer": "does not come from the sign-in",
    "expired": "no longer valid",
    "another key": "cannot be sure",
    "none": "cannot be sure",
    "signed with the secret": "cannot be sure",
    "cancelled": "You stopped",
    "/token html": "do not understand",
    "/token broken": "did not confirm",
    "/token huge": "do not understand",
    "/token list": "did not confirm",
    "/token deep": "do not understand",
    "/token elsewhere": "do not understand",
    "/keys html": "do not understand",
    "/keys huge": "do not understand",
    "/keys list": "do not understand",
    "/keys broken": "does not answer",
    "/userinfo html": "do not understand",
    "/userinfo elsewhere": "do not understand",
}


@pytest.mark.parametrize(("wrong", "sentence"), WRONG.items())
def test_what_is_not_right_is_refused_with_a_sentence(cast, client, provider, kept, number, wrong, sentence):
    provider.person |= number(cast.learner_a)
    provider.wrong = wrong
    with override("en"):
        reply = client.get(there(client, cast.a.slug))
    assert reply.status_code in (403, 502)
    assert sentence in reply.content.decode()
    assert signed_in(client) is None
    assert not SocialAccount.objects.exists()


@pytest.mark.parametrize(
    "wrong",
    [
        "other issuer found",
        "script as address",
        "half a discovery",
        "/openid-configuration html",
        "/openid-configuration huge",
        "/openid-configuration deep",
        "/openid-configuration list",
        "/openid-configuration elsewhere",
    ],
)
def test_a_provider_that_says_rubbish_of_itself_is_not_gone_to(cast, client, provider, kept, wrong):
    provider.wrong = wrong
    assert client.get(reverse("sign_in", args=[cast.a.slug])).status_code in (403, 502)


def test_a_provider_that_is_down_is_said_to_be(cast, client, settings):
    settings.PROVIDERS_AT_HOME = True
    gone = Provider()
    keep(cast.a, gone)
    gone.stop()
    reply = client.get("/en/account/organisations/" + cast.a.slug + "/")
    assert reply.status_code == 502
    assert "does not answer now" in reply.content.decode()


def test_an_answer_works_once_and_only_in_the_browser_that_asked(cast, client, provider, kept, number):
    provider.person |= number(cast.learner_a)
    back = there(client, cast.a.slug)
    other = Client()
    assert other.get(back).status_code == 403
    assert signed_in(other) is None
    assert client.get(back).status_code == 302
    client.logout()
    assert client.get(back).status_code == 403
    assert signed_in(client) is None

    used = parse_qs(urlsplit(back).query)["code"][0]
    fresh = there(client, cast.a.slug)
    state = parse_qs(urlsplit(fresh).query)["state"][0]
    replayed = client.get(urlsplit(fresh).path, {"code": used, "state": state})
    assert replayed.status_code == 403
    assert signed_in(client) is None


@pytest.mark.parametrize(
    "query",
    [
        "",
        "?state=x",
        "?state=x&code=y",
        "?code=%00&state=%00",
        "?error=access_denied",
        "?state=" + "a" * 5000,
    ],
)
def test_a_made_up_answer_is_refused(cast, client, kept, query):
    assert client.get(reverse("sign_in_callback", args=[cast.a.slug]) + query).status_code == 403


ACM = {"vo_doelgroepcode": "LB", "vo_orgcode": "0207.500.123", "vo_orgnaam": "Aalhoek"}


@pytest.mark.parametrize(
    ("said", "sentence"),
    [
        ({"vo_doelgroepcode": "EA"}, "local government"),
        ({"vo_doelgroepcode": None}, "local government"),
        ({"vo_orgcode": "0999999999"}, "another organisation"),
        ({"vo_orgcode": ["0207500123"]}, "another organisation"),
        ({"vo_orgcode": ""}, "another organisation"),
        ({"vo_id": "nobody-has-this"}, "list of people"),
        ({"vo_id": {"a": 1}}, "list of people"),
        ({"vo_id": ""}, "list of people"),
    ],
)
def test_acm_idm_lets_in_who_works_for_this_local_government(cast, client, provider, said, sentence):
    keep(cast.a, provider, profile=Profile.ACM_IDM)
    provider.person |= ACM | {"vo_id": cast.employment(cast.learner_a).external_id}
    ours = provider.person
    provider.person = ours | said
    with override("en"):
        reply = sign_in(client, cast.a)
    assert reply.status_code == 403
    assert sentence in reply.content.decode()
    provider.person = ours
    assert sign_in(client, cast.a).status_code == 302


def test_what_is_told_on_a_second_question_counts_only_for_the_same_person(
    cast, client, provider, kept, number
):
    provider.more = number(cast.learner_a)
    assert sign_in(client, cast.a).status_code == 302
    provider.more |= {"sub": "somebody-else"}
    assert sign_in(Client(), cast.a).status_code == 502


def test_entra_lets_in_who_is_of_the_tenant(cast, client, provider):
    provider.place = f"/{TENANT}/v2.0"
    keep(cast.a, provider, profile=Profile.ENTRA)
    mine = {"oid": "o-1", "tid": TENANT, "employeeid": cast.employment(cast.learner_a).external_id}
    provider.person |= mine | {"tid": TENANT.replace("8", "9")}
    assert sign_in(client, cast.a).status_code == 403
    provider.person |= mine
    assert sign_in(client, cast.a).status_code == 302
    assert SocialAccount.objects.get().uid == "o-1"


# --- who she is -------------------------------------------------------------------------------------------------------


def test_nobody_is_joined_by_an_e_mail_address_or_made(cast, client, provider, kept):
    User.objects.filter(pk=cast.learner_a.pk).update(email="her@example.be")
    provider.person |= {"email": "her@example.be", "email_verified": True, "preferred_username": "learner_a"}
    before = User.objects.count()
    assert sign_in(client, cast.a).status_code == 403
    assert (User.objects.count(), signed_in(client)) == (before, None)


def test_a_secret_whose_key_is_gone_and_too_many_tries_are_sentences(cast, client, kept, settings):
    settings.ACCOUNT_RATE_LIMITS = {"organisation_sign_in": "2/m/ip"}
    settings.SECRET_KEY = "another" * 10
    assert [client.get(reverse("sign_in", args=[cast.a.slug])).status_code for _ in range(3)] == [
        502,
        502,
        429,
    ]


def test_who_left_or_is_closed_off_does_not_come_in(cast, client, provider, kept, number):
    provider.person |= number(cast.learner_a)
    assert sign_in(client, cast.a).status_code == 302
    User.objects.filter(pk=cast.learner_a.pk).update(is_active=False)
    assert sign_in(Client(), cast.a).status_code == 403
    User.objects.filter(pk=cast.learner_a.pk).update(is_active=True)
    Employment.objects.of(cast.learner_a, timezone.localdate()).update(ends="2024-02-01")
    assert sign_in(Client(), cast.a).status_code == 403


def test_a_number_is_looked_for_in_the_own_organisation_only(cast, client, provider, kept):
    Employment.objects.of(cast.learner_b, timezone.localdate()).update(external_id="only-b")
    provider.person |= {"employee_number": "only-b"}
    assert sign_in(client, cast.a).status_code == 403


def test_who_is_known_elsewhere_is_joined_only_while_she_is_signed_in_her_usual_way(
    cast, client, provider, kept, number
):
    grant(user=cast.hr_a, role=Role.HR, organisation=cast.b, acting_user=system_user())
    provider.person |= number(cast.hr_a)
    assert sign_in(client, cast.a).status_code == 403
    client.force_login(cast.learner_a)  # as somebody else
    assert sign_in(client, cast.a).status_code == 403
    client.force_login(cast.hr_a)
    assert sign_in(client, cast.a).status_code == 302
    assert sign_in(Client(), cast.a).status_code == 302  # and from then on


def test_another_provider_does_not_inherit_the_subjects(cast, client, provider, kept, number):
    provider.person |= number(cast.learner_a)
    sign_in(client, cast.a)
    provider.place, provider.person = "/new", {"sub": "s-1"}
    keep(cast.a, provider)
    assert sign_in(Client(), cast.a).status_code == 403


# --- roles ------------------------------------------------------------------------------------------------------------


@pytest.fixture
def mapped(cast, provider):
    return keep(
        cast.a,
        provider,
        profile=Profile.ACM_IDM,
        role_claim="rol",
        roles={"trainer": ["Maker"], "hr": ["HR"]},
    )


def roles_of(user) -> set[str]:
    return {one.role for one in Grant.objects.of(user, timezone.localdate())}


def test_roles_come_and_go_with_the_claim_and_leave_alone_what_was_given_by_hand(cast, provider, mapped):
    learner, coach = cast.learner_a, cast.coach_a
    provider.person |= ACM | {"vo_id": cast.employment(learner).external_id}
    provider.person["rol"] = ["Maker:0207500123", "HR:0999999999", "platform_administrator"]
    sign_in(Client(), cast.a)
    sign_in(Client(), cast.a)
    assert roles_of(learner) == {"trainer"}
    given = ProvidedGrant.objects.get().grant
    assert (given.granted_by, given.organisation) == (system_user(), cast.a)
    provider.person["rol"] = "HR"
    sign_in(Client(), cast.a)
    assert roles_of(learner) == {"hr"}
    del provider.person["rol"]
    sign_in(Client(), cast.a)
    assert roles_of(learner) == set()
    noted = Change.objects.of(cast.a).filter(about=learner, what__startswith="sign_in")
    told = noted.values_list("what", flat=True)
    assert sorted(told) == ["sign_in_joined", *["sign_in_role_given"] * 2, *["sign_in_role_taken"] * 2]

    provider.person |= {"sub": "s-2", "vo_id": cast.employment(coach).external_id, "rol": []}
    sign_in(Client(), cast.a)
    assert roles_of(coach) == {"coach"}


def test_a_role_counts_only_where_the_sign_in_is_from_and_only_after_two_steps(
    cast, client, provider, kept, number, asked_for_second_step
):
    grant(user=cast.hr_a, role=Role.PLATFORM_ADMINISTRATOR, organisation=cast.a, acting_user=system_user())
    provider.person |= number(cast.hr_a)
    assert sign_in(client, cast.a).url == reverse("mfa_index")
    provider.person["amr"] = ["pwd", "mfa"]
    proven = Client()
    sign_in(proven, cast.a)
    assert proven.get(reverse("overview")).status_code == 200
    assert proven.get(reverse("new_organisation")).status_code != 200


def test_who_has_a_second_step_here_is_asked_for_it(
    cast, client, provider, kept, number, asked_for_second_step
):
    with_app(cast.hr_a)
    codes = RecoveryCodes(Authenticator.objects.get(user=cast.hr_a, type="recovery_codes")).get_unused_codes()
    provider.person |= number(cast.hr_a) | {"amr": ["mfa"]}
    assert sign_in(client, cast.a).url == reverse("mfa_authenticate")
    assert signed_in(client) is None
    assert client.post(reverse("mfa_authenticate"), {"code": codes[0]}).status_code == 302
    assert signed_in(client) == str(cast.hr_a.pk)
    assert client.post(reverse("account_logout")).context["way_out"]


# --- out --------------------------------------------------------------------------------------------------------------


def test_signing_out_also_ends_it_at_the_provider(cast, client, provider, kept, number):
    provider.person |= number(cast.learner_a)
    sign_in(client, cast.a)
    page = client.post(reverse("account_logout"))
    assert signed_in(client) is None
    way_out = urlsplit(page.context["way_out"])
    said = parse_qs(way_out.query)
    assert (f"{way_out.scheme}://{way_out.netloc}{way_out.path}") == provider.base + "/end"
    assert said["client_id"] == [CLIENT]
    assert said["id_token_hint"]
    assert said["post_logout_redirect_uri"][0].endswith("/sign-in/signed-out/")
    assert client.get("/sign-in/signed-out/").status_code == 302


def test_who_did_not_come_through_a_provider_signs_out_as_ever(cast, as_user):
    assert as_user(cast.learner_a).post(reverse("account_logout")).status_code == 302


def test_no_page_of_allauth_is_a_second_door(client, cast, as_user):
    as_user(cast.learner_a)
    for place in ("3rdparty/", "3rdparty/signup/", "3rdparty/login/error/", "social/connections/"):
        assert client.get(f"/nl/account/{place}").status_code == 404


def test_the_secret_is_locked_in_the_database(cast, kept):
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM accounts_identityprovider")
        assert SECRET not in str(cursor.fetchall())
