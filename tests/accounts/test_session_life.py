"""How long somebody stays signed in."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from lms.accounts import session_life
from lms.accounts.session_life import BEGAN, IDLE, LONGEST, SEEN, WRITTEN_EVERY


@pytest.fixture
def learner(as_user, cast):
    return as_user(cast.learner_a)


@pytest.fixture
def later(learner):
    """Some time goes by; `idle` is how long of it she did nothing."""

    def go_by(time: timedelta, idle: timedelta) -> None:
        session, now = learner.session, timezone.now()
        session[BEGAN], session[SEEN] = (now - time).isoformat(), (now - idle).isoformat()
        session.save()

    return go_by


def test_who_does_nothing_for_two_hours_is_out_and_comes_back_where_she_was(learner, later):
    later(IDLE, IDLE - timedelta(minutes=1))
    assert learner.get(reverse("skills")).status_code == 200
    later(IDLE, IDLE)
    reply = learner.get(reverse("skills"))
    assert reply["Location"] == f"{reverse('account_login')}?next={reverse('skills')}"
    assert "_auth_user_id" not in learner.session


def test_nobody_is_signed_in_for_more_than_twelve_hours(learner, later):
    later(LONGEST, timedelta(0))
    reply = learner.post(reverse("my_coach"), {"do": "ask", "message": "x"})
    assert reply["Location"] == f"{reverse('account_login')}?next=/"


def test_asking_for_pages_keeps_her_in_but_does_not_write_her_session_each_time(learner, later):
    later(timedelta(hours=3), WRITTEN_EVERY + timedelta(minutes=1))
    learner.get(reverse("skills"))
    seen = learner.session[SEEN]
    assert timezone.now() - timezone.datetime.fromisoformat(seen) < timedelta(minutes=1)
    learner.get(reverse("skills"))
    assert learner.session[SEEN] == seen


def test_a_session_of_before_gets_its_time_from_now_on(learner):
    session = learner.session
    del session[BEGAN], session[SEEN]
    session.save()
    assert learner.get(reverse("skills")).status_code == 200


def test_a_session_gets_another_name_when_somebody_signs_in(client, cast, sign_in):
    client.get(reverse("account_login"))
    session = client.session
    session["before"] = "x"
    session.save()
    client.cookies["sessionid"] = session.session_key
    before = client.cookies["sessionid"].value
    sign_in(cast.learner_a)
    assert client.cookies["sessionid"].value != before
    assert session_life.BEGAN in client.session
