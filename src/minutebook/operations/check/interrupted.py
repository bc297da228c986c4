"""Commands that were ended while they wrote: their files, and the rest of them written."""

from __future__ import annotations

import os

from minutebook.operations.project import Project
from minutebook.records.model import ROOT
from minutebook.repository import files, guard, journal
from minutebook.repository.git import repo


def recover_interrupted(project: Project) -> list[str]:
    """Complete what dead processes had begun, in every working tree, and remove what they left.

    Gives lines for people.
    """
    with project.lock(mend=False):
        messages = [recovered.message for recovered in journal.recover(project.repo.common_dir)]
        removed = [
            path
            for folder in sorted(_list_temporary_folders(project))
            for path in files.remove_stale_temporaries(project.top, folder)
        ]
    return messages + [f"removed {os.path.relpath(path, project.top)}" for path in removed]


def list_interrupted(project: Project) -> tuple[str, ...]:
    """The files of this working tree that a command, whose process is dead, did not write."""
    common_dir = project.repo.common_dir
    if not journal.list_journals(common_dir):
        return ()
    with project.lock(mend=False):  # no live process owns what is left
        interrupted = journal.find_interrupted(common_dir)
    top = os.path.realpath(project.top)
    return tuple(
        dict.fromkeys(
            write.path
            for operation in interrupted
            if os.path.realpath(operation.top) == top
            for write in operation.remaining_writes
        )
    )


def _list_temporary_folders(project: Project) -> set[str]:
    """Where a temporary file may lie: in the folders of records, and where git sees one.

    As paths from the top.
    """
    folders = {
        os.path.dirname(path)
        for path in repo.list_files(project.repo)
        if files.is_temporary(path.rpartition("/")[2])
    }
    for folder in project.settings.list_folders():
        if folder.path != ROOT and not guard.find_obstacle(project.top, folder.path):
            below = os.walk(os.path.join(project.top, folder.path))
            folders.update(os.path.relpath(path, project.top) for path, _, _ in below)
    return folders
