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

from minutebook.agents.adapters import claude
from minutebook.agents.adapters.base import (
    HOOK_TIMEOUT_SECONDS,
    TURN_END_TIMEOUT_SECONDS,
    Adapter,
    HooksFile,
    Installation,
    ServerFile,
    Transcripts,
    make_command,
    make_posix_command,
    make_server_entry,
)
from minutebook.agents.adapters.logs.copilot_log import (
    complete_result,
    has_user_text,
    mark_background_agent,
    read_turns,
)
from minutebook.agents.adapters.transcript_files import (
    TranscriptFile,
    list_files,
    locate_agent_home,
    read_text_file,
)
from minutebook.agents.capture.lenient_json import (
    extract_text,
    first_text,
)
from minutebook.agents.capture.tool_calls import read_tool_call
from minutebook.agents.capture.turn import Event
from minutebook.lean.values import replace
from minutebook.repository.light import sanitize_name

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

    `event_name` is for camelCase payloads, which do not carry it; without it their keys tell. What
    a subagent does belongs to the session that started it, though it has an id of its own.
    """
    if first_text(payload, "hook_event_name", "hookEventName"):
        event = _read_claude_event(payload, time, event_name)
    else:
        event = _read_own_event(payload, time, event_name)
    parent = first_text(payload, "parentAgentId", "parent_agent_id")
    event = replace(
        event,
        session_id=parent or event.session_id,
        caller_id=parent,
        prompt=event.prompt or _find_initial_prompt(payload, event.kind),
        is_typed=event.kind == "prompt",
    )
    if event.tool is not None and event.tool.starts_subagent:
        event = replace(event, tool=mark_background_agent(event.tool))
    is_notice = event.kind == "prompt" and event.prompt and not has_user_text(event.prompt)
    return replace(event, kind="other", prompt="") if is_notice else event


def _read_claude_event(payload: Mapping[str, object], time: float, event_name: str) -> Event:
    """A payload with the keys of Claude Code."""
    for key in ("tool_result", "tool_response"):
        if key in payload:
            payload = {**payload, key: complete_result(payload[key])}
    event = claude.read_event(payload, time, event_name)
    named_type = first_text(payload, "agent_name", "agent_type")
    subagent_type = named_type if event.kind.startswith("subagent") else ""
    return replace(event, agent="copilot", subagent_type=subagent_type or event.subagent_type)


def _read_own_event(payload: Mapping[str, object], time: float, event_name: str) -> Event:
    """A payload with camelCase keys."""
    event_name = event_name if event_name in EVENT_KINDS else _guess_event_name(payload)
    kind = EVENT_KINDS.get(event_name, "other")
    tool_name = first_text(payload, "toolName")
    result = complete_result(payload.get("toolResult"))
    if "error" in payload:
        result = {"error": extract_text(payload.get("error")) or "failed"}
    # What Claude Code's settings are told of a subagent's start has keys of both.
    subagent_id = first_text(payload, "agentId", "agent_id")
    is_subagents = kind.startswith("subagent")
    return Event(
        time=time,
        agent="copilot",
        kind=kind,
        session_id=first_text(payload, "sessionId"),
        prompt=first_text(payload, "prompt") if kind == "prompt" else "",
        response=first_text(payload, "response") if is_subagents else "",
        tool=read_tool_call(tool_name, payload.get("toolArgs"), result) if tool_name else None,
        cwd=first_text(payload, "cwd"),
        transcript_path=first_text(payload, "transcriptPath"),
        subagent_id=subagent_id,
        subagent_type=first_text(
            payload, "agentName" if is_subagents else "", "agentType", "agent_type"
        )
        if subagent_id or is_subagents
        else "",
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


# Where the logs lie -----------------------------------------------------------------------------


def _find_transcripts(tops: Sequence[str]) -> Iterator[TranscriptFile]:
    del tops  # a log or the file beside it says which folder it is about
    home = locate_agent_home("COPILOT_HOME", ".copilot")
    for name in ("session-state", "history-session-state"):
        for path in list_files(os.path.join(home, name), ".jsonl", ".json"):
            workspace = read_text_file(os.path.join(os.path.dirname(path), "workspace.yaml"))
            match = re.search(r"(?m)^cwd: *(.+?) *\r?$", workspace)
            yield TranscriptFile("copilot", path, match[1].strip("'\"") if match else "")


def _locate_log(session_id: str) -> str:
    """The log of a session, which only stops name; "" where there is none."""
    name = sanitize_name(session_id)
    home = locate_agent_home("COPILOT_HOME", ".copilot")
    path = os.path.join(home, "session-state", name, "events.jsonl")
    return path if name and os.path.isfile(path) else ""


# What is installed ------------------------------------------------------------------------------

# The payloads of these events do not name their event.
_HOOKS: dict[str, object] = {
    event: {
        "type": "command",
        "bash": make_posix_command("copilot", event),
        "powershell": make_command("copilot", event),
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
    parent_keys=("parentAgentId", "parent_agent_id"),
    subagent_keys=("agentId", "agent_id"),
    has_shared_settings=True,
    context_events={"postToolUse": "after-edit", "sessionStart": "session"},
    context_form="additionalContext",
    edit_tools=("create", "edit", "str_replace_editor", "apply_patch"),
    injected_tags=("current_datetime", "system_notification"),
    ambiguous_tags=("context", "reminder", "attachments"),
    transcripts=Transcripts(
        find_files=_find_transcripts,
        locate_session=_locate_log,
        is_own_row=lambda row: "." in first_text(row, "type") and "data" in row,
    ),
    installation=Installation(
        files=(HooksFile(".github/hooks/minutebook.json", _HOOKS, version=1),),
        instructions_paths=("AGENTS.md",),
        marker_paths=(".github/copilot-instructions.md", ".github/hooks"),
        server_file=ServerFile(".mcp.json", "mcpServers", make_server_entry()),
    ),
)
