"""What the rules of `check` cannot know themselves: what git, the disk and the settings say."""

from __future__ import annotations

import os
from collections.abc import Mapping

from minutebook import checks as rules
from minutebook.checks.base import BaseBranch, BlockedPath
from minutebook.errors import OperationError
from minutebook.operations.project import Project
from minutebook.records.model import RecordSet, join_path
from minutebook.repository import files, guard, store
from minutebook.repository.git import history, repo, revisions


def make_inputs(
    project: Project, records: RecordSet, base: str, needed: frozenset[str]
) -> rules.CheckInputs:
    """What rules cannot know. Git is asked only for what is needed; and whether `base` is there."""
    if "previous_texts" in needed or base != "HEAD":
        previous_texts = _read_previous_texts(project, records, base)
    else:
        previous_texts = {}
    current_paths = known_paths = None
    if needed & {"current_paths", "known_paths"}:
        current_paths = frozenset(repo.list_files(project.repo))
    if current_paths is not None and "known_paths" in needed:
        known_paths = current_paths | history.list_former_paths(project.repo)
    return rules.CheckInputs(
        today=project.today,
        known_paths=known_paths,
        current_paths=current_paths,
        previous_texts=previous_texts,
        base_branch=_read_base_branch(project, base) if "base_branch" in needed else None,
    )


def _read_base_branch(project: Project, base: str) -> BaseBranch | None:
    """The record pages of the branch to compare with; None for the commit that is checked out."""
    base_commit = revisions.find_commit(project.repo, base) if base != "HEAD" else ""
    head = revisions.find_commit(project.repo, "HEAD") if base_commit else ""
    if not head or head == base_commit:
        return None
    folders = [folder.path for folder in project.settings.list_folders()]
    fork = _find_fork(project, base_commit)
    if fork == base_commit:
        return None
    paths = frozenset(revisions.list_commit_paths(project.repo, base_commit, folders))
    fork_paths = revisions.list_commit_paths(project.repo, fork, folders) if fork else ()
    return BaseBranch(base, paths.difference(fork_paths), paths.union(fork_paths))


def _find_fork(project: Project, base_commit: str) -> str:
    """The commit where the branch that is checked out left another; "" where that is not here."""
    head = revisions.find_commit(project.repo, "HEAD")
    try:
        return revisions.find_merge_base(project.repo, head, base_commit) if head else ""
    except OperationError:  # a shallow clone: all that the branch has may be new
        return ""


def _read_previous_texts(project: Project, records: RecordSet, base: str) -> Mapping[str, str]:
    """The pages as they were where the branch left `base`: what came to that since is not undone.

    As they are at `base` itself where that commit is not here.
    """
    base_commit = revisions.find_commit(project.repo, base) if base != "HEAD" else ""
    fork = _find_fork(project, base_commit) if base_commit else ""
    paths = (record.path for record in records.members)
    return history.read_changed_texts(
        project.repo, fork if fork not in ("", base_commit) else base, paths
    )


def make_settings(project: Project) -> rules.CheckSettings:
    """What the repository configures for `check`."""
    settings = project.settings
    source = project.settings_path
    return rules.CheckSettings(
        severities=settings.rules,
        silences=settings.silence,
        proposed_days=settings.proposed_days,
        suggestion_days=settings.suggestion_days,
        stages=settings.stages,
        source_path=os.path.relpath(source, project.top) if source else "minutebook.toml",
    )


def list_blocked(project: Project) -> tuple[BlockedPath, ...]:
    """What is where records and index pages are or would be written, and may not be."""
    from minutebook.records.index import index_pages

    blocked: dict[str, BlockedPath] = {}
    for folder in project.settings.list_folders():
        main_page = index_pages.locate_main_page(folder)
        for path in (*store.find_links(project.top, folder.path), folder.path, main_page):
            if path == folder.path and path not in blocked:
                obstacle = guard.find_obstacle(project.top, join_path(path, "x.md"))
            else:
                obstacle = files.find_obstacle(project.top, path)
            link = guard.find_link(project.top, path) or path
            if obstacle and link not in blocked:
                stays_inside = os.path.exists(os.path.join(project.top, path)) and bool(
                    guard.resolve_below(project.top, path)
                )
                blocked[link] = BlockedPath(link, obstacle.message, obstacle.hint, stays_inside)
    return tuple(blocked.values())
