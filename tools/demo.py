"""Prepare the demo, then run its server and its worker until one of them stops.

    python tools/demo.py              as people see it: gunicorn, DEBUG off, http://127.0.0.1:8000 or $PORT
    python tools/demo.py develop      the same data, with Django's development server and DEBUG on

Everything it makes is in var/. Work that would change nothing is left out, so a second start is quick.
"""

import hashlib
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
VAR = ROOT / "var"
STAMP, STATIC_STAMP, ACCOUNTS = VAR / "demo-stamp", VAR / "static-stamp", VAR / "demo-accounts"
FIXTURES = ROOT / "fixtures"
# In the order in which they build on each other. Each may be repeated: what is there already stays.
STEPS = (
    "migrate --verbosity=0",
    "import_framework fixtures/frameworks/digcomp-3.0.json --plain fixtures/frameworks/digcomp-3.0-plain.json",
    "import_profiles fixtures/profiles/example-profiles.csv",
    "import_certificates fixtures/certificates/accepted.csv",
    "import_people fixtures/people/demo-people.csv --make-organisations",
    "import_catalogue fixtures/catalogue",
    "import_items fixtures/items",
    "demo_history",
    "import_catalogue fixtures/zonnebeek --organisation zonnebeek",  # its own; nobody has learned from it yet
)
APPS = ("cms", "courses", "lms", "skills")
GRACE = 15  # seconds that a process gets to finish what it is doing


def environment(port: int, *, develop: bool) -> dict[str, str]:
    """Never the database of somebody who has a real one in the environment."""
    return {
        **os.environ,
        "DEMO": "1",
        "DEBUG": "1" if develop else "0",
        "PORT": str(port),
        "BASE_URL": f"http://127.0.0.1:{port}",
        "ALLOWED_HOSTS": "localhost,127.0.0.1,[::1]",
        "VAR_DIR": str(VAR),
        "DATABASE_URL": f"sqlite:///{VAR / 'demo.sqlite3'}",
        "MEDIA_ROOT": str(VAR / "media"),
        "STATIC_ROOT": str(VAR / "static"),
        "CACHE_URL": f"filecache://{VAR / 'cache'}",  # its processes share it: a session is in it
    }


def run(*words: str, env: dict[str, str]) -> None:
    done = subprocess.run([sys.executable, *words], cwd=ROOT, env=env)
    if done.returncode:
        sys.exit(f"This failed, see above: {' '.join(words)}\nmake demo-reset starts anew.")


def fingerprint(paths: Iterable[Path], *more: str) -> str:
    """Changes with the name and the content of every file in these folders."""
    digest = hashlib.sha256("\n".join(more).encode())
    files = (file for folder in paths for file in folder.rglob("*") if file.is_file())
    for path in sorted(file for file in files if file.suffix != ".pyc"):  # which the first start makes
        digest.update(f"\n{path.relative_to(ROOT)}\n".encode() + path.read_bytes())
    return digest.hexdigest()


def is_done(stamp: Path, state: str) -> bool:
    return stamp.exists() and stamp.read_text() == state


def load(env: dict[str, str]) -> None:
    migrations = [folder for app in APPS for folder in (ROOT / app).rglob("migrations")]
    state = fingerprint([FIXTURES, *migrations], env.get("DEMO_PASSWORD", ""))
    if is_done(STAMP, state) and (VAR / "demo.sqlite3").exists():
        return
    print("Filling the demo (a minute or two the first time)", flush=True)
    run("-m", "tools.demo", "fill", env=env)
    STAMP.write_text(state)


def fill() -> None:
    """All steps in the one process that `load` starts for it: each start of Django takes seconds."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "lms.settings")
    import django
    from django.core.management import CommandError, call_command

    django.setup()
    for step in STEPS:
        try:
            call_command(*step.split())
        except CommandError as error:
            sys.exit(f"{error}\nmanage.py {step} failed.")
    with ACCOUNTS.open("w") as accounts:
        call_command("demo_people", stdout=accounts)
    call_command("demo_check_ups")  # the roles are given now


def collect_static(env: dict[str, str]) -> None:
    versions = (ROOT / "constraints.txt").read_text()
    state = fingerprint([folder for app in APPS for folder in (ROOT / app).rglob("static")], versions)
    if is_done(STATIC_STAMP, state):
        return
    run("manage.py", "collectstatic", "--no-input", "--clear", "--verbosity=0", env=env)
    STATIC_STAMP.write_text(state)


def stop_when_port_is_taken(port: int) -> None:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            sys.exit(f"Port {port} is in use. Choose another one: PORT={port + 1} make demo")


def server(port: int, *, develop: bool) -> list[str]:
    if develop:
        return ["manage.py", "runserver", f"127.0.0.1:{port}"]
    size = ["--workers", "2", "--threads", "4"]
    return ["-m", "gunicorn", "lms.wsgi", *size, "--bind", f"127.0.0.1:{port}", "--no-control-socket"]


def serve(commands: list[list[str]], env: dict[str, str], welcome: str) -> int:
    """Run side by side; when one stops, or we are asked to, all stop. Returns the exit code of that one."""
    # A session of its own: Ctrl-C reaches only us, and each child hears it once.
    children = [
        subprocess.Popen([sys.executable, *words], cwd=ROOT, env=env, start_new_session=True)
        for words in commands
    ]
    try:
        while all(child.poll() is None for child in children):
            if welcome and is_listening(int(env["PORT"])):
                print(welcome, flush=True)
                welcome = ""
            time.sleep(0.5)
        return next(code for child in children if (code := child.poll()) is not None)
    finally:
        stop(children)


def is_listening(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


def stop(children: list[subprocess.Popen[bytes]]) -> None:
    for child in children:
        child.terminate()
    until = time.monotonic() + GRACE
    for child in children:
        with suppress(subprocess.TimeoutExpired):
            child.wait(max(0.1, until - time.monotonic()))
        with suppress(ProcessLookupError):  # nothing is left, as it should be
            os.killpg(child.pid, signal.SIGKILL)
        child.wait()


def main(mode: str = "demo") -> int:
    for number in (signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, lambda number, frame: sys.exit(128 + number))
    develop = mode == "develop"
    port = int(os.environ.get("PORT") or 8000)
    stop_when_port_is_taken(port)
    env = environment(port, develop=develop)
    VAR.mkdir(exist_ok=True)
    load(env)
    if not develop:
        collect_static(env)
    welcome = f"\nBouwsteen runs on http://127.0.0.1:{port}/\n{ACCOUNTS.read_text()}\nCtrl-C stops it."
    return serve([server(port, develop=develop), ["manage.py", "worker"]], env, welcome)


if __name__ == "__main__":
    if sys.argv[1:] == ["fill"]:
        sys.exit(fill())
    try:
        sys.exit(main(*sys.argv[1:]))
    except KeyboardInterrupt:
        sys.exit(0)
