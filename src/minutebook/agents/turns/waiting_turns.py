"""Turns that changed a file and have no record yet, as the spool tells: open ones, and others."""

from __future__ import annotations

import os
from collections.abc import Iterator

from minutebook.agents.capture import assemble
from minutebook.agents.capture.turn import Turn
from minutebook.agents.turns.parallel_work import relative_paths
from minutebook.agents.turns.session import Session, read_session
from minutebook.operations.project import Project
from minutebook.repository import spool

TYPE_CHECKING = False
if TYPE_CHECKING:
    from minutebook.operations.explaining.explanation import WaitingTurn

_MAX_PROMPT_CHARS = 100


def read_spooled_sessions(common_dir: str) -> Iterator[tuple[Session, tuple[Turn, ...]]]:
    """The sessions of this user's spool, wherever it lies, and their turns."""
    for folder in spool.list_spools(common_dir):
        for name in sorted(name for name in os.listdir(folder) if name.endswith(".jsonl")):
            session = read_session(os.path.join(folder, name.removesuffix(".jsonl")))
            yield session, assemble.assemble_turns(session.events)


def list_waiting_turns(project: Project, path: str) -> list[WaitingTurn]:
    """The turns without a record whose tools wrote a file (its path from the top), oldest first.

    Secrets in the beginnings of their prompts are hidden.
    """
    from minutebook.operations.explaining.explanation import WaitingTurn
    from minutebook.operations.redaction.redactor import Redactor

    turns = [
        turn
        for session, turns in read_spooled_sessions(project.repo.common_dir)
        for turn in turns
        if not session.read_noted_record(turn)[2] and _writes(project, turn, path)
    ]
    turns.sort(key=lambda turn: turn.started)
    prompts = Redactor(project).redact_texts([turn.whole_prompt for turn in turns])
    return [
        WaitingTurn(
            turn.agent,
            turn.session_id,
            _cut_beginning(prompt.text),
            is_open=not (turn.ended or turn.is_interrupted),
        )
        for turn, prompt in zip(turns, prompts, strict=True)
    ]


def _writes(project: Project, turn: Turn, path: str) -> bool:
    written = (name for tool in turn.tools for name in tool.files)
    return path in relative_paths(project, turn, written)


def _cut_beginning(prompt: str) -> str:
    """The beginning of a prompt in one line, with `…` where there is more."""
    line = " ".join(prompt[: _MAX_PROMPT_CHARS * 4].split())
    return line if len(line) <= _MAX_PROMPT_CHARS else f"{line[: _MAX_PROMPT_CHARS - 1]}…"
