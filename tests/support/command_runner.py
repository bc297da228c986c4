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


def build_environment(home: Path, gitconfig: str) -> dict[str, str]:
    """Build the environment variables of a command: all that it sees of the machine.

    `home` is created; `gitconfig` is the path of the only git configuration that counts.
    """
    home.mkdir(parents=True, exist_ok=True)
    inherited = {
        name: os.environ[name] for name in ("PATH", "SYSTEMROOT", "TMPDIR") if name in os.environ
    }
    source_folder = str(PROJECT / "src")
    return {
        **inherited,
        "HOME": str(home),
        "LANG": "C.UTF-8",
        "TZ": "UTC",
        "PYTHONPATH": source_folder,
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
class CommandResult:
    """How a command ended: its exit status and what it wrote to stdout and stderr."""

    exit: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        """The JSON document that is all of stdout."""
        return json.loads(self.out)

    def ok(self) -> CommandResult:
        """Return this result; the test fails with the output where the exit status is not 0."""
        assert self.exit == 0, f"exit {self.exit}\n{self.out}\n{self.err}"
        return self


class Runner:
    """Runs `minutebook ARGS…` in this process, in the repository, and returns its result."""

    def __init__(self, top: Path, world: Mapping[str, str]) -> None:
        self.top = top
        self.world = world

    def __call__(self, *args: str, stdin: str = "") -> CommandResult:
        from minutebook.cli import run

        out, err = _open_output(), _open_output()
        input_stream = io.TextIOWrapper(
            io.BytesIO(stdin.encode("utf-8", "surrogateescape")), "utf-8"
        )
        input_stream.reconfigure(errors="surrogateescape")
        previous_stdin, sys.stdin = sys.stdin, input_stream
        try:
            with (
                contextlib.chdir(self.top),
                contextlib.redirect_stdout(out),
                contextlib.redirect_stderr(err),
            ):
                status = run(list(args))
        finally:
            sys.stdin = previous_stdin
        return CommandResult(status, _read_output(out), _read_output(err))


def _open_output() -> io.TextIOWrapper:
    # Configured as `main` configures the real streams.
    return io.TextIOWrapper(io.BytesIO(), "utf-8", errors="backslashreplace", newline="\n")


def _read_output(stream: io.TextIOWrapper) -> str:
    stream.flush()
    buffer = stream.buffer
    assert isinstance(buffer, io.BytesIO)
    return buffer.getvalue().decode("utf-8", "surrogateescape")
