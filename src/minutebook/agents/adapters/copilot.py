"""Copilot: the command line's hook events and logs, and VS Code's, which are their kin.

Hooks: https://docs.github.com/en/copilot/reference/copilot-cli-reference/cli-hooks-reference and
https://code.visualstudio.com/docs/agents/reference/hooks-reference. The casing of the event's
name in the configuration picks the dialect: `agentStop` gives camelCase keys, without the name.
No stop carries the answer: it stands in the transcript.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from minutebook.agents.adapters import claude
from minutebook.agents.capture.lenient_json import (
    document,
    entries,
    first,
    lines,
    mapping,
    moment,
    whole,
    words,
)
from minutebook.agents.capture.prompt import split_prompt
from minutebook.agents.capture.tool_calls import tool
from minutebook.agents.capture.turn import Event, Turn
from minutebook.agents.capture.turn_builder import Log

__all__ = ["event", "turns"]

_WHATS = {
    "userPromptSubmitted": "prompt",
    "postToolUse": "tool",
    "postToolUseFailure": "tool",
    "agentStop": "stop",
    "subagentStart": "subagent-start",
    "subagentStop": "subagent-stop",
    "sessionStart": "session-start",
    "sessionEnd": "session-end",
    "preCompact": "compact",
}


def event(payload: Mapping[str, object], at: float, name: str = "") -> Event:
    """A hook's payload as an event, in any of the three dialects.

    `name` is the event's name, which camelCase payloads do not carry; without it their keys tell.
    """
    if first(payload, "hook_event_name", "hookEventName"):
        read = claude.event(payload, at, name)
        kind = (
            first(payload, "agent_name", "agent_type") if read.what.startswith("subagent") else ""
        )
        return replace(
            read,
            agent="copilot",
            prompt=read.prompt or _initial(payload, read.what),
            subagent=kind or read.subagent,
        )
    name = name if name in _WHATS else _guessed(payload)
    what = _WHATS.get(name, "other")
    called = first(payload, "toolName")
    result = payload.get("toolResult")
    if "error" in payload:
        result = {"error": words(payload.get("error")) or "failed"}
    return Event(
        at=at,
        agent="copilot",
        what=what,
        session=first(payload, "sessionId"),
        prompt=first(payload, "prompt") if what == "prompt" else _initial(payload, what),
        tool=tool(called, payload.get("toolArgs"), result) if called else None,
        cwd=first(payload, "cwd"),
        transcript=first(payload, "transcriptPath"),
        subagent=first(payload, "agentName") if what.startswith("subagent") else "",
        interrupted=payload.get("stopReason") in ("abort", "aborted", "cancelled"),
        source=first(payload, "source") if what == "session-start" else "",
        name=name,
    )


def _initial(payload: Mapping[str, object], what: str) -> str:
    """The prompt that a session was begun with."""
    return first(payload, "initialPrompt", "initial_prompt") if what == "session-start" else ""


def _guessed(payload: Mapping[str, object]) -> str:
    keys = payload.keys()
    if "toolName" in keys:
        after = "error" in keys and "postToolUseFailure"
        return after or ("postToolUse" if "toolResult" in keys else "preToolUse")
    if "stopReason" in keys:
        return "subagentStop" if "agentName" in keys else "agentStop"
    for key, name in (
        ("prompt", "userPromptSubmitted"),
        ("agentName", "subagentStart"),
        ("initialPrompt", "sessionStart"),
        ("source", "sessionStart"),
        ("reason", "sessionEnd"),
        ("trigger", "preCompact"),
    ):
        if key in keys:
            return name
    return ""


def turns(text: str) -> tuple[Turn, ...]:
    """The turns of a log of events, or of a chat that VS Code exported (`requests`)."""
    whole_text = mapping(document(text))
    if "requests" in whole_text:
        return _exported(whole_text)
    log = Log("copilot")
    for line in lines(text):
        at = moment(line.get("timestamp"))
        _line(log, first(line, "type"), mapping(line.get("data")), at, first(line, "id"))
    return log.turns()


def _line(log: Log, kind: str, data: Mapping[str, object], at: float, name: str) -> None:
    inner = bool(data.get("parentToolCallId"))  # what a subagent says and does
    if kind == "session.start":
        log.session = log.session or first(data, "sessionId")
        log.model = first(data, "selectedModel") or log.model
        log.cwd = first(mapping(data.get("context")), "cwd") or log.cwd
    elif kind == "session.model_change":
        log.model = first(data, "newModel") or log.model
    elif kind == "user.message" and not inner:
        said = first(data, "content")
        if split_prompt(said, "copilot")[0].strip():
            log.prompt(said, at, name)
    elif kind == "assistant.message" and not inner:
        model = first(data, "model")
        log.say(first(data, "content"), at, first(data, "messageId"), model)
        if log.open is not None:
            log.open.spend(whole(data.get("outputTokens")))
    elif kind == "tool.execution_start":
        log.call(first(data, "toolName"), data.get("arguments"), at, first(data, "toolCallId"))
    elif kind == "tool.execution_complete":
        success = data.get("success")
        result = data.get("result") or {"error": data.get("error")}
        ok = success if isinstance(success, bool) else None
        log.result(first(data, "toolCallId"), result, ok, at)
    elif kind == "abort" and log.open is not None:
        log.open.interrupted = True


def _exported(chat: Mapping[str, object]) -> tuple[Turn, ...]:
    log = Log("vscode", first(chat, "sessionId"))
    for request in map(mapping, entries(chat.get("requests"))):
        at = moment(request.get("timestamp"))
        log.prompt(first(mapping(request.get("message")), "text"), at, first(request, "requestId"))
        parts = [mapping(part) for part in entries(request.get("response"))]
        said = "".join(first(part, "value") for part in parts if not part.get("kind"))
        log.say(said, at, model=first(request, "modelId"))
        for part in parts:
            if part.get("kind") == "toolInvocationSerialized":
                given = mapping(part.get("toolSpecificData"))
                line = mapping(given.get("commandLine"))
                command = first(line, "original") or first(given, "command")
                told = {"command": command} if command else given
                log.call(first(part, "toolId"), told, at, first(part, "toolCallId"))
    return log.turns()
