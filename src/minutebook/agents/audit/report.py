"""The audit: which prompts and commits have no record, and which records claim too much."""

from __future__ import annotations

import os
import time
from collections.abc import Iterator, Sequence

from minutebook.agents.adapters import resolve_agent_name
from minutebook.agents.audit.match import FalseClaim, match_prompts
from minutebook.agents.audit.prompts import (
    ASKED,
    NOTHING,
    OPEN,
    REMOVED,
    UNCHANGED,
    AuditedPrompt,
    gather_prompts,
)
from minutebook.agents.capture.turn import AGENTS, Turn
from minutebook.agents.recording import late_answers, record_turn
from minutebook.agents.turns import asked_before, turn_visibility
from minutebook.errors import Refusal, UsageError
from minutebook.lean.values import Value, replace
from minutebook.operations.explaining.story.explained_commits import make_explainer
from minutebook.operations.private_texts.find import complete_records
from minutebook.operations.project import Project
from minutebook.records import reader
from minutebook.records.model import Record, RecordSet, Write, find_folder
from minutebook.repository import light, spool, store
from minutebook.repository.git.commits import history
from minutebook.repository.git.commits.history import Commit
from minutebook.repository.git.revisions import UnknownRevision
from minutebook.repository.pending import committed_pages

MAX_DEFAULT_COMMITS = 100  # commits of HEAD that are looked at where no range is given


class AuditedCommit(Value):
    """A commit, and why no record explains it; "" where one does."""

    sha: str
    subject: str
    reason: str


class Audit(Value):
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
    def asked_prompts(self) -> list[AuditedPrompt]:
        """The prompts that the record of a later one states, and that have none of their own."""
        return [prompt for prompt in self.prompts if prompt.reason == ASKED]

    @property
    def idle_prompts(self) -> list[AuditedPrompt]:
        """The prompts that need no record, and that no record states: none came after them."""
        return [prompt for prompt in self.prompts if prompt.reason == NOTHING]

    @property
    def removed_prompts(self) -> list[AuditedPrompt]:
        """The prompts whose record somebody removed, with `minutebook remove`."""
        return [prompt for prompt in self.prompts if prompt.reason == REMOVED]

    @property
    def open_prompts(self) -> list[AuditedPrompt]:
        """The prompts whose turn goes on, or was cut off just now: they may get a record yet."""
        return [
            prompt for prompt in self.prompts if prompt.reason == OPEN and not prompt.record_path
        ]

    @property
    def unrecorded_prompts(self) -> list[AuditedPrompt]:
        """What the spool has without a record, for whatever reason."""
        return [
            prompt
            for prompt in self.prompts
            if prompt.session_turns
            and not prompt.record_path
            and prompt.reason not in (ASKED, REMOVED)
        ]

    @property
    def unprompted(self) -> list[AuditedPrompt]:
        """The turns in the spool that did something, and whose prompt nobody knows."""
        return [prompt for prompt in self.unrecorded_prompts if prompt.is_unprompted]

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
    """Join spool, transcripts, commits and records; with `backfill`, make what is missing.

    What is missing are records, and answers that a record was written too early to have.
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
    records = complete_records(project)
    prompts, false_claims = match_prompts(project, gathered, records)
    backfilled: list[Record] = []
    failures: list[str] = []
    if backfill:
        backfilled += _add_late_answers(project, prompts, failures)
        prompts = _backfill_prompts(project, prompts, backfilled, failures)
    commits = _audit_commits(
        project, commit_range, complete_records(project) if backfilled else records
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

    New records are added to `created`, what went wrong to `failures`; returns the prompts anew.
    """
    spool.ensure_spool(project.repo.common_dir)
    prompts_by_id = {turn_id: prompt for prompt in prompts for turn_id in prompt.turn_ids}
    ordered = sorted(prompts, key=lambda prompt: prompt.turn.started)
    turns_by_session: dict[str, list[Turn]] = {}  # by the path of a session's files
    for prompt in ordered:
        turns_by_session.setdefault(prompt.session.base_path, []).append(prompt.turn)
    last_missing = {
        prompt.session.base_path: prompt.turn.started
        for prompt in ordered
        if prompt.is_due and not prompt.record_path
    }
    for prompt in ordered:
        if prompt.record_path or not prompt.is_due:
            is_before = prompt.turn.started < last_missing.get(prompt.session.base_path, 0.0)
            if prompt.reason == NOTHING and is_before and not prompt.asked_digest:
                chosen = turn_visibility.choose_turn_visibility(
                    project, prompt.turn, prompt.session
                )
                asked_before.keep_prompt(project, prompt.session, prompt.turn, chosen.visibility)
            continue
        session = prompt.session
        turns = turns_by_session[session.base_path]
        parent = prompts_by_id.get(prompt.turn.parent_id)
        if parent and parent.record_path and not prompt.session_turns:
            parent_turn = replace(parent.turn, id=prompt.turn.parent_id, source="transcript")
            if not session.read_noted_record(parent_turn)[0]:
                page = store.read_text(project.top, parent.record_path) or ""
                session.note_record(parent_turn, parent.record_path, page)
            turns = [parent_turn, *turns]
        restored = _restore_page(project, prompt)
        if restored:
            created.append(restored)
            updated = replace(prompt, record_path=restored.path)
            prompts_by_id.update(dict.fromkeys(prompt.turn_ids, updated))
            continue
        if not prompt.turn.prompt:
            failures.append(
                f"{prompt.turn.agent} {prompt.turn.session_id}: the text of the prompt of "
                f"{prompt.noted_path or 'a turn'} is no longer kept"
            )
            continue
        session.forget_record(prompt.turn)
        try:
            record = record_turn.record_turn(project, session, prompt.turn, turns)
        except Exception as error:  # noqa: BLE001 - also a detector's; the others are recorded
            failures.append(_describe_failure(prompt, error))
            continue
        if record:
            created.append(record)
            updated = replace(prompt, record_path=record.path)
        else:
            reason = NOTHING if project.settings.record == "tasks" else UNCHANGED
            updated = replace(prompt, is_due=False, reason=reason)
        prompts_by_id.update(dict.fromkeys(prompt.turn_ids, updated))
    return [_note_asked(prompts_by_id[prompt.turn.id]) for prompt in prompts]


def _restore_page(project: Project, prompt: AuditedPrompt) -> Record | None:
    """Write the page of a record again that was committed here, where that commit went.

    None where it was not committed, or the branch once had it: then somebody removed it.
    """
    path = prompt.noted_path
    folder = find_folder(project.settings.list_folders(), path)
    text = committed_pages.read_lost_page(project.repo, path) if path and folder else ""
    if folder is None or not text or history.has_path_in_history(project.repo, "HEAD", path):
        return None
    with project.lock():
        if store.read_text(project.top, path) is None:
            project.apply_writes([Write(path, text, None)])
    record = reader.read_record(folder, path, text)
    prompt.session.note_record(prompt.turn, path, text, prompt.prompt_digest)
    return record


def _note_asked(prompt: AuditedPrompt) -> AuditedPrompt:
    """A prompt with the record that states it among those asked before, where one does by now."""
    asked = asked_before.read_prompt(prompt.session, prompt.turn)
    if prompt.reason != NOTHING or asked is None or not asked.record_path:
        return prompt
    return replace(prompt, record_path=asked.record_path, reason=ASKED, is_due=True)


def _add_late_answers(
    project: Project, prompts: Sequence[AuditedPrompt], failures: list[str]
) -> list[Record]:
    """Put the answers that transcripts have by now into records that were written without one."""
    completed: list[Record | None] = []
    for prompt in prompts:
        if prompt.record_path:
            try:
                completed.append(
                    late_answers.add_late_answer(
                        project, prompt.session, prompt.turn, prompt.record_path
                    )
                )
            except Exception as error:  # noqa: BLE001 - as of a record that is made
                failures.append(_describe_failure(prompt, error))
    return [record for record in completed if record]


def _describe_failure(prompt: AuditedPrompt, error: Exception) -> str:
    """Why the record of a prompt could not be written; what was not foreseen is logged."""
    if not isinstance(error, Refusal):
        light.log_error(error)
    return f"{prompt.turn.agent} {prompt.turn.session_id}: {error}"


# Commits ----------------------------------------------------------------------------------------


def _audit_commits(
    project: Project, commit_range: str, records: RecordSet
) -> Iterator[AuditedCommit]:
    """The commits of a range, newest first, without merges."""
    commits = _list_commits(project, commit_range)
    explainer = make_explainer(project, records, commits)
    path = os.path.join(project.repo.common_dir, "minutebook", "uncovered")
    made_outside_turns = {line.partition(" ")[0] for line in light.read_text(path).split("\n")}
    for commit in commits:
        if explainer.explain(commit).is_explained:
            reason = ""
        elif commit.sha in made_outside_turns:
            reason = "made while no turn was going on"
        else:
            reason = "no record names it"
        yield AuditedCommit(commit.sha, commit.subject, reason)


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
