"""What agents were asked, and what was committed, against the records: what is missing?"""

from __future__ import annotations

import os
import re
import time
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from minutebook.agents import recording
from minutebook.agents.adapters import resolve_agent_name
from minutebook.agents.audit.match import FalseClaim, match_prompts
from minutebook.agents.audit.prompts import AuditedPrompt, gather_prompts
from minutebook.agents.capture.turn import AGENTS, Turn
from minutebook.errors import OperationError, Refusal, UsageError
from minutebook.operations.project import Project
from minutebook.records import filenames, reader
from minutebook.records.model import PHR, Record, RecordSet, find_folder
from minutebook.repository import spool, store
from minutebook.repository.git import repo

_TRAILER = r"(?m)^[ \t*-]{0,8}PHR: *PHR-[0-9]"
MAX_DEFAULT_COMMITS = 100  # commits of HEAD that are looked at where no range is given


@dataclass(frozen=True, slots=True)
class AuditedCommit:
    """A commit, and why no record explains it; "" where one does."""

    sha: str
    subject: str
    reason: str


@dataclass(frozen=True, slots=True)
class Audit:
    """What was asked, claimed and committed. `spanned`: the commits were asked for by a range.

    `strange` counts the turns of given transcripts that are about other folders, `broken` the lines
    of a session's spool that cannot be read.
    """

    prompts: tuple[AuditedPrompt, ...]
    false_claims: tuple[FalseClaim, ...]
    commits: tuple[AuditedCommit, ...]
    has_commit_range: bool
    foreign_prompt_count: int
    broken_spool_lines: tuple[tuple[str, int], ...] = ()
    backfilled_records: tuple[Record, ...] = ()
    failures: tuple[str, ...] = ()

    @property
    def due_prompts(self) -> list[AuditedPrompt]:
        """The prompts that have or should have a record."""
        return [one for one in self.prompts if one.is_due]

    @property
    def missing_prompts(self) -> list[AuditedPrompt]:
        """The prompts that should have a record and have none."""
        return [one for one in self.prompts if one.is_due and not one.record_path]

    @property
    def unrecorded_prompts(self) -> list[AuditedPrompt]:
        """What the spool has without a record, for whatever reason."""
        return [one for one in self.prompts if one.session_turns and not one.record_path]

    @property
    def unexplained_commits(self) -> list[AuditedCommit]:
        """The commits that no record explains."""
        return [one for one in self.commits if one.reason]

    def has_coverage(self, percent: float) -> bool:
        """Whether at least so many of the prompts have a record.

        The commits count as well where a range was asked for, or no prompt is known: a fresh clone
        has neither spool nor transcripts.
        """
        due, missing = len(self.due_prompts), len(self.missing_prompts)
        enough = (due - missing) * 100 >= percent * due
        if self.has_commit_range or not due:
            told = len(self.commits)
            enough = enough and (told - len(self.unexplained_commits)) * 100 >= percent * told
        return enough


def run_audit(
    project: Project,
    commit_range: str = "",
    *,
    agents: Sequence[str] = (),
    transcript_paths: Sequence[str] = (),
    backfill: bool = False,
) -> Audit:
    """Join spool, transcripts, commits and records; with `backfill`, make the missing records.

    `span` is a range of commits, `agents` whose prompts are looked at, `places` are transcripts
    beside those in the agents' own folders.
    """
    agents = [resolve_agent_name(agent) for agent in agents]
    for agent in agents:
        if agent not in AGENTS:
            raise UsageError(f"no agent is called {agent!r}", f"one of: {', '.join(AGENTS)}")
    told, strange, broken = gather_prompts(project, agents or AGENTS, transcript_paths)
    shelf = project.load_records()
    asked, claims = match_prompts(project, told, shelf)
    made: list[Record] = []
    failed: list[str] = []
    if backfill:
        asked = _backfilled(project, asked, made, failed)
    commits = tuple(_commits(project, commit_range, project.load_records() if made else shelf))
    return Audit(
        tuple(asked),
        tuple(claims),
        commits,
        bool(commit_range),
        strange,
        tuple(broken),
        tuple(made),
        tuple(failed),
    )


# What is missing, made --------------------------------------------------------------------------


def _backfilled(
    project: Project, asked: list[AuditedPrompt], made: list[Record], failed: list[str]
) -> list[AuditedPrompt]:
    """Record what is missing, oldest first, the way that a turn's end does."""
    spool.ensure_folder(project.repo.common_dir)
    have = {name: one for one in asked for name in one.turn_ids}
    for one in sorted(asked, key=lambda one: one.turn.started):
        if one.record_path or not one.is_due:
            continue
        session, turns = one.session, [*one.session_turns, one.turn]
        parent = have.get(one.turn.parent_id)
        if parent and parent.record_path and not one.session_turns:
            known = replace(parent.turn, id=one.turn.parent_id, source="transcript")
            if not session.read_noted_record(known)[0]:
                session.note_record(
                    known,
                    parent.record_path,
                    store.read_text(project.top, parent.record_path) or "",
                )
            turns = [known, one.turn]
        session.forget_record(one.turn)
        try:
            written = recording.record_turn(project, session, one.turn, turns)
        except Exception as error:  # noqa: BLE001 - also a detector's; the others are recorded
            if not isinstance(error, Refusal):
                spool.log_error(error)
            failed.append(f"{one.turn.agent} {one.turn.session_id}: {error}")
            continue
        if written:
            made.append(written)
            done = replace(one, record_path=written.path)
        else:
            done = replace(one, is_due=False, reason="it changed nothing")
        have.update(dict.fromkeys(one.turn_ids, done))
    return [have[one.turn.id] for one in asked]


# Commits ----------------------------------------------------------------------------------------


def _commits(project: Project, span: str, shelf: RecordSet) -> Iterable[AuditedCommit]:
    """The commits of a range, newest first, without merges.

    A record explains a commit that names it in a trailer (in a squashed one somewhere in its
    message), that the record lists, or that changes a record's page itself.
    """
    listed = [
        sha.lower()
        for record in shelf.of_kind(PHR)
        for sha in reader.read_field_items(record, "commits")
        if len(sha) >= 7
    ]
    named: dict[str, list[str]] = {}
    for sha in listed:
        named.setdefault(sha[:7], []).append(sha)
    uncovered = os.path.join(project.repo.common_dir, "minutebook", "uncovered")
    alone = {line.partition(" ")[0] for line in spool.read_text(uncovered).split("\n")}
    for part in _log(project, span).split("\1")[1:]:
        sha, subject, body, names = part.split("\2", 3)
        explained = (
            re.search(_TRAILER, body) is not None
            or any(sha.startswith(one) for one in named.get(sha[:7], ()))
            or any(_is_page(shelf, name.strip("\n")) for name in names.split("\0"))
        )
        why = "made while no turn was going on" if sha in alone else "no record names it"
        yield AuditedCommit(sha, subject, "" if explained else why)


def _is_page(shelf: RecordSet, path: str) -> bool:
    folder = find_folder(shelf.folders, path)
    return folder is not None and filenames.is_record(folder, path)


def _log(project: Project, span: str) -> str:
    """The commits with their messages and files, parted by control characters."""
    if span.startswith("-"):
        raise UsageError(f"{span!r} is no range", "give a branch, a tag, a commit or A..B")
    form = ("--no-merges", "--no-renames", "--name-only", "-z", "--format=%x01%H%x02%s%x02%B%x02")
    if not span:
        last = ("-n", str(MAX_DEFAULT_COMMITS), "HEAD", "--")
        return repo.run_git(project.repo, "log", *form, *last, ok_statuses=(0, 128))
    try:
        return repo.run_git(project.repo, "log", *form, span, "--")
    except OperationError:
        raise UsageError(
            f"{span!r} names no commits",
            "give a branch, a tag, a commit or A..B; fetch it first in a shallow clone",
        ) from None


def format_turn_time(turn: Turn, *, utc: bool = False) -> str:
    """When a turn began, for people (local) or programs (ISO 8601); "" where nobody knows."""
    if not turn.started:
        return ""
    if utc:
        return time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(turn.started))
    return time.strftime("%Y-%m-%d %H:%M", time.localtime(turn.started))
