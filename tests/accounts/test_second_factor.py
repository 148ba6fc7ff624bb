"""A role waits for a second step; learning does not."""

import time
from io import StringIO

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import generate_totp_secret, hotp_value, yield_hotp_counters_from_time
from django.core.management import CommandError, call_command
from django.db import connection, transaction
from django.urls import reverse

from lms.accounts.safe import safe

pytestmark = pytest.mark.usefixtures("asked_for_second_step")


def code_now(secret: str) -> str:
    counter = next(iter(yield_hotp_counters_from_time()))
    return f"{hotp_value(secret, counter):06}"


@pytest.fixture
def make_second_step(client, monkeypatch):
    def with_app() -> str:
        """As a person does: the page shows the secret, she types the code."""
        page = client.get(reverse("mfa_activate_totp"))
        secret = page.context["form"].secret
        with monkeypatch.context() as outside_a_test:  # where a commit comes before the reply
            outside_a_test.setattr(transaction, "on_commit", lambda act, **_more: act())
            made = client.post(reverse("mfa_activate_totp"), {"code": code_now(secret)})
        assert made.status_code == 302, made.context["form"].errors
        return secret

    return with_app


@pytest.mark.parametrize(
    ("who", "page"),
    [
        ("hr_a", "overview"),
        ("manager_a", "overview"),
        ("coach_a", "coaching"),
        ("administrator_a", "administration"),
        ("trainer_a", "wagtailadmin_home"),
    ],
)
def test_a_role_waits_until_the_second_step_is_made(cast, client, sign_in, make_second_step, who, page):
    assert sign_in(getattr(cast, who)).url == reverse("mfa_index")
    assert client.get(reverse(page)).url == reverse("mfa_index")
    make_second_step()
    assert client.get(reverse(page), follow=True).status_code == 200


def test_who_holds_no_role_is_never_asked(cast, client, sign_in):
    assert sign_in(cast.learner_a).url == reverse("home")
    assert client.get(reverse("overview")).status_code == 403


def test_a_person_with_a_role_can_learn_without_the_second_step(cast, client, sign_in):
    sign_in(cast.hr_a)
    assert client.get(reverse("home")).status_code == 200
    assert client.get(reverse("catalogue")).status_code == 200


def test_some_time_after_signing_in_the_password_is_asked_before_a_second_step_is_made(
    cast, client, sign_in, monkeypatch
):
    sign_in(cast.hr_a)
    later = time.time() + 6 * 60
    monkeypatch.setattr(time, "time", lambda: later)
    page = client.get(reverse("mfa_activate_totp"))
    assert page.url.startswith(reverse("account_reauthenticate"))


def test_nothing_can_be_posted_with_a_role_that_waits(cast, client, sign_in):
    sign_in(cast.administrator_a)
    assert client.post(reverse("administration"), {"act": "anything"}).status_code in {403, 404, 405}


def test_the_editor_takes_nothing_from_a_role_that_waits(cast, client, sign_in):
    sign_in(cast.trainer_a)
    assert client.post(reverse("wagtailadmin_home")).status_code == 403


def test_next_time_the_code_is_asked_and_then_the_role_counts(cast, client, sign_in, make_second_step):
    sign_in(cast.hr_a)
    secret = make_second_step()
    client.logout()
    assert sign_in(cast.hr_a).url == reverse("mfa_authenticate")
    assert client.get(reverse("home")).url.startswith(reverse("account_login"))
    # A code counts once, so she waits for the next; here the note of what was used is put away.
    from django.core.cache import cache

    cache.clear()
    client.post(reverse("mfa_authenticate"), {"code": code_now(secret)})
    assert client.get(reverse("overview")).status_code == 200


def test_a_wrong_code_does_not_get_in_and_guessing_is_stopped(cast, client, sign_in, make_second_step):
    sign_in(cast.hr_a)
    make_second_step()
    client.logout()
    sign_in(cast.hr_a)
    for _ in range(10):
        last = client.post(reverse("mfa_authenticate"), {"code": "000000"})
        assert last.status_code == 200
    assert last.context["form"].errors["code"].as_data()[0].code == "too_many_login_attempts"


def test_a_copy_of_the_database_does_not_give_the_secret_away(cast, client, sign_in, make_second_step):
    sign_in(cast.hr_a)
    secret = make_second_step()
    with connection.cursor() as cursor:
        cursor.execute("SELECT data FROM mfa_authenticator")
        stored = " ".join(str(row) for row in cursor.fetchall())
    assert secret not in stored
    assert Authenticator.objects.filter(user=cast.hr_a).count() == 2  # the app, and recovery codes


def test_what_was_locked_with_an_earlier_key_is_still_read(settings):
    kept = safe("second factor").encrypt(b"JBSWY3DP")
    settings.SECRET_KEY_FALLBACKS = [settings.SECRET_KEY]
    settings.SECRET_KEY = "another" * 10
    assert safe("second factor").decrypt(kept) == b"JBSWY3DP"


def test_a_secret_is_of_this_product_only():
    assert safe("second factor").decrypt(safe("second factor").encrypt(generate_totp_secret().encode()))


def test_in_a_demo_every_role_counts_at_once(cast, client, sign_in, settings):
    settings.SECOND_FACTOR = False
    assert sign_in(cast.hr_a).url == reverse("home")
    assert client.get(reverse("overview")).status_code == 200


def test_who_lost_everything_is_signed_out_and_makes_a_new_step(cast, client, sign_in, make_second_step):
    sign_in(cast.hr_a)
    make_second_step()
    call_command("forget_second_step", "hr_a", stdout=StringIO())
    assert client.get(reverse("home")).url.startswith(reverse("account_login"))
    assert sign_in(cast.hr_a).url == reverse("mfa_index")


@pytest.mark.django_db
def test_an_account_that_is_not_there_is_named():
    with pytest.raises(CommandError, match="niemand"):
        call_command("forget_second_step", "niemand")
