"""Make .venv hold what pyproject.toml lists, at the versions of constraints.txt.

    python3 tools/environment.py          what the product needs
    python3 tools/environment.py dev      and what its tests need

Does nothing when nothing changed since the last time.
"""

import sys

if sys.version_info < (3, 11):  # noqa: UP036 - this runs on whatever Python is there
    sys.exit(
        "Bouwsteen needs Python 3.11 or newer and this is {}.{}.\n"
        "Name a newer one: make PYTHON3=python3.12 ...".format(*sys.version_info)
    )

import hashlib
import json
import os
import shutil
import subprocess
import tempfile
import tomllib
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
VENV = ROOT / ".venv"
PYTHON = VENV / "bin" / "python"
STAMP = VENV / "installed.json"
CONSTRAINTS = ROOT / "constraints.txt"


def requirements(group: str) -> list[str]:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    extra = project["optional-dependencies"]["dev"] if group == "dev" else []
    return project["dependencies"] + extra


def fingerprint(group: str) -> str:
    parts = [sys.version, str(VENV), CONSTRAINTS.read_text(), *requirements(group)]
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()


def installed() -> dict[str, str]:
    """Fingerprint of each group that the environment holds; empty when there is no working environment."""
    try:
        subprocess.run([PYTHON, "-c", ""], check=True, capture_output=True)
        return json.loads(STAMP.read_text())
    except (OSError, ValueError, subprocess.CalledProcessError):
        return {}


def works() -> bool:
    """Whether .venv has a pip on the version of Python that is asked for now."""
    version = "import pip, sys; print(sys.version)"
    try:
        answer = subprocess.run([PYTHON, "-c", version], capture_output=True, text=True)
    except OSError:
        return False
    return answer.stdout.strip() == sys.version


def has_ensurepip() -> bool:
    """Debian and Ubuntu ship Python without it, in a package of its own."""
    probe = "import ensurepip; ensurepip.version()"
    return subprocess.run([sys.executable, "-c", probe], capture_output=True).returncode == 0


def create() -> None:
    print(f"Making .venv with Python {sys.version.split()[0]}", flush=True)
    if not has_ensurepip() and os.geteuid() == 0 and shutil.which("apt-get"):
        package = f"python{sys.version_info.major}.{sys.version_info.minor}-venv"
        subprocess.run(["apt-get", "update", "-q"])
        subprocess.run(["apt-get", "install", "-y", "-q", package])
    if has_ensurepip():
        run(sys.executable, "-m", "venv", "--clear", VENV)
    else:
        run(sys.executable, "-m", "venv", "--clear", "--without-pip", VENV)
        pip_from_debian()


def pip_from_debian() -> None:
    """Without root: take Debian's pip wheel out of its package, and let it install itself."""
    with tempfile.TemporaryDirectory() as folder:
        try:
            subprocess.run(["apt-get", "download", "python3-pip-whl"], cwd=folder, check=True)
            subprocess.run(["dpkg-deb", "-x", *Path(folder).glob("*.deb"), folder], check=True)
            wheel = next(Path(folder).glob("usr/share/python-wheels/pip-*.whl"))
        except (OSError, subprocess.CalledProcessError, StopIteration):
            sys.exit(
                "This Python cannot make virtual environments: it lacks the module 'ensurepip'.\n"
                "On Debian and Ubuntu: sudo apt-get install python3-venv"
            )
        run(PYTHON, f"{wheel}/pip", "install", "--quiet", "pip", "-c", CONSTRAINTS)


def run(*command: str | Path) -> None:
    done = subprocess.run([str(part) for part in command])
    if done.returncode:
        sys.exit(f"This failed, see above: {' '.join(map(str, command[:6]))} ...")


def main(group: str) -> None:
    have, wanted = installed(), fingerprint(group)
    if wanted in (have.get(group), have.get("dev")) or fingerprint("dev") == have.get("dev"):
        return
    if not works():
        create()
    print("Installing what pyproject.toml lists (some minutes the first time)", flush=True)
    pip = [PYTHON, "-m", "pip", "install", "-qq", "--disable-pip-version-check"]
    run(*pip, "-c", CONSTRAINTS, *requirements(group))
    STAMP.write_text(json.dumps({**installed(), group: wanted}, indent=2))


if __name__ == "__main__":
    main(*sys.argv[1:] or ["runtime"])
