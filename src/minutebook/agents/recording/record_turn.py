"""Writes the record of one turn, or writes it again where the turn went on."""

from __future__ import annotations

from collections.abc import Sequence

from minutebook.agents.capture.summary.substance import needs_record
from minutebook.agents.capture.turn import Turn
from minutebook.agents.record_commits import record_staging
from minutebook.agents.record_commits.commit_records import WrittenRecord
from minutebook.agents.record_commits.plan import CommitPlan, plan_commit
from minutebook.agents.recording import late_answers, session_chain
from minutebook.agents.recording.turn_transcripts import complete_from_transcript
from minutebook.agents.recording.unnoted import find_unnoted_record
from minutebook.agents.turns import (
    asked_before,
    told_decisions,
    turn_drafts,
    turn_suggestions,
    turn_traces,
    turn_visibility,
)
from minutebook.agents.turns.session import RESPONSE_MARK, PromptSnapshot, Session, release_numbers
from minutebook.agents.turns.turn_changes import find_turn_changes
from minutebook.agents.turns.turn_commits import find_commits_branch
from minutebook.errors import OperationError, Refusal
from minutebook.lean.values import Value, replace
from minutebook.operations.creation import create
from minutebook.operations.private_texts import keep
from minutebook.operations.project import OperationResult, Project
from minutebook.operations.redaction.redactor import Redactor
from minutebook.records.drafting import drafts
from minutebook.records.model import PHR, Record
from minutebook.records.phr import visibility
from minutebook.repository import light, store


class RecordedTurn(Value):
    """A turn, its record, and the advice about decisions that it gives reason for.

    `written` is what is to be committed of it, in the working tree of `project`.
    """

    turn: Turn
    record: Record
    advice: turn_suggestions.TurnAdvice
    project: Project
    written: WrittenRecord


def record_turn(
    project: Project, session: Session, turn: Turn, turns: Sequence[Turn] = ()
) -> Record | None:
    """Write the record of one turn; returns None where the settings ask for none.

    `turns` are all turns of the session. The texts are redacted before anything of them reaches
    the working tree. It is long after the turn's end, so that nothing is committed. Raises Refusal,
    and whatever a detector of secrets raises.
    """
    recorded = write_record(project, session, turn, turns, is_at_end=False)
    return recorded.record if recorded else None


def write_record(
    project: Project,
    session: Session,
    turn: Turn,
    turns: Sequence[Turn],
    *,
    is_at_end: bool = True,
) -> RecordedTurn | None:
    """As `record_turn`; returns the advice about decisions, too, and what is to be committed.

    `is_at_end`: the turn has just ended, and its record may be committed.
    """
    is_empty = session.has_empty_prompt(turn)
    turn = turn if is_empty else complete_from_transcript(turn)
    snapshot = session.read_snapshot(turn)
    changes = find_turn_changes(project, session, turn, snapshot, turns)
    files, commits = changes.files, changes.commits
    shown = turn_visibility.choose_turn_visibility(project, turn, session, turns)
    is_private = shown.visibility == visibility.PRIVATE
    if not turn.whole_prompt.strip() or not _is_due(
        project, session, turn, turns, files, commits, is_private=is_private
    ):
        _note_unrecorded(project, session, turn, shown.visibility, is_empty=is_empty)
        release_numbers(project.repo.common_dir, snapshot)
        return None
    path, digest, noted_line = session.read_noted_record(turn)
    plan = _plan_commit(project, turn, commits, path, is_at_end=is_at_end)
    writing_project = replace(project, spares_checkout=plan.way == "later")
    redactor = Redactor(project)
    asked = asked_before.list_prompts(session, turn, path)
    diff = turn_traces.TurnDiff(project.repo, snapshot.commit, files)
    draft = turn_drafts.build_draft(
        project,
        redactor,
        turn,
        files,
        plan.listed_commits,
        branch=find_commits_branch(project, commits),
        asked=[prompt.asked for prompt in asked],
        proposal=session_chain.find_proposal(turn, turns),
        shown=shown,
        added_lines=turn_traces.find_added_lines(project, session, turn, snapshot, changes, diff),
    )
    advice = turn_suggestions.assess_turn(
        project, session, turn, files, commits, draft, redactor, diff
    )
    told = told_decisions.list_told(session, turn, turns)
    draft = replace(draft, suggestions=advice.suggestions, told=told)
    if not path and session.mark_attempted(turn):
        path, digest = find_unnoted_record(project, session, draft)
    is_ours = True
    result: OperationResult | None
    if path and keep.is_kept_private(project, path):
        result = create.rewrite_private(writing_project, path, draft)
    elif path:
        text = store.read_text(project.top, path)
        is_ours = text is not None and drafts.compute_digest(text) == digest
        if is_ours:
            result = create.rewrite_phr(writing_project, path, draft)
        else:
            result = late_answers.complete_edited_record(
                writing_project, session, turn, draft, path
            )
    else:
        if noted_line:  # it was to have no record, and its number was released
            snapshot = replace(snapshot, number=0)
        result = _create_record(writing_project, session, turn, turns, draft, snapshot)
    release_numbers(project.repo.common_dir, snapshot)
    if result is None:
        return None
    (record,) = result.records
    for warning in result.warnings:
        light.log_error(OperationError(warning), "recorded")
    prompt_digest = drafts.compute_digest(draft.prompt)
    # A page that was edited is not to be written anew when the turn goes on.
    page = record.text if is_ours else ""
    session.note_record(turn, record.path, page, prompt_digest)
    asked_before.mark_taken(asked if is_ours else (), record.path)
    asked_before.forget_prompt(session, turn)
    writes = result.writes + session_chain.link_subagent_records(
        writing_project, session, turn, turns, record
    )
    writes += turn_suggestions.close_gone(writing_project, session, turns, advice, record)
    if visibility.is_private(record):  # nothing of it is in the tree
        plan = CommitPlan("no", plan.listed_commits)
    if plan.way == "stage":
        try:
            record_staging.stage_record(project, record.path, [write.path for write in writes])
        except Refusal as error:  # another git process has the index, or a filter may not run
            light.log_error(error, "recorded, but not staged")
    written = WrittenRecord(record, writes, plan, is_ours=is_ours)
    return RecordedTurn(turn, record, advice, project, written)


def _plan_commit(
    project: Project, turn: Turn, commits: Sequence[str], path: str, *, is_at_end: bool
) -> CommitPlan:
    """Plan what becomes of the record; a git that fails does not keep it from being written."""
    if not is_at_end and project.settings.commit != "stage":
        return CommitPlan("no", tuple(commits))
    try:
        return plan_commit(project, turn, commits, path)
    except Refusal as error:
        light.log_error(error, "recorded, but not committed")
        return CommitPlan("later", tuple(commits), commits[-1] if commits else "")


def _is_due(
    project: Project,
    session: Session,
    turn: Turn,
    turns: Sequence[Turn],
    files: Sequence[str],
    commits: Sequence[str],
    *,
    is_private: bool,
) -> bool:
    """Whether the settings have a record made of a turn.

    What has one keeps it where they ask for tasks; a turn that started subagents, whose tasks have
    records, has one, too, and so has every private prompt.
    """
    is_parent = any(other.parent_id == turn.id for other in turns)
    if project.settings.record == "tasks" and (is_parent or session.read_noted_record(turn)[0]):
        return True
    if needs_record(project.settings.record, turn, files, commits):
        return True
    # A line would be shown by the next record; a page of its own is in no tree.
    return is_private and project.settings.record == "tasks"


def _note_unrecorded(
    project: Project, session: Session, turn: Turn, chosen: str, *, is_empty: bool
) -> None:
    """Note that a turn gets no record; its prompt waits to be a line of the session's next one.

    Not where changes alone are recorded: who asks for that wants nothing else in the tree.
    """
    digest = RESPONSE_MARK + drafts.compute_digest(turn.response)
    if turn.prompt or is_empty:
        digest = drafts.compute_digest(turn_drafts.render_prompt(project, turn.whole_prompt))
    elif turn.is_unprompted and not session.read_noted_record(turn)[2]:
        light.log_error(OperationError("its prompt is not known"), "not recorded")
    if project.settings.record == "tasks" and turn.whole_prompt.strip():
        asked_before.keep_prompt(project, session, turn, chosen)
    session.note_record(turn, "", "", digest)


def _create_record(
    project: Project,
    session: Session,
    turn: Turn,
    turns: Sequence[Turn],
    draft: drafts.PhrDraft,
    snapshot: PromptSnapshot,
) -> OperationResult:
    """Create a turn's record with the number reserved for it.

    It follows the record of the turn before it in the session; a subagent's, that of its parent.
    """
    number = snapshot.number if snapshot.series == project.find_series_name(PHR) else 0
    previous = session_chain.find_previous(project, session, turn, turns)
    if previous:
        previous_path = session.read_noted_record(previous)[0]
    else:
        previous_path = "" if turn.parent_id else session_chain.find_last_record(session, turns)
    previous_text = store.read_text(project.top, previous_path) if previous_path else None
    if previous_text is not None:
        draft = replace(draft, links={"follows": (previous_path,)})
    result = create.create_phr(project, draft, reserved_number=number, is_turn=True)
    if previous and previous_text is not None:
        session_chain.update_note(project, session, previous, previous_text)
    return result
