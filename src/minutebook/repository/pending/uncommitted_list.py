"""The list of pages of records that are not committed yet, and whose commit they wait for.

The file `minutebook-uncommitted` in the working tree's own git directory has a line for each: the
digest of the page as it was written, the session's name, the last commit of its turn (`-`: the turn
made none), each followed by a tab, and the page's path.
"""

from __future__ import annotations

import os
from collections.abc import Mapping

from minutebook.lean.values import Value
from minutebook.repository import light
from minutebook.repository.git.repo import Repo

NO_COMMIT = "-"
_LIST_NAME = "minutebook-uncommitted"
_MAX_PAGES = 300  # the last ones: those that nobody commits


class UncommittedPage(Value):
    """A page as it was written: its digest, its session, and its turn's last commit."""

    digest: str
    session: str
    commit: str = NO_COMMIT


def has_waiting(git_dir: str) -> bool:
    """Whether a page waits for a commit that its turn made. Costs a look at one file."""
    lines = light.read_text(os.path.join(git_dir, _LIST_NAME)).split("\n")
    return any(line.split("\t", 3)[2:3] not in ([], [NO_COMMIT]) for line in lines)


def read_list(repo: Repo) -> dict[str, UncommittedPage]:
    """The listed pages by their paths."""
    pages = {}
    for line in light.read_text(os.path.join(repo.git_dir, _LIST_NAME)).split("\n"):
        fields = line.split("\t", 3)
        if len(fields) == 4:
            *facts, path = fields
            pages[path] = UncommittedPage(*facts)
    return pages


def write_list(repo: Repo, pages: Mapping[str, UncommittedPage]) -> None:
    """Write the list, the newest pages last; remove it where it is empty. Raises OSError."""
    path = os.path.join(repo.git_dir, _LIST_NAME)
    lines = [
        f"{page.digest}\t{page.session}\t{page.commit}\t{name}\n" for name, page in pages.items()
    ][-_MAX_PAGES:]
    if lines:
        light.write_whole(path, "".join(lines).encode("utf-8", "surrogateescape"))
    elif os.path.exists(path):
        os.unlink(path)
