"""`minutebook init`, `config` and `schema`: set up, show the settings, describe the documents."""

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
    """Set up: adopt existing records, or create the first decision."""
    setup = init.initialize_repository(output.working_folder, dry_run=dry_run)
    if as_json:
        output.print_document(
            records=[],
            writes=setup.result.paths,
            adopted=[
                {
                    "kind": discovered.folder.kind.name,
                    "folder": discovered.folder.path,
                    "records": discovered.record_count,
                    "numbering": discovered.folder.numbering,
                }
                for discovered in setup.adopted
            ],
        )
        return
    for discovered in setup.adopted:
        folder, count = discovered.folder, discovered.record_count
        records = f"{count} {folder.kind.ref_prefix} record{'' if count == 1 else 's'}"
        output.print_lines([f"adopted {folder.path}: {records}, not a byte changed"])
    verb = "would write" if dry_run else "wrote"
    output.print_lines(f"{verb} {path}" for path in setup.result.paths)
    if not setup.result.paths:
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
    """List every option: its value, whether it is set, its meaning."""
    if markdown:
        output.print_lines(_format_markdown_table())
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
            else "# no configuration: the usual folders, and defaults"
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


def _format_markdown_table() -> list[str]:
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
    """Print the JSON Schemas of all documents, or of one."""
    import json

    from minutebook.operations.schema import validate

    output.print_text(json.dumps(validate.build_schema(name or None), indent=2, ensure_ascii=False))
