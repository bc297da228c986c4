"""Serves the folder of a site over HTTP, to this machine alone unless another host is asked for.

A page that is open in the same browser must not read the records: requests for names that are not
this server's (DNS rebinding), and those that other sites' pages make, are refused.
"""

from __future__ import annotations

import errno
import ipaddress
import os
import socket
import sys
import threading
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import quote, unquote, urlsplit

from minutebook.errors import OperationError, UsageError
from minutebook.site.writing.preview import live_pages

LOOPBACK_HOST, USUAL_PORT = "127.0.0.1", 8000
_KEEP_ALIVE_SECONDS = 15.0  # between two signs of life to a page that waits for the next build
_READ_TIMEOUT_SECONDS = 30  # for a request: a connection that says nothing is closed
_POLL_SECONDS = 0.1  # within which it notices that it is to stop
_OTHER_TYPE = "application/octet-stream"
_TYPES = {
    ".css": "text/css; charset=utf-8",
    ".gif": "image/gif",
    ".html": "text/html; charset=utf-8",
    ".ico": "image/x-icon",
    ".jpg": "image/jpeg",
    ".js": "text/javascript; charset=utf-8",
    ".json": "application/json",
    ".png": "image/png",
    ".svg": "image/svg+xml",
    ".txt": "text/plain; charset=utf-8",
    ".wasm": "application/wasm",
    ".webp": "image/webp",
    ".woff2": "font/woff2",
    ".xml": "application/xml; charset=utf-8",
}
_FEED_TYPE = "application/atom+xml; charset=utf-8"


def find_type(url: str) -> str:
    """The media type of a file of the site."""
    if url.rpartition("/")[2] == "feed.xml":
        return _FEED_TYPE
    return _TYPES.get(os.path.splitext(url)[1].lower(), _OTHER_TYPE)


def is_loopback(host: str) -> bool:
    """Whether a host's name or address is that of this machine to itself."""
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


class SiteServer(ThreadingHTTPServer):
    """Serves the files of `out`. `version` is told of new builds."""

    daemon_threads = True
    # Windows would let a second server have the port; elsewhere it only spares a wait.
    allow_reuse_address = os.name != "nt"

    def __init__(self, out: str, host: str, port: int) -> None:
        self.is_started = False
        self.out, self.host, self.version = os.path.realpath(out), host, live_pages.Version()
        if ":" in host:
            self.address_family = socket.AF_INET6
        try:
            super().__init__((host, port), _Handler)
        except OSError as error:
            raise _explain(error, host, port) from None

    @property
    def port(self) -> int:
        """The port that it listens on."""
        return int(self.server_address[1])

    @property
    def address(self) -> str:
        """The address of the site's first page."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return f"http://{host}:{self.port}/"

    def is_own_name(self, host: str) -> bool:
        """Whether a `Host` of a request is a name of this server.

        A name that anybody can have lead here is none; an address is always one.
        """
        try:
            parts = urlsplit(f"//{host}")
            name, port = parts.hostname or "", parts.port or 80
        except ValueError:
            return False
        if port != self.port:
            return False
        if name in ("localhost", self.host.lower()):
            return True
        if is_loopback(self.host):
            return is_loopback(name)
        try:
            ipaddress.ip_address(name)
        except ValueError:
            return name == socket.gethostname().lower()
        return True

    def handle_error(self, request: object, client_address: object) -> None:
        """Say nothing of a browser that went away; a mistake of ours is told as Python does."""
        if not isinstance(sys.exc_info()[1], OSError):
            super().handle_error(request, client_address)  # type: ignore[arg-type]

    def start(self) -> None:
        """Answer from now on, in threads of its own."""
        threading.Thread(target=self.serve_forever, args=(_POLL_SECONDS,), daemon=True).start()
        self.is_started = True

    def stop(self) -> None:
        """Answer no more, and let the pages go that wait for the next build."""
        self.version.close()
        if self.is_started:
            self.shutdown()


def _explain(error: OSError, host: str, port: int) -> OperationError | UsageError:
    if error.errno == errno.EADDRINUSE:
        return OperationError(f"port {port} of {host} is in use", "take any that is free: --port 0")
    if error.errno in (errno.EACCES, errno.EPERM):
        return OperationError(f"port {port} may not be listened on", "take another: --port 8000")
    return UsageError(
        f"there is no listening on {host!r}: {error.strerror or error}",
        f"leave --host out: then it is {LOOPBACK_HOST}",
    )


def _is_hidden(url: str) -> bool:
    """Whether a url is none that a page of the site can have."""
    return "\0" in url or "\\" in url or any(part[:1] == "." for part in url.split("/"))


class _Handler(BaseHTTPRequestHandler):
    """Answers one connection."""

    server: SiteServer
    server_version, sys_version = "minutebook", ""
    timeout = _READ_TIMEOUT_SECONDS

    def do_GET(self) -> None:
        self._answer(has_body=True)

    def do_HEAD(self) -> None:
        self._answer(has_body=False)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - as the base class has it
        """Log nothing: the terminal is for what was rebuilt."""

    def _answer(self, *, has_body: bool) -> None:
        if not self.server.is_own_name(self.headers.get("Host", "")):
            self._refuse(HTTPStatus.MISDIRECTED_REQUEST, has_body=has_body)
            return
        is_visit = self.headers.get("Sec-Fetch-Mode", "navigate") == "navigate"
        if self.headers.get("Sec-Fetch-Site") in ("cross-site", "same-site") and not is_visit:
            self._refuse(HTTPStatus.FORBIDDEN, has_body=has_body)
            return
        path = self.path.partition("?")[0].partition("#")[0]
        if path == live_pages.SCRIPT_PATH:
            self._send(live_pages.SCRIPT, find_type("live.js"), has_body=has_body)
        elif path == live_pages.EVENTS_PATH and has_body:
            self._send_events()
        else:
            self._send_file(path, has_body=has_body)

    def _send_file(self, path: str, *, has_body: bool) -> None:
        # Before the file is read: a build in between is told of to the page.
        version = self.server.version.name
        url = unquote(path, errors="surrogateescape").removeprefix("/")
        file_path = self._locate(url)
        if file_path and os.path.isdir(file_path) and self._locate(f"{url}/index.html"):
            if url and not url.endswith("/"):
                self._redirect(f"/{quote(url, errors='surrogateescape')}/")
                return
            url = f"{url.rstrip('/')}/index.html".removeprefix("/")
            file_path = self._locate(url)
        try:
            if not file_path or url.endswith("/"):
                raise FileNotFoundError
            with open(file_path, "rb") as file:
                content, status = file.read(), HTTPStatus.OK
        except (OSError, ValueError):
            if not url.endswith(".html") or _is_hidden(url):
                self._refuse(HTTPStatus.NOT_FOUND, has_body=has_body)
                return
            content, status = live_pages.MISSING_PAGE, HTTPStatus.NOT_FOUND
        if url.endswith(".html"):
            content = live_pages.make_live(content, version)
        self._send(content, find_type(url), has_body=has_body, status=status)

    def _locate(self, url: str) -> str:
        """The file or folder of a url; "" where it is none of the site's, or a hidden one."""
        if _is_hidden(url):
            return ""
        path = os.path.realpath(os.path.join(self.server.out, *filter(None, url.split("/"))))
        is_inside = path == self.server.out or path.startswith(self.server.out + os.sep)
        return path if is_inside and os.path.exists(path) else ""

    def _redirect(self, location: str) -> None:
        query = self.path.partition("?")[2]
        self.send_response(HTTPStatus.FOUND)
        # The path begins with one slash: with two it would name another host.
        target = "/" + location.lstrip("/") + (f"?{query}" if query else "")
        self.send_header("Location", target)
        self._send_safety_headers()
        self.send_header("Content-Length", "0")
        self.end_headers()

    def _refuse(self, status: HTTPStatus, *, has_body: bool) -> None:
        text = f"{status.value} {status.phrase}\n".encode()
        self._send(text, "text/plain; charset=utf-8", has_body=has_body, status=status)

    def _send(
        self, content: bytes, media_type: str, *, has_body: bool, status: HTTPStatus = HTTPStatus.OK
    ) -> None:
        self.send_response(status)
        self.send_header("Content-Type", media_type)
        self.send_header("Content-Length", str(len(content)))
        self._send_safety_headers()
        self.end_headers()
        if has_body:
            self.wfile.write(content)

    def _send_safety_headers(self) -> None:
        self.send_header("Cache-Control", "no-store")
        self.send_header("X-Content-Type-Options", "nosniff")
        self.send_header("Referrer-Policy", "no-referrer")
        self.send_header("Content-Security-Policy", "frame-ancestors 'none'")
        # A script element of another site would read the search's data, which are scripts.
        self.send_header("Cross-Origin-Resource-Policy", "same-origin")

    def _send_events(self) -> None:
        """Tell a page of each build, until it or the server goes away."""
        self.send_response(HTTPStatus.OK)
        self.send_header("Content-Type", "text/event-stream; charset=utf-8")
        self._send_safety_headers()
        self.end_headers()
        last = ""
        while True:
            name = self.server.version.wait_for_other(last, _KEEP_ALIVE_SECONDS)
            if name is None:
                return
            line = b": nothing new\n\n" if name == last else f"data: {name}\n\n".encode()
            self.wfile.write(line)
            self.wfile.flush()
            last = name
