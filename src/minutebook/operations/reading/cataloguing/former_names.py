"""Follows files that prompts changed to the names that they have by now.

Commits rename files, pages of records say what they were called. So the catalog keeps what git
tells of files that prompts changed and that are there no more: whoever asks what changed a file,
also an agent's hook, which has no time for git, then finds it under its present name.
"""

from __future__ import annotations

import os

from minutebook.catalog import database, looks, tables
from minutebook.errors import OperationError
from minutebook.repository import light

TYPE_CHECKING = False  # typing is dear to import
if TYPE_CHECKING:
    from minutebook.operations.reading.cataloguing.opening import Catalog

_SEEN, _COMMIT, _MISSING = "renames-seen", "renames-commit", "renames-missing"
_MAX_STEPS = 8  # names that a file is followed to at one time


def refresh_former_names(catalog: Catalog) -> None:
    """Learn what the files that prompts changed are called by now, where that may have changed.

    Nothing is asked of git where neither HEAD nor the index moved, or where no file is missing.
    """
    connection = catalog.connection
    git_dir = light.find_git_folders(catalog.top)[1]
    places = (os.path.join(git_dir, *parts) for parts in (("logs", "HEAD"), ("HEAD",), ("index",)))
    seen = " ".join((*map(looks.describe_file, places), tables.describe_touched(connection)))
    if database.read_meta(connection, _SEEN) == seen:
        return
    missing = _list_missing(catalog)
    if not missing:
        tables.store_renames(connection, (), {_SEEN: seen})
        return
    from minutebook.repository.git import repo, revisions
    from minutebook.repository.git.commits import renames

    try:
        repository = repo.find_repo(catalog.top)
        head = revisions.resolve_head(repository)
        looked_for = tables.load_list(connection, _MISSING)
        after = str(database.read_meta(connection, _COMMIT)) if missing <= looked_for else ""
        if after and revisions.find_commit(repository, after) != after:
            after = ""  # it was rewritten, and is gone
        since = _find_first_day(connection)
        found: dict[tuple[str, str], None] = {}
        pending = missing
        for _ in range(_MAX_STEPS):
            steps = renames.list_renames(repository, pending, after=after, since=since)
            steps = [step for step in steps if step not in found]
            found.update(dict.fromkeys(steps))
            pending = {path for _, path in steps if not _is_there(catalog.top, path)} - missing
            missing |= pending
            after = ""
            if not pending:
                break
    except OperationError:
        return  # it is asked again the next time
    known = {_SEEN: seen, _COMMIT: head, _MISSING: missing}
    tables.store_renames(connection, found, known)


def _list_missing(catalog: Catalog) -> set[str]:
    """The paths of files that prompts changed, which are not there."""
    return {
        path
        for path in tables.list_followed_paths(catalog.connection)
        if _is_plain(path) and not _is_there(catalog.top, path)
    }


def _is_plain(path: str) -> bool:
    """Whether a path, as a page states it, is one from the top."""
    is_here = path != "." and not f"{path}/".startswith(("/", "../"))
    return is_here and "\0" not in path and path == os.path.normpath(path)


def _is_there(top: str, path: str) -> bool:
    return os.path.lexists(os.path.join(top, path))


def _find_first_day(connection: database.Connection) -> str:
    """The day of the first prompt that changed files: none of these was taken away before it."""
    query = "SELECT min(date) FROM records WHERE kind = 'phr' AND length(date) = 10"
    undated = "SELECT 1 FROM records WHERE kind = 'phr' AND length(date) != 10 LIMIT 1"
    if connection.execute(undated).fetchone():
        return ""
    return str(connection.execute(query).fetchone()[0] or "")
