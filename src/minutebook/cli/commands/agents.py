"""`minutebook agents`: make coding agents record themselves."""

from __future__ import annotations

import os
from typing import Annotated

import typer

from minutebook.agents.install import install as rooms
from minutebook.agents.install import status as install_status
from minutebook.agents.install.staging import INSTALLABLE_AGENTS
from minutebook.cli import output
from minutebook.cli.options import DryRun, Json
from minutebook.errors import EXIT_FINDINGS, UsageError
from minutebook.operations.project import open_project

agents_ = typer.Typer(help="Coding agents that record themselves.", no_args_is_help=True)

Names = Annotated[
    list[str] | None,
    typer.Argument(metavar="[AGENT]...", help=", ".join(INSTALLABLE_AGENTS), show_default=False),
]
Plugin = Annotated[
    str,
    typer.Option(
        metavar="DIR",
        help="A Claude Code plugin in this folder, instead of the repository's settings.",
        show_default=False,
    ),
]


@agents_.command("install")
def install(
    names: Names = None, plugin: Plugin = "", dry_run: DryRun = False, as_json: Json = False
) -> None:
    """Write agents' hooks; without names, of the agents that show in the repository, and git's."""
    if plugin:
        changed = _plugin(names or [], plugin, removing=False, dry_run=dry_run)
    else:
        changed = rooms.install_agents(
            open_project(output.working_folder), names or [], dry_run=dry_run
        )
    _told(changed, "would write" if dry_run else "wrote", "nothing to do", as_json)


@agents_.command("remove")
def remove(
    names: Names = None, plugin: Plugin = "", dry_run: DryRun = False, as_json: Json = False
) -> None:
    """Take out what install put in; without names, for all agents."""
    if plugin:
        changed = _plugin(names or [], plugin, removing=True, dry_run=dry_run)
    else:
        changed = rooms.remove_agents(
            open_project(output.working_folder), names or [], dry_run=dry_run
        )
    _told(changed, "would change" if dry_run else "changed", "nothing to do", as_json)


@agents_.command("status")
def status(names: Names = None, as_json: Json = False) -> None:
    """Say what is installed, when an agent was last heard of, and what is wrong."""
    reports = install_status.read_agent_statuses(open_project(output.working_folder), names or [])
    if as_json:
        output.print_document(
            agents=[
                {
                    "agent": report.agent,
                    "state": report.state,
                    "files": list(report.files),
                    "last_event": install_status.format_time(report.last_event_time, utc=True)
                    or None,
                    "problems": list(report.problems),
                }
                for report in reports
            ]
        )
    else:
        for report in reports:
            heard = install_status.format_time(report.last_event_time)
            line = f"{report.agent:<9} {report.state:<10}"
            output.print_lines([f"{line} last event {heard}" if heard else line.rstrip()])
            own = [words for words in report.problems if words != install_status.HOOK_NOT_ON_PATH]
            output.print_lines(f"          {words}" for words in own)
        if any(install_status.HOOK_NOT_ON_PATH in report.problems for report in reports):
            output.print_note(install_status.HOOK_NOT_ON_PATH)


def _plugin(names: list[str], folder: str, *, removing: bool, dry_run: bool) -> rooms.InstallResult:
    from minutebook import __version__

    if any(name != "claude" for name in names):
        raise UsageError(
            "--plugin is for claude alone", "minutebook agents install claude --plugin DIR"
        )
    whole = os.path.abspath(os.path.join(output.working_folder, folder))
    return rooms.write_plugin(whole, __version__, removing=removing, dry_run=dry_run)


def _told(changed: rooms.InstallResult, verb: str, nothing: str, as_json: bool) -> None:
    if as_json:
        output.print_document(
            agents=list(changed.agents), writes=list(changed.paths), left=list(changed.manual_steps)
        )
    else:
        output.print_lines(f"{verb} {path}" for path in changed.paths)
        if not changed.paths and not changed.manual_steps:
            output.print_lines([nothing])
        for words in (*changed.notes, *changed.manual_steps):
            output.print_note(words)
    raise typer.Exit(EXIT_FINDINGS if changed.manual_steps else 0)
