"""`minutebook index`."""

from __future__ import annotations

from typing import Annotated

import typer

from minutebook.cli import output
from minutebook.cli.options import DryRun, Json
from minutebook.errors import EXIT_FINDINGS
from minutebook.operations.indexes import index
from minutebook.operations.project import open_project


def index_(
    check: Annotated[
        bool, typer.Option("--check", help="Write nothing; exit 1 if a page is out of date.")
    ] = False,
    dry_run: DryRun = False,
    as_json: Json = False,
) -> None:
    """Write the index pages, and the links that records show."""
    project = open_project(output.working_folder)
    result = index.rebuild_indexes(project, dry_run=dry_run or check)
    if check and not as_json:
        output.print_lines(f"out of date: {path}" for path in result.paths)
    else:
        output.print_written(result, as_json=as_json, dry_run=dry_run, is_single_record=False)
    if check and result.paths:
        raise typer.Exit(EXIT_FINDINGS)
