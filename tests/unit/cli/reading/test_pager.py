"""Which pager is used, and when a text is long."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import pytest

from minutebook.cli.reading import pager

LONG = "".join(f"line {number}\n" for number in range(50))
SIZE = os.terminal_size((80, 24))


@pytest.mark.parametrize(
    ("environment", "command"),
    [
        ({}, "less -FRX"),
        ({"PAGER": "more -d"}, "more -d"),
        ({"PAGER": "more", "MINUTEBOOK_PAGER": "less -S"}, "less -S"),
        ({"PAGER": "cat"}, ""),
        ({"PAGER": ""}, ""),
        ({"PAGER": "more", "MINUTEBOOK_PAGER": "cat"}, ""),
        ({"TERM": "dumb", "PAGER": "more"}, ""),
    ],
)
def test_which_pager(environment: dict[str, str], command: str) -> None:
    assert pager.choose_pager({"TERM": "xterm", **environment}) == command


def test_without_a_terminal_type_there_is_no_pager() -> None:
    assert pager.choose_pager({}) == ""


@pytest.mark.parametrize(
    ("text", "rows"),
    [("", 0), ("a\n\nb\n", 3), ("a" * 81, 2), ("\x1b[1m" + "a" * 80, 1), ("漢" * 41, 2)],
)
def test_how_many_rows_a_text_takes(text: str, rows: int) -> None:
    assert pager.count_rows(text, 80) == rows


@pytest.mark.parametrize(
    ("text", "command", "is_paged"),
    [
        (LONG, '-c \'import sys; open("out", "w").write(sys.stdin.read())\'', True),
        ("short\n", '-c \'import sys; open("out", "w").write(sys.stdin.read())\'', False),
        (LONG, '-c \'import sys; open("out", "w").write(sys.stdin.read()); sys.exit(1)\'', False),
    ],
)
def test_a_long_text_is_paged_and_none_is_lost(
    text: str,
    command: str,
    is_paged: bool,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capfd: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.chdir(tmp_path)
    pager.print_paged(
        text, {**os.environ, "TERM": "xterm", "PAGER": f"{sys.executable} {command}"}, SIZE
    )
    out, _ = capfd.readouterr()
    assert (out == "") is is_paged
    assert is_paged or out == text
    assert (tmp_path / "out").exists() is (text == LONG)


def test_a_pager_that_reads_nothing_does_no_harm(capfd: pytest.CaptureFixture[str]) -> None:
    environment = {**os.environ, "TERM": "xterm", "PAGER": f"{sys.executable} -c pass"}
    pager.print_paged(LONG * 10_000, environment, SIZE)
    assert capfd.readouterr().out == ""


def test_a_pager_that_is_not_there_is_named(capfd: pytest.CaptureFixture[str]) -> None:
    pager.print_paged(LONG, {"TERM": "xterm", "PAGER": "no-such-pager"}, SIZE)
    out, err = capfd.readouterr()
    assert out == LONG
    assert err.startswith("note: the pager 'no-such-pager' cannot be run: ")


def test_a_pager_of_several_commands_goes_through_a_shell(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    environment = {**os.environ, "TERM": "xterm", "PAGER": "cat | tr a-z A-Z >out"}
    pager.print_paged(LONG, environment, SIZE)
    assert (tmp_path / "out").read_text("utf-8") == LONG.upper()


def test_a_pager_that_cannot_be_read_is_said(capfd: pytest.CaptureFixture[str]) -> None:
    pager.print_paged(LONG, {**os.environ, "TERM": "xterm", "PAGER": "less 'x"}, SIZE)
    out, err = capfd.readouterr()
    assert out == LONG
    assert err == 'note: the pager "less \'x" cannot be run: No closing quotation\n'
