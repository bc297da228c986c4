"""Codex: hook events, `notify`, rollouts and settings.

Hooks: https://developers.openai.com/codex/hooks (payloads as Claude Code's, with `turn_id` and
`model`).
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterator, Mapping, Sequence

from minutebook.agents.adapters import claude
from minutebook.agents.adapters.base import (
    HOOK_TIMEOUT_SECONDS,
    TURN_END_TIMEOUT_SECONDS,
    Adapter,
    FlagFile,
    HooksFile,
    Installation,
    ServerFile,
    Transcripts,
    make_command,
    make_hook_group,
    make_posix_command,
    make_server_entry,
)
from minutebook.agents.adapters.logs.codex_rollout import read_task, read_turns
from minutebook.agents.adapters.transcript_files import (
    TranscriptFile,
    list_files,
    locate_agent_home,
    read_beginning,
)
from minutebook.agents.capture.lenient_json import (
    as_mapping,
    extract_text,
    first_text,
)
from minutebook.agents.capture.turn import Event, ToolCall
from minutebook.lean.values import replace

__all__ = ["ADAPTER", "read_event", "read_turns"]

_NOTIFY_EVENT = "agent-turn-complete"
_EVENT_KINDS = {**claude.EVENT_KINDS, "Interrupt": "interrupt", _NOTIFY_EVENT: "stop"}
_ROLLOUT_TYPES = ("session_meta", "turn_context", "event_msg", "response_item")

_SPAWNING_TOOL = "spawn_agent"  # a namespace, which can be set, is glued to its beginning


def read_event(payload: Mapping[str, object], time: float, event_name: str = "") -> Event:
    """A hook's payload, or what `notify` gives at a turn's end: prompt and answer in one.

    The call that spawns an agent returns at once: it begins the agent's turn and does not end it.
    """
    if payload.get("type") != _NOTIFY_EVENT:
        event = replace(claude.read_event(payload, time, event_name), agent="codex")
        kind = _EVENT_KINDS.get(event.name, event.kind)
        event = replace(event, kind=kind, is_typed=kind == "prompt")
        tool = event.tool
        if event.kind == "tool" and tool is not None and tool.name.endswith(_SPAWNING_TOOL):
            event = replace(event, kind="subagent-start", tool=_read_spawn(payload, tool))
        return event
    return Event(
        time=time,
        agent="codex",
        kind="stop",
        session_id=first_text(payload, "thread-id"),
        turn_id=first_text(payload, "turn-id"),
        prompt=extract_text(payload.get("input-messages")),
        response=first_text(payload, "last-assistant-message"),
        cwd=first_text(payload, "cwd"),
        name=_NOTIFY_EVENT,
    )


def _read_spawn(payload: Mapping[str, object], tool: ToolCall) -> ToolCall:
    """The call that spawns an agent, without what it prints, which is not the agent's answer."""
    task_name = first_text(as_mapping(payload.get("tool_input")), "task_name")
    return replace(tool, output="", subagent_prompt=read_task(tool.subagent_prompt, task_name))


# Where the rollouts lie -------------------------------------------------------------------------


def _find_transcripts(tops: Sequence[str]) -> Iterator[TranscriptFile]:
    """The rollouts whose beginning names one of the folders, as JSON writes it."""
    home = locate_agent_home("CODEX_HOME", ".codex")
    names = [json.dumps(top, ensure_ascii=plain)[1:-1] for top in tops for plain in (True, False)]
    for folder in ("sessions", "archived_sessions"):
        for path in list_files(os.path.join(home, folder), ".jsonl"):
            beginning = read_beginning(path)
            if any(name in beginning for name in names):
                yield TranscriptFile("codex", path)


def _is_own_row(row: Mapping[str, object]) -> bool:
    is_old_beginning = "instructions" in row and not row.keys() & {"role", "messages", "requests"}
    return is_old_beginning or first_text(row, "type") in _ROLLOUT_TYPES


# What is installed ------------------------------------------------------------------------------


def _make_hook_group(timeout: int) -> dict[str, object]:
    """An entry of ours; Codex runs its command in the user's shell, on Windows in PowerShell."""
    command, windows_command = make_posix_command("codex"), make_command("codex")
    return make_hook_group(command, timeout, commandWindows=windows_command)


# At these events Codex waits no longer, and says at each start that a longer time was cut.
_SHORT_TIMEOUT_SECONDS = 3
_HOOKS: dict[str, object] = {
    "SessionStart": _make_hook_group(HOOK_TIMEOUT_SECONDS),
    "UserPromptSubmit": _make_hook_group(HOOK_TIMEOUT_SECONDS),
    "PostToolUse": _make_hook_group(HOOK_TIMEOUT_SECONDS),
    "Stop": _make_hook_group(TURN_END_TIMEOUT_SECONDS),
    "SubagentStart": _make_hook_group(HOOK_TIMEOUT_SECONDS),
    "SubagentStop": _make_hook_group(TURN_END_TIMEOUT_SECONDS),
    "Interrupt": _make_hook_group(_SHORT_TIMEOUT_SECONDS),
    "SessionEnd": _make_hook_group(_SHORT_TIMEOUT_SECONDS),
}

ADAPTER = Adapter(
    name="codex",
    read_event=read_event,
    read_turns=read_turns,
    event_kinds=_EVENT_KINDS,
    event_name_keys=("hook_event_name", "type"),
    session_keys=("session_id", "thread-id"),
    subagent_keys=("agent_id",),
    turn_keys=("turn_id",),
    own_event_names=(_NOTIFY_EVENT,),
    # A new event, as PreToolUse, would have to be trusted by everybody; both reach the model with
    # its next request.
    context_events={"PostToolUse": "after-edit", "SessionStart": "session"},
    edit_tools=("apply_patch",),
    message_events=("Stop", "SubagentStop", "SessionStart", "Interrupt"),
    injected_tags=(
        "environment_context",
        "user_instructions",
        "turn_aborted",
        "subagent_notification",
        "permissions instructions",
        "collaboration_mode",
    ),
    ambiguous_tags=("skill", "INSTRUCTIONS"),
    transcripts=Transcripts(find_files=_find_transcripts, is_own_row=_is_own_row),
    installation=Installation(
        files=(
            HooksFile(".codex/hooks.json", _HOOKS),
            FlagFile(".codex/config.toml", "features", "hooks", former_key="codex_hooks"),
        ),
        instructions_paths=("AGENTS.md",),
        marker_paths=(".codex",),
        server_file=ServerFile(".codex/config.toml", "mcp_servers", make_server_entry()),
        note="Codex asks once whether it may trust the hooks: /hooks",
    ),
)
