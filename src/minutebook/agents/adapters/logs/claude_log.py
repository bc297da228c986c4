"""Reads the transcripts of Claude Code.

They are JSON lines; most lines of the type `user` are results of tools, and what a subagent did is
marked by `isSidechain`.
"""

from __future__ import annotations

from collections.abc import Mapping
from itertools import pairwise

from minutebook.agents.capture.lenient_json import (
    as_int,
    as_list,
    as_mapping,
    extract_text,
    first_text,
    parse_json_lines,
    parse_time,
)
from minutebook.agents.capture.prompt import split_prompt
from minutebook.agents.capture.turn import TokenUsage, ToolCall, Turn
from minutebook.agents.capture.turn_builder import TranscriptBuilder, TurnBuilder

__all__ = ["SUBAGENT_ROW", "read_turns"]

_INTERRUPTION_TEXT = "[Request interrupted by user"
_NO_MODEL = "<synthetic>"  # what Claude Code names as the model of its own messages
_NO_ANSWER = "No response requested."  # such a message, which answers nothing
SUBAGENT_ROW = "minutebook-subagent"  # the type of a row with what stands beside a transcript
# Who wrote a line of a transcript in the user's place: a task in the background, another agent.
_OWN_ORIGINS = ("task-notification", "auto-continuation", "peer")


def read_turns(text: str) -> tuple[Turn, ...]:
    """The turns of a transcript, those of subagents after the turn that started them.

    Their id is the `uuid` of the prompt's line, so that a session that was resumed into another
    file gives the same turns again. Tokens are those that went in and out, without what was read
    from the cache.
    """
    main = TranscriptBuilder("claude")
    subagents: dict[str, TranscriptBuilder] = {}
    counted_messages: set[str] = set()
    subagent_types: dict[str, str] = {}
    for line in parse_json_lines(text):
        main.session_id = main.session_id or first_text(line, "sessionId")
        main.cwd = first_text(line, "cwd") or main.cwd
        builder, is_first_line = main, False
        if line.get("isSidechain") is True:
            subagent_id = first_text(line, "agentId")
            builder = subagents.setdefault(subagent_id, TranscriptBuilder("claude"))
            is_first_line = not builder.builders
        builder.session_id, builder.cwd = main.session_id, main.cwd
        kind = first_text(line, "type")
        if kind == "user":
            _read_user_line(builder, line)
        elif kind == "assistant":
            _read_assistant_line(builder, line, counted_messages)
        elif kind == "attachment":
            _read_attachment(builder, line)
        elif kind == SUBAGENT_ROW:
            subagent_types[first_text(line, "agentId")] = first_text(line, "agentType")
        if is_first_line and builder.open_turn is not None:
            builder.open_turn.subagent_id = first_text(line, "agentId")
            builder.open_turn.parent_id = main.open_turn.id if main.open_turn else ""
    _name_subagents(main, subagents, subagent_types)
    turns: list[Turn] = []
    for each in (main, *subagents.values()):
        each.builders = list(filter(_asks_model, each.builders))
        for earlier, later in pairwise(each.builders):
            later.model = later.model or earlier.model  # it was stopped before a model answered
        turns += each.build_turns()
    return tuple(turns)


def _asks_model(turn_builder: TurnBuilder) -> bool:
    """Whether a turn asked a model: to its own commands (`/exit`) Claude Code itself answers."""
    is_local_command = turn_builder.prompt.lstrip().startswith("<command-name>")
    return bool(turn_builder.model or turn_builder.tools) or not is_local_command


def _read_user_line(builder: TranscriptBuilder, line: Mapping[str, object]) -> None:
    time = parse_time(line.get("timestamp"))
    content = as_mapping(line.get("message")).get("content")
    results = [
        part for part in map(as_mapping, as_list(content)) if part.get("type") == "tool_result"
    ]
    for part in results:
        is_error = part.get("is_error")
        structured_result = as_mapping(line.get("toolUseResult")) if len(results) == 1 else {}
        result: dict[str, object] = dict(structured_result) or {"content": part.get("content")}
        builder.add_tool_result(
            first_text(part, "tool_use_id"),
            result,
            is_error is not True if is_error is not None else None,
            time,
        )
    if results or line.get("isMeta") is True or line.get("isCompactSummary") is True:
        return
    _drop_local_command(builder)
    origin = first_text(as_mapping(line.get("origin")), "kind")
    # In print mode nothing but the source of a prompt is named.
    has_source = first_text(line, "promptSource") not in ("", "system")
    is_marked = origin == "human" or (not origin and has_source)
    is_typed = is_marked or (isinstance(content, str) and _is_typed(line, content))
    text = _join_parts(content) if is_marked else extract_text(content)
    if not is_marked and text.startswith(_INTERRUPTION_TEXT):
        builder.note_activity(time)
        if builder.open_turn is not None:
            builder.open_turn.is_interrupted = not builder.open_turn.has_stopped
    elif origin not in _OWN_ORIGINS and split_prompt(text, "claude")[0].strip():
        turn_builder = builder.start_turn(
            text, time, first_text(line, "uuid"), first_text(line, "promptId")
        )
        turn_builder.is_typed = is_typed
    elif builder.open_turn is not None:
        builder.open_turn.answer_anew()  # a notice


def _is_typed(line: Mapping[str, object], text: str) -> bool:
    """Whether a line of which is not said who wrote it is what the user typed, as a whole.

    What Claude Code adds is a part of its own. Its commands it writes as elements, and what it told
    a subagent may begin with its own words.
    """
    has_origin = "origin" in line or "promptSource" in line
    is_command = text.lstrip().startswith(("<command-name>", "<command-message>"))
    return not (has_origin or is_command or line.get("isSidechain") is True)


def _join_parts(content: object) -> str:
    """The text of what the user sent, without the parts that Claude Code put beside it."""
    if isinstance(content, str):
        return content
    texts = [extract_text(part) for part in as_list(content)]
    own_texts = [text for text in texts if split_prompt(text, "claude")[0].strip()]
    return "\n".join(own_texts or filter(None, texts))


def _read_attachment(builder: TranscriptBuilder, line: Mapping[str, object]) -> None:
    """Add what the user sent while the turn went on: it is written as an attachment."""
    attachment = as_mapping(line.get("attachment"))
    origin = first_text(as_mapping(attachment.get("origin")), "kind")
    text = extract_text(attachment.get("prompt"))
    if (
        attachment.get("type") == "queued_command"
        and first_text(attachment, "commandMode") in ("", "prompt")
        and origin not in _OWN_ORIGINS
        and split_prompt(text, "claude")[0].strip()
    ):
        builder.add_prompt(text, parse_time(line.get("timestamp")))


def _drop_local_command(builder: TranscriptBuilder) -> bool:
    """Take out the turn of a command that no model was asked about; the one before it goes on."""
    command = builder.open_turn
    if command is None or _asks_model(command):
        return False
    builder.drop_turn(command)
    return True


def _read_assistant_line(
    builder: TranscriptBuilder, line: Mapping[str, object], counted_messages: set[str]
) -> None:
    time = parse_time(line.get("timestamp"))
    message = as_mapping(line.get("message"))
    message_id = first_text(message, "id") or first_text(line, "requestId")
    model = first_text(message, "model")
    if model == _NO_MODEL:
        is_answer = extract_text(message.get("content")) != _NO_ANSWER
        if _drop_local_command(builder) or not is_answer:
            return
        model = ""
    if builder.open_turn is not None:
        # What the service answered instead of a model ends the turn, unless that goes on.
        builder.open_turn.is_interrupted = line.get("isApiErrorMessage") is True
        builder.open_turn.has_stopped = message.get("stop_reason") == "end_turn"
    if message_id and message_id not in counted_messages and builder.open_turn is not None:
        # A message is written as several lines, each with the usage of the whole.
        counted_messages.add(message_id)
        builder.open_turn.add_tokens(_count_tokens(as_mapping(message.get("usage"))))
    builder.note_activity(time, model)
    content, is_call = message.get("content"), False
    for part in (
        [{"type": "text", "text": content}] if isinstance(content, str) else as_list(content)
    ):
        block = as_mapping(part)
        is_call = block.get("type") == "tool_use"
        if block.get("type") == "text":
            builder.add_message(first_text(block, "text"), time, message_id, model)
        elif is_call:
            builder.add_tool_call(
                first_text(block, "name"), block.get("input"), time, first_text(block, "id")
            )
    # Each part is a line of its own: that of the call may not be written yet.
    if builder.open_turn is not None and (is_call or message.get("stop_reason") == "tool_use"):
        builder.open_turn.is_interim = True


def _count_tokens(usage: Mapping[str, object]) -> TokenUsage | None:
    sent, stored, received, cached = (
        as_int(usage.get(f"{name}_tokens"))
        for name in ("input", "cache_creation_input", "output", "cache_read_input")
    )
    if (sent, stored, received) == (None, None, None):
        return None
    return TokenUsage((sent or 0) + (stored or 0), received or 0, cached or 0)


def _name_subagents(
    main: TranscriptBuilder,
    subagents: Mapping[str, TranscriptBuilder],
    subagent_types: Mapping[str, str],
) -> None:
    """Set type and parent of the subagents' turns by the calls that started them.

    Where the call is not known, the type is what stands beside the transcript.
    """
    calls = [
        (call, turn_builder)
        for turn_builder in main.builders
        for call in turn_builder.tools
        if call.subagent_prompt or call.subagent_id
    ]
    for subagent_id, builder in subagents.items():
        for turn_builder in builder.builders:
            turn_builder.subagent_id = subagent_id
            turn_builder.subagent_type = subagent_types.get(subagent_id, "")
            _set_parent(turn_builder, calls)


def _set_parent(turn_builder: TurnBuilder, calls: list[tuple[ToolCall, TurnBuilder]]) -> None:
    """Find the call that started a subagent's turn, by the subagent's id or its prompt."""
    for call, parent in calls:
        if (
            call.subagent_id and call.subagent_id == turn_builder.subagent_id
        ) or call.subagent_prompt == turn_builder.prompt:
            turn_builder.subagent_type = call.subagent_type or turn_builder.subagent_type
            turn_builder.parent_id = parent.id
            return
