import pytest

from tests import cast as cast_of_characters


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup, django_db_blocker):
    """The cast is there before the first test and stays: tests run in transactions that are taken back."""
    with django_db_blocker.unblock():
        cast_of_characters.build()


@pytest.fixture
def cast(db) -> cast_of_characters.Cast:
    return cast_of_characters.Cast()


@pytest.fixture(autouse=True)
def _empty_cache():
    """What one test puts in the cache (sessions, rate limits) is not there for the next."""
    from django.core.cache import cache

    cache.clear()


@pytest.fixture
def as_user(client):
    """`as_user(cast.learner_a)` gives a signed-in client."""

    def sign_in(user):
        client.force_login(user)
        return client

    return sign_in
