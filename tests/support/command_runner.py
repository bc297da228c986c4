"""How tests call the command line: inside this process, as a process, or in a shell."""

from __future__ import annotations

import contextlib
import io
import json
import os
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from paths import PROJECT

# Noon, so that the day is the same in every zone that a test may ask for.
DAY = "2026-01-31"
EPOCH = "1769860800"


def environment(home: Path, gitconfig: str) -> dict[str, str]:
    """Everything that a command sees of the machine."""
    home.mkdir(parents=True, exist_ok=True)
    kept = {
        name: os.environ[name] for name in ("PATH", "SYSTEMROOT", "TMPDIR") if name in os.environ
    }
    source = str(PROJECT / "src")
    return {
        **kept,
        "HOME": str(home),
        "LANG": "C.UTF-8",
        "TZ": "UTC",
        "PYTHONPATH": source,
        "PYTHONUTF8": "1",
        "SOURCE_DATE_EPOCH": EPOCH,
        "GIT_CONFIG_GLOBAL": gitconfig,
        "GIT_CONFIG_NOSYSTEM": "1",
        "GIT_TERMINAL_PROMPT": "0",
        "GIT_AUTHOR_DATE": f"{DAY}T12:00:00+00:00",
        "GIT_COMMITTER_DATE": f"{DAY}T12:00:00+00:00",
        "NO_COLOR": "1",
        "EDITOR": "true",
    }


def read_tree(top: Path) -> dict[str, bytes]:
    """Every file of the working tree, path to content."""
    return {
        path.relative_to(top).as_posix(): path.read_bytes()
        for path in sorted(top.rglob("*"))
        if path.is_file() and ".git" not in path.parts
    }


@dataclass(frozen=True, slots=True)
class Played:
    """What came of a command."""

    exit: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        """The document on stdout: one, and nothing beside it."""
        return json.loads(self.out)

    def ok(self) -> Played:
        """Itself, where the command is done; else the test fails with what it said."""
        assert self.exit == 0, f"exit {self.exit}\n{self.out}\n{self.err}"
        return self


class Runner:
    """Plays `minutebook WORDS…` in this process, in the repository, and gives what came of it."""

    def __init__(self, top: Path, world: Mapping[str, str]) -> None:
        self.top = top
        self.world = world

    def __call__(self, *words: str, stdin: str = "") -> Played:
        from minutebook.cli import run

        out, err = _captured(), _captured()
        given = io.TextIOWrapper(io.BytesIO(stdin.encode("utf-8", "surrogateescape")), "utf-8")
        given.reconfigure(errors="surrogateescape")
        was, sys.stdin = sys.stdin, given
        try:
            with (
                contextlib.chdir(self.top),
                contextlib.redirect_stdout(out),
                contextlib.redirect_stderr(err),
            ):
                status = run(list(words))
        finally:
            sys.stdin = was
        return Played(status, _text(out), _text(err))


def _captured() -> io.TextIOWrapper:
    # As `main` sets the real streams up.
    return io.TextIOWrapper(io.BytesIO(), "utf-8", errors="backslashreplace", newline="\n")


def _text(stream: io.TextIOWrapper) -> str:
    stream.flush()
    buffer = stream.buffer
    assert isinstance(buffer, io.BytesIO)
    return buffer.getvalue().decode("utf-8", "surrogateescape")
