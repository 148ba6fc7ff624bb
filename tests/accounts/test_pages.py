"""What people read about signing in: ours, in every language, and nothing inline."""

import re
from html import unescape

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django.core import mail
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils.translation import override

from lms.accounts.adapters import HAPPENED
from lms.people.access import Role
from lms.templatetags.ui import ROLE_WORDS
from tests.accounts.conftest import PASSWORD, with_app, with_passkey

pytestmark = pytest.mark.usefixtures("asked_for_second_step")
LANGUAGES = ["nl", "fr", "de", "en"]
WITHOUT = (
    "mfa_index",
    "mfa_activate_totp",
    "mfa_add_webauthn",
    "mfa_list_webauthn",
    "usersessions_list",
    "account_email",
)
WITH = (
    "mfa_index",
    "mfa_deactivate_totp",
    "mfa_list_webauthn",
    "mfa_view_recovery_codes",
    "mfa_generate_recovery_codes",
    "mfa_reauthenticate",
    "mfa_reauthenticate_webauthn",
    "account_reauthenticate",
)
STOCK = re.compile(
    r"two-factor|security key|authenticator code|JavaScript|Confirm Access|Alternative options", re.I
)
INLINE = re.compile(r'\sstyle="|\son[a-z]+="|<style|<script(?![^>]*(src="|type="application/json"))')


def words(reply) -> str:
    return unescape(re.sub(r"<[^>]+>", " ", reply.content.decode()))


def is_ours(reply) -> None:
    source = reply.content.decode()
    assert reply.status_code == 200
    assert source.count("<h1") == 1
    assert not INLINE.search(source)
    assert not STOCK.search(words(reply))


@pytest.fixture
def hr(cast, client, sign_in):
    sign_in(cast.hr_a)
    return client


@pytest.fixture
def hr_with_everything(cast, client, sign_in):
    """She is signed in already when she gets them, so a code is not asked."""
    sign_in(cast.hr_a)
    with_app(cast.hr_a)
    with_passkey(cast.hr_a)
    return client


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", WITHOUT)
def test_who_has_no_second_step_reads_our_pages(hr, name, language):
    with override(language):
        is_ours(hr.get(reverse(name)))


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", WITH)
def test_who_has_a_second_step_reads_our_pages(hr_with_everything, name, language):
    with override(language):
        is_ours(hr_with_everything.get(reverse(name)))


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", ["mfa_edit_webauthn", "mfa_remove_webauthn"])
def test_a_passkey_has_pages_of_ours(hr_with_everything, name, language):
    passkey = Authenticator.objects.get(type="webauthn")
    with override(language):
        reply = hr_with_everything.get(reverse(name, args=[passkey.pk]))
    is_ours(reply)
    assert "My key" in reply.content.decode()


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("has", [with_app, with_passkey])
def test_the_second_step_itself_is_a_page_of_ours(cast, client, sign_in, has, language):
    has(cast.hr_a)
    with override(language):
        is_ours(sign_in(cast.hr_a, follow=True))


@pytest.mark.parametrize("language", LANGUAGES)
def test_signing_in_offers_a_passkey_that_waits_for_a_script(db, client, language):
    with override(language):
        reply = client.get(reverse("account_login"))
    is_ours(reply)
    assert re.search(r"<form[^>]* data-with-passkeys hidden", reply.content.decode())


def test_a_code_is_asked_of_who_has_only_a_passkey_for_a_recovery_code(cast, sign_in):
    with_passkey(cast.hr_a)
    with override("en"):
        assert "One of your recovery codes." in words(sign_in(cast.hr_a, follow=True))


def test_a_role_that_waits_is_called_by_its_name(hr):
    with override("en"):
        assert "Your role waits for this extra step: HR." in words(hr.get(reverse("mfa_index")))
        assert "Your role waits for an extra step when you sign in: HR." in words(hr.get(reverse("home")))


def test_every_role_has_a_name():
    assert set(ROLE_WORDS) == set(Role)


def test_a_role_that_counts_is_not_spoken_of(hr, settings):
    settings.SECOND_FACTOR = False
    with override("en"):
        assert "waits for" not in words(hr.get(reverse("home")))


def test_who_holds_no_role_costs_no_query_for_it(cast, client, sign_in):
    sign_in(cast.learner_a)
    with CaptureQueriesContext(
        connection,
    ) as asked:
        client.get(reverse("home"))
    assert not [query for query in asked if "people_grant" in query["sql"]]


def test_who_made_a_second_step_elsewhere_can_prove_it_here(hr_with_everything):
    page = hr_with_everything.get(reverse("mfa_index")).content.decode()
    assert f'href="{reverse("mfa_reauthenticate")}?next={reverse("home")}"' in page


def test_the_secret_is_shown_in_fours_and_a_code_may_have_a_gap(hr):
    page = hr.get(reverse("mfa_activate_totp"))
    secret = page.context["form"].secret
    shown = re.search(r'<code class="secret"[^>]*>(.*?)</code>', page.content.decode())[1]
    assert {len(group) for group in shown.split()} == {4}
    assert shown.replace(" ", "") == secret
    form = hr.post(reverse("mfa_activate_totp"), {"code": " 000 000"}).context["form"]
    assert form.fields["code"].clean(" 000 000") == "000000"


def test_recovery_codes_can_be_read_and_downloaded(hr_with_everything):
    page = hr_with_everything.get(reverse("mfa_view_recovery_codes"))
    codes = re.findall(r"<li>(\d{8})</li>", page.content.decode())
    assert len(codes) == 10
    file = hr_with_everything.get(reverse("mfa_download_recovery_codes")).content.decode()
    assert [line for line in file.splitlines() if line.isdigit()] == codes


NO_PASSKEYS = [
    "{}",
    "[1]",
    '"x"',
    '{"id": "x"}',
    '{"response": 1}',
    "\x00",
    '{"response": {"userHandle": "MQ"}}',
]


@pytest.mark.parametrize("posted", NO_PASSKEYS)
def test_what_is_no_passkey_is_refused_everywhere(hr_with_everything, client, cast, posted):
    stranger = Client()
    assert stranger.post(reverse("mfa_login_webauthn"), {"credential": posted}).status_code == 302
    for name in ("mfa_add_webauthn", "mfa_reauthenticate_webauthn"):
        assert client.post(reverse(name), {"credential": posted}).status_code in {200, 302}
    assert Authenticator.objects.filter(user=cast.hr_a, type="webauthn").count() == 1


def test_a_passkey_that_is_not_known_is_refused_in_our_words(db, client):
    with override("en"):
        reply = client.post(reverse("mfa_login_webauthn"), {"credential": '{"id": "x"}'}, follow=True)
    assert "This passkey does not work here." in words(reply)


def test_a_second_step_takes_no_passkey_that_is_not_one(cast, client, sign_in):
    with_passkey(cast.hr_a)
    sign_in(cast.hr_a)
    with override("en"):
        reply = client.post(reverse("mfa_authenticate"), {"credential": '{"id": "x"}'})
    assert "That did not work, or you stopped it." in words(reply)
    assert client.get(reverse("home")).status_code == 302


# Where somebody is signed in


def test_signing_out_elsewhere_ends_the_other_session(cast, client, sign_in):
    elsewhere = Client()
    sign_in(cast.learner_a, client=elsewhere)
    sign_in(cast.learner_a)
    with override("en"):
        page = words(client.get(reverse("usersessions_list")))
        assert page.count("Firefox on Windows") == 2
        assert page.count("this device") == 1
        assert "127.0.0.1" not in page
        after = client.post(reverse("usersessions_list"), follow=True)
    assert "You are signed out everywhere else." in words(after)
    assert "You are signed in nowhere else." in words(after)
    assert elsewhere.get(reverse("home")).status_code == 302
    assert client.get(reverse("home")).status_code == 200


# Mails


@pytest.mark.parametrize("language", LANGUAGES)
def test_who_changes_her_password_hears_of_it_by_mail(cast, client, sign_in, language):
    person = cast.learner_a
    EmailAddress.objects.create(user=person, email="learner@aalhoek.example", primary=True, verified=True)
    sign_in(person)
    new = {
        "oldpassword": PASSWORD,
        "password1": "vier geiten op een dijk",
        "password2": "vier geiten op een dijk",
    }
    with override(language):
        client.post(reverse("account_change_password"), new, headers={"User-Agent": "curl/8"})
        happened = str(HAPPENED["account/email/password_changed"])
    [letter] = mail.outbox
    html, _type = letter.alternatives[0]
    assert letter.to == ["learner@aalhoek.example"]
    assert letter.subject == f"Bouwsteen: {happened}"
    assert f'lang="{language}"' in html
    for text in (letter.body, unescape(html)):
        assert f"{happened}." in text
        assert "127.0.0.1" not in text
        assert "curl" not in text


def test_the_old_address_hears_that_mails_go_to_another(cast, client, sign_in):
    person = cast.learner_a
    EmailAddress.objects.create(user=person, email="old@aalhoek.example", primary=True, verified=True)
    EmailAddress.objects.create(user=person, email="new@aalhoek.example", verified=True)
    sign_in(person)
    with override("en"):
        client.post(reverse("account_email"), {"action_primary": "", "email": "new@aalhoek.example"})
    [letter] = mail.outbox
    assert letter.to == ["old@aalhoek.example"]
    assert letter.subject == "Bouwsteen: Your mails now go to new@aalhoek.example"


def test_an_address_offers_only_what_can_be_done_with_it(cast, client, sign_in):
    person = cast.learner_a
    for email, more in (
        ("used", {"primary": True, "verified": True}),
        ("new", {}),
        ("spare", {"verified": True}),
    ):
        EmailAddress.objects.create(user=person, email=f"{email}@aalhoek.example", **more)
    sign_in(person)
    page = client.get(reverse("account_email")).content.decode()
    cards = dict(re.findall(r'<li class="card.*?>(\w+)@aalhoek.example</h2>(.*?)</li>', page, re.DOTALL))
    acts = {email: re.findall(r'name="action_(\w+)"', card) for email, card in cards.items()}
    assert acts == {"used": [], "new": ["send", "remove"], "spare": ["primary", "remove"]}
