"""What the hooks ask git: HEAD, the last commit, and what differs in the working tree.

As cheap as git can tell it: only `os` and `process` are loaded.
"""

from __future__ import annotations

import os

from minutebook.repository.git.environment import NO_REPOSITORY
from minutebook.repository.git.process import query_git


def read_status(top: str) -> tuple[str, list[str]]:
    """HEAD's commit ("" before the first one), and the files that differ from it or are untracked.

    An entry is the file's fingerprint, a blank, and its path.
    """
    options = ("--porcelain=v2", "--branch", "-z", "-uall", "--no-renames")
    # Git in a submodule would go by the configuration that is there.
    args = ("status", *options, "--ignore-submodules=dirty")
    commit, entries = "", []
    for line in query_git(top, *args).split("\0"):
        if line.startswith("# branch.oid "):
            commit = line[13:] if line[13:] != "(initial)" else ""
        elif line[:2] in ("1 ", "u ", "? "):
            path = line.split(" ", {"1": 8, "u": 10, "?": 1}[line[0]])[-1]
            entries.append(f"{fingerprint_file(top, path)} {path}")
    return commit, entries


def fingerprint_file(top: str, path: str) -> str:
    """A text that differs when a file's content may have changed; "-" where there is no file."""
    try:
        status = os.lstat(os.path.join(top, path))
    except (OSError, ValueError):  # ValueError: no system can have such a name
        return "-"
    return f"{status.st_mtime_ns}:{status.st_size}:{status.st_ino}"


def read_head(top: str) -> str:
    """HEAD's commit; "" before the first one."""
    return query_git(top, "rev-parse", "--quiet", "--verify", "HEAD").strip()


def read_last_commit(top: str) -> tuple[str, list[str], str]:
    """The last commit, its parents and its message; "" before the first one."""
    ids, _, message = query_git(top, "log", "-1", "--format=%H %P%n%B").partition("\n")
    commit, *parents = ids.split() or [""]
    return commit, parents, message


def add_trailer(top: str, message_path: str, trailer: str) -> None:
    """Add a trailer (`Name: value`) to the commit message in a file, unless it is there.

    A clone's own configuration can name a program for trailers, so git goes by the user's alone,
    but for the sign that comments begin with.
    """
    sign = query_git(top, "config", "core.commentChar").strip()
    options = ("--in-place", "--no-divider", "--if-exists", "addIfDifferent")
    query_git(
        top,
        *(("-c", f"core.commentChar={sign}") if sign else ()),
        "interpret-trailers",
        *options,
        "--trailer",
        trailer,
        os.path.join(top, message_path),
        environment={"GIT_DIR": NO_REPOSITORY},
    )
