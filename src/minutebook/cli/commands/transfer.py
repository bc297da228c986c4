"""`minutebook import` and `export`: records come from elsewhere, and go there."""

from __future__ import annotations

import importlib
import os
from typing import Annotated

import typer

from minutebook.cli import output
from minutebook.cli.options import DryRun, Json, NoRedact, require_format
from minutebook.errors import UsageError
from minutebook.operations.project import open_project

# What other tools hold of prompts, by the tool's name. A folder of such a name is `./NAME`.
STORE_NAMES = ("specstory", "entire", "git-ai", "aider", "agent-trace")
_STORES_PACKAGE = "minutebook.agents.stores"  # loaded only where one of them is named


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
    no_redact: NoRedact = False,
    dry_run: DryRun = False,
    as_json: Json = False,
) -> None:
    """Bring records of another repository or tool into this one, each once."""
    if source in STORE_NAMES:
        stores = importlib.import_module(_STORES_PACKAGE)
        result = stores.import_store(
            open_project(output.working_folder),
            source,
            os.path.join(output.working_folder, path) if path else "",
            redact=not no_redact,
            dry_run=dry_run,
        )
        output.print_written(result, as_json=as_json, dry_run=dry_run, is_single_record=False)
        return
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
