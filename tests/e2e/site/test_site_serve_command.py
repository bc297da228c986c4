"""`site serve`: the preview follows the records, open pages are told, and Ctrl-C ends it quietly."""

from __future__ import annotations

import http.client
import signal
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from minutebook.site.writing.preview import live_pages

from command_runner import Runner

pytest.importorskip("pygments", reason="the site needs minutebook[site]")
pytest.importorskip("watchfiles", reason="the preview needs minutebook[site]")
pytestmark = [
    pytest.mark.skipif(sys.platform == "win32", reason="there is no such signal as Ctrl-C sends"),
    pytest.mark.slow,
]
_SECONDS = 60  # for anything that is waited for


@dataclass
class Preview:
    """A running `site serve`, its address, and what it has on stderr at the end."""

    process: subprocess.Popen[str]
    port: int

    def get(self, path: str) -> tuple[int, str]:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=_SECONDS)
        try:
            connection.request("GET", path)
            response = connection.getresponse()
            return response.status, response.read().decode()
        finally:
            connection.close()

    def stop(self) -> tuple[int, str]:
        self.process.send_signal(signal.SIGINT)
        _, err = self.process.communicate(timeout=_SECONDS)
        return self.process.returncode, err


@pytest.fixture
def preview(filled_repo: Path, world: dict[str, str]) -> Iterator[Preview]:
    (filled_repo / ".gitignore").write_text("/site/\n")
    process = subprocess.Popen(
        [sys.executable, "-m", "minutebook", "site", "serve", "--port", "0"],
        cwd=filled_repo,
        env=world,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    try:
        assert process.stdout is not None
        line = process.stdout.readline()
        if not line:
            raise AssertionError(process.communicate(timeout=_SECONDS)[1])
        assert line.endswith("  (Ctrl-C ends it)\n")
        yield Preview(process, urlsplit(line.split()[0]).port or 0)
    finally:
        if process.poll() is None:
            process.kill()
        process.communicate(timeout=_SECONDS)


def wait_for_build(events: http.client.HTTPResponse) -> None:
    """Wait until an open page is told of a build."""
    while not (line := events.readline()).startswith(b"data: "):
        assert line, "the preview has ended"


def test_a_changed_record_is_shown_and_open_pages_are_told(
    preview: Preview, filled_repo: Path
) -> None:
    assert "Use Redis" in preview.get("/decisions/0003-use-redis.html")[1]
    connection = http.client.HTTPConnection("127.0.0.1", preview.port, timeout=_SECONDS)
    connection.request("GET", live_pages.EVENTS_PATH)
    events = connection.getresponse()
    wait_for_build(events)
    page = filled_repo / "decisions/0003-use-redis.md"
    page.write_text(page.read_text().replace("Use Redis", "Use Valkey"))
    wait_for_build(events)
    assert "Use Valkey" in preview.get("/decisions/0003-use-redis.html")[1]
    assert "Use Valkey" in (filled_repo / "site/decisions/0003-use-redis.html").read_text()
    assert live_pages.PREFIX not in (filled_repo / "site/index.html").read_text()
    # Settings that cannot be read: that is said, and what was there stays.
    (filled_repo / "minutebook.toml").write_text("adr-folders = [\n")
    page.write_text(page.read_text().replace("Use Valkey", "Use KeyDB"))
    assert preview.process.stderr is not None
    errors = ""
    while "error: " not in errors:
        errors = preview.process.stderr.readline()
        assert errors, "the preview has ended"
    assert "Use Valkey" in preview.get("/decisions/0003-use-redis.html")[1]
    (filled_repo / "minutebook.toml").write_text("")
    wait_for_build(events)
    assert "Use KeyDB" in preview.get("/decisions/0003-use-redis.html")[1]
    status, err = preview.stop()
    assert status in (0, 130)
    assert "Traceback" not in err


def test_ctrl_c_says_nothing(preview: Preview) -> None:
    assert preview.get("/")[0] == 200
    status, err = preview.stop()
    assert status in (0, 130)
    assert "Traceback" not in err
    assert "error" not in err


def test_a_port_in_use_is_refused_before_anything_is_built(
    preview: Preview, filled_repo: Path, run: Runner
) -> None:
    result = run("site", "serve", "--port", str(preview.port), "--out", "other")
    assert (result.exit, result.out) == (4, "")
    assert result.err == (
        f"error: port {preview.port} of 127.0.0.1 is in use\n"
        "hint: take any that is free: --port 0\n"
    )
    assert not (filled_repo / "other").exists()


def test_a_host_that_is_none_is_refused_without_a_warning_of_what_it_would_show(
    filled_repo: Path, run: Runner
) -> None:
    result = run("site", "serve", "--port", "0", "--host", "203.0.113.7")
    assert (result.exit, result.out) == (2, "")
    assert result.err.startswith("error: there is no listening on '203.0.113.7'")
