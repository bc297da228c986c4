"""`minutebook link` and `minutebook unlink`."""

from __future__ import annotations

from typing import Annotated

import typer

from minutebook.cli import output
from minutebook.cli.options import DryRun, Json
from minutebook.operations import links
from minutebook.operations.project import open_project

Source = Annotated[
    str, typer.Argument(help="A record: ADR-7, PHR-42, a path or a name.", show_default=False)
]
Target = Annotated[str, typer.Argument(help="The other record.", show_default=False)]
Relation = Annotated[
    str,
    typer.Argument(
        help="supersedes amends depends-on implements decides follows relates-to conflicts-with, "
        "or a reverse of these; or a word that pages have for a link, such as clarifies.",
        show_default=False,
    ),
]


def link_(
    source: Source,
    relation: Relation,
    target: Target,
    dry_run: DryRun = False,
    as_json: Json = False,
) -> None:
    """Relate two records: stored once, shown in both pages."""
    result = links.relate_records(
        open_project(output.working_folder), source, relation, target, dry_run=dry_run
    )
    output.print_written(result, as_json=as_json, dry_run=dry_run, is_single_record=False)


def unlink_(
    source: Source,
    relation: Relation,
    target: Target,
    dry_run: DryRun = False,
    as_json: Json = False,
) -> None:
    """Remove a relation from both pages."""
    result = links.relate_records(
        open_project(output.working_folder), source, relation, target, remove=True, dry_run=dry_run
    )
    output.print_written(result, as_json=as_json, dry_run=dry_run, is_single_record=False)
