"""`minutebook agents`: install, remove and check the hooks of coding agents and git."""

from __future__ import annotations

import os
from typing import Annotated

import typer

from minutebook.agents import install as installation
from minutebook.agents.adapters import resolve_agent_name
from minutebook.agents.install.status import find_general_problems, format_time
from minutebook.cli import output
from minutebook.cli.options import DryRun, Json
from minutebook.errors import EXIT_FINDINGS, UsageError
from minutebook.operations.project import open_project

agents_ = typer.Typer(help="Coding agents and git: their hooks.", no_args_is_help=True)

Names = Annotated[
    list[str] | None,
    typer.Argument(
        metavar="[AGENT]...",
        help=", ".join(installation.list_installable_names()),
        show_default=False,
    ),
]
Plugin = Annotated[
    str,
    typer.Option(
        metavar="DIR",
        help="An agent's plugin in this folder, instead of the repository's settings.",
        show_default=False,
    ),
]


@agents_.command("install")
def install(
    names: Names = None, plugin: Plugin = "", dry_run: DryRun = False, as_json: Json = False
) -> None:
    """Install the hooks of agents and git.

    Without names: for the agents found in the repository, and for git.
    """
    if plugin:
        result = _change_plugin(names or [], plugin, removing=False, dry_run=dry_run)
    else:
        result = installation.install_agents(
            open_project(output.working_folder), names or [], dry_run=dry_run
        )
    _print_result(result, "would write" if dry_run else "wrote", as_json=as_json)


@agents_.command("remove")
def remove(
    names: Names = None, plugin: Plugin = "", dry_run: DryRun = False, as_json: Json = False
) -> None:
    """Remove what install has written; without names, of all agents.

    Turns that wait to be recorded are recorded, and what was kept of these agents goes.
    """
    if plugin:
        result = _change_plugin(names or [], plugin, removing=True, dry_run=dry_run)
    else:
        result = installation.remove_agents(
            open_project(output.working_folder), names or [], dry_run=dry_run
        )
    _print_result(result, "would change" if dry_run else "changed", as_json=as_json)


@agents_.command("status")
def show_status(names: Names = None, as_json: Json = False) -> None:
    """Show what is installed, each agent's last event, and problems."""
    project = open_project(output.working_folder)
    statuses = installation.read_agent_statuses(project, names or [])
    general = find_general_problems(project)
    if as_json:
        output.print_document(
            agents=[
                {
                    "agent": status.agent,
                    "state": status.state,
                    "files": list(status.files),
                    "last_event": format_time(status.last_event_time, utc=True) or None,
                    "problems": list(status.problems),
                }
                for status in statuses
            ]
        )
    else:
        for status in statuses:
            last_event = format_time(status.last_event_time)
            state = "not installed" if status.state == "not" else status.state
            line = f"{status.agent:<9} {state:<13}"
            output.print_lines([f"{line} last event {last_event}" if last_event else line.rstrip()])
            output.print_lines(
                f"          {problem}" for problem in status.problems if problem not in general
            )
        for problem in general:
            if any(problem in status.problems for status in statuses):
                output.print_note(problem)


def _change_plugin(
    agent_words: list[str], folder: str, *, removing: bool, dry_run: bool
) -> installation.InstallResult:
    """Write or remove a plugin; without a name it is that of the agent that has one."""
    from minutebook import __version__

    known = installation.list_plugin_agents()
    names = [resolve_agent_name(word) for word in agent_words] or known[:1]
    if len(names) != 1 or names[0] not in known:
        raise UsageError(
            f"--plugin is for {' or '.join(known)} alone",
            f"minutebook agents install {known[0]} --plugin DIR",
        )
    path = os.path.abspath(os.path.join(output.working_folder, folder))
    return installation.write_plugin(
        names[0], path, __version__, removing=removing, dry_run=dry_run
    )


def _print_result(result: installation.InstallResult, verb: str, *, as_json: bool) -> None:
    """Print what was or would be written, and exit: 1 where steps are left to a person."""
    if as_json:
        output.print_document(
            agents=list(result.agents), writes=list(result.paths), left=list(result.manual_steps)
        )
    else:
        output.print_lines(f"{verb} {path}" for path in result.paths)
        if not (result.paths or result.manual_steps or result.notes):
            output.print_lines(["nothing to do"])
        for note in (*result.notes, *result.manual_steps):
            output.print_note(note)
    raise typer.Exit(EXIT_FINDINGS if result.manual_steps else 0)
