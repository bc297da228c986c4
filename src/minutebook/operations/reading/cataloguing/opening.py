"""Opens the catalog of the working tree that a command runs in, as fresh as the tree itself.

Where nothing has changed since the last command, which is told by looks at the disk, neither the
settings nor a page are read: this module and what it loads is all that such a start costs. For all
else it calls `refreshing`.
"""

from __future__ import annotations

import os

from minutebook import __version__
from minutebook.catalog import database, freshness, looks, tables
from minutebook.repository import light

TYPE_CHECKING = False  # typing is dear to import
if TYPE_CHECKING:
    from minutebook.lean.progress import ProgressReporter
    from minutebook.operations.project import Project

CONFIG_FILES = ("minutebook.toml", "pyproject.toml")  # as `config_file` has them


class Catalog:
    """The records of a working tree as rows: `connection` has them as they were at the opening.

    `top` is the working tree, `cwd` the folder where the command runs, both absolute. `path` is the
    catalog's file, `:memory:` where none can be kept. `project` is None where nothing needed the
    settings: see `get_project`.
    """

    def __init__(
        self,
        connection: database.Connection,
        path: str,
        top: str,
        cwd: str,
        project: Project | None = None,
    ) -> None:
        self.connection, self.path, self.top, self.cwd = connection, path, top, cwd
        self._project = project

    def get_project(self) -> Project:
        """The working tree with its settings, opened when first asked for."""
        if self._project is None:
            from minutebook.operations.project import open_project

            self._project = open_project(self.cwd)
        return self._project


def open_catalog(start: str, report_progress: ProgressReporter | None = None) -> Catalog:
    """The catalog of the working tree that a folder lies in, refreshed.

    Raises as `open_project` does. What the catalog's own file cannot give is read from the pages.
    """
    catalog = _open_unchanged(start)
    if catalog is None:
        from minutebook.operations.reading.cataloguing import refreshing

        catalog = refreshing.open_refreshed(start, report_progress)
    return catalog


def _open_unchanged(start: str) -> Catalog | None:
    """The catalog as it is, where the disk shows no change; None where it has to be looked into."""
    try:
        cwd = os.path.realpath(start)
    except OSError:
        return None
    top, git_dir, _ = light.find_git_folders(cwd)
    path = light.locate_catalog(git_dir)
    if not top or _has_nearer_settings(cwd, top) or not os.path.isfile(path):
        return None
    try:
        connection = database.connect(path)
        version = database.read_meta(connection, "version")
        if version != database.describe_version(__version__):
            return None
        if not freshness.are_witnesses_same(top, tables.load_witnesses(connection)):
            return None
        if find_changes(connection, top).folders:
            return None
    except database.DAMAGE:
        return None
    return Catalog(connection, path, top, cwd)


def _has_nearer_settings(cwd: str, top: str) -> bool:
    """Whether a folder below the top may have settings of its own, or be a repository."""
    while cwd != top:
        if any(os.path.exists(os.path.join(cwd, name)) for name in (*CONFIG_FILES, "HEAD")):
            return True
        cwd = os.path.dirname(cwd)
    return False


def find_changes(connection: database.Connection, top: str) -> looks.Changes:
    """What differs in the folders of records from what the catalog has."""
    roots = tables.load_roots(connection)

    def list_folder(folder: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
        from minutebook.repository import store  # only where a folder has changed

        root = next((each for each in roots if looks.is_below(folder, each)), folder)
        subfolders, names = store.list_folder(top, root, folder)
        return tuple(subfolders), tuple(names)

    return looks.find_changes(top, roots, tables.load_looks(connection), list_folder)
