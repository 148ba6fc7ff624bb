from datetime import timedelta

import pytest
from django.db import DatabaseError
from django.db.migrations.executor import MigrationExecutor
from django.utils import timezone

from lms.health import give_sign
from lms.models import SignOfLife


@pytest.fixture
def asked(client, db):
    return lambda: client.get("/healthz")


def test_a_working_installation_says_so_to_anyone(asked):
    give_sign("worker@one")
    answer = asked()
    assert answer.status_code == 200
    assert answer["Cache-Control"] == "no-store"
    assert {name: answer.json()[name] for name in ("database", "migrations", "worker")} == {
        "database": "ok",
        "migrations": "ok",
        "worker": "ok",
    }


def test_without_its_migrations_it_cannot_serve(asked, monkeypatch):
    monkeypatch.setattr(MigrationExecutor, "migration_plan", lambda *args: [("people.0009", False)])
    answer = asked()
    assert (answer.status_code, answer.json()["migrations"]) == (503, "pending")


def test_without_its_database_it_cannot_serve(asked, monkeypatch):
    def away(*args):
        raise DatabaseError("gone")

    monkeypatch.setattr("lms.health.MigrationExecutor", away)
    answer = asked()
    assert (answer.status_code, answer.json()["database"]) == (503, "unreachable")


def test_a_worker_that_was_never_seen_is_told_but_pages_go_on(asked):
    assert (asked().status_code, asked().json()["worker"]) == (200, "never seen")


def test_a_silent_worker_is_told_with_how_long(asked):
    SignOfLife.objects.create(name="worker@one", at=timezone.now() - timedelta(minutes=5))
    answer = asked()
    assert (answer.status_code, answer.json()["worker"]) == (200, "silent")
    assert 299 < answer.json()["worker_seconds"] < 400


def test_one_worker_that_lives_is_enough(asked):
    SignOfLife.objects.create(name="worker@one", at=timezone.now() - timedelta(minutes=5))
    give_sign("worker@two")
    assert asked().json()["worker"] == "ok"


def test_a_worker_that_signs_again_has_one_row(db):
    give_sign("worker@one")
    give_sign("worker@one")
    assert SignOfLife.objects.count() == 1
