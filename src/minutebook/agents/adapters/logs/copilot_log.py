"""Reads the logs of Copilot's command line, and what it says of the commands that it ran.

A log has a line for each event. Those of a subagent carry its `agentId`; earlier versions name the
call that started it instead, and give no task of its own.
"""

from __future__ import annotations

from collections.abc import Mapping

from minutebook.agents.capture.lenient_json import (
    as_int,
    as_mapping,
    extract_text,
    first_text,
    parse_json_lines,
    parse_time,
)
from minutebook.agents.capture.prompt import split_prompt
from minutebook.agents.capture.turn import TokenUsage, ToolCall, Turn
from minutebook.agents.capture.turn_builder import TranscriptBuilder, TurnBuilder
from minutebook.lean.patterns import compile_lazily
from minutebook.lean.values import replace

__all__ = ["complete_result", "has_user_text", "mark_background_agent", "read_turns"]

# What Copilot says of a command: how it ended, or that it goes on in the background.
_EXIT_STATUS = compile_lazily(
    r"<(?:shellId: \S{1,80} completed|exited) with exit code (-?[0-9]{1,10})>\s*\Z"
)
_STILL_RUNS = compile_lazily(
    r"<command with shellId: \S{1,80} (?:is still running|moved to background)[^>]{0,2000}>\s*\Z"
)
# What it says of a subagent that goes on by itself, from the beginning or since the user let it.
_AGENT_RUNS = compile_lazily(
    r"\s*Agent [^.\n]{0,60}\bbackground\b[^.\n]{0,60}\bagent_id: ([A-Za-z0-9_-]{1,80})"
)
# The kinds of lines that tell what an agent did.
_WORK = (
    "assistant.message",
    "session.usage_record",
    "tool.execution_start",
    "tool.execution_complete",
    "abort",
)
# How the sources of messages begin that the user did not write.
_SOURCES = ("agent-", "skill-", "system", "autopilot", "jit-", "thinking-", "notification")


def has_user_text(prompt: str) -> bool:
    """Whether the user wrote any of a prompt: notices come as prompts, too."""
    return bool(split_prompt(prompt, "copilot")[0].strip())


def complete_result(result: object) -> object:
    """The result of a call with how a command ended, of which Copilot's own text alone tells.

    Whatever the command's status, the call of the shell is a success.
    """
    fields, text = as_mapping(result), extract_text(result)
    if match := _EXIT_STATUS.search(text):
        return {**fields, "exit_code": int(match[1])}
    if _STILL_RUNS.search(text):
        return {key: fields[key] for key in fields if key not in ("resultType", "result_type")}
    return result


def mark_background_agent(call: ToolCall) -> ToolCall:
    """The call of a subagent, without a result and with its id where the subagent goes on."""
    match = _AGENT_RUNS.match(call.output)
    return replace(call, output="", ok=None, subagent_id=match[1]) if match else call


def read_turns(text: str) -> tuple[Turn, ...]:
    """The turns of a log of events, those of subagents after the session's own.

    Tokens are those that went in and out, without what was read from the cache.
    """
    reader = _LogReader()
    for line in parse_json_lines(text):
        reader.read_line(line)
    return reader.build_turns()


class _LogReader:
    """Reads a log line by line. Lines of a subagent name it; earlier versions name its call."""

    def __init__(self) -> None:
        self.main = TranscriptBuilder("copilot")
        self.subagents: dict[str, TranscriptBuilder] = {}
        self.calls: dict[str, tuple[TurnBuilder, ToolCall]] = {}  # those that start subagents
        self.call_ids: dict[str, str] = {}  # that of the call which started a subagent
        self.types: dict[str, str] = {}
        self.counted_requests: set[str] = set()
        self.metered_turns: set[str] = set()

    def build_turns(self) -> tuple[Turn, ...]:
        builders = (self.main, *self.subagents.values())
        return tuple(turn for builder in builders for turn in builder.build_turns())

    def read_line(self, line: Mapping[str, object]) -> None:
        kind, data = first_text(line, "type"), as_mapping(line.get("data"))
        time, line_id = parse_time(line.get("timestamp")), first_text(line, "id")
        own_id, call_id = first_text(line, "agentId"), first_text(data, "parentToolCallId")
        name = own_id or call_id
        builder = self._find_subagent(name) if name else self.main
        if kind == "session.start":
            builder.session_id = builder.session_id or first_text(data, "sessionId")
            builder.model = first_text(data, "selectedModel") or builder.model
            builder.cwd = first_text(as_mapping(data.get("context")), "cwd") or builder.cwd
        elif kind == "session.model_change":
            builder.model = first_text(data, "newModel") or builder.model
        elif kind == "subagent.started" and name:
            self.call_ids[name] = first_text(data, "toolCallId")
            self.types[name] = first_text(data, "agentType", "agentName")
        elif kind == "user.message":
            self._read_user_message(builder, data, time, line_id, name)
        elif kind in _WORK:
            if name and builder.open_turn is None:
                call = self.calls.get(self.call_ids.get(name, call_id))
                self._start_subagent(builder, name, call[1].subagent_prompt if call else "", time)
            self._read_work(builder, kind, data, time)
        if own_id and builder.open_turn is not None:
            builder.open_turn.subagent_id = own_id

    def _find_subagent(self, name: str) -> TranscriptBuilder:
        if name not in self.subagents:
            builder = TranscriptBuilder("copilot", self.main.session_id, self.main.cwd)
            builder.model = self.main.model
            self.subagents[name] = builder
        return self.subagents[name]

    def _read_user_message(
        self,
        builder: TranscriptBuilder,
        data: Mapping[str, object],
        time: float,
        line_id: str,
        name: str,
    ) -> None:
        text, source = first_text(data, "content"), first_text(data, "source")
        if not has_user_text(text):
            return
        if name and builder.open_turn is None:
            self._start_subagent(builder, name, text, time, line_id)
        elif name or (data.get("delivery") == "steering" and not source.startswith(_SOURCES)):
            builder.add_prompt(text, time)
        elif not source.startswith(_SOURCES):
            builder.start_turn(text, time, line_id)

    def _start_subagent(
        self,
        builder: TranscriptBuilder,
        name: str,
        prompt: str,
        time: float,
        line_id: str = "",
    ) -> None:
        """Open the turn of a subagent; its parent is the turn with the call that started it."""
        turn_builder = builder.start_turn(prompt, time, line_id or f"subagent:{name}")
        call = self.calls.get(self.call_ids.get(name, name))
        parent = call[0] if call else self.main.open_turn
        turn_builder.parent_id = parent.id if parent else ""
        called_type = call[1].subagent_type if call else ""
        turn_builder.subagent_type = self.types.get(name) or called_type

    def _read_work(
        self, builder: TranscriptBuilder, kind: str, data: Mapping[str, object], time: float
    ) -> None:
        """Read a line that tells what the agent did."""
        turn_builder = builder.open_turn
        if turn_builder is None:
            return
        call_id = first_text(data, "toolCallId")
        if kind == "assistant.message":
            model, message_id = first_text(data, "model"), first_text(data, "messageId")
            builder.add_message(first_text(data, "content"), time, message_id, model)
            if turn_builder.id not in self.metered_turns:
                self._count(turn_builder, data, _read_usage(data))
        elif kind == "session.usage_record":
            usage = as_mapping(data.get("usage"))
            self.metered_turns.add(turn_builder.id)
            self._count(turn_builder, usage, _read_usage(usage))
        elif kind == "tool.execution_start":
            builder.add_tool_call(
                first_text(data, "toolName"), data.get("arguments"), time, call_id
            )
            call = turn_builder.tools[-1] if turn_builder.tools else None
            if call is not None and call.id == call_id and call.starts_subagent:
                self.calls[call_id] = turn_builder, call
        elif kind == "tool.execution_complete":
            result = data.get("result") or {"error": data.get("error")}
            builder.add_tool_result(call_id, result, _find_success(data, result), time)
        elif kind == "abort":
            builder.note_activity(time)
            turn_builder.is_interrupted = True

    def _count(
        self, turn_builder: TurnBuilder, request: Mapping[str, object], tokens: TokenUsage | None
    ) -> None:
        """Count the tokens of a request to the model once: its message may tell them, too."""
        request_id = first_text(request, "apiCallId")
        if not request_id or request_id not in self.counted_requests:
            turn_builder.add_tokens(tokens)
        self.counted_requests.add(request_id)


def _read_usage(usage: Mapping[str, object]) -> TokenUsage | None:
    """The tokens of a request; a message tells those alone that it was answered with."""
    sent, received, cached = (
        as_int(usage.get(key)) for key in ("inputTokens", "outputTokens", "cacheReadTokens")
    )
    if sent is None and received is None:
        return None
    new = None if sent is None else max(0, sent - (cached or 0))
    return TokenUsage(new, received, cached)


def _find_success(data: Mapping[str, object], result: object) -> bool | None:
    """Whether a call succeeded: a command by its status, which is not that of the call."""
    status = as_int(as_mapping(data.get("shellExecution")).get("exitCode"))
    text = extract_text(result)
    if status is None and (match := _EXIT_STATUS.search(text)):
        status = int(match[1])
    if status is not None:
        return status == 0
    success = data.get("success")
    return success if isinstance(success, bool) and not _STILL_RUNS.search(text) else None
