"""`minutebook context`: which decisions govern files that are about to be changed."""

from __future__ import annotations

from minutebook.cli import output
from minutebook.cli.options import open_catalog

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Annotated

    import typer

    from minutebook.cli.option_types import Json

_DEFAULT_BUDGET = 1000


def context_(
    paths: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="[PATH...]",
            help="Files and folders, there or not yet. [default: the repository as a whole]",
            show_default=False,
        ),
    ] = None,
    budget: Annotated[
        int,
        typer.Option(
            min=1,
            metavar="TOKENS",
            help="At most so many tokens: one for 4 ASCII characters or for 1 other.",
        ),
    ] = _DEFAULT_BUDGET,
    as_json: Json = False,
) -> None:
    """Say which decisions govern files, in their own words.

    And what was asked of the files lately. A decision governs a file by a glob that it states
    (governs), because the file names it (ADR-0007 in a comment), or because a prompt that changed
    the file decided or implemented it. What binds most comes first; what does not fit is counted.
    """
    from minutebook.operations.explaining import context

    answer = context.find_context(open_catalog(), paths or (), budget)
    if as_json:
        output.print_document(**context.serialize_context(answer))
    else:
        output.print_lines(context.format_context(answer))
