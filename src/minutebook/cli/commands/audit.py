"""`minutebook audit`: which prompts and commits have no record, and the records made late."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from typing import Annotated

import typer

from minutebook.agents import recording
from minutebook.agents.audit import report
from minutebook.agents.audit.prompts import AuditedPrompt
from minutebook.cli import output
from minutebook.cli.options import Json
from minutebook.errors import EXIT_FINDINGS
from minutebook.operations.project import Project, open_project

_SHOWN = 20  # lines of one sort that people are shown


def audit_(
    span: Annotated[
        str,
        typer.Argument(
            metavar="[RANGE]",
            help="The commits to look at. [default: the last 100 of HEAD]",
            show_default=False,
        ),
    ] = "",
    backfill: Annotated[
        bool, typer.Option("--backfill", help="Make the records that are missing.")
    ] = False,
    agents: Annotated[
        list[str] | None,
        typer.Option("--agent", metavar="NAME", help="Only this agent's.", show_default=False),
    ] = None,
    transcripts: Annotated[
        list[str] | None,
        typer.Option(
            metavar="PATH",
            help="Transcripts in another place than the agents' own folders.",
            show_default=False,
        ),
    ] = None,
    minimum: Annotated[
        float | None,
        typer.Option(
            "--min-coverage",
            metavar="PERCENT",
            min=0,
            max=100,
            help="Exit 1 where fewer prompts have a record; with RANGE, or where no prompt is "
            "known, also where fewer commits are explained.",
            show_default=False,
        ),
    ] = None,
    spool: Annotated[
        bool, typer.Option("--spool", help="List what was never recorded, and why.")
    ] = False,
    as_json: Json = False,
) -> None:
    """Compare what agents were asked, and what was committed, with the records."""
    project = open_project(output.working_folder)
    done = report.run_audit(
        project, span, agents=agents or [], transcript_paths=transcripts or [], backfill=backfill
    )
    if as_json:
        output.print_document(**_document(project, done, spool))
    elif spool:
        output.print_lines(_spool(project, done) or ["nothing is left in the spool"])
    else:
        output.print_lines(_report(project, done))
    if not as_json and done.foreign_prompt_count:
        output.print_note(
            "1 prompt of another folder is left out"
            if done.foreign_prompt_count == 1
            else f"{done.foreign_prompt_count} prompts of other folders are left out"
        )
    for words in done.failures:
        output.print_note(f"not recorded: {words}")
    if minimum is not None and not done.has_coverage(minimum):
        raise typer.Exit(EXIT_FINDINGS)


# For people -------------------------------------------------------------------------------------


def _report(project: Project, done: report.Audit) -> Iterator[str]:
    yield from (f"{record.ref}  {record.path}" for record in done.backfilled_records)
    due, missing = len(done.due_prompts), done.missing_prompts
    yield _share("prompts", due - len(missing), due, "have a record")
    yield from _some(f"  {_told(project, one)}  ({one.reason})" for one in missing)
    told, unexplained = len(done.commits), done.unexplained_commits
    yield _share("commits", told - len(unexplained), told, "are explained")
    yield from _some(f"  {one.sha[:12]}  {one.subject}  ({one.reason})" for one in unexplained)
    if done.false_claims:
        yield f"records  {len(done.false_claims)} claim a prompt that was not given so"
        yield from _some(
            f"  {one.record.ref}  {one.record.path}  ({one.reason})" for one in done.false_claims
        )
    if missing:
        yield "minutebook audit --backfill makes the records that are missing"


def _share(what: str, have: int, among: int, words: str) -> str:
    if not among:
        return f"{what}  none known"
    return f"{what}  {have} of {among} {words} ({have * 100 // among} %)"


def _some(lines: Iterable[str]) -> Iterator[str]:
    every = list(lines)
    yield from every[:_SHOWN]
    if len(every) > _SHOWN:
        yield f"  … and {len(every) - _SHOWN} more; --json has them all"


def _told(project: Project, one: AuditedPrompt) -> str:
    """A prompt in a line: when, whose, and what it is about, redacted."""
    turn = one.turn
    return "  ".join(
        filter(
            None,
            (report.format_turn_time(turn), turn.subagent_type or turn.agent, _title(project, one)),
        )
    )


def _title(project: Project, one: AuditedPrompt) -> str:
    from minutebook.agents.capture import tell

    return tell.make_title(recording.render_prompt(project, one.turn.prompt))


def _spool(project: Project, done: report.Audit) -> list[str]:
    """What the spool holds without a record: turns, and lines that cannot be read."""
    lines = [f"{_told(project, one)}  ({one.reason})" for one in done.unrecorded_prompts]
    for name, count in done.broken_spool_lines:
        lines.append(f"{name}: {count} {'line' if count == 1 else 'lines'} cannot be read")
    log = os.path.join(project.repo.common_dir, "minutebook", "log")
    if lines and os.path.exists(log):
        lines.append(f"what went wrong stands in {log}")
    return lines


# For programs -----------------------------------------------------------------------------------


def _document(project: Project, done: report.Audit, spool: bool) -> dict[str, object]:
    if spool:
        return {
            "spool": [_prompt(project, one) for one in done.unrecorded_prompts],
            "broken": [
                {"session": name, "lines": count} for name, count in done.broken_spool_lines
            ],
        }
    due, missing, told = len(done.due_prompts), done.missing_prompts, len(done.commits)
    return {
        "prompts": {
            "known": due,
            "recorded": due - len(missing),
            "missing": [_prompt(project, one) for one in missing],
        },
        "commits": {
            "known": told,
            "explained": told - len(done.unexplained_commits),
            "unexplained": [
                {"commit": one.sha, "subject": one.subject, "why": one.reason}
                for one in done.unexplained_commits
            ],
        },
        "claims": [
            {"ref": one.record.ref, "path": one.record.path, "why": one.reason}
            for one in done.false_claims
        ],
        "writes": [record.path for record in done.backfilled_records],
        "failed": list(done.failures),
    }


def _prompt(project: Project, one: AuditedPrompt) -> dict[str, object]:
    turn = one.turn
    return {
        "agent": turn.agent,
        "session": turn.session_id,
        "subagent": turn.subagent_type,
        "started": report.format_turn_time(turn, utc=True) or None,
        "title": _title(project, one),
        "source": "event" if one.session_turns else "transcript",
        "why": one.reason,
    }
