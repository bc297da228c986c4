"""Opens the catalog where something has changed, and brings it up to date."""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping

from minutebook import __version__
from minutebook.catalog import database, freshness, tables
from minutebook.errors import Refusal
from minutebook.operations.project import Project, open_project
from minutebook.operations.reading.cataloguing import opening
from minutebook.operations.reading.cataloguing.page_changes import apply_changes, apply_records
from minutebook.records import discovery
from minutebook.records.model import Folder, RecordSet
from minutebook.repository import guard, light, store
from minutebook.repository.git import repo

TYPE_CHECKING = False
if TYPE_CHECKING:
    from minutebook.lean.progress import ProgressReporter

_CATALOG_PACKAGES = ("minutebook.catalog.", "minutebook.operations.reading.cataloguing.")
_ADR_DIR_FILES = (".adr-dir", ".log4brains.yml")  # that name a folder where nothing is configured


def open_refreshed(start: str, report_progress: ProgressReporter | None = None) -> opening.Catalog:
    """The catalog of the working tree that a folder lies in, looked into and brought up to date.

    Raises as `open_project` does.
    """
    project = open_project(start, report_progress=report_progress)
    return open_kept(project) or _make_in_memory(project, project.read_records())


def open_kept(project: Project) -> opening.Catalog | None:
    """The catalog on the disk, brought up to date; None where none can be kept."""
    path = _choose_path(project)
    for _ in range(2):
        if path == database.IN_MEMORY:
            return None
        connection = None
        try:
            connection = database.open_database(path, __version__)
            refresh(connection, project)
        except (*database.DAMAGE, OSError) as error:
            if connection is not None:
                connection.close()
            path = _recover(path, error)
        else:
            return opening.Catalog(connection, path, project.top, project.cwd, project)
    return None


def open_private(start: str) -> opening.Catalog:
    """A catalog of the private records of a clone. Raises as `open_project` does."""
    from minutebook.operations.private_texts import find

    project = open_project(start)
    return _make_in_memory(project, find.list_private(project))


def _make_in_memory(project: Project, records: RecordSet) -> opening.Catalog:
    connection = database.open_in_memory(__version__)
    apply_records(connection, project, records)
    return opening.Catalog(connection, database.IN_MEMORY, project.top, project.cwd, project)


def _choose_path(project: Project) -> str:
    """Where the catalog of a working tree is kept; in memory where the disk does not tell all."""
    folders = [folder.path for folder in project.settings.list_folders()]
    if repo.is_sparse(project.repo) or any(guard.find_link(project.top, each) for each in folders):
        return database.IN_MEMORY
    if not any(os.path.isdir(os.path.join(project.top, each)) for each in folders):
        return database.IN_MEMORY  # nothing to keep: nothing is made in git's directory
    settings_folder = ""
    if project.settings_path:
        settings_folder = os.path.relpath(os.path.dirname(project.settings_path), project.top)
        settings_folder = "" if settings_folder == "." else settings_folder.replace(os.sep, "/")
    try:
        state_folder = guard.make_state_folder(project.repo.git_dir)
    except (OSError, Refusal):
        return database.IN_MEMORY
    if not os.path.isdir(state_folder):
        return database.IN_MEMORY
    return light.locate_catalog(project.repo.git_dir, settings_folder)


def _recover(path: str, error: Exception) -> str:
    """Remove a catalog that cannot be read; gives where the next one is to be.

    One that another process holds for too long, or that may not be written, is left as it is.
    """
    if database.is_in_order(error):
        return database.IN_MEMORY
    try:
        database.remove_database(path)
    except OSError:
        return database.IN_MEMORY
    return path


def find_catalog(start: str) -> tuple[str, str]:
    """Where the catalog for a folder is kept, and the top of the working tree that it is of.

    Raises as `open_project` does.
    """
    project = open_project(start)
    return _choose_path(project), project.top


def is_damage(error: Exception) -> bool:
    """Whether the catalog could not be read after it was opened: it is to be made anew then.

    Operations that write do not come here: they read the pages where the catalog fails.
    """
    trace, modules = error.__traceback__, set()
    while trace:
        modules.add(str(trace.tb_frame.f_globals.get("__name__")))
        trace = trace.tb_next
    return not isinstance(error, (Refusal, OSError)) and any(
        name.startswith(_CATALOG_PACKAGES) for name in modules
    )


def remove_catalog(start: str) -> None:
    """Have the next opening make the catalog anew. Raises as `open_project` does."""
    path, _ = find_catalog(start)
    if path != database.IN_MEMORY:
        database.remove_database(path)


def refresh(
    connection: database.Connection,
    project: Project,
) -> None:
    """Bring the catalog up to date with the pages of the working tree, in one transaction.

    Of several processes that find the same change one makes it; the others wait, and find none.
    """
    own_names = repo.read_remote_names(project.repo)
    folders = project.settings.list_folders()
    scope = _describe_scope(folders, own_names, project.settings.topics)
    witnesses = _list_witnesses(project)
    roots = [each.path for each in folders if store.is_open_folder(project.top, each.path)]
    if (
        tables.load_scope(connection) == scope
        and tables.load_witnesses(connection) == witnesses
        and not opening.find_changes(connection, project.top).folders
    ):
        return
    connection.execute("BEGIN IMMEDIATE")
    try:
        if tables.load_scope(connection) != scope:
            tables.clear_pages(connection)
        tables.store_dependencies(connection, roots, scope, witnesses)
        # The hook of an edit asks for it, without the settings.
        database.write_meta(connection, "tell", project.settings.tell)
        changes = opening.find_changes(connection, project.top)
        apply_changes(connection, project, own_names, changes)
        connection.execute("COMMIT")
    except BaseException:
        connection.execute("ROLLBACK")
        raise


def _describe_scope(
    folders: Iterable[Folder], own_names: Iterable[str], topics: Mapping[str, object]
) -> str:
    """All that the reading of pages and of their links depends on beside the pages, as a text."""
    described = [
        (
            *(folder.kind.name, folder.path, folder.numbering, folder.label, folder.extra_states),
            *(sorted(folder.own_statuses.items()), sorted(folder.own_relations.items())),
        )
        for folder in folders
    ]
    return repr((described, sorted(own_names), topics))


def _list_witnesses(project: Project) -> dict[str, str]:
    """The files and folders on which the settings in force at the top depend, as they are now."""
    names = [*opening.CONFIG_FILES]
    if project.settings_path is None:
        names += (*_ADR_DIR_FILES, *discovery.USUAL_ADR_FOLDERS, *discovery.USUAL_PHR_FOLDERS)
    names.append(os.path.join(project.repo.common_dir, "config"))
    names.append(os.path.join(project.repo.git_dir, "info", "sparse-checkout"))
    return {name: freshness.describe_witness(os.path.join(project.top, name)) for name in names}
