"""Print the path of a Chromium for the browser tests, and get one when there is none.

Takes the first that runs: $CHROMIUM, a headless shell (it draws no window, and needs half the processor time),
any other on the PATH, applications of macOS, Playwright's own. Otherwise installs one: with apt-get as root on
Debian and Ubuntu, else Playwright's, else the npm package @sparticuz/chromium.
"""

import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
NPM_FOLDER = ROOT / "var" / "chromium"
NPM_PACKAGE = "@sparticuz/chromium@147.0.0"
SHELL = "chromium-headless-shell"
NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
APPLICATIONS = (
    Path("/Applications/Chromium.app/Contents/MacOS/Chromium"),
    Path("/Applications/Google Chrome.app/Contents/MacOS/Google Chrome"),
)
PLAYWRIGHT_SHELLS = (
    "chromium_headless_shell-*/*/headless_shell",
    "chromium_headless_shell-*/*/chrome-headless-shell",
)
PLAYWRIGHT_WHOLE = ("chromium-*/*/chrome",)
UNPACK = 'import chromium from "@sparticuz/chromium"; console.log(await chromium.executablePath());'


def shells() -> Iterator[Path]:
    yield from on_path(SHELL)
    yield from of_playwright(PLAYWRIGHT_SHELLS)
    yield NPM_FOLDER / "chromium"


def whole_browsers() -> Iterator[Path]:
    yield from on_path(*NAMES)
    yield from APPLICATIONS
    yield from of_playwright(PLAYWRIGHT_WHOLE)


def on_path(*names: str) -> Iterator[Path]:
    return (Path(found) for name in names if (found := shutil.which(name)))


def of_playwright(patterns: tuple[str, ...]) -> Iterator[Path]:
    for folder in playwright_folders():
        for pattern in patterns:
            yield from sorted(folder.glob(pattern), reverse=True)


def playwright_folders() -> Iterator[Path]:
    if folder := os.environ.get("PLAYWRIGHT_BROWSERS_PATH"):
        yield Path(folder)
    yield Path.home() / ".cache" / "ms-playwright"
    yield Path.home() / "Library" / "Caches" / "ms-playwright"


def runs(browser: Path) -> bool:
    """A browser that lacks a system library is there but does not run."""
    try:
        return subprocess.run([browser, "--version"], capture_output=True, timeout=60).returncode == 0
    except (OSError, subprocess.TimeoutExpired):
        return False


def with_apt() -> None:
    """Debian has the shell as a package, Ubuntu has not."""
    if is_apt_ours():
        run("apt-get", "install", "-y", "-q", "--no-install-recommends", SHELL, "fonts-liberation")


def with_fresh_apt() -> None:
    if is_apt_ours():
        run("apt-get", "update", "-q")
        with_apt()


def whole_with_apt() -> None:
    if is_apt_ours():
        run("apt-get", "install", "-y", "-q", "--no-install-recommends", "chromium", "fonts-liberation")


def is_apt_ours() -> bool:
    return os.geteuid() == 0 and shutil.which("apt-get") is not None


def with_playwright() -> None:
    run(sys.executable, "-m", "playwright", "install", "--only-shell", "chromium")


def with_npm() -> None:
    """The package holds a packed browser for Linux, and unpacks it into the folder for temporary files."""
    if not (shutil.which("npm") and sys.platform == "linux"):
        return
    NPM_FOLDER.mkdir(parents=True, exist_ok=True)
    run("npm", "install", "--no-save", "--prefix", str(NPM_FOLDER), NPM_PACKAGE)
    run("node", "--input-type=module", "--eval", UNPACK, cwd=NPM_FOLDER, TMPDIR=str(NPM_FOLDER))


def run(*command: str, cwd: Path = ROOT, **variables: str) -> None:
    """Says what it does on stderr: stdout is for the path. A failure shows when a browser is looked for."""
    print("+", *command, file=sys.stderr, flush=True)
    subprocess.run(command, cwd=cwd, env={**os.environ, **variables}, stdout=sys.stderr)


def first(browsers: Callable[[], Iterator[Path]], after: Callable[[], None] | None = None) -> Path | None:
    if after:
        after()
    return next((browser for browser in browsers() if runs(browser)), None)


def find() -> Path:
    if named := os.environ.get("CHROMIUM"):
        if runs(Path(named)):
            return Path(named)
        sys.exit(f"CHROMIUM names {named}, and that does not run.")
    found = (
        first(shells)
        or first(shells, after=with_apt)
        or first(whole_browsers)
        or first(shells, after=with_fresh_apt)
        or first(whole_browsers, after=whole_with_apt)
        or first(shells, after=with_playwright)
        or first(shells, after=with_npm)
    )
    return found or sys.exit(
        "No Chromium was found and none could be installed, so the browser tests cannot run. What mends it:\n"
        "  apt-get install chromium | brew install --cask chromium | playwright install chromium\n"
        "or set CHROMIUM to the path of a Chromium or Chrome."
    )


if __name__ == "__main__":
    print(find())
