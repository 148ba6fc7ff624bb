"""What costs much or bothers others can be done so many times, for all workers together."""

import pytest
from django.core.cache import caches
from django.core.management import call_command
from django.urls import reverse

from cms import rights
from courses.models import HelpRequest
from tests.looking import say_why

ONCE = {"export": "1/h/user", "upload": "1/h/user", "help": "1/h/user", "cards": "1/h/user"}


@pytest.fixture(autouse=True)
def once(settings):
    settings.ACCOUNT_RATE_LIMITS = ONCE


def twice(ask) -> list[int]:
    return [ask().status_code for _time in range(2)]


@pytest.mark.parametrize("page", ["overview_csv", "people_csv", "skill_csv", "record_html", "record_json"])
def test_files_to_take_along_are_limited(as_user, cast, page):
    cast.a.visibility = "status"
    cast.a.staff_notice, cast.a.consulted_on, cast.a.consultation_reference = "x", "2026-01-01", "x"
    cast.a.save()
    client = as_user(cast.hr_a)
    say_why(client)
    args = {"overview_csv": ["units"], "skill_csv": ["4.1"]}.get(page, [])
    name = {"skill_csv": "overview_skill_csv"}.get(page, page)
    first, second = twice(lambda: client.get(reverse(name, args=args)))
    assert (first != 429, second) == (True, 429)


def test_lists_of_people_are_limited_and_looking_at_the_page_is_not(as_user, cast):
    client, page = as_user(cast.hr_a), reverse("people_import", args=[cast.a.slug])
    assert twice(lambda: client.post(page, {})) == [422, 429]
    assert twice(lambda: client.get(page)) == [200, 200]


@pytest.mark.parametrize(
    "door", ["wagtailimages:add", "wagtaildocs:add_multiple", "wagtailimages_chooser:create"]
)
def test_what_authors_hand_in_is_limited(as_user, cast, door):
    rights.sync(cast.a)
    client = as_user(cast.trainer_a)
    assert twice(lambda: client.post(reverse(door), {}))[1] == 429


def test_asking_a_coach_is_limited(as_user, cast):
    client = as_user(cast.learner_a)
    ask = {"do": "ask", "message": "Help"}
    assert twice(lambda: client.post(reverse("my_coach"), ask)) == [302, 429]
    assert HelpRequest.objects.count() == 1


def test_saying_that_something_is_not_right_is_limited(as_user, cast):
    client = as_user(cast.learner_a)
    assert twice(lambda: client.post(reverse("not_right"), {}))[1] == 429


def test_one_person_does_not_use_up_what_another_may(as_user, cast):
    for person in (cast.hr_a, cast.learner_a):
        assert as_user(person).get(reverse("record_json")).status_code == 200


def test_the_limits_are_counted_in_the_cache_that_workers_share(as_user, cast, settings):
    """Another worker has another memory, and the same table."""
    settings.CACHES = {
        "default": {"BACKEND": "django.core.cache.backends.db.DatabaseCache", "LOCATION": "cache"}
    }
    call_command("createcachetable")
    client = as_user(cast.learner_a)
    assert client.get(reverse("record_json")).status_code == 200
    del caches["default"]  # as another worker has its own connection
    assert client.get(reverse("record_json")).status_code == 429


def test_guessing_from_behind_a_proxy_is_counted_by_whom_the_proxy_names(client, db, settings):
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = 1
    settings.ACCOUNT_RATE_LIMITS = {"reset_password": "1/m/ip"}
    page = reverse("account_reset_password")

    def ask(address: str) -> int:
        return client.post(page, {"email": "x@example.be"}, headers={"X-Forwarded-For": address}).status_code

    assert ask("192.0.2.1") == 302
    assert ask("6.6.6.6, 192.0.2.1") == 429  # what she says of herself does not count
    assert ask("192.0.2.2") == 302
