"""Stages records for the next commit (the setting `stage`), so that git does not lose them.

To abort a merge, a rebase or a pick, git deletes the files that were staged in it: a record that is
made meanwhile is staged by the next event after it. `git reset --hard` and its kin delete what was
staged before: the record is written again, once, where no commit and no stash has it.

The file `minutebook-staged` in the working tree's own git directory has a line for each record that
is not committed yet: the object that was staged (`-`: none yet), a tab, the record's path.
"""

from __future__ import annotations

import os
from collections.abc import Iterable

from minutebook.errors import Refusal
from minutebook.operations.project import Project, open_project
from minutebook.records.model import Write
from minutebook.repository import light, store
from minutebook.repository.git import repo

_LIST_NAME = "minutebook-staged"
_NOT_STAGED = "-"


def stage_record(project: Project, record_path: str, paths: Iterable[str]) -> None:
    """Stage a record's page and the pages that were written with it.

    While a merge, rebase or pick is open, only pages are that git knows already: else git could not
    abort it. Raises OperationError, as where another git process has the index.
    """
    waiting = _read_list(project.repo)
    waiting[record_path] = _NOT_STAGED
    if repo.is_operation_open(project.repo):
        _write_list(project.repo, waiting)
        repo.stage_paths(project.repo, paths, only_tracked=True)
        return
    unstaged = [path for path, staged in waiting.items() if staged == _NOT_STAGED]
    present = [path for path in unstaged if os.path.lexists(os.path.join(project.top, path))]
    _write_list(project.repo, waiting)
    repo.stage_paths(project.repo, dict.fromkeys([*paths, *present]))
    _write_list(project.repo, {**waiting, **repo.list_staged_objects(project.repo, present)})


def restore_records(cwd: str) -> None:
    """Write the records again that went with what was staged, and forget those that are committed.

    Never raises for what git or the disk refuses: it is tried again.
    """
    top, git_dir, _ = light.find_git_folders(os.path.realpath(cwd)) if cwd else ("", "", "")
    if not top or not os.path.exists(os.path.join(git_dir, _LIST_NAME)):
        return
    try:
        _restore_records(open_project(top))
    except (OSError, Refusal) as error:
        light.log_error(error, "a staged record may be missing")


def _restore_records(project: Project) -> None:
    waiting = _read_list(project.repo)
    committed = repo.list_committed_paths(project.repo, waiting)
    staged = repo.list_staged_objects(project.repo, waiting)
    kept: dict[str, str] = {}
    lost: dict[str, str] = {}
    for path, object_id in waiting.items():
        is_there = os.path.lexists(os.path.join(project.top, path))
        if path in committed:
            continue
        if path in staged:
            kept[path] = staged[path]
        elif is_there and object_id == _NOT_STAGED:
            kept[path] = object_id
        elif not is_there and object_id != _NOT_STAGED:
            lost[path] = object_id
    if kept != waiting:
        _write_list(project.repo, kept)
    if not lost:
        return
    from minutebook.operations import index

    texts = repo.read_objects(project.repo, lost.values())
    writes = [Write(path, texts[object_id], None) for path, object_id in lost.items()]
    with project.lock():
        store.apply_writes(project.top, writes)
    index_paths = index.rebuild_indexes(project).paths
    light.write_notice(f"written again, as git deleted it: {', '.join(lost)}")
    if project.settings.stage:
        repo.stage_paths(project.repo, [*lost, *index_paths])


def _read_list(repository: repo.Repo) -> dict[str, str]:
    lines = light.read_text(os.path.join(repository.git_dir, _LIST_NAME)).split("\n")
    entries = (line.partition("\t") for line in lines)
    return {path: object_id for object_id, _, path in entries if path}


def _write_list(repository: repo.Repo, waiting: dict[str, str]) -> None:
    path = os.path.join(repository.git_dir, _LIST_NAME)
    if waiting:
        lines = [f"{object_id}\t{record_path}\n" for record_path, object_id in waiting.items()]
        light.write_whole(path, "".join(lines).encode("utf-8", "surrogateescape"))
    elif os.path.exists(path):
        os.unlink(path)
