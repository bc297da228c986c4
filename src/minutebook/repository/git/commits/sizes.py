"""How much the latest commits changed."""

from __future__ import annotations

from minutebook.repository.git.process import run_git_bounded
from minutebook.repository.git.repo import Repo

_MAX_BYTES = 2 * 1024 * 1024  # of what git prints
_TIMEOUT_SECONDS = 3.0
_COMMIT_START = "\1"


def list_line_counts(repo: Repo, commit: str, max_count: int) -> list[dict[str, int]]:
    """Which files the commits up to one changed, the newest first, and how many lines of each.

    A line counts where it was added and where it was removed; binary files have none. Of merges,
    all that they brought to their first parent, whose history alone is followed. A commit without
    a parent has no files, nor has one where a shallow clone ends. Ends early where git takes long.
    Raises OperationError where git fails.
    """
    args = (
        *("-c", "log.showRoot=false", "log", "--first-parent", "-m", f"--max-count={max_count}"),
        *("--numstat", "-z", "--no-renames", "--no-ext-diff", "--no-textconv"),
        *("--no-show-signature", "--format=%x01", commit),
    )
    answer = run_git_bounded(repo, *args, max_bytes=_MAX_BYTES, timeout_seconds=_TIMEOUT_SECONDS)
    return [_read_counts(entry) for entry in answer.split(_COMMIT_START)[1:]]


def _read_counts(entry: str) -> dict[str, int]:
    counts: dict[str, int] = {}
    for line in entry.strip("\n\0").split("\0"):
        added, _, rest = line.lstrip("\n").partition("\t")
        removed, _, path = rest.partition("\t")
        if path:
            counts[path] = sum(int(number) for number in (added, removed) if number.isdigit())
    return counts
