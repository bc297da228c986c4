"""Runs tests/sessions/*.txt: shell transcripts that are test and manual in one.

`# text` is for the reader, `$ command` is run by a shell in a new repository, and the lines below it
are what it printed, stdout and stderr as they came; an empty line ends them. All commands of a file
run in one repository, one after the other. The exit status is printed as in any shell:
`; echo "exit $?"`. `pytest --refresh-sessions` writes what is printed now.
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

_QUICK = "decide"  # the session that runs with the quick tests
SESSIONS = [
    pytest.param(path, id=path.stem, marks=[] if path.stem == _QUICK else pytest.mark.slow)
    for path in sorted((TESTS / "sessions").glob("*.txt"))
]
# What differs from run to run, and what is written in its place.
_REPLACEMENTS = ((re.compile(r"\b[0-9a-f]{40}\b"), "COMMIT"),)


def parse_session(text: str) -> list[tuple[list[str], str, list[str]]]:
    """Steps: the comment lines before a command, the command, what it printed."""
    steps: list[tuple[list[str], str, list[str]]] = []
    comments: list[str] = []
    is_output = False
    for line in text.rstrip("\n").split("\n"):
        if line.startswith("$ "):
            steps.append((comments, line[2:], []))
            comments, is_output = [], True
        elif is_output and line and not line.startswith("# "):
            steps[-1][2].append(line.removeprefix("\\"))
        else:
            is_output = False
            comments.append(line)
    return steps


def format_session(steps: list[tuple[list[str], str, list[str]]]) -> str:
    """The inverse. A printed line that would read as something else has a backslash before it."""
    lines: list[str] = []
    for comments, command, printed in steps:
        lines += [*comments, f"$ {command}"]
        lines += [f"\\{line}" if re.match(r"\$ |# |\\|$", line) else line for line in printed]
    return "\n".join(lines) + "\n"


def run_command(command: str, top: Path, world: dict[str, str]) -> list[str]:
    result = subprocess.run(
        ["bash", "-c", command],
        cwd=top,
        env=world,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        timeout=60,
        check=False,
    )
    text = result.stdout.decode("utf-8", "backslashreplace").replace(str(top), "REPOSITORY")
    for pattern, name in _REPLACEMENTS:
        text = pattern.sub(name, text)
    return text.rstrip("\n").split("\n") if text else []


@pytest.fixture
def shell(world: dict[str, str], tmp_path: Path) -> dict[str, str]:
    """The environment with `minutebook` on PATH, whatever is installed."""
    folder = tmp_path / "bin"
    folder.mkdir()
    script = folder / "minutebook"
    script.write_text(f'#!/bin/sh\nexec "{sys.executable}" -m minutebook "$@"\n', "utf-8")
    script.chmod(0o755)
    return {**world, "PATH": f"{folder}{os.pathsep}{world['PATH']}", "COLUMNS": "100"}


@pytest.mark.skipif(shutil.which("bash") is None, reason="the transcripts are for bash")
@pytest.mark.parametrize("session", SESSIONS)
def test_a_session(
    session: Path, repo: Path, shell: dict[str, str], request: pytest.FixtureRequest
) -> None:
    text = session.read_text("utf-8")
    steps = [
        (comments, command, run_command(command, repo, shell))
        for comments, command, _ in parse_session(text)
    ]
    current = format_session(steps)
    if request.config.getoption("--refresh-sessions"):
        session.write_text(current, "utf-8", newline="\n")
    else:
        assert current == text


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
    assert format_session(parse_session(text)) == text


def test_a_transcript_is_parsed_into_steps() -> None:
    text = "# first\n$ one\nout\n\\\n\\# no comment\n\n# second\n$ two\n"
    assert parse_session(text) == [
        (["# first"], "one", ["out", "", "# no comment"]),
        (["", "# second"], "two", []),
    ]
