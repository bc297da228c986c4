"""Revisions: which commit a name stands for, where branches end, and what files a commit has."""

from __future__ import annotations

import os
from collections.abc import Iterable, Sequence

from minutebook.errors import OperationError, Refusal
from minutebook.repository import light
from minutebook.repository.git.process import query_git, run_git
from minutebook.repository.git.repo import Repo
from minutebook.repository.git.trees import is_object_id

MAX_BRANCHES = 200  # branches that are looked at, those with the newest commits
_DEFAULT_BRANCH_REFS = (
    "refs/remotes/origin/HEAD",
    "refs/remotes/origin/main",
    "refs/remotes/origin/master",
    "refs/remotes/origin/trunk",
    "refs/heads/main",
    "refs/heads/master",
    "refs/heads/trunk",
)
# Files of git's directory that name the commits which are being brought into the working tree.
_PENDING_HEADS = ("MERGE_HEAD", "CHERRY_PICK_HEAD", "REBASE_HEAD")
_DEEPEN_HINT = "fetch more of the history: git fetch --unshallow, or fetch-depth: 0 in a workflow"


class UnknownRevision(Refusal):
    """No commit has the name."""

    code = "unknown-revision"

    def __init__(self, revision: str) -> None:
        super().__init__(
            f"{revision!r} names no commit",
            "give a branch, a tag or a commit; fetch it first in a shallow clone",
        )


# Commits ----------------------------------------------------------------------------------------


def find_commit(repo: Repo, revision: str) -> str:
    """The commit that a branch, a tag or any other name stands for; "" where there is none."""
    if revision.startswith("-") or "\0" in revision:
        return ""
    args = ("rev-parse", "--quiet", "--verify", f"{revision}^{{commit}}")
    return run_git(repo, *args, ok_statuses=(0, 1, 128)).strip()


def find_first_commit(repo: Repo, revisions: Iterable[str]) -> str:
    """The commit of the first of some names that this clone has; "" where it has none."""
    return next(filter(None, (find_commit(repo, revision) for revision in revisions)), "")


def resolve_commit(repo: Repo, revision: str) -> str:
    """The commit that a name stands for. Raises UnknownRevision."""
    commit = find_commit(repo, revision)
    if not commit:
        raise UnknownRevision(revision)
    return commit


def resolve_head(repo: Repo) -> str:
    """HEAD's commit; before the first one, the empty tree."""
    return find_commit(repo, "HEAD") or find_empty_tree(repo)


def find_empty_tree(repo: Repo) -> str:
    """The tree without a file, which every repository has."""
    return run_git(repo, "hash-object", "-t", "tree", "--stdin").strip()


def find_parent(repo: Repo, commit: str) -> str:
    """What a commit is compared with: its first parent; for a root commit the empty tree.

    Raises OperationError where the parent was not fetched.
    """
    parent = find_commit(repo, f"{commit}^1")
    if not parent and commit in light.read_text(os.path.join(repo.common_dir, "shallow")).split():
        raise OperationError(f"the parent of {commit[:12]} is not here", _DEEPEN_HINT)
    return parent or find_empty_tree(repo)


def find_merge_base(repo: Repo, first_commit: str, second_commit: str) -> str:
    """The last commit that two commits have in common. Raises OperationError without one."""
    answer = run_git(repo, "merge-base", first_commit, second_commit, ok_statuses=(0, 1))
    base = answer.partition("\n")[0]
    if not base:
        raise OperationError(
            f"{first_commit[:12]} and {second_commit[:12]} have no commit in common here",
            _DEEPEN_HINT,
        )
    return base


def split_range(text: str) -> tuple[str, str] | None:
    """The two ends of `A..B` or `A...B`, HEAD for one that is left out; None for another text."""
    left, dots, right = text.partition("...") if "..." in text else text.partition("..")
    if not dots or ".." in left or ".." in right or right.startswith("."):
        return None
    return left or "HEAD", right or "HEAD"


def find_merge_of(repo: Repo, commit: str, tip: str) -> str:
    """The commit of the first parents' line up to `tip` that brought another commit in.

    It is the merge of the branch that `commit` was on, or for a commit of that line the next one;
    "" for `tip` itself, and for a commit that it does not have.
    """
    args = ("rev-list", "--reverse", f"{commit}..{tip}")
    line = set(run_git(repo, *args, "--first-parent").split())
    descendants = run_git(repo, *args, "--ancestry-path").split()
    return next((descendant for descendant in descendants if descendant in line), "")


def list_base_commits(repo: Repo) -> list[str]:
    """The commits that the working tree is based on: HEAD, and what is being merged into it."""
    head = find_commit(repo, "HEAD")
    commits = [head] if head else []
    for name in _PENDING_HEADS:
        for word in light.read_text(os.path.join(repo.git_dir, name)).split():
            if is_object_id(word) and word not in commits:
                commits.append(word)
    return commits


# Branches ---------------------------------------------------------------------------------------


def list_remotes(repo: Repo) -> list[str]:
    """The names of the remotes that this clone has."""
    return run_git(repo, "remote").split()


def list_branch_tips(repo: Repo, *ref_prefixes: str) -> list[tuple[str, str]]:
    """The refs below some prefixes with the commits that they point to, the newest commit first."""
    args = ("--sort=-committerdate", f"--count={MAX_BRANCHES}", "--format=%(objectname) %(refname)")
    lines = run_git(repo, "for-each-ref", *args, *ref_prefixes).splitlines()
    return [(ref, commit) for commit, _, ref in (line.partition(" ") for line in lines) if ref]


def find_default_commit(repo: Repo) -> str:
    """The last commit of the default branch, of the remote's if there is one; "" without any."""
    tips = dict(list_branch_tips(repo, *_DEFAULT_BRANCH_REFS))
    for ref in _DEFAULT_BRANCH_REFS:
        if ref in tips:
            return tips[ref]
    name = run_git(repo, "config", "init.defaultBranch", ok_statuses=(0, 1)).strip()
    return find_commit(repo, f"refs/heads/{name}") if name else ""


def read_page_author(repo: Repo, path: str) -> str:
    """The name of the author of the last commit that changed a file; "" for none or no git."""
    try:
        answer = query_git(repo.top, "log", "-1", "--no-show-signature", "--format=%aN", "--", path)
    except OSError:
        return ""
    return answer.strip()


# The files of a commit --------------------------------------------------------------------------


def list_commit_paths(repo: Repo, commit: str, paths: Iterable[str] = ()) -> list[str]:
    """The files that a commit has, at or below some paths; none where there is no such commit."""
    args = ("ls-tree", "-r", "-z", "--name-only", "--full-tree", commit, "--", *paths)
    return [path for path in run_git(repo, *args, ok_statuses=(0, 128)).split("\0") if path]


def list_commit_objects(repo: Repo, commit: str, paths: Iterable[str]) -> dict[str, str]:
    """The objects of the files that a commit or a tree has, at or below some paths, by their paths.

    Links and submodules are not among them. Raises OperationError where git fails.
    """
    entries = run_git(repo, "ls-tree", "-r", "-z", "--full-tree", commit, "--", *paths).split("\0")
    objects = {}
    for facts, _, path in (entry.partition("\t") for entry in entries):
        if facts.startswith("100"):
            objects[path] = facts.split(" ")[2]
    return objects


def list_branch_paths(repo: Repo, folders: Sequence[str]) -> list[list[str]]:
    """The paths below some folders on each branch of remotes, the default branch's first."""
    tips = [commit for _, commit in list_branch_tips(repo, "refs/remotes")]
    commits = dict.fromkeys([find_default_commit(repo), *tips])
    return [list_commit_paths(repo, commit, folders) for commit in commits if commit]


def is_committed(repo: Repo, path: str) -> bool:
    """Whether the commit that is checked out has a file."""
    return bool(list_commit_paths(repo, "HEAD", [path]))


def find_uncommitted(repo: Repo, paths: Iterable[str]) -> list[str]:
    """Those of some files that are not as the commit that is checked out has them, or not in it."""
    return [path for _, path in _list_statuses(repo, paths)]


def find_new(repo: Repo, paths: Iterable[str]) -> list[str]:
    """Those of some files that the commit that is checked out does not have."""
    return [path for letters, path in _list_statuses(repo, paths) if letters[0] in "A?!"]


def _list_statuses(repo: Repo, paths: Iterable[str]) -> list[tuple[str, str]]:
    """The two letters that git has for each file that is not as in the commit, and its path."""
    options = ("--porcelain=v1", "-z", "--untracked-files=all", "--ignored", "--no-renames")
    answer = run_git(repo, "status", *options, "--", *paths)
    return [(entry[:2], entry[3:]) for entry in answer.split("\0") if entry]
