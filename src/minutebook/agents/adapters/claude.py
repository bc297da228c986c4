"""Claude Code: its hook events and its transcripts; also who imitates them.

Events: https://code.claude.com/docs/en/hooks. Transcripts are JSON lines; most lines of the type
`user` are results of tools, and what a subagent did is marked by `isSidechain`.
"""

from __future__ import annotations

from collections.abc import Mapping

from minutebook.agents.capture.lenient_json import (
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
from minutebook.agents.capture.turn import Event, Tool, Turn
from minutebook.agents.capture.turn_builder import Draft, Log

__all__ = ["event", "turns"]

_WHATS = {
    "UserPromptSubmit": "prompt",
    "PostToolUse": "tool",
    "PostToolUseFailure": "tool",
    "Stop": "stop",
    "StopFailure": "stop",
    "SubagentStart": "subagent-start",
    "SubagentStop": "subagent-stop",
    "SessionStart": "session-start",
    "SessionEnd": "session-end",
    "PreCompact": "compact",
}
_TASKS = ("Task", "Agent")
_INTERRUPTED = "[Request interrupted by user"


def event(payload: Mapping[str, object], at: float, name: str = "") -> Event:
    """A hook's payload as an event. `PreToolUse` of a subagent's tool is its "subagent-start"."""
    name = first(payload, "hook_event_name", "hookEventName") or name
    what = _WHATS.get(name, "other")
    called = first(payload, "tool_name")
    if name == "PreToolUse" and called in _TASKS:
        what = "subagent-start"
    return Event(
        at=at,
        agent="claude",
        what=what,
        session=first(payload, "session_id", "sessionId"),
        turn=first(payload, "prompt_id", "turn_id"),
        prompt=first(payload, "prompt") if what == "prompt" else "",
        response=first(payload, "last_assistant_message") if what.endswith("stop") else "",
        model=_model(payload),
        tool=_tool(payload, name) if called else None,
        cwd=first(payload, "cwd"),
        transcript=_transcript(payload, what),
        subagent_id=first(payload, "agent_id"),
        subagent=first(payload, "agent_type") if payload.get("agent_id") else "",
        interrupted=payload.get("is_interrupt") is True,
        source=first(payload, "source") if what == "session-start" else "",
        name=name,
    )


def _model(payload: Mapping[str, object]) -> str:
    return first(payload, "model") or first(mapping(payload.get("model")), "id")


def _transcript(payload: Mapping[str, object], what: str) -> str:
    """The transcript of what the event is about: a subagent has one of its own."""
    if what == "subagent-stop":
        own = first(payload, "agent_transcript_path")
        if own:
            return own
    return first(payload, "transcript_path", "transcriptPath")


def _tool(payload: Mapping[str, object], name: str) -> Tool:
    result = payload.get("tool_response", payload.get("tool_result"))
    if name == "PostToolUseFailure":
        result = {"error": words(payload.get("error")) or "failed"}
    return tool(
        first(payload, "tool_name"),
        payload.get("tool_input"),
        result,
        first(payload, "tool_use_id"),
    )


def turns(text: str) -> tuple[Turn, ...]:
    """The turns of a transcript, those of subagents after the turn that started them.

    Their id is the `uuid` of the prompt's line, so that a session that was resumed into another
    file gives the same turns again. Tokens are those that went in and out, without what was read
    from the cache.
    """
    main = Log("claude")
    sides: dict[str, Log] = {}
    spent: set[str] = set()
    for line in lines(text):
        main.session = main.session or first(line, "sessionId")
        main.cwd = first(line, "cwd") or main.cwd
        log, opening = main, False
        if line.get("isSidechain") is True:
            side = first(line, "agentId")
            log = sides.setdefault(side, Log("claude"))
            opening = not log.drafts
        log.session, log.cwd = main.session, main.cwd
        kind = first(line, "type")
        if kind == "user":
            _user(log, line)
        elif kind == "assistant":
            _assistant(log, line, spent)
        if opening and log.open is not None:
            log.open.subagent_id = first(line, "agentId")
            log.open.parent = main.open.id if main.open else ""
    _name(main, sides)
    every = [draft for log in (main, *sides.values()) for draft in log.drafts if _asked(draft)]
    return tuple(turn for draft in every if (turn := draft.done()).prompt)


def _asked(draft: Draft) -> bool:
    """Whether a model was asked: commands of Claude Code's own (`/clear`) have no answer."""
    own = draft.prompt.lstrip().startswith("<command-name>")
    return bool(draft.response or draft.tools) or not own


def _user(log: Log, line: Mapping[str, object]) -> None:
    at = moment(line.get("timestamp"))
    content = mapping(line.get("message")).get("content")
    results = [part for part in map(mapping, entries(content)) if part.get("type") == "tool_result"]
    for part in results:
        failed = part.get("is_error")
        structured = mapping(line.get("toolUseResult")) if len(results) == 1 else {}
        told: dict[str, object] = dict(structured) or {"content": part.get("content")}
        log.result(
            first(part, "tool_use_id"), told, failed is not True if failed is not None else None, at
        )
    if results or line.get("isMeta") is True or line.get("isCompactSummary") is True:
        return
    said = words(content)
    if said.startswith(_INTERRUPTED):
        if log.open is not None:
            log.open.interrupted = True
        return
    if split_prompt(said, "claude")[0].strip():
        log.prompt(said, at, first(line, "uuid"), first(line, "promptId"))


def _assistant(log: Log, line: Mapping[str, object], spent: set[str]) -> None:
    at = moment(line.get("timestamp"))
    message = mapping(line.get("message"))
    name = first(message, "id") or first(line, "requestId")
    model = first(message, "model")
    model = "" if model == "<synthetic>" else model
    if name and name not in spent and log.open is not None:
        # A message is written as several lines, each with the usage of the whole.
        spent.add(name)
        log.open.spend(_tokens(mapping(message.get("usage"))))
    content = message.get("content")
    for part in (
        [{"type": "text", "text": content}] if isinstance(content, str) else entries(content)
    ):
        held = mapping(part)
        if held.get("type") == "text":
            log.say(first(held, "text"), at, name, model)
        elif held.get("type") == "tool_use":
            log.call(first(held, "name"), held.get("input"), at, first(held, "id"))
        else:
            log.touch(at, model)


def _tokens(usage: Mapping[str, object]) -> int | None:
    names = ("input_tokens", "cache_creation_input_tokens", "output_tokens")
    known = [count for name in names if (count := whole(usage.get(name))) is not None]
    return sum(known) if known else None


def _name(main: Log, sides: Mapping[str, Log]) -> None:
    """Give the subagents' turns the type that the call which started them names."""
    calls = [
        (made, draft) for draft in main.drafts for made in draft.tools if made.task or made.agent_id
    ]
    for side in sides.values():
        for draft in side.drafts:
            _started(draft, calls)


def _started(draft: Draft, calls: list[tuple[Tool, Draft]]) -> None:
    for made, parent in calls:
        if (made.agent_id and made.agent_id == draft.subagent_id) or made.task == draft.prompt:
            draft.subagent, draft.parent = made.subagent, parent.id
            return
