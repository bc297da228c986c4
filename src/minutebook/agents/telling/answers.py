"""Answers events of agents with what is to be put before their model."""

from __future__ import annotations

import os

from minutebook.agents.agent_table import CONTEXT_FORMS, PARENT_KEYS, SESSION_KEYS, SUBAGENT_KEYS
from minutebook.agents.telling.light_json import format_object, parse_object
from minutebook.agents.telling.told_notes import ToldNotes

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping

_CLAUDE_FORM = "hookSpecificOutput"


def answer_event(
    told: str, listener: str, event_name: str, raw_event: bytes, cwd: str, base_path: str
) -> str:
    """The JSON that an agent's hook prints at an event; "" for nothing.

    `told` is what is told there, as `Adapter.context_events` says, `listener` the agent that reads
    the answer, `base_path` that of the session's files in the spool. Raises OSError where it cannot
    be noted what was told, Refusal where settings cannot be read.
    """
    payload = parse_object(raw_event)
    if told == "session":
        session_name = os.path.basename(base_path)
        if listener == "claude" and session_name.startswith("copilot-") and _is_terminal(payload):
            return ""  # by Claude Code's settings Copilot's terminal takes it at PreToolUse alone
        from minutebook.agents.telling import at_start

        text = at_start.tell_of_session(payload, cwd, ToldNotes(base_path))
    else:
        from minutebook.agents.telling import at_edit

        notes = ToldNotes(base_path, _find_subagent(payload))
        text = at_edit.tell_of_edit(payload, cwd, notes)
    return format_answer(listener, event_name, text) if text else ""


def format_answer(listener: str, event_name: str, text: str) -> str:
    """A text in the form in which an agent puts it before its model."""
    form = CONTEXT_FORMS[listener]
    if form != _CLAUDE_FORM:
        return format_object({form: text})
    return format_object({form: {"hookEventName": event_name, "additionalContext": text}})


def _is_terminal(payload: Mapping[str, object]) -> bool:
    """Whether a payload is of Copilot's command line: VS Code names its transcript always."""
    return "transcript_path" not in payload


def _find_subagent(payload: Mapping[str, object]) -> str:
    """The id of the subagent that an event is of; "" for the session's own agent."""
    keys: tuple[str, ...] = SUBAGENT_KEYS
    if any(payload.get(key) for key in PARENT_KEYS):
        keys = (*SUBAGENT_KEYS, *SESSION_KEYS)
    return next((str(payload[key]) for key in keys if payload.get(key)), "")
