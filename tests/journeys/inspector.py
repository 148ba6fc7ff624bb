"""Looks whether a page fits a small screen, and for barriers."""

from __future__ import annotations

from urllib.parse import urlsplit

from axe_playwright_python.base import AXE_SCRIPT
from django.conf import settings
from playwright.sync_api import BrowserContext, Page, Response

PHONE, DESK = {"width": 360, "height": 740}, {"width": 1280, "height": 900}
NARROW = {"width": 320, "height": 640}
RULES = {
    "runOnly": {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]},
    "resultTypes": ["violations"],
    "preload": False,
}
PREFIXES = tuple(f"/{code}/" for code, _name in settings.LANGUAGES)


class Inspector:
    """Looks at the page that is open; goes on when something is wrong."""

    def __init__(self, page: Page) -> None:
        self.page, self.found = page, []

    def fits(self, what: str) -> None:
        self.page.set_viewport_size(NARROW)
        wide = self.page.evaluate("document.documentElement.scrollWidth")
        if wide > NARROW["width"]:
            self.found.append(f"{what}: {wide} px wide on a screen of {NARROW['width']} px")

    def look(self, what: str, sizes=(PHONE,)) -> None:
        self.fits(what)
        self.page.evaluate(AXE_SCRIPT)
        for size in sizes:
            self.page.set_viewport_size(size)
            for barrier in self.page.evaluate("rules => axe.run(rules)", RULES)["violations"]:
                places = [node["html"] for node in barrier["nodes"]]
                self.found.append(f"{what}, {size['width']} px: {barrier['help']} {places}")


ONCE = ("account/2fa/",)  # asking for such a page again spoils the one that is open


class Walk:
    """Looks at every page of ours that a window opens, in every language: `make barriers`."""

    def __init__(self, context: BrowserContext) -> None:
        self.context, self.found = context, []
        self.met: set[str] = set()
        self.waiting: list[str] = []
        self.answered = False  # the page that is open is what a form gave: no address gives it again
        context.on("response", self.meet)

    def meet(self, response: Response) -> None:
        path = urlsplit(response.url)._replace(scheme="", netloc="").geturl()
        if not is_page(response) or path[:4] not in PREFIXES:
            return
        place = path[4:]
        once = place.startswith(ONCE) or response.request.method != "GET"
        self.answered = once or not response.ok
        if not self.answered and place not in self.met:
            self.met.add(place)
            self.waiting.append(place)

    def look(self, page: Page | None = None) -> None:
        """At what was opened since the last time, in a page of its own: the person stays where she is."""
        if page and self.answered:
            self.answered = False
            self.look_at_answer(page)
        waiting, self.waiting = self.waiting, []
        if not waiting:
            return
        inspector = Inspector(self.context.new_page())
        for address in (prefix + place for place in waiting for prefix in PREFIXES):
            reply = self.context.request.get(address)
            if reply.ok and reply.url.endswith(
                address
            ):  # else it has moved on since, or is not in this language
                inspector.page.goto(address)
                inspector.look(address, sizes=(PHONE, DESK))
        inspector.page.close()
        self.waiting.clear()  # what we opened just now
        self.found += inspector.found

    def look_at_answer(self, page: Page) -> None:
        size = page.viewport_size
        inspector = Inspector(page)
        inspector.look(f"after a form: {page.url}", sizes=(PHONE, DESK))
        page.set_viewport_size(size)
        self.found += inspector.found


def is_page(response: Response) -> bool:
    html = response.headers.get("content-type", "").startswith("text/html")
    moved_on = 300 <= response.status < 400
    return html and not moved_on and response.request.is_navigation_request()
