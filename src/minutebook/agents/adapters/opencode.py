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
    document,
    entries,
    first,
    lines,
    mapping,
    moment,
    whole,
)
from minutebook.agents.capture.tool_calls import tool
from minutebook.agents.capture.turn import Event, Turn
from minutebook.agents.capture.turn_builder import Log

__all__ = ["event", "turns"]

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


def event(payload: Mapping[str, object], at: float, name: str = "") -> Event:
    """One hook or event of the bus as an event."""
    kind = first(payload, "type", "hook_event_name") or name
    what = _WHATS.get(kind, "other")
    told = {**payload, **mapping(payload.get("properties")), **mapping(payload.get("input"))}
    output = mapping(payload.get("output"))
    message = mapping(output.get("message")) or mapping(told.get("message"))
    info = mapping(told.get("info"))
    session = first(told, "sessionID") or first(message, "sessionID") or first(info, "id")
    parent = first(told, "parentID") or (first(info, "parentID") if what == "session-start" else "")
    agent = first(told, "agent") or first(message, "agent")
    read = Event(
        at=at,
        agent="opencode",
        what=what,
        session=parent or session,
        model=_model(told) or _model(message),
        cwd=first(told, "directory", "cwd"),
        subagent_id=session if parent else "",
        subagent=agent if parent else "",
        interrupted=kind == "session.error",
        name=kind,
    )
    if what == "prompt":
        parts = entries(output.get("parts")) or entries(told.get("parts"))
        return replace(read, prompt=_written(parts) or first(told, "prompt"))
    if what == "tool":
        result = output or {"output": told.get("output"), "metadata": told.get("metadata")}
        given = told.get("args", output.get("args"))
        return replace(read, tool=tool(first(told, "tool"), given, result, first(told, "callID")))
    if what == "stop":
        if parent:
            read = replace(read, what="subagent-stop")
        return _whole(read, entries(payload.get("messages")) or entries(told.get("messages")))
    return read


def _whole(read: Event, messages: list[object]) -> Event:
    """The stop with the last turn of `messages`: prompt, answer, tools, tokens."""
    log = Log("opencode")
    _read(log, messages)
    if log.open is None:
        return read
    last = log.open
    return replace(
        read,
        prompt=last.prompt,
        response=last.response,
        model=last.model or read.model,
        tokens=last.tokens,
        tools=tuple(last.tools),
    )


def _model(held: Mapping[str, object]) -> str:
    inner = mapping(held.get("model"))
    return first(held, "modelID", "model") or first(inner, "modelID", "id")


def _written(parts: list[object]) -> str:
    """What the user wrote: the texts of a message, without those that opencode added."""
    texts = [
        first(part, "text")
        for part in map(mapping, parts)
        if part.get("type") == "text" and not part.get("synthetic") and not part.get("ignored")
    ]
    return "\n".join(text for text in texts if text)


def turns(text: str) -> tuple[Turn, ...]:
    """The turns of an exported session, or of messages as JSON lines."""
    log = Log("opencode")
    held = mapping(document(text))
    if "messages" in held:
        info = mapping(held.get("info"))
        log.session, log.cwd = first(info, "id"), first(info, "directory")
        _read(log, entries(held.get("messages")))
    else:
        _read(log, list(_messages(text)))
    return log.turns()


def _messages(text: str) -> Iterator[object]:
    yield from entries(document(text)) or lines(text)


def _read(log: Log, messages: list[object]) -> None:
    for message in map(mapping, messages):
        info = mapping(message.get("info")) or message
        log.session = log.session or first(info, "sessionID")
        times = mapping(info.get("time"))
        at, name = moment(times.get("created")), first(info, "id")
        parts = entries(message.get("parts"))
        if info.get("role") == "user":
            log.prompt(_written(parts), at, name)
        elif info.get("role") == "assistant":
            _assistant(log, info, parts, at, name)
            log.touch(moment(times.get("completed")))


def _assistant(
    log: Log, info: Mapping[str, object], parts: list[object], at: float, name: str
) -> None:
    log.touch(at, first(info, "modelID"))
    used = mapping(info.get("tokens"))
    if log.open is not None and used:
        counts = [whole(used.get(key)) or 0 for key in ("input", "output", "reasoning")]
        log.open.spend(sum(counts))
    for part in map(mapping, parts):
        if part.get("type") == "text":
            log.say(first(part, "text"), at, name)
        elif part.get("type") == "tool":
            state = mapping(part.get("state"))
            call = first(part, "callID", "id")
            log.call(first(part, "tool"), state.get("input"), at, call)
            log.result(call, dict(state), None, at)
    if log.open is not None and mapping(info.get("error")).get("name") == "MessageAbortedError":
        log.open.interrupted = True
