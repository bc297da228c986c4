"""Continue: no hooks; its sessions, `~/.continue/sessions/*.json`, one document each."""

from __future__ import annotations

from collections.abc import Mapping

from minutebook.agents.capture.lenient_json import document, entries, first, mapping, moment, words
from minutebook.agents.capture.turn import Event, Turn
from minutebook.agents.capture.turn_builder import Log

__all__ = ["event", "turns"]


def event(payload: Mapping[str, object], at: float, name: str = "") -> Event:
    """Continue calls no hook: whatever comes is none of its events."""
    del payload
    return Event(at=at, agent="continue", what="other", name=name)


def turns(text: str) -> tuple[Turn, ...]:
    """The turns of a session, by their place in it; its messages carry no time of their own."""
    held = mapping(document(text))
    log = Log("continue", first(held, "sessionId"), first(held, "workspaceDirectory"))
    log.cwd = log.cwd.removeprefix("file://")
    log.model = first(held, "chatModelTitle")
    at = moment(held.get("dateCreated"))
    if not at and first(held, "dateCreated").isdigit():
        at = moment(int(first(held, "dateCreated")[:15]))
    for entry in map(mapping, entries(held.get("history"))):
        message = mapping(entry.get("message"))
        said = words(message.get("content"))
        if message.get("role") == "user":
            log.prompt(said, at)
        elif message.get("role") == "assistant":
            log.say(said, at)
            _calls(log, entry, message, at)
        elif message.get("role") == "tool":
            log.result(first(message, "toolCallId"), said, None, at)
    return log.turns()


def _calls(log: Log, entry: Mapping[str, object], message: Mapping[str, object], at: float) -> None:
    for call in map(mapping, entries(message.get("toolCalls"))):
        made = mapping(call.get("function"))
        log.call(first(made, "name"), made.get("arguments"), at, first(call, "id"))
    for state in map(mapping, entries(entry.get("toolCallStates"))):
        call = mapping(state.get("toolCall"))
        made = mapping(call.get("function"))
        name = first(state, "toolCallId") or first(call, "id")
        log.call(first(made, "name"), made.get("arguments"), at, name)
        result = {"content": state.get("output"), "status": first(state, "status")}
        log.result(name, result, None, at)
