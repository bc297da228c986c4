"""Where words are: in the changed lines of commits, in the files of one."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from minutebook.lean.patterns import compile_lazily
from minutebook.lean.values import Value
from minutebook.repository.git.process import run_git, run_git_bounded
from minutebook.repository.git.repo import Repo

_MAX_BYTES = 32 * 1024 * 1024  # of what git prints
_TIMEOUT_SECONDS = 10.0
MAX_COMMITS = 400
_CONTEXT_LINES = 200  # a manifest's section is told by its heading, which may be far above
_COMMIT_START, _FIELD_END = compile_lazily("\1(?=[0-9a-f]{40,64}\2)"), "\2"
_SPECIAL = compile_lazily(r"[][(){}.*+?^$|\\]")


class WordChange(Value):
    """A commit, the day and the unix second when it was made, and its diff of some files."""

    commit: str
    date: str
    time: int
    diff: str


def list_word_changes(
    repo: Repo, commit: str, words: Sequence[str], globs: Sequence[str]
) -> Iterator[WordChange]:
    """The commits up to one whose changed lines have one of some words, the newest first.

    Case does not matter. Only files whose names match one of the globs are looked at; the diffs
    show much of what surrounds a change. Ends early where there is very much, or git takes long.
    Raises OperationError where git fails.
    """
    pattern = "|".join(_SPECIAL.sub(r"\\\g<0>", word) for word in words)
    args = (
        "--no-literal-pathspecs",  # as other commands have it: these are patterns, and our own
        *("log", "-p", "--no-color", "--no-ext-diff", "--no-textconv", "--no-show-signature"),
        *("--find-renames", f"--unified={_CONTEXT_LINES}", f"--max-count={MAX_COMMITS}"),
        *("--extended-regexp", "--regexp-ignore-case", f"-G{pattern}"),
        "--format=%x01%H%x02%cs%x02%ct%x02",
        *(commit, "--", *(f":(glob,icase)**/{glob}" for glob in globs)),
    )
    answer = run_git_bounded(repo, *args, max_bytes=_MAX_BYTES, timeout_seconds=_TIMEOUT_SECONDS)
    entries = _COMMIT_START.split(answer)[1:]
    if len(answer) >= _MAX_BYTES // 2:
        entries = entries[:-1]  # the last one may be cut
    for entry in entries:
        sha, date, time, diff = entry.split(_FIELD_END, 3)
        yield WordChange(sha, date, int(time), diff)


def find_files_in_commit(repo: Repo, commit: str, words: Sequence[str]) -> list[str]:
    """The text files of a commit that have one of some words, in any case."""
    patterns = [arg for word in words for arg in ("-e", word)]
    args = ("-l", "-I", "-z", "-i", "-w", "-F", *patterns, commit)
    answer = run_git(repo, "grep", *args, ok_statuses=(0, 1))
    return [entry.partition(":")[2] for entry in answer.split("\0") if entry]
