"""Gemini CLI: its hook events and its chat logs.

Hooks: https://geminicli.com/docs/hooks/reference. Logs are JSON lines of messages, with lines
that set (`$set`) and rewind (`$rewindTo`); older ones are one document with `messages`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from minutebook.agents.capture.lenient_json import (
    document,
    entries,
    first,
    lines,
    mapping,
    moment,
    whole,
    words,
)
from minutebook.agents.capture.prompt import split_prompt
from minutebook.agents.capture.tool_calls import tool
from minutebook.agents.capture.turn import Event, Turn
from minutebook.agents.capture.turn_builder import Log

__all__ = ["event", "turns"]

_WHATS = {
    "BeforeAgent": "prompt",
    "AfterAgent": "stop",
    "AfterTool": "tool",
    "SessionStart": "session-start",
    "SessionEnd": "session-end",
    "PreCompress": "compact",
}


def event(payload: Mapping[str, object], at: float, name: str = "") -> Event:
    """A hook's payload as an event. `AfterAgent` brings the prompt and the answer in one."""
    name = first(payload, "hook_event_name") or name
    what = _WHATS.get(name, "other")
    called = first(payload, "tool_name")
    made = tool(called, payload.get("tool_input"), payload.get("tool_response")) if called else None
    return Event(
        at=at,
        agent="gemini",
        what=what,
        session=first(payload, "session_id"),
        prompt=first(payload, "prompt") if what in ("prompt", "stop") else "",
        response=first(payload, "prompt_response"),
        model=first(mapping(payload.get("llm_request")), "model"),
        tool=made,
        cwd=first(payload, "cwd"),
        transcript=first(payload, "transcript_path"),
        source=first(payload, "source", "trigger") if what == "session-start" else "",
        name=name,
    )


def turns(text: str) -> tuple[Turn, ...]:
    """The turns of a chat log, those that were rewound too: they were asked, and answered.

    A message is written again as it grows; the last writing counts.
    """
    log = Log("gemini")
    for message in _messages(log, text):
        at = moment(message.get("timestamp"))
        kind = first(message, "type", "role")
        said = words(message.get("content", message.get("message", message.get("parts"))))
        if kind == "user":
            if split_prompt(said, "gemini")[0].strip():
                log.prompt(said, at, first(message, "id"))
        elif kind in ("gemini", "model", "assistant"):
            log.say(said, at, first(message, "id"), first(message, "model"))
            for call in map(mapping, entries(message.get("toolCalls"))):
                _call(log, call, at)
            if log.open is not None:
                log.open.spend(_tokens(mapping(message.get("tokens"))))
    return log.turns()


def _messages(log: Log, text: str) -> Iterator[Mapping[str, object]]:
    whole_text = document(text)
    found: dict[str, Mapping[str, object]] = {}
    if isinstance(whole_text, list) or "messages" in mapping(whole_text):
        held = mapping(whole_text)
        rows = entries(whole_text) or entries(held.get("messages"))
        _session(log, held)
    else:
        rows = []
        for line in lines(text):
            _session(log, line)
            put = line.get("$set")
            rows += entries(mapping(put).get("messages")) if put is not None else [line]
    for place, row in enumerate(rows):
        message = mapping(row)
        _session(log, message)
        if first(message, "type", "role"):
            found[first(message, "id") or str(place)] = message
    yield from found.values()


def _session(log: Log, held: Mapping[str, object]) -> None:
    log.session = log.session or first(held, "sessionId")


def _call(log: Log, call: Mapping[str, object], at: float) -> None:
    name = first(call, "id")
    log.call(first(call, "name"), call.get("args"), moment(call.get("timestamp")) or at, name)
    output = first(call, "resultDisplay") or words(_responses(call.get("result")))
    log.result(name, {"output": output, "status": first(call, "status")}, None, at)


def _responses(result: object) -> object:
    """The results of a call, out of the envelope `functionResponse`."""
    inner = [mapping(mapping(part).get("functionResponse")) for part in entries(result)]
    return [mapping(held.get("response")).get("output") for held in inner] or result


def _tokens(used: Mapping[str, object]) -> int | None:
    counts = [whole(used.get(name)) or 0 for name in ("input", "output", "thoughts")]
    return sum(counts) - (whole(used.get("cached")) or 0) if used else None
