"""Questions about words in files: whether a commit or the tree has them, and since when."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from minutebook.repository.git import revisions
from minutebook.repository.git.process import run_git
from minutebook.repository.git.repo import Repo

_MAX_SEARCHED_FILES = 500


def find_words_in_commit(
    repo: Repo, commit: str, words: Sequence[str], is_wanted: Callable[[str], bool]
) -> frozenset[str]:
    """Which of some words, lower case, stand in those files of a commit whose paths are wanted."""
    paths = [path for path in revisions.list_commit_paths(repo, commit) if is_wanted(path)]
    if not paths:
        return frozenset()
    patterns = [arg for word in words for arg in ("-e", word)]
    args = ("-h", "-o", "-i", "-w", "-F", *patterns, commit, "--", *paths[:_MAX_SEARCHED_FILES])
    answer = run_git(repo, "grep", *args, ok_statuses=(0, 1))
    return frozenset(filter(None, answer.lower().split("\n")))


def find_words_in_tree(repo: Repo, words: Sequence[str], paths: Sequence[str]) -> frozenset[str]:
    """Which of some words, lower case, stand in some files of the working tree, tracked or not."""
    if not paths or not words:
        return frozenset()
    patterns = [arg for word in words for arg in ("-e", word)]
    options = ("--untracked", "-h", "-o", "-i", "-w", "-F", *patterns)
    wanted = paths[:_MAX_SEARCHED_FILES]
    answer = run_git(repo, "grep", *options, "--", *wanted, ok_statuses=(0, 1))
    return frozenset(filter(None, answer.lower().split("\n")))


def find_last_change(repo: Repo, word: str, path: str) -> tuple[str, str]:
    """The last commit of HEAD that added or removed a word in a file: its short name and its day.

    The day is ISO 8601; both are "" where no commit did.
    """
    options = ("-1", "--format=%h %cs", f"-S{word}")
    answer = run_git(repo, "log", *options, "HEAD", "--", path, ok_statuses=(0, 128))
    commit, _, day = answer.strip().partition(" ")
    return commit, day
