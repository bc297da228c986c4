"""Where one line came from, with no more than two short processes of git."""

from __future__ import annotations

import os

from minutebook.lean.values import Value
from minutebook.repository.git.process import query_git

IGNORED_COMMITS_FILE = ".git-blame-ignore-revs"  # as forges read it


class LineOrigin(Value):
    """The commit that a line came from, the file's path in it, and the commit's first line."""

    commit: str
    path: str
    subject: str


class CommitChanges(Value):
    """What a commit with one parent, or none, says and does: the files by the letter of the change.

    A file that was renamed has its new path.
    """

    message: str
    letters: dict[str, str]


def find_origin(top: str, path: str, line: int) -> LineOrigin | None:
    """The origin of a line of the working tree; None where it is not committed, or git fails."""
    listing = os.path.join(top, IGNORED_COMMITS_FILE)
    has_list = os.path.isfile(listing) and not os.path.islink(listing)
    passing = ("--ignore-revs-file", IGNORED_COMMITS_FILE) if has_list else ()
    options = ("--porcelain", "--no-textconv", "-w", *passing, "-L", f"{line},{line}")
    header, _, rest = query_git(top, "blame", *options, "--", path).partition("\n")
    commit, subject, original_path = header.partition(" ")[0], "", ""
    for field in rest.split("\n"):
        if field.startswith("\t"):
            break
        if field.startswith("summary "):
            subject = field[8:]
        elif field.startswith("filename "):
            original_path = field[9:]
    is_known = commit.strip("0") and original_path and not original_path.startswith('"')
    return LineOrigin(commit, original_path, subject) if is_known else None


def read_changes(top: str, commit: str) -> CommitChanges | None:
    """What a commit says and changes; None for a merge, or where git fails."""
    options = ("-1", "--no-show-signature", "--no-ext-diff", "--name-status", "-z", "-M", "-l500")
    answer = query_git(top, "log", *options, "--encoding=UTF-8", "--format=%P%x02%B%x02", commit)
    parents, mark, rest = answer.partition("\2")
    if not mark or " " in parents:
        return None
    message, _, changes = rest.rpartition("\2")
    fields = iter(changes.split("\0"))
    letters: dict[str, str] = {}
    for field in fields:
        letter = field.strip("\n")[:1]
        if letter:
            path = next(fields, "")
            letters[next(fields, "") if letter in "RC" else path] = letter
    return CommitChanges(message, letters)
