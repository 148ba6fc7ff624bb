"""The product as people meet it: gunicorn and the worker on PostgreSQL, filled with content."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from copy import copy
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import psycopg
from psycopg import sql

from tools.with_postgres import free_port

ROOT = Path(__file__).resolve().parents[2]
DATABASE = "bouwsteen_journeys"
PATIENCE = 60  # seconds for a process to start or to stop
SIZE = ["--workers", "2", "--threads", "4"]


class Product:
    def __init__(self, database: str, var: Path) -> None:
        self.database = database
        self.port = free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self.var = var
        self.worker: subprocess.Popen[bytes] | None = None
        kept = {name: value for name, value in os.environ.items() if name not in ("DEBUG", "SECRET_KEY")}
        self.env = {
            **kept,
            "DJANGO_SETTINGS_MODULE": "lms.settings",
            "DEMO": "1",
            "BASE_URL": self.url,
            "DATABASE_URL": database,
            "VAR_DIR": str(var),
            "MEDIA_ROOT": str(var / "media"),
            "STATIC_ROOT": str(var / "static"),
            "CACHE_URL": f"filecache://{var / 'cache'}",  # shared, as every installation has it
        }

    def start(self, *words: str) -> subprocess.Popen[bytes]:
        log = (self.var / f"{words[-1].strip('-')}.log").open("ab")
        return subprocess.Popen(
            [sys.executable, *words], cwd=ROOT, env=self.env, stdout=log, stderr=log, start_new_session=True
        )

    def manage(self, *words: str) -> str:
        command = [sys.executable, "manage.py", *words]
        return subprocess.run(
            command, cwd=ROOT, env=self.env, check=True, stdout=subprocess.PIPE, text=True
        ).stdout

    def fill(self) -> None:
        """Static files and data do not need each other, and there are two processors."""
        children = [
            self.start("manage.py", "collectstatic", "--no-input", "--verbosity=0"),
            self.start("-m", "tests.journeys.loading"),
        ]
        failed = [child for child in children if child.wait() != 0]
        if failed:
            raise AssertionError(f"{failed[0].args} failed:\n{self.logs()}")

    def serve(self) -> subprocess.Popen[bytes]:
        words = [
            "-m",
            "gunicorn",
            "lms.wsgi",
            *SIZE,
            "--bind",
            f"127.0.0.1:{self.port}",
            "--no-control-socket",
        ]
        server = self.start(*words)
        until = time.monotonic() + PATIENCE
        while not self.answers():
            if server.poll() is not None or time.monotonic() > until:
                raise AssertionError(f"The server did not start:\n{self.logs()}")
            time.sleep(0.1)
        return server

    @contextmanager
    def beside(self, **env: str) -> Iterator[Product]:
        """The same product once more, with other settings, and called by a name: a passkey belongs to one."""
        other = copy(self)
        other.port = free_port()
        other.url = f"http://localhost:{other.port}"
        other.env = {**self.env, "BASE_URL": other.url, **env}
        web = other.serve()
        try:
            yield other
        finally:
            stop(web)

    def answers(self) -> bool:
        try:
            with urllib.request.urlopen(f"{self.url}/healthz", timeout=PATIENCE) as reply:  # noqa: S310 - our own address
                return reply.status == 200
        except (urllib.error.URLError, OSError):
            return False

    def start_worker(self) -> None:
        self.worker = self.start("manage.py", "worker")

    def kill_worker(self) -> None:
        """As the kernel does when memory runs out."""
        os.killpg(self.worker.pid, signal.SIGKILL)
        self.worker.wait()

    def rows(self, query: str, *values: object) -> list[tuple]:
        with psycopg.connect(self.database) as connection:
            return connection.execute(query, values).fetchall()

    def count(self, query: str, *values: object) -> int:
        return self.rows(query, *values)[0][0]

    def mail_to(self, address: str) -> str:
        """The last one: the demo prints what it would send."""
        return (self.var / "no-control-socket.log").read_text().rpartition(f"To: {address}")[2]

    def logs(self) -> str:
        return "\n".join(log.read_text()[-3000:] for log in sorted(self.var.glob("*.log")))


def stop(child: subprocess.Popen[bytes] | None) -> None:
    if child is None or child.poll() is not None:
        return
    child.terminate()
    with suppress(subprocess.TimeoutExpired):
        child.wait(PATIENCE)
    with suppress(ProcessLookupError):  # nothing is left, as it should be
        os.killpg(child.pid, signal.SIGKILL)


@contextmanager
def copied(server: str, template: str) -> Iterator[str]:
    """The address of a database of our own, a copy of `template`, on the server that the address `server` names."""
    ours = urlunsplit(urlsplit(server)._replace(path=f"/{DATABASE}"))
    name = sql.Identifier(DATABASE)
    create = sql.SQL("CREATE DATABASE {} TEMPLATE {}").format(name, sql.Identifier(template))
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(name))
        connection.execute(create)
        yield ours
        connection.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(name))


@contextmanager
def running(server: str, template: str, var: Path) -> Iterator[Product]:
    with copied(server, template) as database:
        product = Product(database, var)
        product.fill()
        web = product.serve()
        try:
            product.start_worker()
            yield product
        finally:
            stop(product.worker)
            stop(web)
