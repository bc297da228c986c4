"""Codex: hook events, `notify`, rollouts and settings.

Hooks: https://developers.openai.com/codex/hooks (payloads as Claude Code's, with `turn_id` and
`model`). Rollouts are JSON lines of a type and a payload; older ones are bare response items.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from minutebook.agents.adapters import claude
from minutebook.agents.adapters.base import (
    HOOK_COMMAND,
    HOOK_TIMEOUT_SECONDS,
    TURN_END_TIMEOUT_SECONDS,
    Adapter,
    FlagFile,
    HooksFile,
    Installation,
    Transcripts,
    make_hook_group,
)
from minutebook.agents.adapters.transcript_files import (
    TranscriptFile,
    list_files,
    locate_agent_home,
    read_beginning,
)
from minutebook.agents.capture.lenient_json import (
    as_int,
    as_list,
    as_mapping,
    extract_text,
    first_text,
    parse_json_lines,
    parse_time,
)
from minutebook.agents.capture.prompt import split_prompt
from minutebook.agents.capture.turn import Event, Turn
from minutebook.agents.capture.turn_builder import TranscriptBuilder

__all__ = ["ADAPTER", "read_event", "read_turns"]

_NOTIFY_EVENT = "agent-turn-complete"
_ROLLOUT_TYPES = ("session_meta", "turn_context", "event_msg", "response_item")

# Beginnings of texts that Codex itself puts into a rollout as a user's message, beside the elements
# that `split_prompt` knows.
_INJECTED_BEGINNINGS = ("# AGENTS.md instructions", "<user_instructions>", "<environment_context>")


def read_event(payload: Mapping[str, object], time: float, event_name: str = "") -> Event:
    """A hook's payload, or what `notify` gives at a turn's end: prompt and answer in one."""
    if payload.get("type") != _NOTIFY_EVENT:
        return replace(claude.read_event(payload, time, event_name), agent="codex")
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


def read_turns(text: str) -> tuple[Turn, ...]:
    """The turns of a rollout. Tokens are input and output, without what came from the cache."""
    builder, turn_id = TranscriptBuilder("codex"), ""
    lines = list(parse_json_lines(text))
    # A prompt is in a rollout twice: as the event that the user saw, and as the model got it.
    has_user_events = any(
        as_mapping(line.get("payload")).get("type") == "user_message" for line in lines
    )
    for line in lines:
        time = parse_time(line.get("timestamp"))
        payload = as_mapping(line.get("payload")) or line
        kind = first_text(line, "type")
        if kind == "session_meta" or (not kind and "instructions" in line):
            _read_session(builder, payload)
        elif kind == "turn_context":
            turn_id = first_text(payload, "turn_id") or turn_id
            builder.model = first_text(payload, "model") or builder.model
            builder.cwd = first_text(payload, "cwd") or builder.cwd
            is_open = builder.open_turn is not None and builder.open_turn.turn_id == turn_id
            builder.note_activity(time, builder.model if is_open else "")
        elif kind == "event_msg":
            turn_id = first_text(payload, "turn_id") or turn_id
            _read_event_message(builder, payload, time, turn_id)
        else:
            _read_response_item(builder, payload, time, turn_id, has_user_events)
    return builder.build_turns()


def _read_session(builder: TranscriptBuilder, payload: Mapping[str, object]) -> None:
    builder.session_id = builder.session_id or first_text(payload, "id")
    builder.cwd = first_text(payload, "cwd") or builder.cwd


def _read_event_message(
    builder: TranscriptBuilder, payload: Mapping[str, object], time: float, turn_id: str
) -> None:
    kind = first_text(payload, "type")
    if kind == "user_message":
        builder.start_turn(first_text(payload, "message"), time, turn_id=turn_id)
    elif kind == "agent_message":
        builder.add_message(first_text(payload, "message"), time, model=builder.model)
    elif kind == "task_complete":
        builder.add_message(first_text(payload, "last_agent_message"), time, model=builder.model)
    elif kind == "turn_aborted" and builder.open_turn is not None:
        builder.open_turn.is_interrupted = True
    elif kind == "token_count" and builder.open_turn is not None:
        usage = as_mapping(as_mapping(payload.get("info")).get("last_token_usage"))
        counts = [as_int(usage.get(name)) or 0 for name in ("input_tokens", "output_tokens")]
        builder.open_turn.add_tokens(
            sum(counts) - (as_int(usage.get("cached_input_tokens")) or 0) if usage else None
        )


def _read_response_item(
    builder: TranscriptBuilder,
    item: Mapping[str, object],
    time: float,
    turn_id: str,
    has_user_events: bool,
) -> None:
    kind = first_text(item, "type")
    call_id = first_text(item, "call_id", "id")
    if kind == "message" and item.get("role") == "user":
        text = extract_text(item.get("content"))
        is_injected = text.lstrip().startswith(_INJECTED_BEGINNINGS)
        if not has_user_events and not is_injected and split_prompt(text, "codex")[0]:
            builder.start_turn(text, time, turn_id=turn_id)
    elif kind == "message" and item.get("role") == "assistant":
        builder.add_message(
            extract_text(item.get("content")), time, first_text(item, "id"), builder.model
        )
    elif kind in ("function_call", "custom_tool_call"):
        builder.add_tool_call(
            first_text(item, "name"), item.get("arguments", item.get("input")), time, call_id
        )
    elif kind == "local_shell_call":
        builder.add_tool_call("local_shell", as_mapping(item.get("action")), time, call_id)
    elif kind in ("function_call_output", "custom_tool_call_output", "local_shell_call_output"):
        output = item.get("output")
        builder.add_tool_result(
            call_id, output if not as_list(output) else {"content": output}, None, time
        )


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

_COMMAND = f"{HOOK_COMMAND} codex"
_HOOKS: dict[str, object] = {
    "SessionStart": make_hook_group(_COMMAND, HOOK_TIMEOUT_SECONDS),
    "UserPromptSubmit": make_hook_group(_COMMAND, HOOK_TIMEOUT_SECONDS),
    "PostToolUse": make_hook_group(_COMMAND, HOOK_TIMEOUT_SECONDS),
    "Stop": make_hook_group(_COMMAND, TURN_END_TIMEOUT_SECONDS),
    "SubagentStop": make_hook_group(_COMMAND, TURN_END_TIMEOUT_SECONDS),
}

ADAPTER = Adapter(
    name="codex",
    read_event=read_event,
    read_turns=read_turns,
    event_kinds={**claude.EVENT_KINDS, _NOTIFY_EVENT: "stop"},
    event_name_keys=("hook_event_name", "type"),
    session_keys=("session_id", "thread-id"),
    own_event_names=(_NOTIFY_EVENT,),
    message_events=("Stop", "SubagentStop", "SessionStart"),
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
        note="Codex asks once whether it may trust the hooks: /hooks",
    ),
)
