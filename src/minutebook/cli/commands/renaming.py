"""`minutebook renumber`: records get other numbers, and what names them follows."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated

import typer

from minutebook.cli import output
from minutebook.cli.options import DryRun, Json
from minutebook.errors import EXIT_FINDINGS
from minutebook.operations.project import open_project
from minutebook.operations.renaming import renumber
from minutebook.records.model import Record
from minutebook.records.renaming.renumber import NumberChange


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
    """Give records that share a number numbers of their own.

    What names them follows. The record on the default branch keeps the number, else the older one.
    The exit status is 1 where a number stays taken twice, as only a person can change it.
    """
    result = renumber.renumber_records(open_project(output.working_folder), ref, dry_run=dry_run)
    moved = list(zip(result.moves, result.records, strict=True))
    if as_json:
        from minutebook.operations.schema import serialize

        output.print_document(
            records=[serialize.serialize_written_record(record) for record in result.records],
            moved=[
                {
                    "from": move.record.ref,
                    "to": record.ref,
                    "was": move.record.path,
                    "path": record.path,
                }
                for move, record in moved
            ],
            notes=list(result.notes),
            writes=result.paths,
            **({"diff": renumber.format_diff(result)} if dry_run else {}),
        )
    else:
        _print_renumbered(result, moved, dry_run=dry_run)
    if result.unmended:
        raise typer.Exit(EXIT_FINDINGS)


def _print_renumbered(
    result: renumber.RenumberResult,
    moved: Sequence[tuple[NumberChange, Record]],
    *,
    dry_run: bool,
) -> None:
    if dry_run:
        output.print_lines(renumber.format_diff(result).split("\n")[:-1])
    else:
        output.print_lines(
            f"{move.record.ref} -> {record.ref}  {record.path}" for move, record in moved
        )
        moved_paths = {path for move, record in moved for path in (move.record.path, record.path)}
        output.print_lines(f"wrote {path}" for path in result.paths if path not in moved_paths)
    if not result.moves:
        output.print_lines(
            ["nothing was done: see the notes" if result.unmended else "nothing to do"]
        )
    for note in result.notes:
        output.print_note(note)
