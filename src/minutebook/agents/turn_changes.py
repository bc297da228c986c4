"""What a turn changed: what git says now, against what it said at the prompt."""

from __future__ import annotations

import os
import re
import time
from collections.abc import Iterable
from contextlib import suppress

from minutebook.agents.capture.turn import Turn
from minutebook.agents.session import PromptSnapshot, Session, read_session
from minutebook.operations.project import Project
from minutebook.records.model import PHR
from minutebook.repository.git import repo, tree_status

_LATE = 120.0  # seconds after its end for which the tree is taken to be as a turn left it
_MADE = r"(?m)^\[[^\]\n]{1,200} ([0-9a-f]{7,40})\] "  # what `git commit` prints


def find_turn_changes(
    project: Project, session: Session, turn: Turn, snapshot: PromptSnapshot
) -> tuple[list[str], list[str]]:
    """The files that a turn changed, and the commits that were made in it.

    What git says, compared with what it said at the prompt; where other sessions worked in the
    tree at the same time, the tools' own words tell whose file is whose. A subagent's files are
    those of its tools.
    """
    mine = {path for tool in turn.tools for path in _inside(project, turn, tool.files)}
    if turn.subagent_id or not snapshot.is_known:
        return _shown(project, mine), _told(project, turn)
    after = session.read_next_snapshot(turn)
    if after.is_known:  # recorded late: what came after the next prompt is not this turn's
        commit, now = after.commit, dict(after.dirty_files)
    else:
        commit, entries = tree_status.read_status(project.top)
        now = {path: mark for mark, _, path in (entry.partition(" ") for entry in entries)}
    then = dict(snapshot.dirty_files)
    changed = {path for path, mark in now.items() if then.get(path) != mark}
    changed |= {
        path
        for path, mark in then.items()
        if path not in now and tree_status.fingerprint_file(project.top, path) != mark
    }
    foreign = _others(project, session, turn) - mine
    commits, committed = _commits(project, snapshot, commit, turn.started, foreign)
    changed |= {
        path
        for path in committed
        if path not in then or tree_status.fingerprint_file(project.top, path) != then[path]
    }
    if not after.is_known and not _soon(turn):
        # Recorded long after it ended, or it never did: who changed the rest nobody knows.
        return _shown(project, changed & mine), _told(project, turn)
    return _shown(project, changed - foreign), commits


def is_tree_as_left(session: Session, turn: Turn) -> bool:
    """Whether the working tree can be taken to be as the turn left it."""
    return _soon(turn) and not session.read_next_snapshot(turn).is_known


def _soon(turn: Turn) -> bool:
    return time.time() - turn.ended <= _LATE


def _told(project: Project, turn: Turn) -> list[str]:
    """The commits that a turn's own commands said they made, as far as git still has them."""
    made = [
        sha
        for tool in turn.tools
        if "commit" in tool.command
        for sha in re.findall(_MADE, tool.output)
    ]
    found = [
        repo.run_git(
            project.repo,
            "rev-parse",
            "-q",
            "--verify",
            f"{sha}^{{commit}}",
            ok_statuses=(0, 1, 128),
        )
        for sha in dict.fromkeys(made)
    ]
    return list(dict.fromkeys(sha[:12] for sha in found if sha))


def _commits(
    project: Project, noted: PromptSnapshot, end: str, since: float, foreign: set[str]
) -> tuple[list[str], set[str]]:
    """The commits made since a prompt, oldest first, and the files they changed.

    A commit that names another record, or has only files of other sessions, is not the turn's.
    """
    start = noted.commit
    if not end or start == end:
        return [], set()
    form = "--format=%x01%H %ct %(trailers:key=PHR,valueonly,separator=%x20)"
    words = ["log", "--reverse", "--no-renames", form, "--name-only", "-z"]
    said = repo.run_git(
        project.repo, *words, f"{start}..{end}" if start else end, "--", ok_statuses=(0, 128)
    )
    own = f"PHR-{noted.number:04d}"
    commits, paths = [], set()
    for part in said.split("\1")[1:]:
        told, _, names = part.partition("\0")
        commit, at, *trailers = told.split()
        inside = {name.strip("\n") for name in names.split("\0") if name.strip("\n")}
        others = (trailers and own not in trailers) or (inside and inside <= foreign)
        if at.isdigit() and int(at) + 1 >= int(since) and not others:
            commits.append(commit[:12])
            paths |= inside
    if commits and start:  # an amended commit names files that were in it before
        words = ["diff", "--no-renames", "--no-ext-diff", "--name-only", "-z"]
        differ = repo.run_git(project.repo, *words, start, end, "--", ok_statuses=(0, 128))
        paths &= set(differ.split("\0")) if differ else paths
    return commits, paths


def _others(project: Project, session: Session, turn: Turn) -> set[str]:
    """The files that other sessions' tools wrote while the turn went on."""
    folder, found = os.path.dirname(session.base_path), set()
    for name in os.listdir(folder):
        path = os.path.join(folder, name)
        base = path.removesuffix(".jsonl")
        if name.endswith(".jsonl") and base.partition("+")[0] != session.base_path:
            with suppress(OSError):
                if os.stat(path).st_mtime >= turn.started:
                    for event in read_session(base).events:
                        if event.tool and turn.started <= event.time <= (turn.ended or event.time):
                            found |= set(_inside(project, turn, event.tool.files))
    return found


def _inside(project: Project, turn: Turn, paths: Iterable[str]) -> Iterable[str]:
    """Paths as a tool gave them, relative to the top; those outside of it are left out."""
    for path in paths:
        absolute = os.path.normpath(os.path.join(turn.cwd or project.top, path))
        try:
            forms = (absolute, os.path.realpath(absolute))
        except ValueError:  # no system can have such a name
            continue
        for form in forms:
            if form.startswith(project.top + os.sep):
                yield os.path.relpath(form, project.top).replace(os.sep, "/")
                break


def _shown(project: Project, paths: Iterable[str]) -> list[str]:
    """Paths in order, without the records of prompts themselves and their index pages."""
    from minutebook.records.index import index_pages

    folders = [folder for folder in project.settings.list_folders() if folder.kind is PHR]
    homes = {index_pages.locate_main_page(folder) for folder in folders}
    return sorted(
        path
        for path in paths
        if path not in homes and not any(path.startswith(folder.path + "/") for folder in folders)
    )
