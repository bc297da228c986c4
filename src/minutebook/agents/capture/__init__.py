"""Capture: what agents say of themselves, as events and turns.

Every agent has a module of its own, with its events and its transcripts; only the module of the
agent that is asked for is loaded, and `dialect` and `answer` load none. Nothing here raises for
what an agent sends, whatever it sends.
"""

from __future__ import annotations

from collections.abc import Mapping

TYPE_CHECKING = False
if TYPE_CHECKING:
    from minutebook.agents.capture.turn import Event, Turn

__all__ = ["build_answer", "detect_agent", "read_event", "read_turns"]

# The agent's word -> the module that reads it. Who is not named here is read as Claude Code: its
# names are the ones that others imitate.
_MODULES = {
    "codex": "codex",
    "gemini": "gemini",
    "cursor": "cursor",
    "copilot": "copilot",
    "vscode": "copilot",
    "opencode": "opencode",
    "aider": "aider",
    "continue": "continue_",
}
_ALIASES = {"claude-code": "claude", "claude_code": "claude", "code": "vscode", "vs-code": "vscode"}

# Names of events that one agent alone uses.
_GEMINI = frozenset(
    (
        "BeforeAgent",
        "AfterAgent",
        "BeforeTool",
        "AfterTool",
        "BeforeModel",
        "AfterModel",
        "BeforeToolSelection",
        "PreCompress",
    )
)
# Keys that only Copilot CLI sends in its snake_case dialect.
_COPILOT = frozenset(
    ("stop_reason", "tool_result", "initial_prompt", "agent_name", "error_context")
)
# Where an agent shows a person the `systemMessage` of a hook, without a word to the model.
_SHOWN = {
    "claude": frozenset(("Stop", "SubagentStop", "SessionStart", "SessionEnd")),
    "codex": frozenset(("Stop", "SubagentStop", "SessionStart")),
    "gemini": frozenset(("AfterAgent", "SessionStart", "SessionEnd")),
    "vscode": frozenset(("Stop", "SubagentStop", "SessionStart")),
}


def detect_agent(agent: str, payload: object) -> str:
    """Who really speaks: a word of `turn.AGENTS`, or `agent` as given where nothing tells.

    `agent` is whose configuration called us. VS Code, Copilot CLI and Cursor load Claude Code's
    settings too, and send their own payload: its keys decide.
    """
    agent = _ALIASES.get(agent.lower(), agent.lower())
    if not isinstance(payload, Mapping):
        return agent
    if "cursor_version" in payload or (
        "conversation_id" in payload and "session_id" not in payload
    ):
        return "cursor"
    if payload.get("type") == "agent-turn-complete":
        return "codex"
    if "sessionID" in payload or ("type" in payload and "properties" in payload):
        return "opencode"
    name = payload.get("hook_event_name")
    if not isinstance(name, str):
        return _camel(agent, payload)
    if name in _GEMINI:
        return "gemini"
    if agent != "gemini" and "timestamp" in payload and "permission_mode" not in payload:
        # Claude Code and Codex send no time. VS Code always names its transcript, Copilot CLI
        # only at the events that have one, and with keys of its own.
        mine = _COPILOT.isdisjoint(payload) and "transcript_path" in payload
        return "vscode" if mine else "copilot"
    if "turn_id" in payload and "model" in payload:
        return "codex"
    return agent


def _camel(agent: str, payload: Mapping[object, object]) -> str:
    """Payloads without `hook_event_name`: VS Code's older spelling, and Copilot CLI's own."""
    if "hookEventName" in payload:
        return "vscode"
    if "sessionId" in payload or "toolName" in payload or "stopReason" in payload:
        return "copilot" if agent != "continue" else agent
    return agent


def build_answer(agent: str, event_name: str, message: str) -> dict[str, object] | None:
    """What to print on stdout, as JSON, to show some lines to the person; None: print nothing.

    Only keys that `dialect` allows at `event_name`: Codex and Gemini CLI take any other for an
    error, Cursor would send a `followup_message` as a new prompt, Copilot CLI knows only the
    block. A stop is never blocked, and nothing that we say reaches the model.
    """
    if message and event_name in _SHOWN.get(agent, ()):
        return {"systemMessage": message}
    return None


def read_event(agent: str, payload: object, time: float, event_name: str = "") -> Event:
    """One raw payload as an event; what cannot be read is an event of the sort "other".

    `at` is when it was received, in unix seconds. `name` is the event's name where the payload
    does not carry it (Copilot CLI's camelCase dialect).
    """
    speaker = detect_agent(agent, payload)
    given = payload if isinstance(payload, Mapping) else {}
    read: Event = _module(speaker).read_event(given, time, event_name)
    if read.agent == speaker:
        return read
    from dataclasses import replace

    return replace(read, agent=speaker)


def read_turns(agent: str, text: str) -> tuple[Turn, ...]:
    """The turns of a transcript of `agent`, in its order; lines that do not parse are skipped."""
    agent = _ALIASES.get(agent.lower(), agent.lower())
    found: tuple[Turn, ...] = _module(agent).read_turns(text)
    return found


def _module(agent: str):  # type: ignore[no-untyped-def]  # a module has no type of its own
    from importlib import import_module

    return import_module(f"minutebook.agents.adapters.{_MODULES.get(agent, 'claude')}")
