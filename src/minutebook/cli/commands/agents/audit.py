"""`minutebook audit`: which prompts and commits have no record, and records made afterwards."""

from __future__ import annotations

import os

from minutebook.cli import output
from minutebook.cli.options import open_project
from minutebook.errors import EXIT_FINDINGS

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from typing import Annotated

    import typer

    from minutebook.agents.audit import report
    from minutebook.agents.audit.prompts import AuditedPrompt
    from minutebook.cli.option_types import Json
    from minutebook.operations.project import Project

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
) -> int:
    """Find the prompts and commits that have no record."""
    from minutebook.agents.audit import report

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
    is_covered = min_coverage is None or audit.has_coverage(min_coverage)
    return 0 if is_covered else EXIT_FINDINGS


# For people -------------------------------------------------------------------------------------


def _format_audit(project: Project, audit: report.Audit) -> Iterator[str]:
    yield from (f"{record.ref}  {record.path}" for record in audit.backfilled_records)
    due, missing = len(audit.due_prompts), audit.missing_prompts
    yield _format_share("prompts", due - len(missing), due, "have a record")
    if audit.asked_prompts:
        yield f"  {len(audit.asked_prompts)} of them in a later prompt's record (asked before)"
    if audit.idle_prompts:
        yield f"  {len(audit.idle_prompts)} with nothing to record, such as a greeting at the end"
    if audit.removed_prompts:
        yield f"  {len(audit.removed_prompts)} whose record was removed (minutebook remove)"
    yield from _limit_lines(
        f"  {_format_prompt(project, prompt)}  ({prompt.reason})" for prompt in missing
    )
    yield from _limit_lines(
        f"  {_format_prompt(project, prompt)}  (still open, or cut off within ten minutes)"
        for prompt in audit.open_prompts
    )
    if audit.unprompted:
        count = len(audit.unprompted)
        subject = "1 turn has" if count == 1 else f"{count} turns have"
        yield f"  {subject} no record: the agent reported no prompt, or an empty one"
        yield "    (minutebook audit --spool lists them)"
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
    from minutebook.agents.audit import report

    turn = prompt.turn
    facts = (
        report.format_turn_time(turn),
        turn.subagent_type or turn.agent,
        _make_title(project, prompt),
    )
    return "  ".join(filter(None, facts))


def _make_title(project: Project, prompt: AuditedPrompt) -> str:
    """The title that its record would have; where its text is no longer kept, that it had."""
    from minutebook.agents.capture.summary.titles import make_title
    from minutebook.agents.turns import turn_drafts
    from minutebook.records import reader
    from minutebook.records.model import find_folder

    turn = prompt.turn
    if not turn.prompt.strip() and (
        folder := find_folder(project.settings.list_folders(), prompt.noted_path)
    ):
        return reader.read_record(folder, prompt.noted_path, "").title
    return make_title(turn_drafts.render_prompt(project, turn.prompt))


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
            "asked_before": [
                {**_serialize_prompt(project, prompt), "record": prompt.record_path or None}
                for prompt in audit.asked_prompts
            ],
            "nothing": [_serialize_prompt(project, prompt) for prompt in audit.idle_prompts],
            "removed": [_serialize_prompt(project, prompt) for prompt in audit.removed_prompts],
            "open": [_serialize_prompt(project, prompt) for prompt in audit.open_prompts],
            "unknown": [_serialize_prompt(project, prompt) for prompt in audit.unprompted],
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
    from minutebook.agents.audit import report

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
