"""The numbers that records have on branches: read once a commit, and kept in git's directory.

Nothing but the standard library's cheapest parts is loaded: an agent's prompt asks, too. Refs are
read from their files; one git child reads the trees of all commits that were not seen before.

`<git's common directory>/minutebook/numbers/ROW` has a line for each state of a row's folders that
a commit at the end of a branch has: its trees, its numbers, the names that tell how the next one is
written, and those commits. It is never the truth: whatever is not understood is read anew.
"""

from __future__ import annotations

import os

from minutebook.repository.git import tree_status, trees
from minutebook.repository.spool import read_text

TYPE_CHECKING = False  # as in `typing`, which would cost more than all the rest
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

BRANCH_REF_PREFIXES = ("refs/heads/", "refs/remotes/")
_FORM = "minutebook numbers 1"
_END = "."  # the last line: a file without it was cut off
_SPANS = 16  # how many spans of numbers are kept of a state, the highest ones
_LARGEST = 4 * 1024 * 1024  # bytes of what is kept of a row


class BranchNumbers:
    """What the names on branches tell.

    `names` has, of each state of the folders, the name with the highest number, and the last of
    the dated names that have none.
    """

    __slots__ = ("names", "spans")

    def __init__(self) -> None:
        self.names: set[str] = set()
        self.spans: set[tuple[int, int]] = set()

    def __contains__(self, number: int) -> bool:
        return any(low <= number <= high for low, high in self.spans)

    @property
    def highest(self) -> int:
        """The highest number on any branch; 0 where there is none."""
        return max((high for _, high in self.spans), default=0)


class _State:
    """What is kept of a state of the folders, and the commits that have it."""

    __slots__ = ("commits", "names", "spans")

    def __init__(self, spans: str, names: str, commits: Iterable[str]) -> None:
        self.spans, self.names, self.commits = spans, names, set(commits)


def read_numbers(
    common_dir: str,
    series_name: str,
    folders: Iterable[str],
    parse_number: Callable[[str], int],
    *,
    max_commits: int | None = None,
    ref_prefix: str = "",
) -> BranchNumbers:
    """The numbers of the markdown files below the `places` (folders) on every branch.

    Local and remote-tracking branches count, and what is checked out in any working tree; `only`
    takes the refs that begin so. `number` tells a name's number, less than 1 where it has none;
    it must be the same for a row at every call. At most `most` commits are read that were not seen
    before. Never fails: what git cannot tell does not count.
    """
    folders = tuple(place for place in folders if "\n" not in place and "\t" not in place)
    found = read_branch_tips(common_dir)
    live = set(found.values())
    path = os.path.join(common_dir, "minutebook", "numbers", series_name)
    form = "\t".join((_FORM, *folders))
    kept = _kept(path, form)
    seen: set[str] = set().union(*(state.commits for state in kept.values()))
    unseen = sorted(live - seen)[:max_commits]
    if unseen:
        for key, (names, commits) in trees.read_page_names(common_dir, unseen, folders).items():
            if key not in kept:
                kept[key] = _State(*_summary(names, parse_number), ())
            kept[key].commits.update(commits)
        _keep(path, form, kept, live)
    if ref_prefix:
        live = {commit for name, commit in found.items() if name.startswith(ref_prefix)}
    told = BranchNumbers()
    for state in kept.values():
        if not live.isdisjoint(state.commits):
            told.spans.update(_spans(state.spans))
            told.names.update(state.names.split("/") if state.names else ())
    return told


# Refs -------------------------------------------------------------------------------------------


def read_branch_tips(common_dir: str) -> dict[str, str]:
    """The commits of all branches by their refs' names, and of HEADs that are on none."""
    if os.path.isdir(os.path.join(common_dir, "reftable")):
        return _told(common_dir)
    found = {}
    for line in read_text(os.path.join(common_dir, "packed-refs")).split("\n"):
        commit, _, name = line.partition(" ")
        if name.startswith(BRANCH_REF_PREFIXES) and trees.is_object_id(commit):
            found[name] = commit
    for place in BRANCH_REF_PREFIXES:
        found.update(_loose(common_dir, place))
    worktrees = os.path.join(common_dir, "worktrees")
    linked = os.listdir(worktrees) if os.path.isdir(worktrees) else []
    for folder in (common_dir, *(os.path.join(worktrees, name) for name in linked)):
        commit = _content(os.path.join(folder, "HEAD"))
        if trees.is_object_id(commit):
            found[os.path.join(folder, "HEAD")] = commit
    return found


def _loose(common: str, place: str) -> dict[str, str]:
    """The refs below a folder that have a file each."""
    found = {}
    todo = [place]
    while todo:
        here = todo.pop()
        try:
            entries = list(os.scandir(f"{common}/{here}"))
        except OSError:
            continue
        for entry in entries:
            if entry.is_dir(follow_symlinks=False):
                todo.append(f"{here}{entry.name}/")
                continue
            commit = _content(entry.path)
            if trees.is_object_id(commit):
                found[here + entry.name] = commit
    return found


def _content(path: str) -> str:
    """What a ref's file says: of hundreds of them, each as cheaply as can be."""
    try:
        file = os.open(path, os.O_RDONLY)
    except OSError:
        return ""
    try:
        return os.read(file, 100).decode("ascii", "replace").strip()
    except OSError:
        return ""
    finally:
        os.close(file)


def _told(common: str) -> dict[str, str]:
    """The same from git itself, for refs that are kept in no form of ours."""
    words = (
        "--git-dir=.",
        "for-each-ref",
        "--format=%(refname) %(objectname)",
        *BRANCH_REF_PREFIXES,
    )
    pairs = [line.rpartition(" ") for line in tree_status.query_git(common, *words).split("\n")]
    found = {name: commit for name, _, commit in pairs if trees.is_object_id(commit)}
    listed = tree_status.query_git(common, "--git-dir=.", "worktree", "list", "--porcelain").split(
        "\n"
    )
    for at, line in enumerate(listed):
        if line.startswith("HEAD ") and trees.is_object_id(line[5:]) and line[5:].strip("0"):
            found[f"HEAD {at}"] = line[5:]
    return found


# What is kept -----------------------------------------------------------------------------------


def _kept(path: str, form: str) -> dict[str, _State]:
    first, *lines = read_text(path).split("\n")
    if first != form or not lines or lines.pop() != _END:
        return {}
    kept = {}
    for line in lines:
        parts = line.split("\t")
        if len(parts) != 4 or (parts[1] and not _spans(parts[1])):
            return {}
        kept[parts[0]] = _State(parts[1], parts[2], parts[3].split(" "))
    return kept


def _keep(path: str, form: str, kept: dict[str, _State], live: set[str]) -> None:
    """Write what is kept, as a whole; of two at once one wins, and the other's is read again."""
    lines, size = [form], len(form)
    for key, state in kept.items():
        commits = " ".join(sorted(state.commits & live))
        line = "\t".join((key, state.spans, state.names, commits))
        size += len(line.encode("utf-8", "surrogateescape")) + 1
        if commits and size < _LARGEST:
            lines.append(line)
    temporary = f"{path}.{os.getpid()}.tmp"
    try:
        os.makedirs(os.path.dirname(path), exist_ok=True)
        with open(temporary, "wb") as file:
            file.write("\n".join([*lines, _END]).encode("utf-8", "surrogateescape"))
        os.replace(temporary, path)
    except OSError:  # it is read again next time
        try:
            os.unlink(temporary)
        except OSError:
            pass


def _summary(names: set[str], number: Callable[[str], int]) -> tuple[str, str]:
    """The spans of the numbers that names have, and the names that tell how the next is written."""
    numbered = [(number(name), name) for name in names]
    tops = [max(numbered)[1]] if numbered else []
    dated = [name for stated, name in numbered if stated < 0 and name[:2] in ("19", "20")]
    tops += [max(dated)] if dated else []
    shown = {name.partition("\t")[0].partition("\n")[0] for name in tops}
    return _spanned({stated for stated, _ in numbered if stated > 0}), "/".join(sorted(shown))


def _spans(text: str) -> list[tuple[int, int]]:
    """The spans of "1-7,9"; none where a word is no number."""
    spans = []
    for word in text.split(",") if text else ():
        low, _, high = word.partition("-")
        if not (low.isdecimal() and (high or low).isdecimal()):
            return []
        spans.append((int(low), int(high or low)))
    return spans


def _spanned(numbers: Iterable[int]) -> str:
    spans: list[list[int]] = []
    for number in sorted(numbers):
        if spans and number == spans[-1][1] + 1:
            spans[-1][1] = number
        else:
            spans.append([number, number])
    return ",".join(f"{low}-{high}" for low, high in spans[-_SPANS:])
