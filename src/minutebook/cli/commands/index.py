"""`minutebook index`."""

from __future__ import annotations

from minutebook.cli import output
from minutebook.cli.options import open_project
from minutebook.errors import EXIT_FINDINGS

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Annotated

    import typer

    from minutebook.cli.option_types import DryRun, Json


def index_(
    check: Annotated[
        bool, typer.Option("--check", help="Write nothing; exit 1 if a page is out of date.")
    ] = False,
    kept: Annotated[
        bool,
        typer.Option(
            "--kept",
            help="For scripts: where the setting index keeps them, and begin none in a folder"
            " that had records before minutebook was set up.",
        ),
    ] = False,
    dry_run: DryRun = False,
    as_json: Json = False,
) -> int:
    """Write the index pages, and the links that records show."""
    from minutebook.operations.indexes import index

    project = open_project(output.working_folder)
    for line in index.explain_unkept(project):
        output.print_note(line)
    result = index.rebuild_indexes(project, only_kept=kept, dry_run=dry_run or check)
    if check and not as_json:
        output.print_lines(f"out of date: {path}" for path in result.paths)
    else:
        output.print_written(result, as_json=as_json, dry_run=dry_run, is_single_record=False)
    return EXIT_FINDINGS if check and result.paths else 0
