"""Cursor: hook events, transcripts and settings.

Hooks: https://cursor.com/docs/agent/hooks. Cursor also loads Claude Code's settings and then
uses its names for the events, with payloads of its own. Transcripts are JSON lines of messages;
the prompt stands in `<user_query>`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from minutebook.agents.adapters.base import (
    HOOK_TIMEOUT_SECONDS,
    TURN_END_TIMEOUT_SECONDS,
    Adapter,
    HooksFile,
    Installation,
    ServerFile,
    Transcripts,
    make_command,
    make_server_entry,
)
from minutebook.agents.adapters.transcript_files import (
    TranscriptFile,
    list_files,
    locate_agent_home,
    slugify_folder,
)
from minutebook.agents.capture.lenient_json import (
    as_list,
    as_mapping,
    extract_text,
    first_text,
    parse_json_lines,
    parse_time,
)
from minutebook.agents.capture.prompt import split_prompt
from minutebook.agents.capture.tool_calls import read_tool_call
from minutebook.agents.capture.turn import Event, ToolCall, Turn
from minutebook.agents.capture.turn_builder import TranscriptBuilder
from minutebook.text.jsonc import COMMENT, TRAILING_COMMA

__all__ = ["ADAPTER", "read_event", "read_turns"]

EVENT_KINDS = {
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


def read_event(payload: Mapping[str, object], time: float, event_name: str = "") -> Event:
    """A hook's payload as an event. A turn is a generation; its answer comes before the stop."""
    event_name = first_text(payload, "hook_event_name") or event_name
    kind = EVENT_KINDS.get(event_name, "other")
    roots = [root for root in as_list(payload.get("workspace_roots")) if isinstance(root, str)]
    is_subagents = kind.startswith("subagent")
    return Event(
        time=time,
        agent="cursor",
        kind=kind,
        session_id=first_text(payload, "conversation_id", "session_id"),
        turn_id=first_text(payload, "generation_id"),
        prompt=first_text(payload, "prompt")
        or (first_text(payload, "task") if is_subagents else ""),
        response=first_text(payload, "text", "summary", "last_assistant_message"),
        model=first_text(payload, "model_id", "model"),
        tool=_read_tool(payload, event_name) if kind == "tool" else None,
        cwd=first_text(payload, "cwd") or (roots[0] if roots else ""),
        transcript_path=first_text(
            payload, "agent_transcript_path" if is_subagents else "", "transcript_path"
        ),
        subagent_id=first_text(payload, "subagent_id") if is_subagents else "",
        subagent_type=first_text(payload, "subagent_type") if is_subagents else "",
        is_interrupted=payload.get("status") == "aborted",
        source=first_text(payload, "source") if kind == "session-start" else "",
        name=event_name,
    )


def _read_tool(payload: Mapping[str, object], event_name: str) -> ToolCall:
    if event_name == "afterFileEdit":
        return read_tool_call(
            event_name, {"file_path": payload.get("file_path")}, {"success": True}
        )
    if event_name == "afterShellExecution":
        return read_tool_call(event_name, {"command": payload.get("command")}, dict(payload))
    result = payload.get("tool_output", payload.get("tool_response", payload.get("result_json")))
    if event_name.lower() == "posttoolusefailure":
        result = {"error": first_text(payload, "error_message", "error") or "failed"}
    arguments = payload.get("tool_input")
    return read_tool_call(
        first_text(payload, "tool_name"), arguments, result, first_text(payload, "tool_use_id")
    )


def read_turns(text: str) -> tuple[Turn, ...]:
    """The turns of a transcript. A turn whose line has no id gets its place in the file as id."""
    builder = TranscriptBuilder("cursor")
    for line in parse_json_lines(text):
        builder.session_id = builder.session_id or first_text(
            line, "conversation_id", "conversationId", "sessionId"
        )
        time = parse_time(line.get("timestamp", line.get("createdAt")))
        content = as_mapping(line.get("message")).get(
            "content", line.get("content", line.get("text"))
        )
        role = first_text(line, "role", "type") or first_text(
            as_mapping(line.get("message")), "role"
        )
        if role == "user":
            message_text = extract_text(
                [part for part in _list_parts(content) if part.get("type") != "tool_result"]
            )
            if split_prompt(message_text, "cursor")[0].strip():
                builder.start_turn(message_text, time, first_text(line, "id", "uuid"))
        elif role == "assistant":
            for part in _list_parts(content):
                if part.get("type") == "tool_use":
                    builder.add_tool_call(
                        first_text(part, "name"), part.get("input"), time, first_text(part, "id")
                    )
                else:
                    builder.add_message(extract_text(part), time, model=first_text(line, "model"))
    return builder.build_turns()


def _list_parts(content: object) -> list[Mapping[str, object]]:
    if isinstance(content, str):
        return [{"type": "text", "text": content}]
    return [as_mapping(part) for part in as_list(content)]


# Where the transcripts lie ----------------------------------------------------------------------


def _find_transcripts(tops: Sequence[str]) -> Iterator[TranscriptFile]:
    for top in tops:
        slug = slugify_folder(top).strip("-")
        folder = locate_agent_home("", ".cursor", "projects", slug, "agent-transcripts")
        yield from (TranscriptFile("cursor", path, top) for path in list_files(folder, ".jsonl"))


def _is_own_row(row: Mapping[str, object]) -> bool:
    keys = row.keys()
    if keys & {"uuid", "parentUuid", "isSidechain", "info", "messages", "projectHash", "$set"}:
        return False  # of other agents
    return (
        "role" in keys
        and bool(keys & {"message", "content"})
        and first_text(row, "type") not in ("gemini", "user", "response_item")
    )


# What is installed ------------------------------------------------------------------------------

_EDIT_TOOLS = ("Write", "Edit", "StrReplace", "search_replace")
_HOOKS: dict[str, object] = {
    event: {
        "command": make_command("cursor"),
        "timeout": TURN_END_TIMEOUT_SECONDS if event == "stop" else HOOK_TIMEOUT_SECONDS,
    }
    for event in (
        "sessionStart",
        "beforeSubmitPrompt",
        "afterFileEdit",
        "afterShellExecution",
        "afterAgentResponse",
        "stop",
        "sessionEnd",
    )
}
# `afterFileEdit` comes for each edit, and its answer is not read; that of `postToolUse` is.
_HOOKS["postToolUse"] = {
    "command": make_command("cursor"),
    "timeout": HOOK_TIMEOUT_SECONDS,
    "matcher": "|".join(_EDIT_TOOLS),
}

ADAPTER = Adapter(
    name="cursor",
    read_event=read_event,
    read_turns=read_turns,
    event_kinds=EVENT_KINDS,
    event_name_keys=("hook_event_name",),
    session_keys=("conversation_id", "session_id"),
    context_events={"postToolUse": "after-edit", "sessionStart": "session"},
    context_form="additional_context",
    edit_tools=_EDIT_TOOLS,
    own_keys=(("cursor_version",),),
    injected_tags=(
        "open_and_recently_viewed_files",
        "system_reminder",
        "attached_files",
        "additional_data",
        "cursor_rules_context",
        "always_applied_workspace_rules",
        "manually_attached_skills",
    ),
    ambiguous_tags=(
        "user_info",
        "rules",
        "project_layout",
        "git_status",
        "agent_transcripts",
        "agent_skills",
        "timestamp",
    ),
    wrapper_tags=("user_query",),
    transcripts=Transcripts(find_files=_find_transcripts, is_own_row=_is_own_row),
    installation=Installation(
        files=(HooksFile(".cursor/hooks.json", _HOOKS, 1, accepts=(COMMENT, TRAILING_COMMA)),),
        instructions_paths=("AGENTS.md",),
        marker_paths=(".cursor", ".cursorrules"),
        server_file=ServerFile(".cursor/mcp.json", "mcpServers", make_server_entry(type="stdio")),
    ),
)
