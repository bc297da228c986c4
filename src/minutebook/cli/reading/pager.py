"""Give a long text to the pager of the user, and lose none of it where that fails."""

from __future__ import annotations

import os
import shlex
import signal
import subprocess
import sys
from collections.abc import Mapping

from minutebook.cli import output

_DEFAULT_PAGER = "less -FRX"
_LESS_OPTIONS = "FRX"  # as git gives them: leave where all fits, show colours, leave the text there
_NO_PAGERS = ("", "cat")


def choose_pager(environment: Mapping[str, str]) -> list[str]:
    """The command of the pager: $MINUTEBOOK_PAGER, $PAGER or less; empty for none.

    Neither `cat` nor an empty text is one, and a terminal that can do nothing (TERM=dumb) has none.
    """
    if environment.get("TERM") in (None, "dumb"):
        return []
    command = environment.get("MINUTEBOOK_PAGER", environment.get("PAGER", _DEFAULT_PAGER)).strip()
    try:
        return [] if command in _NO_PAGERS else shlex.split(command)
    except ValueError:  # a quotation mark without its other one
        return []


def count_rows(text: str, columns: int) -> int:
    """How many rows of a terminal a text takes, whose lines may be wider than it."""
    plain = strip_styles(text)
    return sum(
        max(1, -(-output.count_cells(line) // max(columns, 1))) for line in plain.splitlines()
    )


def strip_styles(text: str) -> str:
    """A text without the control sequences for styles."""
    import re

    return re.sub(r"\x1b\[[0-9;]*m", "", text)


def print_paged(text: str, environment: Mapping[str, str], size: os.terminal_size) -> None:
    """Print a text on stdout, through the pager where it is longer than the screen.

    A pager that cannot be run, or fails, leaves the text on stdout as if there were none.
    """
    command = choose_pager(environment)
    is_long = bool(size.lines) and count_rows(text, size.columns) >= size.lines
    if not command or not is_long or not _page(text, command, environment):
        output.print_styled(text)


def _page(text: str, command: list[str], environment: Mapping[str, str]) -> bool:
    """Show a text in the pager; whether that has worked."""
    sys.stdout.flush()
    previous = signal.signal(signal.SIGINT, signal.SIG_IGN)  # it is the pager's
    try:
        process = subprocess.Popen(
            command,
            stdin=subprocess.PIPE,
            env={"LESS": _LESS_OPTIONS, "LESSCHARSET": "utf-8", **environment},
        )
        try:
            process.communicate(text.encode("utf-8", "backslashreplace"))
        except BrokenPipeError:  # it was left before the end
            process.wait()
        return process.returncode <= 0  # a signal ended it: the user has seen it
    except OSError as error:
        output.print_note(f"the pager {command[0]!r} cannot be run: {error.strerror}")
        return False
    finally:
        signal.signal(signal.SIGINT, previous)
