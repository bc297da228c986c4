"""Continue: no hooks; its sessions, `~/.continue/sessions/*.json`, one document each."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping, Sequence

from minutebook.agents.adapters.base import Adapter, Transcripts
from minutebook.agents.adapters.transcript_files import (
    TranscriptFile,
    list_files,
    locate_agent_home,
)
from minutebook.agents.capture.lenient_json import (
    as_list,
    as_mapping,
    extract_text,
    first_text,
    parse_json,
    parse_time,
)
from minutebook.agents.capture.turn import Event, Turn
from minutebook.agents.capture.turn_builder import TranscriptBuilder

__all__ = ["ADAPTER", "read_event", "read_turns"]


def read_event(payload: Mapping[str, object], time: float, event_name: str = "") -> Event:
    """Continue calls no hook: whatever comes is none of its events."""
    del payload
    return Event(time=time, agent="continue", kind="other", name=event_name)


def read_turns(text: str) -> tuple[Turn, ...]:
    """The turns of a session, by their place in it; its messages carry no time of their own."""
    held = as_mapping(parse_json(text))
    log = TranscriptBuilder(
        "continue", first_text(held, "sessionId"), first_text(held, "workspaceDirectory")
    )
    log.cwd = log.cwd.removeprefix("file://")
    log.model = first_text(held, "chatModelTitle")
    at = parse_time(held.get("dateCreated"))
    if not at and first_text(held, "dateCreated").isdigit():
        at = parse_time(int(first_text(held, "dateCreated")[:15]))
    for entry in map(as_mapping, as_list(held.get("history"))):
        message = as_mapping(entry.get("message"))
        said = extract_text(message.get("content"))
        if message.get("role") == "user":
            log.start_turn(said, at)
        elif message.get("role") == "assistant":
            log.add_message(said, at)
            _calls(log, entry, message, at)
        elif message.get("role") == "tool":
            log.add_tool_result(first_text(message, "toolCallId"), said, None, at)
    return log.build_turns()


def _calls(
    log: TranscriptBuilder, entry: Mapping[str, object], message: Mapping[str, object], at: float
) -> None:
    for call in map(as_mapping, as_list(message.get("toolCalls"))):
        made = as_mapping(call.get("function"))
        log.add_tool_call(
            first_text(made, "name"), made.get("arguments"), at, first_text(call, "id")
        )
    for state in map(as_mapping, as_list(entry.get("toolCallStates"))):
        call = as_mapping(state.get("toolCall"))
        made = as_mapping(call.get("function"))
        name = first_text(state, "toolCallId") or first_text(call, "id")
        log.add_tool_call(first_text(made, "name"), made.get("arguments"), at, name)
        result = {"content": state.get("output"), "status": first_text(state, "status")}
        log.add_tool_result(name, result, None, at)


def _find_transcripts(tops: Sequence[str]) -> Iterator[TranscriptFile]:
    del tops  # a session says itself which folder it is about
    folder = os.path.join(locate_agent_home("CONTINUE_GLOBAL_DIR", ".continue"), "sessions")
    for path in list_files(folder, ".json"):
        if os.path.basename(path) != "sessions.json":
            yield TranscriptFile("continue", path)


ADAPTER = Adapter(
    name="continue",
    read_event=read_event,
    read_turns=read_turns,
    transcripts=Transcripts(
        find_files=_find_transcripts,
        is_own_row=lambda row: "history" in row and "sessionId" in row,
    ),
)
