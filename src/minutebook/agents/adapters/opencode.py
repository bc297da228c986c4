"""opencode: what its plugin sends, and its exported sessions.

Plugins: https://opencode.ai/docs/plugins. A plugin's hook gives two objects, `input` and
`output`; our plugin sends them as they are, with the name of the hook as `type` and the folder as
`directory`: `{"type": "chat.message", "directory", "input": {"sessionID", …}, "output": {"message",
"parts"}}`, `{"type": "tool.execute.after", "directory", "input": {"tool", "sessionID", "callID",
"args"}, "output": {"title", "output", "metadata"}}`. Events of the bus are sent as they are too
(`{"type": "session.idle", "properties": {"sessionID"}}`); with `messages`, as
`client.session.messages` gives them, `session.idle` tells the whole turn, for the tools' hook is
not always called. Keys beside `input` and `properties` count as well. A `parentID` makes the
session a subagent's.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace

from minutebook.agents.capture.lenient_json import (
    as_int,
    as_list,
    as_mapping,
    first_text,
    parse_json,
    parse_json_lines,
    parse_time,
)
from minutebook.agents.capture.tool_calls import read_tool_call
from minutebook.agents.capture.turn import Event, Turn
from minutebook.agents.capture.turn_builder import TranscriptBuilder

__all__ = ["read_event", "read_turns"]

_WHATS = {
    "chat.message": "prompt",
    "tool.execute.after": "tool",
    "session.idle": "stop",
    "session.error": "stop",
    "session.created": "session-start",
    "session.deleted": "session-end",
    "session.compacted": "compact",
    "server.instance.disposed": "session-end",
}


def read_event(payload: Mapping[str, object], time: float, event_name: str = "") -> Event:
    """One hook or event of the bus as an event."""
    kind = first_text(payload, "type", "hook_event_name") or event_name
    what = _WHATS.get(kind, "other")
    told = {**payload, **as_mapping(payload.get("properties")), **as_mapping(payload.get("input"))}
    output = as_mapping(payload.get("output"))
    message = as_mapping(output.get("message")) or as_mapping(told.get("message"))
    info = as_mapping(told.get("info"))
    session = (
        first_text(told, "sessionID") or first_text(message, "sessionID") or first_text(info, "id")
    )
    parent = first_text(told, "parentID") or (
        first_text(info, "parentID") if what == "session-start" else ""
    )
    agent = first_text(told, "agent") or first_text(message, "agent")
    read = Event(
        time=time,
        agent="opencode",
        kind=what,
        session_id=parent or session,
        model=_model(told) or _model(message),
        cwd=first_text(told, "directory", "cwd"),
        subagent_id=session if parent else "",
        subagent_type=agent if parent else "",
        is_interrupted=kind == "session.error",
        name=kind,
    )
    if what == "prompt":
        parts = as_list(output.get("parts")) or as_list(told.get("parts"))
        return replace(read, prompt=_written(parts) or first_text(told, "prompt"))
    if what == "tool":
        result = output or {"output": told.get("output"), "metadata": told.get("metadata")}
        given = told.get("args", output.get("args"))
        return replace(
            read,
            tool=read_tool_call(
                first_text(told, "tool"), given, result, first_text(told, "callID")
            ),
        )
    if what == "stop":
        if parent:
            read = replace(read, kind="subagent-stop")
        return _whole(read, as_list(payload.get("messages")) or as_list(told.get("messages")))
    return read


def _whole(read: Event, messages: list[object]) -> Event:
    """The stop with the last turn of `messages`: prompt, answer, tools, tokens."""
    log = TranscriptBuilder("opencode")
    _read(log, messages)
    if log.open_turn is None:
        return read
    last = log.open_turn
    return replace(
        read,
        prompt=last.prompt,
        response=last.response,
        model=last.model or read.model,
        tokens=last.tokens,
        tools=tuple(last.tools),
    )


def _model(held: Mapping[str, object]) -> str:
    inner = as_mapping(held.get("model"))
    return first_text(held, "modelID", "model") or first_text(inner, "modelID", "id")


def _written(parts: list[object]) -> str:
    """What the user wrote: the texts of a message, without those that opencode added."""
    texts = [
        first_text(part, "text")
        for part in map(as_mapping, parts)
        if part.get("type") == "text" and not part.get("synthetic") and not part.get("ignored")
    ]
    return "\n".join(text for text in texts if text)


def read_turns(text: str) -> tuple[Turn, ...]:
    """The turns of an exported session, or of messages as JSON lines."""
    log = TranscriptBuilder("opencode")
    held = as_mapping(parse_json(text))
    if "messages" in held:
        info = as_mapping(held.get("info"))
        log.session_id, log.cwd = first_text(info, "id"), first_text(info, "directory")
        _read(log, as_list(held.get("messages")))
    else:
        _read(log, list(_messages(text)))
    return log.build_turns()


def _messages(text: str) -> Iterator[object]:
    yield from as_list(parse_json(text)) or parse_json_lines(text)


def _read(log: TranscriptBuilder, messages: list[object]) -> None:
    for message in map(as_mapping, messages):
        info = as_mapping(message.get("info")) or message
        log.session_id = log.session_id or first_text(info, "sessionID")
        times = as_mapping(info.get("time"))
        at, name = parse_time(times.get("created")), first_text(info, "id")
        parts = as_list(message.get("parts"))
        if info.get("role") == "user":
            log.start_turn(_written(parts), at, name)
        elif info.get("role") == "assistant":
            _assistant(log, info, parts, at, name)
            log.note_activity(parse_time(times.get("completed")))


def _assistant(
    log: TranscriptBuilder, info: Mapping[str, object], parts: list[object], at: float, name: str
) -> None:
    log.note_activity(at, first_text(info, "modelID"))
    used = as_mapping(info.get("tokens"))
    if log.open_turn is not None and used:
        counts = [as_int(used.get(key)) or 0 for key in ("input", "output", "reasoning")]
        log.open_turn.add_tokens(sum(counts))
    for part in map(as_mapping, parts):
        if part.get("type") == "text":
            log.add_message(first_text(part, "text"), at, name)
        elif part.get("type") == "tool":
            state = as_mapping(part.get("state"))
            call = first_text(part, "callID", "id")
            log.add_tool_call(first_text(part, "tool"), state.get("input"), at, call)
            log.add_tool_result(call, dict(state), None, at)
    if (
        log.open_turn is not None
        and as_mapping(info.get("error")).get("name") == "MessageAbortedError"
    ):
        log.open_turn.is_interrupted = True
