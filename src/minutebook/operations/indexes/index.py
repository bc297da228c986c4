"""Bring the generated parts of pages up to date: index pages, and blocks of links in records."""

from __future__ import annotations

import os

from minutebook.operations.project import OperationResult, Project
from minutebook.records.model import Folder
from minutebook.repository import store


def rebuild_indexes(project: Project, *, dry_run: bool = False) -> OperationResult:
    """Bring index pages and generated blocks up to date; make the index pages that are missing."""
    from minutebook.records import linking

    return project.run_operation(
        lambda records: ((), linking.complete_writes(records, (), make_index=True)),
        dry_run=dry_run,
    )


def refresh_generated(project: Project) -> OperationResult:
    """Bring up to date what follows from pages that were changed by hand."""
    from minutebook.records import linking

    return project.run_operation(lambda records: ((), linking.complete_writes(records, ())))


def read_index_pages(project: Project, folder: Folder, record_path: str) -> dict[str, str]:
    """The index pages that may have to list a new record, and all main ones, path to text."""
    from minutebook.records.index import index_pages

    pages = {}
    for other in project.settings.list_folders():
        path = index_pages.locate_main_page(other)
        if (page := store.read_page(project.top, path)) is not None:
            pages[path] = page[0]
    for index_folder in {
        os.path.dirname(index_pages.locate_main_page(folder)),
        os.path.dirname(record_path),
    }:
        try:
            names = os.listdir(os.path.join(project.top, index_folder))
        except OSError:
            continue
        for name in names:
            if index_pages.is_index_page_name(name):
                path = f"{index_folder}/{name}" if index_folder else name
                page = store.read_page(project.top, path)
                if page is not None:
                    pages[path] = page[0]
    return pages
