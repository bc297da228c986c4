"""`minutebook numbers` and `minutebook renumber`: what comes next, claims, and shared numbers."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Annotated

import typer

from minutebook.cli import output
from minutebook.cli.options import DryRun, Json
from minutebook.errors import EXIT_FINDINGS
from minutebook.operations.numbers import claims, renumber
from minutebook.operations.project import open_project
from minutebook.records.model import Record
from minutebook.records.renumber import NumberChange

numbers_ = typer.Typer(help="Show the next numbers, and the claims to numbers.")


@numbers_.callback(invoke_without_command=True)
def numbers(context: typer.Context, as_json: Json = False) -> None:
    """Show the next number of each series, and the claims to numbers, here and on the remote."""
    if context.invoked_subcommand:
        return
    project = open_project(output.working_folder)
    claims_held, warnings = claims.list_claims(project)
    next_numbers = claims.find_next_numbers(project, claims_held)
    output.print_warnings(warnings)
    if as_json:
        rows = [
            {
                "row": following.series.name,
                "kind": following.series.kind.name,
                "folder": following.folder,
                "next": int(following.digits) if following.digits else None,
                "digits": following.digits,
            }
            for following in next_numbers
        ]
        output.print_document(
            rows=rows, claims=_serialize_claims(claims_held), total=len(claims_held)
        )
        return
    table = [
        (following.series.name, "next", following.digits or "by date", following.folder)
        for following in next_numbers
    ]
    output.print_table([*table, *_list_claim_rows(claims_held)])


@numbers_.command("prune")
def prune(dry_run: DryRun = False, as_json: Json = False) -> None:
    """Drop claims whose records landed, and forgotten ones.

    Forgotten are claims of this clone that are older than a day. On the remote the highest claim
    of each series stays: it tells clones that have not fetched the record which numbers are given.
    """
    dropped, retained, warnings = claims.prune(open_project(output.working_folder), dry_run=dry_run)
    output.print_warnings(warnings)
    if as_json:
        output.print_document(dropped=_serialize_claims(dropped), total=len(dropped))
        return
    verb = "would drop" if dry_run else "dropped"
    output.print_lines(
        f"{verb} {claim.series_name} {claim.number} ({claim.location})" for claim in dropped
    )
    if not dropped:
        output.print_lines(["nothing to do"])
    output.print_lines(
        f"kept {claim.series_name} {claim.number} ({claim.location}): the highest of its series"
        " tells clones that have not fetched its record which numbers are given"
        for claim in retained
    )


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


def _serialize_claims(held: Iterable[claims.HeldClaim]) -> list[dict[str, object]]:
    return [
        {
            "row": claim.series_name,
            "number": claim.number,
            "where": claim.location,
            "landed": claim.has_landed,
            "age": None if claim.age_seconds is None else round(claim.age_seconds),
        }
        for claim in held
    ]


def _list_claim_rows(held: Iterable[claims.HeldClaim]) -> Iterator[tuple[str, str, str, str]]:
    for claim in held:
        age = "" if claim.age_seconds is None else _format_age(claim.age_seconds)
        facts = [claim.location, age, "landed" if claim.has_landed else ""]
        yield claim.series_name, "claim", str(claim.number), ", ".join(filter(None, facts))


def _format_age(seconds: float) -> str:
    for size, unit in ((86400, "d"), (3600, "h"), (60, "min")):
        if seconds >= size:
            return f"{seconds // size:.0f} {unit}"
    return f"{seconds:.0f} s"
