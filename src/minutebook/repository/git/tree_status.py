"""What the hooks ask git: HEAD, the last commit, and what differs in the working tree.

As cheap as git can tell it: only `os`, `process` and `light` are loaded.
"""

from __future__ import annotations

import os

from minutebook.repository import light
from minutebook.repository.git.environment import NO_REPOSITORY
from minutebook.repository.git.process import query_git

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable


# Files of git's directory that name the branch which a rebase or a bisection has taken HEAD from.
LEFT_BRANCH_FILES = ("rebase-merge/head-name", "rebase-apply/head-name", "BISECT_START")
HEADS = "refs/heads/"


def read_branches(git_dir: str) -> list[str]:
    """The branch that is checked out, else "" and those that a rebase or a bisection goes back to.

    A bisection that began on a commit names that.
    """
    target = light.read_text(os.path.join(git_dir, "HEAD")).strip()
    if target == "ref: refs/heads/.invalid":  # refs stand in a form that git alone reads
        target = f"ref: {query_git(git_dir, '--git-dir=.', 'symbolic-ref', '-q', 'HEAD').strip()}"
    if target.startswith("ref: "):
        return [target.removeprefix("ref: ").removeprefix(HEADS)]
    texts = (light.read_text(os.path.join(git_dir, name)).strip() for name in LEFT_BRANCH_FILES)
    return ["", *(text.removeprefix(HEADS) for text in texts if text)]


def locate_head_log(git_dir: str) -> str:
    """The file in which git notes what HEAD was moved to."""
    return os.path.join(git_dir, "logs", "HEAD")


def read_head_notes(top: str) -> list[str]:
    """What a prompt's snapshot notes of HEAD beside its commit: `@branch NAME`, `@log BYTES`.

    See `read_branches`; the log's length tells later what was checked out and committed after the
    prompt. Where there is no log, its length is not noted.
    """
    git_dir = light.find_git_folders(top)[1]
    notes = [f"@branch {branch}" for branch in read_branches(git_dir)]
    try:
        return [*notes, f"@log {os.stat(locate_head_log(git_dir)).st_size}"]
    except OSError:
        return notes


def read_status(top: str) -> tuple[str, list[str]]:
    """HEAD's commit ("" before the first one), and the files that differ from it or are untracked.

    An entry is the file's fingerprint, a blank, and its path.
    """
    options = ("--porcelain=v2", "--branch", "-z", "-uall", "--no-renames")
    # Git in a submodule would go by the configuration that is there.
    args = ("status", *options, "--ignore-submodules=dirty")
    commit, entries = "", []
    for line in query_git(top, *args).split("\0"):
        if line.startswith("# branch.oid "):
            commit = line[13:] if line[13:] != "(initial)" else ""
        elif line[:2] in ("1 ", "u ", "? "):
            path = line.split(" ", {"1": 8, "u": 10, "?": 1}[line[0]])[-1]
            entries.append(f"{fingerprint_file(top, path)} {path}")
    return commit, entries


def list_known_files(top: str, paths: Iterable[str]) -> set[str]:
    """Those of some files that git tracks, or would track: they are there and not ignored."""
    paths = list(paths)  # git takes them literally (see `environment`)
    if not paths:
        return set()
    options = ("-z", "--cached", "--others", "--exclude-standard")
    return set(query_git(top, "ls-files", *options, "--", *paths).split("\0")) - {""}


def list_staged_paths(top: str) -> list[str]:
    """The files that the next commit changes; within git's hooks those of the one being made."""
    args = ("diff", "--cached", "--name-only", "--no-renames", "--no-ext-diff", "-z")
    return [path for path in query_git(top, *args).split("\0") if path]


def fingerprint_file(top: str, path: str) -> str:
    """A text that differs when a file's content may have changed; "-" where there is no file."""
    try:
        status = os.lstat(os.path.join(top, path))
    except (OSError, ValueError):  # ValueError: no system can have such a name
        return "-"
    return f"{status.st_mtime_ns}:{status.st_size}:{status.st_ino}"


def read_head(top: str) -> str:
    """HEAD's commit; "" before the first one."""
    return query_git(top, "rev-parse", "--quiet", "--verify", "HEAD").strip()


def read_last_commit(top: str) -> tuple[str, list[str], str]:
    """The last commit, its parents and its message; "" before the first one."""
    ids, _, message = query_git(top, "log", "-1", "--format=%H %P%n%B").partition("\n")
    commit, *parents = ids.split() or [""]
    return commit, parents, message


def add_trailer(top: str, message_path: str, trailer: str) -> None:
    """Add a trailer (`Name: value`) to the commit message in a file, unless it is there.

    A clone's own configuration can name a program for trailers, so git goes by the user's alone,
    but for the sign that comments begin with.
    """
    sign = query_git(top, "config", "core.commentChar").strip()
    options = ("--in-place", "--no-divider", "--if-exists", "addIfDifferent")
    query_git(
        top,
        *(("-c", f"core.commentChar={sign}") if sign else ()),
        "interpret-trailers",
        *options,
        "--trailer",
        trailer,
        os.path.join(top, message_path),
        environment={"GIT_DIR": NO_REPOSITORY},
    )
