"""Copilot: the command line's hook events and logs, and VS Code's, which are their kin.

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
from minutebook.repository import spool

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
    event_name = event_name if event_name in EVENT_KINDS else _guessed(payload)
    what = EVENT_KINDS.get(event_name, "other")
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
    """The turns of a log of events."""
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


# Where the logs lie -----------------------------------------------------------------------------


def _find_transcripts(tops: Sequence[str]) -> Iterator[TranscriptFile]:
    del tops  # a log or the file beside it says which folder it is about
    home = locate_agent_home("COPILOT_HOME", ".copilot")
    for name in ("session-state", "history-session-state"):
        for path in list_files(os.path.join(home, name), ".jsonl", ".json"):
            workspace = spool.read_text(os.path.join(os.path.dirname(path), "workspace.yaml"))
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
