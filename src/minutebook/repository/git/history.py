"""What git's history says, asked with GitPython: too slow for a `new`, right for a `check`."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from contextlib import closing

from git import Repo as Git
from git.exc import GitError, ODBError

from minutebook.errors import OperationError
from minutebook.repository.git import repo


def list_known_paths(repository: repo.Repo) -> frozenset[str]:
    """Every path that git has now, would track, or ever had in the history of any branch."""
    now = frozenset(repo.list_files(repository))
    with closing(Git(repository.top)) as git:
        try:
            if not git.head.is_valid():
                return now
            ever = git.git.log(
                "--all",
                "--no-renames",
                "--diff-filter=A",
                "-m",
                "--format=",
                "--name-only",
                "-z",
                "--",
                stdout_as_string=False,
            )
        except GitError as error:
            raise _trouble(error) from None
    paths = ever.decode("utf-8", "surrogateescape").split("\0")
    return now.union(filter(None, (path.strip("\n") for path in paths)))


def read_changed_texts(repository: repo.Repo, base: str, paths: Iterable[str]) -> Mapping[str, str]:
    """The text that each of the files had at the commit `base`, where it is another one today.

    Raises Trouble where `base` names no commit; without any commit yet, HEAD has no files.
    """
    wanted = frozenset(paths)
    with closing(Git(repository.top)) as git:
        try:
            if base == "HEAD" and not git.head.is_valid():
                return {}
            commit = git.commit(base)
            changed = {
                each.a_path
                for each in commit.diff(None, no_renames=True, no_ext_diff=True, no_textconv=True)
                if each.change_type == "M" and each.a_path in wanted
            }
            return {
                path: (commit.tree / path).data_stream.read().decode("utf-8", "surrogateescape")
                for path in sorted(path for path in changed if path)
            }
        except (GitError, ODBError, ValueError, KeyError, IndexError) as error:
            raise _trouble(error, base) from None


def _trouble(error: Exception, base: str = "") -> OperationError:
    if base and base != "HEAD":
        return OperationError(
            f"{base!r} names no commit",
            "give a branch, a tag or a commit; fetch it first in a shallow clone",
        )
    return OperationError(
        f"git's history cannot be read: {str(error).strip()}", "see whether git log works here"
    )
