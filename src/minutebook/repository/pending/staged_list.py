"""The list of the records that are staged and not committed yet, and whether git deleted one.

The file `minutebook-staged` in the working tree's own git directory has a line for each: the object
that was staged (`-`: none yet), `@` and the size of HEAD's log at that time in bytes, a tab, the
record's path.
"""

from __future__ import annotations

import os
from collections.abc import Iterable

from minutebook.lean.patterns import compile_lazily
from minutebook.lean.values import Value
from minutebook.repository import light
from minutebook.repository.git.repo import Repo

NOT_STAGED = "-"
_LIST_NAME = "minutebook-staged"
_MAX_LOG_BYTES = 1024 * 1024  # bytes of HEAD's log that are read, from its end
_DISCARD = compile_lazily(
    r"> (\d+) [^\t\n]*\t(?:reset: |checkout: |\w+ \(abort\)|[^\n]*: aborting)"
)
# Git deletes files before it notes the command, and notes it to the second.
_SECONDS_BEFORE, _SECONDS_AFTER = 5, 2


class StagedRecord(Value):
    """The object that was staged, or NOT_STAGED, and the size of HEAD's log then (-1: unknown)."""

    object_id: str = NOT_STAGED
    log_size: int = -1


def has_list(git_dir: str) -> bool:
    """Whether a record is listed. Costs one look at the disk."""
    return os.path.exists(os.path.join(git_dir, _LIST_NAME))


def read_list(repo: Repo) -> dict[str, StagedRecord]:
    """The listed records by their paths."""
    waiting = {}
    for line in light.read_text(os.path.join(repo.git_dir, _LIST_NAME)).split("\n"):
        facts, _, path = line.partition("\t")
        object_id, _, size = facts.partition("@")
        if path:
            waiting[path] = StagedRecord(object_id, int(size) if size.isdecimal() else -1)
    return waiting


def write_list(repo: Repo, waiting: dict[str, StagedRecord]) -> None:
    """Write the list, or remove it where it is empty. Raises OSError."""
    path = os.path.join(repo.git_dir, _LIST_NAME)
    if waiting:
        lines = [f"{each.object_id}@{each.log_size}\t{name}\n" for name, each in waiting.items()]
        light.write_whole(path, "".join(lines).encode("utf-8", "surrogateescape"))
    elif os.path.exists(path):
        os.unlink(path)


def note_staged(repo: Repo, objects: dict[str, str]) -> dict[str, StagedRecord]:
    """The entries of records that are staged now, from their objects by path."""
    try:
        log_size = os.path.getsize(_locate_log(repo))
    except OSError:  # before the first commit
        log_size = 0
    return {path: StagedRecord(object_id, log_size) for path, object_id in objects.items()}


def forget_paths(repo: Repo, paths: Iterable[str]) -> None:
    """Take records off the list: they are not written again, whatever git deletes."""
    waiting = read_list(repo)
    kept = {path: each for path, each in waiting.items() if path not in set(paths)}
    if kept != waiting:
        write_list(repo, kept)


def is_deleted_by_git(repo: Repo, path: str, staged: StagedRecord) -> bool:
    """Whether a missing file went with a reset, checkout, stash or abort after it was staged.

    HEAD's log shows one since then, and the last change in the file's folder was at that moment: a
    file that a person removed before or after it changed the folder at another time.
    """
    log_path = _locate_log(repo)
    folder = os.path.dirname(os.path.join(repo.top, path))
    while not os.path.isdir(folder):
        folder = os.path.dirname(folder)
    try:
        added_size = os.path.getsize(log_path) - staged.log_size
        changed = os.stat(folder).st_mtime
    except OSError:  # no log is written here
        return False
    if staged.log_size < 0 or added_size <= 0:
        return False
    # With the end of the line before: a line that may be cut is left out.
    added = light.read_tail(log_path, min(added_size + 1, _MAX_LOG_BYTES))
    times = [int(time) for time in _DISCARD.findall(added)]
    return any(time - _SECONDS_BEFORE <= changed < time + _SECONDS_AFTER for time in times)


def _locate_log(repo: Repo) -> str:
    return os.path.join(repo.git_dir, "logs", "HEAD")
