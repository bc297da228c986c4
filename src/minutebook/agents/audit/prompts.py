"""What agents were asked in this repository: the spool's turns joined with the transcripts'."""

from __future__ import annotations

import os
import time
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from minutebook.agents import transcripts
from minutebook.agents.capture import assemble
from minutebook.agents.capture.turn import Turn
from minutebook.agents.session import PromptSnapshot, Session, read_session
from minutebook.agents.turn_changes import find_turn_changes
from minutebook.errors import UsageError
from minutebook.operations.project import Project
from minutebook.repository import spool
from minutebook.repository.git import repo

STALE_TURN_SECONDS = 6 * 3600.0  # seconds after which a turn without a stop is taken for dead
_FRESH = 600.0  # seconds for which a turn without an answer may still get one
_NEAR = 120.0  # seconds between a prompt's event and its line in the transcript, at most
_OPEN, _LOST, _NOTHING = "still open", "its stop never came", "it changed nothing"
_AT_ONCE = 2.0  # seconds within which a session has but one prompt
_OWN = "CLAUDE_CODE_SESSION_ID"  # how an agent's own shell names its session


@dataclass(frozen=True, slots=True, eq=False)
class AuditedPrompt:
    """A prompt that was given, and what became of it.

    `sessions` and `names` are all that its session and its turn are called, `session` is where its
    record is noted, and `turns` are that session's in the spool (none where only a transcript knows
    the prompt). `noted` is the record that the spool notes, `record` the one that it has; `why`
    says why there is none, `due` whether one should be there. `key` is what of the prompt is
    compared with records.
    """

    turn: Turn
    session_ids: frozenset[str]
    turn_ids: frozenset[str]
    session: Session
    session_turns: tuple[Turn, ...] = ()
    noted_path: str = ""
    normalized_prompt: str = ""
    record_path: str = ""
    reason: str = ""
    is_due: bool = True


def gather_prompts(
    project: Project, agents: Sequence[str], transcript_paths: Sequence[str]
) -> tuple[list[AuditedPrompt], int, list[tuple[str, int]]]:
    """The prompts of this repository's sessions, oldest first.

    Also how many prompts of the given `places` are of elsewhere, and how many lines of which
    session's spool cannot be read.
    """
    tops = repo.list_worktrees(project.repo)
    said, strange = _transcripts(project, tops, agents, transcript_paths)
    asked: list[AuditedPrompt] = []
    broken: list[tuple[str, int]] = []
    left = _Left(said)
    for session, turns in read_spooled_sessions(project.repo.common_dir):
        if session.broken_line_count:
            broken.append((os.path.basename(session.base_path), session.broken_line_count))
        asked += (
            _of_spool(project, session, turn, turns, left.taken(turn))
            for turn in turns
            if turn.agent in agents
        )
    asked += [_of_transcript(project, tops, *one) for one in said.values()]
    return sorted(asked, key=lambda one: one.turn.started), strange, broken


def read_spooled_sessions(common_dir: str) -> Iterable[tuple[Session, tuple[Turn, ...]]]:
    """The spool's sessions and their turns."""
    folder = os.path.join(common_dir, "minutebook", "spool")
    try:
        found = sorted(name for name in os.listdir(folder) if name.endswith(".jsonl"))
    except OSError:
        found = []
    for name in found:
        session = read_session(os.path.join(folder, name.removesuffix(".jsonl")))
        yield session, assemble.assemble_turns(session.events)


# Transcripts ------------------------------------------------------------------------------------

_Said = dict[str, tuple[Turn, set[str], bool]]  # a turn by its id, its sessions, is it the last


def _transcripts(
    project: Project, tops: Sequence[str], agents: Sequence[str], places: Sequence[str]
) -> tuple[_Said, int]:
    """The turns of transcripts that are about this repository, and how many are not."""
    extra: list[transcripts.TranscriptFile] = []
    for path in places:
        path = os.path.abspath(os.path.join(project.cwd, path))
        found = list(transcripts.find_transcripts_in(path))
        if not found and not os.path.isdir(path):
            raise UsageError(f"{path} is no transcript that is known", "give a file or a folder")
        extra += (place for place in found if place.agent in agents)
    own = [
        (turn, "")
        for turn in transcripts.read_transcripts(transcripts.find_transcripts(tops, agents))
    ]
    own += [(turn, project.top) for turn in transcripts.read_transcripts(extra)]
    said: _Said = {}
    last: dict[str, str] = {}
    strange: set[str] = set()
    inside: dict[str, bool] = {}
    for turn, cwd in own:
        turn = replace(turn, cwd=turn.cwd or cwd)
        if turn.cwd not in inside:
            inside[turn.cwd] = _inside(tops, project.repo.common_dir, turn.cwd)
        if not inside[turn.cwd]:
            strange |= {turn.id} if cwd else set()
            continue
        known, sessions, _ = said.get(turn.id, (turn, set(), False))
        fuller = turn if len(turn.response) > len(known.response) else known
        said[turn.id] = fuller, sessions | {turn.session_id}, False
        if not turn.subagent_id:
            last[turn.session_id] = turn.id
    for name in last.values():
        said[name] = (*said[name][:2], True)
    return said, len(strange)


def _inside(tops: Sequence[str], common: str, cwd: str) -> bool:
    """Whether a folder is, or was, in one of the trees, and in no repository of its own there."""
    if not cwd:
        return False
    real = os.path.realpath(cwd)
    if not _top_of(tops, real):
        return False
    return not os.path.isdir(real) or os.path.realpath(spool.find_common_dir(real)) == common


def _top_of(tops: Sequence[str], path: str) -> str:
    holding = [top for top in tops if path == top or path.startswith(top + os.sep)]
    return max(holding, key=len, default="")


def _of_transcript(
    project: Project, tops: Sequence[str], turn: Turn, sessions: set[str], last: bool
) -> AuditedPrompt:
    """A prompt that the spool does not know."""
    folder = os.path.join(project.repo.common_dir, "minutebook", "spool")
    name = f"{turn.agent}-{spool.sanitize_name(turn.session_id)}"
    session = Session(os.path.join(folder, name), (), 0)
    asked = AuditedPrompt(
        _moved(project, tops, turn),
        frozenset(sessions),
        frozenset((turn.id,)),
        session,
        noted_path=session.read_noted_record(turn)[0],
        reason="no event of it came",
    )
    fresh = time.time() - turn.ended < _FRESH and not turn.response
    if last and (fresh or os.environ.get(_OWN) in sessions):
        return replace(asked, is_due=False, reason=_OPEN)
    idle = project.settings.record == "changes" and not turn.subagent_type
    if idle and not find_turn_changes(project, session, asked.turn, PromptSnapshot())[0]:
        return replace(asked, is_due=False, reason=_NOTHING)
    return asked


def _moved(project: Project, tops: Sequence[str], turn: Turn) -> Turn:
    """A turn as if it had gone on in this working tree, and without the files of failed calls."""
    here, there = project.top, _top_of(tops, os.path.realpath(turn.cwd))

    def moved(path: str) -> str:
        inside = here != there and (path == there or path.startswith(there + os.sep))
        return here + path[len(there) :] if inside else path

    tools = tuple(
        replace(tool, files=() if tool.ok is False else tuple(map(moved, tool.files)))
        for tool in turn.tools
    )
    return replace(turn, cwd=moved(os.path.realpath(turn.cwd)), tools=tools)


# The spool --------------------------------------------------------------------------------------


def _of_spool(
    project: Project, session: Session, turn: Turn, turns: tuple[Turn, ...], told: Turn | None
) -> AuditedPrompt:
    path, _, at = session.read_noted_record(turn)
    whole = _filled(turn, told) if told else turn
    names = frozenset((turn.id, told.id) if told else (turn.id,))
    sessions = frozenset((turn.session_id, told.session_id) if told else (turn.session_id,))
    asked = AuditedPrompt(
        whole, sessions, names, session, turns, path, reason="recording it failed"
    )
    latest = max((event.time for event in session.events), default=0.0)
    if path:
        return replace(asked, reason="its record is not there")
    if not whole.prompt:
        return replace(asked, is_due=False, reason="no prompt is known of it")
    if at and turn.prompt:
        return replace(asked, is_due=False, reason=_NOTHING)
    if not (whole.ended or whole.is_interrupted):
        fresh = time.time() - latest < STALE_TURN_SECONDS
        return replace(asked, is_due=not fresh, reason=_OPEN if fresh else _LOST)
    if whole.is_interrupted:
        return replace(asked, reason=_LOST)
    return replace(asked, reason="its prompt came too late") if at else asked


def _filled(turn: Turn, told: Turn) -> Turn:
    """A turn with what its transcript knows better: the answer of a stop that never came."""
    lost = bool(
        turn.is_interrupted and told.response and not told.is_interrupted and not turn.response
    )
    return replace(
        turn,
        prompt=turn.prompt or told.prompt,
        command=turn.command or told.command,
        response=turn.response or told.response,
        tools=turn.tools or told.tools,
        model=turn.model or told.model,
        tokens=told.tokens if turn.tokens is None else turn.tokens,
        subagent_type=turn.subagent_type or told.subagent_type,
        ended=told.ended if lost else turn.ended,
        is_interrupted=turn.is_interrupted and not lost,
    )


class _Left:
    """The transcripts' turns that the spool has not claimed yet, by their sessions."""

    def __init__(self, said: _Said) -> None:
        self.said = said
        self.sessions: dict[str, list[str]] = {}
        for name, (_, sessions, _) in said.items():
            for session in sessions:
                self.sessions.setdefault(session, []).append(name)

    def taken(self, turn: Turn) -> Turn | None:
        """The turn that is this one of the spool; it is none of its own any more."""
        near = [
            self.said[name][0]
            for name in self.sessions.get(turn.session_id, ())
            if name in self.said
        ]
        alike = [told for told in near if _same(turn, told)]
        if not alike:
            return None
        best = min(alike, key=lambda told: abs(turn.started - told.started))
        del self.said[best.id]
        return best


def _same(turn: Turn, told: Turn) -> bool:
    inner = _is_inner(turn)
    if inner != _is_inner(told):
        return False
    if turn.subagent_id and told.subagent_id:
        return turn.subagent_id == told.subagent_id
    if not turn.prompt:
        return bool(turn.response) and turn.response.strip() == told.response.strip()
    timeless = told.started == told.ended  # its times are its file's
    apart = abs(turn.started - told.started)
    if turn.prompt.strip() == told.prompt.strip():
        return inner or timeless or apart <= _NEAR
    return apart < _AT_ONCE and not (inner or timeless)


def _is_inner(turn: Turn) -> bool:
    """Whether a turn is a subagent's."""
    return bool(turn.subagent_id or turn.subagent_type or turn.parent_id)
