"""Takes back the making of a record that was given up while it was edited."""

from __future__ import annotations

from minutebook.errors import Conflict
from minutebook.operations.project import OperationResult, Project
from minutebook.records.model import Write
from minutebook.repository import files


def undo_creation(project: Project, result: OperationResult) -> None:
    """Write all files as they were before `result`, whose first record is the one that was made.

    Its page may say anything by now, or be gone. Raises Conflict where another of the files was
    changed meanwhile: nothing is written then.
    """
    record = result.records[0]
    with project.lock():
        writes = []
        for write in result.writes:
            text = files.read_text(project.top, write.path)
            if write.path == record.path:
                if text is not None:
                    writes.append(Write(write.path, None, text))
            elif text == write.text:
                writes.append(Write(write.path, write.previous, text))
            else:
                raise Conflict(
                    f"{record.ref} stays: {write.path} was changed meanwhile",
                    f"minutebook remove {record.ref} --force",
                )
        project.apply_writes(writes)
