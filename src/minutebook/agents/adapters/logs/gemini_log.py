"""Gemini CLI's chat logs: the turns of a session, and those of its subagents.

A log is JSON lines: a header with `sessionId` and `kind`, messages, which are written again as they
grow, and lines that set (`$set`) and rewind (`$rewindTo`). Older ones are one document with
`messages`. A subagent has a log of its own, `chats/<session>/<subagent>.jsonl`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from minutebook.agents.capture.lenient_json import (
    as_int,
    as_list,
    as_mapping,
    extract_text,
    first_text,
    parse_json,
    parse_json_lines,
    parse_time,
)
from minutebook.agents.capture.prompt import split_prompt
from minutebook.agents.capture.tool_calls import read_tool_call
from minutebook.agents.capture.turn import TokenUsage, ToolCall, Turn
from minutebook.agents.capture.turn_builder import TranscriptBuilder, TurnBuilder
from minutebook.lean.values import Value, field, replace

__all__ = ["SUBAGENT_TOOLS", "is_prompt", "read_call", "read_turns", "unwrap_prompt"]

SUBAGENT_TOOLS = ("invoke_agent", "delegate_to_agent")
_TASK_KEYS = ("prompt", "objective", "query", "request", "task", "instructions")
_CANCELLATIONS = ("Request cancelled.", "User cancelled the request.")
# What Gemini CLI itself sends to the model in the user's name.
_OWN_PROMPT_STARTS = (
    "Background execution update:\n<background_output>",
    "System: Potential loop ",
)
_HOOK_TEXT = ("<hook_context>", "</hook_context>")
_STEERING = "User steering update:\n<user_input>\n"
_OWN_ANSWERS = (
    "[The previous response was interrupted before it completed.]",
    "Got it. Thanks for the additional context!",
)
_LAST = "\0"  # the place after all messages, which no message is called
_OWN_PROMPT = "Please continue."


class _Log(Value, frozen=False):
    """A chat log: of a session, or of a subagent in it. A message's last version counts.

    `nameless_count` is how many messages have no id of their own, `cancelled` when the turn that is
    read was cancelled (0: it was not).
    """

    id: str = ""
    is_of_subagent: bool = False
    messages: dict[str, Mapping[str, object]] = field(default_factory=dict)
    nameless_count: int = 0
    cancelled: float = 0.0


def read_turns(text: str) -> tuple[Turn, ...]:
    """The turns of a chat log, also those that were rewound: they were asked and answered.

    The logs of a session's subagents may follow it. A message is written again as it grows; its
    last version counts.
    """
    logs = _split_logs(text)
    session_id = next((log.id for log in logs if log.id and not log.is_of_subagent), "")
    builders: list[TurnBuilder] = []
    for log in logs:
        builder = TranscriptBuilder("gemini", session_id)
        for message in log.messages.values():
            _read_message(builder, log, message)
        if log.is_of_subagent:
            _set_parent(builder, log.id, builders)
        builders += builder.builders
    turns = (turn_builder.build_turn() for turn_builder in builders)
    return tuple(turn for turn in turns if turn.prompt)


def _split_logs(text: str) -> list[_Log]:
    """The logs in a text, each with its messages; the one without an id is the first."""
    document = parse_json(text)
    chat = as_mapping(document)
    if isinstance(document, list) or "messages" in chat:
        log = _Log(first_text(chat, "sessionId"), first_text(chat, "kind") == "subagent")
        _add_messages(log, as_list(document) or as_list(chat.get("messages")))
        return [log]
    log = _Log()
    logs = {"": log}
    for line in parse_json_lines(text):
        change = line.get("$set")
        if change is not None:
            _add_history(log, as_list(as_mapping(change).get("messages")))
            continue
        log_id, kind = first_text(line, "sessionId"), first_text(line, "kind")
        if log_id and kind:  # its header
            log = logs.setdefault(log_id, _Log(log_id, kind == "subagent"))
        log.id = log.id or log_id
        _add_messages(log, [line, *as_list(line.get("messages"))])
    return list(logs.values())


def _add_messages(log: _Log, rows: list[object]) -> None:
    for message in map(as_mapping, rows):
        if first_text(message, "type", "role"):
            message_id = first_text(message, "id")
            log.nameless_count += not message_id
            log.messages[message_id or f"{_LAST}{log.nameless_count}"] = message


def _add_history(log: _Log, rows: list[object]) -> None:
    """Add what a history that Gemini CLI has changed has and the log had not, at its place.

    Messages that were left out of it stay: they were said.
    """
    history = [message for message in map(as_mapping, rows) if first_text(message, "type", "role")]
    added: dict[str, list[object]] = {}
    place = "" if any(message.get("id") in log.messages for message in history) else _LAST
    for message in history:
        message_id = first_text(message, "id")
        if message_id in log.messages:
            place = message_id
        else:
            added.setdefault(place, []).append(message)
    known, log.messages = log.messages, {}
    _add_messages(log, added.get("", []))
    for message_id, known_message in known.items():
        log.messages[message_id] = known_message
        _add_messages(log, added.get(message_id, []))
    _add_messages(log, added.get(_LAST, []))


def _read_message(builder: TranscriptBuilder, log: _Log, message: Mapping[str, object]) -> None:
    time = parse_time(message.get("timestamp"))
    kind = first_text(message, "type", "role")
    content = message.get("content", message.get("message", message.get("parts")))
    text = extract_text(content)
    if kind == "user":
        if any("functionResponse" in as_mapping(part) for part in as_list(content)):
            addition = unwrap_prompt(text)
            if addition != text:
                builder.add_prompt(addition, time)
        elif is_prompt(split_prompt(text, "gemini")[0]):
            builder.start_turn(unwrap_prompt(text), time, first_text(message, "id"))
            log.cancelled = 0.0
    elif builder.open_turn is None:
        return
    elif kind in ("gemini", "model", "assistant") and text not in _OWN_ANSWERS:
        _read_answer(builder, builder.open_turn, message, text)
        _note_cancellation(builder.open_turn, log.cancelled)
    elif text in _CANCELLATIONS or kind == "error":
        log.cancelled = log.cancelled or time
        _note_cancellation(builder.open_turn, log.cancelled)


def _read_answer(
    builder: TranscriptBuilder, turn: TurnBuilder, message: Mapping[str, object], text: str
) -> None:
    """Add a message of the model: its text and calls. One without calls ends the turn."""
    time, calls = parse_time(message.get("timestamp")), as_list(message.get("toolCalls"))
    turn.is_interrupted, turn.is_preferred = False, bool(text.strip()) and not calls
    builder.add_message(text, time, first_text(message, "id"), first_text(message, "model"))
    for call in map(as_mapping, calls):
        _read_logged_call(builder, call, time)
    turn.add_tokens(_count_tokens(as_mapping(message.get("tokens"))))


def _note_cancellation(turn: TurnBuilder, time: float) -> None:
    """Note that a turn was cancelled, or failed, at a time (0: it was not), unless all was said.

    A call that was cancelled is written when it has ended: until then its message looks as if it
    were the answer.
    """
    if time and not turn.is_preferred:
        turn.is_interrupted = turn.is_preferred = True
        turn.ended = max(turn.started, time)


def _read_logged_call(builder: TranscriptBuilder, call: Mapping[str, object], time: float) -> None:
    call_id, name = first_text(call, "id"), first_text(call, "name")
    ended = parse_time(call.get("timestamp")) or time
    builder.add_tool_call(name, call.get("args"), ended, call_id)
    output = extract_text(_list_outputs(call.get("result"))) or first_text(call, "resultDisplay")
    has_exit_status = "\nExit Code: " in output  # a command that failed is a call that succeeded
    status = "" if has_exit_status else first_text(call, "status")
    builder.add_tool_result(call_id, {"llmContent": output, "status": status}, None, ended)
    turn_builder, subagent_call = builder.open_turn, read_call(name, call.get("args"), call)
    if turn_builder is None or not turn_builder.tools:
        return
    if name == "complete_task":  # how a subagent gives its answer
        turn_builder.set_response(first_text(as_mapping(call.get("args")), "result"))
        turn_builder.is_preferred = True
    elif subagent_call.starts_subagent and turn_builder.tools[-1].id == call_id:
        answer = subagent_call.output or turn_builder.tools[-1].output
        turn_builder.tools[-1] = replace(subagent_call, id=call_id, output=answer)


def _list_outputs(result: object) -> object:
    """The results of a call, taken out of `functionResponse`."""
    responses = [as_mapping(as_mapping(part).get("functionResponse")) for part in as_list(result)]
    return [as_mapping(response.get("response")).get("output") for response in responses] or result


def _set_parent(
    builder: TranscriptBuilder, subagent_id: str, parents: Sequence[TurnBuilder]
) -> None:
    """Make what a subagent's log holds the turn of the call that started it."""
    for turn_builder in builder.builders:
        turn_builder.subagent_id = subagent_id
    for parent in parents:
        for call in parent.tools:
            if call.subagent_id == subagent_id and builder.builders:
                first = builder.builders[0]
                first.parent_id, first.subagent_type = parent.id, call.subagent_type
                first.prompt = call.subagent_prompt
                first.response = call.output or first.response
                return


def _count_tokens(usage: Mapping[str, object]) -> TokenUsage | None:
    sent, cached, received, thoughts = (
        as_int(usage.get(name)) or 0 for name in ("input", "cached", "output", "thoughts")
    )
    return TokenUsage(sent - cached, received + thoughts, cached) if usage else None


def read_call(name: str, arguments: object, result: object) -> ToolCall:
    """A call of a tool. Subagents are tools of their own names, or are named by an argument.

    `result` is what a hook is given, or a log's row of the call.
    """
    call = read_tool_call(name, arguments, result)
    answer, fields = as_mapping(result), as_mapping(arguments)
    progress = as_mapping(answer.get("returnDisplay") or answer.get("resultDisplay"))
    if name not in SUBAGENT_TOOLS and progress.get("isSubagentProgress") is not True:
        return call
    texts = [text for text in fields.values() if isinstance(text, str)]
    state = first_text(progress, "state")
    return replace(
        call,
        ok=state == "completed" if state else call.ok,
        output=first_text(progress, "result") or call.output,
        subagent_prompt=first_text(fields, *_TASK_KEYS) or "\n\n".join(texts),
        subagent_type=first_text(fields, "agent_name")
        or first_text(progress, "agentName")
        or ("" if name in SUBAGENT_TOOLS else name),
        subagent_id=first_text(answer, "agentId"),
    )


def unwrap_prompt(text: str) -> str:
    """A prompt without what is around it where it is sent to steer the work that is going on.

    And without what hooks said at the session's start, which stands before the first prompt.
    """
    while text.startswith(_HOOK_TEXT[0]) and _HOOK_TEXT[1] in text:  # it has no such sign within
        text = text.partition(_HOOK_TEXT[1])[2].lstrip("\n")
    start = text.startswith(_STEERING) and text.find("\n</user_input>")
    return text[len(_STEERING) : start] if start and start > 0 else text


def is_prompt(text: str) -> bool:
    """Whether somebody gave a prompt, rather than Gemini CLI going on by itself."""
    own_text = text.lstrip()
    return bool(own_text.rstrip()) and not (
        own_text.startswith(_OWN_PROMPT_STARTS) or own_text.rstrip() == _OWN_PROMPT
    )
