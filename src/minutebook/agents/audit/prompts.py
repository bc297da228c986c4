"""The prompts that agents were given in this repository: the spool joined with transcripts."""

from __future__ import annotations

import os
import time
from collections.abc import Sequence

from minutebook.agents.audit.unclaimed import TranscribedTurn, UnclaimedTurns
from minutebook.agents.capture import transcripts
from minutebook.agents.capture.summary.substance import needs_record
from minutebook.agents.capture.transcript_turns import complete_turn
from minutebook.agents.capture.turn import Turn
from minutebook.agents.turns import asked_before
from minutebook.agents.turns.session import RESPONSE_MARK, PromptSnapshot, Session
from minutebook.agents.turns.turn_changes import find_turn_changes
from minutebook.agents.turns.waiting_turns import read_spooled_sessions
from minutebook.errors import UsageError
from minutebook.lean.values import Value, replace
from minutebook.operations.project import Project
from minutebook.repository import light, spool
from minutebook.repository.git import repo

_ANSWER_SECONDS = 600.0  # for which a turn without an answer may still get one
OPEN, _LOST = "still open", "its stop never came"
ASKED, NOTHING = "asked before", "nothing to record"  # of prompts without a record of their own
UNCHANGED = "it changed nothing"
REMOVED = "its record was removed"
_UNKNOWN = "no prompt is known of it"
_SESSION_VARIABLE = "CLAUDE_CODE_SESSION_ID"  # how an agent's own shell names its session


class AuditedPrompt(Value, eq=False):
    """A prompt that was given, and what became of it.

    `session_ids` and `turn_ids` are all the names of its session and its turn. `session` is where
    its record is noted, and `session_turns` are that session's in the spool (none where only a
    transcript knows the prompt). `noted_path` is the record that the spool notes, `record_path` the
    one that it has; `reason` says why there is none, `is_due` whether one should be there.
    `normalized_prompt` is what of the prompt is compared with records, `first_prompt` the same
    without what was added while its turn went on ("" where nothing was): all that a record may have
    known. `prompt_digest` is that of the prompt as it was recorded, for the spool may have dropped
    its text. `placeholder` is the expression for what another tool put into the prompt where it hid
    something; "" where it hid nothing. `asked_digest` is that of a prompt which waits to be a line
    of another's record, or is one, by what the spool notes.
    """

    turn: Turn
    session_ids: frozenset[str]
    turn_ids: frozenset[str]
    session: Session
    session_turns: tuple[Turn, ...] = ()
    noted_path: str = ""
    normalized_prompt: str = ""
    first_prompt: str = ""
    prompt_digest: str = ""
    record_path: str = ""
    reason: str = ""
    is_due: bool = True
    placeholder: str = ""
    asked_digest: str = ""

    @property
    def is_unprompted(self) -> bool:
        """Whether it is a turn that did something, also if what it said is no longer kept."""
        turn, is_noted = self.turn, self.session.read_digest(self.turn).startswith(RESPONSE_MARK)
        is_subagents = turn.parent_id or turn.subagent_id or turn.subagent_type
        has_result = turn.is_unprompted or (is_noted and not is_subagents)
        return self.reason == _UNKNOWN and has_result


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
    subagent_turns: dict[str, list[Turn]] = {}
    for transcribed_turn in unclaimed.turns.values():
        if transcribed_turn.turn.parent_id:
            turn = _move_turn_here(project, tops, transcribed_turn.turn)
            subagent_turns.setdefault(turn.session_id, []).append(turn)
    prompts += [
        _audit_transcribed_turn(
            project,
            tops,
            transcribed_turn,
            subagent_turns.get(transcribed_turn.turn.session_id, ()),
        )
        for transcribed_turn in unclaimed.turns.values()
    ]
    return sorted(prompts, key=lambda prompt: prompt.turn.started), foreign_count, broken_lines


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
    project: Project,
    tops: Sequence[str],
    transcribed: TranscribedTurn,
    subagent_turns: Sequence[Turn],
) -> AuditedPrompt:
    """A prompt that the spool does not know; `subagent_turns` are all those of its session."""
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
        time.time() - turn.ended < _ANSWER_SECONDS and not turn.response and not turn.is_interrupted
    )
    if transcribed.is_last and is_going_on:
        return replace(prompt, is_due=False, reason=OPEN)
    recorded_turns = project.settings.record
    is_parent = any(child.parent_id == turn.id for child in subagent_turns)
    if needs_record(recorded_turns, prompt.turn, ()) or (recorded_turns == "tasks" and is_parent):
        return prompt
    if recorded_turns == "tasks":  # what its tools wrote was looked at
        return replace(prompt, is_due=False, reason=NOTHING)
    changes = find_turn_changes(project, session, prompt.turn, PromptSnapshot(), subagent_turns)
    return prompt if changes.files else replace(prompt, is_due=False, reason=UNCHANGED)


def _move_turn_here(project: Project, tops: Sequence[str], turn: Turn) -> Turn:
    """A turn as if it had gone on in this working tree, and without the files of failed calls."""
    turn_top = _find_top_of(tops, os.path.realpath(turn.cwd))

    def move_path(path: str) -> str:
        is_below = path == turn_top or path.startswith(turn_top + os.sep)
        return project.top + path[len(turn_top) :] if is_below else path

    tools = tuple(tool.move_files(move_path) for tool in turn.tools)
    return replace(turn, cwd=move_path(os.path.realpath(turn.cwd)), tools=tools)


# The spool --------------------------------------------------------------------------------------


def _audit_spooled_turn(
    session: Session, turn: Turn, turns: tuple[Turn, ...], transcribed: Turn | None
) -> AuditedPrompt:
    """A prompt of the spool, completed by its turn in a transcript, where there is one."""
    path, _, recorded_at = session.read_noted_record(turn)
    digest = session.read_digest(turn)
    whole = complete_turn(turn, transcribed)
    versions = (turn, transcribed) if transcribed else (turn,)
    prompt = AuditedPrompt(
        whole,
        frozenset(version.session_id for version in versions),
        frozenset(version.id for version in versions),
        session,
        turns,
        path,
        prompt_digest=digest if path else "",
        reason="recording it failed",
    )
    if path:
        return replace(prompt, reason="its record is not there")
    had_prompt = turn.prompt or (digest and not digest.startswith(RESPONSE_MARK))
    if recorded_at and had_prompt:
        asked = asked_before.read_prompt(session, turn)
        if asked is None:
            return replace(prompt, is_due=False, reason=UNCHANGED)
        reason = ASKED if asked.record_path else NOTHING
        return replace(prompt, is_due=False, reason=reason, asked_digest=digest)
    if not whole.prompt.strip() or session.has_empty_prompt(turn):
        return replace(prompt, is_due=False, reason=_UNKNOWN)
    if not (turn.ended or turn.is_interrupted):
        last_event = max((event.time for event in session.events), default=0.0)
        # One that goes on all the same is written again at its stop.
        is_open = abs(time.time() - last_event) < light.LINGER_SECONDS
        return replace(prompt, is_due=not is_open, reason=OPEN if is_open else _LOST)
    if turn.is_interrupted or whole.is_interrupted:
        return replace(prompt, reason=_LOST)
    return replace(prompt, reason="its prompt came too late") if recorded_at else prompt
