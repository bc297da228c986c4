"""Give a long text to the pager of the user, and lose none of it where that fails."""

from __future__ import annotations

import os
import re
import shlex
import shutil
import signal
import subprocess
import sys
from collections.abc import Mapping

from minutebook.cli import output
from minutebook.lean.patterns import compile_lazily

_DEFAULT_PAGER = "less -FRX"
_LESS_OPTIONS = "FRX"  # as git gives them: leave where all fits, show colours, leave the text there
_NO_PAGERS = ("", "cat")
_SHELL_SIGN = compile_lazily(r"[|&;<>()$`*?\[\]#~=%\n]")


def choose_pager(environment: Mapping[str, str]) -> str:
    """The command of the pager, as a shell reads it: $MINUTEBOOK_PAGER, $PAGER or less.

    "" for none: neither `cat` nor an empty text is one, and a terminal that can do nothing
    (TERM=dumb) has none.
    """
    if environment.get("TERM") in (None, "dumb"):
        return ""
    command = environment.get("MINUTEBOOK_PAGER", environment.get("PAGER", _DEFAULT_PAGER)).strip()
    return "" if command in _NO_PAGERS else command


def _make_call(command: str) -> list[str]:
    """What to run for the command of a pager: through a shell where it needs one, as git does.

    Raises ValueError where its quotation marks do not pair.
    """
    arguments = shlex.split(command)
    shell = shutil.which("sh") if _SHELL_SIGN.search(command) else None
    return [shell, "-c", command] if shell else arguments


def count_rows(text: str, columns: int) -> int:
    """How many rows of a terminal a text takes, whose lines may be wider than it."""
    plain = strip_styles(text)
    return sum(
        max(1, -(-output.count_cells(line) // max(columns, 1))) for line in plain.splitlines()
    )


def strip_styles(text: str) -> str:
    """A text without the control sequences for styles."""
    return re.sub(r"\x1b\[[0-9;]*m", "", text)


def print_paged(text: str, environment: Mapping[str, str], size: os.terminal_size) -> None:
    """Print a text on stdout, through the pager where it is longer than the screen.

    A pager that cannot be run, or fails, leaves the text on stdout as if there were none.
    """
    command = choose_pager(environment)
    is_long = bool(size.lines) and count_rows(text, size.columns) >= size.lines
    if not command or not is_long or not _page(text, command, environment):
        output.print_styled(text)


def _page(text: str, command: str, environment: Mapping[str, str]) -> bool:
    """Show a text in the pager; whether that has worked."""
    try:
        call = _make_call(command)
    except ValueError as error:  # a quotation mark without its other one
        output.print_note(f"the pager {command!r} cannot be run: {error}")
        return False
    sys.stdout.flush()
    previous = signal.signal(signal.SIGINT, signal.SIG_IGN)  # it is the pager's
    try:
        process = subprocess.Popen(
            call,
            stdin=subprocess.PIPE,
            env={"LESS": _LESS_OPTIONS, "LESSCHARSET": "utf-8", **environment},
        )
        try:
            process.communicate(text.encode("utf-8", "backslashreplace"))
        except BrokenPipeError:  # it was left before the end
            process.wait()
        return process.returncode <= 0  # a signal ended it: the user has seen it
    except OSError as error:
        output.print_note(f"the pager {call[0]!r} cannot be run: {error.strerror}")
        return False
    finally:
        signal.signal(signal.SIGINT, previous)
