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
    as_int,
    as_list,
    as_mapping,
    extract_text,
    first_text,
    parse_json,
    parse_json_lines,
    parse_time,
)
from minutebook.agents.capture.prompt import split_prompt
from minutebook.agents.capture.tool_calls import read_tool_call
from minutebook.agents.capture.turn import Event, Turn
from minutebook.agents.capture.turn_builder import TranscriptBuilder

__all__ = ["read_event", "read_turns"]

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


def read_event(payload: Mapping[str, object], time: float, event_name: str = "") -> Event:
    """A hook's payload as an event, in any of the three dialects.

    `name` is the event's name, which camelCase payloads do not carry; without it their keys tell.
    """
    if first_text(payload, "hook_event_name", "hookEventName"):
        read = claude.read_event(payload, time, event_name)
        kind = (
            first_text(payload, "agent_name", "agent_type")
            if read.kind.startswith("subagent")
            else ""
        )
        return replace(
            read,
            agent="copilot",
            prompt=read.prompt or _initial(payload, read.kind),
            subagent_type=kind or read.subagent_type,
        )
    event_name = event_name if event_name in _WHATS else _guessed(payload)
    what = _WHATS.get(event_name, "other")
    called = first_text(payload, "toolName")
    result = payload.get("toolResult")
    if "error" in payload:
        result = {"error": extract_text(payload.get("error")) or "failed"}
    return Event(
        time=time,
        agent="copilot",
        kind=what,
        session_id=first_text(payload, "sessionId"),
        prompt=first_text(payload, "prompt") if what == "prompt" else _initial(payload, what),
        tool=read_tool_call(called, payload.get("toolArgs"), result) if called else None,
        cwd=first_text(payload, "cwd"),
        transcript_path=first_text(payload, "transcriptPath"),
        subagent_type=first_text(payload, "agentName") if what.startswith("subagent") else "",
        is_interrupted=payload.get("stopReason") in ("abort", "aborted", "cancelled"),
        source=first_text(payload, "source") if what == "session-start" else "",
        name=event_name,
    )


def _initial(payload: Mapping[str, object], what: str) -> str:
    """The prompt that a session was begun with."""
    return first_text(payload, "initialPrompt", "initial_prompt") if what == "session-start" else ""


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


def read_turns(text: str) -> tuple[Turn, ...]:
    """The turns of a log of events, or of a chat that VS Code exported (`requests`)."""
    whole_text = as_mapping(parse_json(text))
    if "requests" in whole_text:
        return _exported(whole_text)
    log = TranscriptBuilder("copilot")
    for line in parse_json_lines(text):
        at = parse_time(line.get("timestamp"))
        _line(
            log, first_text(line, "type"), as_mapping(line.get("data")), at, first_text(line, "id")
        )
    return log.build_turns()


def _line(
    log: TranscriptBuilder, kind: str, data: Mapping[str, object], at: float, name: str
) -> None:
    inner = bool(data.get("parentToolCallId"))  # what a subagent says and does
    if kind == "session.start":
        log.session_id = log.session_id or first_text(data, "sessionId")
        log.model = first_text(data, "selectedModel") or log.model
        log.cwd = first_text(as_mapping(data.get("context")), "cwd") or log.cwd
    elif kind == "session.model_change":
        log.model = first_text(data, "newModel") or log.model
    elif kind == "user.message" and not inner:
        said = first_text(data, "content")
        if split_prompt(said, "copilot")[0].strip():
            log.start_turn(said, at, name)
    elif kind == "assistant.message" and not inner:
        model = first_text(data, "model")
        log.add_message(first_text(data, "content"), at, first_text(data, "messageId"), model)
        if log.open_turn is not None:
            log.open_turn.add_tokens(as_int(data.get("outputTokens")))
    elif kind == "tool.execution_start":
        log.add_tool_call(
            first_text(data, "toolName"), data.get("arguments"), at, first_text(data, "toolCallId")
        )
    elif kind == "tool.execution_complete":
        success = data.get("success")
        result = data.get("result") or {"error": data.get("error")}
        ok = success if isinstance(success, bool) else None
        log.add_tool_result(first_text(data, "toolCallId"), result, ok, at)
    elif kind == "abort" and log.open_turn is not None:
        log.open_turn.is_interrupted = True


def _exported(chat: Mapping[str, object]) -> tuple[Turn, ...]:
    log = TranscriptBuilder("vscode", first_text(chat, "sessionId"))
    for request in map(as_mapping, as_list(chat.get("requests"))):
        at = parse_time(request.get("timestamp"))
        log.start_turn(
            first_text(as_mapping(request.get("message")), "text"),
            at,
            first_text(request, "requestId"),
        )
        parts = [as_mapping(part) for part in as_list(request.get("response"))]
        said = "".join(first_text(part, "value") for part in parts if not part.get("kind"))
        log.add_message(said, at, model=first_text(request, "modelId"))
        for part in parts:
            if part.get("kind") == "toolInvocationSerialized":
                given = as_mapping(part.get("toolSpecificData"))
                line = as_mapping(given.get("commandLine"))
                command = first_text(line, "original") or first_text(given, "command")
                told = {"command": command} if command else given
                log.add_tool_call(
                    first_text(part, "toolId"), told, at, first_text(part, "toolCallId")
                )
    return log.build_turns()
