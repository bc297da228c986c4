"""Assembles turns from events: a prompt opens a turn, tool calls are added, a stop closes it."""

from __future__ import annotations

from collections.abc import Iterable

from minutebook.agents.capture.turn import Event, ToolCall, Turn
from minutebook.agents.capture.turn_builder import (
    TurnBuilder,
    may_be_same_type,
    may_repeat_stop,
)
from minutebook.lean.values import replace
from minutebook.repository import light

__all__ = ["assemble_turns"]

_AGENTS_THAT_NAME_TURNS = ("codex",)  # in each prompt and each stop


def assemble_turns(events: Iterable[Event]) -> tuple[Turn, ...]:
    """The turns of any number of sessions, assembled from their events; in the order they began.

    Events come in the order in which they happened, which their times need not tell: the clock may
    have been set back. Further events never change a turn's id nor open a closed turn, with one
    exception: an agent that goes on after its stop (another hook blocked it) adds to the turn that
    it had stopped. An open turn has `ended` 0. A prompt without a stop ends, interrupted, where the
    next prompt begins or the session ends. A subagent's turn has the turn that started it as
    `parent_id`; its prompt is what the subagent's tool was given.
    """
    sessions: dict[tuple[str, str], _Session] = {}
    builders: list[TurnBuilder] = []
    for event in (event for event in events if not event.is_repeat):
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
        self.turns_by_turn_id: dict[str, TurnBuilder] = {}  # its own, also by notices' ids
        self.typed_prompts: dict[str, str] = {}  # as they were typed, by the ids of their turns

    def add_event(self, event: Event) -> None:
        """Add an event to the turn that it belongs to."""
        if event.kind == "session-start":
            self._start_session(event)
        elif event.kind == "subagent-start" and event.tool is not None:
            find_turn = self._find_subagent_turn if event.subagent_id else self._continue_turn
            self._add_subagent_call(event.tool, find_turn(event), event)
        elif event.subagent_id or event.kind in ("subagent-start", "subagent-stop"):
            self._add_subagent_event(event)
        elif event.kind == "prompt":
            self._add_prompt(event)
        elif event.kind in ("expansion", "notice"):
            self._note_own_text(event)
        elif event.kind == "tool":
            self._add_tool_call(event)
        elif event.kind == "response":
            self._add_response(event)
        elif event.kind == "stop":
            self._stop_turn(event)
        elif event.kind == "model":
            self._switch_model(event)
        elif event.kind == "interrupt":
            self._interrupt_turn(event)
        elif event.kind == "session-end":
            self._end_session(event)

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
        builder.first_line, builder.is_typed = event.line, event.is_typed
        self._add_details(builder, event)
        self.builders.append(builder)
        return builder

    def _add_details(self, builder: TurnBuilder, event: Event) -> None:
        """Add what any event may say of its turn: model, folder, transcript, turn id, tokens."""
        builder.model = event.model or builder.model or self.model
        builder.cwd = builder.cwd or event.cwd
        builder.transcript_path = event.transcript_path or builder.transcript_path
        builder.turn_id = builder.turn_id or event.turn_id
        builder.last_time = event.time
        builder.add_tokens(event.tokens)
        builder.has_no_texts = builder.has_no_texts or event.has_no_texts
        if builder.turn_id and builder.id in self.main_turn_ids:
            self.turns_by_turn_id[builder.turn_id] = builder

    def _close_turn(self, builder: TurnBuilder, event: Event, interrupted: bool) -> None:
        builder.ended = max(event.time, builder.started)
        builder.last_line = event.line
        builder.is_interrupted = interrupted
        # A subagent that began and was not heard of again did not outlive the turn.
        for _, child in self.unmatched_calls.values():
            if child.parent_id == builder.id and not (child.ended or child.subagent_id):
                child.ended, child.last_line = max(builder.last_time, child.started), event.line
                child.is_interrupted = True
        if builder is self.open_turn:
            self.open_turn, self.last_turn = None, builder
            self.is_fresh = False

    def _abandon_turn(self, builder: TurnBuilder, event: Event) -> None:
        """Close a turn whose stop never came: it went on until the last that was heard of it.

        So did its subagents, unless they work in the background, as their calls have told.
        """
        for child in self.subagent_turns.values():
            is_waited_for = child.parent_id == builder.id and child.id not in self.called_turn_ids
            if is_waited_for and not child.ended:
                self._abandon_turn(child, event)
        last_time = builder.last_time
        # A call of a tool may be told of only after the stop.
        self._close_turn(builder, event, interrupted=not builder.has_stopped)
        builder.ended = max(last_time, builder.started)

    def _end_session(self, event: Event) -> None:
        """Close what is open: nothing goes on after the session, subagents neither."""
        calls = (builder for _, builder in self.unmatched_calls.values())
        for builder in (self.open_turn, *self.subagent_turns.values(), *calls):
            if builder is not None and not builder.ended:
                self._abandon_turn(builder, event)

    def _interrupt_turn(self, event: Event) -> None:
        """Close the turn, a subagent's too, that has the agent's id, else the open one."""
        known = (*self.turns_by_turn_id.values(), *self.subagent_turns.values())
        named = [builder for builder in known if builder.turn_id == event.turn_id != ""]
        builder = named[-1] if named else self.open_turn
        if builder is not None and not builder.ended:
            self._add_details(builder, event)
            self._close_turn(builder, event, interrupted=True)

    def _switch_model(self, event: Event) -> None:
        """Note the model that answers from now on."""
        self.model = event.model or self.model
        if self.open_turn is not None:
            self.open_turn.model = self.model

    def _start_session(self, event: Event) -> None:
        """Begin or resume the session. The open turn stays open: its stop may still come."""
        self.model = event.model or self.model
        self.initial_prompt = event.prompt
        self.is_fresh = self.open_turn is None

    def _note_own_text(self, event: Event) -> None:
        """Note how the next prompt was typed, or which turn goes on after a notice."""
        builder = self.open_turn or self.last_turn
        if event.turn_id and event.kind == "expansion":
            self.typed_prompts[event.turn_id] = event.prompt
        elif event.kind == "notice" and builder is not None:
            if event.turn_id:
                self.turns_by_turn_id[event.turn_id] = builder
            builder.answer_anew()

    def _add_prompt(self, event: Event) -> None:
        event = replace(event, prompt=self.typed_prompts.pop(event.turn_id, event.prompt))
        if self._is_repeated(event):
            return
        if self.open_turn is not None and self._belongs_to(self.open_turn, event):
            self._add_addition(self.open_turn, event)
            return
        if self.open_turn is not None:
            self._abandon_turn(self.open_turn, event)
        self._begin_main_turn(event, event.prompt)

    def _belongs_to(self, builder: TurnBuilder, event: Event) -> bool:
        """Whether a prompt was sent to the turn that goes on, and does not begin one."""
        return event.turn_id == builder.turn_id != ""

    def _add_addition(self, builder: TurnBuilder, event: Event) -> None:
        is_repeated = (
            builder.additions[-1:] == [event.prompt]
            and abs(event.time - builder.last_time) <= light.DUPLICATE_EVENT_SECONDS
        )
        if event.prompt and not is_repeated:
            builder.additions.append(event.prompt)
        self._add_details(builder, event)

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
            and (
                event.turn_id in ("", last_turn.turn_id)
                or self.turns_by_turn_id.get(event.turn_id) is last_turn
            )
        ):
            self.open_turn, self.last_turn = last_turn, None
            last_turn.ended, last_turn.last_line, last_turn.is_interrupted = 0.0, 0, False
        return self.open_turn or self._begin_main_turn(event, self.initial_prompt)

    def _add_tool_call(self, event: Event) -> None:
        builder = self._continue_turn(event)
        self._add_details(builder, event)
        if event.tool is None:
            return
        builder.add_call(event.tool, event.time)
        if event.tool.starts_subagent:
            self._add_subagent_call(event.tool, builder, event)

    def _add_response(self, event: Event) -> None:
        builder = self.open_turn or (None if self.is_fresh else self.last_turn)
        if builder is not None:
            self._add_details(builder, event)
            builder.set_response(event.response)

    def _stop_turn(self, event: Event) -> None:
        if self._is_of_own_task(event):
            return
        builder = self._find_stopped_turn(event)
        self._add_details(builder, event)
        builder.prompt = builder.prompt or event.prompt
        if event.response not in builder.earlier_answers:  # its stop may be told of twice
            builder.response = event.response or builder.response
        for tool in event.tools:
            builder.add_call(tool, event.time)
            if tool.starts_subagent:
                self._add_subagent_call(tool, builder, replace(event, kind="tool"))
        builder.has_stopped = not event.is_interrupted
        self._close_turn(builder, event, event.is_interrupted)

    def _is_of_own_task(self, event: Event) -> bool:
        """Whether a stop ends what the agent did by itself, as compacting: no prompt began it."""
        known_turn = self.open_turn or self.last_turn
        if self.agent not in _AGENTS_THAT_NAME_TURNS or known_turn is None or event.prompt:
            return False
        are_named = bool(known_turn.turn_id and event.turn_id)
        return are_named and event.turn_id not in self.turns_by_turn_id

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
            event.prompt in ("", last_turn.prompt) or may_repeat_stop(event, last_turn)
        ):
            return last_turn
        return self._begin_main_turn(event, event.prompt or self.initial_prompt)

    # Subagents ----------------------------------------------------------------------------------

    def _add_subagent_event(self, event: Event) -> None:
        builder = self._find_subagent_turn(event)
        builder.subagent_type = builder.subagent_type or event.subagent_type
        self._add_details(builder, event)
        for tool in (*event.tools, *([event.tool] if event.tool else ())):
            builder.add_call(tool, event.time)
            if tool.starts_subagent:
                self._add_subagent_call(tool, builder, replace(event, kind="tool"))
        if event.kind == "prompt" and event.prompt != builder.prompt != "":
            self._add_addition(builder, event)  # it was told more
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
            if (
                not builder.subagent_id
                and event.prompt in ("", tool.subagent_prompt)
                and may_be_same_type(tool.subagent_type, event.subagent_type)
            ):
                break
        else:
            if not event.subagent_id and event.kind == "subagent-stop":
                # The agent gives its subagents no ids: the stop ends the one that runs.
                for builder in self.subagent_turns.values():
                    if not builder.ended and may_be_same_type(
                        builder.subagent_type, event.subagent_type
                    ):
                        return builder
            name = f"sub:{event.subagent_id}" if event.subagent_id else ""
            builder = self._create_turn(replace(event, turn_id="", tokens=None), name, event.prompt)
            parent = self.subagent_turns.get(event.caller_id) or self.open_turn or self.last_turn
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
        if builder is None and tool.ok is False:
            return  # it started none
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
            # whose prompt was not known when it stopped is complete only now. What a failed call
            # prints is the error of the agent's program.
            builder.response = builder.response or (tool.output if tool.ok is not False else "")
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
                and may_be_same_type(tool.subagent_type, builder.subagent_type)
            ):
                return builder
        return None
