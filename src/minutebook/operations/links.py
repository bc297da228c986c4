"""Relate records, and take relations away."""

from __future__ import annotations

from collections.abc import Sequence

from minutebook.operations.project import OperationResult, Project
from minutebook.records.model import Record, RecordSet, Write


def relate_records(
    project: Project,
    source_reference: str,
    relation: str,
    target_reference: str,
    *,
    remove: bool = False,
    dry_run: bool = False,
) -> OperationResult:
    """Make a relation between two records, or remove it; both pages show it."""

    def plan(records: RecordSet) -> tuple[Sequence[Record], Sequence[Write]]:
        from minutebook.records import linking

        source = project.resolve_reference(records, source_reference)
        target = project.resolve_reference(records, target_reference)
        change = linking.unlink_records if remove else linking.link_records
        writes = change(records, source, relation, target)
        paths = [source.path, target.path]
        return [source, target], linking.complete_writes(records, writes, paths)

    return project.run_operation(plan, dry_run=dry_run)
