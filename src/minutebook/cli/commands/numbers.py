"""`minutebook numbers`: the next numbers, and the claims to numbers."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import typer

from minutebook.cli import output
from minutebook.cli.options import DryRun, Json
from minutebook.operations.numbers import claims
from minutebook.operations.project import open_project

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


def _serialize_claims(held: Iterable[claims.HeldClaim]) -> list[dict[str, object]]:
    return [
        {
            "row": claim.series_name,
            "number": claim.number,
            "where": claim.location,
            "landed": claim.has_landed,
            "removed": claim.is_of_removed,
            "age": None if claim.age_seconds is None else round(claim.age_seconds),
        }
        for claim in held
    ]


def _list_claim_rows(held: Iterable[claims.HeldClaim]) -> Iterator[tuple[str, str, str, str]]:
    for claim in held:
        age = "" if claim.age_seconds is None else _format_age(claim.age_seconds)
        state = "removed" if claim.is_of_removed else "landed" if claim.has_landed else ""
        facts = [claim.location, age, state]
        yield claim.series_name, "claim", str(claim.number), ", ".join(filter(None, facts))


def _format_age(seconds: float) -> str:
    for size, unit in ((86400, "d"), (3600, "h"), (60, "min")):
        if seconds >= size:
            return f"{seconds // size:.0f} {unit}"
    return f"{seconds:.0f} s"
