"""The journeys share one product, one browser and its accounts; each has windows of its own."""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Browser, Page, expect, sync_playwright

from tests.journeys.inspector import DESK, Walk
from tests.journeys.loading import PASSWORD
from tests.journeys.person import Hands, Person
from tests.journeys.product import ROOT, Product, running
from tests.journeys.window import Window

FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
PICTURES = ROOT / "var" / "journeys"  # of pages where a journey failed
PATIENCE = 15_000  # milliseconds; a busy machine is no broken page
expect.set_options(timeout=PATIENCE)
EVERY_PAGE = "EVERY_PAGE" in os.environ  # look for barriers on every page on the way, in every language
REPORT = pytest.StashKey[pytest.TestReport]()


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item):
    report = yield
    if report.when == "call":
        item.stash[REPORT] = report
    return report


@pytest.fixture(scope="package")
def product(template: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Product]:
    server = os.environ.get("DATABASE_URL", "")
    if not server.startswith(("postgres://", "postgresql://")):
        pytest.fail("The journeys need PostgreSQL: python tools/with_postgres.py python -m pytest -m journey")
    with running(server, template, tmp_path_factory.mktemp("product")) as found:
        yield found


@pytest.fixture(scope="package")
def chromium() -> Iterator[Browser]:
    program = os.environ.get("CHROMIUM")
    if not program:
        pytest.fail('The journeys need a browser: export CHROMIUM="$(python tools/chromium.py)"')
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=FLAGS)
        yield browser
        browser.close()


@pytest.fixture(scope="package")
def kept_sessions() -> dict[str, dict]:
    """Signing in costs a slow hash, so that each account does it once; the journeys that are about it do it again."""
    return {}


@pytest.fixture
def open_window(
    product: Product, chromium: Browser, kept_sessions: dict[str, dict], request: pytest.FixtureRequest
) -> Iterator[Callable[..., Person]]:
    """`open_window("medewerker")` gives a signed-in Person, `open_window()` a stranger; `at` another product."""
    windows: list[Window] = []

    def open_one(
        account: str = "",
        *,
        hands: Hands | None = None,
        scripts: bool = True,
        size: dict[str, int] = DESK,
        at: Product = product,
    ) -> Person:
        if account and account not in kept_sessions:
            kept_sessions[account] = sign_in(chromium, product, account)
        context = chromium.new_context(
            base_url=at.url,
            locale="nl-BE",
            viewport=size,
            java_script_enabled=scripts,
            reduced_motion="reduce",
            storage_state=kept_sessions[account] if account else None,
        )
        context.set_default_timeout(PATIENCE)
        windows.append(Window(context, at.url, Walk(context) if EVERY_PAGE and scripts else None))
        return Person(context.new_page(), hands, windows[-1])

    yield open_one
    report = request.node.stash.get(REPORT, None)
    if report is None or report.failed:
        keep_pictures(request.node.name, [page for window in windows for page in window.context.pages])
    for window in windows:
        if window.walk:
            window.walk.look()
            window.trouble += window.walk.found
        window.context.close()
    trouble = [line for window in windows for line in window.trouble]
    if trouble:
        pytest.fail("In the browser:\n" + "\n".join(dict.fromkeys(trouble)), pytrace=False)


def sign_in(chromium: Browser, product: Product, account: str) -> dict:
    """Cookies, by what the form would send; the journeys about signing in use the page."""
    context = chromium.new_context(base_url=product.url)
    door = context.request.get("/nl/account/login/")
    token = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', door.text())[1]
    fields = {"csrfmiddlewaretoken": token, "login": account, "password": PASSWORD}
    context.request.post(door.url, form=fields, headers={"Referer": door.url})
    state = context.storage_state()
    context.close()
    assert any(cookie["name"] == "sessionid" for cookie in state["cookies"]), f"{account} cannot sign in"
    return state


def keep_pictures(name: str, pages: list[Page]) -> None:
    PICTURES.mkdir(parents=True, exist_ok=True)
    for number, page in enumerate(pages, start=1):
        file = re.sub(r"[^a-z0-9-]+", "-", name.lower())
        page.screenshot(path=PICTURES / f"{file}-{number}.png", full_page=True)
