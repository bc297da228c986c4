"""Codex: its hook events, its `notify`, and its rollouts.

Hooks: https://developers.openai.com/codex/hooks (payloads as Claude Code's, with `turn_id` and
`model`). Rollouts are JSON lines of a type and a payload; older ones are bare response items.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from minutebook.agents.adapters import claude
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
from minutebook.agents.capture.turn import Event, Turn
from minutebook.agents.capture.turn_builder import Log

__all__ = ["event", "turns"]

# What Codex itself puts into a rollout as a user's message, beside what split_prompt knows.
_PUT_IN = ("# AGENTS.md instructions", "<user_instructions>", "<environment_context>")


def event(payload: Mapping[str, object], at: float, name: str = "") -> Event:
    """A hook's payload, or what `notify` gives at a turn's end: prompt and answer in one."""
    if payload.get("type") != "agent-turn-complete":
        return replace(claude.event(payload, at, name), agent="codex")
    return Event(
        at=at,
        agent="codex",
        what="stop",
        session=first(payload, "thread-id"),
        turn=first(payload, "turn-id"),
        prompt=words(payload.get("input-messages")),
        response=first(payload, "last-assistant-message"),
        cwd=first(payload, "cwd"),
        name="agent-turn-complete",
    )


def turns(text: str) -> tuple[Turn, ...]:
    """The turns of a rollout. Tokens are those in and out, without what the cache gave."""
    log, turn = Log("codex"), ""
    every = list(lines(text))
    # A prompt stands in a rollout twice: as the event that the user saw, and as the model got it.
    seen = any(mapping(line.get("payload")).get("type") == "user_message" for line in every)
    for line in every:
        at = moment(line.get("timestamp"))
        payload = mapping(line.get("payload")) or line
        kind = first(line, "type")
        if kind == "session_meta" or (not kind and "instructions" in line):
            _session(log, payload)
        elif kind == "turn_context":
            turn = first(payload, "turn_id") or turn
            log.model = first(payload, "model") or log.model
            log.cwd = first(payload, "cwd") or log.cwd
            log.touch(at, log.model if log.open and log.open.turn == turn else "")
        elif kind == "event_msg":
            turn = first(payload, "turn_id") or turn
            _event(log, payload, at, turn)
        else:
            _item(log, payload, at, turn, seen)
    return log.turns()


def _session(log: Log, payload: Mapping[str, object]) -> None:
    log.session = log.session or first(payload, "id")
    log.cwd = first(payload, "cwd") or log.cwd


def _event(log: Log, payload: Mapping[str, object], at: float, turn: str) -> None:
    kind = first(payload, "type")
    if kind == "user_message":
        log.prompt(first(payload, "message"), at, turn=turn)
    elif kind == "agent_message":
        log.say(first(payload, "message"), at, model=log.model)
    elif kind == "task_complete":
        log.say(first(payload, "last_agent_message"), at, model=log.model)
    elif kind == "turn_aborted" and log.open is not None:
        log.open.interrupted = True
    elif kind == "token_count" and log.open is not None:
        used = mapping(mapping(payload.get("info")).get("last_token_usage"))
        counts = [whole(used.get(name)) or 0 for name in ("input_tokens", "output_tokens")]
        log.open.spend(
            sum(counts) - (whole(used.get("cached_input_tokens")) or 0) if used else None
        )


def _item(log: Log, item: Mapping[str, object], at: float, turn: str, seen: bool) -> None:
    kind = first(item, "type")
    call = first(item, "call_id", "id")
    if kind == "message" and item.get("role") == "user":
        said = words(item.get("content"))
        if not seen and not said.lstrip().startswith(_PUT_IN) and split_prompt(said, "codex")[0]:
            log.prompt(said, at, turn=turn)
    elif kind == "message" and item.get("role") == "assistant":
        log.say(words(item.get("content")), at, first(item, "id"), log.model)
    elif kind in ("function_call", "custom_tool_call"):
        log.call(first(item, "name"), item.get("arguments", item.get("input")), at, call)
    elif kind == "local_shell_call":
        log.call("local_shell", mapping(item.get("action")), at, call)
    elif kind in ("function_call_output", "custom_tool_call_output", "local_shell_call_output"):
        output = item.get("output")
        log.result(call, output if not entries(output) else {"content": output}, None, at)
