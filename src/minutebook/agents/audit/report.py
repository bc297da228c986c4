"""The audit: which prompts and commits have no record, and which records claim too much."""

from __future__ import annotations

import os
import re
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from minutebook.agents import recording
from minutebook.agents.adapters import resolve_agent_name
from minutebook.agents.audit.match import FalseClaim, match_prompts
from minutebook.agents.audit.prompts import AuditedPrompt, gather_prompts
from minutebook.agents.capture.turn import AGENTS, Turn
from minutebook.errors import Refusal, UsageError
from minutebook.operations.project import Project
from minutebook.records import filenames, reader
from minutebook.records.model import PHR, Record, RecordSet, find_folder
from minutebook.repository import light, spool, store
from minutebook.repository.git import history
from minutebook.repository.git.history import Commit
from minutebook.repository.git.revisions import UnknownRevision

_TRAILER = r"(?m)^[ \t*-]{0,8}PHR: *PHR-[0-9]"
_MIN_SHA_LENGTH = 7  # digits of a commit that a record lists
MAX_DEFAULT_COMMITS = 100  # commits of HEAD that are looked at where no range is given


@dataclass(frozen=True, slots=True)
class AuditedCommit:
    """A commit, and why no record explains it; "" where one does."""

    sha: str
    subject: str
    reason: str


@dataclass(frozen=True, slots=True)
class Audit:
    """The prompts, claims and commits that were compared with the records.

    `has_commit_range`: the commits were asked for by a range. `foreign_prompt_count` counts the
    turns of given transcripts that are about other folders, `broken_spool_lines` the lines of each
    session's spool that cannot be read.
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
        return [prompt for prompt in self.prompts if prompt.is_due]

    @property
    def missing_prompts(self) -> list[AuditedPrompt]:
        """The prompts that should have a record and have none."""
        return [prompt for prompt in self.prompts if prompt.is_due and not prompt.record_path]

    @property
    def unrecorded_prompts(self) -> list[AuditedPrompt]:
        """What the spool has without a record, for whatever reason."""
        return [
            prompt for prompt in self.prompts if prompt.session_turns and not prompt.record_path
        ]

    @property
    def unexplained_commits(self) -> list[AuditedCommit]:
        """The commits that no record explains."""
        return [commit for commit in self.commits if commit.reason]

    def has_coverage(self, percent: float) -> bool:
        """Whether at least so many percent of the prompts have a record.

        The commits count as well where a range was asked for, or no prompt is known: a fresh clone
        has neither spool nor transcripts.
        """
        due_count = len(self.due_prompts)
        is_enough = (due_count - len(self.missing_prompts)) * 100 >= percent * due_count
        if self.has_commit_range or not due_count:
            commit_count = len(self.commits)
            explained_count = commit_count - len(self.unexplained_commits)
            is_enough = is_enough and explained_count * 100 >= percent * commit_count
        return is_enough


def run_audit(
    project: Project,
    commit_range: str = "",
    *,
    agents: Sequence[str] = (),
    transcript_paths: Sequence[str] = (),
    backfill: bool = False,
) -> Audit:
    """Join spool, transcripts, commits and records; with `backfill`, make the missing records.

    `agents` are those whose prompts are looked at (none: all), `transcript_paths` are transcripts
    beside those in the agents' own folders. Raises UsageError for an agent that is not known, and
    UnknownRevision for a range that names no commits.
    """
    agents = [resolve_agent_name(agent) for agent in agents]
    for agent in agents:
        if agent not in AGENTS:
            raise UsageError(f"no agent is called {agent!r}", f"one of: {', '.join(AGENTS)}")
    gathered, foreign_count, broken_lines = gather_prompts(
        project, agents or AGENTS, transcript_paths
    )
    records = project.load_records()
    prompts, false_claims = match_prompts(project, gathered, records)
    backfilled: list[Record] = []
    failures: list[str] = []
    if backfill:
        prompts = _backfill_prompts(project, prompts, backfilled, failures)
    commits = _audit_commits(
        project, commit_range, project.load_records() if backfilled else records
    )
    return Audit(
        tuple(prompts),
        tuple(false_claims),
        tuple(commits),
        bool(commit_range),
        foreign_count,
        tuple(broken_lines),
        tuple(backfilled),
        tuple(failures),
    )


# What is missing, made --------------------------------------------------------------------------


def _backfill_prompts(
    project: Project, prompts: list[AuditedPrompt], created: list[Record], failures: list[str]
) -> list[AuditedPrompt]:
    """Record what is missing, oldest first, the way that a turn's end does.

    New records are added to `made`, what went wrong to `failures`; returns the prompts anew.
    """
    spool.ensure_spool(project.repo.common_dir)
    prompts_by_id = {turn_id: prompt for prompt in prompts for turn_id in prompt.turn_ids}
    for prompt in sorted(prompts, key=lambda prompt: prompt.turn.started):
        if prompt.record_path or not prompt.is_due:
            continue
        session, turns = prompt.session, [*prompt.session_turns, prompt.turn]
        parent = prompts_by_id.get(prompt.turn.parent_id)
        if parent and parent.record_path and not prompt.session_turns:
            parent_turn = replace(parent.turn, id=prompt.turn.parent_id, source="transcript")
            if not session.read_noted_record(parent_turn)[0]:
                page = store.read_text(project.top, parent.record_path) or ""
                session.note_record(parent_turn, parent.record_path, page)
            turns = [parent_turn, prompt.turn]
        if not prompt.turn.prompt:
            failures.append(
                f"{prompt.turn.agent} {prompt.turn.session_id}: the text of the prompt of "
                f"{prompt.noted_path or 'a turn'} is no longer kept"
            )
            continue
        session.forget_record(prompt.turn)
        try:
            record = recording.record_turn(project, session, prompt.turn, turns)
        except Exception as error:  # noqa: BLE001 - also a detector's; the others are recorded
            if not isinstance(error, Refusal):
                light.log_error(error)
            failures.append(f"{prompt.turn.agent} {prompt.turn.session_id}: {error}")
            continue
        if record:
            created.append(record)
            updated = replace(prompt, record_path=record.path)
        else:
            updated = replace(prompt, is_due=False, reason="it changed nothing")
        prompts_by_id.update(dict.fromkeys(prompt.turn_ids, updated))
    return [prompts_by_id[prompt.turn.id] for prompt in prompts]


# Commits ----------------------------------------------------------------------------------------


def _audit_commits(
    project: Project, commit_range: str, records: RecordSet
) -> Iterator[AuditedCommit]:
    """The commits of a range, newest first, without merges.

    A record explains a commit that names it in a trailer (in a squashed one somewhere in its
    message), that the record lists, or that changes a record's page itself.
    """
    listed: dict[str, list[str]] = {}  # by their first digits, the shortest form that counts
    for record in records.of_kind(PHR):
        for sha in reader.read_field_items(record, "commits"):
            if len(sha) >= _MIN_SHA_LENGTH:
                listed.setdefault(sha[:_MIN_SHA_LENGTH].lower(), []).append(sha.lower())
    path = os.path.join(project.repo.common_dir, "minutebook", "uncovered")
    made_outside_turns = {line.partition(" ")[0] for line in light.read_text(path).split("\n")}
    for commit in _list_commits(project, commit_range):
        is_explained = (
            re.search(_TRAILER, commit.message) is not None
            or any(
                commit.sha.startswith(sha) for sha in listed.get(commit.sha[:_MIN_SHA_LENGTH], ())
            )
            or any(_is_record_page(records, path) for path in commit.paths)
        )
        if is_explained:
            reason = ""
        elif commit.sha in made_outside_turns:
            reason = "made while no turn was going on"
        else:
            reason = "no record names it"
        yield AuditedCommit(commit.sha, commit.subject, reason)


def _is_record_page(records: RecordSet, path: str) -> bool:
    folder = find_folder(records.folders, path)
    return folder is not None and filenames.is_record(folder, path)


def _list_commits(project: Project, commit_range: str) -> list[Commit]:
    """The commits of a range, else the last ones of HEAD. Raises UsageError, UnknownRevision."""
    if commit_range.startswith("-"):
        raise UsageError(
            f"{commit_range!r} is not a commit range", "give a branch, a tag, a commit or A..B"
        )
    if commit_range:
        return history.list_commits(project.repo, commit_range, include_merges=False)
    try:
        return history.list_commits(
            project.repo, "HEAD", max_count=MAX_DEFAULT_COMMITS, include_merges=False
        )
    except UnknownRevision:  # before the first commit
        return []


def format_turn_time(turn: Turn, *, utc: bool = False) -> str:
    """When a turn began, for people (local) or programs (ISO 8601); "" where nobody knows."""
    if not turn.started:
        return ""
    if utc:
        return time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(turn.started))
    return time.strftime("%Y-%m-%d %H:%M", time.localtime(turn.started))
