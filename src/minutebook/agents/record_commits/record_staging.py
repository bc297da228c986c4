"""Stages records for the next commit (`commit = "stage"`), so that git does not lose them.

To abort a merge, a rebase or a pick, git deletes the files that were staged in it: a record that is
made meanwhile is staged by the next event after it. `git reset --hard` and its kin delete what was
staged before: the record is written again, once, where no commit and no stash has it. What a person
may have removed, renamed or changed stays as it is.
"""

from __future__ import annotations

import os
from collections.abc import Iterable

from minutebook.errors import Refusal
from minutebook.operations.project import Project, open_project
from minutebook.records.filenames import parse_name
from minutebook.records.model import PHR, Write
from minutebook.repository import light, store
from minutebook.repository.git import repo
from minutebook.repository.pending import staged_list
from minutebook.repository.pending.staged_list import NOT_STAGED, StagedRecord


def stage_record(project: Project, record_path: str, paths: Iterable[str]) -> None:
    """Stage a record's page and the pages that were written with it.

    While a merge, rebase or pick is open, only pages are that git knows already: else git could not
    abort it. Raises OperationError, as where another git process has the index.
    """
    waiting = staged_list.read_list(project.repo)
    waiting[record_path] = StagedRecord()
    if repo.is_operation_open(project.repo):
        staged_list.write_list(project.repo, waiting)
        repo.stage_paths(project.repo, paths, only_tracked=True)
        return
    unstaged = [path for path, staged in waiting.items() if staged.object_id == NOT_STAGED]
    present = [path for path in unstaged if os.path.lexists(os.path.join(project.top, path))]
    staged_list.write_list(project.repo, waiting)
    repo.stage_paths(project.repo, dict.fromkeys([*paths, *present]))
    objects = repo.list_staged_objects(project.repo, present)
    staged_list.write_list(
        project.repo, {**waiting, **staged_list.note_staged(project.repo, objects)}
    )


def restore_records(cwd: str) -> None:
    """Write the records again that went with what was staged, and forget those that are committed.

    Never raises for what git or the disk refuses: it is tried again.
    """
    top, git_dir, _ = light.find_git_folders(os.path.realpath(cwd)) if cwd else ("", "", "")
    if not top or not staged_list.has_list(git_dir):
        return
    try:
        _restore_records(open_project(top))
    except (OSError, Refusal) as error:
        light.log_error(error, "a staged record may be missing")


def _restore_records(project: Project) -> None:
    waiting = staged_list.read_list(project.repo)
    committed = repo.list_committed_paths(project.repo, waiting)
    staged = staged_list.note_staged(project.repo, repo.list_staged_objects(project.repo, waiting))
    changed = repo.list_changed_paths(project.repo, staged)
    kept: dict[str, StagedRecord] = {}
    lost: dict[str, str] = {}
    for path, noted in waiting.items():
        is_there = os.path.lexists(os.path.join(project.top, path))
        if path in committed:
            continue
        if path in staged and path not in changed:
            kept[path] = staged[path]
        elif is_there and noted.object_id == NOT_STAGED:
            kept[path] = noted
        elif (
            not is_there
            and path not in staged
            and noted.object_id != NOT_STAGED
            and staged_list.is_deleted_by_git(project.repo, path, noted)
        ):
            lost[path] = noted.object_id
    if kept != waiting:
        staged_list.write_list(project.repo, kept)
    lost = _leave_out_renamed(project, lost)
    if not lost:
        return
    from minutebook.operations.indexes import index

    texts = repo.read_objects(project.repo, lost.values())
    writes = [Write(path, texts[object_id], None) for path, object_id in lost.items()]
    with project.lock():
        store.apply_writes(project.top, writes)
    index_paths = index.rebuild_indexes(project, only_kept=True).paths
    light.write_notice(f"written again, as git deleted it: {', '.join(lost)}")
    if project.settings.commit == "stage":
        repo.stage_paths(project.repo, [*lost, *index_paths])


def _leave_out_renamed(project: Project, lost: dict[str, str]) -> dict[str, str]:
    """Those of some pages whose numbers no other page has."""
    if not lost:
        return {}
    numbers = {
        each.number for each in project.load_records(has_texts=False).members if each.kind is PHR
    }
    return {
        path: object_id
        for path, object_id in lost.items()
        if parse_name(PHR, path.rpartition("/")[2]).number not in numbers
    }
