"""The remote on which numbers are claimed: proposed at the setup, and written where asked for."""

from __future__ import annotations

import os

from minutebook.errors import Conflict, UsageError
from minutebook.lean.patterns import compile_lazily
from minutebook.operations.project import Project
from minutebook.records.model import Write
from minutebook.repository import store
from minutebook.repository.git import revisions
from minutebook.repository.settings import config

_USUAL_REMOTE = "origin"
_TABLE_HEADER = compile_lazily(r"(?m)^[ \t]*\[[ \t]*tool[ \t]*\.[ \t]*minutebook[ \t]*\][^\n]*\n")
_LEADING_COMMENTS = compile_lazily(r"\ufeff?(?:[ \t]*#[^\n]*\n)*")

_EMPTY_SETTING = compile_lazily(r"""(?m)^[ \t]*reserve[ \t]*=[ \t]*(?:""|'')(?=[ \t]*(?:#|\r?$))""")


def choose_offered(project: Project) -> str:
    """The remote to propose: `origin`, or the only one; "" where there is none, or one is set."""
    remotes = [] if project.settings.reserve else revisions.list_remotes(project.repo)
    return _USUAL_REMOTE if _USUAL_REMOTE in remotes else remotes[0] if len(remotes) == 1 else ""


def require_remote(project: Project, remote: str) -> None:
    """Raise UsageError where this clone has no such remote; nobody is asked over the network."""
    remotes = revisions.list_remotes(project.repo)
    if remote not in remotes:
        known = (
            f"one of: {', '.join(remotes)}" if remotes else f"git remote add {_USUAL_REMOTE} URL"
        )
        raise UsageError(f"this clone has no remote {remote!r}", known)


def plan_setting(project: Project, remote: str) -> Write | None:
    """The write that sets `reserve` in the configuration that is there; None where it says so.

    One line is added, or an empty setting filled, and nothing else is changed. Raises Conflict
    where another remote is set, and where the file has no place for the line.
    """
    if project.settings.reserve == remote:
        return None
    path = os.path.relpath(project.settings_path or "", project.top).replace(os.sep, "/")
    setting = f"reserve = {config.format_toml(remote)}"
    if project.settings.reserve:
        raise Conflict(
            f"{path} has another remote: reserve = {config.format_toml(project.settings.reserve)}",
            f"write {setting} there",
        )
    text = store.read_text(project.top, path) or ""
    is_own_file = path.rpartition("/")[2] == config.CONFIG_FILENAMES[0]
    empty = _EMPTY_SETTING.search(text)
    place = (_LEADING_COMMENTS if is_own_file else _TABLE_HEADER).search(text)
    position = place.end() if place else 0
    line_end = "\r\n" if "\r\n" in text else "\n"
    changed = f"{text[:position]}{setting}{line_end}{text[position:]}"
    if empty:
        changed = f"{text[: empty.start()]}{setting}{text[empty.end() :]}"
    if (place is None and not empty) or not _adds_setting(text, changed, is_own_file, remote):
        raise Conflict(f"{path} has no place for another option", f"write {setting} there")
    return Write(path, changed, text)


def _adds_setting(text: str, changed: str, is_own_file: bool, remote: str) -> bool:
    """Whether a changed text of a configuration says the same as before, and the remote."""
    import tomllib

    try:
        before, after = (tomllib.loads(each.removeprefix("\ufeff")) for each in (text, changed))
    except ValueError:
        return False
    table = before if is_own_file else before.get("tool", {}).get("minutebook", {})
    table["reserve"] = remote
    return before == after
