"""What keeps pages that are made of records from being written among the records themselves."""

from __future__ import annotations

import os

from minutebook.errors import UsageError
from minutebook.operations.project import Project


def require_apart(project: Project, out: str, what: str, suggestion: str) -> None:
    """Raise UsageError where a folder holds records of a project, or lies among them.

    They would be read as records the next time. `what` is what would be written, such as "a site",
    `suggestion` what to do instead.
    """
    real, top = os.path.realpath(out), os.path.realpath(project.top)
    for folder in project.settings.list_folders():
        records = os.path.realpath(os.path.join(top, folder.path))
        # Where records lie in the top itself, a folder beside them is as good as any.
        is_inside = records != top and is_below(real, records)
        if is_inside or is_below(records, real):
            where = "lie among" if is_inside else "have in it"
            raise UsageError(
                f"{what} in {out} would {where} the records of {folder.path}", suggestion
            )


def is_below(path: str, folder: str) -> bool:
    """Whether a path is a folder or lies in it, both without links."""
    return path == folder or path.startswith(folder.rstrip(os.sep) + os.sep)
