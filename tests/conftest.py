import fcntl
import gc
import hashlib
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from django.conf import settings
from django.utils import translation

from tests import cast as cast_of_characters

ROOT = Path(__file__).resolve().parents[1]
JOURNEYS = "tests/journeys/"


@pytest.hookimpl(wrapper=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> Iterator[None]:
    """Marks what needs what. The journeys come first: with several processes, they take longest."""
    for item in items:
        if item.nodeid.startswith(JOURNEYS):
            item.add_marker(pytest.mark.journey)
        elif item.get_closest_marker("django_db") or "db" in item.fixturenames:
            item.add_marker(pytest.mark.database)
    yield  # pytest-django sorts too
    items.sort(key=lambda item: item.get_closest_marker("journey") is None)


def pytest_collection_finish() -> None:
    """What is imported by now stays: the garbage collector need not look through it time and again."""
    gc.collect()
    gc.freeze()


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log):
    """With several processes, each test module stays in one, and all the journeys together."""
    from xdist.scheduler import LoadScopeScheduling

    class ByModule(LoadScopeScheduling):
        def _split_scope(self, nodeid: str) -> str:
            return JOURNEYS if nodeid.startswith(JOURNEYS) else super()._split_scope(nodeid)

    return ByModule(config, log)


@pytest.fixture(autouse=True)
def language_of_the_site() -> Iterator[None]:
    """A request leaves its language behind in the thread: the next test begins in that of the site."""
    yield
    translation.activate(settings.LANGUAGE_CODE)


@pytest.fixture(scope="session")
def run_folder(tmp_path_factory, worker_id) -> Path:
    """One folder for all processes of this run."""
    base = tmp_path_factory.getbasetemp()
    return base if worker_id == "master" else base.parent


@pytest.fixture(scope="session")
def template(run_folder) -> str:
    """One database that is migrated and has the cast, made once a run: SQLite's path, or PostgreSQL's name."""
    if settings.DATABASES["default"]["ENGINE"].endswith("sqlite3"):
        kept = kept_template()
        with once(kept) as first:
            if first:
                half = kept.with_suffix(".half")
                half.unlink(missing_ok=True)
                make_template(f"sqlite:///{half}")
                half.rename(kept)
        return str(kept)
    name = f"template_{run_folder.name.replace('-', '_')}"
    with once(run_folder / "template") as first:
        if first:
            create_database(name)
            url = "postgres://{USER}:{PASSWORD}@{HOST}:{PORT}/{name}"
            make_template(url.format(name=name, **settings.DATABASES["default"]))
    return name


@pytest.fixture(scope="session")
def django_db_keepdb() -> bool:
    """On SQLite the copied file is the test database; PostgreSQL makes its copy itself."""
    return settings.DATABASES["default"]["ENGINE"].endswith("sqlite3")


@pytest.fixture(scope="session")
def django_db_modify_db_settings(template, run_folder, worker_id) -> None:
    """Every process gets a copy of its own."""
    test = settings.DATABASES["default"]["TEST"]
    if settings.DATABASES["default"]["ENGINE"].endswith("sqlite3"):
        copy = run_folder / f"test-{worker_id}.sqlite3"
        shutil.copy(template, copy)
        test["NAME"] = str(copy)
    else:
        test |= {"TEMPLATE": template, "NAME": f"test_{worker_id}"}


@contextmanager
def once(marker: Path) -> Iterator[bool]:
    """Whether this process is the first; the others wait until it is done."""
    with marker.with_suffix(".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield not marker.exists()
        marker.touch()


def kept_template() -> Path:
    """SQLite's is kept between runs, under a name that changes with what it is made from."""
    made_from = [
        *ROOT.glob("*/migrations/*.py"),
        *ROOT.glob("*/*/migrations/*.py"),
        *(path for path in ROOT.glob("fixtures/*/*.*") if path.is_file()),
    ]
    made_from += [ROOT / "constraints.txt", *(ROOT / "tests" / name for name in ("cast.py", "template.py"))]
    digest = hashlib.sha256(b"".join(path.read_bytes() for path in sorted(made_from))).hexdigest()
    folder = ROOT / "var" / "tests"
    folder.mkdir(parents=True, exist_ok=True)
    return folder / f"{digest[:16]}.sqlite3"


def make_template(url: str) -> None:
    env = {**os.environ, "DATABASE_URL": url}
    made = subprocess.run(
        [sys.executable, "-m", "tests.template"], cwd=ROOT, env=env, capture_output=True, text=True
    )
    if made.returncode:
        pytest.exit(
            f"The database for the tests could not be made:\n{made.stdout}{made.stderr}", returncode=3
        )


def create_database(name: str) -> None:
    import psycopg

    database = settings.DATABASES["default"]
    url = "postgres://{USER}:{PASSWORD}@{HOST}:{PORT}/{NAME}".format(**database)
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute(f'DROP DATABASE IF EXISTS "{name}"')
        connection.execute(f'CREATE DATABASE "{name}"')


@pytest.fixture(scope="module")
def kept_for_module(django_db_setup, django_db_blocker) -> Iterator[None]:
    """What a fixture that asks for this writes is there for all tests of its module, and is then taken back."""
    from django.db import transaction

    with django_db_blocker.unblock(), transaction.atomic():
        yield
        transaction.set_rollback(True)


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
