"""Signing in with a card, what that opens and what not, and devices that people share."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.core.cache import cache
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import override

from lms.accounts import cards, shared_device
from lms.accounts.models import Card
from lms.people.models import Change

PIN = "4827"


@pytest.fixture(autouse=True)
def _in_english():
    with override("en"):
        yield


def make(cast, *people, organisation=None, by=None):
    made = cards.make_cards(
        organisation=organisation or cast.a,
        people=[one.pk for one in people],
        batch=uuid4(),
        now=timezone.now(),
        acting_user=by or cast.hr_a,
    )
    return made[0][1]


def use(client, code, pin=PIN, **more):
    return client.post(reverse("card"), {"code": code, "pin": pin} | more)


def revoke(cast, person):
    cards.revoke_cards(organisation=cast.a, people=[person.pk], now=timezone.now(), acting_user=cast.hr_a)


@pytest.fixture
def enter(cast, client):
    """Somebody of A comes in with a new card."""

    def with_card(person, client=client):
        code = make(cast, person)
        reply = use(client, code, again=PIN)
        assert reply.status_code == 302, reply.content.decode()
        return client

    return with_card


def test_the_first_use_asks_for_a_pin_twice_and_the_next_once(cast, client):
    code = make(cast, cast.learner_a)
    asked = client.post(reverse("card"), {"code": code.lower()}).content.decode()
    assert 'name="again"' in asked
    assert use(client, code, "1234", again="1234").status_code == 422
    assert use(client, code, PIN, again="5827").status_code == 422
    assert use(client, code, PIN, again=PIN).headers["Location"] == reverse("home")
    assert client.get(reverse("skills")).status_code == 200
    other = Client()
    assert 'name="again"' not in other.post(reverse("card"), {"code": code}).content.decode()
    assert use(other, code).status_code == 302
    card = Card.objects.get(user=cast.learner_a)
    assert code not in (card.code, card.pin)
    assert PIN not in card.pin
    assert card.last_used_at


def test_a_form_sent_twice_lets_her_in_twice(cast):
    code = make(cast, cast.learner_a)
    assert [use(Client(), code, again=PIN).status_code for _time in range(2)] == [302, 302]


def test_nothing_tells_whether_there_is_such_a_card(cast, client, enter):
    code = make(cast, cast.learner_a)
    use(Client(), code, again=PIN)
    locked = make(cast, cast.learner2_a)
    use(Client(), locked, again=PIN)
    Card.objects.filter(user=cast.learner2_a).update(locked_at=timezone.now())

    def told(code, pin):
        reply = use(client, code, pin)
        assert reply.status_code == 422
        text = reply.content.decode().replace(code, "")
        return text[text.index("<main") : text.index("csrfmiddlewaretoken")]

    answers = {told(code, "9182"), told("CDFHJKMNPQRT", PIN), told(locked, PIN)}
    assert len(answers) == 1
    asked = {
        client.post(reverse("card"), {"code": one}).content.decode().count("<input") for one in (code, locked)
    }
    assert asked == {client.post(reverse("card"), {"code": "CDFHJKMNPQRT"}).content.decode().count("<input")}


def test_a_card_locks_after_ten_wrong_pins_and_hr_makes_a_new_one(cast, client, enter):
    code = make(cast, cast.learner_a)
    use(Client(), code, again=PIN)
    for _try in range(cards.MOST_FAILURES):
        cache.clear()  # as from other addresses, and hours later
        assert use(client, code, "9182").status_code == 422
    cache.clear()
    assert use(client, code).status_code == 422
    assert Change.objects.of(cast.a).filter(what="card_locked", about=cast.learner_a).count() == 1
    assert enter(cast.learner_a).get(reverse("skills")).status_code == 200


def test_after_ten_wrong_tries_an_address_waits(cast, client):
    for number in range(10):
        assert use(client, f"CDFHJKMNPQR{number % 8 + 2}").status_code == 422
    assert use(client, "CDFHJKMNPQRT").status_code == 429


def test_right_pins_do_not_count_for_the_address(cast):
    code = make(cast, cast.learner_a)
    use(Client(), code, again=PIN)
    assert {use(Client(), code).status_code for _time in range(12)} == {302}


@pytest.mark.parametrize("typed", ["", "\x00", "A" * 100_000, "short", "é" * 12])
def test_rubbish_is_refused_with_a_sentence(cast, client, typed):
    assert client.post(reverse("card"), {"code": typed}).status_code == 422
    assert use(client, "CDFHJKMNPQRT", typed).status_code == 422


def test_a_card_gives_no_role_and_opens_no_editor(cast, enter):
    for person, address in (
        (cast.hr_a, reverse("overview")),
        (cast.administrator_a, reverse("roles", args=[cast.a.slug])),
        (cast.hr_a, reverse("cards", args=[cast.a.slug])),
        (cast.coach_a, reverse("coaching")),
        (cast.trainer_a, "/admin/"),
        (cast.trainer_a, "/admin/pages/"),
        (cast.hr_a, reverse("share_device")),
    ):
        hers = enter(person, Client())
        assert hers.get(reverse("skills")).status_code == 200
        assert hers.get(address).status_code in (403, 404), address


@pytest.mark.parametrize(
    "name",
    [
        "account_change_password",
        "account_set_password",
        "account_email",
        "mfa_index",
        "mfa_activate_totp",
        "mfa_add_webauthn",
        "usersessions_list",
        "account_reauthenticate",
        "sign_in_organisations",
    ],
)
def test_a_card_changes_nothing_of_the_account(cast, enter, name):
    hers = enter(cast.learner_a)
    assert hers.get(reverse(name)).headers["Location"] == reverse("home")
    assert hers.post(reverse(name), {}).status_code == 403


def test_a_card_that_is_taken_back_ends_the_session_at_once(cast, enter):
    hers = enter(cast.learner_a)
    revoke(cast, cast.learner_a)
    assert hers.get(reverse("skills")).status_code == 302
    assert "_auth_user_id" not in hers.session


def test_who_left_is_out(cast, enter):
    hers = enter(cast.learner_a)
    job = cast.employment(cast.learner_a)
    job.ends = timezone.localdate() - timedelta(days=1)
    job.save()
    assert hers.get(reverse("skills")).status_code == 302


def test_a_new_card_ends_the_old_one(cast, enter):
    hers = enter(cast.learner_a)
    make(cast, cast.learner_a)
    assert hers.get(reverse("skills")).status_code == 302
    assert Card.objects.live().filter(user=cast.learner_a).count() == 1


def shared(client):
    client.force_login(client.hr)
    client.post(reverse("share_device"), {"do": "share"})
    out = client.post(reverse("account_logout"))
    assert out.headers["Location"] == reverse("card")
    assert out.headers["Clear-Site-Data"] == shared_device.LEFT_BEHIND
    return client


def test_on_a_shared_device_ten_idle_minutes_end_the_session(cast, client, enter, monkeypatch):
    client.hr = cast.hr_a
    hers = enter(cast.learner_a, shared(client))
    page = hers.get(reverse("skills"))
    assert page.headers["Refresh"] == f"605; url={reverse('card')}"
    assert "no-store" in page.headers["Cache-Control"]
    later = timezone.now() + timedelta(minutes=10)
    assert hers.get(reverse("card")).status_code == 200  # nobody's doing
    monkeypatch.setattr(shared_device.timezone, "now", lambda: later)
    reply = hers.get(reverse("skills"))
    assert reply.headers["Location"] == reverse("card")
    assert reply.headers["Clear-Site-Data"] == shared_device.LEFT_BEHIND
    assert "_auth_user_id" not in hers.session


def test_on_a_shared_device_the_card_comes_first(cast, client):
    client.hr = cast.hr_a
    first = shared(client).get(reverse("account_login")).content.decode()
    assert 'name="code"' in first
    assert 'name="password"' not in first
    assert 'name="password"' in client.get(reverse("account_login"), {"way": "password"}).content.decode()


def test_another_device_keeps_its_session(cast, client, enter):
    assert "Refresh" not in enter(cast.learner_a).get(reverse("skills")).headers


def test_only_hr_and_the_administrator_share_a_device(cast, as_user):
    assert as_user(cast.learner_a).post(reverse("share_device"), {"do": "share"}).status_code == 403
    assert as_user(cast.manager_a).get(reverse("share_device")).status_code == 403
    assert as_user(cast.administrator_a).get(reverse("share_device")).status_code == 200
