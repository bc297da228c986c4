"""`adr govern`: which files a decision governs."""

from __future__ import annotations

from minutebook.cli import output
from minutebook.cli.options import open_project
from minutebook.errors import UsageError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from minutebook.operations.project import Project


def govern(
    ref: str, globs: list[str], remove: bool, suggest: bool, dry_run: bool, as_json: bool
) -> None:
    """Add globs to a decision or remove them; without any, list those that it has."""
    import shlex

    from minutebook.operations.changes import governed

    command = ["minutebook", "adr", "govern", ref]
    if suggest and (globs or remove):
        raise UsageError("--suggest takes no globs", shlex.join([*command, "--suggest"]))
    if remove and not globs:
        raise UsageError("say which globs are removed", shlex.join([*command, "--remove", "GLOB"]))
    project = open_project(output.working_folder)
    if suggest:
        _print_suggestion(project, ref, as_json)
        return
    result = governed.govern_files(project, ref, globs, remove=remove, dry_run=dry_run)
    if globs or as_json:
        output.print_written(result, as_json=as_json, dry_run=dry_run)
    else:
        output.print_lines(result.records[0].governs or ["no files are stated"])


def _print_suggestion(project: Project, ref: str, as_json: bool) -> None:
    """Print globs for a decision, one a line, and the command that states them."""
    from minutebook.operations.changes import governed
    from minutebook.records.model import ADR

    records = project.load_records(has_texts=False)
    record = project.resolve_reference(records, ref, ADR)
    globs = governed.suggest_globs(project, record, records)
    if as_json:
        from minutebook.operations.schema import serialize

        document = serialize.serialize_record(record)
        output.print_document(record=document, writes=[], suggested=list(globs))
        return
    output.print_lines(globs or ["no prompt behind it changed a file that it does not govern yet"])
    if globs:
        output.print_next(governed.make_command(record, globs))
