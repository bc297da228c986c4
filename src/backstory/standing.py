"""What stands in a working tree: HEAD, and what differs from it, as cheaply as git can tell."""

from __future__ import annotations

import os


def of(top: str) -> tuple[str, list[str]]:
    """HEAD's commit ("" before the first one), and what differs from it or is untracked.

    An entry is what tells one content of a file from the next, a blank, and its path.
    """
    words = ("status", "--porcelain=v2", "--branch", "-z", "-uall", "--no-renames")
    commit, entries = "", []
    for entry in git(top, *words).split("\0"):
        if entry.startswith("# branch.oid "):
            commit = entry[13:] if entry[13:] != "(initial)" else ""
        elif entry[:2] in ("1 ", "u ", "? "):
            path = entry.split(" ", {"1": 8, "u": 10, "?": 1}[entry[0]])[-1]
            entries.append(f"{mark(top, path)} {path}")
    return commit, entries


def mark(top: str, path: str) -> str:
    """What tells one content of a file from the next, without reading it; "-" where it is gone."""
    try:
        found = os.lstat(os.path.join(top, path))
    except (OSError, ValueError):
        return "-"
    return f"{found.st_mtime_ns}:{found.st_size}:{found.st_ino}"


def git(top: str, *words: str) -> str:
    """What git answers; "" where it fails. `subprocess` alone would cost more than the question."""
    os.environ["GIT_OPTIONAL_LOCKS"] = "0"
    pieces = ["git", "-C", top, "-c", "core.fsmonitor=false", "-c", "core.quotePath=false", *words]
    if not hasattr(os, "posix_spawnp"):  # pragma: no cover - Windows
        import subprocess

        return subprocess.run(pieces, capture_output=True, check=False).stdout.decode(
            "utf-8", "surrogateescape"
        )
    out, into = os.pipe()
    quiet = os.open(os.devnull, os.O_RDWR)
    actions = [
        (os.POSIX_SPAWN_DUP2, quiet, 0),
        (os.POSIX_SPAWN_DUP2, into, 1),
        (os.POSIX_SPAWN_DUP2, quiet, 2),
    ]
    child = os.posix_spawnp("git", pieces, os.environ, file_actions=actions)
    os.close(into)
    os.close(quiet)
    with open(out, "rb") as file:
        said = file.read()
    _, code = os.waitpid(child, 0)
    return said.decode("utf-8", "surrogateescape") if code == 0 else ""
