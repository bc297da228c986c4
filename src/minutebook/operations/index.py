"""Bring the generated parts of pages up to date: index pages, and blocks of links in records."""

from __future__ import annotations

from minutebook.operations.project import OperationResult, Project


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
