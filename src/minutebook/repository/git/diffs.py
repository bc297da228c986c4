"""Diffs in one form, whatever the user configured, and merges of lines.

A diff is bounded in bytes and seconds and costs few git processes: the end of an agent's turn
waits for it, too.
"""

from __future__ import annotations

import os
import stat
from collections.abc import Iterable, Sequence

from minutebook.errors import OperationError
from minutebook.repository import guard
from minutebook.repository.git.process import run_git, run_git_bounded
from minutebook.repository.git.repo import Repo

_DIFF_OPTIONS = (
    "--no-ext-diff",
    "--no-textconv",
    "--no-color",
    "--src-prefix=a/",
    "--dst-prefix=b/",
    "--submodule=short",
    "--ignore-submodules=dirty",  # git in there would go by the configuration that is there
    "--unified=3",
    "--find-renames",
)
_NO_PROGRAMS = ("--no-ext-diff", "--no-textconv", "--ignore-submodules=dirty")
_MAX_DIFF_BYTES = 16 * 1024 * 1024
_DIFF_TIMEOUT_SECONDS = 10.0
_MAX_NEW_FILE_BYTES = 1024 * 1024  # of an untracked file; a larger one is data, and left out
_FILE_START = "diff --git "
_CONFLICT_STATUSES = range(128)  # of `git merge-file`: the number of conflicts, at most 127


# Diffs ------------------------------------------------------------------------------------------


def read_diff(repo: Repo, base: str, commit: str = "") -> str:
    """What changed between two commits or trees; binary files without their content.

    Without `commit`, between `base` and the tracked files of the working tree. What is over some
    megabytes or seconds is left out. Raises OperationError where git fails.
    """
    return _run_diff(repo, base, *filter(None, [commit]))


def read_staged_diff(repo: Repo) -> str:
    """What the next commit would change, as `read_diff` gives it."""
    return _run_diff(repo, "--cached")


def read_worktree_diff(repo: Repo, base: str, paths: Sequence[str] | None = None) -> str:
    """The diff from a commit or tree to the working tree, with untracked files as new ones.

    `paths` are the files that it is about; None: all. Nothing is written into the repository.
    """
    if paths is not None and not paths:
        return ""
    args = ("ls-files", "-z", "--others", "--exclude-standard", "--", *(paths or ()))
    untracked = run_git(repo, *args).split("\0")
    new_paths = [path for path in untracked if _is_small_file(os.path.join(repo.top, path))]
    if not new_paths:
        return _run_diff(repo, base, paths=paths or ())
    import tempfile

    # A copy of the index that knows the new files: git then finds renames among them, too. Copy and
    # new objects lie outside of the repository, which may be read-only.
    try:
        with tempfile.TemporaryDirectory(prefix="minutebook-") as folder:
            environment = {
                "GIT_INDEX_FILE": os.path.join(folder, "index"),
                "GIT_OBJECT_DIRECTORY": os.path.join(folder, "objects"),
                "GIT_ALTERNATE_OBJECT_DIRECTORIES": _list_object_folders(repo),
            }
            os.mkdir(environment["GIT_OBJECT_DIRECTORY"])
            _copy_index(repo, environment["GIT_INDEX_FILE"])
            options = ("--intent-to-add", "--pathspec-from-file=-", "--pathspec-file-nul")
            stdin_text = "\0".join(new_paths)
            run_git(repo, "add", *options, stdin_text=stdin_text, environment=environment)
            return _run_diff(repo, base, paths=paths or (), environment=environment)
    except OSError as error:
        raise OperationError(
            f"git's index cannot be copied to a temporary folder: {error.strerror}",
            "see who may write there: TMPDIR names another one",
        ) from None


def read_commits_diff(repo: Repo, commits: Sequence[str]) -> str:
    """What some commits changed, one after the other in the given order; merges are left out.

    It is bounded as `read_diff` is. Raises OperationError where git knows one of them not.
    """
    if not commits:
        return ""
    return run_git_bounded(
        repo,
        "log",
        "--no-walk=unsorted",
        "--no-merges",
        "--no-show-signature",
        "--format=",
        "--patch",
        *_DIFF_OPTIONS,
        *commits,
        "--",
        max_bytes=_MAX_DIFF_BYTES,
        timeout_seconds=_DIFF_TIMEOUT_SECONDS,
    )


def list_changed_paths(
    repo: Repo, base: str, commit: str = "", paths: Iterable[str] = ()
) -> frozenset[str]:
    """The files, at or below some paths, that differ between two commits.

    Without `commit`, between `base` and the working tree. None where there is no such commit.
    """
    args = ("diff", "--no-renames", "--name-only", "-z", *_NO_PROGRAMS)
    commits = (base, commit) if commit else (base,)
    answer = run_git(repo, *args, *commits, "--", *paths, ok_statuses=(0, 128))
    return frozenset(answer.split("\0")) - {""}


def list_modified_paths(repo: Repo, base: str) -> frozenset[str]:
    """The files that a commit has with another content than the working tree."""
    args = ("diff", "--no-renames", "--diff-filter=M", "--name-only", "-z", *_NO_PROGRAMS)
    return frozenset(run_git(repo, *args, base, "--").split("\0")) - {""}


def _run_diff(
    repo: Repo,
    *args: str,
    paths: Iterable[str] = (),
    environment: dict[str, str] | None = None,
) -> str:
    return run_git_bounded(
        repo,
        "diff",
        *_DIFF_OPTIONS,
        *args,
        "--",
        *paths,
        max_bytes=_MAX_DIFF_BYTES,
        timeout_seconds=_DIFF_TIMEOUT_SECONDS,
        environment=environment,
    )


def _is_small_file(path: str) -> bool:
    try:
        status = os.lstat(path)
    except OSError:
        return False
    return stat.S_ISREG(status.st_mode) and status.st_size <= _MAX_NEW_FILE_BYTES


def _list_object_folders(repo: Repo) -> str:
    """Where git looks for objects beside a folder of its own, as one variable says it."""
    objects = os.environ.get("GIT_OBJECT_DIRECTORY") or os.path.join(repo.common_dir, "objects")
    folder = os.path.join(repo.top, objects)
    if os.pathsep in folder or folder.startswith('"'):
        escaped = folder.replace("\\", "\\\\").replace('"', '\\"')
        folder = f'"{escaped}"'
    inherited = os.environ.get("GIT_ALTERNATE_OBJECT_DIRECTORIES", "")
    return os.pathsep.join(filter(None, [folder, inherited]))


def _copy_index(repo: Repo, target: str) -> None:
    """Copy git's index: the one that a git hook is given, else the working tree's own.

    The copy keeps the time of the original. Git compares a file's time with that of the index, and
    reads a file that is not older: with a newer copy, a file that was changed in the second after
    `git add` and kept its size would count as unchanged.
    """
    given = os.environ.get("GIT_INDEX_FILE", "")
    source = os.path.join(repo.top, given) if given else os.path.join(repo.git_dir, "index")
    try:
        with open(source, "rb", opener=guard.open_regular_file) as file:
            raw = file.read()
            status = os.fstat(file.fileno())
    except FileNotFoundError:  # nothing was ever added
        return
    with open(target, "wb") as file:
        file.write(raw)
    os.utime(target, ns=(status.st_atime_ns, status.st_mtime_ns))


# The text of a diff -----------------------------------------------------------------------------


def exclude_folders(diff: str, folders: tuple[str, ...]) -> str:
    """A diff without the files below some folders, whose paths end in `/`."""
    starts = tuple(f"{_FILE_START}{quote}a/{folder}" for folder in folders for quote in ("", '"'))
    if not any(start in diff for start in starts):
        return diff
    return "\n".join(part for part in _split_files(diff) if not part.startswith(starts))


def truncate_diff(diff: str, max_characters: int) -> str:
    """A diff of at most about so many characters: the largest files lose their ends."""
    if len(diff) <= max_characters:
        return diff
    parts = _split_files(diff)
    limit = _limit_each([len(part) for part in parts], max_characters)
    return "\n".join(
        part if len(part) <= limit else part[: max(part.rfind("\n", 0, limit), 0)] for part in parts
    )


def exclude_large_files(diff: str, max_file_characters: int, max_characters: int) -> str:
    """A diff without the files of which more changed than so many characters.

    What comes behind the first `max_characters` of the others is left out, too.
    """
    kept: list[str] = []
    size = 0
    for part in _split_files(diff):
        if len(part) <= max_file_characters and size + len(part) <= max_characters:
            kept.append(part)
            size += len(part)
    return "\n".join(kept)


def _split_files(diff: str) -> list[str]:
    """The part of each file, without its last line end; the whole text where git made no parts."""
    first, *rest = f"\n{diff}".split(f"\n{_FILE_START}")
    return [*filter(None, [first[1:]]), *(_FILE_START + part for part in rest)]


def _limit_each(sizes: list[int], max_total: int) -> int:
    """How much each size may be at most, so that all together are no more than the total."""
    remaining, limit = max_total, 0
    for index, size in enumerate(sorted(sizes)):
        limit = remaining // (len(sizes) - index)
        if size > limit:
            break
        remaining -= size
    return limit


# Merges -----------------------------------------------------------------------------------------


def merge_lines(
    repo: Repo, paths: Sequence[str], labels: Sequence[str], marker_size: str = ""
) -> tuple[str, bool]:
    """What git's line merge makes of three files, and whether it is without conflict.

    `paths` are ours, base and theirs; `labels`, in the same order, name them at conflict markers,
    which are as long as `marker_size` says. Raises OperationError where they cannot be merged.
    """
    options = ["-p", *(["--marker-size", marker_size] if marker_size.isdigit() else [])]
    for label in labels:
        options += ["-L", label]
    args = ("merge-file", *options, "--", *paths)
    try:
        return run_git(repo, *args), True
    except OperationError:  # conflicts, or no text: the status alone tells them apart
        return run_git(repo, *args, ok_statuses=_CONFLICT_STATUSES), False
