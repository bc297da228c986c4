"""Ctrl-C while much is read or written: nothing is half done, and the next command goes on."""

from __future__ import annotations

import os
import pty
import shutil
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
INTERRUPTED = 130
# So many that a command takes a few times its start; and so many that its progress is shown.
RECORD_COUNT, LARGE_COUNT = 600, 3000


def fill(repo: Path, run: Runner, git: Callable[..., str], count: int) -> Path:
    """Make decisions that link to each other, without index pages."""
    run("init").ok()
    for number in range(2, count + 2):
        (repo / f"decisions/{number:04d}-a.md").write_text(
            f"---\nstatus: {'proposed' if number == 2 else 'accepted'}\ndate: 2026-01-01\n---\n"
            f"# {number}. Title {number}\n\n"
            f"Amends [the one before]({number - 1:04d}-a.md).\n\n" + "Words of a text. " * 60
        )
    git("add", "-A")
    git("commit", "-q", "-m", "records")
    return repo


@pytest.fixture(scope="module")
def filled(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where the filled repository is kept once it is made, to be copied."""
    return tmp_path_factory.mktemp("templates") / "filled"


@pytest.fixture
def large_repo(repo: Path, run: Runner, git: Callable[..., str], filled: Path) -> Path:
    if filled.exists():
        shutil.copytree(filled, repo, dirs_exist_ok=True)
        git("add", "-A")  # git's index knows the copies
        return repo
    fill(repo, run, git, RECORD_COUNT)
    shutil.copytree(repo, filled)
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


@pytest.fixture(scope="module")
def durations() -> dict[str, float]:
    """How long each command takes from its start to its end, as far as it was measured."""
    return {}


@pytest.mark.parametrize("share", [0.1, 0.4, 0.7, 0.9])
@pytest.mark.parametrize("args", [["list"], ["index"], ["adr", "accept", "ADR-2"]])
def test_a_command_is_interrupted(
    args: list[str],
    share: float,
    large_repo: Path,
    run: Runner,
    world: dict[str, str],
    git: Callable[..., str],
    durations: dict[str, float],
) -> None:
    if args[0] not in durations:
        started = time.monotonic()
        assert interrupt(large_repo, world, [*args, "--json"], 600)[0] == 0
        durations[args[0]] = time.monotonic() - started
        git("checkout", "-q", ".")
        git("clean", "-fdq")
    status, seen = interrupt(large_repo, world, args, share * durations[args[0]])
    has_begun = "minutebook" in seen or "Traceback" not in seen  # else Python had not
    assert "Traceback" not in seen or not has_begun
    assert "error: " not in seen or status == 3
    if status == INTERRUPTED:
        # Nothing is written, or all is: it was interrupted when it was about to say so.
        assert git("status", "--porcelain") == "" or run("index", "--check").ok()
        assert not list((large_repo / "decisions").glob(".minutebook-*"))
        assert seen == "" or seen.endswith("\r\x1b[K")
    else:
        assert status in (0, 3, -signal.SIGINT) or not has_begun  # it was through, or had not begun
    listed = run("list", "--limit", "1", "--json").ok()
    assert listed.json["total"] == RECORD_COUNT + 1
    assert run("index").ok()
    assert run("index", "--check").ok()


def test_a_bar_is_shown_and_goes(
    repo: Path, run: Runner, git: Callable[..., str], world: dict[str, str]
) -> None:
    fill(repo, run, git, LARGE_COUNT)
    status, seen = interrupt(repo, world, ["index"], 600)
    assert status == 0
    assert "] " in seen
    assert " of " in seen
    assert seen.endswith("\r\x1b[K")
