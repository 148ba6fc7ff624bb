"""The administrator's page about the sign-in of the organisation."""

import pytest
from django.urls import reverse

from lms.accounts.models import IdentityProvider
from lms.accounts.openid import SECRET as PURPOSE
from lms.accounts.safe import opened
from lms.people.models import Change
from tests.oidc_provider import CLIENT, SECRET, Provider

FORM = {
    "do": "keep",
    "profile": "generic",
    "client_id": CLIENT,
    "secret": SECRET,
    "role_claim": "roles",
    "role_trainer": "maker\n\nauthor",
    "is_on": "on",
}


@pytest.fixture(scope="module")
def provider():
    running = Provider()
    yield running
    running.stop()


@pytest.fixture
def fill_in(cast, as_user, provider, settings):
    settings.PROVIDERS_AT_HOME = True

    def post(who=None, organisation=None, **said):
        organisation = organisation or cast.a
        client = as_user(who or cast.administrator_a)
        sent = FORM | {"issuer": provider.issuer} | said
        return client.post(reverse("sign_in_settings", args=[organisation.slug]), sent)

    return post


def test_the_administrator_fills_it_in_and_the_secret_is_never_shown(cast, client, provider, fill_in):
    assert fill_in(issuer=provider.issuer + "/.well-known/openid-configuration").status_code == 302
    kept = IdentityProvider.objects.of(cast.a)
    assert (kept.issuer, kept.is_on, kept.roles) == (provider.issuer, True, {"trainer": ["maker", "author"]})
    assert opened(kept.secret, PURPOSE) == SECRET
    page = client.get(reverse("sign_in_settings", args=[cast.a.slug])).content.decode()
    assert f"/sign-in/{cast.a.slug}/callback/" in page
    assert "a secret" not in page
    assert kept.secret not in page
    assert Change.objects.of(cast.a).filter(what="sign_in_changed", by=cast.administrator_a).count() == 1
    refused = fill_in(profile="nonsense").content.decode()  # nor when it was typed a moment ago
    assert "a secret" not in refused
    assert SECRET not in str(list(Change.objects.of(cast.a).values_list("details", flat=True)))


def test_the_secret_stays_when_it_is_left_empty_but_goes_to_no_other_server(cast, provider, fill_in):
    fill_in()
    assert fill_in(secret="").status_code == 302
    assert opened(IdentityProvider.objects.of(cast.a).secret, PURPOSE) == SECRET
    assert fill_in(secret="", issuer=provider.issuer + "/new", is_on="").status_code == 422
    assert fill_in(secret="", client_id="another", is_on="").status_code == 422


@pytest.mark.parametrize(
    "said",
    [
        {"issuer": "http://login.example.be"},
        {"issuer": "javascript:alert(1)"},
        {"issuer": "https://login.example.be?x=1"},
        {"issuer": "x" * 1_000_000},
        {"issuer": "\0"},
        {"client_id": "\0"},
        {"profile": "acm_idm"},
        {"profile": "acm_idm", "organisation_number": "12"},
        {"profile": "entra"},
        {"profile": "other"},
        {"secret": ""},
        {"scopes": "rrn"},
        {"scopes": "a\nb<"},
        {"role_claim": ""},
        {"role_claim": "a b"},
        {"role_trainer": "\n".join("abcdefghijklmnopqrstuvwxyz" * 2)},
    ],
)
def test_what_cannot_be_right_is_said_and_not_kept(cast, fill_in, said):
    assert fill_in(**said).status_code == 422
    assert IdentityProvider.objects.of(cast.a) is None


@pytest.mark.parametrize(
    "wrong", ["other issuer found", "/openid-configuration html", "/openid-configuration broken"]
)
def test_it_is_not_switched_on_when_the_provider_is_not_there(cast, provider, fill_in, wrong):
    fill_in()
    provider.wrong = wrong
    refused = fill_in(client_id="new")
    provider.start_again()
    assert refused.status_code == 422
    assert IdentityProvider.objects.of(cast.a).client_id == CLIENT


def test_no_role_of_the_platform_can_be_mapped(cast, fill_in):
    assert fill_in(role_platform_administrator="boss").status_code == 302
    assert IdentityProvider.objects.of(cast.a).roles == {"trainer": ["maker", "author"]}


def test_the_neighbour_and_colleagues_without_that_role_neither_see_nor_change_it(
    cast, as_user, provider, fill_in
):
    fill_in()
    for who in (cast.administrator_b, cast.hr_a, cast.trainer_a, cast.learner_a):
        assert as_user(who).get(reverse("sign_in_settings", args=[cast.a.slug])).status_code == 404
        assert fill_in(who=who, client_id="theirs").status_code == 404
    assert IdentityProvider.objects.of(cast.a).client_id == CLIENT
