"""Where records with one number came from, and on whose side a line was written: asked of git.

The answers are the same for everybody who has the same commits: they stand on the default branch,
author dates (which rebase, cherry-pick and amend keep) and the graph of commits, never on which
side of a merge somebody happens to be.
"""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass

from minutebook.repository.git.repo import Repo, run_git

_DEFAULTS = (
    "refs/remotes/origin/HEAD",
    "refs/remotes/origin/main",
    "refs/remotes/origin/master",
    "refs/remotes/origin/trunk",
    "refs/heads/main",
    "refs/heads/master",
    "refs/heads/trunk",
)
_BRANCHES = 200  # remote-tracking branches that are looked at, the newest ones
_NEVER = 1 << 62
_HEX = re.compile(r"[0-9a-f]{40,64}")
_BLAMED = re.compile(r"([0-9a-f]{40,64}) [0-9]+ ([0-9]+)")
_LOG = ("--no-show-signature", "--no-ext-diff", "--name-status", "-z", "-M", "-l2000")


@dataclass(frozen=True, slots=True)
class Origin:
    """Where a record got its number.

    `arrival` counts the steps of the default branch up to the one that brought it there, `when` is
    the author's date (seconds) of `commit`, which added it; for what is not committed they are
    beyond any other, and `commit` is "".
    """

    arrival_step: int = _NEVER
    author_time: int = _NEVER
    commit: str = ""

    @property
    def is_on_default_branch(self) -> bool:
        """Whether the default branch has the record."""
        return self.arrival_step < _NEVER


def find_origins(
    repo: Repo, folders: Sequence[str], has_same_number: Callable[[str, str], bool]
) -> Callable[[str], Origin]:
    """The origin of each path below some folders.

    A renamed file has the origin of its old name if `same(old, new)`: else it got its number with
    the rename. Of several commits that added one path (picked from branch to branch, or deleted
    and brought back) the oldest counts.
    """
    arrived = _arrivals(repo, folders, has_same_number)
    added = _added(repo, folders, has_same_number)

    def origin(path: str) -> Origin:
        when, commit = added.get(path, (_NEVER, ""))
        return Origin(arrived.get(path, _NEVER), when, commit)

    return origin


def _arrivals(
    repo: Repo, folders: Sequence[str], same: Callable[[str, str], bool]
) -> dict[str, int]:
    """The paths that the default branch has, with the step of it that brought each."""
    tip = find_default_commit(repo)
    if not tip:
        return {}
    words = ("log", "--first-parent", "-m", "--reverse", *_LOG, "--format=%x01%H %at")
    found: dict[str, int] = {}
    steps = _changes(run_git(repo, *words, tip, "--", *folders))
    for step, (_, _, changes) in enumerate(steps):
        for status, old, new in changes:
            before = found.pop(old, step) if status == "R" else found.get(old, step)
            if status == "D":
                found.pop(new, None)
            elif status == "R":
                found[new] = before if same(old, new) else step
            else:
                found.setdefault(new, step)
    return found


def _added(
    repo: Repo, folders: Sequence[str], same: Callable[[str, str], bool]
) -> dict[str, tuple[int, str]]:
    """The oldest commit, with its author's date, that gave each path the number it states."""
    now = list_base_commits(repo)
    if not now:
        return {}
    # Without --full-history git leaves out sides of a merge, and which ones depends on where one
    # stands. `-c`: what a merge commit itself added, not what it brought together.
    words = ("log", "--full-history", "--topo-order", "--reverse", "-c", *_LOG)
    said = run_git(repo, *words, "--format=%x01%H %at", *now, "--", *folders)
    found: dict[str, tuple[int, str]] = {}
    for commit, when, changes in _changes(said):
        for status, old, new in changes:
            own = (when, commit)
            if status == "R" and same(old, new):
                own = found.get(old, own)
            if status in "ACR":
                found[new] = min(own, found.get(new, own))
    return found


def _changes(said: str) -> Iterator[tuple[str, int, list[tuple[str, str, str]]]]:
    """Commits of a log: id, author's date, and what it did as (status, old path, new path)."""
    for part in said.split("\x01")[1:]:
        told, *words = (word.strip("\n") for word in part.split("\0"))
        commit, _, when = told.partition(" ")
        changes = []
        left = iter(words)
        for status in left:
            if not status:
                continue
            path = next(left, "")
            # Of a merge each letter is what it did as seen from one parent.
            kind = status[0] if status[1:].isdecimal() or len(status) == 1 else _merged(status)
            moved = kind in "RC" and status[1:].isdecimal()
            changes.append((kind, path, next(left, "") if moved else path))
        yield commit, int(when or 0), changes


def _merged(status: str) -> str:
    return "A" if set(status) <= {"A", "R", "C"} else "M"


def list_base_commits(repo: Repo) -> list[str]:
    """The commits that the working tree stands on: HEAD, and what is being merged into it."""
    head = run_git(
        repo, "rev-parse", "--quiet", "--verify", "HEAD^{commit}", ok_statuses=(0, 1, 128)
    ).strip()
    found = [head] if head else []
    for name in ("MERGE_HEAD", "CHERRY_PICK_HEAD", "REBASE_HEAD"):
        try:
            with open(os.path.join(repo.git_dir, name), encoding="ascii") as file:
                words = file.read(65536).split()
        except (OSError, UnicodeDecodeError):
            continue
        found += [word for word in words if _HEX.fullmatch(word) and word not in found]
    return found


def find_default_commit(repo: Repo) -> str:
    """The last commit of the default branch: the remote's if there is one; "" where none is."""
    said = run_git(repo, "for-each-ref", "--format=%(refname) %(objectname)", *_DEFAULTS)
    known = dict(line.split(" ") for line in said.splitlines() if " " in line)
    for name in _DEFAULTS:
        if name in known:
            return known[name]
    named = run_git(repo, "config", "init.defaultBranch", ok_statuses=(0, 1)).strip()
    if not named:
        return ""
    ref = f"refs/heads/{named}"
    return run_git(repo, "rev-parse", "--quiet", "--verify", ref, ok_statuses=(0, 1, 128)).strip()


def list_branch_paths(repo: Repo, folders: Sequence[str]) -> list[list[str]]:
    """The paths below some folders on each branch of remotes, the default branch's first."""
    words = ("--sort=-committerdate", f"--count={_BRANCHES}", "--format=%(objectname)")
    told = run_git(repo, "for-each-ref", *words, "refs/remotes").split()
    return [
        _paths(repo, tip, folders)
        for tip in dict.fromkeys([find_default_commit(repo), *told])
        if tip
    ]


def _paths(repo: Repo, commit: str, places: Sequence[str]) -> list[str]:
    words = ("ls-tree", "-r", "-z", "--name-only", "--full-tree", commit, "--", *places)
    return [path for path in run_git(repo, *words, ok_statuses=(0, 128)).split("\0") if path]


def is_committed(repo: Repo, path: str) -> bool:
    """Whether the commit that is checked out has a file."""
    return bool(_paths(repo, "HEAD", [path]))


# Lines ------------------------------------------------------------------------------------------


def find_matching_files(repo: Repo, patterns: Iterable[str]) -> list[str]:
    """The text files, tracked or new, with a match for one of some extended expressions."""
    words = ("grep", "-l", "-z", "-I", "-i", "-E", "--no-recurse-submodules", "--untracked")
    said = run_git(
        repo, *words, "-f", "-", "--", stdin_text="\n".join(patterns), ok_statuses=(0, 1)
    )
    return [path for path in said.split("\0") if path and not _is_link(repo, path)]


def _is_link(repo: Repo, path: str) -> bool:
    return os.path.islink(os.path.join(repo.top, path))


def blame_lines(repo: Repo, path: str, line_numbers: Iterable[int]) -> dict[int, str]:
    """The commit that brought each of some lines (from 1) of a file; "" for one not committed."""
    ranges = [word for line in sorted(set(line_numbers)) for word in ("-L", f"{line},{line}")]
    words = ("--porcelain", "-w", *ranges)
    said = run_git(repo, "blame", *words, "--", path, ok_statuses=(0, 128))
    found: dict[int, str] = {}
    for line in said.split("\n"):
        if told := _BLAMED.match(line):
            found[int(told[2])] = told[1] if told[1].strip("0") else ""
    return found


class Ancestry:
    """Which of some commits each commit of the history knows, and which of them know it."""

    def __init__(self, repo: Repo, commits: Iterable[str]) -> None:
        end = find_default_commit(repo)
        self._bits = {
            mark: 1 << at for at, mark in enumerate(dict.fromkeys([*commits, end])) if mark
        }
        self._default = self._bits.get(end, 0)
        self._knows: dict[str, int] = {}
        self._known_by: dict[str, int] = {}
        start = [*list_base_commits(repo), *([end] if end else [])]
        said = run_git(repo, "rev-list", "--topo-order", "--parents", *start, "--") if start else ""
        family = [line.split(" ") for line in said.splitlines()]
        for commit, *parents in reversed(family):
            mask = self._bits.get(commit, 0)
            for parent in parents:
                mask |= self._knows.get(parent, 0)
            self._knows[commit] = mask
        for commit, *parents in family:
            mask = self._known_by.get(commit, 0) | self._bits.get(commit, 0)
            self._known_by[commit] = mask
            for parent in parents:
                self._known_by[parent] = self._known_by.get(parent, 0) | mask

    def find_side(self, line_commit: str, origin: Origin, other_origin: Origin) -> int:
        """Whether a line of the commit `line` was written on the side of one record or the other.

        1 for `one`, -1 for `other`; 0 where that cannot be known.
        """
        if origin.commit == other_origin.commit or not line_commit:
            return 0
        if line_commit in (origin.commit, other_origin.commit):
            return 1 if line_commit == origin.commit else -1
        knows, known = self._knows.get(line_commit, 0), self._known_by.get(line_commit, 0)
        first, second = self._bits.get(origin.commit, 0), self._bits.get(other_origin.commit, 0)
        if told := self._stacked(knows, known, origin, other_origin):
            return told
        if knows & (first | second):  # both: written after the sides met
            return _more(knows & first, knows & second)
        if known & (first | second):
            return _more(known & first, known & second)
        return self._branch(known, origin, other_origin)

    def is_older(self, line_commit: str, origins: Iterable[Origin]) -> bool:
        """Whether a commit was there before all the records were."""
        known = self._known_by.get(line_commit, 0)
        return all(
            mark.commit != line_commit and known & self._bits.get(mark.commit, 0)
            for mark in origins
        )

    def _stacked(self, knows: int, known: int, one: Origin, other: Origin) -> int:
        """Where a branch was put on top of the default one: all that is on the branch alone."""
        lower, upper = (one, other) if one.is_on_default_branch else (other, one)
        below = self._bits.get(lower.commit, 0)
        on_top = self._knows.get(upper.commit, 0) & knows & below
        return self._branch(known, one, other) if on_top and not known & self._default else 0

    def _branch(self, known: int, one: Origin, other: Origin) -> int:
        """Of a record that the default branch has and one that it has not: whose branch it is."""
        if one.is_on_default_branch == other.is_on_default_branch:
            return 0
        return 1 if one.is_on_default_branch == bool(known & self._default) else -1


def _more(one: int, other: int) -> int:
    return bool(one) - bool(other)
