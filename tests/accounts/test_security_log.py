"""What the log tells of signing in, of changes to that, of roles and of refusals; and what it does not tell."""

import logging

import pytest
from django.urls import reverse

from lms.people.access import Role
from lms.people.actions import end_grant, grant, system_user
from tests.accounts.conftest import PASSWORD


@pytest.fixture
def told(caplog):
    caplog.set_level(logging.INFO, "security")

    def lines() -> list[str]:
        return [record.getMessage() for record in caplog.records if record.name == "security"]

    return lines


def test_signing_in_and_out_is_told(cast, client, sign_in, told):
    sign_in(cast.learner_a)
    client.post(reverse("account_logout"))
    assert told() == [f"signed_in user={cast.learner_a.pk}", f"signed_out user={cast.learner_a.pk}"]


def test_a_wrong_password_is_told_and_nothing_of_what_was_typed(cast, client, sign_in, told, caplog):
    sign_in(cast.learner_a)
    client.logout()
    client.post(reverse("account_login"), {"login": "my-secret-name", "password": "my-secret-password"})
    assert "sign_in_failed" in told()
    assert "my-secret" not in caplog.text
    assert PASSWORD not in caplog.text


def test_a_new_password_is_told(cast, client, sign_in, told):
    sign_in(cast.learner_a)
    new = "veel geiten op een dijk"
    sent = {"oldpassword": PASSWORD, "password1": new, "password2": new}
    client.post(reverse("account_change_password"), sent)
    assert f"password_changed user={cast.learner_a.pk}" in told()


def test_who_is_refused_is_told(as_user, cast, told):
    client, learner = as_user(cast.learner_a), cast.learner_a.pk
    client.get(reverse("overview"))
    client.get(reverse("roles", args=[cast.b.slug]))
    assert [line for line in told() if line.startswith("refused")] == [
        f"refused status=403 user={learner} page=overview method=GET",
        f"refused status=404 user={learner} page=roles method=GET",
    ]


def test_a_role_that_is_given_or_ends_is_told(cast, told):
    actor, learner = system_user(), cast.learner_a
    given = grant(user=learner, role=Role.HR, organisation=cast.a, acting_user=actor)
    grant(user=learner, role=Role.HR, organisation=cast.a, acting_user=actor)
    end_grant(grant=given, ends=given.starts, acting_user=actor)
    who = f"role=hr about={learner.pk} by={actor.pk}"
    assert told() == [f"grant_made grant={given.pk} {who}", f"grant_ends grant={given.pk} {who}"]


def test_an_address_forges_no_line(as_user, cast, caplog, told):
    as_user(cast.learner_a).get("/nl/x%0aINFO security signed_in user=1/")
    assert not any("\n" in record.getMessage() for record in caplog.records)
