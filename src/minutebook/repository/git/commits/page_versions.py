"""How files changed in the history: which versions commits replaced or added, and when."""

from __future__ import annotations

from collections.abc import Iterable

from minutebook.lean.patterns import compile_lazily
from minutebook.lean.values import Value
from minutebook.repository.git import revisions
from minutebook.repository.git.process import run_git
from minutebook.repository.git.repo import Repo, read_blobs

_COMMIT_START = "\1"
_ID = compile_lazily(r"[0-9a-fA-F]{7,64}\Z")


class PageChange(Value):
    """A commit that changed a page: its day as its author saw it, and the objects of both versions.

    `time` is the unix second at which it was written.
    """

    path: str
    commit: str
    day: str
    time: int
    old_object: str
    new_object: str


def list_page_changes(
    repo: Repo, folders: Iterable[str], *, since: str = "", max_count: int
) -> list[PageChange]:
    """The changes of files at or below some folders that HEAD's history has, the newest first.

    Added and removed files are not among them. `since` is a day (ISO 8601) before which no commit
    is looked at. Before the first commit there are none.
    """
    wanted = list(folders)
    if not wanted:
        return []
    options = ["--raw", "--no-abbrev", "--no-renames", "--diff-filter=M", "-z"]
    options += ["--no-show-signature", "--format=%x01%H %at %ad", "--date=short"]
    if since:
        options.append(f"--since={since}T00:00:00+1400")  # the day begins there first
    answer = run_git(repo, "log", *options, "HEAD", "--", *wanted, ok_statuses=(0, 128))
    changes: list[PageChange] = []
    commit, time, day, facts = "", 0, "", ""
    for part in answer.split("\0"):
        if facts:  # what follows them is the path, whatever it looks like
            _, _, old_object, new_object, _ = facts.split(" ", 4)
            changes.append(PageChange(part, commit, day, time, old_object, new_object))
            facts = ""
            if len(changes) >= max_count:
                break
            continue
        text = part.strip("\n")
        if text.startswith(_COMMIT_START):
            commit, seconds, day = text[1:].split(" ", 2)
            time = int(seconds)
        elif text.startswith(":"):
            facts = text
    return changes


def list_additions(repo: Repo, folders: Iterable[str]) -> dict[str, tuple[str, int]]:
    """The commit of HEAD's history that added each file at or below some folders, with its time.

    Of a path that was added several times it is the newest commit. The time is the unix second at
    which it was written. A merge that brings files in is looked through.
    """
    wanted = list(folders)
    if not wanted:
        return {}
    options = ("--no-renames", "--diff-filter=A", "--name-only", "-z", "--no-show-signature")
    log_format = "--format=%x01%H %at"
    answer = run_git(repo, "log", *options, log_format, "HEAD", "--", *wanted, ok_statuses=(0, 128))
    additions: dict[str, tuple[str, int]] = {}
    commit, time = "", 0
    for part in answer.split("\0"):
        text = part.removeprefix("\n")
        if text.startswith(_COMMIT_START):
            commit, seconds = text[1:].strip("\n").split(" ")
            time = int(seconds)
        elif text:
            additions.setdefault(text, (commit, time))
    return additions


def find_commits(repo: Repo, names: Iterable[str]) -> dict[str, str]:
    """The commits that this clone has of some ids, whole or in short, by what they were asked by.

    What is no id, is of no commit or of several is left out.
    """
    return _resolve(repo, names, "^{commit}")


def find_first_parents(repo: Repo, commits: Iterable[str]) -> dict[str, str]:
    """The first parent of each of some commits; those that have none here are left out."""
    return _resolve(repo, commits, "^1")


def _resolve(repo: Repo, names: Iterable[str], ending: str) -> dict[str, str]:
    """What ids with an ending mean, all asked of one git process."""
    wanted = [name for name in dict.fromkeys(names) if _ID.match(name)]
    if not wanted:
        return {}
    question = "".join(f"{name}{ending}\n" for name in wanted)
    answer = run_git(repo, "cat-file", "--batch-check=%(objectname)", stdin_text=question)
    pairs = zip(wanted, answer.splitlines(), strict=False)
    return {name: line for name, line in pairs if _ID.match(line)}


def list_added_paths(repo: Repo, base: str, commit: str) -> list[str]:
    """The files that a commit has and another one has not."""
    options = ("--no-renames", "--diff-filter=A", "--name-only", "-z", "--no-ext-diff")
    return [
        path for path in run_git(repo, "diff", *options, base, commit, "--").split("\0") if path
    ]


def read_files_at(repo: Repo, commit: str, paths: Iterable[str]) -> dict[str, str]:
    """The texts of those of some files that a commit has, by their paths from the top."""
    wanted = [path for path in paths if _is_plain(path)]
    objects = revisions.list_commit_objects(repo, commit, wanted) if wanted else {}
    texts = read_blobs(repo, objects.values())
    return {
        path: texts[objects[path]] for path in wanted if path in objects and objects[path] in texts
    }


def _is_plain(path: str) -> bool:
    """Whether a path, as a page states it, is one from the top that git takes as it is."""
    is_here = bool(path) and not path.startswith(("/", ":")) and "\0" not in path
    return is_here and ".." not in path.split("/")
