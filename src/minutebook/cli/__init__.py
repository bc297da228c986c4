"""The command line: words in, lines out. Only the group that a command belongs to is loaded."""

from __future__ import annotations

import gc
import os
import sys

from minutebook import __version__

COMMAND_MODULES = {
    "init": "setup",
    "phr": "phr",
    "adr": "adr",
    "list": "records",
    "show": "records",
    "edit": "records",
    "link": "links",
    "unlink": "links",
    "index": "upkeep",
    "check": "upkeep",
    "renumber": "renumber",
    "numbers": "numbers",
    "audit": "audit",
    "suggest": "suggest",
    "agents": "agents",
    "hook": "hook",
    "merge-driver": "merge_driver",
    "redact": "redact",
    "config": "setup",
    "schema": "setup",
    "demo": "demo",
}
HIDDEN_COMMANDS = frozenset({"merge-driver"})  # called by other programs alone


def main() -> None:
    """Run the command of this process and leave with its exit status."""
    # Few commands make garbage worth looking for; most of a start is allocation by imports.
    gc.set_threshold(100_000, 50, 100)
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8", errors="backslashreplace", newline="\n")
    status = run(sys.argv[1:])
    try:
        sys.stderr.flush()
        sys.stdout.flush()
    except BrokenPipeError:  # the reader has seen enough
        pass
    except OSError as error:  # a full disk behind stdout
        status = status or 4
        sys.stderr.write(f"error: stdout cannot be written: {error.strerror}\n")
        sys.stderr.write("hint: see where it goes\n")
        sys.stderr.flush()
    # Nothing is left to do: taking the modules apart costs more than some commands.
    os._exit(status)


def run(args: list[str]) -> int:
    """Run one command and tell its exit status (DESIGN: 0, 1, 2, 3, 4, 70 or 130)."""
    if args == ["--version"]:
        sys.stdout.write(f"minutebook {__version__}\n")
        return 0
    from minutebook.cli import app

    return app.run(args)
