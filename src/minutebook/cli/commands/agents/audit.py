"""`minutebook audit`: which prompts and commits have no record, and records made afterwards."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from typing import Annotated

import typer

from minutebook.agents.audit import report
from minutebook.agents.audit.prompts import AuditedPrompt
from minutebook.agents.turns import turn_drafts
from minutebook.cli import output
from minutebook.cli.options import Json
from minutebook.errors import EXIT_FINDINGS
from minutebook.operations.project import Project, open_project

_MAX_LISTED = 20  # prompts, commits or records of one sort that people are shown


def audit_(
    commit_range: Annotated[
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
    min_coverage: Annotated[
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
    """Find the prompts and commits that have no record."""
    project = open_project(output.working_folder)
    audit = report.run_audit(
        project,
        commit_range,
        agents=agents or [],
        transcript_paths=transcripts or [],
        backfill=backfill,
    )
    if as_json:
        serialize = _serialize_spool if spool else _serialize_audit
        output.print_document(**serialize(project, audit))
    elif spool:
        output.print_lines(_format_spool(project, audit) or ["nothing is left in the spool"])
    else:
        output.print_lines(_format_audit(project, audit))
    if not as_json and audit.foreign_prompt_count:
        output.print_note(
            "1 prompt of another folder is left out"
            if audit.foreign_prompt_count == 1
            else f"{audit.foreign_prompt_count} prompts of other folders are left out"
        )
    for failure in audit.failures:
        output.print_note(f"not recorded: {failure}")
    if min_coverage is not None and not audit.has_coverage(min_coverage):
        raise typer.Exit(EXIT_FINDINGS)


# For people -------------------------------------------------------------------------------------


def _format_audit(project: Project, audit: report.Audit) -> Iterator[str]:
    yield from (f"{record.ref}  {record.path}" for record in audit.backfilled_records)
    due, missing = len(audit.due_prompts), audit.missing_prompts
    yield _format_share("prompts", due - len(missing), due, "have a record")
    yield from _limit_lines(
        f"  {_format_prompt(project, prompt)}  ({prompt.reason})" for prompt in missing
    )
    total, unexplained = len(audit.commits), audit.unexplained_commits
    yield _format_share("commits", total - len(unexplained), total, "are explained")
    yield from _limit_lines(
        f"  {commit.sha[:12]}  {commit.subject}  ({commit.reason})" for commit in unexplained
    )
    if audit.false_claims:
        yield f"records  {len(audit.false_claims)} claim a prompt that was not given so"
        yield from _limit_lines(
            f"  {claim.record.ref}  {claim.record.path}  ({claim.reason})"
            for claim in audit.false_claims
        )
    if missing:
        yield "minutebook audit --backfill makes the records that are missing"


def _format_share(subject: str, count: int, total: int, predicate: str) -> str:
    if not total:
        return f"{subject}  none known"
    return f"{subject}  {count} of {total} {predicate} ({count * 100 // total} %)"


def _limit_lines(lines: Iterable[str]) -> Iterator[str]:
    all_lines = list(lines)
    yield from all_lines[:_MAX_LISTED]
    if len(all_lines) > _MAX_LISTED:
        yield f"  … and {len(all_lines) - _MAX_LISTED} more; --json has them all"


def _format_prompt(project: Project, prompt: AuditedPrompt) -> str:
    """A prompt in a line: when, whose, and what it is about, redacted."""
    turn = prompt.turn
    facts = (
        report.format_turn_time(turn),
        turn.subagent_type or turn.agent,
        _make_title(project, prompt),
    )
    return "  ".join(filter(None, facts))


def _make_title(project: Project, prompt: AuditedPrompt) -> str:
    from minutebook.agents.capture.summary import make_title

    return make_title(turn_drafts.render_prompt(project, prompt.turn.prompt))


def _format_spool(project: Project, audit: report.Audit) -> list[str]:
    """What the spool holds without a record: turns, and lines that cannot be read."""
    lines = [
        f"{_format_prompt(project, prompt)}  ({prompt.reason})"
        for prompt in audit.unrecorded_prompts
    ]
    for name, count in audit.broken_spool_lines:
        lines.append(f"{name}: {count} {'line' if count == 1 else 'lines'} cannot be read")
    log_path = os.path.join(project.repo.common_dir, "minutebook", "log")
    if lines and os.path.exists(log_path):
        lines.append(f"what went wrong stands in {log_path}")
    return lines


# For programs -----------------------------------------------------------------------------------


def _serialize_audit(project: Project, audit: report.Audit) -> dict[str, object]:
    due, missing, total = len(audit.due_prompts), audit.missing_prompts, len(audit.commits)
    return {
        "prompts": {
            "known": due,
            "recorded": due - len(missing),
            "missing": [_serialize_prompt(project, prompt) for prompt in missing],
        },
        "commits": {
            "known": total,
            "explained": total - len(audit.unexplained_commits),
            "unexplained": [
                {"commit": commit.sha, "subject": commit.subject, "why": commit.reason}
                for commit in audit.unexplained_commits
            ],
        },
        "claims": [
            {"ref": claim.record.ref, "path": claim.record.path, "why": claim.reason}
            for claim in audit.false_claims
        ],
        "writes": [record.path for record in audit.backfilled_records],
        "failed": list(audit.failures),
    }


def _serialize_spool(project: Project, audit: report.Audit) -> dict[str, object]:
    return {
        "spool": [_serialize_prompt(project, prompt) for prompt in audit.unrecorded_prompts],
        "broken": [{"session": name, "lines": count} for name, count in audit.broken_spool_lines],
    }


def _serialize_prompt(project: Project, prompt: AuditedPrompt) -> dict[str, object]:
    turn = prompt.turn
    return {
        "agent": turn.agent,
        "session": turn.session_id,
        "subagent": turn.subagent_type,
        "started": report.format_turn_time(turn, utc=True) or None,
        "title": _make_title(project, prompt),
        "source": "event" if prompt.session_turns else "transcript",
        "why": prompt.reason,
    }
