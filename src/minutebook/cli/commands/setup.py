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
    begun = init.initialize_repository(output.working_folder, dry_run=dry_run)
    if as_json:
        output.print_document(
            records=[],
            writes=begun.result.paths,
            adopted=[
                {
                    "kind": one.folder.kind.name,
                    "folder": one.folder.path,
                    "records": one.record_count,
                    "numbering": one.folder.numbering,
                }
                for one in begun.adopted
            ],
        )
        return
    for one in begun.adopted:
        what = (
            f"{one.record_count} {one.folder.kind.ref_prefix} record{'s' * (one.record_count != 1)}"
        )
        output.print_lines([f"adopted {one.folder.path}: {what}, not a byte changed"])
    verb = "would write" if dry_run else "wrote"
    output.print_lines(f"{verb} {path}" for path in begun.result.paths)
    if not begun.result.paths:
        output.print_lines(["already set up"])
    elif not dry_run:
        output.print_lines(
            ["next: minutebook adr new TITLE, minutebook phr new TITLE, minutebook check"]
        )


def config_(
    as_json: Json = False,
    markdown: Annotated[
        bool,
        typer.Option("--markdown", help="Print the options as a table for a README.", hidden=True),
    ] = False,
) -> None:
    """List every option with its value, where it was set, and what it means."""
    if markdown:
        output.print_lines(_table())
        return
    project = open_project(output.working_folder)
    for line in project.find_missing_folders():
        output.print_note(line)
    defaults = config.Settings()
    rows = [
        {
            "option": config.format_key(option.name),
            "value": getattr(project.settings, option.name),
            "default": getattr(defaults, option.name),
            "about": option.metadata["doc"],
        }
        for option in fields(config.Settings)
    ]
    if as_json:
        output.print_document(source=project.settings_path, options=rows)
        return
    output.print_lines(
        [
            f"# from {project.settings_path}"
            if project.settings_path
            else "# no configuration: the usual places, and defaults"
        ]
    )
    for row in rows:
        changed = (
            ""
            if row["value"] == row["default"]
            else "  (set)"
            if project.settings_path
            else "  (found)"
        )
        output.print_lines(
            [
                f"{row['option']} = {config.format_toml(row['value'])}{changed}",
                f"    {row['about']}",
            ]
        )


def _table() -> list[str]:
    lines = ["| option | default | meaning |", "|---|---|---|"]
    for option in fields(config.Settings):
        default = config.format_toml(getattr(config.Settings(), option.name)).replace("|", "\\|")
        about = option.metadata["doc"].replace("|", "\\|")
        lines.append(f"| `{config.format_key(option.name)}` | `{default}` | {about} |")
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

    output.print_lines(
        [json.dumps(validate.build_schema(name or None), indent=2, ensure_ascii=False)]
    )
