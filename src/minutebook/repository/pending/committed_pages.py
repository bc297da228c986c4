"""The commits that this clone made of records: a page that no branch has any more is read from one.

The file `minutebook/committed` in git's common directory has a line for each page, the newest last:
the commit, a tab, the page's path.
"""

from __future__ import annotations

import os
from collections.abc import Iterable

from minutebook.errors import OperationError
from minutebook.repository import guard, light
from minutebook.repository.git.repo import Repo, read_committed_page

_MAX_FILE_BYTES = 512 * 1024  # after which the older half is dropped


def note_committed(common_dir: str, commit: str, paths: Iterable[str]) -> None:
    """Note the pages that a commit has. Raises OSError."""
    lines = "".join(f"{commit}\t{path}\n" for path in paths)
    path = os.path.join(guard.make_state_folder(common_dir), "committed")
    if os.path.exists(path) and os.path.getsize(path) > _MAX_FILE_BYTES:
        kept = light.read_tail(path, _MAX_FILE_BYTES // 2)
        light.write_whole(path, kept.encode("utf-8", "surrogateescape"))
    light.append_line(path, lines.encode("utf-8", "surrogateescape"))
    guard.share_with_group(path)


def read_lost_page(repo: Repo, path: str) -> str:
    """The text that the last commit of a page has, where git still has it; else ""."""
    text = light.read_tail(
        os.path.join(repo.common_dir, "minutebook", "committed"), _MAX_FILE_BYTES
    )
    for line in reversed(text.split("\n")):
        commit, _, committed_path = line.partition("\t")
        if committed_path == path:
            try:
                return read_committed_page(repo, commit, path)
            except OperationError:  # git cleaned it up
                continue
    return ""
