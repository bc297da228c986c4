"""Blame: which commit each line of a file came from, and what those commits say and change."""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping, Sequence

from minutebook.errors import OperationError
from minutebook.lean.patterns import compile_lazily
from minutebook.lean.values import Value
from minutebook.repository.git.commits.history import Commit
from minutebook.repository.git.commits.line_origin import IGNORED_COMMITS_FILE
from minutebook.repository.git.process import run_git
from minutebook.repository.git.repo import Repo, read_blobs

_HEADER = compile_lazily(r"([0-9a-f]{40,64}) ([0-9]+) ([0-9]+)")
_COMMIT_START, _FIELD_END = compile_lazily("\1(?=[0-9a-f]{40,64}\2)"), "\2"
_COMMIT_FORMAT = "--format=%x01%H%x02%P%x02%ct%x02%at%x02%s%x02%B%x02"
_MAX_FORMER_NAMES = 100  # of a file
_MAX_ORIGINALS = 200  # files of commits that are read at once


class BlamedLine(Value):
    """A line (from 1) of a file: the commit it came from, "" where it is not committed, and more.

    `original_line` and `original_path` are where it stood in that commit, `text` is the line.
    """

    line: int
    commit: str
    original_line: int
    original_path: str
    text: str


class BlamedCommit(Value):
    """A commit that lines came from, with what it did to files, as seen from its first parent.

    `added_paths` are the files that were not there before, under any name. `former_paths` are the
    former names of those that it renamed. `is_merge`: it has several parents.
    """

    commit: Commit
    added_paths: frozenset[str]
    former_paths: Mapping[str, str]
    is_merge: bool


def blame_file(
    repo: Repo, path: str, ranges: Iterable[tuple[int, int]] = (), *, follows_moves: bool = False
) -> list[BlamedLine]:
    """The lines of a file of the working tree, or some ranges of them (from 1, both ends included).

    White space alone changes no line. Commits that are to be passed over, as
    `.git-blame-ignore-revs` and `blame.ignoreRevsFile` list them, are passed over. With
    `follows_moves` a line that was moved or copied, within a commit from any file that it changes,
    comes from where it stood before. Raises OperationError, as where git does not know the file.
    """
    options = ("-M", "-C") if follows_moves else ()
    listing = os.path.join(repo.top, IGNORED_COMMITS_FILE)
    if not os.path.isfile(listing) or os.path.islink(listing):
        return _parse_blame(_run_blame(repo, path, ranges, options), path)
    passing = (*options, "--ignore-revs-file", IGNORED_COMMITS_FILE)
    try:
        answer = _run_blame(repo, path, ranges, passing)
    except OperationError as error:
        if "object name" not in error.message:
            raise
        answer = _run_blame(repo, path, ranges, options)  # git cannot read the list
    return _parse_blame(answer, path)


def blame_lines(repo: Repo, path: str, line_numbers: Iterable[int]) -> dict[int, str]:
    """The commit that brought each of some lines (from 1) of a file; "" for one not committed."""
    ranges = [(line, line) for line in sorted(set(line_numbers))]
    answer = _run_blame(repo, path, ranges, (), ok_statuses=(0, 128))
    return {blamed.line: blamed.commit for blamed in _parse_blame(answer, path)}


def _run_blame(
    repo: Repo,
    path: str,
    ranges: Iterable[tuple[int, int]],
    options: Iterable[str],
    ok_statuses: Iterable[int] = (0,),
) -> str:
    listed = [arg for first, last in ranges for arg in ("-L", f"{first},{last}")]
    args = ("--porcelain", "--no-textconv", "-w", *options, *listed, "--", path)
    return run_git(repo, "blame", *args, ok_statuses=ok_statuses)


def _parse_blame(answer: str, path: str) -> list[BlamedLine]:
    lines: list[BlamedLine] = []
    original_paths: dict[str, str] = {}  # by commit: git says it where it changes
    commit, original_line, line_number = "", 0, 0
    for line in answer.split("\n"):
        if line.startswith("\t"):
            is_committed = bool(commit.strip("0"))
            original_path = original_paths.get(commit, path)
            place = (original_line, original_path, line[1:])
            lines.append(BlamedLine(line_number, commit if is_committed else "", *place))
        elif line.startswith("filename "):
            original_paths[commit] = _read_quoted(line.removeprefix("filename "))
        elif header := _HEADER.match(line):
            commit, original_line, line_number = header[1], int(header[2]), int(header[3])
    return lines


def _read_quoted(path: str) -> str:
    """A path as git prints it: in quotation marks, with escapes, where it has signs of these."""
    if not path.startswith('"'):
        return path
    raw = path[1:-1].encode("utf-8", "surrogateescape").decode("unicode_escape")
    return raw.encode("latin-1").decode("utf-8", "surrogateescape")


def read_blamed_commits(repo: Repo, commits: Sequence[str]) -> dict[str, BlamedCommit]:
    """Some commits by their ids, the newest first. Raises OperationError."""
    if not commits:
        return {}
    options = ("--no-walk", "--stdin", "-m", "--first-parent", "--no-show-signature")
    changes = ("--no-ext-diff", "--name-status", "-z", "-M", "-l500", "--encoding=UTF-8")
    stdin_text = "".join(f"{commit}\n" for commit in commits)
    answer = run_git(repo, "log", *options, *changes, _COMMIT_FORMAT, stdin_text=stdin_text)
    return {blamed.commit.sha: blamed for blamed in map(_parse_commit, _split_log(answer))}


def _split_log(answer: str) -> list[str]:
    return _COMMIT_START.split(answer)[1:]


def _parse_commit(entry: str) -> BlamedCommit:
    sha, parents, commit_time, author_time, rest = entry.split(_FIELD_END, 4)
    text, _, changes = rest.rpartition(_FIELD_END)
    subject, _, message = text.partition(_FIELD_END)
    paths: list[str] = []
    added: list[str] = []
    former: dict[str, str] = {}
    fields = iter(changes.split("\0"))
    for field in fields:
        status = field.strip("\n")
        if not status:
            continue
        path = next(fields, "")
        if status.startswith(("R", "C")):
            former_path, path = path, next(fields, "")
            if status.startswith("R"):
                former[path] = former_path
        paths.append(path)
        if status == "A":
            added.append(path)
    commit = Commit(
        sha, int(commit_time), (), subject, message, frozenset(paths), int(author_time or 0)
    )
    return BlamedCommit(commit, frozenset(added), former, " " in parents)


def read_original_texts(
    repo: Repo, lines: Iterable[BlamedLine]
) -> dict[tuple[str, str], list[str]]:
    """The lines of the files that some lines came from, by commit and path, by one git process.

    Files that cannot be read are left out. Raises OperationError.
    """
    places = dict.fromkeys((each.commit, each.original_path) for each in lines)
    names = {
        place: ":".join(place) for place in list(places)[:_MAX_ORIGINALS] if "\n" not in place[1]
    }
    texts = read_blobs(repo, names.values())
    return {place: texts[name].split("\n") for place, name in names.items() if name in texts}


def list_former_names(repo: Repo, path: str) -> list[str]:
    """The names that a file had before, the newest first, as far as git follows its renames.

    What it was copied from is none: git would go on with the names of that.
    """
    options = ("--follow", "--diff-filter=RC", "--name-status", "-z", "--format=", "-M")
    answer = run_git(repo, "log", *options, "HEAD", "--", path, ok_statuses=(0, 128))
    fields = iter(answer.split("\0"))
    names: dict[str, None] = {}
    for field in fields:
        letter = field.strip("\n")[:1]
        if letter == "C":
            break
        if letter == "R":
            names[next(fields, "")] = None
            next(fields, "")
    return list(names)[:_MAX_FORMER_NAMES]
