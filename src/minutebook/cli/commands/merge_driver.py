"""`minutebook merge-driver`: what git calls, as `agents install git` configures it."""

from __future__ import annotations

from typing import Annotated

import typer

from minutebook.cli import output
from minutebook.errors import EXIT_FINDINGS


def merge_driver_(
    base: Annotated[str, typer.Argument(help="git's %O.")],
    ours: Annotated[str, typer.Argument(help="git's %A; what comes of the merge goes there.")],
    theirs: Annotated[str, typer.Argument(help="git's %B.")],
    path: Annotated[str, typer.Argument(help="git's %P: what the page is called.")],
    size: Annotated[str, typer.Argument(help="git's %L.")] = "",
    labels: Annotated[list[str] | None, typer.Argument(help="git's %X %S %Y.")] = None,
) -> None:
    """Merge a page around its generated blocks. The exit status is 1 where a conflict remains."""
    from minutebook.operations import merge_driver
    from minutebook.repository.git import repo

    found = repo.find_repo(output.working_folder)
    if not merge_driver.merge_page(
        found, base, ours, theirs, marker_size=size, labels=labels or ()
    ):
        raise typer.Exit(EXIT_FINDINGS)
