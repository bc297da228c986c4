"""Move a decision on: accept, reject or deprecate it, or have another one take its place."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from minutebook.errors import ForbiddenTransition
from minutebook.operations.project import OperationResult, Project
from minutebook.records.model import ADR, Record, RecordSet, Write


def change_status(
    project: Project,
    reference: str,
    status: str,
    *,
    reason: str = "",
    redact: bool = True,
    dry_run: bool = False,
) -> OperationResult:
    """Accept, reject or deprecate a decision. Raises ForbiddenTransition where it may not be.

    With `redact`, secrets in the reason are hidden, with a warning.
    """
    warnings: tuple[str, ...] = ()
    if reason and redact:
        from minutebook.operations.redaction.redactor import redact_line

        reason, warnings = redact_line(project, "reason", reason)

    def plan(records: RecordSet) -> tuple[Sequence[Record], Sequence[Write]]:
        from minutebook.records import adr, linking
        from minutebook.records.drafting import drafts

        record = project.resolve_reference(records, reference, ADR)
        if record.state == status:
            raise ForbiddenTransition(
                f"{record.ref} is {status} already", f"minutebook show {record.ref}"
            )
        drafts.require_transition(ADR, record, status)
        if status == "rejected":
            linking.require_rejectable(records, record)
        text = adr.set_status(
            record.text, record.dialect, status, reason=reason, today=project.today
        )
        return [record], linking.complete_writes(records, [Write(record.path, text, record.text)])

    return replace(project.run_operation(plan, dry_run=dry_run), warnings=warnings)


def supersede_decision(
    project: Project, old_reference: str, new_reference: str, *, dry_run: bool = False
) -> OperationResult:
    """Have one decision take the place of another; both pages show it."""

    def plan(records: RecordSet) -> tuple[Sequence[Record], Sequence[Write]]:
        from minutebook.records import linking

        old = project.resolve_reference(records, old_reference, ADR)
        new = project.resolve_reference(records, new_reference, ADR)
        writes = linking.link_records(records, new, "supersedes", old)
        return [new, old], linking.complete_writes(records, writes, [new.path, old.path])

    return project.run_operation(plan, dry_run=dry_run)
