"""Writes prompt records of ended turns: read from the spool, compared by git, redacted, written."""

from __future__ import annotations

import math
import os
import time
from collections.abc import Sequence
from dataclasses import dataclass, replace

from minutebook.agents import agent_table, capture
from minutebook.agents.capture import assemble
from minutebook.agents.capture.transcript_turns import complete_turn, find_matching_turn
from minutebook.agents.capture.turn import Turn
from minutebook.agents.session import (
    RESPONSE_MARK,
    PromptSnapshot,
    Session,
    read_session,
    release_numbers,
)
from minutebook.agents.turns import turn_drafts, turn_suggestions
from minutebook.agents.turns.turn_changes import find_turn_changes
from minutebook.agents.upkeep import record_staging
from minutebook.agents.upkeep.spool_files import (
    drop_texts,
    is_recorded,
    is_settled,
    mark_settled,
    trim_spool,
)
from minutebook.errors import OperationError, Refusal
from minutebook.operations import links
from minutebook.operations.creation import create
from minutebook.operations.project import OperationResult, Project, open_project
from minutebook.operations.redaction.redactor import Redactor
from minutebook.records.drafting import drafts
from minutebook.records.filenames import parse_name
from minutebook.records.model import PHR, Record
from minutebook.repository import light, spool, store

_MAX_SEARCHED_RECORDS = 50  # the newest, in which the record of a process that died is looked for
LOCK_TIMEOUT_SECONDS = 2.0  # seconds that the end of a turn waits for another process
_MAX_TRANSCRIPT_BYTES = 2 * 1024 * 1024  # bytes of a transcript that are read at a turn's end


# At a turn's end --------------------------------------------------------------------------------


def record_turn_end(cwd: str, base_path: str, agent: str, event_name: str, raw_event: bytes) -> str:
    """Record the ended turns of a session; returns the answer for the agent as JSON, or ""."""
    import json

    record_staging.restore_records(cwd)
    recorded = record_ended_turns(cwd, base_path)
    try:
        payload = json.loads(raw_event)
    except (ValueError, RecursionError):
        return ""
    if not recorded or not isinstance(payload, dict):
        return ""
    payload_names = (str(payload[key]) for key in agent_table.EVENT_NAME_KEYS if payload.get(key))
    event_name = event_name or next(payload_names, "")
    # The session's own turn rather than a subagent's.
    main_turn = max(recorded, key=lambda item: (not item.turn.parent_id, item.turn.started))
    lines = [
        f"{main_turn.record.ref} {main_turn.record.path}",
        *turn_suggestions.format_turn_advice(main_turn.record, main_turn.advice),
    ]
    answer = capture.build_answer(
        capture.detect_agent(agent, payload), event_name, "\n".join(lines)
    )
    return json.dumps(answer) if answer else ""


@dataclass(frozen=True, slots=True)
class RecordedTurn:
    """A turn, its record, and the advice about decisions that it gives reason for."""

    turn: Turn
    record: Record
    advice: turn_suggestions.TurnAdvice


def record_ended_turns(
    cwd: str,
    base_path: str,
    *,
    stale_seconds: float = math.inf,
    failures: list[BaseException] | None = None,
) -> list[RecordedTurn]:
    """Record the turns of a session that ended or were interrupted, and have no record yet.

    A turn that went on after it was recorded (another hook kept the agent at work) is written
    again. Turns that have been open for `stale_seconds` count as interrupted. A turn that cannot be
    recorded stays in the spool and does not keep others from being recorded. The texts of turns
    that need them no more are dropped. What goes wrong is logged, and added to `failures`.
    """
    failures = [] if failures is None else failures
    recorded_turns: list[RecordedTurn] = []
    try:
        # Two configurations may report the end of a turn, by two processes at once.
        with store.lock_descriptor(
            os.open(f"{base_path}.jsonl", os.O_RDONLY), LOCK_TIMEOUT_SECONDS
        ):
            session = read_session(base_path)
            turns = assemble.assemble_turns(session.events)
            for turn in turns:
                if _is_due(session, turn, stale_seconds):
                    try:
                        recorded = _record_turn(_open_turn_project(cwd, turn), session, turn, turns)
                    except Exception as error:  # noqa: BLE001 - whatever a detector raises
                        light.log_error(error)
                        failures.append(error)
                    else:
                        recorded_turns += [recorded] if recorded else []
            for path, snapshot in session.find_stray_snapshots(turns):
                release_numbers(light.find_common_dir(cwd), snapshot)
                os.unlink(path)
            has_texts = drop_texts(base_path, session, turns)
            if not has_texts and all(is_recorded(session, turn) for turn in turns):
                mark_settled(base_path, session)
    except (OSError, Refusal) as error:
        light.log_error(error)
        failures.append(error)
    return recorded_turns


def _is_due(session: Session, turn: Turn, stale_seconds: float) -> bool:
    """Whether a turn is over, and has no record or has gone on since."""
    if turn.has_no_texts or not (turn.prompt or turn.response):
        return False
    # A turn that begins hours from now began before the clock was set back.
    is_stale = turn.started > 0 and abs(time.time() - turn.started) > stale_seconds
    noted_line = session.read_noted_record(turn)[2]
    is_over = bool(turn.ended or turn.is_interrupted or is_stale)
    return is_over and (not noted_line or turn.last_line > noted_line)


def _open_turn_project(cwd: str, turn: Turn) -> Project:
    """Open the working tree of a turn where it is one of this clone, else that of the hook."""
    if turn.cwd and os.path.isdir(turn.cwd):
        common_dir = light.find_common_dir(os.path.realpath(turn.cwd))
        if common_dir and os.path.realpath(common_dir) == os.path.realpath(
            light.find_common_dir(cwd)
        ):
            cwd = turn.cwd
    return replace(open_project(cwd), lock_timeout_seconds=LOCK_TIMEOUT_SECONDS)


def recover_turns(cwd: str, common_dir: str, *, active_base_path: str = "") -> list[Record]:
    """Record the turns of earlier sessions whose process died or whose stop never came.

    `active_base_path` is the session that begins or goes on: its open turn is not stale.
    """
    record_staging.restore_records(cwd)
    folder = spool.ensure_spool(common_dir)
    records = []
    for name in sorted(os.listdir(folder)):
        base_path = os.path.join(folder, name.removesuffix(".jsonl"))
        if name.endswith(".jsonl") and not is_settled(base_path):
            is_active = base_path == active_base_path
            stale_seconds = math.inf if is_active else light.STALE_TURN_SECONDS
            recorded_turns = record_ended_turns(cwd, base_path, stale_seconds=stale_seconds)
            records += [recorded.record for recorded in recorded_turns]
    trim_spool(common_dir)
    return records


def record_turn(
    project: Project, session: Session, turn: Turn, turns: Sequence[Turn] = ()
) -> Record | None:
    """Write the record of one turn; returns None where the settings ask for none.

    `turns` are all turns of the session. The texts are redacted before anything of them reaches
    the working tree. Raises Refusal, and whatever a detector of secrets raises.
    """
    recorded = _record_turn(project, session, turn, turns)
    return recorded.record if recorded else None


def _record_turn(
    project: Project, session: Session, turn: Turn, turns: Sequence[Turn]
) -> RecordedTurn | None:
    turn = _complete_from_transcript(turn)
    snapshot = session.read_snapshot(turn)
    files, commits = find_turn_changes(project, session, turn, snapshot)
    if not turn.prompt or (
        project.settings.record == "changes" and not files and not turn.subagent_type
    ):
        digest = RESPONSE_MARK + drafts.compute_digest(turn.response)
        if turn.prompt:
            digest = drafts.compute_digest(turn_drafts.render_prompt(project, turn.prompt))
        session.note_record(turn, "", "", digest)
        release_numbers(project.repo.common_dir, snapshot)
        return None
    redactor = Redactor(project)
    draft = turn_drafts.build_draft(project, redactor, turn, files, commits)
    advice = turn_suggestions.assess_turn(project, session, turn, files, commits, draft, redactor)
    draft = replace(draft, suggestions=advice.suggestions)
    path, digest, _ = session.read_noted_record(turn)
    if not path and session.mark_attempted(turn):
        path, digest = _find_unnoted_record(project, session, draft)
    if path:
        result = _rewrite_record(project, session, turn, draft, path, digest)
    else:
        result = _create_record(project, session, turn, turns, draft, snapshot)
    release_numbers(project.repo.common_dir, snapshot)
    if result is None:
        return None
    (record,) = result.records
    for warning in result.warnings:
        light.log_error(OperationError(warning), "recorded")
    prompt_digest = drafts.compute_digest(draft.prompt)
    session.note_record(turn, record.path, record.text, prompt_digest)
    paths = result.paths + _link_subagent_records(project, session, turn, turns, record)
    if project.settings.stage:
        try:
            record_staging.stage_record(project, record.path, paths)
        except Refusal as error:  # another git process has the index, or a filter may not run
            light.log_error(error, "recorded, but not staged")
    return RecordedTurn(turn, record, advice)


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
    previous = _find_previous(session, turn, turns)
    if previous:
        previous_path = session.read_noted_record(previous)[0]
    else:
        previous_path = "" if turn.parent_id else _find_last_record(session)
    previous_text = store.read_text(project.top, previous_path) if previous_path else None
    if previous_text is None:
        return create.create_phr(project, draft, reserved_number=number, is_turn=True)
    draft = replace(draft, links={"follows": (previous_path,)})
    result = create.create_phr(project, draft, reserved_number=number, is_turn=True)
    if previous:
        _update_note(project, session, previous, previous_text)
    return result


def _find_previous(session: Session, turn: Turn, turns: Sequence[Turn]) -> Turn | None:
    """The turn that a turn follows: its parent, else the last recorded one before it."""
    if turn.parent_id:
        return next((other for other in turns if other.id == turn.parent_id), None)
    earlier: list[Turn] = []
    for other in turns:
        if other.id == turn.id:
            break
        if not other.parent_id and session.read_noted_record(other)[0]:
            earlier.append(other)
    return earlier[-1] if earlier else None


def _find_last_record(session: Session) -> str:
    """The session's record with the highest number, "" for none: its events were set aside."""
    numbers = {
        path: parse_name(PHR, path.rpartition("/")[2]).number or 0
        for path in session.list_record_paths()
        if path
    }
    return max(numbers, key=lambda path: numbers[path], default="")


def _find_unnoted_record(
    project: Project, session: Session, draft: drafts.PhrDraft
) -> tuple[str, str]:
    """Find the record that a process wrote but did not note as it died: path and digest, or ""."""
    folders = [folder.path for folder in project.settings.list_folders() if folder.kind is PHR]
    paths = {path for folder in folders for path in store.list_pages(project.top, folder)}
    paths -= session.list_record_paths()
    numbered_paths = [
        (parse_name(PHR, path.rpartition("/")[2]).number or 0, path) for path in paths
    ]
    for _, path in sorted(numbered_paths, reverse=True)[:_MAX_SEARCHED_RECORDS]:
        text = store.read_text(project.top, path) or ""
        if drafts.compute_digest(draft.prompt) in text and draft.session in text:
            return path, drafts.compute_digest(text)
    return "", ""


def _link_subagent_records(
    project: Project, session: Session, turn: Turn, turns: Sequence[Turn], record: Record
) -> list[str]:
    """Link subagents' records, written while the turn went on, to its own; returns the paths."""
    paths: list[str] = []
    for child in turns:
        path = session.read_noted_record(child)[0] if child.parent_id == turn.id else ""
        text = store.read_text(project.top, path) if path else None
        if text is not None:
            paths += links.relate_records(project, path, "follows", record.path).paths
            _update_note(project, session, child, text)
    if paths:
        _update_note(project, session, turn, record.text)
    return paths


def _update_note(project: Project, session: Session, turn: Turn, previous_text: str) -> None:
    """Note the page that a link of ours changed, unless someone had edited it before."""
    path, digest, _ = session.read_noted_record(turn)
    if drafts.compute_digest(previous_text) == digest:
        text = store.read_text(project.top, path) or ""
        session.note_record(turn, path, text, session.read_digest(turn))


def _rewrite_record(
    project: Project, session: Session, turn: Turn, draft: drafts.PhrDraft, path: str, digest: str
) -> OperationResult | None:
    """Write a turn's record again, unless someone edited its page since; then returns None."""
    text = store.read_text(project.top, path)
    if text is None or drafts.compute_digest(text) != digest:
        session.note_record(turn, path, text or "", session.read_digest(turn))
        return None
    return create.rewrite_phr(project, path, draft)


def _complete_from_transcript(turn: Turn) -> Turn:
    """Complete a turn from its transcript, as far as that is written already.

    Only the end of a long transcript is read: the turn has just ended.
    """
    is_complete = turn.prompt and turn.response and turn.tokens is not None
    if not turn.transcript_path or turn.source == "transcript" or is_complete:
        return turn
    try:
        transcript_turns = capture.read_turns(
            turn.agent, light.read_tail(turn.transcript_path, _MAX_TRANSCRIPT_BYTES)
        )
    except Exception as error:  # noqa: BLE001 - the events are enough for a record
        light.log_error(error)
        return turn
    return complete_turn(turn, find_matching_turn(turn, transcript_turns))
