"""The guide tells the truth: each example of each page is typed, and prints what the page shows.

`pytest tests/e2e/guide -m '' --refresh-sessions` writes what is printed now.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from guide_pages import ANY_LINES, PAGES, Example, is_printed, parse_examples, read_examples

_QUICK = "start"  # the page that is played with the quick tests
PLAYED = [
    pytest.param(path, id=path.stem, marks=[] if path.stem == _QUICK else pytest.mark.slow)
    for path in PAGES
]
EXAMPLES = [example for path in PAGES for example in read_examples(path)]
# What no test can type: each has a reason on its page.
MAX_NOT_RUN = 9


@pytest.fixture
def shell(world: dict[str, str], tmp_path: Path) -> dict[str, str]:
    """The environment with `minutebook` on PATH, whatever is installed."""
    folder = tmp_path / "bin"
    folder.mkdir()
    script = folder / "minutebook"
    script.write_text(f'#!/bin/sh\nexec "{sys.executable}" -m minutebook "$@"\n', "utf-8")
    script.chmod(0o755)
    return {**world, "PATH": f"{folder}{os.pathsep}{world['PATH']}", "COLUMNS": "100"}


def type_commands(commands: str, top: Path, shell: dict[str, str]) -> tuple[int, list[str]]:
    """The exit status of commands, and the lines that they print."""
    result = subprocess.run(
        ["bash", "-euo", "pipefail", "-c", commands],
        cwd=top,
        env=shell,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        timeout=60,
        check=False,
    )
    text = result.stdout.decode("utf-8", "backslashreplace").replace(str(top), "REPOSITORY")
    return result.returncode, text.rstrip("\n").split("\n") if text else []


def play(examples: list[Example], top: Path, shell: dict[str, str]) -> list[list[str]]:
    """Type all commands of a page, and give the lines that each example printed."""
    printed = []
    for example in examples:
        place = f"guide/{example.page}:{example.line}"
        for commands in example.setup:
            status, lines = type_commands(commands, top, shell)
            assert status == 0, (place, commands, lines)
        if example.reason_not_run:
            printed.append([])
            continue
        status, lines = type_commands(example.commands, top, shell)
        assert status == example.exit_status, (place, lines)
        printed.append(lines)
    return printed


@pytest.mark.skipif(shutil.which("bash") is None, reason="the examples are for bash")
@pytest.mark.untraced
@pytest.mark.parametrize("path", PLAYED)
def test_the_examples_of_a_page(
    path: Path, repo: Path, shell: dict[str, str], request: pytest.FixtureRequest
) -> None:
    examples = read_examples(path)
    printed = play(examples, repo, shell)
    if request.config.getoption("--refresh-sessions"):
        page_lines = path.read_text("utf-8").split("\n")
        for example, lines in reversed([*zip(examples, printed, strict=True)]):
            if example.printed is not None and ANY_LINES not in example.printed:
                page_lines[example.printed_start : example.printed_end] = lines
        path.write_text("\n".join(page_lines), "utf-8", newline="\n")
        return
    for example, lines in zip(examples, printed, strict=True):
        if example.printed is not None:
            place = f"guide/{example.page}:{example.line}"
            assert is_printed(example.printed, lines), (place, lines)


def test_few_examples_are_not_run_and_each_says_why() -> None:
    not_run = [example for example in EXAMPLES if example.reason_not_run]
    assert len(not_run) <= MAX_NOT_RUN
    assert all(len(example.reason_not_run.split()) >= 3 for example in not_run)
    assert len(EXAMPLES) > 5 * len(not_run)


def test_an_example_is_parsed() -> None:
    text = "a\n<!-- setup: x -->\n<!-- exit: 3 -->\n```sh\none\ntwo\n```\n```text\nout\n```\n\n```sh\nthree\n```\n"
    first, second = parse_examples("p.md", text)
    assert (first.setup, first.exit_status, first.commands) == (("x",), 3, "one\ntwo")
    assert (first.printed, first.printed_start, first.printed_end) == (("out",), 8, 9)
    assert (second.setup, second.exit_status, second.printed) == ((), 0, None)


@pytest.mark.parametrize(
    ("wanted", "lines", "is_equal"),
    [
        (("a", "2026-01-02 b"), ["a", "2025-12-31 b"], True),
        (("a", "…", "c"), ["a", "x", "y", "c"], True),
        (("a", "…", "c"), ["a", "x", "y"], False),
        (("a",), ["a", "b"], False),
        (("at 0123abc",), ["at 9876fed"], True),
        (("at 0123abc",), ["at nothing"], False),
    ],
)
def test_what_is_printed_is_compared(
    wanted: tuple[str, ...], lines: list[str], is_equal: bool
) -> None:
    assert is_printed(wanted, lines) == is_equal
