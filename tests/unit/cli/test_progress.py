"""The bar of long work: when it is shown, and that it goes."""

from __future__ import annotations

import io
import sys

import pytest

from minutebook.cli import output, progress


class Terminal(io.StringIO):
    """Text that says it is shown on a terminal."""

    def isatty(self) -> bool:
        return True


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """The time that bars see, in seconds."""
    times = [0.0]
    monkeypatch.setattr(progress, "monotonic", lambda: times[0])
    monkeypatch.setenv("TERM", "xterm")
    return times


def open_terminal(monkeypatch: pytest.MonkeyPatch) -> Terminal:
    """A terminal that is stderr from now on."""
    stream = Terminal()
    monkeypatch.setattr(sys, "stderr", stream)
    return stream


def test_a_bar_appears_after_a_second_and_is_redrawn_at_times(
    clock: list[float], monkeypatch: pytest.MonkeyPatch
) -> None:
    terminal = open_terminal(monkeypatch)
    report = progress.make_reporter()
    assert report
    report(1, 10)
    clock[0] = 0.9
    report(4, 10)
    assert terminal.getvalue() == ""
    clock[0] = 1.5
    report(5, 10)
    clock[0] = 1.55
    report(6, 10)
    assert terminal.getvalue() == "\r\x1b[K[###############...............]  50 %  5 of 10"
    report(10, 10)
    report(10, 10)
    assert terminal.getvalue().endswith("5 of 10\r\x1b[K")


def test_a_bar_goes_before_anything_is_printed(
    clock: list[float], monkeypatch: pytest.MonkeyPatch
) -> None:
    terminal = open_terminal(monkeypatch)
    report = progress.make_reporter()
    assert report
    clock[0] = 2
    report(5, 10)
    output.print_note("so it is")
    assert terminal.getvalue().endswith("5 of 10\r\x1b[Knote: so it is\n")


def test_there_is_none_in_a_pipe_or_on_a_terminal_that_cannot_clear_a_line(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    open_terminal(monkeypatch)
    monkeypatch.setenv("TERM", "dumb")
    assert progress.make_reporter() is None
    monkeypatch.setenv("TERM", "xterm")
    monkeypatch.setattr(sys, "stderr", io.StringIO())
    assert progress.make_reporter() is None
