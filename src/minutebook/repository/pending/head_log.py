"""HEAD's log: which commits were made in a working tree, and which only came from elsewhere.

Git notes there what moved HEAD, a line each: `OLD NEW NAME <EMAIL> SECONDS ZONE`, a tab, and what
was done (`commit: …`, `pull: Fast-forward`, `rebase (pick): …`). A commit that was pulled, reset
to or checked out is in a line as well, but nobody made it here.
"""

from __future__ import annotations

import os

from minutebook.lean.patterns import compile_lazily
from minutebook.lean.values import Value
from minutebook.repository import light

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Literal

_MAX_LOG_BYTES = 4 * 1024 * 1024  # bytes of the log that are read, from its end
# What moves HEAD to a commit that is there already. A `commit` is always made, whatever it says.
_MOVE = compile_lazily(
    r"(?!commit\b)(?:"
    r"(?i:checkout|reset|clone|branch|fetch|push|update by push|initial pull)\b"
    r"|(?:merge|pull|rebase|cherry-pick)\b.*: (?i:fast-forward)"
    r"|(?:rebase|pull)\b[^:]*\((?:start|finish|abort)\)"
    r"|rebase[^:]* (?:finished|aborting)\b"
    r")"
)
_REBASE = compile_lazily(r"(?:rebase|pull)\b[^:]*\((\w+)\)|rebase: ")


class MadeCommit(Value):
    """A commit that was made in a working tree: its id, and when, in unix seconds.

    `way` says by what: "moved" by a rebase that only put it elsewhere, "rebased" by one that
    changed it (a squash, a conflict), "made" by anything else.
    """

    sha: str
    time: int
    way: Literal["made", "moved", "rebased"] = "made"


def measure_log(git_dir: str) -> int:
    """The size of HEAD's log in bytes; -1 where none is written."""
    try:
        return os.path.getsize(_locate_log(git_dir))
    except OSError:
        return -1


def list_made_commits(
    git_dir: str, start_time: float, start_size: int = -1, end_size: int = -1
) -> list[MadeCommit] | None:
    """The commits that were made in a working tree since a moment, oldest first; None: no log.

    `start_size` and `end_size` are the sizes that the log had at the beginning and at the end of
    what is asked for (-1: not known): the log knows whole seconds alone.
    """
    size = measure_log(git_dir)
    if size < 0:
        return None
    text = light.read_tail(_locate_log(git_dir), _MAX_LOG_BYTES)
    raw = text.encode("utf-8", "surrogateescape")
    offset = size - len(raw)
    begin, end = start_size - offset, end_size - offset
    # A log that git shortened meanwhile is read by its times.
    if 0 <= start_size <= size and begin >= 0 and (not begin or raw[begin - 1 : begin] == b"\n"):
        raw = raw[begin : end if end >= begin and end_size >= 0 else None]
    made = []
    for line in raw.decode("utf-8", "surrogateescape").split("\n"):
        facts, _, action = line.partition("\t")
        ids, _, stamp = facts.rpartition("> ")
        seconds = stamp.partition(" ")[0]
        if seconds.isdecimal() and int(seconds) >= int(start_time) - 1 and not _MOVE.match(action):
            sha = ids.split(" ", 2)[1]
            made.append(MadeCommit(sha, int(seconds), _tell_way(action)))
    return made


def _tell_way(action: str) -> Literal["made", "moved", "rebased"]:
    rebase = _REBASE.match(action)
    if not rebase:
        return "made"
    return "moved" if rebase[1] in (None, "pick") else "rebased"


def _locate_log(git_dir: str) -> str:
    return os.path.join(git_dir, "logs", "HEAD")
