"""A turn that ended becomes a prompt record: spool to turns, git to files, redacted, written."""

from __future__ import annotations

import os
import time
from collections.abc import Sequence
from dataclasses import dataclass, replace

from minutebook.agents import agent_table, capture, turn_suggestions
from minutebook.agents.capture import assemble
from minutebook.agents.capture.summary import infer_stage, make_title
from minutebook.agents.capture.test_runs import format_test_runs
from minutebook.agents.capture.transcript_turns import complete_turn, find_matching_turn
from minutebook.agents.capture.turn import Turn
from minutebook.agents.session import (
    PromptSnapshot,
    Session,
    is_settled,
    mark_settled,
    read_session,
    release_numbers,
    trim_spool,
)
from minutebook.agents.turn_changes import find_turn_changes
from minutebook.errors import OperationError, Refusal
from minutebook.operations import create, links
from minutebook.operations.project import OperationResult, Project, find_feature, open_project
from minutebook.operations.redaction import (
    Redactor,
    cut_middle,
    replace_lone_surrogates,
    shorten_prompt,
    store_long_prompt,
)
from minutebook.records.drafting import drafts
from minutebook.records.filenames import clean_title, parse_name
from minutebook.records.model import PHR, Record
from minutebook.repository import light, store
from minutebook.repository.git import repo

MAX_RESPONSE_BYTES = 64 * 1024  # bytes of a response in a record
MAX_PROMPT_BYTES = 256 * 1024  # bytes of a prompt in a record
_NEWEST = 50  # how many records are looked at for one that a process left when it died
LOCK_TIMEOUT_SECONDS = 2.0  # seconds that the end of a turn waits for another process
_TAIL = 2 * 1024 * 1024  # bytes of a transcript that are read at a turn's end


# At a turn's end --------------------------------------------------------------------------------


def record_turn_end(cwd: str, base_path: str, agent: str, event_name: str, raw_event: bytes) -> str:
    """Record what ended in a session; the answer for the agent, as JSON text, or ""."""
    import json

    written = record_ended_turns(cwd, base_path)
    try:
        payload = json.loads(raw_event)
    except (ValueError, RecursionError):
        return ""
    if not written or not isinstance(payload, dict):
        return ""
    names = (str(payload[key]) for key in agent_table.EVENT_NAME_KEYS if payload.get(key))
    name = event_name or next(names, "")
    # The turn's own record, rather than that of a subagent of it.
    own = max(written, key=lambda one: (not one.turn.parent_id, one.turn.started))
    lines = [
        f"{own.record.ref} {own.record.path}",
        *turn_suggestions.format_turn_advice(own.record, own.advice),
    ]
    answer = capture.build_answer(capture.detect_agent(agent, payload), name, "\n".join(lines))
    return json.dumps(answer) if answer else ""


@dataclass(frozen=True, slots=True)
class RecordedTurn:
    """A turn, its record, and what there is to say about it."""

    turn: Turn
    record: Record
    advice: turn_suggestions.TurnAdvice


def record_ended_turns(
    cwd: str, base_path: str, *, stale_before: float = 0.0
) -> list[RecordedTurn]:
    """Record the turns of a session that ended or were interrupted, and have no record yet.

    A turn that went on after it was recorded (another hook kept the agent at work) is written
    again. `stale`: turns that are open since before this moment count as interrupted. One that
    cannot be recorded stays in the spool, and keeps no other from being recorded.
    """
    done: list[RecordedTurn] = []
    try:
        # Two configurations may report one end of a turn, by two processes at once.
        with store.lock_descriptor(
            os.open(f"{base_path}.jsonl", os.O_RDONLY), LOCK_TIMEOUT_SECONDS
        ):
            session = read_session(base_path)
            turns = assemble.assemble_turns(session.events)
            for turn in turns:
                if _due(session, turn, stale_before):
                    try:
                        written = _recorded(_project(cwd, turn), session, turn, turns)
                    except Exception as error:  # noqa: BLE001 - whatever a detector raises
                        light.log_error(error)
                    else:
                        done += [written] if written else []
            for path, start in session.find_stray_snapshots(turns):
                release_numbers(base_path, start)
                os.unlink(path)
            mark_settled(base_path, session, turns)
    except (OSError, Refusal) as error:
        light.log_error(error)
    return done


def _due(session: Session, turn: Turn, stale: float) -> bool:
    closed = turn.ended or turn.is_interrupted or 0 < turn.started < stale
    _, _, at = session.read_noted_record(turn)
    return bool(closed and (not at or turn.ended > at) and (turn.prompt or turn.response))


def _project(cwd: str, turn: Turn) -> Project:
    """The tree that a turn worked in, where it is one of this clone's; else the hook's own."""
    if turn.cwd and os.path.isdir(turn.cwd):
        common = light.find_common_dir(os.path.realpath(turn.cwd))
        if common and os.path.realpath(common) == os.path.realpath(light.find_common_dir(cwd)):
            cwd = turn.cwd
    return replace(open_project(cwd), lock_timeout_seconds=LOCK_TIMEOUT_SECONDS)


def recover_turns(cwd: str, common_dir: str, *, active_base_path: str = "") -> list[Record]:
    """Record what earlier sessions left behind: their process died, or their stop never came.

    `going` is the session that begins or goes on: what is open in it is open still.
    """
    folder = light.ensure_folder(common_dir)
    done = []
    for name in sorted(os.listdir(folder)):
        base = os.path.join(folder, name.removesuffix(".jsonl"))
        if name.endswith(".jsonl") and not is_settled(base):
            due = record_ended_turns(
                cwd,
                base,
                stale_before=0.0
                if base == active_base_path
                else time.time() - light.STALE_TURN_SECONDS,
            )
            done += [one.record for one in due]
    trim_spool(common_dir)
    return done


def record_turn(
    project: Project, session: Session, turn: Turn, turns: Sequence[Turn] = ()
) -> Record | None:
    """Write the record of one turn; None where the settings ask for none.

    The text is redacted before anything of it reaches the working tree. Raises Refusal, and
    whatever a detector raises: then the turn stays in the spool.
    """
    done = _recorded(project, session, turn, turns)
    return done.record if done else None


def _recorded(
    project: Project, session: Session, turn: Turn, turns: Sequence[Turn]
) -> RecordedTurn | None:
    turn = _completed(turn)
    start = session.read_snapshot(turn)
    files, commits = find_turn_changes(project, session, turn, start)
    if not turn.prompt or (
        project.settings.record == "changes" and not files and not turn.subagent_type
    ):
        session.note_record(turn, "")
        release_numbers(session.base_path, start)
        return None
    draft = build_draft(project, turn, files, commits)
    heard = turn_suggestions.assess_turn(project, session, turn, files, commits, draft)
    draft = replace(draft, suggestions=heard.suggestions)
    path, digest, _ = session.read_noted_record(turn)
    if not path and session.mark_attempted(turn):
        path, digest = _left_over(project, session, draft)
    if path:
        done = _again(project, session, turn, draft, path, digest)
    else:
        done = _new(project, session, turn, turns, draft, start)
    release_numbers(session.base_path, start)
    if done is None:
        return None
    (written,) = done.records
    for warning in done.warnings:
        light.log_error(OperationError(warning), "its number holds for this clone alone")
    session.note_record(turn, written.path, written.text)
    paths = done.paths + _follow(project, session, turn, turns, written)
    if project.settings.stage:
        try:
            repo.stage_paths(project.repo, paths)
        except Refusal as error:  # another git has the index; the record is there all the same
            light.log_error(error)
    return RecordedTurn(turn, written, heard)


def _new(
    project: Project,
    session: Session,
    turn: Turn,
    turns: Sequence[Turn],
    draft: drafts.PhrDraft,
    start: PromptSnapshot,
) -> OperationResult:
    number = start.number if start.series == project.find_series_name(PHR) else 0
    parent = next((one for one in turns if one.id == turn.parent_id), None)
    followed = session.read_noted_record(parent)[0] if parent else ""
    was = store.read_text(project.top, followed) if followed else None
    if parent is None or was is None:
        return create.create_phr(project, draft, reserved_number=number)
    draft = replace(draft, links={"follows": (followed,)})
    done = create.create_phr(project, draft, reserved_number=number)
    _linked(project, session, parent, was)
    return done


def _left_over(project: Project, session: Session, draft: drafts.PhrDraft) -> tuple[str, str]:
    """The record that a process which died had written, but not noted; two blanks without one."""
    folders = [folder.path for folder in project.settings.list_folders() if folder.kind is PHR]
    paths = {path for folder in folders for path in store.list_pages(project.top, folder)}
    paths -= session.list_record_paths()
    numbered = [(parse_name(PHR, path.rpartition("/")[2]).number or 0, path) for path in paths]
    for _, path in sorted(numbered, reverse=True)[:_NEWEST]:
        text = store.read_text(project.top, path) or ""
        if drafts.compute_digest(draft.prompt) in text and draft.session in text:
            return path, drafts.compute_digest(text)
    return "", ""


def _follow(
    project: Project, session: Session, turn: Turn, turns: Sequence[Turn], written: Record
) -> list[str]:
    """Link the subagents' records, which were written while the turn went on, to the turn's."""
    paths: list[str] = []
    for child in turns:
        path = session.read_noted_record(child)[0] if child.parent_id == turn.id else ""
        was = store.read_text(project.top, path) if path else None
        if was is not None:
            paths += links.relate_records(project, path, "follows", written.path).paths
            _linked(project, session, child, was)
    if paths:
        _linked(project, session, turn, written.text)
    return paths


def _linked(project: Project, session: Session, turn: Turn, was: str) -> None:
    """Note anew a page that a link of ours changed; one that was edited before stays edited."""
    path, digest, _ = session.read_noted_record(turn)
    if drafts.compute_digest(was) == digest:
        session.note_record(turn, path, store.read_text(project.top, path) or "")


def _again(
    project: Project, session: Session, turn: Turn, draft: drafts.PhrDraft, path: str, digest: str
) -> OperationResult | None:
    """Write a turn's record once more, unless somebody edited its page since."""
    was = store.read_text(project.top, path)
    if was is None or drafts.compute_digest(was) != digest:
        session.note_record(turn, path, was or "")
        return None
    return create.rewrite_phr(project, path, draft)


def build_draft(
    project: Project, turn: Turn, files: Sequence[str], commits: Sequence[str]
) -> drafts.PhrDraft:
    """What a turn's record says, redacted and within the budgets."""
    hidden = Redactor(project)
    prompt = hidden.redact_text(turn.prompt)
    fidelity = "redacted" if hidden.has_redactions else "verbatim"
    if len(prompt.encode("utf-8", "replace")) > MAX_PROMPT_BYTES:
        prompt, fidelity = store_long_prompt(project, prompt), "truncated"
    seconds = round(turn.ended - turn.started) if turn.ended > turn.started > 0 else 0
    past = turn.source == "transcript"
    branch = (
        repo.read_branch_at(project.repo, turn.started) if past else repo.read_branch(project.repo)
    )
    return drafts.PhrDraft(
        title=clean_title(make_title(prompt)),
        stage=_stage(project, infer_stage(turn, tuple(files))),
        date=time.strftime("%Y-%m-%d", time.localtime(turn.started))
        if turn.started
        else project.today,
        feature=hidden.redact_text(find_feature(project, branch)),
        prompt=prompt,
        response=cut_middle(hidden.redact_text(turn.response), MAX_RESPONSE_BYTES),
        model=replace_lone_surrogates(turn.model),
        agent=replace_lone_surrogates(turn.subagent_type) or turn.agent,
        surface=turn.agent,
        branch=hidden.redact_text(branch),
        command=f"/{turn.command}" if turn.command else "",
        session=replace_lone_surrogates(turn.session_id),
        duration=f"{seconds}s" if seconds else "",
        tokens=turn.tokens or 0,
        commits=tuple(commits),
        labels=("interrupted",) if turn.is_interrupted or not turn.ended else (),
        files=tuple(hidden.redact_text(path) for path in files),
        tests=tuple(hidden.redact_text(test) for test in format_test_runs(turn)),
        fidelity=fidelity,
    )


def render_prompt(project: Project, prompt: str) -> str:
    """A prompt as its record shows it: redacted, and where it is too long only its head."""
    words = Redactor(project).redact_text(prompt)
    return (
        shorten_prompt(words) if len(words.encode("utf-8", "replace")) > MAX_PROMPT_BYTES else words
    )


def _stage(project: Project, stage: str) -> str:
    return stage if stage in (*PHR.states, *project.settings.stages) else PHR.initial_state


def _completed(turn: Turn) -> Turn:
    """The turn with what its events did not say, as far as its transcript is written already.

    Only the end of a long transcript is read: what is looked for has just been said.
    """
    known = turn.prompt and turn.response and turn.tokens is not None
    if not turn.transcript_path or turn.source == "transcript" or known:
        return turn
    try:
        told = capture.read_turns(turn.agent, light.read_tail(turn.transcript_path, _TAIL))
    except Exception as error:  # noqa: BLE001 - the events are enough for a record
        light.log_error(error)
        return turn
    return complete_turn(turn, find_matching_turn(turn, told))


# Numbers reserved at the prompt -----------------------------------------------------------------


def remember_series(top: str) -> list[str]:
    """Read the settings for the prompts' row, and remember them for the next prompt."""
    project = open_project(top)
    folders = [folder.path for folder in project.settings.list_folders() if folder.kind is PHR]
    row = [light.read_settings_signature(project.top), project.find_series_name(PHR), *folders]
    nested = project.settings_path and os.path.dirname(project.settings_path) != project.top
    if not nested:
        path = os.path.join(project.repo.common_dir, "minutebook", "row")
        os.makedirs(os.path.dirname(path), exist_ok=True)
        temporary = f"{path}.{os.getpid()}"
        light.append_bytes(temporary, "\n".join(row).encode("utf-8", "surrogateescape"))
        os.replace(temporary, path)
    return row
