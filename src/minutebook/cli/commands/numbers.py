"""`minutebook numbers`: the next number of each row, and who holds a claim to one."""

from __future__ import annotations

from collections.abc import Iterable

import typer

from minutebook.cli import output
from minutebook.cli.options import DryRun, Json
from minutebook.operations import claims, serialize
from minutebook.operations.project import open_project

numbers_ = typer.Typer(help="Numbers: what comes next, and who holds claims.")


@numbers_.callback(invoke_without_command=True)
def numbers(context: typer.Context, as_json: Json = False) -> None:
    """Show the next number of each row, and the claims to numbers, here and on the remote."""
    if context.invoked_subcommand:
        return
    project = open_project(output.working_folder)
    held, warnings = claims.list_claims(project)
    following = claims.find_next_numbers(project, held)
    output.print_warnings(warnings)
    if as_json:
        rows = [
            {
                "row": one.series.name,
                "kind": one.series.kind.name,
                "folder": one.folder,
                "next": int(one.digits) if one.digits else None,
                "digits": one.digits,
            }
            for one in following
        ]
        output.print_document(rows=rows, claims=_shown(held), total=len(held))
        return
    rows_ = [(one.series.name, "next", one.digits or "by date", one.folder) for one in following]
    output.print_lines(serialize.format_table([*rows_, *_told(held)], output.get_line_width()))


@numbers_.command("prune")
def prune(dry_run: DryRun = False, as_json: Json = False) -> None:
    """Drop claims whose records landed, and forgotten ones of this clone.

    On the remote the highest claim of each row stays: it tells clones that have not fetched the
    record which numbers are given.
    """
    dropped, kept, warnings = claims.prune(open_project(output.working_folder), dry_run=dry_run)
    output.print_warnings(warnings)
    if as_json:
        output.print_document(dropped=_shown(dropped), total=len(dropped))
        return
    verb = "would drop" if dry_run else "dropped"
    output.print_lines(f"{verb} {one.series_name} {one.number} ({one.location})" for one in dropped)
    if not dropped:
        output.print_lines(["nothing to do"])
    output.print_lines(
        f"kept {one.series_name} {one.number} ({one.location}): the highest of its row tells"
        " clones that have not fetched its record which numbers are given"
        for one in kept
    )


def _shown(held: Iterable[claims.HeldClaim]) -> list[dict[str, object]]:
    return [
        {
            "row": one.series_name,
            "number": one.number,
            "where": one.location,
            "landed": one.has_landed,
        }
        | {"age": None if one.age_seconds is None else round(one.age_seconds)}
        for one in held
    ]


def _told(held: Iterable[claims.HeldClaim]) -> Iterable[tuple[str, str, str, str]]:
    for one in held:
        said = [one.location, *([] if one.age_seconds is None else [_age(one.age_seconds)])]
        said += ["landed"] if one.has_landed else []
        yield one.series_name, "claim", str(one.number), ", ".join(said)


def _age(seconds: float) -> str:
    for size, unit in ((86400, "d"), (3600, "h"), (60, "min")):
        if seconds >= size:
            return f"{seconds // size:.0f} {unit}"
    return f"{seconds:.0f} s"
