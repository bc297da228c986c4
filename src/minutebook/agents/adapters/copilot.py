"""Copilot: hook events (also those that VS Code sends), the command line's logs and settings.

Hooks: https://docs.github.com/en/copilot/reference/copilot-cli-reference/cli-hooks-reference and
https://code.visualstudio.com/docs/agents/reference/hooks-reference. The casing of the event's
name in the configuration picks the dialect: `agentStop` gives camelCase keys, without the name.
No stop carries the answer: it stands in the transcript.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from minutebook.agents.adapters import claude
from minutebook.agents.adapters.base import (
    HOOK_COMMAND,
    HOOK_TIMEOUT_SECONDS,
    TURN_END_TIMEOUT_SECONDS,
    Adapter,
    HooksFile,
    Installation,
    Transcripts,
)
from minutebook.agents.adapters.transcript_files import (
    TranscriptFile,
    list_files,
    locate_agent_home,
    read_text_file,
)
from minutebook.agents.capture.lenient_json import (
    as_int,
    as_mapping,
    extract_text,
    first_text,
    parse_json_lines,
    parse_time,
)
from minutebook.agents.capture.prompt import split_prompt
from minutebook.agents.capture.tool_calls import read_tool_call
from minutebook.agents.capture.turn import Event, Turn
from minutebook.agents.capture.turn_builder import TranscriptBuilder

__all__ = ["ADAPTER", "read_event", "read_turns"]

EVENT_KINDS = {
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

    `event_name` is for camelCase payloads, which do not carry it; without it their keys tell.
    """
    if first_text(payload, "hook_event_name", "hookEventName"):
        event = claude.read_event(payload, time, event_name)
        subagent_type = (
            first_text(payload, "agent_name", "agent_type")
            if event.kind.startswith("subagent")
            else ""
        )
        return replace(
            event,
            agent="copilot",
            prompt=event.prompt or _find_initial_prompt(payload, event.kind),
            subagent_type=subagent_type or event.subagent_type,
        )
    event_name = event_name if event_name in EVENT_KINDS else _guess_event_name(payload)
    kind = EVENT_KINDS.get(event_name, "other")
    tool_name = first_text(payload, "toolName")
    result = payload.get("toolResult")
    if "error" in payload:
        result = {"error": extract_text(payload.get("error")) or "failed"}
    return Event(
        time=time,
        agent="copilot",
        kind=kind,
        session_id=first_text(payload, "sessionId"),
        prompt=first_text(payload, "prompt")
        if kind == "prompt"
        else _find_initial_prompt(payload, kind),
        tool=read_tool_call(tool_name, payload.get("toolArgs"), result) if tool_name else None,
        cwd=first_text(payload, "cwd"),
        transcript_path=first_text(payload, "transcriptPath"),
        subagent_type=first_text(payload, "agentName") if kind.startswith("subagent") else "",
        is_interrupted=payload.get("stopReason") in ("abort", "aborted", "cancelled"),
        source=first_text(payload, "source") if kind == "session-start" else "",
        name=event_name,
    )


def _find_initial_prompt(payload: Mapping[str, object], kind: str) -> str:
    """The prompt that a session was started with."""
    return first_text(payload, "initialPrompt", "initial_prompt") if kind == "session-start" else ""


def _guess_event_name(payload: Mapping[str, object]) -> str:
    """The name of a camelCase payload's event, by its keys; "" where they do not tell."""
    keys = payload.keys()
    if "toolName" in keys:
        if "error" in keys:
            return "postToolUseFailure"
        return "postToolUse" if "toolResult" in keys else "preToolUse"
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
    """The turns of a log of events."""
    builder = TranscriptBuilder("copilot")
    for line in parse_json_lines(text):
        time = parse_time(line.get("timestamp"))
        _read_line(
            builder,
            first_text(line, "type"),
            as_mapping(line.get("data")),
            time,
            first_text(line, "id"),
        )
    return builder.build_turns()


def _read_line(
    builder: TranscriptBuilder, kind: str, data: Mapping[str, object], time: float, line_id: str
) -> None:
    is_subagents = bool(data.get("parentToolCallId"))
    if kind == "session.start":
        builder.session_id = builder.session_id or first_text(data, "sessionId")
        builder.model = first_text(data, "selectedModel") or builder.model
        builder.cwd = first_text(as_mapping(data.get("context")), "cwd") or builder.cwd
    elif kind == "session.model_change":
        builder.model = first_text(data, "newModel") or builder.model
    elif kind == "user.message" and not is_subagents:
        text = first_text(data, "content")
        if split_prompt(text, "copilot")[0].strip():
            builder.start_turn(text, time, line_id)
    elif kind == "assistant.message" and not is_subagents:
        model = first_text(data, "model")
        builder.add_message(first_text(data, "content"), time, first_text(data, "messageId"), model)
        if builder.open_turn is not None:
            builder.open_turn.add_tokens(as_int(data.get("outputTokens")))
    elif kind == "tool.execution_start":
        builder.add_tool_call(
            first_text(data, "toolName"),
            data.get("arguments"),
            time,
            first_text(data, "toolCallId"),
        )
    elif kind == "tool.execution_complete":
        success = data.get("success")
        result = data.get("result") or {"error": data.get("error")}
        ok = success if isinstance(success, bool) else None
        builder.add_tool_result(first_text(data, "toolCallId"), result, ok, time)
    elif kind == "abort" and builder.open_turn is not None:
        builder.open_turn.is_interrupted = True


# Where the logs lie -----------------------------------------------------------------------------


def _find_transcripts(tops: Sequence[str]) -> Iterator[TranscriptFile]:
    del tops  # a log or the file beside it says which folder it is about
    home = locate_agent_home("COPILOT_HOME", ".copilot")
    for name in ("session-state", "history-session-state"):
        for path in list_files(os.path.join(home, name), ".jsonl", ".json"):
            workspace = read_text_file(os.path.join(os.path.dirname(path), "workspace.yaml"))
            match = re.search(r"(?m)^cwd: *(.+?) *\r?$", workspace)
            yield TranscriptFile("copilot", path, match[1].strip("'\"") if match else "")


# What is installed ------------------------------------------------------------------------------

# The payloads of these events do not name their event.
_HOOKS: dict[str, object] = {
    event: {
        "type": "command",
        "bash": f"{HOOK_COMMAND} copilot {event}",
        "powershell": f"{HOOK_COMMAND} copilot {event}",
        "timeoutSec": TURN_END_TIMEOUT_SECONDS if event.endswith("Stop") else HOOK_TIMEOUT_SECONDS,
    }
    for event in (
        "sessionStart",
        "userPromptSubmitted",
        "postToolUse",
        "postToolUseFailure",
        "agentStop",
        "subagentStop",
        "sessionEnd",
    )
}

ADAPTER = Adapter(
    name="copilot",
    read_event=read_event,
    read_turns=read_turns,
    event_kinds=EVENT_KINDS,
    event_name_keys=("hook_event_name",),
    session_keys=("sessionId", "session_id"),
    has_shared_settings=True,
    injected_tags=("current_datetime",),
    ambiguous_tags=("context", "reminder", "attachments"),
    transcripts=Transcripts(
        find_files=_find_transcripts,
        is_own_row=lambda row: "." in first_text(row, "type") and "data" in row,
    ),
    installation=Installation(
        files=(HooksFile(".github/hooks/minutebook.json", _HOOKS, version=1),),
        instructions_paths=("AGENTS.md",),
        marker_paths=(".github/copilot-instructions.md", ".github/hooks"),
    ),
)
