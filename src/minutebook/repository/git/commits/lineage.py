"""Where records with one number came from, and on whose side a line was written: asked of git.

The answers are the same for everybody who has the same commits: they depend on the default branch,
author dates (which rebase, cherry-pick and amend keep) and the graph of commits, never on which
side of a merge somebody happens to be.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator, Sequence

from minutebook.lean.values import Value
from minutebook.records.discovery import EXPORT_MARK, SITE_MARK
from minutebook.repository import light
from minutebook.repository.git.process import run_git
from minutebook.repository.git.repo import Repo
from minutebook.repository.git.revisions import find_default_commit, list_base_commits

_NEVER = 1 << 62  # beyond any step or time
_LOG_OPTIONS = ("--no-show-signature", "--no-ext-diff", "--name-status", "-z", "-M", "-l2000")
_LOG_FORMAT = "--format=%x01%H %at"


class Origin(Value):
    """Where a record got its number.

    `arrival_step` counts the steps of the default branch up to the one that brought it there,
    `author_time` (seconds) is that of `commit`, which added it. For what is not committed the two
    are beyond any other, and `commit` is "". `is_cut`: a shallow clone has it from a commit whose
    parents were not fetched, so that it may have come at any time before.
    """

    arrival_step: int = _NEVER
    author_time: int = _NEVER
    commit: str = ""
    is_cut: bool = False

    @property
    def is_on_default_branch(self) -> bool:
        """Whether the default branch has the record."""
        return self.arrival_step < _NEVER


class _LoggedCommit(Value):
    """A commit of a log, and its changes as (status, old path, new path)."""

    sha: str
    author_time: int
    changes: list[tuple[str, str, str]]


def find_origins(
    repo: Repo, folders: Sequence[str], has_same_number: Callable[[str, str], bool]
) -> Callable[[str], Origin]:
    """The origin of each path below some folders, as a function of the path.

    A renamed file has the origin of its old name if `has_same_number(old, new)`: else it got its
    number with the rename. Of several commits that added one path (picked from branch to branch, or
    deleted and brought back) the oldest counts.
    """
    cut_commits = list_cut_commits(repo)
    arrivals = _find_arrivals(repo, folders, has_same_number)
    additions = _find_additions(repo, folders, has_same_number)

    def find_origin(path: str) -> Origin:
        author_time, commit = additions.get(path, (_NEVER, ""))
        arrival_step, arrival_commit = arrivals.get(path, (_NEVER, ""))
        is_cut = not cut_commits.isdisjoint((commit, arrival_commit))
        return Origin(arrival_step, author_time, commit, is_cut)

    return find_origin


def list_cut_commits(repo: Repo) -> frozenset[str]:
    """The commits of a shallow clone whose parents were not fetched; none in any other clone."""
    return frozenset(light.read_text(os.path.join(repo.common_dir, "shallow")).split())


def _find_arrivals(
    repo: Repo, folders: Sequence[str], has_same_number: Callable[[str, str], bool]
) -> dict[str, tuple[int, str]]:
    """The paths that the default branch has, with the step and the commit that brought each."""
    tip = find_default_commit(repo)
    if not tip:
        return {}
    options = ("--first-parent", "-m", "--reverse", *_LOG_OPTIONS, _LOG_FORMAT)
    log = run_git(repo, "log", *options, tip, "--", *folders)
    arrivals: dict[str, tuple[int, str]] = {}
    for step, commit in enumerate(_parse_log(log)):
        arrival = (step, commit.sha)
        for status, old_path, path in commit.changes:
            is_renamed = status == "R"
            previous = arrivals.pop(old_path, arrival) if is_renamed else arrival
            if status == "D":
                arrivals.pop(path, None)
            elif is_renamed:
                arrivals[path] = previous if has_same_number(old_path, path) else arrival
            else:
                arrivals.setdefault(path, arrival)
    return arrivals


def _find_additions(
    repo: Repo, folders: Sequence[str], has_same_number: Callable[[str, str], bool]
) -> dict[str, tuple[int, str]]:
    """The oldest commit, after its author's date, that gave each path the number it states."""
    base_commits = list_base_commits(repo)
    if not base_commits:
        return {}
    # Without --full-history git leaves out sides of a merge, and which ones depends on where one
    # stands. `-c`: what a merge commit itself added, not what it brought together.
    options = ("--full-history", "--topo-order", "--reverse", "-c", *_LOG_OPTIONS, _LOG_FORMAT)
    log = run_git(repo, "log", *options, *base_commits, "--", *folders)
    additions: dict[str, tuple[int, str]] = {}
    for commit in _parse_log(log):
        for status, old_path, path in commit.changes:
            addition = (commit.author_time, commit.sha)
            if status == "R" and has_same_number(old_path, path):
                addition = additions.get(old_path, addition)
            if status in "ACR":
                additions[path] = min(addition, additions.get(path, addition))
    return additions


def _parse_log(log: str) -> Iterator[_LoggedCommit]:
    for entry in log.split("\x01")[1:]:
        header, *fields = (field.strip("\n") for field in entry.split("\0"))
        sha, _, author_time = header.partition(" ")
        changes = []
        remaining = iter(fields)
        for field in remaining:
            if not field:
                continue
            path = next(remaining, "")
            # Of a merge each letter is what it did as seen from one parent.
            has_one_parent = field[1:].isdecimal() or len(field) == 1
            status = field[0] if has_one_parent else _merge_statuses(field)
            is_moved = status in "RC" and field[1:].isdecimal()
            changes.append((status, path, next(remaining, "") if is_moved else path))
        yield _LoggedCommit(sha, int(author_time or 0), changes)


def _merge_statuses(statuses: str) -> str:
    return "A" if set(statuses) <= {"A", "R", "C"} else "M"


# Lines ------------------------------------------------------------------------------------------


def find_matching_files(repo: Repo, patterns: Iterable[str]) -> list[str]:
    """The texts that people write, tracked or new, that match one of some extended expressions."""
    options = ("-l", "-z", "-I", "-i", "-E", "--no-recurse-submodules", "--untracked", "-f", "-")
    stdin_text = "\n".join(patterns)
    answer = run_git(repo, "grep", *options, "--", stdin_text=stdin_text, ok_statuses=(0, 1))
    paths = filter(None, answer.split("\0"))
    return _leave_written_out(repo, paths)


def find_matches(repo: Repo, pattern: str, is_wanted: Callable[[str], bool]) -> list[str]:
    """The texts that people write, tracked or new, with a wanted match for an extended expression.

    Each wording is judged once. With its number before each match, and the path before those of a
    file, what git prints can be told apart, and is not much longer than what it matched.
    """
    options = ("-z", "-n", "-o", "--heading", "--no-break", "--no-column", "--no-color")
    scope = ("-I", "-i", "-E", "--no-recurse-submodules", "--untracked", "-e", pattern)
    answer = run_git(repo, "grep", *options, *scope, "--", ok_statuses=(0, 1))
    verdicts: dict[str, bool] = {}
    paths: dict[str, None] = {}
    heading, *fields = answer.split("\0")
    path = heading.rpartition("\n")[0]
    for field in fields:
        match, _, rest = field.partition("\n")
        if match not in verdicts:
            verdicts[match] = is_wanted(match)
        if verdicts[match]:
            paths[path] = None
        path = rest.rpartition("\n")[0] or path
    return _leave_written_out(repo, paths)


def _leave_written_out(repo: Repo, paths: Iterable[str]) -> list[str]:
    """Those of some files that people write: no links, and no site or export of minutebook's.

    These repeat what records say, and are written anew by the command that has written them.
    """
    known = {"": False}  # by folder; a manifest in the top itself would hide the repository

    def is_output(folder: str) -> bool:
        if folder not in known:
            manifests = (os.path.join(repo.top, folder, name) for name in (SITE_MARK, EXPORT_MARK))
            known[folder] = any(map(os.path.isfile, manifests)) or is_output(
                folder.rpartition("/")[0]
            )
        return known[folder]

    return [
        path
        for path in paths
        if not os.path.islink(os.path.join(repo.top, path))
        and not is_output(path.rpartition("/")[0])
    ]


class Ancestry:
    """Which of some commits each commit of the history knows, and which of them know it.

    A commit knows itself and those before it. Sets of the commits that are asked for are bit masks.
    """

    def __init__(self, repo: Repo, commits: Iterable[str]) -> None:
        tip = find_default_commit(repo)
        marked = dict.fromkeys([*commits, tip])
        self._bits = {commit: 1 << index for index, commit in enumerate(marked) if commit}
        self._default_bit = self._bits.get(tip, 0)
        self._known: dict[str, int] = {}
        self._known_by: dict[str, int] = {}
        heads = [*list_base_commits(repo), *([tip] if tip else [])]
        options = ("--topo-order", "--parents")
        answer = run_git(repo, "rev-list", *options, *heads, "--") if heads else ""
        families = [line.split(" ") for line in answer.splitlines()]
        for commit, *parents in reversed(families):
            mask = self._bits.get(commit, 0)
            for parent in parents:
                mask |= self._known.get(parent, 0)
            self._known[commit] = mask
        for commit, *parents in families:
            mask = self._known_by.get(commit, 0) | self._bits.get(commit, 0)
            self._known_by[commit] = mask
            for parent in parents:
                self._known_by[parent] = self._known_by.get(parent, 0) | mask

    def find_side(self, line_commit: str, origin: Origin, other_origin: Origin) -> int:
        """Whether a line of a commit was written on the side of one record or of the other.

        1 for `origin`, -1 for `other_origin`; 0 where that cannot be known.
        """
        if origin.commit == other_origin.commit or not line_commit:
            return 0
        if line_commit in (origin.commit, other_origin.commit):
            return 1 if line_commit == origin.commit else -1
        known, known_by = self._known.get(line_commit, 0), self._known_by.get(line_commit, 0)
        bit, other_bit = self._bits.get(origin.commit, 0), self._bits.get(other_origin.commit, 0)
        if side := self._find_stacked_side(known, known_by, origin, other_origin):
            return side
        if known & (bit | other_bit):  # both: written after the sides met
            return bool(known & bit) - bool(known & other_bit)
        if known_by & (bit | other_bit):
            return bool(known_by & bit) - bool(known_by & other_bit)
        return self._find_branch_side(known_by, origin, other_origin)

    def is_older(self, line_commit: str, origins: Iterable[Origin]) -> bool:
        """Whether a commit was there before all the records were."""
        known_by = self._known_by.get(line_commit, 0)
        return all(
            origin.commit != line_commit and known_by & self._bits.get(origin.commit, 0)
            for origin in origins
        )

    def _find_stacked_side(self, known: int, known_by: int, origin: Origin, other: Origin) -> int:
        """The side where a branch was put on top of the default one: all on the branch alone."""
        lower, upper = (origin, other) if origin.is_on_default_branch else (other, origin)
        lower_bit = self._bits.get(lower.commit, 0)
        is_on_top = self._known.get(upper.commit, 0) & known & lower_bit
        if not is_on_top or known_by & self._default_bit:
            return 0
        return self._find_branch_side(known_by, origin, other)

    def _find_branch_side(self, known_by: int, origin: Origin, other: Origin) -> int:
        """The side by the branch, where the default branch has one record and not the other."""
        if origin.is_on_default_branch == other.is_on_default_branch:
            return 0
        is_on_default = bool(known_by & self._default_bit)
        return 1 if origin.is_on_default_branch == is_on_default else -1
