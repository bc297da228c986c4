"""`minutebook agents`: install, remove and check the hooks of coding agents and git."""

from __future__ import annotations

import os
import shlex

from minutebook.agents import install as installation
from minutebook.cli import output
from minutebook.cli.command_group import CommandGroup
from minutebook.cli.options import open_project
from minutebook.errors import EXIT_FINDINGS, UsageError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from typing import Annotated

    import typer

    from minutebook.agents.install.last_event import LastEvent
    from minutebook.cli.option_types import AgentNames, DryRun, Json, PluginFolder, SkillAlone

_INDENT = " " * 10
_SKILL_FACTS = {"installed": "skill", "partly": "old skill", "changed": "skill changed by hand"}

agents_ = CommandGroup("Coding agents and git: their hooks.")


@agents_.command("install")
def install(
    names: AgentNames = None,
    plugin: PluginFolder = "",
    skill: SkillAlone = False,
    mcp: Annotated[
        bool,
        typer.Option(
            "--mcp",
            help="Register the server minutebook mcp with them, too. Who has no minutebook is told"
            " that it does not start.",
        ),
    ] = False,
    dry_run: DryRun = False,
    as_json: Json = False,
) -> int:
    """Install the hooks of agents and git.

    Without names: for the agents found in the repository, and for git.
    """
    if plugin and mcp:
        raise UsageError("--plugin and --mcp do not go together", "leave one of them out")
    if plugin:
        result = _change_plugin(names or [], plugin, removing=False, dry_run=dry_run)
    else:
        project = open_project(output.working_folder)
        if skill and mcp:
            raise UsageError("--skill installs the skill alone", "give --mcp in a call of its own")
        result = (
            installation.install_skill(project, names or [], dry_run=dry_run)
            if skill
            else installation.install_agents(project, names or [], with_server=mcp, dry_run=dry_run)
        )
    return _print_result(result, "would write" if dry_run else "wrote", as_json=as_json)


@agents_.command("remove")
def remove(
    names: AgentNames = None,
    plugin: PluginFolder = "",
    skill: SkillAlone = False,
    dry_run: DryRun = False,
    as_json: Json = False,
) -> int:
    """Remove what install has written; without names, of all agents.

    Turns that wait to be recorded are recorded, and what was kept of these agents goes.
    """
    if plugin:
        result = _change_plugin(names or [], plugin, removing=True, dry_run=dry_run)
    else:
        action = installation.remove_skill if skill else installation.remove_agents
        result = action(open_project(output.working_folder), names or [], dry_run=dry_run)
    return _print_result(result, "would change" if dry_run else "changed", as_json=as_json)


@agents_.command("status")
def show_status(names: AgentNames = None, as_json: Json = False) -> None:
    """Show what is installed, whether it fires, and what mends it."""
    from minutebook.agents.install.status import find_general_problems

    project = open_project(output.working_folder)
    statuses = installation.read_agent_statuses(project, names or [])
    if as_json:
        output.print_document(agents=[_format_status(status) for status in statuses])
        return
    general = find_general_problems(project)
    for status in statuses:
        output.print_lines(_describe_status(status, project.top, general))
    for problem in general:
        if any(problem in status.problems for status in statuses):
            output.print_note(problem)


@agents_.command("doctor")
def diagnose(names: AgentNames = None, as_json: Json = False) -> int:
    """Fire a test event through each agent's command, as it would.

    Nothing is recorded or left behind. The exit status is 1 where something is wrong.
    """
    project = open_project(output.working_folder)
    diagnoses = installation.diagnose_agents(
        project, names or [], os.path.abspath(output.working_folder)
    )
    if as_json:
        output.print_document(agents=[_format_diagnosis(diagnosis) for diagnosis in diagnoses])
    else:
        for diagnosis in diagnoses:
            result = "is wrong"
            if diagnosis.has_arrived:
                result = f"arrived in {diagnosis.milliseconds} ms"
                result += ", but" if diagnosis.problems else ""
            output.print_lines([f"{diagnosis.agent:<9} {result}"])
            output.print_lines(_describe_problems(diagnosis.problems, diagnosis.cure, project.top))
        if not diagnoses:
            output.print_note("no agent is installed: minutebook agents install AGENT")
    is_well = diagnoses and not any(diagnosis.problems for diagnosis in diagnoses)
    return 0 if is_well else EXIT_FINDINGS


def _format_diagnosis(diagnosis: installation.Diagnosis) -> dict[str, object]:
    return {
        "agent": diagnosis.agent,
        "ok": not diagnosis.problems,
        "arrived": diagnosis.has_arrived,
        "milliseconds": diagnosis.milliseconds,
        "problems": list(diagnosis.problems),
        "cure": diagnosis.cure or None,
    }


def _format_status(status: installation.AgentStatus) -> dict[str, object]:
    from minutebook.agents.install.status import format_time

    return {
        "agent": status.agent,
        "state": status.state,
        "skill": None if status.agent == "git" else status.skill,
        "server": status.server or None,
        "files": list(status.files),
        "can_fire": status.can_fire,
        "trust": status.trust or None,
        "fires_below": status.fires_below,
        "fires_only_with": status.fires_only_with or None,
        "last_event": format_time(status.last_event.time, utc=True) or None,
        "last_event_kind": status.last_event.kind or None,
        "last_event_folder": status.last_event.folder or None,
        "problems": list(status.problems),
        "cure": status.cure or None,
    }


def _describe_status(
    status: installation.AgentStatus, top: str, general: Sequence[str]
) -> Iterator[str]:
    """The lines on an agent; the problems in `general` are said once for all."""
    state = "not installed" if status.state == "not" else status.state
    state = "unreadable" if status.is_unreadable else state
    facts = []
    if status.state in ("installed", "partly"):
        facts += [] if status.can_fire else [_describe_silence(status)]
        facts += [] if status.last_event.time or status.agent == "git" else ["no event yet"]
    facts += [_SKILL_FACTS[status.skill]] if status.skill in _SKILL_FACTS else []
    facts += ["MCP server"] if status.server == "installed" else []
    if status.last_event.time:
        facts.append(f"last event {_format_last_event(status.last_event, top)}")
    yield f"{status.agent:<9} {state:<13} {', '.join(facts)}".rstrip()
    if status.files and not status.fires_below:
        yield f"{_INDENT}fires where it is started in the top folder, not below it"
    own_problems = [problem for problem in status.problems if problem not in general]
    yield from _describe_problems(own_problems, status.cure if own_problems else "", top)


def _describe_silence(status: installation.AgentStatus) -> str:
    """That an agent does not fire, or by which option alone, where an event has come."""
    if status.fires_only_with and status.last_event.time:
        return f"fires only with {status.fires_only_with}"
    return "does not fire"


def _format_last_event(event: LastEvent, top: str) -> str:
    """When and where from; the folder is shown where it is not the top folder."""
    from minutebook.agents.install.status import format_time

    folder = os.path.relpath(event.folder, top) if event.folder else "."
    place = f" in {event.folder if folder.startswith('..') else folder}" if folder != "." else ""
    return f"{format_time(event.time)}{f' ({event.kind}{place})' if event.kind else ''}"


def _describe_problems(problems: Iterable[str], cure: str, top: str) -> Iterator[str]:
    """Lines on what is wrong, the last of them the command that mends it, ready to type."""
    yield from (f"{_INDENT}{problem}" for problem in problems)
    if cure:
        is_at_top = os.path.realpath(output.working_folder) == os.path.realpath(top)
        change = "" if is_at_top or cure.startswith("cd ") else f"cd {shlex.quote(top)} && "
        yield f"{_INDENT}$ {change}{cure}"


def _change_plugin(
    agent_words: list[str], folder: str, *, removing: bool, dry_run: bool
) -> installation.InstallResult:
    """Write or remove a plugin; without a name it is that of the agent that has one."""
    from minutebook import __version__
    from minutebook.agents.adapters import resolve_agent_name

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


def _print_result(result: installation.InstallResult, verb: str, *, as_json: bool) -> int:
    """Print what was or would be written; the exit status is 1 where steps are left to a person."""
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
    return EXIT_FINDINGS if result.manual_steps else 0
