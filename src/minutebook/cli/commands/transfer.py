"""`minutebook import` and `export`: records come from elsewhere, and go there."""

from __future__ import annotations

import os

from minutebook.cli import output
from minutebook.cli.options import open_project, parse_date, read_input, require_format
from minutebook.errors import OperationError, UsageError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from typing import Annotated

    import typer

    from minutebook.cli.option_types import DryRun, InFolder, Json, NoRedact
    from minutebook.operations.project import Project
    from minutebook.operations.transfer.import_records import Arrival, ImportResult
    from minutebook.operations.transfer.incoming_set import IncomingSet

# What other tools hold of prompts, by the tool's name. A folder of such a name is `./NAME`.
STORE_NAMES = ("specstory", "entire", "git-ai", "aider", "agent-trace")
_MAX_EXPORT_BYTES = 1024**3
_MAX_SHOWN_NOTES = 20


def import_(
    source: Annotated[
        str,
        typer.Argument(
            help="A folder with records, a file that export wrote (- is stdin), or one of "
            f"{', '.join(STORE_NAMES)}.",
            show_default=False,
        ),
    ],
    path: Annotated[
        str,
        typer.Argument(
            metavar="[PATH]",
            help="Where that tool keeps its prompts. [default: its usual place]",
            show_default=False,
        ),
    ] = "",
    kind: Annotated[
        str, typer.Option(metavar="phr|adr", help="Bring records of this kind alone.")
    ] = "",
    folder: InFolder = "",
    since: Annotated[
        str,
        typer.Option(
            metavar="YYYY-MM-DD",
            help="Of a tool's prompts those from this day on.",
            show_default=False,
        ),
    ] = "",
    limit: Annotated[
        int,
        typer.Option(
            min=0,
            help="Of a tool's prompts the oldest, at most so many. [default: all]",
            show_default=False,
        ),
    ] = 0,
    no_redact: NoRedact = False,
    dry_run: DryRun = False,
    as_json: Json = False,
) -> int:
    """Bring records of another repository or tool, each once.

    What a tool holds of prompts becomes prompt records, redacted; one that has a record is left
    out, also if that was captured here, renamed, edited, or is on another branch. One whose record
    was removed comes back: nothing notes that it was there.

    A record that is here already, by its name or a former one, stays as it is. One whose number is
    taken gets the next free one: its name, its links and what names it among those that come
    follow, and it keeps its former name as an alias. All other bytes stay. Pictures, translations
    and notes come along; what does not come is named. Secrets are hidden, but in an export, which
    is taken as it is.
    """
    project = open_project(output.working_folder)
    if source in STORE_NAMES:
        _require_no_option(source, {"--kind": kind, "--folder": folder})
        if no_redact:
            raise UsageError(
                f"--no-redact does not go with {source}: nobody looked at these prompts",
                "leave it out",
            )
        from minutebook.cli.commands.agents import stores

        return stores.import_prompts(
            project,
            source,
            path,
            since=parse_date(since, "", "--since"),
            limit=limit,
            dry_run=dry_run,
            as_json=as_json,
        )
    _require_no_option(
        "a folder or a file", {path or "PATH": path, "--since": since, "--limit": limit}
    )
    from minutebook.records.model import find_kind

    known_kind = find_kind(kind)
    if kind and known_kind is None:
        raise UsageError(f"no kind of record is called {kind!r}", "phr or adr")
    from minutebook.operations.transfer import hidden_arrivals, import_records

    imported = import_records.import_records(
        project,
        _read_source(project, source),
        kind=known_kind,
        folder=folder,
        redact=not no_redact,
        dry_run=dry_run,
    )
    if not dry_run:  # the settings may have come with the records
        project = open_project(output.working_folder)
        imported = hidden_arrivals.hide_arrivals(project, imported)
    if as_json:
        _print_document(imported)
    else:
        _print_imported(imported, dry_run=dry_run)
    return 0


def _require_no_option(source: str, values: Mapping[str, object]) -> None:
    """Raise UsageError where an option is given that does not go with a source."""
    given = next((option for option, value in values.items() if value), "")
    if given:
        names = ", ".join(STORE_NAMES)
        is_of_tools = source not in STORE_NAMES
        raise UsageError(
            f"{given} does not go with {source}",
            f"it goes with the name of a tool: {names}" if is_of_tools else "leave it out",
        )


def _read_source(project: Project, source: str) -> IncomingSet:
    """The records of a file or of stdin, else of a folder."""
    is_here = output.working_folder == "."
    path = source if is_here else os.path.join(output.working_folder, source)
    if source == "-" or os.path.isfile(path):
        from minutebook.operations.transfer.export_file import read_export

        text = read_input(source, _MAX_EXPORT_BYTES).decode("utf-8", "surrogateescape")
        return read_export(text)
    from minutebook.operations.transfer.source_folder import read_folder

    return read_folder(project, path)


def _print_document(imported: ImportResult) -> None:
    from minutebook.operations.schema import serialize

    output.print_warnings(imported.warnings)
    output.print_document(
        records=[serialize.serialize_written_record(record) for record in imported.records],
        writes=imported.paths,
        imported=[_serialize_arrival(arrival) for arrival in imported.arrivals],
        present=[_serialize_arrival(arrival) for arrival in imported.present],
        left=[{"source": left.path, "reason": left.reason} for left in imported.left],
        hidden=[
            {"source": secret.path, "kind": secret.kind, "line": secret.line_number}
            for secret in imported.hidden
        ],
        notes=list(imported.notes),
    )


def _serialize_arrival(arrival: Arrival) -> dict[str, str]:
    return {
        "source": arrival.source.path,
        "from": arrival.source.ref,
        "to": arrival.record.ref,
        "path": arrival.record.path,
    }


def _print_imported(imported: ImportResult, *, dry_run: bool) -> None:
    output.print_warnings(imported.warnings)
    output.print_lines(
        f"{arrival.source.ref} -> {arrival.record.ref}  {arrival.record.path}"
        if arrival.source.ref != arrival.record.ref
        else f"{arrival.record.ref}  {arrival.record.path}"
        for arrival in imported.arrivals
    )
    record_paths = {record.path for record in imported.records}
    verb = "would write" if dry_run else "wrote"
    output.print_lines(f"{verb} {path}" for path in imported.paths if path not in record_paths)
    if not imported.writes:
        output.print_lines(["nothing to do"])
    if imported.present:
        count = len(imported.present)
        output.print_note(f"{count} record{'s are' if count > 1 else ' is'} here already")
    lines = [
        f"{secret.path}:{secret.line_number}: {secret.kind} hidden" for secret in imported.hidden
    ]
    if lines:
        lines[-1] += " (--no-redact writes it as it is)"
    lines += [f"{left.path} was left: {left.reason}" for left in imported.left]
    lines += imported.notes
    _print_notes(lines, ": --json lists them")


def _print_notes(lines: list[str], rest: str = "") -> None:
    """Print notes, and how many there are beyond those that can be read; `rest` ends that."""
    for line in lines[:_MAX_SHOWN_NOTES]:
        output.print_note(line)
    if len(lines) > _MAX_SHOWN_NOTES:
        output.print_note(f"and {len(lines) - _MAX_SHOWN_NOTES} more{rest}")


EXPORT_FORMATS = ("json", "agent-trace", "cases", "markdown-site")
_GENERATORS = ("mkdocs", "docusaurus", "backstage")


def export_(
    format_: Annotated[
        str,
        typer.Option(
            "--format",
            metavar="json|agent-trace|cases|markdown-site",
            help="The document's format: see above.",
        ),
    ] = "json",
    out: Annotated[
        str,
        typer.Option(
            metavar="FILE|FOLDER",
            help="Write it to a file; pages to a folder, which they need. [default: stdout]",
            show_default=False,
        ),
    ] = "",
    generator: Annotated[
        str,
        typer.Option(
            "--for",
            metavar="mkdocs|docusaurus|backstage",
            help="What makes a site of the pages. [default: mkdocs]",
            show_default=False,
        ),
    ] = "",
) -> None:
    """Print records as a document, or write pages for a site.

    json: all records with their pages, as they are; import reads it.
    agent-trace: which lines came out of which prompt, by Agent Trace 0.1.0, a record of it a line;
    as .agent-trace/traces.jsonl other tools find it. It needs records that have traces. Its time
    is that of the record's commit; noon (UTC) of the record's day where that came on another day,
    or is not committed.
    cases: prompts to run again, one a line: those that are verbatim, whose parent commit is here,
    whose work added tests, and whose record has a command of a test that did not fail in the end.
    markdown-site: a folder of markdown pages that a generator of sites builds without a warning,
    with index pages, and links between them. It is below the docs of MkDocs and Docusaurus; for
    Backstage it has a mkdocs.yml of its own. HTML in records is shown, and does nothing. Again it
    writes what changed, and removes what it wrote and is no more; a page that somebody changed
    stays.
    """
    require_format(format_, EXPORT_FORMATS)
    if format_ == "markdown-site":
        _export_pages(generator or _GENERATORS[0], out)
        return
    if generator:
        raise UsageError("--for goes with --format markdown-site", "leave it out")
    project = open_project(output.working_folder)
    left_out: dict[str, int] = {}
    if format_ == "json":
        from minutebook.operations.transfer import export

        parts: Iterable[str] = export.export_records(project)
    else:
        parts = _export_lines(project, format_, left_out)
    if out:
        _write_file(os.path.join(output.working_folder, out), parts)
    else:
        output.print_parts(parts)
    for reason, count in left_out.items():
        output.print_note(f"{count:,} left out: {reason}")


def _export_pages(generator: str, out: str) -> None:
    """Write pages for a site, and say how many."""
    from minutebook.operations.explaining import forge_pages
    from minutebook.operations.transfer.outgoing import markdown_site
    from minutebook.repository.git.branches import default_branch

    if not out:
        raise UsageError("pages are written into a folder", "--out FOLDER")
    generator = generator.casefold()
    if generator not in _GENERATORS:
        known = ", ".join(_GENERATORS)
        raise UsageError(f"no pages are written for {generator!r}", f"--for with one of {known}")
    project = open_project(output.working_folder)
    branch = default_branch.find_default_branch(project.repo) or "HEAD"
    folder = os.path.join(output.working_folder, out)
    changes = markdown_site.export_pages(
        project, generator, folder, forge_pages.find_page_base(project, os.environ, branch)
    )
    counts = (
        f"{changes.written:,} written, {changes.unchanged:,} unchanged, {changes.removed:,} removed"
    )
    output.print_lines([f"{out}: {counts}"])
    lines = [
        f"{path} was changed since it was written, and stays: remove it to have it written anew"
        for path in changes.kept
    ]
    lines += [f"{path} was changed since it was written, and stays" for path in changes.left]
    _print_notes(lines)


def _export_lines(project: Project, format_: str, left_out: dict[str, int]) -> Iterator[str]:
    """The lines of a format that has a document a line; what is left out is counted."""
    from minutebook.operations.explaining import forge_pages
    from minutebook.operations.transfer.export import format_json

    if format_ == "cases":
        from minutebook.operations.transfer.outgoing import cases

        address = forge_pages.read_remote_address(project)
        documents = cases.export_cases(project, address, left_out)
    else:
        from minutebook.operations.transfer.outgoing import agent_traces

        documents = agent_traces.export_traces(
            project,
            lambda commit: forge_pages.find_page_base(project, os.environ, commit),
            left_out,
        )
    for document in documents:
        yield f"{format_json(document)}\n"


def _write_file(path: str, parts: Iterable[str]) -> None:
    """Write a document that comes in parts to a file that a person named: all of it, or nothing.

    Its folder is made where it is not there.
    Raises OperationError, and UnsafePath in a git directory.
    """
    from contextlib import suppress

    from minutebook.repository import guard

    guard.require_outside_git(os.path.dirname(os.path.abspath(path)))
    temporary = f"{path}.{os.getpid()}.tmp"
    try:
        os.makedirs(os.path.dirname(os.path.abspath(path)), exist_ok=True)
        with open(temporary, "x", encoding="utf-8", newline="") as file:
            file.writelines(parts)
        os.replace(temporary, path)
    except OSError as error:
        raise OperationError(
            f"{path} cannot be written: {error.strerror}", "name another file"
        ) from None
    finally:
        with suppress(OSError):
            os.unlink(temporary)
