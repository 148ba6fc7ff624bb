import os
import runpy
import shutil
import subprocess
import sys
from pathlib import Path
from unittest import mock

import pytest
from django.core.exceptions import ImproperlyConfigured

ROOT = Path(__file__).parents[2]


@pytest.fixture
def production(tmp_path):
    return {
        "PATH": os.environ["PATH"],
        "VAR_DIR": str(tmp_path),
        "SECRET_KEY": "a-key-for-this-test-only-" + "kQ7vZ" * 10,
        "ALLOWED_HOSTS": "learn.example",
        "BASE_URL": "https://learn.example",
        "DATABASE_URL": f"sqlite:///{tmp_path / 'production.sqlite3'}",
        "EMAIL_URL": "smtp://mail.example:25",
        "DEFAULT_FROM_EMAIL": "learn@example.be",
        "CACHE_URL": "dbcache://cache",
    }


def read_settings(environment: dict[str, str]) -> dict:
    """As every start does first; here without the three seconds that the rest of a start takes."""
    with mock.patch.dict(os.environ, environment, clear=True):
        return runpy.run_path(str(ROOT / "lms/settings/__init__.py"))


def start(environment: dict[str, str], *arguments: str) -> subprocess.CompletedProcess:
    command = [sys.executable, *(arguments or ("-c", "import lms.settings"))]
    return subprocess.run(command, env=environment, cwd=ROOT, capture_output=True, text=True)


NEEDED = ["SECRET_KEY", "ALLOWED_HOSTS", "BASE_URL", "DATABASE_URL", "EMAIL_URL", "DEFAULT_FROM_EMAIL"]
NEEDED += ["CACHE_URL"]


@pytest.mark.parametrize("name", NEEDED)
@pytest.mark.parametrize("value", [None, ""])
def test_production_does_not_start_without_what_it_needs(production, name, value):
    changed = {key: value for key, value in production.items() if key != name}
    with pytest.raises(
        ImproperlyConfigured, match=f"^{name} is not set. Set it in the environment of the server"
    ):
        read_settings(changed if value is None else {**changed, name: value})


def test_production_does_not_start_with_a_short_key(production):
    done = start({**production, "SECRET_KEY": "x" * 49})
    assert done.returncode != 0
    assert "SECRET_KEY has to be at least 50 characters long." in done.stderr


def test_production_does_not_start_with_a_cache_of_each_worker(production):
    with pytest.raises(ImproperlyConfigured, match="a cache that all workers share"):
        read_settings({**production, "CACHE_URL": "locmemcache://"})


def test_a_second_step_is_asked_for_in_production_and_not_in_the_demo(production):
    assert read_settings(production)["SECOND_FACTOR"] is True
    assert read_settings({**production, "DEMO": "1"})["SECOND_FACTOR"] is False


def test_a_demo_starts_with_nothing(production, tmp_path):
    done = start({"PATH": production["PATH"], "VAR_DIR": str(tmp_path), "DEMO": "1"})
    assert (done.returncode, done.stderr) == (0, "")
    assert (tmp_path / "secret-key").stat().st_mode & 0o777 == 0o600


def test_nobody_finds_half_a_key_while_another_process_makes_it(production, tmp_path):
    at_home = read_settings({"PATH": production["PATH"], "VAR_DIR": str(tmp_path), "DEMO": "1"})
    key_file = tmp_path / "secret-key"
    key_file.unlink()

    def make_key(length: int) -> str:
        assert not key_file.exists()
        key_file.write_text("made by the other process")
        return "x" * length

    with mock.patch("secrets.token_urlsafe", make_key):
        assert at_home["key_of_this_machine"]() == "made by the other process"


def test_what_djangos_check_for_production_wants_is_right(production):
    done = start(production, "manage.py", "check", "--deploy", "--fail-level", "WARNING")
    assert done.returncode == 0, done.stderr


def test_cookies_of_production_are_for_this_host_over_tls_and_for_no_script(production):
    found = read_settings(production)
    for cookie in ("SESSION", "CSRF", "LANGUAGE"):
        assert found[f"{cookie}_COOKIE_NAME"].startswith("__Host-")
        assert found[f"{cookie}_COOKIE_SECURE"] is found[f"{cookie}_COOKIE_HTTPONLY"] is True
        assert found[f"{cookie}_COOKIE_SAMESITE"] == "Lax"
        assert f"{cookie}_COOKIE_DOMAIN" not in found
    assert found["COOKIE_PREFIX"] == "__Host-"


def test_production_says_for_a_year_that_it_is_to_be_asked_over_tls_only(production):
    found = read_settings(production)
    assert found["SECURE_HSTS_SECONDS"] >= 365 * 24 * 3600
    assert found["SECURE_HSTS_INCLUDE_SUBDOMAINS"] is found["SECURE_SSL_REDIRECT"] is True
    assert read_settings({**production, "PROXIES": "2"})["ALLAUTH_TRUSTED_PROXY_COUNT"] == 2


ANSWERS = """
import django; django.setup()
from django.conf import settings
from django.core.management import call_command
from django.contrib.staticfiles.storage import staticfiles_storage
from django.test import Client
staticfiles_storage.url = "/static/{}".format  # nothing was collected
call_command("createcachetable", verbosity=0)
secure = {"secure": True, "SERVER_NAME": "learn.example", "headers": {"x-forwarded-proto": "https"}}
door = Client().get("/nl/account/login/", **secure)
print(door.status_code, sorted(door.cookies), door["Strict-Transport-Security"])
for cookie in door.cookies.values():
    print(bool(cookie["secure"]), bool(cookie["httponly"]), cookie["samesite"], cookie["path"], repr(cookie["domain"]))
other = Client().get("/nl/account/login/", secure=True, SERVER_NAME="evil.example")
print(other.status_code, other["X-Content-Type-Options"])
plain = Client().get("/nl/account/login/", SERVER_NAME="learn.example")
print(plain.status_code, plain["Location"])
wrong = Client(enforce_csrf_checks=True).post("/nl/account/login/", {"login": "x", "password": "y"}, **secure)
print(wrong.status_code)
"""


def test_an_installation_in_production_answers_safely(production, template, tmp_path):
    """Really started, with its own database: what the tests' settings leave out is looked at here."""
    shutil.copy(template, tmp_path / "production.sqlite3")
    done = start({**production, "DJANGO_SETTINGS_MODULE": "lms.settings"}, "-c", ANSWERS)
    assert done.returncode == 0, done.stderr
    assert done.stdout.splitlines() == [
        "200 ['__Host-csrftoken'] max-age=31536000; includeSubDomains; preload",
        "True True Lax / ''",
        "400 nosniff",
        "301 https://learn.example/nl/account/login/",
        "403",
    ]
