"""What may be a password, on the real page."""

import pytest
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.test import Client
from django.urls import reverse

from lms.accounts.passwords import WORDS
from tests.accounts.conftest import PASSWORD


@pytest.fixture
def choose(cast, client, sign_in):
    """What she gets when she asks for this password."""

    def ask(new: str, old: str = PASSWORD):
        sign_in(cast.learner_a)
        sent = {"oldpassword": old, "password1": new, "password2": new}
        client.post(reverse("account_change_password"), sent)
        return cast.learner_a

    return ask


@pytest.mark.parametrize(
    "new",
    [
        "veel geiten op een dijk",
        "é🧱ü kort genoeg maar vreemd",
        " met een spatie ervoor en erna ",
        "x7" * 64,
        "alleenkleineletters",
        "7391846205 en pijl",
    ],
)
def test_a_password_may_be_of_any_signs_and_is_kept_as_it_was_typed(choose, new):
    assert choose(new).check_password(new)


@pytest.mark.parametrize(
    "new",
    [
        "kort1234",
        "1234567890",
        "password123",
        "qwertyuiop",
        "bouwsteen2026",
        "Bouwsteen-Bouwsteen!",
        "Aalhoek2026!!",
        "GemeenteAalhoek1",
        "welkom-aalhoek-99",
        "Wachtwoord1234",
        "learner_a2026",
    ],
)
def test_a_password_that_others_would_try_first_is_refused(choose, new):
    assert not choose(new).check_password(new)


def test_a_word_of_ours_among_others_is_fine(choose):
    assert choose("de bouwsteen ligt onder mijn fiets").check_password("de bouwsteen ligt onder mijn fiets")


@pytest.mark.parametrize("word", WORDS)
def test_every_word_on_the_list_is_refused(db, word):
    with pytest.raises(ValidationError, match=r"."):
        validate_password(f"{word}-{word}-2026")


def test_a_new_password_takes_the_present_one(choose):
    assert not choose("veel geiten op een dijk", old="not it").check_password("veel geiten op een dijk")


def test_a_new_password_ends_her_other_sessions_and_keeps_this_one(choose, client, cast, sign_in):
    elsewhere = Client()
    sign_in(cast.learner_a, elsewhere)
    assert elsewhere.get(reverse("home")).status_code == 200
    choose("veel geiten op een dijk")
    assert elsewhere.get(reverse("home")).status_code == 302
    assert client.get(reverse("home")).status_code == 200


def test_a_password_can_be_pasted_and_filled_in_and_is_not_shown(cast, client, sign_in):
    sign_in(cast.learner_a)
    page = client.get(reverse("account_change_password")).content.decode()
    assert page.count('type="password"') == 3
    assert 'autocomplete="current-password"' in page
    assert "onpaste" not in page
    assert "maxlength" not in page.partition("<form")[2]


def test_who_is_closed_off_is_out_at_once(cast, client, sign_in):
    sign_in(cast.learner_a)
    learner = cast.learner_a
    learner.is_active = False
    learner.save()
    assert client.get(reverse("home")).status_code == 302
