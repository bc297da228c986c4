"""Reads the rollouts of Codex: JSON lines of a type and a payload.

Older ones are bare response items.
"""

from __future__ import annotations

from collections.abc import Mapping
from itertools import pairwise, takewhile

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
from minutebook.agents.capture.turn import TokenUsage, Turn
from minutebook.agents.capture.turn_builder import TranscriptBuilder
from minutebook.lean.patterns import compile_lazily

__all__ = ["read_task", "read_turns"]

# Beginnings of texts that Codex itself puts into a rollout as a user's message, beside the elements
# that `split_prompt` knows.
_INJECTED_BEGINNINGS = (
    "# AGENTS.md instructions",
    "<user_instructions>",
    "<environment_context>",
    "<hook_prompt",
    "<user_shell_command>",
)
_TOOL_ITEMS = ("CommandExecution", "FileChange", "McpToolCall")  # what a tool did, when it is done
_OTHER_COMMAND_SOURCES = ("unified_exec_interaction", "user_shell")  # input to one, a user's own
_TASK_MESSAGES = ("Message Type: NEW_TASK\n", "Message Type: MESSAGE\n")
_CIPHERTEXT = compile_lazily(r"[A-Za-z0-9+/_=-]{64,}")
_COPY_SECONDS = 0.005  # at most, from one line that is copied to the next
_PATCH_BEGINNING = "*** Begin Patch"
_DEFAULT_AGENT_TYPE = "default"  # what hooks say of an agent that was spawned without a role


def read_task(message: str, task_name: str) -> str:
    """The task that an agent was given; its name where the message can be read by models alone."""
    return task_name if task_name and _CIPHERTEXT.fullmatch(message.strip()) else message


def read_turns(text: str) -> tuple[Turn, ...]:
    """The turns of a rollout. Tokens are input and output, without what came from the cache.

    The rollout of a spawned agent gives one turn, with all that the agent was told. What a rollout
    repeats of the one it was forked from is left out, and so are the rollouts of agents that Codex
    runs by itself, such as those that review or compact.
    """
    lines = list(parse_json_lines(text))
    reader = _RolloutReader(_drop_inherited_lines(lines))
    for line in reader.lines:
        reader.read_line(line)
    return reader.builder.build_turns()


def _drop_inherited_lines(lines: list[Mapping[str, object]]) -> list[Mapping[str, object]]:
    """The lines of a rollout without those of the rollout that it was forked from.

    The beginning says where its own lines start; else those that were copied were written at once
    with it, and another beginning is among them.
    """
    first = next(iter(lines), {})
    meta = as_mapping(first.get("payload"))
    start = as_int(meta.get("subagent_history_start_ordinal"))
    if start is not None:
        return [first, *(line for line in lines[1:] if (as_int(line.get("ordinal")) or 0) >= start)]
    times = [parse_time(line.get("timestamp")) for line in lines]
    gaps = (after - before for before, after in pairwise(times))
    copied = lines[: 1 + sum(1 for _ in takewhile(lambda gap: gap <= _COPY_SECONDS, gaps))]
    has_other_beginning = any(line.get("type") == "session_meta" for line in copied[1:])
    if meta.get("forked_from_id") and has_other_beginning:
        return [first, *lines[len(copied) :]]
    return lines


class _RolloutReader:
    """Reads the lines of one rollout: of a session, or of an agent that was spawned in it."""

    def __init__(self, lines: list[Mapping[str, object]]) -> None:
        self.lines = lines
        self.builder = TranscriptBuilder("codex")
        self.turn_id = self.running_turn_id = self.parent_turn_id = ""
        self.thread_id = self.parent_thread_id = self.agent_path = self.agent_type = ""
        self.is_internal = False
        payloads = [as_mapping(line.get("payload")) for line in lines]
        items = [as_mapping(payload.get("item")) for payload in payloads]
        # A prompt is in a rollout twice: as the event that the user saw, and as the model got it.
        self.has_user_events = any(
            payload.get("type") == "user_message" or _find_payload_of_task(payload)
            for payload in payloads
        ) or any(item.get("type") == "UserMessage" for item in items)
        # So is a call: as the model made it, and as what came of it. In code mode a call of the
        # model is a script, and only the latter says what it ran and wrote.
        self.item_ids = {
            first_text(item, "id") for item in items if item.get("type") in _TOOL_ITEMS
        } - {""}
        self.has_items = any(items)
        self.failed_ids: set[str] = set()

    def read_line(self, line: Mapping[str, object]) -> None:
        """Read a line; older rollouts are bare response items."""
        time = parse_time(line.get("timestamp"))
        payload = as_mapping(line.get("payload")) or line
        kind = first_text(line, "type")
        if kind == "session_meta" or (not kind and "instructions" in line):
            self._read_session(payload)
        elif kind == "turn_context":
            self.turn_id = first_text(payload, "turn_id") or self.turn_id
            self.builder.model = first_text(payload, "model") or self.builder.model
            self.builder.cwd = first_text(payload, "cwd") or self.builder.cwd
            open_turn = self.builder.open_turn
            if open_turn is not None and open_turn.turn_id == self.turn_id:
                self.builder.note_activity(time, self.builder.model)
        elif kind == "event_msg":
            self.turn_id = first_text(payload, "turn_id") or self.turn_id
            self._read_event_message(payload, time)
        else:
            self._read_response_item(payload, time)

    def _read_session(self, payload: Mapping[str, object]) -> None:
        if self.builder.session_id:
            return
        self.builder.cwd = first_text(payload, "cwd") or self.builder.cwd
        self.builder.session_id = first_text(payload, "session_id", "id")
        source = as_mapping(payload.get("source")).get("subagent")
        spawn = as_mapping(as_mapping(source).get("thread_spawn"))
        self.is_internal = bool(source) and not spawn
        if spawn:
            self.thread_id = first_text(payload, "id")
            self.parent_thread_id = first_text(spawn, "parent_thread_id")
            self.agent_path = first_text(spawn, "agent_path")
            self.agent_type = first_text(spawn, "agent_role") or _DEFAULT_AGENT_TYPE
            if not payload.get("session_id"):
                self.builder.session_id = self.parent_thread_id

    def _begin_task(self, payload: Mapping[str, object]) -> None:
        """Note that Codex begins to work. What it does before a prompt comes is no turn's.

        So it is where it compacts: that is a task without a prompt. A spawned agent goes on.
        """
        builder, attribution = self.builder, as_mapping(payload.get("turn_attribution"))
        self.running_turn_id = self.turn_id
        self.parent_turn_id = self.parent_turn_id or first_text(attribution, "parent_turn_id")
        open_turn = builder.open_turn
        if self.thread_id:
            builder.open_turn = builder.builders[-1] if builder.builders else None
        elif open_turn is not None and open_turn.turn_id not in ("", self.turn_id):
            builder.open_turn = None

    def _end_task(self, payload: Mapping[str, object], time: float) -> None:
        """Close the turn: what comes later adds neither to its answer nor to its duration."""
        builder = self.builder
        self._add_message(first_text(payload, "last_agent_message"), time)
        open_turn, builder.open_turn = builder.open_turn, None
        self.turn_id = self.running_turn_id = ""
        # No hook tells of a turn that an error ended.
        is_cut_off = payload.get("type") == "turn_aborted" or bool(payload.get("error"))
        if open_turn is not None and is_cut_off:
            open_turn.is_interrupted = True

    def _add_prompt(self, text: str, time: float) -> None:
        """Open a turn, or add a text to the one that runs; a spawned agent has one turn alone."""
        if self.is_internal or not split_prompt(text, "codex")[0].strip():
            return
        builder = self.builder
        if self.thread_id and builder.builders:
            builder.open_turn = builder.builders[-1]
        open_turn = builder.open_turn
        is_running = open_turn is not None and open_turn.turn_id == self.running_turn_id != ""
        if open_turn is not None and (self.thread_id or is_running):
            builder.add_prompt(text, time)
            return
        if not self.thread_id:
            builder.start_turn(text, time, turn_id=self.turn_id)
            return
        session_key = f"codex:{builder.session_id}"
        turn = builder.start_turn(text, time, f"{session_key}:sub:{self.thread_id}", self.turn_id)
        turn.subagent_id, turn.subagent_type = self.thread_id, self.agent_type
        if self.parent_thread_id != builder.session_id:
            turn.parent_id = f"{session_key}:sub:{self.parent_thread_id}"
        elif self.parent_turn_id:
            turn.parent_id = f"{session_key}:{self.parent_turn_id}"

    def _read_event_message(self, payload: Mapping[str, object], time: float) -> None:
        kind, open_turn = first_text(payload, "type"), self.builder.open_turn
        if kind == "task_started":
            self._begin_task(payload)
        elif kind == "user_message":
            self._add_prompt(first_text(payload, "message"), time)
        elif kind == "agent_message":
            self._add_message(first_text(payload, "message"), time)
        elif kind == "item_completed":
            self._read_item(as_mapping(payload.get("item")), time, first_text(payload, "turn_id"))
        elif kind in ("task_complete", "turn_aborted"):
            self._end_task(payload, time)
        elif kind == "token_count" and open_turn is not None:
            usage = as_mapping(as_mapping(payload.get("info")).get("last_token_usage"))
            sent, cached, received = (
                as_int(usage.get(f"{name}_tokens")) or 0
                for name in ("input", "cached_input", "output")
            )
            open_turn.add_tokens(TokenUsage(sent - cached, received, cached) if usage else None)

    def _add_message(self, text: str, time: float, message_id: str = "") -> None:
        self.builder.add_message(text, time, message_id, self.builder.model)

    def _read_item(self, item: Mapping[str, object], time: float, turn_id: str) -> None:
        kind, item_id = first_text(item, "type"), first_text(item, "id")
        if kind == "UserMessage":
            self._add_prompt(extract_text(item.get("content")), time)
        elif kind == "AgentMessage":
            self._add_message(extract_text(item.get("content")), time)
        elif kind in _TOOL_ITEMS and item.get("source") not in _OTHER_COMMAND_SOURCES:
            name, arguments, result = _read_tool_item(kind, item)
            builder, open_turn = self.builder, self.builder.open_turn
            # A command may go on after its turn, which it belongs to and does not prolong.
            if turn_id and (open_turn is None or open_turn.turn_id != turn_id):
                closed = [turn for turn in builder.builders if turn.turn_id == turn_id]
                builder.open_turn = closed[-1] if closed else open_turn
                time = closed[-1].ended if closed else time
            builder.add_tool_call(name, arguments, time, item_id)
            builder.add_tool_result(item_id, result, None, time)
            builder.open_turn = open_turn

    def _read_response_item(self, item: Mapping[str, object], time: float) -> None:
        kind = first_text(item, "type")
        call_id = first_text(item, "call_id", "id")
        if kind == "message" and item.get("role") == "user":
            text = extract_text(item.get("content"))
            if not self.has_user_events and not text.lstrip().startswith(_INJECTED_BEGINNINGS):
                self._add_prompt(text, time)
        elif kind == "message" and item.get("role") == "assistant":
            self._add_message(extract_text(item.get("content")), time, first_text(item, "id"))
        elif kind == "agent_message":
            if self.agent_path and item.get("recipient") == self.agent_path:
                task_name = self.agent_path.rpartition("/")[2]
                self._add_prompt(read_task(_find_payload_of_task(item), task_name), time)
        elif call_id in self.item_ids:
            pass
        elif kind in ("function_call", "custom_tool_call"):
            arguments = item.get("arguments", item.get("input"))
            is_script = kind == "custom_tool_call" and item.get("name") == "exec"
            self.builder.add_tool_call(
                first_text(item, "name"),
                {"input": arguments} if is_script else arguments,
                time,
                call_id,
            )
            if self.has_items and not is_script and _PATCH_BEGINNING in str(arguments):
                self.failed_ids.add(call_id)  # a patch that was applied has an item
                self.builder.add_tool_result(call_id, None, False, time)
        elif kind == "local_shell_call":
            self.builder.add_tool_call("local_shell", as_mapping(item.get("action")), time, call_id)
        elif kind in ("function_call_output", "custom_tool_call_output", "local_shell_call_output"):
            output = item.get("output")
            result = {"content": output} if as_list(output) else output
            ok = False if call_id in self.failed_ids else None
            self.builder.add_tool_result(call_id, result, ok, time)


def _read_tool_item(
    kind: str, item: Mapping[str, object]
) -> tuple[str, object, Mapping[str, object]]:
    """What a tool did as a call: its name as hooks have it, its arguments and its result."""
    if kind == "CommandExecution":
        return "Bash", {"command": item.get("command")}, item
    if kind == "FileChange":
        changes = as_mapping(item.get("changes"))
        moves = [as_mapping(change).get("move_path") for change in changes.values()]
        result = {"success": item.get("status") == "completed", "stdout": item.get("stdout")}
        return "apply_patch", {"changes": changes, "files": moves}, result
    name = f"mcp__{first_text(item, 'server')}__{first_text(item, 'tool')}"
    return name, item.get("arguments"), item


def _find_payload_of_task(item: Mapping[str, object]) -> str:
    """What a message from agent to agent tells the latter to do; "" where it is an answer, say."""
    if item.get("type") != "agent_message":
        return ""
    parts = [as_mapping(part) for part in as_list(item.get("content"))]
    texts = [first_text(part, "text", "encrypted_content") for part in parts]
    header, _, payload = "".join(texts).partition("\nPayload:\n")
    return payload if header.startswith(_TASK_MESSAGES) else ""
