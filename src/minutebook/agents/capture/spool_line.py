"""Reads the lines of a session in the spool, and drops the texts from them.

As it came, a line holds the agent's payload: `{"at": seconds, "agent": …, "event": {…}}`, with
`"said"` where the event's name came beside it. Without its texts it holds what our `Event` says
otherwise: `{"at": …, "agent": …, "kept": {"kind": …, …}}`.
"""

from __future__ import annotations

import json
from collections.abc import Mapping

from minutebook.agents import capture
from minutebook.agents.capture.lenient_json import (
    as_int,
    as_list,
    as_mapping,
    first_text,
    parse_time,
)
from minutebook.agents.capture.turn import Event, TokenUsage, ToolCall
from minutebook.lean.values import replace

__all__ = ["format_without_texts", "parse_line"]

_MAX_TIME = 1e11  # unix seconds; no clock is set to a later year
_TEXT_FREE = "kept"  # key of an event without texts, in place of "event"
_NAMES = (
    "kind",
    "session_id",
    "turn_id",
    "model",
    "cwd",
    "transcript_path",
    "subagent_id",
    "subagent_type",
    "caller_id",
)
_TOKEN_KINDS = 3  # input, output, cached
_TOOL_NAMES = ("name", "id", "subagent_id", "subagent_type")


def parse_line(line: str, number: int) -> Event:
    """The event in a line of the spool, the `number`th from 1.

    Raises ValueError, KeyError, TypeError or RecursionError for a line that holds none.
    """
    entry = json.loads(line)
    time, agent = float(entry["at"]), str(entry["agent"])
    if not 0 <= time < _MAX_TIME:
        raise ValueError(f"{time} is not a time")
    if _TEXT_FREE in entry:
        return _parse_text_free(as_mapping(entry[_TEXT_FREE]), time, agent, number)
    payload = entry["event"]
    event = capture.read_event(agent, payload, time, str(entry.get("said", "")))
    moment = parse_time(as_mapping(payload).get("timestamp"))
    return replace(event, line=number, reported_by=agent, moment=moment)


def _parse_text_free(fields: Mapping[str, object], time: float, agent: str, number: int) -> Event:
    tools = tuple(_parse_tool(as_mapping(tool)) for tool in as_list(fields.get("tools")))
    has_many = bool(fields.get("many"))
    return Event(
        time,
        agent,
        **{name: first_text(fields, name) for name in _NAMES},
        moment=0.0,
        tokens=_parse_tokens(fields.get("tokens")),
        is_interrupted=bool(fields.get("is_interrupted")),
        is_repeat=bool(fields.get("is_repeat")),
        tool=tools[0] if tools and not has_many else None,
        tools=tools if has_many else (),
        line=number,
        has_no_texts=True,
        is_typed=False,
    )


def _parse_tokens(counts: object) -> TokenUsage | None:
    """The tokens that `_list_tokens` wrote; None for none, and for a sum without kinds."""
    known = [as_int(count) for count in as_list(counts)]
    return TokenUsage(*known) if len(known) == _TOKEN_KINDS else None


def _list_tokens(tokens: TokenUsage | None) -> list[int | None] | None:
    return [tokens.input, tokens.output, tokens.cached] if tokens else None


def _parse_tool(fields: Mapping[str, object]) -> ToolCall:
    ok = fields.get("ok")
    return ToolCall(
        **{name: first_text(fields, name) for name in _TOOL_NAMES},
        files=tuple(map(str, as_list(fields.get("files")))),
        ok=ok if isinstance(ok, bool) else None,
        had_subagent_prompt=bool(fields.get("task")),
        edits=(),
    )


def format_without_texts(event: Event, length: int) -> bytes:
    """The line of an event without texts, `length` bytes long; blank where that is too short."""
    fields: dict[str, object] = {name: getattr(event, name) for name in _NAMES}
    fields["tokens"] = _list_tokens(event.tokens)
    fields["is_interrupted"] = event.is_interrupted or None
    fields["is_repeat"] = event.is_repeat or None
    tools = event.tools or ((event.tool,) if event.tool else ())
    fields["tools"] = [_format_tool(tool) for tool in tools]
    fields["many"] = bool(event.tools) or None
    entry = {"at": event.time, "agent": event.agent, _TEXT_FREE: _drop_empty(fields)}
    for is_ascii in (False, True):
        text = json.dumps(entry, ensure_ascii=is_ascii, separators=(",", ":"))
        try:
            line = text.encode("utf-8", "surrogateescape")
        except UnicodeEncodeError:  # half of a surrogate pair
            continue
        return line.ljust(length) if len(line) <= length else b" " * length
    return b" " * length


def _format_tool(tool: ToolCall) -> dict[str, object]:
    return _drop_empty(
        {
            **{name: getattr(tool, name) for name in _TOOL_NAMES},
            "files": tool.files,
            "ok": tool.ok,
            "task": tool.starts_subagent or None,
        }
    )


def _drop_empty(fields: Mapping[str, object]) -> dict[str, object]:
    return {name: value for name, value in fields.items() if value not in (None, "", (), [])}
