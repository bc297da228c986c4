"""The prompts that agents were given in this repository: the spool joined with transcripts."""

from __future__ import annotations

import os
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from minutebook.agents import transcripts
from minutebook.agents.audit.unclaimed import TranscribedTurn, UnclaimedTurns
from minutebook.agents.capture import assemble
from minutebook.agents.capture.transcript_turns import complete_turn
from minutebook.agents.capture.turn import Turn
from minutebook.agents.session import RESPONSE_MARK, PromptSnapshot, Session, read_session
from minutebook.agents.turns.turn_changes import find_turn_changes
from minutebook.errors import UsageError
from minutebook.operations.project import Project
from minutebook.repository import light, spool
from minutebook.repository.git import repo

_ANSWER_SECONDS = 600.0  # for which a turn without an answer may still get one
_OPEN, _LOST, _NOTHING = "still open", "its stop never came", "it changed nothing"
_SESSION_VARIABLE = "CLAUDE_CODE_SESSION_ID"  # how an agent's own shell names its session


@dataclass(frozen=True, slots=True, eq=False)
class AuditedPrompt:
    """A prompt that was given, and what became of it.

    `session_ids` and `turn_ids` are all the names of its session and its turn. `session` is where
    its record is noted, and `session_turns` are that session's in the spool (none where only a
    transcript knows the prompt). `noted_path` is the record that the spool notes, `record_path` the
    one that it has; `reason` says why there is none, `is_due` whether one should be there.
    `normalized_prompt` is what of the prompt is compared with records; `prompt_digest` is compared
    where the spool has dropped the text of a recorded prompt. `placeholder` is the expression for
    what another tool put into the prompt where it hid something; "" where it hid nothing.
    """

    turn: Turn
    session_ids: frozenset[str]
    turn_ids: frozenset[str]
    session: Session
    session_turns: tuple[Turn, ...] = ()
    noted_path: str = ""
    normalized_prompt: str = ""
    prompt_digest: str = ""
    record_path: str = ""
    reason: str = ""
    is_due: bool = True
    placeholder: str = ""


def gather_prompts(
    project: Project, agents: Sequence[str], transcript_paths: Sequence[str]
) -> tuple[list[AuditedPrompt], int, list[tuple[str, int]]]:
    """The prompts of this repository's sessions, oldest first.

    Also how many prompts of the given transcripts are of elsewhere, and how many lines of which
    session's spool cannot be read. Raises UsageError for a path that is not a transcript.
    """
    tops = repo.list_worktrees(project.repo)
    transcribed, foreign_count = _read_transcripts(project, tops, agents, transcript_paths)
    prompts: list[AuditedPrompt] = []
    broken_lines: list[tuple[str, int]] = []
    unclaimed = UnclaimedTurns(project, transcribed)
    for session, turns in read_spooled_sessions(project.repo.common_dir):
        if session.broken_line_count:
            broken_lines.append((os.path.basename(session.base_path), session.broken_line_count))
        prompts += (
            _audit_spooled_turn(session, turn, turns, unclaimed.claim(session, turn))
            for turn in turns
            if turn.agent in agents
        )
    prompts += [
        _audit_transcribed_turn(project, tops, transcribed_turn)
        for transcribed_turn in unclaimed.turns.values()
    ]
    return sorted(prompts, key=lambda prompt: prompt.turn.started), foreign_count, broken_lines


def read_spooled_sessions(common_dir: str) -> Iterator[tuple[Session, tuple[Turn, ...]]]:
    """The sessions of this user's spool, wherever it lies, and their turns."""
    for folder in spool.list_spools(common_dir):
        for name in sorted(name for name in os.listdir(folder) if name.endswith(".jsonl")):
            session = read_session(os.path.join(folder, name.removesuffix(".jsonl")))
            yield session, assemble.assemble_turns(session.events)


# Transcripts ------------------------------------------------------------------------------------


def _read_transcripts(
    project: Project, tops: Sequence[str], agents: Sequence[str], paths: Sequence[str]
) -> tuple[dict[str, TranscribedTurn], int]:
    """The turns of transcripts that are about this repository by their ids, and how many are not.

    Only turns of the given `paths` are counted as not about it.
    """
    given_files: list[transcripts.TranscriptFile] = []
    for path in paths:
        path = os.path.abspath(os.path.join(project.cwd, path))
        found_files = list(transcripts.find_transcripts_in(path))
        if not found_files and not os.path.isdir(path):
            raise UsageError(
                f"{path} is not a transcript of a known agent", "give a file or a folder"
            )
        given_files += (file for file in found_files if file.agent in agents)
    own_turns = transcripts.read_transcripts(transcripts.find_transcripts(tops, agents))
    given_turns = transcripts.read_transcripts(given_files)
    turns: dict[str, TranscribedTurn] = {}
    last_turn_ids: dict[str, str] = {}
    foreign_ids: set[str] = set()
    is_inside: dict[str, bool] = {}
    for is_given, turn in [
        *((False, turn) for turn in own_turns),
        *((True, turn) for turn in given_turns),
    ]:
        if is_given and not turn.cwd:
            turn = replace(turn, cwd=project.top)
        if turn.cwd not in is_inside:
            is_inside[turn.cwd] = _is_in_clone(tops, project.repo.common_dir, turn.cwd)
        if not is_inside[turn.cwd]:
            foreign_ids |= {turn.id} if is_given else set()
            continue
        known = turns.get(turn.id, TranscribedTurn(turn, frozenset()))
        fuller = turn if len(turn.response) > len(known.turn.response) else known.turn
        turns[turn.id] = TranscribedTurn(fuller, known.session_ids | {turn.session_id})
        if not turn.subagent_id:
            last_turn_ids[turn.session_id] = turn.id
    for turn_id in last_turn_ids.values():
        turns[turn_id] = replace(turns[turn_id], is_last=True)
    return turns, len(foreign_ids)


def _is_in_clone(tops: Sequence[str], common_dir: str, cwd: str) -> bool:
    """Whether a folder is, or was, in one of the trees, and in no repository of its own there."""
    if not cwd:
        return False
    folder = os.path.realpath(cwd)
    if not _find_top_of(tops, folder):
        return False
    is_there = os.path.isdir(folder)
    return not is_there or os.path.realpath(light.find_common_dir(folder)) == common_dir


def _find_top_of(tops: Sequence[str], path: str) -> str:
    """The innermost of some tops that a path lies in; "" where it lies in none."""
    holding = [top for top in tops if path == top or path.startswith(top + os.sep)]
    return max(holding, key=len, default="")


def _audit_transcribed_turn(
    project: Project, tops: Sequence[str], transcribed: TranscribedTurn
) -> AuditedPrompt:
    """A prompt that the spool does not know."""
    turn = transcribed.turn
    folder = spool.locate_spool(project.repo.common_dir)
    name = f"{turn.agent}-{light.sanitize_name(turn.session_id)}"
    session = Session(os.path.join(folder, name), (), 0)
    prompt = AuditedPrompt(
        _move_turn_here(project, tops, turn),
        transcribed.session_ids,
        frozenset((turn.id,)),
        session,
        noted_path=session.read_noted_record(turn)[0],
        reason="no event of it came",
    )
    is_going_on = os.environ.get(_SESSION_VARIABLE) in transcribed.session_ids or (
        time.time() - turn.ended < _ANSWER_SECONDS and not turn.response
    )
    if transcribed.is_last and is_going_on:
        return replace(prompt, is_due=False, reason=_OPEN)
    needs_changes = project.settings.record == "changes" and not turn.subagent_type
    if needs_changes and not find_turn_changes(project, session, prompt.turn, PromptSnapshot())[0]:
        return replace(prompt, is_due=False, reason=_NOTHING)
    return prompt


def _move_turn_here(project: Project, tops: Sequence[str], turn: Turn) -> Turn:
    """A turn as if it had gone on in this working tree, and without the files of failed calls."""
    turn_top = _find_top_of(tops, os.path.realpath(turn.cwd))

    def move_path(path: str) -> str:
        is_below = path == turn_top or path.startswith(turn_top + os.sep)
        return project.top + path[len(turn_top) :] if is_below else path

    tools = tuple(
        replace(tool, files=() if tool.ok is False else tuple(map(move_path, tool.files)))
        for tool in turn.tools
    )
    return replace(turn, cwd=move_path(os.path.realpath(turn.cwd)), tools=tools)


# The spool --------------------------------------------------------------------------------------


def _audit_spooled_turn(
    session: Session, turn: Turn, turns: tuple[Turn, ...], transcribed: Turn | None
) -> AuditedPrompt:
    """A prompt of the spool, completed by its turn in a transcript, where there is one."""
    path, _, recorded_at = session.read_noted_record(turn)
    digest = session.read_digest(turn)
    whole = _complete_turn(turn, transcribed) if transcribed else turn
    versions = (turn, transcribed) if transcribed else (turn,)
    prompt = AuditedPrompt(
        whole,
        frozenset(version.session_id for version in versions),
        frozenset(version.id for version in versions),
        session,
        turns,
        path,
        prompt_digest=digest if turn.has_no_texts and path else "",
        reason="recording it failed",
    )
    if path:
        return replace(prompt, reason="its record is not there")
    had_prompt = turn.prompt or (digest and not digest.startswith(RESPONSE_MARK))
    if recorded_at and had_prompt:
        return replace(prompt, is_due=False, reason=_NOTHING)
    if not whole.prompt:
        return replace(prompt, is_due=False, reason="no prompt is known of it")
    if not (whole.ended or whole.is_interrupted):
        last_event = max((event.time for event in session.events), default=0.0)
        is_open = abs(time.time() - last_event) < light.STALE_TURN_SECONDS
        return replace(prompt, is_due=not is_open, reason=_OPEN if is_open else _LOST)
    if whole.is_interrupted:
        return replace(prompt, reason=_LOST)
    return replace(prompt, reason="its prompt came too late") if recorded_at else prompt


def _complete_turn(turn: Turn, transcribed: Turn) -> Turn:
    """A turn with what its transcript knows better: the answer of a stop that never came."""
    has_lost_stop = bool(
        turn.is_interrupted
        and transcribed.response
        and not transcribed.is_interrupted
        and not turn.response
    )
    whole = complete_turn(turn, transcribed)
    return replace(whole, ended=transcribed.ended, is_interrupted=False) if has_lost_stop else whole
