"""`adr supersede` and `adr amend`: a newer decision takes the place of another, or changes it."""

from __future__ import annotations

from minutebook.cli import output
from minutebook.cli.commands.records import new_records
from minutebook.cli.options import open_project
from minutebook.errors import UsageError


def relate_to_newer(
    command: str,
    old: str,
    by: str,
    title: str,
    no_redact: bool,
    dry_run: bool,
    as_json: bool,
) -> None:
    """Have a decision superseded or amended, by one that is there or by a new one."""
    from minutebook.operations.changes import decisions

    if by and title:
        raise UsageError(
            "--by and --with exclude each other",
            "--by REF for a decision that is there, --with TITLE for a new one",
        )
    if not by and not title:
        raise UsageError(
            f"say what {command}s it",
            "--by REF for a decision that is there, --with TITLE for a new one",
        )
    project = open_project(output.working_folder)
    if title:
        relation = "supersedes" if command == "supersede" else "amends"
        result = decisions.create_newer_decision(
            project, old, title, relation, redact=not no_redact, dry_run=dry_run
        )
    elif command == "supersede":
        result = decisions.supersede_decision(project, old, by, dry_run=dry_run)
    else:
        result = decisions.amend_decision(project, old, by, dry_run=dry_run)
    output.print_written(result, as_json=as_json, dry_run=dry_run, is_single_record=bool(title))
    if title and not (as_json or dry_run or result.notes):  # a note says it already
        new_records.print_next(result)
