"""What agents report of themselves, as events and turns.

What is particular to an agent stands in its adapter; only the adapter of the agent in question is
loaded, and `detect_agent` loads none. Nothing here raises for what an agent sends.
"""

from __future__ import annotations

from collections.abc import Mapping

TYPE_CHECKING = False
if TYPE_CHECKING:
    from minutebook.agents.adapters.base import Adapter
    from minutebook.agents.capture.turn import Event, Turn

__all__ = ["build_answer", "detect_agent", "read_event", "read_turns"]

# Keys that only Copilot CLI sends in its snake_case dialect.
_COPILOT_KEYS = frozenset(
    ("stop_reason", "tool_result", "initial_prompt", "agent_name", "error_context")
)


def detect_agent(agent: str, payload: object) -> str:
    """The agent that sent a payload: its name, or `agent` in lower case where nothing tells.

    `agent` is whose configuration called us. VS Code, Copilot CLI and Cursor load Claude Code's
    settings too, and send their own payload: its keys decide.
    """
    from minutebook.agents.adapters import resolve_agent_name
    from minutebook.agents.agent_table import AGENTS, OWN_EVENT_NAMES, OWN_KEYS, SHARED_SETTINGS

    agent = resolve_agent_name(agent)
    if not isinstance(payload, Mapping):
        return agent
    for keys, owner in OWN_KEYS.items():
        if all(key in payload for key in keys):
            return owner
    for key in ("hook_event_name", "type"):
        event_name = payload.get(key)
        if isinstance(event_name, str) and event_name in OWN_EVENT_NAMES:
            return OWN_EVENT_NAMES[event_name]
    if agent in AGENTS and agent not in SHARED_SETTINGS:
        return agent
    if "conversation_id" in payload and "session_id" not in payload:
        return "cursor"
    if not isinstance(payload.get("hook_event_name"), str):
        return _detect_by_camel_case_keys(agent, payload)
    if "timestamp" in payload and "permission_mode" not in payload:
        # Claude Code and Codex send no time. VS Code always names its transcript, Copilot CLI
        # only at the events that have one, and with keys of its own.
        is_vscode = _COPILOT_KEYS.isdisjoint(payload) and "transcript_path" in payload
        return "vscode" if is_vscode else "copilot"
    if "turn_id" in payload and "model" in payload:
        return "codex"
    return agent


def _detect_by_camel_case_keys(agent: str, payload: Mapping[object, object]) -> str:
    """Payloads without `hook_event_name`: VS Code's older spelling, and Copilot CLI's own."""
    if "hookEventName" in payload:
        return "vscode"
    if "sessionId" in payload or "toolName" in payload or "stopReason" in payload:
        return "copilot"
    return agent


def build_answer(agent: str, event_name: str, message: str) -> dict[str, object] | None:
    """What to print on stdout, as JSON, to show a message to the user; None: print nothing.

    `agent` is what `detect_agent` says. Only keys that it allows at the event are used: Codex and
    Gemini CLI take any other for an error, Cursor would send a `followup_message` as a new prompt,
    Copilot CLI knows only the block. A stop is never blocked, and no message reaches the model.
    """
    from minutebook.agents.adapters import find_adapter

    adapter = find_adapter(agent) if message else None
    if adapter is not None and event_name in adapter.message_events:
        from minutebook.text.terminal import escape_hidden

        return {"systemMessage": escape_hidden(message)}  # agents print it as it is
    return None


def read_event(agent: str, payload: object, time: float, event_name: str = "") -> Event:
    """One raw payload as an event; what cannot be read is an event of the kind "other".

    `time` is when it was received, in unix seconds. `event_name` is the event's name where the
    payload does not carry it (Copilot CLI's camelCase dialect).
    """
    sender = detect_agent(agent, payload)
    mapping = payload if isinstance(payload, Mapping) else {}
    event = _find_reader(sender).read_event(mapping, time, event_name)
    if event.agent == sender:
        return event
    from minutebook.lean.values import replace

    return replace(event, agent=sender)


def read_turns(agent: str, text: str) -> tuple[Turn, ...]:
    """The turns of a transcript of `agent`, in its order; lines that do not parse are skipped."""
    from minutebook.agents.adapters import resolve_agent_name

    return _find_reader(resolve_agent_name(agent)).read_turns(text)


def _find_reader(agent: str) -> Adapter:
    """An agent's adapter; for one that is not known Claude Code's, whose names others imitate."""
    from minutebook.agents.adapters import find_adapter

    adapter = find_adapter(agent)
    if adapter is None:
        from minutebook.agents.adapters.claude import ADAPTER

        return ADAPTER
    return adapter
