"""Continue: it calls no hooks; its sessions are the files `~/.continue/sessions/*.json`."""

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
    """An event of the kind "other": Continue calls no hook."""
    del payload
    return Event(time=time, agent="continue", kind="other", name=event_name)


def read_turns(text: str) -> tuple[Turn, ...]:
    """The turns of a session. Its messages have neither ids nor times: all have the session's."""
    session = as_mapping(parse_json(text))
    builder = TranscriptBuilder(
        "continue", first_text(session, "sessionId"), first_text(session, "workspaceDirectory")
    )
    builder.cwd = builder.cwd.removeprefix("file://")
    builder.model = first_text(session, "chatModelTitle")
    time = parse_time(session.get("dateCreated"))
    if not time and first_text(session, "dateCreated").isdigit():
        time = parse_time(int(first_text(session, "dateCreated")[:15]))
    for entry in map(as_mapping, as_list(session.get("history"))):
        message = as_mapping(entry.get("message"))
        message_text = extract_text(message.get("content"))
        if message.get("role") == "user":
            builder.start_turn(message_text, time)
        elif message.get("role") == "assistant":
            builder.add_message(message_text, time)
            _read_tool_calls(builder, entry, message, time)
        elif message.get("role") == "tool":
            builder.add_tool_result(first_text(message, "toolCallId"), message_text, None, time)
    return builder.build_turns()


def _read_tool_calls(
    builder: TranscriptBuilder,
    entry: Mapping[str, object],
    message: Mapping[str, object],
    time: float,
) -> None:
    for call in map(as_mapping, as_list(message.get("toolCalls"))):
        function = as_mapping(call.get("function"))
        builder.add_tool_call(
            first_text(function, "name"), function.get("arguments"), time, first_text(call, "id")
        )
    for state in map(as_mapping, as_list(entry.get("toolCallStates"))):
        call = as_mapping(state.get("toolCall"))
        function = as_mapping(call.get("function"))
        call_id = first_text(state, "toolCallId") or first_text(call, "id")
        builder.add_tool_call(
            first_text(function, "name"), function.get("arguments"), time, call_id
        )
        result = {"content": state.get("output"), "status": first_text(state, "status")}
        builder.add_tool_result(call_id, result, None, time)


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
