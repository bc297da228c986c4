"""Visits to a site in Chromium: what it was told, what it asked for, what went wrong."""

from __future__ import annotations

import os
import shutil
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

SUB_PATH = "some/where"
WIDE, NARROW = (1280, 900), (390, 844)
# Told to the page before its own scripts: what the policy of the page has refused.
_WATCH = "window.refused = []; addEventListener('securitypolicyviolation', e => refused.push(e.blockedURI + ' ' + e.violatedDirective))"


def find_chromium() -> str:
    """Return the path of a Chromium; "" where there is none."""
    names = (
        os.environ.get("MINUTEBOOK_CHROMIUM", ""),
        "chromium",
        "chromium-browser",
        "google-chrome",
    )
    return next((path for name in names if name and (path := shutil.which(name))), "")


@contextmanager
def start_browser() -> Iterator[Any]:
    """A Chromium without a window, closed in the end."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=find_chromium(), args=["--no-sandbox", "--disable-gpu"]
        )
        try:
            yield browser
        finally:
            browser.close()


class _QuietHandler(SimpleHTTPRequestHandler):
    def do_GET(self) -> None:
        if self.path == "/favicon.ico":  # a browser asks a host for it, not a page
            self.send_response(204)
            self.end_headers()
        else:
            super().do_GET()

    def log_message(self, *arguments: object) -> None:
        pass


@contextmanager
def serve(folder: Path) -> Iterator[str]:
    """The address of a site that is served on this machine; `folder` holds SUB_PATH."""
    handler = partial(_QuietHandler, directory=str(folder))
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_port}/{SUB_PATH}/"
        finally:
            server.shutdown()
            thread.join()


class Visit:
    """One visitor's tab. `kinds` are pages by what they are; `problems` are errors, refusals, dialogs and requests to other places."""

    def __init__(
        self,
        browser: Any,
        base: str,
        kinds: dict[str, str],
        size: tuple[int, int] = WIDE,
        colours: str = "light",
    ) -> None:
        self.base = base
        self.kinds = kinds
        self.problems: list[str] = []
        self.context = browser.new_context(
            viewport={"width": size[0], "height": size[1]}, color_scheme=colours
        )
        self.context.set_default_timeout(15_000)  # a machine may be busy
        self.context.add_init_script(_WATCH)
        self.page = self.context.new_page()
        self.page.on("console", self._hear)
        self.page.on("pageerror", lambda error: self.problems.append(f"error: {error}"))
        self.page.on("dialog", self._dismiss)
        self.page.on("requestfailed", lambda request: self._note_failure(request))
        self.context.on("request", self._see)
        self.context.on("response", self._weigh)

    def open(self, url: str) -> Any:
        """Go to a page of the site, and return the tab."""
        self.page.goto(self.base + url, wait_until="load")
        return self.page

    def wait_until(self, expression: str) -> None:
        """Wait until an expression is true; Playwright's own waiting is refused by the policy."""
        for _ in range(100):
            if self.page.evaluate(expression):
                return
            self.page.wait_for_timeout(50)
        raise AssertionError(f"it never came: {expression}")

    def where(self) -> str:
        """The address of the page that is shown, as seen from the site's root."""
        address: str = self.page.url
        return address.removeprefix(self.base)

    def list_problems(self) -> list[str]:
        """All that went wrong so far, what the policy refused on the page shown included."""
        refused = self.page.evaluate("window.refused || []")
        return [*self.problems, *(f"refused: {each}" for each in refused)]

    def close(self) -> None:
        self.context.close()

    def _hear(self, message: Any) -> None:
        if message.type in ("error", "warning"):
            self.problems.append(f"console: {message.text} ({message.location['url']})")

    def _dismiss(self, dialog: Any) -> None:
        self.problems.append(f"dialog: {dialog.message}")
        dialog.dismiss()

    def _note_failure(self, request: Any) -> None:
        if request.failure != "net::ERR_ABORTED":  # the visitor went on meanwhile
            self.problems.append(f"failed: {request.url}")

    def _see(self, request: Any) -> None:
        if not request.url.startswith((self.base, "data:")):
            self.problems.append(f"request to another place: {request.url}")

    def _weigh(self, response: Any) -> None:
        if response.status >= 400 and not response.url.endswith("/favicon.ico"):
            self.problems.append(f"status {response.status}: {response.url}")


def list_kinds(site: Path) -> dict[str, str]:
    """A page of each kind that the site has, by what it is."""

    def first(pattern: str, without: str = "index") -> str:
        pages = sorted(path.relative_to(site).as_posix() for path in site.glob(pattern))
        return next((page for page in pages if without not in page), "")

    kinds = {
        "overview": "index.html",
        "decisions": "decisions/index.html",
        "decision": first("decisions/0004-*.html"),
        "superseded": first("decisions/0003-*.html"),
        "hostile decision": first("decisions/*hostile.html"),
        "prompts": "prompts/index.html",
        "prompt": first("prompts/*/0007-*.html"),
        "hostile prompt": first("prompts/*/*hostile.html"),
        "session": first("prompts/sessions/*.html"),
        "feature": first("prompts/*/index.html", without="sessions/"),
        "graph": "graph.html",
        "files": "files/index.html",
        "file": first("files/src/**/*.html"),
        "labels": "labels/index.html",
        "label": first("labels/*.html"),
        "people": "people/index.html",
        "person": first("people/*.html"),
        "search": "search.html",
        "about": "about.html",
    }
    return {name: page for name, page in kinds.items() if page}
