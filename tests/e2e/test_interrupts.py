"""Ctrl-C while much is read or written: nothing is half done, and the next command goes on."""

from __future__ import annotations

import os
import pty
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from command_runner import EPOCH, Runner

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(sys.platform == "win32", reason="there are no such signals"),
]
RECORD_COUNT = 3000
INTERRUPTED = 130


@pytest.fixture
def large_repo(repo: Path, run: Runner, git: Callable[..., str]) -> Path:
    """A repository with thousands of decisions that link to each other, without index pages."""
    run("init").ok()
    for number in range(2, RECORD_COUNT + 2):
        (repo / f"decisions/{number:04d}-a.md").write_text(
            f"---\nstatus: accepted\ndate: 2026-01-01\n---\n# {number}. Title {number}\n\n"
            f"Amends [the one before]({number - 1:04d}-a.md).\n\n" + "Words of a text. " * 60
        )
    git("add", "-A")
    git("commit", "-q", "-m", "records")
    return repo


def interrupt(
    repo: Path, world: dict[str, str], args: list[str], seconds: float
) -> tuple[int, str]:
    """The status of a command that gets Ctrl-C after so many seconds, and what its terminal saw."""
    ours, theirs = pty.openpty()
    process = subprocess.Popen(
        [sys.executable, "-m", "minutebook", *args],
        cwd=repo,
        env={**world, "SOURCE_DATE_EPOCH": EPOCH, "TERM": "xterm"},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=theirs,
        start_new_session=True,
    )
    os.close(theirs)
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline and process.poll() is None:
        time.sleep(0.02)
    if process.poll() is None:
        process.send_signal(signal.SIGINT)
    seen = b""
    while True:
        try:
            data = os.read(ours, 65536)
        except OSError:  # the other end is closed
            break
        if not data:
            break
        seen += data
    os.close(ours)
    return process.wait(60), seen.decode()


@pytest.mark.parametrize("seconds", [0.05, 0.3, 0.8, 1.6])
@pytest.mark.parametrize("args", [["list"], ["index"], ["adr", "accept", "ADR-1"]])
def test_a_command_is_interrupted(
    args: list[str],
    seconds: float,
    large_repo: Path,
    run: Runner,
    world: dict[str, str],
    git: Callable[..., str],
) -> None:
    status, seen = interrupt(large_repo, world, args, seconds)
    assert "Traceback" not in seen
    assert "error: " not in seen or status == 3
    if status == INTERRUPTED:
        assert git("status", "--porcelain") == ""
        assert not list((large_repo / "decisions").glob(".minutebook-*"))
        assert seen == "" or seen.endswith("\r\x1b[K")
    else:
        assert status in (0, 3, -signal.SIGINT)  # it was through, or Python had not begun
    listed = run("list", "--limit", "1", "--json").ok()
    assert listed.json["total"] == RECORD_COUNT + 1
    assert run("index").ok()
    assert run("index", "--check").ok()


def test_a_bar_is_shown_and_goes(large_repo: Path, world: dict[str, str]) -> None:
    status, seen = interrupt(large_repo, world, ["index"], 600)
    assert status == 0
    assert "] " in seen
    assert " of " in seen
    assert seen.endswith("\r\x1b[K")
