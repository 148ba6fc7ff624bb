"""A browser window that notes all that goes wrong in it."""

from __future__ import annotations

from playwright.sync_api import BrowserContext, ConsoleMessage, Request, Response

from tests.journeys.inspector import Walk


class Window:
    """`expected`: statuses of errors that a journey asks for. `walk` looks at every page on the way."""

    def __init__(self, context: BrowserContext, address: str, walk: Walk | None = None) -> None:
        self.context, self.address, self.walk = context, address, walk
        self.trouble: list[str] = []
        self.expected: set[int] = set()
        context.on("console", self.hear)
        context.on("weberror", lambda error: self.trouble.append(f"script: {error.error}"))
        context.on("request", self.see_request)
        context.on("response", self.see_response)

    def hear(self, message: ConsoleMessage) -> None:
        # What did not load is noted below, with its status.
        if message.type in ("error", "warning") and not message.text.startswith("Failed to load resource"):
            self.trouble.append(f"console: {message.text}")

    def see_request(self, request: Request) -> None:
        if not request.url.startswith((self.address, "data:", "blob:")):
            self.trouble.append(f"a request leaves us: {request.url}")

    def see_response(self, response: Response) -> None:
        if response.status >= 400 and response.status not in self.expected:
            self.trouble.append(f"{response.status}: {response.request.method} {response.url}")
