"""A bar on a terminal's stderr that says how far long work is; in a pipe there is none.

It appears when the work takes longer than a second, and is gone before anything else is printed.
"""

from __future__ import annotations

import os
import sys
from time import monotonic

TYPE_CHECKING = False
if TYPE_CHECKING:
    from minutebook.lean.progress import ProgressReporter

_DELAY_SECONDS = 1.0  # before a bar appears: most commands are through by then
_REDRAW_SECONDS = 0.1
_BAR_CELLS = 30
_CLEAR_LINE = "\r\x1b[K"
_is_shown = False  # whether a bar is on the terminal just now


class ProgressBar:
    """The bar of one command. Times are of `monotonic`, in seconds."""

    def __init__(self) -> None:
        self._next_time = monotonic() + _DELAY_SECONDS

    def report(self, done: int, total: int) -> None:
        """Show that `done` of `total` things are done; nothing where that is all of them."""
        global _is_shown
        if done >= total:
            clear_bar()
            return
        now = monotonic()
        if now < self._next_time:
            return
        self._next_time, _is_shown = now + _REDRAW_SECONDS, True
        filled = _BAR_CELLS * done // total
        cells = "#" * filled + "." * (_BAR_CELLS - filled)
        sys.stderr.write(f"{_CLEAR_LINE}[{cells}] {100 * done // total:3} %  {done} of {total}")
        sys.stderr.flush()


def clear_bar() -> None:
    """Take the bar off the terminal, if there is one: something else is to be printed."""
    global _is_shown
    if _is_shown:
        _is_shown = False
        sys.stderr.write(_CLEAR_LINE)
        sys.stderr.flush()


def make_reporter() -> ProgressReporter | None:
    """What shows how far long work of this command is; None where stderr is no terminal for it."""
    is_terminal = sys.stderr.isatty() and os.environ.get("TERM", "dumb") != "dumb"
    return ProgressBar().report if is_terminal else None
