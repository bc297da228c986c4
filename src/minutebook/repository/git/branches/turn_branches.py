"""Which branches a turn was on: those that were checked out, left, renamed, or rebased."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Sequence

from minutebook.lean.patterns import compile_lazily
from minutebook.lean.values import Value
from minutebook.repository.git import revisions, tree_status
from minutebook.repository.git.process import run_git
from minutebook.repository.git.repo import Repo

_MAX_LOG_BYTES = 16 * 1024 * 1024  # of HEAD's log, from its end
_MAX_COMMITS = 20  # that HEAD was at without a branch; of more nothing is known
_MOVED = compile_lazily(r"checkout: moving from (\S+) to (\S+)")
_RETURNED = compile_lazily(r"rebase.* returning to (?:refs/heads/)?(\S+)")
_RENAMED = compile_lazily(r"Branch: renamed refs/heads/(\S+) to refs/heads/(\S+)")
_COMMIT_ID = compile_lazily(r"[0-9a-f]{40}(?:[0-9a-f]{24})?")
_REMOTES = "refs/remotes/"


class HeadNote(Value):
    """What was noted of HEAD when a turn began, at `time` (seconds since the epoch).

    `branches` are the one that was checked out, or "" and those that a rebase would go back to; ()
    where nothing was noted. `commit` is HEAD's; `log_size` the length of its log in bytes, -1 where
    that is not known.
    """

    time: float
    branches: tuple[str, ...] = ()
    commit: str = ""
    log_size: int = -1


class TurnBranches(Value):
    """The branches that a turn was on, the one that it ended on first; ("",) for a commit alone.

    `commits` are those that HEAD was at without a branch; `is_unknown`: no branch has one of them.
    """

    names: tuple[str, ...]
    commits: tuple[str, ...] = ()
    is_unknown: bool = False


class _Move(Value):
    """What HEAD's log says: the commit that HEAD came to, when, and how."""

    commit: str
    seconds: int
    action: str


def find_turn_branches(repo: Repo, start: HeadNote) -> TurnBranches:
    """The branches that were checked out in a working tree since a turn began.

    By what was noted then, by HEAD's log since, and by HEAD as it is. A branch that a rebase or a
    bisection has left counts, and one that was renamed under both of its names. Which branches have
    a commit that HEAD was at is left open: see `find_branches_of_commits`.
    """
    now = tree_status.read_branches(repo.git_dir)
    names, commits = [name for name in now if name], list[str]()
    if now == [""]:
        commits.append(revisions.find_commit(repo, "HEAD"))
    moves = list(_list_moves(repo, start))
    checkouts = [(move, match) for move in moves if (match := _MOVED.match(move.action))]
    for index, (move, match) in enumerate(checkouts):
        for name in match.groups():
            (commits if _COMMIT_ID.fullmatch(name) else names).append(name)
        is_last = index + 1 == len(checkouts)
        if now == [""] if is_last else _COMMIT_ID.fullmatch(checkouts[index + 1][1][1]):
            # HEAD came to a commit there, by the name of a remote's branch, say.
            commits.append(move.commit)
            names.append(match[2].partition("/")[2])
    for move in moves:
        if renamed := _RENAMED.match(move.action):
            names += renamed.groups()
        elif returned := _RETURNED.match(move.action):
            names.append(returned[1])
    names += start.branches
    if start.branches == ("",):
        commits.append(start.commit)
    known = tuple(dict.fromkeys(name for name in names if name and not _COMMIT_ID.fullmatch(name)))
    commits += [name for name in names if _COMMIT_ID.fullmatch(name)]
    return TurnBranches(known or ("",), tuple(dict.fromkeys(commits)))


def find_branches_of_commits(repo: Repo, branches: TurnBranches) -> TurnBranches:
    """The branches of a turn with all those, here and of remotes, that have a commit it was at."""
    names, is_unknown = list(branches.names), len(branches.commits) > _MAX_COMMITS
    for commit in branches.commits[:_MAX_COMMITS]:
        containing = list(_list_branches_with(repo, commit))
        is_unknown = is_unknown or not containing
        names += containing
    known = tuple(dict.fromkeys(filter(None, names)))
    return TurnBranches(known or ("",), branches.commits, is_unknown)


def join_branches(all_branches: Sequence[TurnBranches]) -> TurnBranches:
    """The branches of several working trees as those of one turn."""
    names = dict.fromkeys(name for branches in all_branches for name in branches.names if name)
    commits = dict.fromkeys(commit for branches in all_branches for commit in branches.commits)
    return TurnBranches(tuple(names) or ("",), tuple(commits))


def _list_branches_with(repo: Repo, commit: str) -> Iterator[str]:
    """The names of the branches that have a commit, those of remotes without the remote's name."""
    if not commit:
        return
    args = ("for-each-ref", "--format=%(refname)", f"--contains={commit}", "refs/heads", _REMOTES)
    refs = run_git(repo, *args, ok_statuses=(0, 128, 129)).split()
    remotes = revisions.list_remotes(repo) if any(ref.startswith(_REMOTES) for ref in refs) else []
    for ref in refs:
        if ref.startswith(tree_status.HEADS):
            yield ref.removeprefix(tree_status.HEADS)
            continue
        path = ref.removeprefix(_REMOTES)
        remote = max((name for name in remotes if path.startswith(f"{name}/")), key=len, default="")
        name = path.removeprefix(f"{remote}/") if remote else path.partition("/")[2]
        if name != "HEAD":
            yield name


def _list_moves(repo: Repo, start: HeadNote) -> Iterator[_Move]:
    """What HEAD's log says since a turn began, the oldest first.

    What stands behind the length that was noted came later, whatever its time. Of a log that was
    shortened since, or whose length is not known, the seconds tell: that of the turn's beginning
    counts.
    """
    if os.path.isdir(os.path.join(repo.common_dir, "reftable")):
        moves: Iterable[_Move] = _read_log_from_git(repo)
        yield from (move for move in moves if move.seconds >= int(start.time))
        return
    raw, is_whole_log = _read_log(repo)
    size = start.log_size
    before = raw[:size] if is_whole_log and 0 <= size <= len(raw) else b""
    last_commit = _parse_move(before.rstrip(b"\n").rpartition(b"\n")[2]).commit
    is_noted = size == 0 or (before.endswith(b"\n") and last_commit == start.commit)
    for line in raw[len(before) if is_noted else 0 :].splitlines():
        move = _parse_move(line)
        if is_noted or move.seconds >= int(start.time):
            yield move


def _parse_move(line: bytes) -> _Move:
    """An entry of HEAD's log: `OLD NEW NAME <MAIL> SECONDS ZONE`, a tab, and what was done."""
    facts, _, action = line.decode("utf-8", "surrogateescape").partition("\t")
    stamp = facts.rpartition("> ")[2].partition(" ")[0]
    commit = facts.partition(" ")[2].partition(" ")[0]
    return _Move(commit, int(stamp) if stamp.isdecimal() else 0, action)


def _read_log(repo: Repo) -> tuple[bytes, bool]:
    """HEAD's log, of a very long one the end; and whether it is all of it."""
    try:
        with open(tree_status.locate_head_log(repo.git_dir), "rb") as file:
            size = os.fstat(file.fileno()).st_size
            file.seek(max(0, size - _MAX_LOG_BYTES))
            return file.read(), size <= _MAX_LOG_BYTES
    except OSError:
        return b"", True


def _read_log_from_git(repo: Repo) -> list[_Move]:
    """HEAD's log where git alone can read it, the oldest entry first."""
    args = ("log", "--walk-reflogs", "--date=unix", "--format=%H%x09%gd%x09%gs", "HEAD")
    moves = []
    for line in run_git(repo, *args, ok_statuses=(0, 128)).splitlines():
        commit, _, rest = line.partition("\t")
        selector, _, action = rest.partition("\t")
        stamp = selector.partition("@{")[2].rstrip("}")
        moves.append(_Move(commit, int(stamp) if stamp.isdecimal() else 0, action))
    return moves[::-1]
