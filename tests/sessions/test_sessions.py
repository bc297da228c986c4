"""Plays tests/sessions/*.txt: shell transcripts that are test and manual in one.

`# words` are said to the reader, `$ command` is played by a shell in a new repository, and the
lines below it are what it printed, stdout and stderr as they came; an empty line ends them. All
commands of a file run in one repository, one after the other. What a command left with is asked for
as in any shell: `; echo "exit $?"`. `pytest --refresh-sessions` writes what is printed now.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from paths import TESTS

SESSIONS = sorted((TESTS / "sessions").glob("*.txt"))
# What differs from run to run, and what stands for it.
_VARYING = ((re.compile(r"\b[0-9a-f]{40}\b"), "COMMIT"),)


def parsed(text: str) -> list[tuple[list[str], str, list[str]]]:
    """Steps: the comment lines before a command, the command, what it printed."""
    steps: list[tuple[list[str], str, list[str]]] = []
    said: list[str] = []
    printing = False
    for line in text.rstrip("\n").split("\n"):
        if line.startswith("$ "):
            steps.append((said, line[2:], []))
            said, printing = [], True
        elif printing and line and not line.startswith("# "):
            steps[-1][2].append(line.removeprefix("\\"))
        else:
            printing = False
            said.append(line)
    return steps


def formed(steps: list[tuple[list[str], str, list[str]]]) -> str:
    """The inverse. A printed line that would read as something else has a backslash before it."""
    lines: list[str] = []
    for said, command, printed in steps:
        lines += [*said, f"$ {command}"]
        lines += [f"\\{line}" if re.match(r"\$ |# |\\|$", line) else line for line in printed]
    return "\n".join(lines) + "\n"


def played(command: str, top: Path, world: dict[str, str]) -> list[str]:
    done = subprocess.run(
        ["bash", "-c", command],
        cwd=top,
        env=world,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        timeout=60,
        check=False,
    )
    text = done.stdout.decode("utf-8", "backslashreplace").replace(str(top), "REPOSITORY")
    for pattern, name in _VARYING:
        text = pattern.sub(name, text)
    return text.rstrip("\n").split("\n") if text else []


@pytest.fixture
def shell(world: dict[str, str], tmp_path: Path) -> dict[str, str]:
    """The environment with `minutebook` on PATH, whatever is installed."""
    place = tmp_path / "bin"
    place.mkdir()
    script = place / "minutebook"
    script.write_text(f'#!/bin/sh\nexec "{sys.executable}" -m minutebook "$@"\n', "utf-8")
    script.chmod(0o755)
    return {**world, "PATH": f"{place}{os.pathsep}{world['PATH']}", "COLUMNS": "100"}


@pytest.mark.skipif(shutil.which("bash") is None, reason="the transcripts are for bash")
@pytest.mark.parametrize("session", SESSIONS, ids=lambda path: path.stem)
def test_a_session(
    session: Path, repo: Path, shell: dict[str, str], request: pytest.FixtureRequest
) -> None:
    text = session.read_text("utf-8")
    steps = [(said, command, played(command, repo, shell)) for said, command, _ in parsed(text)]
    now = formed(steps)
    if request.config.getoption("--refresh-sessions"):
        session.write_text(now, "utf-8", newline="\n")
    else:
        assert now == text


def test_there_are_sessions() -> None:
    assert SESSIONS


@pytest.mark.parametrize(
    "text",
    [
        "# a word\n$ true\n\n# more\n$ echo a; echo\na\n",
        "$ echo '$ x'\n\\$ x\n\\\n\\# y\n\\\\z\n",
        "$ a\n$ b\nline\n",
    ],
)
def test_a_transcript_reads_and_writes_back(text: str) -> None:
    assert formed(parsed(text)) == text


def test_what_a_transcript_says() -> None:
    text = "# first\n$ one\nout\n\\\n\\# no comment\n\n# second\n$ two\n"
    assert parsed(text) == [
        (["# first"], "one", ["out", "", "# no comment"]),
        (["", "# second"], "two", []),
    ]
