"""Cursor: its hook events and its transcripts.

Hooks: https://cursor.com/docs/agent/hooks. Cursor also loads Claude Code's settings and then
uses its names for the events, with payloads of its own. Transcripts are JSON lines of messages;
the prompt stands in `<user_query>`.
"""

from __future__ import annotations

from collections.abc import Mapping

from minutebook.agents.capture.lenient_json import entries, first, lines, mapping, moment, words
from minutebook.agents.capture.prompt import split_prompt
from minutebook.agents.capture.tool_calls import tool
from minutebook.agents.capture.turn import Event, Tool, Turn
from minutebook.agents.capture.turn_builder import Log

__all__ = ["event", "turns"]

_WHATS = {
    "beforeSubmitPrompt": "prompt",
    "UserPromptSubmit": "prompt",
    "afterFileEdit": "tool",
    "afterShellExecution": "tool",
    "afterMCPExecution": "tool",
    "postToolUse": "tool",
    "PostToolUse": "tool",
    "postToolUseFailure": "tool",
    "PostToolUseFailure": "tool",
    "afterAgentResponse": "response",
    "stop": "stop",
    "Stop": "stop",
    "subagentStart": "subagent-start",
    "SubagentStart": "subagent-start",
    "subagentStop": "subagent-stop",
    "SubagentStop": "subagent-stop",
    "sessionStart": "session-start",
    "SessionStart": "session-start",
    "sessionEnd": "session-end",
    "SessionEnd": "session-end",
    "preCompact": "compact",
    "PreCompact": "compact",
}


def event(payload: Mapping[str, object], at: float, name: str = "") -> Event:
    """A hook's payload as an event. A turn is a generation; its answer comes before the stop."""
    name = first(payload, "hook_event_name") or name
    what = _WHATS.get(name, "other")
    roots = [root for root in entries(payload.get("workspace_roots")) if isinstance(root, str)]
    inner = what.startswith("subagent")
    return Event(
        at=at,
        agent="cursor",
        what=what,
        session=first(payload, "conversation_id", "session_id"),
        turn=first(payload, "generation_id"),
        prompt=first(payload, "prompt") or (first(payload, "task") if inner else ""),
        response=first(payload, "text", "summary", "last_assistant_message"),
        model=first(payload, "model_id", "model"),
        tool=_tool(payload, name) if what == "tool" else None,
        cwd=first(payload, "cwd") or (roots[0] if roots else ""),
        transcript=first(payload, "agent_transcript_path" if inner else "", "transcript_path"),
        subagent_id=first(payload, "subagent_id") if inner else "",
        subagent=first(payload, "subagent_type") if inner else "",
        interrupted=payload.get("status") == "aborted",
        source=first(payload, "source") if what == "session-start" else "",
        name=name,
    )


def _tool(payload: Mapping[str, object], name: str) -> Tool:
    if name == "afterFileEdit":
        return tool(name, {"file_path": payload.get("file_path")}, {"success": True})
    if name == "afterShellExecution":
        return tool(name, {"command": payload.get("command")}, dict(payload))
    result = payload.get("tool_output", payload.get("tool_response", payload.get("result_json")))
    if name.lower() == "posttoolusefailure":
        result = {"error": first(payload, "error_message", "error") or "failed"}
    given = payload.get("tool_input")
    return tool(first(payload, "tool_name"), given, result, first(payload, "tool_use_id"))


def turns(text: str) -> tuple[Turn, ...]:
    """The turns of a transcript; its lines carry no id, so a turn is known by its place."""
    log = Log("cursor")
    for line in lines(text):
        log.session = log.session or first(line, "conversation_id", "conversationId", "sessionId")
        at = moment(line.get("timestamp", line.get("createdAt")))
        content = mapping(line.get("message")).get("content", line.get("content", line.get("text")))
        role = first(line, "role", "type") or first(mapping(line.get("message")), "role")
        if role == "user":
            said = words([part for part in _parts(content) if part.get("type") != "tool_result"])
            if split_prompt(said, "cursor")[0].strip():
                log.prompt(said, at, first(line, "id", "uuid"))
        elif role == "assistant":
            for part in _parts(content):
                if part.get("type") == "tool_use":
                    log.call(first(part, "name"), part.get("input"), at, first(part, "id"))
                else:
                    log.say(words(part), at, model=first(line, "model"))
    return log.turns()


def _parts(content: object) -> list[Mapping[str, object]]:
    if isinstance(content, str):
        return [{"type": "text", "text": content}]
    return [mapping(part) for part in entries(content)]
