"""`minutebook list`, `show` and `edit`: find a record and look at it."""

from __future__ import annotations

import os
from typing import Annotated

import typer

from minutebook.cli import output
from minutebook.cli.options import Json, parse_date
from minutebook.errors import OperationError, UsageError
from minutebook.operations import serialize, verbs
from minutebook.operations.project import open_project
from minutebook.records import filenames
from minutebook.records.model import KINDS, PHR
from minutebook.repository import store

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
    since: Annotated[str, typer.Option(metavar="DATE", help="Not before this day.")] = "",
    until: Annotated[str, typer.Option(metavar="DATE", help="Not after this day.")] = "",
    touching: Annotated[
        str, typer.Option(metavar="PATH", help="Only records that list this file, or one below it.")
    ] = "",
    limit: Annotated[
        int | None, typer.Option(min=0, help="At most so many.", show_default=False)
    ] = None,
    offset: Annotated[int, typer.Option(min=0, help="Leave out the first so many.")] = 0,
    as_json: Json = False,
) -> None:
    """List records."""
    if kind and kind not in KINDS:
        raise UsageError(
            f"no kind of record is called {kind!r}", "phr or adr, or leave it out for both"
        )
    if status and stage:
        raise UsageError(
            "--status and --stage do not go together", "decisions have a status, prompts a stage"
        )
    project = open_project(output.working_folder)
    only = KINDS.get(kind or ("adr" if status else "phr" if stage else ""))
    since, until = parse_date(since, "", "--since"), parse_date(until, "", "--until")
    wanted = verbs.RecordFilter(
        only,
        status or stage,
        feature,
        label,
        agent,
        since,
        until,
        touching and project.resolve_path(touching),
    )
    shelf = project.load_records()
    found = verbs.sort_records([record for record in shelf.members if wanted.matches(record)])
    page = found[offset:] if limit is None else found[offset : offset + limit]
    if as_json:
        output.print_document(
            records=[serialize.serialize_record(one, shelf.graph) for one in page],
            total=len(found),
            limit=limit,
            offset=offset,
        )
        return
    rows = [
        (
            one.ref,
            one.date,
            one.state or filenames.clean_title(one.state_raw)[:20] or "-",
            one.title,
        )
        for one in page
    ]
    output.print_lines(serialize.format_table(rows, output.get_line_width()) if rows else ())
    if not found:
        output.print_note(
            "no records"
            + ("" if shelf.members else ": make one with minutebook phr new or minutebook adr new")
        )


def show_(ref: Ref, as_json: Json = False) -> None:
    """Show a record: its page, or with --json everything that was read from it."""
    project = open_project(output.working_folder)
    shelf = project.load_records()
    record = project.resolve_reference(shelf, ref)
    if as_json:
        output.print_document(record=serialize.serialize_full_record(record, shelf.graph))
        return
    from minutebook.records.phr import suggestions

    held = suggestions.read_suggestions(record) if record.kind is PHR else ()
    suggested = [(one.id, one.state, one.topic) for one in held]
    output.print_lines([f"{record.ref}  {record.path}"])
    output.print_lines(
        serialize.format_table(suggested, output.get_line_width()) if suggested else ()
    )
    output.print_lines(["", record.text.removeprefix("\ufeff").rstrip("\n")])


def edit_(ref: Ref) -> None:
    """Open a record in the editor ($VISUAL, $EDITOR or git's), then update the indexes."""
    import shlex
    import subprocess

    from minutebook.repository.git import repo

    project = open_project(output.working_folder)
    record = project.resolve_reference(project.load_records(), ref)
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
    if store.read_text(project.top, record.path) == record.text:
        output.print_lines(["unchanged"])
        return
    settled = verbs.refresh_generated(project)
    output.print_lines(
        [f"{record.ref}  {record.path}", *(f"wrote {path}" for path in settled.paths)]
    )
