"""Where files went that are no longer there, as far as git tells it with two short looks."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator
from itertools import takewhile

from minutebook.lean.globs import find_literal_folder, has_wildcards, matches_glob
from minutebook.repository.git.process import run_git
from minutebook.repository.git.repo import Repo

_RENAMES = ("-r", "-M", "-l2000", "--diff-filter=R", "--name-status", "-z")
_MAX_PATHS, _MAX_COMMITS = 500, 200  # that renames are looked for of, and in
_MAX_GLOBS = 20  # that are looked for in the history: git reads a part of it for each


def make_rename_finder(repo: Repo) -> Callable[[str], str]:
    """What tells for a glob where the files are now that it meant: a path, a folder, or "".

    It asks what is staged, then the last commit that took away a file at or below the glob's
    folder. The history is not asked for a glob that may mean files anywhere, nor for many globs.
    """
    staged: list[tuple[str, str]] | None = None
    count = 0

    def find_renamed(glob: str) -> str:
        nonlocal staged, count
        if staged is None:
            answer = run_git(repo, "diff", "--cached", *_RENAMES[1:], "--", ok_statuses=(0, 128))
            staged = list(_parse_renames(answer))
        if place := _describe_place(glob, staged):
            return place
        path = find_literal_folder(glob) if has_wildcards(glob) else glob.strip("/")
        count += 1
        if not path or count > _MAX_GLOBS:
            return ""
        options = ("-1", "--diff-filter=D", "--no-renames", "--format=%H")
        commit = run_git(repo, "log", *options, "--", path, ok_statuses=(0, 128)).strip()
        if not commit:
            return ""
        answer = run_git(
            repo, "diff-tree", *_RENAMES, "--no-commit-id", commit, "--", ok_statuses=(0, 128)
        )
        return _describe_place(glob, list(_parse_renames(answer)))

    return find_renamed


def list_renames(
    repo: Repo, former_paths: Collection[str], *, after: str = "", since: str = ""
) -> list[tuple[str, str]]:
    """The old and the new paths of files that were renamed, of some that are no longer there.

    What is staged is asked, and the newest commits of HEAD's history that took such files away:
    those behind the commit `after`, and from the day `since` (ISO 8601) on. A copy is no rename.
    Raises OperationError.
    """
    wanted = sorted(former_paths)[:_MAX_PATHS]
    if not wanted:
        return []
    staged = run_git(repo, "diff", "--cached", *_RENAMES[1:], "--", ok_statuses=(0, 128))
    options = ["--diff-filter=D", "--no-renames", "--format=%H", f"--max-count={_MAX_COMMITS}"]
    options += ["--no-show-signature", *([f"--since={since}T00:00:00+1400"] if since else [])]
    span = f"{after}..HEAD" if after else "HEAD"
    commits = run_git(repo, "log", *options, span, "--", *wanted, ok_statuses=(0, 128))
    answer = ""
    if commits.strip():
        answer = run_git(
            repo, "diff-tree", *_RENAMES, "--no-commit-id", "--stdin", stdin_text=commits
        )
    return [(old, new) for old, new in _parse_renames(staged + answer) if old in former_paths]


def _parse_renames(answer: str) -> Iterator[tuple[str, str]]:
    """The old and the new paths in what git says of renamed files."""
    fields = iter(answer.split("\0"))
    for status in fields:
        old, new = next(fields, ""), next(fields, "")
        if status.startswith("R") and new:
            yield old, new


def _describe_place(glob: str, renames: list[tuple[str, str]]) -> str:
    """The new path of the file that a glob meant, or the folder that all of them are in now."""
    new_paths = [new for old, new in renames if matches_glob(glob, old)]
    if len(new_paths) < 2:
        return next(iter(new_paths), "")
    folders = [path.split("/")[:-1] for path in new_paths]
    levels = takewhile(lambda names: len(set(names)) == 1, zip(*folders, strict=False))
    shared = "/".join(names[0] for names in levels)
    # A folder around the old one says no more than that they are elsewhere.
    is_wide = not shared or f"{find_literal_folder(glob)}/".startswith(f"{shared}/")
    return "" if is_wide else f"{shared}/"
