"""Bring the generated parts of pages up to date: index pages, and blocks of links in records."""

from __future__ import annotations

import os
from collections.abc import Sequence

from minutebook.operations.project import OperationResult, Project
from minutebook.records.model import ADR, Folder, Record, RecordSet, Write
from minutebook.repository import store


def rebuild_indexes(project: Project, *, dry_run: bool = False) -> OperationResult:
    """Bring index pages and generated blocks up to date; make the index pages that are missing."""
    from minutebook.records import linking

    return project.run_operation(
        lambda records: ((), linking.complete_writes(records, (), make_index=True)),
        dry_run=dry_run,
    )


def refresh_generated(project: Project, *, edited_path: str = "") -> OperationResult:
    """Bring up to date what follows from pages that were changed by hand.

    The page at `edited_path` loses the comments that stand for sections which it has by now.
    """
    from minutebook.records import linking

    def plan(records: RecordSet) -> tuple[Sequence[Record], Sequence[Write]]:
        from minutebook.text.markdown import section_hints

        writes = [
            Write(record.path, section_hints.settle(record.text), record.text)
            for record in records.members
            if record.path == edited_path and record.is_editable and record.kind is ADR
        ]
        return (), linking.complete_writes(records, writes)

    return project.run_operation(plan)


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
