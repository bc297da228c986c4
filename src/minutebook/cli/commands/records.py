"""`minutebook list`, `show` and `edit`: find a record and look at it."""

from __future__ import annotations

import os
from typing import Annotated

import typer

from minutebook.cli import output
from minutebook.cli.options import Json, parse_period
from minutebook.errors import EXIT_FINDINGS, OperationError, UsageError
from minutebook.operations import query
from minutebook.operations.project import Project, open_project
from minutebook.operations.schema import serialize
from minutebook.records.model import ADR, KINDS, PHR, Record
from minutebook.repository import store
from minutebook.text.terminal import escape_line

Ref = Annotated[
    str, typer.Argument(help="The record: ADR-7, PHR-42, a path or a name.", show_default=False)
]


def list_(
    kind: Annotated[
        str, typer.Argument(metavar="[phr|adr]", help="Only this kind.", show_default=False)
    ] = "",
    status: Annotated[str, typer.Option(help="Only decisions with this status.")] = "",
    stage: Annotated[str, typer.Option(help="Only prompts of this stage.")] = "",
    feature: Annotated[str, typer.Option(help="Only this feature.")] = "",
    label: Annotated[str, typer.Option(help="Only with this label.")] = "",
    agent: Annotated[str, typer.Option(help="Only by this agent.")] = "",
    decider: Annotated[
        str, typer.Option(metavar="NAME", help="Only decided by someone with this in the name.")
    ] = "",
    since: Annotated[
        str, typer.Option(metavar="DATE", help="Not before: 2026-01-31, 2026-01, yesterday, 2w.")
    ] = "",
    until: Annotated[str, typer.Option(metavar="DATE", help="Not after this day or month.")] = "",
    touching: Annotated[
        str, typer.Option(metavar="PATH", help="Only records that list this file, or one below it.")
    ] = "",
    limit: Annotated[
        int | None, typer.Option(min=0, help="At most so many.", show_default=False)
    ] = None,
    offset: Annotated[int, typer.Option(min=0, help="Leave out the first so many.")] = 0,
    as_json: Json = False,
) -> None:
    """List records.

    On a terminal the columns fit its width, and a state has its colour (not with NO_COLOR). In a
    pipe every column is whole.
    """
    if kind and kind not in KINDS:
        raise UsageError(
            f"no kind of record is called {kind!r}", "phr or adr, or leave it out for both"
        )
    if status and stage:
        raise UsageError(
            "--status and --stage do not go together", "decisions have a status, prompts a stage"
        )
    if kind == PHR.name and status:
        raise UsageError("prompts have no status", "--stage STAGE, or minutebook list adr")
    if kind == ADR.name and stage:
        raise UsageError("decisions have no stage", "--status STATUS, or minutebook list phr")
    project = open_project(output.working_folder)
    since_day, _ = parse_period(since, project.today, "--since")
    _, until_day = parse_period(until, project.today, "--until")
    records = project.load_records()
    if status:
        query.require_known_state(ADR, status, records.members)
    if stage:
        query.require_known_state(PHR, stage, records.members, project.settings.stages)
    record_filter = query.RecordFilter(
        KINDS.get(kind or ("adr" if status else "phr" if stage else "")),
        status or stage,
        feature,
        label,
        agent,
        decider,
        since_day,
        until_day,
        touching and project.resolve_path(touching),
    )
    matches = query.sort_records(filter(record_filter.matches, records.members))
    shown = matches[offset:] if limit is None else matches[offset : offset + limit]
    if as_json:
        output.print_document(
            records=[serialize.serialize_record(record, records.graph) for record in shown],
            total=len(matches),
            limit=limit,
            offset=offset,
        )
        return
    notes = query.describe_effects(shown, records)
    from minutebook.cli import record_list

    is_terminal = output.get_terminal_size() is not None  # scripts rely on the columns of a pipe
    rows = [
        record_list.Row(
            escape_line(record.ref),
            record.date,
            escape_line(query.show_state(record) or "-"),
            escape_line(record.title),
            escape_line(serialize.format_field(record, "feature")) if is_terminal else "",
            escape_line(note),
        )
        for record, note in zip(shown, notes, strict=True)
    ]
    width, has_colours = output.get_line_width(), output.has_colours()
    lines = record_list.format_list(rows, width, has_colours=has_colours) if rows else ()
    output.print_styled("".join(f"{line}\n" for line in lines))
    if not matches:
        output.print_note(
            "no records"
            if records.members
            else "no records: make one with minutebook phr new or minutebook adr new"
        )


def show_(
    ref: Ref,
    raw: Annotated[
        bool, typer.Option("--raw", help="Print the page's own bytes, and nothing else.")
    ] = False,
    no_pager: Annotated[
        bool, typer.Option("--no-pager", help="Print a long page without a pager.")
    ] = False,
    as_json: Json = False,
) -> None:
    """Show a record, or with --json all that was read from it.

    On a terminal the text is wrapped and in colours (not with NO_COLOR), and goes through
    $MINUTEBOOK_PAGER, $PAGER or less where it is longer than the screen. In a pipe it is markdown.
    What would control the terminal is shown as an escape.
    """
    if raw and as_json:
        raise UsageError("--raw and --json do not go together", "leave one of them out")
    project = open_project(output.working_folder)
    records = project.load_records()
    record = project.resolve_reference(records, ref)
    if as_json:
        output.print_document(record=serialize.serialize_full_record(record, records.graph))
        return
    if raw and record.is_cut:
        output.print_file(os.path.join(project.top, record.path))
        return
    if raw:
        output.print_raw(record.text)
        return
    if record.is_cut:
        output.print_note(f"{record.path} is larger than 1 MB: this is its head; --raw prints all")
    from minutebook.operations.reading import page

    reading = page.make_reading(record, records)
    size = output.get_terminal_size()
    if size is None:
        output.print_text(page.format_reading(reading))
        return
    from minutebook.cli.reading import pager, terminal_page  # rich takes long to import

    text = terminal_page.draw_reading(
        reading, size.columns or terminal_page.MAX_WIDTH, has_colours=output.has_colours()
    )
    if no_pager:
        output.print_styled(text)
    else:
        pager.print_paged(text, os.environ, size)


def edit_(ref: Ref) -> None:
    """Open a record in the editor, then update the indexes.

    The editor is $VISUAL, $EDITOR or git's. The exit status is 1 where the page now holds what
    looks like a secret.
    """
    import shlex
    import subprocess

    from minutebook.operations.indexes import index
    from minutebook.operations.redaction import written_records
    from minutebook.repository import guard
    from minutebook.repository.git import repo

    project = open_project(output.working_folder)
    record = project.resolve_reference(project.load_records(), ref)
    guard.require_writable(project.top, record.path)  # the editor would write through a link
    editor = os.environ.get("VISUAL") or os.environ.get("EDITOR") or repo.read_editor(project.repo)
    path = os.path.join(project.top, record.path)
    try:
        done = subprocess.run([*shlex.split(editor), path], check=False)
    except (OSError, ValueError) as error:
        raise OperationError(
            f"the editor {editor!r} cannot be run: {error}", "set EDITOR"
        ) from None
    if done.returncode:
        raise OperationError(
            f"the editor {editor!r} ended with status {done.returncode}",
            "the record is as the editor left it",
        )
    page = store.read_page(project.top, record.path)
    if page is None:
        raise _report_removed(project, record)
    if page == (record.text, False):
        output.print_lines(["unchanged"])
        return
    if not page[0].strip():
        output.print_warnings(
            [f"{record.path} is empty now; what it held is in {_save_text(record)}"]
        )
    refreshed = index.refresh_generated(project, edited_path=record.path)
    output.print_lines(
        [f"{record.ref}  {record.path}", *(f"wrote {path}" for path in refreshed.paths)]
    )
    new_secrets = written_records.find_new_secrets(project, record.text, page[0])
    if new_secrets:
        output.print_error(
            f"{record.path} now holds what looks like a secret: {', '.join(new_secrets)}",
            f"minutebook redact --in-record {record.ref}",
        )
        raise typer.Exit(EXIT_FINDINGS)


def _report_removed(project: Project, record: Record) -> OperationError:
    """The refusal for a page that the editor removed; its text is saved in a temporary file."""
    import shlex

    return OperationError(
        f"the editor removed {record.path}",
        shlex.join(["mv", _save_text(record), os.path.join(project.top, record.path)]),
    )


def _save_text(record: Record) -> str:
    """Save the text of a record in a temporary file, and give its path."""
    import tempfile

    with tempfile.NamedTemporaryFile(
        "wb", prefix="minutebook-", suffix=".md", delete=False
    ) as file:
        file.write(record.text.encode("utf-8", "surrogateescape"))
    return file.name
