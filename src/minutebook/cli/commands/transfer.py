"""`minutebook import` and `export`: records come from elsewhere, and go there."""

from __future__ import annotations

import os
from typing import Annotated

import typer

from minutebook.cli import output
from minutebook.cli.options import DryRun, Json, NoRedact, parse_date, require_format
from minutebook.errors import UsageError
from minutebook.operations.project import open_project

# What other tools hold of prompts, by the tool's name. A folder of such a name is `./NAME`.
STORE_NAMES = ("specstory", "entire", "git-ai", "aider", "agent-trace")


def import_(
    source: Annotated[
        str,
        typer.Argument(
            help=f"A folder with records, an export (- is stdin), or one of "
            f"{', '.join(STORE_NAMES)}.",
            show_default=False,
        ),
    ],
    path: Annotated[
        str,
        typer.Argument(
            metavar="[PATH]",
            help="Where that tool keeps its prompts. [default: its usual place]",
            show_default=False,
        ),
    ] = "",
    since: Annotated[
        str,
        typer.Option(
            metavar="YYYY-MM-DD",
            help="Of a tool's prompts those from this day on.",
            show_default=False,
        ),
    ] = "",
    limit: Annotated[
        int,
        typer.Option(
            min=0,
            help="Of a tool's prompts the oldest, at most so many. [default: all]",
            show_default=False,
        ),
    ] = 0,
    no_redact: NoRedact = False,
    dry_run: DryRun = False,
    as_json: Json = False,
) -> None:
    """Bring in records of other repositories and tools, once."""
    if source in STORE_NAMES:
        if no_redact:
            raise UsageError(
                f"--no-redact does not go with {source}: nobody looked at these prompts",
                "leave it out",
            )
        from minutebook.cli.commands.agents import stores

        stores.import_prompts(
            open_project(output.working_folder),
            source,
            path,
            since=parse_date(since, "", "--since"),
            limit=limit,
            dry_run=dry_run,
            as_json=as_json,
        )
        return
    if since or limit:
        raise UsageError(
            "--since and --limit go with a tool's name", f"one of: {', '.join(STORE_NAMES)}"
        )
    if path:
        raise UsageError(
            f"{path!r} goes with one of {', '.join(STORE_NAMES)}", f"minutebook import {source}"
        )
    raise UsageError(f"{source!r} is not a store", f"one of: {', '.join(STORE_NAMES)}")


def export_(
    format_: Annotated[str, typer.Option("--format", help="The document's format: json.")] = "json",
    out: Annotated[
        str, typer.Option(metavar="FILE", help="Write it to a file. [default: stdout]")
    ] = "",
) -> None:
    """Print all records as one document, pages included, as they are."""
    require_format(format_, ("json",))
    from minutebook.operations.transfer import export

    parts = export.export_records(open_project(output.working_folder))
    if out:
        output.write_file(os.path.join(output.working_folder, out), parts)
    else:
        output.print_parts(parts)
