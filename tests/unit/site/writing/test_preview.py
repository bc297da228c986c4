"""The preview: what is served to whom, and that open pages are told of a new build."""

from __future__ import annotations

import http.client
import os
import re
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from minutebook.errors import OperationError, UsageError
from minutebook.site.rendering.template_files import locate_site_templates
from minutebook.site.writing.preview import live_pages
from minutebook.site.writing.preview.server import SiteServer, find_type, is_loopback

POLICY = "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; script-src 'self'\">"
HTML = f"<html><head>{POLICY}</head><body><p>Café</p></body></html>"


@contextmanager
def serve(out: Path, host: str = "127.0.0.1") -> Iterator[SiteServer]:
    with SiteServer(str(out), host, 0) as server:
        server.start()
        try:
            yield server
        finally:
            server.stop()


@pytest.fixture
def server(tmp_path: Path) -> Iterator[SiteServer]:
    out = tmp_path / "site"
    (out / "decisions").mkdir(parents=True)
    (out / "empty").mkdir()
    (out / "index.html").write_text(HTML, "utf-8")
    (out / "decisions/index.html").write_text(HTML, "utf-8")
    (out / "decisions/ü b.html").write_text(HTML, "utf-8")
    (out / "assets.js").write_text("1")
    (out / ".minutebook-site.json").write_text("{}")
    (tmp_path / "secret.txt").write_text("secret")
    (out / "link.txt").symlink_to(tmp_path / "secret.txt")
    with serve(out) as server:
        yield server


def ask(
    server: SiteServer, path: str, method: str = "GET", **headers: str
) -> tuple[int, dict[str, str], bytes]:
    connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=10)
    try:
        given = {"Host": f"127.0.0.1:{server.port}"}
        given |= {name.replace("_", "-"): value for name, value in headers.items()}
        connection.putrequest(method, path, skip_host=True)
        for name, value in given.items():
            connection.putheader(name, value)
        connection.endheaders()
        response = connection.getresponse()
        return response.status, dict(response.getheaders()), response.read()
    finally:
        connection.close()


@pytest.mark.parametrize(
    "path", ["/", "/index.html", "/?a=b", "/decisions/", "/decisions/%C3%BC%20b.html"]
)
def test_pages_are_served_with_what_reloads_them(path: str, server: SiteServer) -> None:
    status, headers, body = ask(server, path)
    assert status == 200
    assert headers["Content-Type"] == "text/html; charset=utf-8"
    assert headers["Cache-Control"] == "no-store"
    assert headers["Cross-Origin-Resource-Policy"] == "same-origin"
    text = body.decode()
    version = server.version.name
    script = f'<script src="/.minutebook/live.js" data-version="{version}"></script>'
    assert text == HTML.replace(
        "default-src 'none';", "default-src 'none'; connect-src 'self';"
    ).replace("</body>", f"{script}</body>")
    assert int(headers["Content-Length"]) == len(body)


def test_nothing_of_that_is_written(server: SiteServer) -> None:
    ask(server, "/")
    assert (Path(server.out) / "index.html").read_text("utf-8") == HTML


@pytest.mark.parametrize(
    "path",
    [
        "/none",
        "/../none.html",
        "/.none.html",
        "/%00.html",
        "/empty",
        "/empty/",
        "/index.html/",
        "/.minutebook-site.json",
        "/.minutebook/none",
        "/../secret.txt",
        "/%2e%2e/secret.txt",
        "/decisions/..%2f..%2fsecret.txt",
        "/..%5csecret.txt",
        "/link.txt",
        "/%00",
        "//etc/passwd",
        "/" + "x" * 5000,
    ],
)
def test_what_is_no_page_is_not_found(path: str, server: SiteServer) -> None:
    status, headers, body = ask(server, path)
    assert (status, body) == (404, b"404 Not Found\n")
    assert headers["X-Content-Type-Options"] == "nosniff"


@pytest.mark.parametrize("path", ["/none.html", "/decisions/none.html?a=b", "/none/index.html"])
def test_a_page_that_is_gone_reloads_when_it_is_back(path: str, server: SiteServer) -> None:
    status, headers, body = ask(server, path)
    assert (status, headers["Content-Type"]) == (404, "text/html; charset=utf-8")
    text = body.decode()
    version = server.version.name
    assert f'<script src="/.minutebook/live.js" data-version="{version}"></script></body>' in text
    assert "default-src 'none'; connect-src 'self';" in text
    assert "none.html" not in text
    written = (locate_site_templates() / "base.html").read_text("utf-8")
    policy = re.search(r'content="(default-src [^"]+)"', live_pages.MISSING_PAGE.decode())
    assert policy is not None
    assert policy[1] in written


def test_a_folder_is_left_for_its_page(server: SiteServer) -> None:
    status, headers, _ = ask(server, "/decisions?state=accepted")
    assert (status, headers["Location"]) == (302, "/decisions/?state=accepted")
    assert ask(server, "//decisions")[1]["Location"] == "/decisions/"


@pytest.mark.parametrize(
    "host", ["evil.example", "127.0.0.1", "127.0.0.1:1", "", "10.0.0.1:{port}", "a:b", "[::1"]
)
def test_other_names_are_refused(host: str, server: SiteServer) -> None:
    """DNS can have any name lead to this machine: its page would read the records."""
    assert ask(server, "/", Host=host.format(port=server.port))[0] == 421


@pytest.mark.parametrize("host", ["localhost:{port}", "127.0.0.2:{port}", "[::1]:{port}"])
def test_names_of_this_machine_are_not(host: str, server: SiteServer) -> None:
    assert ask(server, "/", Host=host.format(port=server.port))[0] == 200


@pytest.mark.parametrize(
    ("site", "mode", "status"),
    [
        ("cross-site", "no-cors", 403),
        ("same-site", "cors", 403),
        ("cross-site", "navigate", 200),
        ("same-origin", "no-cors", 200),
        ("none", "navigate", 200),
    ],
)
def test_pages_of_other_sites_load_nothing(
    site: str, mode: str, status: int, server: SiteServer
) -> None:
    answer = ask(server, "/assets.js", Sec_Fetch_Site=site, Sec_Fetch_Mode=mode)
    assert answer[0] == status


@pytest.mark.parametrize(("method", "status"), [("POST", 501), ("PUT", 501), ("HEAD", 200)])
def test_only_reading_is_answered(method: str, status: int, server: SiteServer) -> None:
    answer = ask(server, "/", method)
    assert answer[0] == status
    assert method != "HEAD" or answer[2] == b""


def test_open_pages_are_told_of_each_build(server: SiteServer) -> None:
    first = server.version.name
    with socket.create_connection(("127.0.0.1", server.port), timeout=10) as connection:
        connection.sendall(
            f"GET {live_pages.EVENTS_PATH} HTTP/1.1\r\nHost: 127.0.0.1:{server.port}\r\n\r\n".encode()
        )
        with connection.makefile("rb") as stream:
            lines = iter(stream.readline, b"")
            while next(lines) != b"\r\n":
                pass
            assert next(lines) == f"data: {first}\n".encode()
            next(lines)
            server.version.advance()
            second = server.version.name
            assert next(lines) == f"data: {second}\n".encode()
            assert second != first
            next(lines)
            server.version.close()  # the server goes: the page is let go
            assert next(lines, None) is None


def test_a_waiting_page_is_shown_a_sign_of_life() -> None:
    version = live_pages.Version()
    assert version.wait_for_other(version.name, 0.01) == version.name
    assert live_pages.Version().name != version.name


def test_on_all_addresses_any_address_is_a_name_of_the_server_and_no_other_name(
    tmp_path: Path,
) -> None:
    with SiteServer(str(tmp_path), "0.0.0.0", 0) as server:
        for host, is_own in [
            ("192.168.0.7", True),
            ("localhost", True),
            (socket.gethostname(), True),
            ("evil.example", False),
        ]:
            assert server.is_own_name(f"{host}:{server.port}") is is_own


def test_a_port_in_use_is_refused_with_a_hint(tmp_path: Path) -> None:
    with (
        SiteServer(str(tmp_path), "127.0.0.1", 0) as server,
        pytest.raises(OperationError) as refusal,
    ):
        SiteServer(str(tmp_path), "127.0.0.1", server.port)
    assert refusal.value.message == f"port {server.port} of 127.0.0.1 is in use"
    assert refusal.value.hint == "take any that is free: --port 0"


def test_a_host_that_is_none_of_this_machine_is_refused(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="there is no listening on"):
        SiteServer(str(tmp_path), "203.0.113.7", 0)


@pytest.mark.parametrize(
    ("host", "is_own"),
    [
        ("127.0.0.1", True),
        ("127.9.9.9", True),
        ("::1", True),
        ("localhost", True),
        ("0.0.0.0", False),
        ("a", False),
    ],
)
def test_what_is_loopback(host: str, is_own: bool) -> None:
    assert is_loopback(host) is is_own


@pytest.mark.parametrize(
    ("url", "media_type"),
    [
        ("a.HTML", "text/html; charset=utf-8"),
        ("feed.xml", "application/atom+xml; charset=utf-8"),
        ("assets/x.js", "text/javascript; charset=utf-8"),
        ("pagefind/x.pf_index", "application/octet-stream"),
        ("pagefind/wasm.wasm", "application/wasm"),
        ("LICENSE", "application/octet-stream"),
    ],
)
def test_types(url: str, media_type: str) -> None:
    assert find_type(url) == media_type


def test_a_page_without_an_end_or_a_policy_reloads_too() -> None:
    script = b'<script src="/.minutebook/live.js" data-version="v"></script>'
    assert live_pages.make_live(b"<p>x", "v") == b"<p>x" + script
    late = b"x" * 5000 + POLICY.encode()  # a quotation of the policy in the text is none
    assert live_pages.make_live(late, "v") == late + script


def test_a_name_of_the_disk_that_is_no_text_is_served(tmp_path: Path) -> None:
    name = os.fsdecode(b"caf\xe9.txt")
    try:
        (tmp_path / name).write_text("x")
    except OSError:
        pytest.skip("this disk keeps no such name")
    with serve(tmp_path) as server:
        assert ask(server, "/caf%E9.txt")[0] == 200
