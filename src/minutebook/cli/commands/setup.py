"""`minutebook init`, `config` and `schema`: set up, and say how things are set."""

from __future__ import annotations

from dataclasses import fields
from typing import Annotated

import typer

from minutebook.cli import output
from minutebook.cli.options import DryRun, Json
from minutebook.operations import init
from minutebook.operations.project import open_project
from minutebook.repository import config


def init_(dry_run: DryRun = False, as_json: Json = False) -> None:
    """Set up: adopt the records that are there, else make the folders and the first decision."""
    begun = init.init(output.start, dry_run=dry_run)
    if as_json:
        output.document(
            records=[],
            writes=begun.done.paths,
            adopted=[
                {
                    "kind": one.folder.kind.name,
                    "folder": one.folder.path,
                    "records": one.count,
                    "numbering": one.folder.numbering,
                }
                for one in begun.adopted
            ],
        )
        return
    for one in begun.adopted:
        what = f"{one.count} {one.folder.kind.prefix} record{'s' * (one.count != 1)}"
        output.lines([f"adopted {one.folder.path}: {what}, not a byte changed"])
    verb = "would write" if dry_run else "wrote"
    output.lines(f"{verb} {path}" for path in begun.done.paths)
    if not begun.done.paths:
        output.lines(["already set up"])
    elif not dry_run:
        output.lines(["next: minutebook adr new TITLE, minutebook phr new TITLE, minutebook check"])


def config_(
    as_json: Json = False,
    markdown: Annotated[
        bool,
        typer.Option("--markdown", help="Print the options as a table for a README.", hidden=True),
    ] = False,
) -> None:
    """List every option with its value, where it was set, and what it means."""
    if markdown:
        output.lines(_table())
        return
    project = open_project(output.start)
    defaults = config.Settings()
    rows = [
        {
            "option": config.key(option.name),
            "value": getattr(project.settings, option.name),
            "default": getattr(defaults, option.name),
            "about": option.metadata["doc"],
        }
        for option in fields(config.Settings)
    ]
    if as_json:
        output.document(source=project.source, options=rows)
        return
    output.lines(
        [
            f"# from {project.source}"
            if project.source
            else "# no configuration: the usual places, and defaults"
        ]
    )
    for row in rows:
        changed = (
            "" if row["value"] == row["default"] else "  (set)" if project.source else "  (found)"
        )
        output.lines(
            [f"{row['option']} = {config.toml(row['value'])}{changed}", f"    {row['about']}"]
        )


def _table() -> list[str]:
    lines = ["| option | default | meaning |", "|---|---|---|"]
    for option in fields(config.Settings):
        default = config.toml(getattr(config.Settings(), option.name)).replace("|", "\\|")
        about = option.metadata["doc"].replace("|", "\\|")
        lines.append(f"| `{config.key(option.name)}` | `{default}` | {about} |")
    return lines


def schema_(
    name: Annotated[
        str,
        typer.Argument(help="One document, as new-phr or list. [default: all]", show_default=False),
    ] = "",
) -> None:
    """Print the JSON Schema of what goes in and out."""
    import json

    from minutebook.operations.schema import validate

    output.lines([json.dumps(validate.schema(name or None), indent=2, ensure_ascii=False)])
