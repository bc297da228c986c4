"""The command line: arguments in, lines or a document out. Only the command asked for is loaded."""

from __future__ import annotations

import gc
import os
import sys

from minutebook import __version__

# The commands in the order of `--help`, by use, each with its module in `cli/commands`.
COMMAND_MODULES = {
    "init": "setup.setup",
    "phr": "phr",
    "adr": "adr",
    "list": "records.listing",
    "search": "records.search",
    "show": "records.records",
    "edit": "records.editing",
    "retitle": "records.renaming",
    "remove": "records.renaming",
    "link": "records.links",
    "unlink": "records.links",
    "index": "index",
    "check": "check",
    "renumber": "records.renaming",
    "import": "transfer",
    "export": "transfer",
    "suggest": "suggesting.suggest",
    "drift": "suggesting.drift",
    "audit": "agents.audit",
    "context": "explaining.context",
    "why": "explaining.why",
    "story": "explaining.story",
    "log": "explaining.log",
    "graph": "explaining.graph",
    "stats": "explaining.stats",
    "site": "site.site",
    "agents": "agents.agents",
    "mcp": "agents.serve",
    "numbers": "numbers",
    "redact": "redact",
    "catalog": "records.catalog",
    "guide": "setup.guide",
    "config": "setup.setup",
    "schema": "setup.setup",
    "demo": "setup.demo",
    "hook": "agents.hook",
    "merge-driver": "agents.hook",
}
INTERRUPTED_STATUS = 130  # as shells have it after Ctrl-C
HIDDEN_COMMANDS = frozenset({"merge-driver"})  # called by other programs alone


def main() -> None:
    """Run the command of this process and leave with its exit status."""
    if sys.getfilesystemencoding() != "utf-8" and sys.executable:
        _restart_in_utf8()
    # Few commands make garbage worth looking for; most of a start is allocation by imports.
    gc.set_threshold(100_000, 50, 100)
    if sys.stdout is None or sys.stderr is None:  # closed by whoever started the process
        nowhere = open(os.devnull, "w", encoding="utf-8")  # noqa: SIM115 - until the process ends
        sys.stdout, sys.stderr = sys.stdout or nowhere, sys.stderr or nowhere
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8", errors="backslashreplace", newline="\n")
    try:
        status = run(sys.argv[1:])
    except KeyboardInterrupt:  # while modules were loaded, or something was printed
        status = INTERRUPTED_STATUS
    try:
        sys.stderr.flush()
        sys.stdout.flush()
    except BrokenPipeError:  # the reader has seen enough
        pass
    except OSError as error:  # a full disk behind stdout
        status = status or 4
        sys.stderr.write(f"error: stdout cannot be written: {error.strerror}\n")
        sys.stderr.write("hint: see where it is redirected to\n")
        sys.stderr.flush()
    # Nothing is left to do: taking the modules apart costs more than some commands.
    os._exit(status)


def _restart_in_utf8() -> None:
    """Start this process anew in Python's UTF-8 mode.

    Git's paths and the pages are UTF-8. In a locale of ASCII, with the UTF-8 mode switched off,
    neither arguments nor paths with other letters come through.
    """
    os.execv(sys.executable, [sys.executable, "-X", "utf8", *sys.orig_argv[1:]])  # noqa: S606


def run(args: list[str]) -> int:
    """Run one command and give its exit status (DESIGN: 0, 1, 2, 3, 4, 70 or 130)."""
    if args == ["--version"]:
        sys.stdout.write(f"minutebook {__version__}\n")
        return 0
    from minutebook.cli import execution

    return execution.run(args)


def find_command(args: list[str]) -> str:
    """The command among the arguments, "" where none is plain to see."""
    index = 0
    while index < len(args) and args[index].startswith("-C"):
        index += 2 if args[index] == "-C" else 1
    name = args[index] if index < len(args) else ""
    return name if name in COMMAND_MODULES else ""
