"""Assembles turns from events: a prompt opens a turn, tool calls are added, a stop closes it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from minutebook.agents.capture.turn import Event, ToolCall, Turn
from minutebook.agents.capture.turn_builder import TurnBuilder
from minutebook.repository import light

__all__ = ["assemble_turns"]

_SAME_CALL_SECONDS = 2.0  # within which a call without an id may be reported by two events


def assemble_turns(events: Iterable[Event]) -> tuple[Turn, ...]:
    """Assemble the turns of any number of sessions from their events; in the order they began.

    Events come in the order in which they happened, which their times need not tell: the clock may
    have been set back.

    Further events never change a turn's id nor open a closed turn, with one exception: an agent
    that goes on after its stop (another hook blocked it) adds to the turn that it had stopped. An
    open turn has `ended` 0. A prompt without a stop ends, interrupted, where the next prompt begins
    or the session ends. A subagent's turn has the turn that started it as `parent_id`; its prompt
    is what the subagent's tool was given.
    """
    sessions: dict[tuple[str, str], _Session] = {}
    builders: list[TurnBuilder] = []
    for event in events:
        key = (event.agent, event.session_id)
        if key not in sessions:
            sessions[key] = _Session(event, builders)
        sessions[key].add_event(event)
    return tuple(builder.build_turn() for builder in builders)


class _Session:
    """The turns of one session of one agent: the open turn, the one before it, its subagents'."""

    def __init__(self, event: Event, builders: list[TurnBuilder]) -> None:
        self.agent, self.session_id, self.builders = event.agent, event.session_id, builders
        self.open_turn: TurnBuilder | None = None
        self.last_turn: TurnBuilder | None = None
        self.model = self.initial_prompt = ""
        self.is_fresh = True  # no turn was closed since the session began or went on
        self.main_turn_ids: set[str] = set()
        self.turn_counts: dict[str, int] = {}  # how many turns have an id, and how many begin so
        self.called_turn_ids: set[str] = set()  # turns of subagents whose call is known
        self.subagent_turns: dict[str, TurnBuilder] = {}
        self.uncalled_turns: dict[str, TurnBuilder] = {}  # those whose call is not, by their ids
        # Calls of subagents' tools to which no event of a subagent was matched yet, by the turns.
        self.unmatched_calls: dict[str, tuple[ToolCall, TurnBuilder]] = {}
        self.turns_by_call_id: dict[str, TurnBuilder] = {}
        self.turns_by_turn_id: dict[str, TurnBuilder] = {}  # those of the session itself

    def add_event(self, event: Event) -> None:
        """Add an event to the turn that it belongs to."""
        if event.kind == "session-start":
            self._start_session(event)
        elif event.kind == "subagent-start" and event.tool is not None:
            self._add_subagent_call(event.tool, self._continue_turn(event), event)
        elif event.subagent_id or event.kind in ("subagent-start", "subagent-stop"):
            self._add_subagent_event(event)
        elif event.kind == "prompt":
            self._add_prompt(event)
        elif event.kind == "tool":
            self._add_tool_call(event)
        elif event.kind == "response":
            self._add_response(event)
        elif event.kind == "stop":
            self._stop_turn(event)
        elif event.kind == "session-end" and self.open_turn is not None:
            self._close_turn(self.open_turn, event, interrupted=True)

    def _create_turn(self, event: Event, name: str = "", prompt: str = "") -> TurnBuilder:
        """Create a turn that begins with `event`; its id holds the agent's turn id, or the time."""
        name = name or event.turn_id or str(round(event.time * 1000))
        turn_id = base_id = f"{self.agent}:{self.session_id}:{name}"
        while turn_id in self.turn_counts:
            self.turn_counts[base_id] += 1
            turn_id = f"{base_id}-{self.turn_counts[base_id]}"
        self.turn_counts[turn_id] = 1
        builder = TurnBuilder(
            turn_id, self.agent, self.session_id, prompt, started=event.time, turn_id=event.turn_id
        )
        builder.first_line = event.line
        self._add_details(builder, event)
        self.builders.append(builder)
        return builder

    def _add_details(self, builder: TurnBuilder, event: Event) -> None:
        """Add what any event may say of its turn: model, folder, transcript, turn id, tokens."""
        builder.model = event.model or builder.model or self.model
        builder.cwd = builder.cwd or event.cwd
        builder.transcript_path = event.transcript_path or builder.transcript_path
        builder.turn_id = builder.turn_id or event.turn_id
        builder.add_tokens(event.tokens)
        builder.has_no_texts = builder.has_no_texts or event.has_no_texts
        if builder.turn_id and builder.id in self.main_turn_ids:
            self.turns_by_turn_id[builder.turn_id] = builder

    def _close_turn(self, builder: TurnBuilder, event: Event, interrupted: bool) -> None:
        builder.ended = max(event.time, builder.started)
        builder.last_line = event.line
        builder.is_interrupted = interrupted
        if builder is self.open_turn:
            self.open_turn, self.last_turn = None, builder
            self.is_fresh = False

    def _start_session(self, event: Event) -> None:
        """Begin or resume the session. The open turn stays open: its stop may still come."""
        self.model = event.model or self.model
        self.initial_prompt = event.prompt
        self.is_fresh = self.open_turn is None

    def _add_prompt(self, event: Event) -> None:
        if self._is_repeated(event):
            return
        if self.open_turn is not None:
            self._close_turn(self.open_turn, event, interrupted=True)
        self._begin_main_turn(event, event.prompt)

    def _begin_main_turn(self, event: Event, prompt: str) -> TurnBuilder:
        """Open a turn of the session itself, not of a subagent."""
        self.initial_prompt = ""
        self.open_turn = self._create_turn(event, prompt=prompt)
        self.main_turn_ids.add(self.open_turn.id)
        if event.turn_id:
            self.turns_by_turn_id[event.turn_id] = self.open_turn
        return self.open_turn

    def _is_repeated(self, event: Event) -> bool:
        """Whether the prompt is known already: two configurations may report one event twice."""
        for builder in (self.open_turn, self.last_turn):
            if builder is None or builder.prompt != event.prompt:
                continue
            has_turn_ids = bool(builder.turn_id and event.turn_id)
            if (
                builder.turn_id == event.turn_id
                if has_turn_ids
                else builder is self.open_turn and self._is_just_begun(event)
            ):
                self._add_details(builder, event)
                return True
        return False

    def _is_just_begun(self, event: Event) -> bool:
        if self.open_turn is None:
            return False
        return abs(event.time - self.open_turn.started) <= light.DUPLICATE_EVENT_SECONDS

    def _continue_turn(self, event: Event) -> TurnBuilder:
        """The turn that a tool's event belongs to; where none is open, the last one is reopened."""
        last_turn = self.last_turn
        if (
            self.open_turn is None
            and last_turn is not None
            and event.turn_id in ("", last_turn.turn_id)
        ):
            self.open_turn, self.last_turn = last_turn, None
            last_turn.ended, last_turn.last_line, last_turn.is_interrupted = 0.0, 0, False
        return self.open_turn or self._begin_main_turn(event, self.initial_prompt)

    def _add_tool_call(self, event: Event) -> None:
        builder = self._continue_turn(event)
        self._add_details(builder, event)
        if event.tool is None:
            return
        _add_call(builder, event.tool, event.time)
        if event.tool.starts_subagent:
            self._add_subagent_call(event.tool, builder, event)

    def _add_response(self, event: Event) -> None:
        builder = self.open_turn or (None if self.is_fresh else self.last_turn)
        if builder is not None:
            self._add_details(builder, event)
            builder.set_response(event.response)

    def _stop_turn(self, event: Event) -> None:
        builder = self._find_stopped_turn(event)
        self._add_details(builder, event)
        builder.prompt = builder.prompt or event.prompt
        builder.response = event.response or builder.response
        for tool in event.tools:
            _add_call(builder, tool, event.time)
            if tool.starts_subagent:
                self._add_subagent_call(tool, builder, replace(event, kind="tool"))
        self._close_turn(builder, event, event.is_interrupted)

    def _find_stopped_turn(self, event: Event) -> TurnBuilder:
        """The turn that a stop ends: that with the agent's id, else the open one, else the last."""
        if event.turn_id in self.turns_by_turn_id:
            return self.turns_by_turn_id[event.turn_id]
        if self.open_turn is not None:
            return self.open_turn
        last_turn = (
            None
            if self.is_fresh or (event.turn_id and self.last_turn and self.last_turn.turn_id)
            else self.last_turn
        )
        if last_turn is not None and (
            event.prompt in ("", last_turn.prompt) or _may_repeat_stop(event, last_turn)
        ):
            return last_turn
        return self._begin_main_turn(event, event.prompt or self.initial_prompt)

    # Subagents ----------------------------------------------------------------------------------

    def _add_subagent_event(self, event: Event) -> None:
        builder = self._find_subagent_turn(event)
        builder.subagent_type = builder.subagent_type or event.subagent_type
        self._add_details(builder, event)
        for tool in (*event.tools, *([event.tool] if event.tool else ())):
            _add_call(builder, tool, event.time)
            if tool.starts_subagent:
                self._add_subagent_call(tool, builder, replace(event, kind="tool"))
        builder.prompt = builder.prompt or event.prompt
        builder.response = event.response or builder.response
        if event.kind in ("stop", "subagent-stop"):
            self._close_turn(builder, event, event.is_interrupted)

    def _find_subagent_turn(self, event: Event) -> TurnBuilder:
        """The turn of the subagent that an event comes from; created where there is none yet."""
        known_turn = self.subagent_turns.get(event.subagent_id) if event.subagent_id else None
        if known_turn is not None:
            return known_turn
        for tool, builder in self.unmatched_calls.values():
            if not builder.subagent_id and _may_be_same_type(
                tool.subagent_type, event.subagent_type
            ):
                break
        else:
            if not event.subagent_id and event.kind == "subagent-stop":
                # The agent gives its subagents no ids: the stop ends the one that runs.
                for builder in self.subagent_turns.values():
                    if not builder.ended and _may_be_same_type(
                        builder.subagent_type, event.subagent_type
                    ):
                        return builder
            name = f"sub:{event.subagent_id}" if event.subagent_id else ""
            builder = self._create_turn(replace(event, turn_id="", tokens=None), name, event.prompt)
            parent = self.open_turn or self.last_turn
            builder.parent_id = parent.id if parent else ""
        builder.subagent_id = event.subagent_id
        self._add_subagent_turn(event.subagent_id or builder.id, builder)
        self.unmatched_calls.pop(builder.id, None)
        return builder

    def _add_subagent_turn(self, subagent_id: str, builder: TurnBuilder) -> None:
        self.subagent_turns[subagent_id] = builder
        if builder.id not in self.called_turn_ids:
            self.uncalled_turns[builder.id] = builder

    def _add_subagent_call(self, tool: ToolCall, parent: TurnBuilder, event: Event) -> None:
        """Add a call of a subagent's tool: what the tool was given is the subagent's prompt."""
        builder = self.turns_by_call_id.get(tool.id) if tool.id else None
        if builder is None or builder is parent:
            builder = self._find_turn_of_call(tool, parent)
        if builder is None:
            name = f"task:{tool.id or round(event.time * 1000)}"
            builder = self._create_turn(
                replace(event, turn_id="", tokens=None, transcript_path=""), name
            )
            self.unmatched_calls[builder.id] = tool, builder
        self.called_turn_ids.add(builder.id)
        self.uncalled_turns.pop(builder.id, None)
        builder.has_no_texts = builder.has_no_texts or event.has_no_texts
        if tool.id:
            self.turns_by_call_id[tool.id] = builder
        if tool.subagent_id and not builder.subagent_id:
            builder.subagent_id = tool.subagent_id
            self._add_subagent_turn(tool.subagent_id, builder)
        is_prompt_late = bool(builder.ended) and not builder.prompt
        builder.prompt = builder.prompt or tool.subagent_prompt
        builder.subagent_type = tool.subagent_type or builder.subagent_type
        builder.parent_id = parent.id
        if event.kind == "tool":
            # The call is over, and so is the subagent unless it runs on in the background. One
            # whose prompt was not known when it stopped is complete only now.
            builder.response = builder.response or tool.output
            runs_in_background = bool(tool.subagent_id) and tool.ok is None
            if is_prompt_late or not (builder.ended or runs_in_background):
                builder.ended, builder.last_line = max(event.time, builder.started), event.line

    def _find_turn_of_call(self, tool: ToolCall, parent: TurnBuilder) -> TurnBuilder | None:
        """The turn of a subagent whose events came before its call: by id, else by type."""
        known_turn = self.subagent_turns.get(tool.subagent_id)
        if known_turn is not None and known_turn is not parent:
            return known_turn
        for builder in self.uncalled_turns.values():
            if (
                builder.prompt in ("", tool.subagent_prompt)
                and builder is not parent
                and _may_be_same_type(tool.subagent_type, builder.subagent_type)
            ):
                return builder
        return None


def _may_repeat_stop(event: Event, last_turn: TurnBuilder) -> bool:
    """Whether a stop may be that of a turn whose prompt is no longer kept, told once more."""
    is_near = abs(event.time - last_turn.ended) <= light.LINGER_SECONDS
    return last_turn.has_no_texts and is_near


def _may_be_same_type(first_type: str, second_type: str) -> bool:
    """Whether two types of subagents are equal, as far as both are known."""
    return not first_type or not second_type or first_type == second_type


def _add_call(builder: TurnBuilder, tool: ToolCall, time: float) -> None:
    """Add a call, or complete the call that another event reported already."""
    index = builder.tool_indexes.get(tool.id) if tool.id else None
    if index is not None:
        builder.tools[index] = _merge_calls(builder.tools[index], tool)
        return
    if (
        builder.tools
        and not (tool.id and builder.tools[-1].id)
        and abs(time - builder.last_tool_time) <= _SAME_CALL_SECONDS
    ):
        # Cursor reports a command by two events of different names.
        known_call = builder.tools[-1]
        has_same_effect = (tool.command, tool.files) == (known_call.command, known_call.files)
        if known_call.name != tool.name and has_same_effect and (tool.command or tool.files):
            builder.tools[-1] = _merge_calls(known_call, tool)
            _index_call(builder, len(builder.tools) - 1)
            return
    builder.last_tool_time = time
    builder.tools.append(tool)
    _index_call(builder, len(builder.tools) - 1)


def _index_call(builder: TurnBuilder, index: int) -> None:
    call_id = builder.tools[index].id
    if call_id:
        builder.tool_indexes.setdefault(call_id, index)


def _merge_calls(earlier: ToolCall, later: ToolCall) -> ToolCall:
    """Merge two reports of one call: what the later one says takes precedence."""
    return replace(
        later,
        command=later.command or earlier.command,
        files=later.files or earlier.files,
        ok=earlier.ok if later.ok is None else later.ok,
        output=later.output or earlier.output,
        subagent_prompt=later.subagent_prompt or earlier.subagent_prompt,
        subagent_type=later.subagent_type or earlier.subagent_type,
        id=later.id or earlier.id,
        subagent_id=later.subagent_id or earlier.subagent_id,
        had_subagent_prompt=later.had_subagent_prompt or earlier.had_subagent_prompt,
    )
