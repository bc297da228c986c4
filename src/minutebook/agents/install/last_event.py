"""An agent's last event, as the spool has it: when it came, what it was, and from where."""

from __future__ import annotations

import os
from contextlib import suppress

from minutebook.lean.values import Value
from minutebook.repository import spool

_MAX_LINE_BYTES = 1024 * 1024  # bytes at the end of a session in which its last line is looked for


class LastEvent(Value):
    """An event: its time in unix seconds (0: there was none), its kind, the folder it came from."""

    time: float = 0.0
    kind: str = ""
    folder: str = ""


def find_last_event(common_dir: str, agent: str) -> LastEvent:
    """The last event of an agent; kind and folder are "" where the line cannot be read."""
    newest_path, newest_time = "", 0.0
    for folder in spool.list_spools(common_dir):
        for entry in os.scandir(folder):
            if entry.name.startswith(f"{agent}-") and entry.name.endswith(".jsonl"):
                with suppress(OSError):
                    modified = entry.stat().st_mtime
                    if modified > newest_time:
                        newest_path, newest_time = entry.path, modified
    return _read_last_line(newest_path, newest_time) if newest_path else LastEvent()


def _read_last_line(path: str, modified: float) -> LastEvent:
    from minutebook.agents.capture.spool_line import parse_line

    try:
        with open(path, "rb") as file:
            file.seek(max(0, os.fstat(file.fileno()).st_size - _MAX_LINE_BYTES))
            line = file.read().rstrip().rpartition(b"\n")[2]
        event = parse_line(line.decode("utf-8", "replace"), 1)
    except (OSError, ValueError, KeyError, TypeError, RecursionError):
        return LastEvent(modified)
    return LastEvent(event.time, event.kind, event.cwd)
