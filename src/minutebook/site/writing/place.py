"""The folder that a site is written into: which one, and what keeps it from being written."""

from __future__ import annotations

import os
from collections.abc import Sequence

from minutebook.errors import Conflict, OperationError
from minutebook.operations.project import Project
from minutebook.operations.transfer.outgoing import apart
from minutebook.records.discovery import SITE_MARK
from minutebook.repository import guard
from minutebook.repository.git import repo

DEFAULT_FOLDER = "site"
MANIFEST_NAME = SITE_MARK
# Beside it while a site is built: both are all that a first build leaves which was killed.
JOURNAL_NAME = ".minutebook-site.journal"
LOCK_NAME = ".minutebook-site.lock"
# What page hosts, git and file managers have in a folder that holds no site yet.
_HARMLESS_NAMES = frozenset(
    {
        *(".DS_Store", ".git", ".gitattributes", ".gitignore", ".gitkeep", ".nojekyll", "CNAME"),
        LOCK_NAME,
    }
)


def choose_folder(projects: Sequence[Project], wanted: str, cwd: str, *, are_named: bool) -> str:
    """The absolute folder of the site.

    `wanted` is as it was typed in `cwd`; "" stands for `site`: in the repository's top, or in `cwd`
    where repositories were named.
    """
    if wanted:
        return os.path.abspath(os.path.join(cwd, wanted))
    return os.path.join(os.path.abspath(cwd) if are_named else projects[0].top, DEFAULT_FOLDER)


def require_usable(projects: Sequence[Project], out: str) -> None:
    """Raise a Refusal where a site may not be written into a folder.

    That is one of git's own, one that holds records or lies among them, and one with files that
    are no site of ours.
    """
    guard.require_outside_git(out)
    for project in projects:
        apart.require_apart(project, out, "a site", f"name another folder: --out {DEFAULT_FOLDER}")
    if os.path.lexists(out) and not os.path.isdir(out):
        raise OperationError(f"{out} is no folder", f"name another: --out {DEFAULT_FOLDER}-records")
    if has_site(out) or _has_unfinished(out) or not os.path.isdir(out):
        return
    others = sorted(set(os.listdir(out)) - _HARMLESS_NAMES)
    if others:
        raise Conflict(
            f"{out} has files that are no site of minutebook, such as {others[0]}",
            f"name a folder that is new or empty: --out {DEFAULT_FOLDER}-records",
        )


def make_folder(out: str) -> None:
    """Make the folder of a site. Raises OperationError where the system refuses it."""
    try:
        os.makedirs(out, exist_ok=True)
    except OSError as error:
        raise OperationError(
            f"no folder can be made at {out}: {error.strerror}",
            f"name one that may be written: --out {DEFAULT_FOLDER}",
        ) from None


def has_site(out: str) -> bool:
    """Whether a folder holds a site that was written before."""
    return os.path.isfile(os.path.join(out, MANIFEST_NAME))


def _has_unfinished(out: str) -> bool:
    """Whether a folder holds what a build wrote that was killed: its journal names the files."""
    path = os.path.join(out, JOURNAL_NAME)
    return os.path.isfile(path) and not os.path.islink(path)


def suggest_ignoring(projects: Sequence[Project], out: str) -> str:
    """What to type so that git leaves a site alone; "" where it does, or has its files."""
    real = os.path.realpath(out)
    for project in projects:
        top = os.path.realpath(project.top)
        if not apart.is_below(real, top) or real == top:
            continue
        path = os.path.relpath(real, top).replace(os.sep, "/")
        is_tracked = bool(repo.list_staged_objects(project.repo, [path]))
        if is_tracked or repo.list_ignored(project.repo, [f"{path}/index.html"]):
            return ""
        ignoring = os.path.join(os.path.relpath(top, os.getcwd()), ".gitignore")
        return f"echo /{path}/ >> {os.path.normpath(ignoring)}"
    return ""
