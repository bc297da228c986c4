"""What changed, as git says it: a diff in one form whatever the user configured, and its words.

Bounded in bytes and seconds, with one git child a question: the end of an agent's turn asks too.
"""

from __future__ import annotations

import os
import stat
from collections.abc import Callable, Iterable, Sequence

from minutebook.errors import Refusal, Trouble
from minutebook.repository.git.repo import Repo, bounded, git

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


def commit(repo: Repo, name: str) -> str:
    """The commit that a branch, a tag or any other name stands for. Raises UnknownRevision."""
    said = "" if name.startswith("-") or "\0" in name else _revision(repo, f"{name}^{{commit}}")
    if not said:
        raise UnknownRevision(
            f"{name!r} names no commit",
            "give a branch, a tag or a commit; fetch it first in a shallow clone",
        )
    return said


def head(repo: Repo) -> str:
    """HEAD's commit; before the first one, the tree without a file."""
    return _revision(repo, "HEAD^{commit}") or nothing(repo)


def nothing(repo: Repo) -> str:
    """The tree without a file, which every repository has."""
    return git(repo, "hash-object", "-t", "tree", "--stdin").strip()


def parent(repo: Repo, sha: str) -> str:
    """What a commit changed something of: its first parent; of a root, the tree without a file.

    Raises Trouble where the parent was not fetched.
    """
    said = _revision(repo, f"{sha}^1")
    if not said and sha in _shallow(repo):
        raise Trouble(f"the parent of {sha[:12]} is not here", _DEEPEN)
    return said or nothing(repo)


def parted(repo: Repo, one: str, other: str) -> str:
    """The last commit that two commits have in common. Raises Trouble where there is none."""
    said = git(repo, "merge-base", one, other, ok=(0, 1)).split("\n")[0]
    if not said:
        raise Trouble(f"{one[:12]} and {other[:12]} have no commit in common here", _DEEPEN)
    return said


def messages(repo: Repo, *span: str) -> str:
    """The messages of the commits that `git log` finds for a span, newest first, as one text."""
    words = ("log", "--no-show-signature", "--encoding=UTF-8", "--format=%B", f"-{_MESSAGES}")
    return git(repo, *words, *span, "--").strip()


def _revision(repo: Repo, name: str) -> str:
    return git(repo, "rev-parse", "--quiet", "--verify", name, ok=(0, 1, 128)).strip()


def _shallow(repo: Repo) -> list[str]:
    try:
        with open(os.path.join(repo.common_dir, "shallow"), encoding="ascii") as file:
            return file.read().split()
    except OSError:
        return []


# Diffs ------------------------------------------------------------------------------------------


def between(repo: Repo, *words: str, paths: Iterable[str] = (), index: str = "") -> str:
    """What `git diff` prints for commits or `--cached`; binary files without their content.

    What is over some megabytes or seconds is left out. Raises Trouble where git fails.
    """
    asked = ("diff", *_FORM, *words, "--", *paths)
    return bounded(repo, *asked, most=_MOST, seconds=_PATIENCE, index=index)


def since(repo: Repo, base: str, paths: Sequence[str] | None = None) -> str:
    """The diff from a commit to the working tree, with untracked files as new ones.

    `paths` are the files that it is about; None: all.
    """
    if paths is not None and not paths:
        return ""
    said = git(repo, "ls-files", "-z", "--others", "--exclude-standard", "--", *(paths or ()))
    new = [path for path in said.split("\0") if _small(os.path.join(repo.top, path))]
    if not new:
        return between(repo, base, paths=paths or ())
    # A copy of the index that knows the new files: git then finds renames among them, too.
    index = os.path.join(repo.git_dir, f"index.minutebook.{os.getpid()}")
    try:
        _copy_index(repo, index)
        words = ("add", "--intent-to-add", "--pathspec-from-file=-", "--pathspec-file-nul")
        git(repo, *words, given="\0".join(new), index=index)
        return between(repo, base, paths=paths or (), index=index)
    except OSError as error:
        raise Trouble(
            f"{index} cannot be written: {error.strerror}", "see who may write there"
        ) from None
    finally:
        for path in (index, f"{index}.lock"):
            try:
                os.unlink(path)
            except OSError:
                pass


def named(
    repo: Repo, commit: str, words: Sequence[str], wanted: Callable[[str], bool]
) -> frozenset[str]:
    """Which of some words, lower case, the files of a commit say whose paths are wanted."""
    listed = git(repo, "ls-tree", "-r", "-z", "--name-only", "--full-tree", commit)
    paths = [path for path in listed.split("\0") if path and wanted(path)][:_FILES]
    if not paths:
        return frozenset()
    asked = [part for word in words for part in ("-e", word)]
    said = git(repo, "grep", "-h", "-o", "-i", "-w", "-F", *asked, commit, "--", *paths, ok=(0, 1))
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


def without(diff: str, homes: tuple[str, ...]) -> str:
    """A diff without the files below some folders, which end in `/`."""
    begins = tuple(f"{_BEGIN}{quote}a/{home}" for home in homes for quote in ("", '"'))
    if not any(begin in diff for begin in begins):
        return diff
    return "\n".join(text for text in _files(diff) if not text.startswith(begins))


def cut(diff: str, limit: int) -> str:
    """A diff of at most about `limit` characters: the largest files lose their ends."""
    if len(diff) <= limit:
        return diff
    files = _files(diff)
    share = _share([len(text) for text in files], limit)
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
