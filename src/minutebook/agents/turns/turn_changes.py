"""What a turn changed: git's status now, compared with the one at the prompt."""

from __future__ import annotations

import os
import re
import time
from collections.abc import Iterable, Iterator
from contextlib import suppress

from minutebook.agents.capture.turn import Turn
from minutebook.agents.session import PromptSnapshot, Session, read_session
from minutebook.operations.project import Project
from minutebook.records.model import PHR
from minutebook.repository.git import diffs, history, revisions, tree_status

_FRESH_SECONDS = 120.0  # after its end, for which the tree is taken to be as a turn left it
_COMMIT_OUTPUT = r"(?m)^\[[^\]\n]{1,200} ([0-9a-f]{7,40})\] "  # what `git commit` prints
_SHORT_SHA_LENGTH = 12


def find_turn_changes(
    project: Project, session: Session, turn: Turn, snapshot: PromptSnapshot
) -> tuple[list[str], list[str]]:
    """The files that a turn changed, and the commits that were made in it.

    Git's status is compared with the `snapshot` at the prompt; where other sessions worked in the
    tree at the same time, their tools' own events tell whose file is whose. A subagent's files are
    those of its tools.
    """
    top = project.top
    own_paths = {path for tool in turn.tools for path in _relative_paths(project, turn, tool.files)}
    if turn.subagent_id or not snapshot.is_known:
        return _select_shown(project, own_paths), _find_reported_commits(project, turn)
    next_snapshot = session.read_next_snapshot(turn)
    if next_snapshot.is_known:  # recorded late: what came after the next prompt is not this turn's
        commit, after = next_snapshot.commit, dict(next_snapshot.dirty_files)
    else:
        commit, entries = tree_status.read_status(top)
        after = {path: mark for mark, _, path in (entry.partition(" ") for entry in entries)}
    before = dict(snapshot.dirty_files)
    changed = {path for path, mark in after.items() if before.get(path) != mark}
    changed |= {
        path
        for path, mark in before.items()
        if path not in after and tree_status.fingerprint_file(top, path) != mark
    }
    foreign_paths = _list_foreign_paths(project, session, turn) - own_paths
    commits, committed_paths = _list_turn_commits(
        project, snapshot, commit, turn.started, foreign_paths
    )
    changed |= {
        path
        for path in committed_paths
        if path not in before or tree_status.fingerprint_file(top, path) != before[path]
    }
    if not next_snapshot.is_known and not _is_fresh(turn):
        # Recorded long after it ended, or it never did: who changed the rest nobody knows.
        return _select_shown(project, changed & own_paths), _find_reported_commits(project, turn)
    return _select_shown(project, changed - foreign_paths), commits


def is_tree_as_left(session: Session, turn: Turn) -> bool:
    """Whether the working tree can be taken to be as the turn left it."""
    return _is_fresh(turn) and not session.read_next_snapshot(turn).is_known


def _is_fresh(turn: Turn) -> bool:
    return abs(time.time() - turn.ended) <= _FRESH_SECONDS


def _find_reported_commits(project: Project, turn: Turn) -> list[str]:
    """The commits that a turn's own commands printed, as far as git still has them."""
    reported = [
        sha
        for tool in turn.tools
        if "commit" in tool.command
        for sha in re.findall(_COMMIT_OUTPUT, tool.output)
    ]
    commits = [revisions.find_commit(project.repo, sha) for sha in dict.fromkeys(reported)]
    return list(dict.fromkeys(commit[:_SHORT_SHA_LENGTH] for commit in commits if commit))


def _list_turn_commits(
    project: Project, snapshot: PromptSnapshot, end: str, started: float, foreign_paths: set[str]
) -> tuple[list[str], frozenset[str]]:
    """The commits made since a prompt, oldest first, and the files they changed.

    A commit that names another record, or has only files of other sessions, is not the turn's.
    """
    start = snapshot.commit
    if not end or start == end:
        return [], frozenset()
    own_ref = f"PHR-{snapshot.number:04d}"
    commits: list[str] = []
    paths: frozenset[str] = frozenset()
    try:
        logged = history.list_commits(project.repo, f"{start}..{end}" if start else end)
    except revisions.UnknownRevision:
        logged = []
    for commit in reversed(logged):
        names_other = commit.phr_trailers and own_ref not in commit.phr_trailers
        is_foreign = commit.paths and commit.paths <= foreign_paths
        # Git knows whole seconds, so a commit may seem one older than it is.
        if commit.commit_time + 1 >= int(started) and not (names_other or is_foreign):
            commits.append(commit.sha[:_SHORT_SHA_LENGTH])
            paths |= commit.paths
    if commits and start:  # an amended commit names files that were in it before
        differing = diffs.list_changed_paths(project.repo, start, end)
        paths &= differing or paths
    return commits, paths


def _list_foreign_paths(project: Project, session: Session, turn: Turn) -> set[str]:
    """The files that other sessions' tools wrote while the turn went on."""
    folder, paths = os.path.dirname(session.base_path), set()
    for name in os.listdir(folder):
        path = os.path.join(folder, name)
        base_path = path.removesuffix(".jsonl")
        if not name.endswith(".jsonl") or base_path.partition("+")[0] == session.base_path:
            continue
        with suppress(OSError):
            if os.stat(path).st_mtime < turn.started:
                continue
            for event in read_session(base_path).events:
                if event.tool and turn.started <= event.time <= (turn.ended or event.time):
                    paths |= set(_relative_paths(project, turn, event.tool.files))
    return paths


def _relative_paths(project: Project, turn: Turn, paths: Iterable[str]) -> Iterator[str]:
    """Paths as a tool gave them, relative to the top; those outside of it are left out."""
    for path in paths:
        absolute = os.path.normpath(os.path.join(turn.cwd or project.top, path))
        try:
            candidates = (absolute, os.path.realpath(absolute))
        except ValueError:  # no system can have such a name
            continue
        for candidate in candidates:
            if candidate.startswith(project.top + os.sep):
                yield os.path.relpath(candidate, project.top).replace(os.sep, "/")
                break


def _select_shown(project: Project, paths: Iterable[str]) -> list[str]:
    """Paths in order, without the records of prompts themselves and their index pages."""
    from minutebook.records.index import index_pages

    folders = [folder for folder in project.settings.list_folders() if folder.kind is PHR]
    index_paths = {index_pages.locate_main_page(folder) for folder in folders}
    return sorted(
        path
        for path in paths
        if path not in index_paths
        and not any(path.startswith(folder.path + "/") for folder in folders)
    )
