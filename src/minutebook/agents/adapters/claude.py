"""Claude Code: hook events and transcripts. Other agents imitate its events.

Events: https://code.claude.com/docs/en/hooks.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterator, Mapping, Sequence

from minutebook.agents.adapters.base import (
    Adapter,
    HooksFile,
    Installation,
    ServerFile,
    Transcripts,
    make_server_entry,
)
from minutebook.agents.adapters.claude_plugin import EDIT_TOOLS, HOOKS, make_plugin_files
from minutebook.agents.adapters.logs.claude_log import SUBAGENT_ROW, read_turns
from minutebook.agents.adapters.transcript_files import (
    TranscriptFile,
    list_files,
    list_folders,
    locate_agent_home,
    read_beginning,
    read_json_file,
    read_text_file,
    slugify_folder,
)
from minutebook.agents.capture.lenient_json import (
    as_mapping,
    extract_text,
    first_text,
    parse_json_lines,
)
from minutebook.agents.capture.prompt import split_prompt
from minutebook.agents.capture.tool_calls import read_tool_call
from minutebook.agents.capture.turn import Event, ToolCall
from minutebook.lean.values import replace

__all__ = ["ADAPTER", "read_event", "read_turns"]

EVENT_KINDS = {
    "UserPromptSubmit": "prompt",
    "UserPromptExpansion": "expansion",
    "PostToolUse": "tool",
    "PostToolUseFailure": "tool",
    "Stop": "stop",
    "StopFailure": "stop",
    "SubagentStart": "subagent-start",
    "SubagentStop": "subagent-stop",
    "SessionStart": "session-start",
    "SessionEnd": "session-end",
    "PreCompact": "compact",
    "PostModelSwitch": "model",
}
_SUBAGENT_TOOLS = ("Task", "Agent")


def _read_own_event(payload: Mapping[str, object], time: float, event_name: str) -> Event:
    """A payload of Claude Code itself as an event: its prompts are as they were typed.

    A prompt that is but a notice of Claude Code's own, such as that a task in the background has
    ended, is not one.
    """
    event = read_event(payload, time, event_name)
    if event.subagent_id and event.transcript_path == payload.get("transcript_path"):
        folder = event.transcript_path.removesuffix(".jsonl")
        path = f"{folder}/subagents/agent-{event.subagent_id}.jsonl"
        event = replace(event, transcript_path=path)
    if event.kind == "expansion":
        is_users = not event.subagent_id  # a subagent may use a command, too
        prompt = _read_typed_command(payload) if is_users else ""
        return replace(event, kind="expansion" if is_users else "other", prompt=prompt)
    if event.kind != "prompt":
        return event
    has_user_text = split_prompt(event.prompt, "claude")[0].strip() or not event.prompt.strip()
    return replace(event, kind="prompt" if has_user_text else "notice", is_typed=True)


def _read_typed_command(payload: Mapping[str, object]) -> str:
    """The slash command that is about to be expanded, as it was typed."""
    prompt = first_text(payload, "prompt")
    name = first_text(payload, "command_name").removeprefix("/")
    if prompt.lstrip().startswith("/") or not name:
        return prompt
    return f"/{name} {first_text(payload, 'command_args')}".rstrip()


def read_event(payload: Mapping[str, object], time: float, event_name: str = "") -> Event:
    """A hook's payload as an event. `PreToolUse` of a subagent's tool is its "subagent-start"."""
    event_name = first_text(payload, "hook_event_name", "hookEventName") or event_name
    kind = EVENT_KINDS.get(event_name, "other")
    tool_name = first_text(payload, "tool_name")
    if event_name == "PreToolUse" and tool_name in _SUBAGENT_TOOLS:
        kind = "subagent-start"
    return Event(
        time=time,
        agent="claude",
        kind=kind,
        session_id=first_text(payload, "session_id", "sessionId"),
        turn_id=first_text(payload, "prompt_id", "turn_id"),
        prompt=first_text(payload, "prompt") if kind == "prompt" else "",
        response=first_text(payload, "last_assistant_message") if kind.endswith("stop") else "",
        model=_find_model(payload),
        tool=_read_tool(payload, event_name) if tool_name else None,
        cwd=first_text(payload, "cwd"),
        transcript_path=_find_transcript_path(payload, kind),
        subagent_id=first_text(payload, "agent_id"),
        subagent_type=first_text(payload, "agent_type") if payload.get("agent_id") else "",
        is_interrupted=payload.get("is_interrupt") is True or event_name == "StopFailure",
        source=first_text(payload, "source") if kind == "session-start" else "",
        name=event_name,
    )


def _find_model(payload: Mapping[str, object]) -> str:
    model = first_text(payload, "model", "to_model")
    return model or first_text(as_mapping(payload.get("model")), "id")


def _find_transcript_path(payload: Mapping[str, object], kind: str) -> str:
    """The transcript that the event is about: a subagent has one of its own."""
    own_keys = ("agent_transcript_path",) if kind == "subagent-stop" else ()
    return first_text(payload, *own_keys, "transcript_path", "transcriptPath")


def _read_tool(payload: Mapping[str, object], event_name: str) -> ToolCall:
    result = payload.get("tool_response", payload.get("tool_result"))
    if event_name == "PostToolUseFailure":
        result = {"error": extract_text(payload.get("error")) or "failed"}
    return read_tool_call(
        first_text(payload, "tool_name"),
        payload.get("tool_input"),
        result,
        first_text(payload, "tool_use_id"),
    )


# Where the transcripts lie ----------------------------------------------------------------------


def _find_transcripts(tops: Sequence[str]) -> Iterator[TranscriptFile]:
    slugs = tuple(slugify_folder(top) for top in tops)
    home = locate_agent_home("CLAUDE_CONFIG_DIR", ".claude")
    for folder in list_folders(os.path.join(home, "projects")):
        if os.path.basename(folder).startswith(slugs):  # the lines name the folder exactly
            yield from (TranscriptFile("claude", path) for path in list_files(folder, ".jsonl"))


def _is_own_row(row: Mapping[str, object]) -> bool:
    keys = row.keys()
    return bool(keys & {"isSidechain", "parentUuid"}) or keys >= {"uuid", "sessionId"}


def _find_session(path: str) -> str:
    """The session of a transcript: the first id in it. Subagents have files of their own."""
    lines = parse_json_lines(read_beginning(path))
    return next((session for line in lines if (session := first_text(line, "sessionId"))), "")


def _read_transcript(path: str) -> str:
    """The text of a transcript; beside that of a subagent a file says of what type it is."""
    text, stem = read_text_file(path), path.removesuffix(".jsonl")
    subagent_id = os.path.basename(stem).removeprefix("agent-")
    if subagent_id == os.path.basename(stem):
        return text
    subagent_type = first_text(read_json_file(f"{stem}.meta.json"), "agentType")
    row = {"type": SUBAGENT_ROW, "agentId": subagent_id, "agentType": subagent_type}
    return f"{text}\n{json.dumps(row)}"


# Reminders and what hooks add; slash commands as they are shown; Claude Code's own commands, and
# `!` commands, with their output; what an editor shows; tasks in the background, other agents.
_INJECTED_TAGS = """
system-reminder task-reminder post-tool-use-hook user-prompt-submit-hook session-start-hook
command-message command-contents
local-command-stdout local-command-stderr local-command-caveat
bash-input bash-stdout bash-stderr bash-exit-code
ide_selection ide_opened_file ide_diagnostics
task-notification teammate-message cross-session-message fork-boilerplate
"""

ADAPTER = Adapter(
    name="claude",
    aliases=("claude-code", "claude_code"),
    read_event=_read_own_event,
    read_turns=read_turns,
    event_kinds=EVENT_KINDS,
    event_name_keys=("hook_event_name", "hookEventName"),
    session_keys=("session_id", "sessionId"),
    subagent_keys=("agent_id",),
    has_shared_settings=True,
    message_events=("Stop", "SubagentStop", "SessionStart", "SessionEnd"),
    context_events={"PreToolUse": "before-edit", "SessionStart": "session"},
    edit_tools=EDIT_TOOLS,
    injected_tags=tuple(_INJECTED_TAGS.split()),
    ambiguous_tags=("agent-message", "tick", "remote-review"),
    transcripts=Transcripts(
        find_files=_find_transcripts,
        is_own_row=_is_own_row,
        read_text=_read_transcript,
        find_session=_find_session,
        has_unique_turn_ids=True,
    ),
    installation=Installation(
        files=(HooksFile(".claude/settings.json", HOOKS),),
        instructions_paths=("CLAUDE.md", ".claude/CLAUDE.md"),
        marker_paths=(".claude", "CLAUDE.md"),
        off_switches=(
            (".claude/settings.json", ("disableAllHooks",), True),
            (".claude/settings.local.json", ("disableAllHooks",), True),
        ),
        make_plugin_files=make_plugin_files,
        skills_folder=".claude/skills",
        server_file=ServerFile(".mcp.json", "mcpServers", make_server_entry()),
    ),
)
