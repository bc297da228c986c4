"""`minutebook renumber`: records that share a number get numbers of their own."""

from __future__ import annotations

from typing import Annotated

import typer

from minutebook.cli import output
from minutebook.cli.options import DryRun, Json
from minutebook.operations import renumber
from minutebook.operations.project import open_project


def renumber_(
    ref: Annotated[
        str,
        typer.Argument(
            metavar="[REF]",
            help="Give this record the next free number. [default: repair every number that"
            " several records have]",
            show_default=False,
        ),
    ] = "",
    dry_run: DryRun = False,
    as_json: Json = False,
) -> None:
    """Give records that share a number numbers of their own; what names them follows.

    The record on the default branch keeps the number, else the older one.
    """
    done = renumber.renumber_records(open_project(output.working_folder), ref, dry_run=dry_run)
    moved = list(zip(done.moves, done.records, strict=True))
    if as_json:
        from minutebook.operations import serialize
        from minutebook.records import reader

        pages = (reader.read_record(one.folder, one.path, one.text) for one in done.records)
        output.print_document(
            records=[serialize.serialize_record(page) for page in pages],
            moved=[
                {"from": move.record.ref, "to": record.ref, "was": move.record.path}
                | {"path": record.path}
                for move, record in moved
            ],
            notes=list(done.notes),
            writes=done.paths,
            **({"diff": renumber.format_diff(done)} if dry_run else {}),
        )
        return
    if dry_run:
        output.print_lines(renumber.format_diff(done).split("\n")[:-1])
    else:
        gone = {move.record.path for move in done.moves}
        new = {record.path for record in done.records}
        output.print_lines(
            f"{move.record.ref} -> {record.ref}  {record.path}" for move, record in moved
        )
        output.print_lines(f"wrote {path}" for path in done.paths if path not in gone | new)
    if not done.moves:
        output.print_lines(["nothing to do"])
    for note in done.notes:
        output.print_note(note)
