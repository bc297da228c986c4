"""Copilot in VS Code: hook events as those of Copilot's command line, and exported chats.

Hooks: https://code.visualstudio.com/docs/agents/reference/hooks-reference. It loads Claude Code's
settings and those of Copilot's command line; it has no settings of its own to install.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence

from minutebook.agents.adapters import claude, copilot
from minutebook.agents.adapters.base import Adapter, Transcripts
from minutebook.agents.adapters.transcript_files import (
    TranscriptFile,
    list_files,
    list_folders,
    locate_agent_home,
    read_json_file,
)
from minutebook.agents.capture.lenient_json import (
    as_list,
    as_mapping,
    first_text,
    parse_json,
    parse_time,
)
from minutebook.agents.capture.turn import Turn
from minutebook.agents.capture.turn_builder import TranscriptBuilder

__all__ = ["ADAPTER", "read_turns"]


def read_turns(text: str) -> tuple[Turn, ...]:
    """The turns of an exported chat (`requests`), or of a log as Copilot's command line writes."""
    chat = as_mapping(parse_json(text))
    if "requests" not in chat:
        return copilot.read_turns(text)
    builder = TranscriptBuilder("vscode", first_text(chat, "sessionId"))
    for request in map(as_mapping, as_list(chat.get("requests"))):
        time = parse_time(request.get("timestamp"))
        builder.start_turn(
            first_text(as_mapping(request.get("message")), "text"),
            time,
            first_text(request, "requestId"),
        )
        parts = [as_mapping(part) for part in as_list(request.get("response"))]
        answer = "".join(first_text(part, "value") for part in parts if not part.get("kind"))
        builder.add_message(answer, time, model=first_text(request, "modelId"))
        for part in parts:
            if part.get("kind") == "toolInvocationSerialized":
                tool_data = as_mapping(part.get("toolSpecificData"))
                command_line = as_mapping(tool_data.get("commandLine"))
                command = first_text(command_line, "original") or first_text(tool_data, "command")
                arguments = {"command": command} if command else tool_data
                builder.add_tool_call(
                    first_text(part, "toolId"), arguments, time, first_text(part, "toolCallId")
                )
    return builder.build_turns()


def _find_transcripts(tops: Sequence[str]) -> Iterator[TranscriptFile]:
    """The chats of all local workspaces, wherever a system keeps VS Code's settings."""
    from urllib.parse import unquote, urlsplit

    del tops
    roots = (
        locate_agent_home("XDG_CONFIG_HOME", ".config"),
        locate_agent_home("", "Library", "Application Support"),
        locate_agent_home("APPDATA", "AppData", "Roaming"),
    )
    for root in roots:
        for editor in ("Code", "Code - Insiders", "VSCodium"):
            for folder in list_folders(os.path.join(root, editor, "User", "workspaceStorage")):
                workspace = read_json_file(os.path.join(folder, "workspace.json"))
                url = first_text(workspace, "folder")
                if url.startswith("file:"):
                    cwd = unquote(urlsplit(url).path)
                    for path in list_files(os.path.join(folder, "chatSessions"), ".json"):
                        yield TranscriptFile("vscode", path, cwd)


ADAPTER = Adapter(
    name="vscode",
    aliases=("code", "vs-code"),
    read_event=copilot.read_event,
    read_turns=read_turns,
    event_kinds=claude.EVENT_KINDS,
    event_name_keys=("hook_event_name", "hookEventName"),
    session_keys=("session_id", "sessionId"),
    has_shared_settings=True,
    # The first comes where Claude Code's settings are loaded, the second with those of Copilot.
    context_events={
        "PreToolUse": "before-edit",
        "PostToolUse": "after-edit",
        "SessionStart": "session",
    },
    edit_tools=(
        "create_file",
        "replace_string_in_file",
        "multi_replace_string_in_file",
        "insert_edit_into_file",
        "edit_notebook_file",
        "editFiles",
    ),
    message_events=("Stop", "SubagentStop", "SessionStart"),
    injected_tags=(
        "environment_info",
        "workspace_info",
        "editorContext",
        "reminderInstructions",
        "reminder_instructions",
    ),
    ambiguous_tags=("context", "attachments", "attachment", "instructions"),
    wrapper_tags=("userRequest",),
    transcripts=Transcripts(find_files=_find_transcripts, is_own_row=lambda row: "requests" in row),
)
