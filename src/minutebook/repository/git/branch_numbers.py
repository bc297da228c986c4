"""The numbers that records have on branches, read once a commit and cached in git's directory.

Nothing but the standard library's cheapest parts is loaded: the hook asks at a prompt of an agent,
too. Refs are read from their files; one git process reads the trees of all new commits.

The cache, `<git's common directory>/minutebook/numbers/SERIES`, has a line for each state of a
series' folders that a commit at the end of a branch has: the ids of the folders' trees, the
numbers, the names that tell how the next one is written, and those commits. It is never the truth:
whatever is not understood is read anew.
"""

from __future__ import annotations

import os

from minutebook.repository import guard
from minutebook.repository.git import process, trees
from minutebook.repository.light import read_text

TYPE_CHECKING = False  # as in `typing`, which costs as much as all the rest
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

BRANCH_REF_PREFIXES = ("refs/heads/", "refs/remotes/")
_CACHE_FORMAT = "minutebook numbers 2"
_CACHE_END = "."  # the last line: a file without it was cut off
_MAX_SPANS = 200  # spans of numbers that are kept of a state, the highest ones
_MAX_CACHE_BYTES = 4 * 1024 * 1024  # bytes of the cache of a series


class BranchNumbers:
    """The numbers that records have on branches.

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


class _FolderState:
    """What is cached of a state of a series' folders, and the commits that have it."""

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
    page_names: trees.PageNames | None = None,
    keep_cache: bool = True,
) -> BranchNumbers:
    """The numbers of the pages below some folders on every branch.

    Local and remote-tracking branches count, and what is checked out in any working tree;
    `ref_prefix` takes the refs that begin so. `parse_number` gives the number of a file's name,
    less than 1 where it has none, `page_names` what counts as a name (by default those of markdown
    files); both must be the same for a series at every call. At most
    `max_commits` commits are read that are not in the cache; without `keep_cache` that stays as it
    is. Never fails: what git cannot tell does not count.
    """
    folders = tuple(folder for folder in folders if "\n" not in folder and "\t" not in folder)
    tips = read_branch_tips(common_dir)
    live_commits = set(tips.values())
    path = os.path.join(common_dir, "minutebook", "numbers", series_name)
    header = "\t".join((_CACHE_FORMAT, *folders))
    states = _read_cache(path, header)
    cached_commits: set[str] = set().union(*(state.commits for state in states.values()))
    new_commits = sorted(live_commits - cached_commits)[:max_commits]
    if new_commits:
        names_by_state = trees.read_page_names(common_dir, new_commits, folders, page_names)
        for key, (names, commits) in names_by_state.items():
            if key not in states:
                states[key] = _FolderState(*_summarize_names(names, parse_number), ())
            states[key].commits.update(commits)
        if keep_cache and not guard.find_link(common_dir, "minutebook/numbers"):
            _write_cache(path, header, states, live_commits)
    if ref_prefix:
        live_commits = {commit for ref, commit in tips.items() if ref.startswith(ref_prefix)}
    numbers = BranchNumbers()
    for state in states.values():
        if not live_commits.isdisjoint(state.commits):
            numbers.spans.update(_parse_spans(state.spans))
            numbers.names.update(state.names.split("/") if state.names else ())
    return numbers


# Refs -------------------------------------------------------------------------------------------


def read_branch_tips(common_dir: str) -> dict[str, str]:
    """The commits of all branches by their refs' names, and of HEADs that are on no branch."""
    if os.path.isdir(os.path.join(common_dir, "reftable")):
        return _query_branch_tips(common_dir)
    tips = {}
    for line in read_text(os.path.join(common_dir, "packed-refs")).split("\n"):
        commit, _, ref = line.partition(" ")
        if ref.startswith(BRANCH_REF_PREFIXES) and trees.is_object_id(commit):
            tips[ref] = commit
    for prefix in BRANCH_REF_PREFIXES:
        tips.update(_read_loose_refs(common_dir, prefix))
    worktrees = os.path.join(common_dir, "worktrees")
    linked_names = os.listdir(worktrees) if os.path.isdir(worktrees) else []
    for folder in (common_dir, *(os.path.join(worktrees, name) for name in linked_names)):
        commit = _read_ref_file(os.path.join(folder, "HEAD"))
        if trees.is_object_id(commit):
            tips[os.path.join(folder, "HEAD")] = commit
    return tips


def _read_loose_refs(common_dir: str, prefix: str) -> dict[str, str]:
    """The refs below a folder that have a file each."""
    tips = {}
    pending = [prefix]
    while pending:
        folder = pending.pop()
        try:
            entries = list(os.scandir(f"{common_dir}/{folder}"))
        except OSError:
            continue
        for entry in entries:
            if entry.is_dir(follow_symlinks=False):
                pending.append(f"{folder}{entry.name}/")
                continue
            commit = _read_ref_file(entry.path)
            if trees.is_object_id(commit):
                tips[folder + entry.name] = commit
    return tips


def _read_ref_file(path: str) -> str:
    """The content of a ref's file, by the cheapest calls: there may be hundreds of them."""
    try:
        descriptor = guard.open_regular_file(path)
    except OSError:
        return ""
    try:
        return os.read(descriptor, 100).decode("ascii", "replace").strip()
    except OSError:
        return ""
    finally:
        os.close(descriptor)


def _query_branch_tips(common_dir: str) -> dict[str, str]:
    """The same from git itself, for refs that have no files."""

    def query(*args: str) -> list[str]:
        return process.query_git(common_dir, "--git-dir=.", *args).split("\n")

    lines = query("for-each-ref", "--format=%(refname) %(objectname)", *BRANCH_REF_PREFIXES)
    pairs = [line.rpartition(" ") for line in lines]
    tips = {ref: commit for ref, _, commit in pairs if trees.is_object_id(commit)}
    for index, line in enumerate(query("worktree", "list", "--porcelain")):
        if line.startswith("HEAD ") and trees.is_object_id(line[5:]) and line[5:].strip("0"):
            tips[f"HEAD {index}"] = line[5:]
    return tips


# The cache --------------------------------------------------------------------------------------


def _read_cache(path: str, header: str) -> dict[str, _FolderState]:
    first, *lines = read_text(path).split("\n")
    if first != header or not lines or lines.pop() != _CACHE_END:
        return {}
    states = {}
    for line in lines:
        fields = line.split("\t")
        if len(fields) != 4 or (fields[1] and not _parse_spans(fields[1])):
            return {}
        states[fields[0]] = _FolderState(fields[1], fields[2], fields[3].split(" "))
    return states


def _write_cache(
    path: str, header: str, states: dict[str, _FolderState], live_commits: set[str]
) -> None:
    """Replace the cache as a whole; of two writers at once one wins, the other's is read again."""
    lines, size = [header], len(header)
    for key, state in states.items():
        commits = " ".join(sorted(state.commits & live_commits))
        line = "\t".join((key, state.spans, state.names, commits))
        size += len(line.encode("utf-8", "surrogateescape")) + 1
        if commits and size < _MAX_CACHE_BYTES:
            lines.append(line)
    temporary = f"{path}.{os.getpid()}.tmp"
    try:
        os.makedirs(os.path.dirname(path), exist_ok=True)
        guard.share_with_group(os.path.dirname(path))
        with open(guard.open_state_file(temporary), "wb") as file:
            file.write("\n".join([*lines, _CACHE_END]).encode("utf-8", "surrogateescape"))
        guard.share_with_group(temporary)
        os.replace(temporary, path)
    except OSError:  # it is read again next time
        try:
            os.unlink(temporary)
        except OSError:
            pass


def _summarize_names(names: set[str], parse_number: Callable[[str], int]) -> tuple[str, str]:
    """The spans of the numbers that names have, and the names that tell how the next is written."""
    numbered = [(parse_number(name), name) for name in names]
    telling_names = [max(numbered)[1]] if numbered else []
    dated = [name for number, name in numbered if number < 0 and name[:2] in ("19", "20")]
    telling_names += [max(dated)] if dated else []
    lines = {name.partition("\t")[0].partition("\n")[0] for name in telling_names}
    return format_spans({number for number, _ in numbered if number > 0}), "/".join(sorted(lines))


def _parse_spans(text: str) -> list[tuple[int, int]]:
    """The spans of "1-7,9"; none where a part is not a number."""
    spans = []
    for part in text.split(",") if text else ():
        low, _, high = part.partition("-")
        if not (low.isdecimal() and (high or low).isdecimal()):
            return []
        spans.append((int(low), int(high or low)))
    return spans


def format_spans(numbers: Iterable[int]) -> str:
    """Numbers as spans, "1-7,9": the highest ones, where there are very many."""
    spans: list[list[int]] = []
    for number in sorted(numbers):
        if spans and number == spans[-1][1] + 1:
            spans[-1][1] = number
        else:
            spans.append([number, number])
    return ",".join(f"{low}-{high}" for low, high in spans[-_MAX_SPANS:])
