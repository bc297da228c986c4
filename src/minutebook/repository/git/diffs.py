"""What changed, as git says it: a diff in one form whatever the user configured, and its words.

Bounded in bytes and seconds, with one git child a question: the end of an agent's turn asks too.
"""

from __future__ import annotations

import os
import stat
from collections.abc import Callable, Iterable, Sequence

from minutebook.errors import OperationError, Refusal
from minutebook.repository.git.repo import Repo, run_git, run_git_bounded

_FORM = (
    "--no-ext-diff",
    "--no-textconv",
    "--no-color",
    "--src-prefix=a/",
    "--dst-prefix=b/",
    "--submodule=short",
    "--unified=3",
    "--find-renames",
)
_MOST = 16 * 1024 * 1024  # bytes of a diff
_PATIENCE = 10.0  # seconds for a diff
_LARGE = 1024 * 1024  # bytes of an untracked file; a larger one is data, and left out
_FILES = 200  # files of a commit that are searched
_MESSAGES = 200  # commits whose messages are read
_DEEPEN = "fetch more of the history: git fetch --unshallow, or fetch-depth: 0 in a workflow"


class UnknownRevision(Refusal):
    """No commit answers to the name."""

    code = "unknown-revision"


# Commits ----------------------------------------------------------------------------------------


def resolve_commit(repo: Repo, revision: str) -> str:
    """The commit that a branch, a tag or any other name stands for. Raises UnknownRevision."""
    said = (
        ""
        if revision.startswith("-") or "\0" in revision
        else _revision(repo, f"{revision}^{{commit}}")
    )
    if not said:
        raise UnknownRevision(
            f"{revision!r} names no commit",
            "give a branch, a tag or a commit; fetch it first in a shallow clone",
        )
    return said


def resolve_head(repo: Repo) -> str:
    """HEAD's commit; before the first one, the tree without a file."""
    return _revision(repo, "HEAD^{commit}") or find_empty_tree(repo)


def find_empty_tree(repo: Repo) -> str:
    """The tree without a file, which every repository has."""
    return run_git(repo, "hash-object", "-t", "tree", "--stdin").strip()


def find_parent(repo: Repo, sha: str) -> str:
    """What a commit changed something of: its first parent; of a root, the tree without a file.

    Raises Trouble where the parent was not fetched.
    """
    said = _revision(repo, f"{sha}^1")
    if not said and sha in _shallow(repo):
        raise OperationError(f"the parent of {sha[:12]} is not here", _DEEPEN)
    return said or find_empty_tree(repo)


def find_merge_base(repo: Repo, first_commit: str, second_commit: str) -> str:
    """The last commit that two commits have in common. Raises Trouble where there is none."""
    said = run_git(repo, "merge-base", first_commit, second_commit, ok_statuses=(0, 1)).split("\n")[
        0
    ]
    if not said:
        raise OperationError(
            f"{first_commit[:12]} and {second_commit[:12]} have no commit in common here", _DEEPEN
        )
    return said


def read_messages(repo: Repo, *log_args: str) -> str:
    """The messages of the commits that `git log` finds for a span, newest first, as one text."""
    words = ("log", "--no-show-signature", "--encoding=UTF-8", "--format=%B", f"-{_MESSAGES}")
    return run_git(repo, *words, *log_args, "--").strip()


def _revision(repo: Repo, name: str) -> str:
    return run_git(repo, "rev-parse", "--quiet", "--verify", name, ok_statuses=(0, 1, 128)).strip()


def _shallow(repo: Repo) -> list[str]:
    try:
        with open(os.path.join(repo.common_dir, "shallow"), encoding="ascii") as file:
            return file.read().split()
    except OSError:
        return []


# Diffs ------------------------------------------------------------------------------------------


def read_diff(repo: Repo, *args: str, paths: Iterable[str] = (), index_file: str = "") -> str:
    """What `git diff` prints for commits or `--cached`; binary files without their content.

    What is over some megabytes or seconds is left out. Raises Trouble where git fails.
    """
    asked = ("diff", *_FORM, *args, "--", *paths)
    return run_git_bounded(
        repo, *asked, max_bytes=_MOST, timeout_seconds=_PATIENCE, index_file=index_file
    )


def read_worktree_diff(repo: Repo, base: str, paths: Sequence[str] | None = None) -> str:
    """The diff from a commit to the working tree, with untracked files as new ones.

    `paths` are the files that it is about; None: all.
    """
    if paths is not None and not paths:
        return ""
    said = run_git(repo, "ls-files", "-z", "--others", "--exclude-standard", "--", *(paths or ()))
    new = [path for path in said.split("\0") if _small(os.path.join(repo.top, path))]
    if not new:
        return read_diff(repo, base, paths=paths or ())
    # A copy of the index that knows the new files: git then finds renames among them, too.
    index = os.path.join(repo.git_dir, f"index.minutebook.{os.getpid()}")
    try:
        _copy_index(repo, index)
        words = ("add", "--intent-to-add", "--pathspec-from-file=-", "--pathspec-file-nul")
        run_git(repo, *words, stdin_text="\0".join(new), index_file=index)
        return read_diff(repo, base, paths=paths or (), index_file=index)
    except OSError as error:
        raise OperationError(
            f"{index} cannot be written: {error.strerror}", "see who may write there"
        ) from None
    finally:
        for path in (index, f"{index}.lock"):
            try:
                os.unlink(path)
            except OSError:
                pass


def find_words_in_commit(
    repo: Repo, commit: str, words: Sequence[str], is_wanted: Callable[[str], bool]
) -> frozenset[str]:
    """Which of some words, lower case, the files of a commit say whose paths are wanted."""
    listed = run_git(repo, "ls-tree", "-r", "-z", "--name-only", "--full-tree", commit)
    paths = [path for path in listed.split("\0") if path and is_wanted(path)][:_FILES]
    if not paths:
        return frozenset()
    asked = [part for word in words for part in ("-e", word)]
    said = run_git(
        repo, "grep", "-h", "-o", "-i", "-w", "-F", *asked, commit, "--", *paths, ok_statuses=(0, 1)
    )
    return frozenset(said.lower().split("\n"))


def _small(path: str) -> bool:
    try:
        found = os.lstat(path)
    except OSError:
        return False
    return stat.S_ISREG(found.st_mode) and found.st_size <= _LARGE


def _copy_index(repo: Repo, index: str) -> None:
    """Copy git's index: the one that a hook of git is given, else the working tree's own."""
    given = os.environ.get("GIT_INDEX_FILE", "")
    own = os.path.join(repo.top, given) if given else os.path.join(repo.git_dir, "index")
    try:
        with open(own, "rb") as file:
            raw = file.read()
    except FileNotFoundError:  # nothing was ever added
        return
    with open(index, "wb") as file:
        file.write(raw)


_BEGIN = "diff --git "


def exclude_folders(diff: str, folders: tuple[str, ...]) -> str:
    """A diff without the files below some folders, which end in `/`."""
    begins = tuple(f"{_BEGIN}{quote}a/{home}" for home in folders for quote in ("", '"'))
    if not any(begin in diff for begin in begins):
        return diff
    return "\n".join(text for text in _files(diff) if not text.startswith(begins))


def truncate_diff(diff: str, max_characters: int) -> str:
    """A diff of at most about `limit` characters: the largest files lose their ends."""
    if len(diff) <= max_characters:
        return diff
    files = _files(diff)
    share = _share([len(text) for text in files], max_characters)
    return "\n".join(
        text if len(text) <= share else text[: max(text.rfind("\n", 0, share), 0)] for text in files
    )


def _files(diff: str) -> list[str]:
    """What a diff says of each file, without the last line's end; all of it where git made none."""
    first, *rest = f"\n{diff}".split(f"\n{_BEGIN}")
    return [*filter(None, [first[1:]]), *(_BEGIN + text for text in rest)]


def _share(sizes: list[int], limit: int) -> int:
    """How much each may have at most, so that all together have no more than the limit."""
    left, share = limit, 0
    for at, size in enumerate(sorted(sizes)):
        share = left // (len(sizes) - at)
        if size > share:
            break
        left -= size
    return share
