"""At a turn's end: the turns of a session that are over are recorded, and the agent is answered."""

from __future__ import annotations

import math
import os
import time
from collections.abc import Sequence
from contextlib import suppress

from minutebook.agents import agent_table, capture
from minutebook.agents.capture import assemble
from minutebook.agents.capture.turn import Turn
from minutebook.agents.record_commits import record_staging
from minutebook.agents.record_commits.commit_records import (
    WrittenRecord,
    commit_records,
    commit_waiting,
    is_left_behind,
)
from minutebook.agents.record_commits.plan import plan_commit
from minutebook.agents.recording import session_chain
from minutebook.agents.recording.record_turn import RecordedTurn, write_record
from minutebook.agents.recording.turn_transcripts import complete_from_transcript
from minutebook.agents.turns import asked_before, turn_suggestions
from minutebook.agents.turns.session import Session, read_session, release_numbers
from minutebook.agents.upkeep.spool_files import (
    drop_texts,
    is_recorded,
    is_settled,
    mark_settled,
    trim_spool,
)
from minutebook.errors import Refusal
from minutebook.lean.values import replace
from minutebook.operations.numbers import blocks
from minutebook.operations.project import Project, open_project
from minutebook.records.model import Record
from minutebook.records.phr import visibility
from minutebook.repository import light, spool, store

LOCK_TIMEOUT_SECONDS = 2.0  # seconds that the end of a turn waits for another process


def record_turn_end(cwd: str, base_path: str, agent: str, event_name: str, raw_event: bytes) -> str:
    """Record the ended turns of a session; returns the answer for the agent as JSON, or ""."""
    import json

    record_staging.restore_records(cwd)
    recorded = record_ended_turns(cwd, base_path)
    _follow_renames(cwd)
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
    record = main_turn.record
    place = "(private)" if visibility.is_private(record) else record.path
    lines = [
        f"minutebook's record of this turn: {record.ref} {place}",
        *turn_suggestions.format_turn_advice(main_turn.record, main_turn.advice),
    ]
    if is_left_behind(main_turn.project, main_turn.written):
        lines.insert(1, f"{record.ref} is committed, not pushed as its commits are: git push")
    answer = capture.build_answer(
        capture.detect_agent(agent, payload), event_name, "\n".join(lines)
    )
    return json.dumps(answer) if answer else ""


def _follow_renames(cwd: str) -> None:
    """Have the hook of the next edits find what the turn's commits renamed.

    A catalog that is not there is not made.
    """
    top, git_dir, _ = light.find_git_folders(os.path.realpath(cwd))
    if not top or not os.path.isfile(light.locate_catalog(git_dir)):
        return
    from minutebook.catalog import database
    from minutebook.operations.reading.cataloguing import former_names, opening

    try:
        former_names.refresh_former_names(opening.open_catalog(top))
    except (*database.DAMAGE, OSError, Refusal):  # the next command says it
        return


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
    recorded stays in the spool and does not keep others from being recorded. Then the records are
    committed, as the settings say. The texts of turns that need them no more are dropped. What goes
    wrong is logged, and added to `failures`.
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
                        recorded = write_record(_open_turn_project(cwd, turn), session, turn, turns)
                    except Exception as error:  # noqa: BLE001 - whatever a detector raises
                        light.log_error(error)
                        failures.append(error)
                    else:
                        recorded_turns += [recorded] if recorded else []
            _commit_recorded(session, turns, recorded_turns)
            if not recorded_turns:
                commit_waiting(cwd, os.path.basename(base_path), LOCK_TIMEOUT_SECONDS)
            for path, snapshot in session.find_stray_snapshots(turns):
                release_numbers(light.find_common_dir(cwd), snapshot)
                os.unlink(path)
            has_texts = drop_texts(base_path, session, turns)
            is_over = _is_session_over(session, stale_seconds)
            waits = asked_before.has_waiting(session)
            if is_over and waits:
                _add_waiting_prompts(cwd, session, turns)
            is_recorded_whole = all(is_recorded(session, turn) for turn in turns)
            if not has_texts and is_recorded_whole and (is_over or not waits):
                mark_settled(base_path, session)
    except (OSError, Refusal) as error:
        light.log_error(error)
        failures.append(error)
    return recorded_turns


def _commit_recorded(
    session: Session, turns: Sequence[Turn], recorded_turns: Sequence[RecordedTurn]
) -> None:
    """Commit the records of turns, those of each working tree together."""
    by_top: dict[str, list[RecordedTurn]] = {}
    for recorded in recorded_turns:
        by_top.setdefault(recorded.project.top, []).append(recorded)
    for group in by_top.values():
        project, written = group[0].project, [recorded.written for recorded in group]
        for write in commit_records(project, os.path.basename(session.base_path), written):
            for turn in turns:
                if session.read_noted_record(turn)[0] == write.path:
                    session_chain.update_note(project, session, turn, write.previous or "")


def _is_due(session: Session, turn: Turn, stale_seconds: float) -> bool:
    """Whether a turn is over, and has no record, has gone on since, or has its answer only now."""
    is_childs = bool(turn.subagent_id and turn.transcript_path)  # which holds its prompt
    if turn.has_no_texts or not (turn.prompt or turn.response or is_childs or turn.is_unprompted):
        return False
    if session.lacks_answer(turn) and complete_from_transcript(turn).response:
        return True
    # A turn that begins hours from now began before the clock was set back.
    is_stale = turn.started > 0 and abs(time.time() - turn.started) > stale_seconds
    noted_line = session.read_noted_record(turn)[2]
    is_over = bool(turn.ended or turn.is_interrupted or is_stale)
    return is_over and (not noted_line or turn.last_line > noted_line)


def _is_session_over(session: Session, stale_seconds: float) -> bool:
    """Whether a session has ended, or nothing came of it for hours (or for `stale_seconds`)."""
    if not session.events:
        return True
    last_event = session.events[-1]
    idle_seconds = abs(time.time() - last_event.time)
    return (
        last_event.kind == "session-end"
        or idle_seconds > light.STALE_TURN_SECONDS
        or idle_seconds > stale_seconds
    )


def _add_waiting_prompts(cwd: str, session: Session, turns: Sequence[Turn]) -> None:
    """Put prompts that wait for a record into the session's last one: there will be no next."""
    recorded = [turn for turn in turns if not turn.parent_id and session.read_noted_record(turn)[0]]
    if not recorded:
        return
    project = _open_turn_project(cwd, recorded[-1])
    result = asked_before.add_to_last_record(project, session, recorded[-1])
    if result:
        record = result.records[0]
        try:
            plan = plan_commit(project, recorded[-1], (), record.path)
        except Refusal as error:
            light.log_error(error, "recorded, but not committed")
            return
        written = WrittenRecord(record, result.writes, plan, is_ours=False)
        commit_records(project, os.path.basename(session.base_path), [written])
    if result and project.settings.commit == "stage":
        try:
            record_staging.stage_record(project, result.records[0].path, result.paths)
        except Refusal as error:  # as at the end of a turn
            light.log_error(error, "recorded, but not staged")


def _open_turn_project(cwd: str, turn: Turn) -> Project:
    """Open the working tree of a turn where it is one of this clone, else that of the hook."""
    if turn.cwd and os.path.isdir(turn.cwd):
        common_dir = light.find_common_dir(os.path.realpath(turn.cwd))
        if common_dir and os.path.realpath(common_dir) == os.path.realpath(
            light.find_common_dir(cwd)
        ):
            cwd = turn.cwd
    return replace(open_project(cwd), lock_timeout_seconds=LOCK_TIMEOUT_SECONDS)


def recover_turns(
    cwd: str,
    common_dir: str,
    *,
    active_base_path: str = "",
    failures: list[BaseException] | None = None,
) -> list[Record]:
    """Record the turns of earlier sessions whose process died or whose stop never came.

    Has numbers claimed for the prompts to come, behind the session, where there are few left.
    `active_base_path` is the session that begins or goes on: its open turn is not stale.
    What goes wrong is logged, and added to `failures`.
    """
    record_staging.restore_records(cwd)
    folder = spool.ensure_spool(common_dir)
    records = []
    for name in sorted(os.listdir(folder)):
        base_path = os.path.join(folder, name.removesuffix(".jsonl"))
        if name.endswith(".jsonl") and not is_settled(base_path):
            is_active = base_path == active_base_path
            stale_seconds = math.inf if is_active else light.STALE_TURN_SECONDS
            recorded_turns = record_ended_turns(
                cwd, base_path, stale_seconds=stale_seconds, failures=failures
            )
            records += [recorded.record for recorded in recorded_turns]
    trim_spool(common_dir)
    with suppress(Refusal):  # in a bare repository, or with settings that cannot be read
        blocks.start_claim(open_project(cwd))
    return records
