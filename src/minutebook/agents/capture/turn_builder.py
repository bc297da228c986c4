"""Builds turns step by step: one from events, or all those of a transcript that is being read."""

from __future__ import annotations

from minutebook.agents.capture.prompt import find_slash_command, split_prompt
from minutebook.agents.capture.tool_calls import merge_calls, read_tool_call
from minutebook.agents.capture.turn import Event, TokenUsage, ToolCall, Turn
from minutebook.lean.values import Value, field, replace
from minutebook.repository import light

__all__ = ["TranscriptBuilder", "TurnBuilder", "may_be_same_type", "may_repeat_stop"]

_SAME_CALL_SECONDS = 2.0  # within which a call without an id may be reported by two events


class TurnBuilder(Value, frozen=False):
    """A turn that is being built; its fields are those of `Turn`.

    `message_id` is the id of the message that the response comes from, `last_tool_time` the time
    of the last tool call and `last_time` that of the last event, in unix seconds; `tool_indexes`
    says where in `tools` a call's id is; `has_stopped`: a stop of it came, though it may go on;
    `is_typed`: the prompt is what the user typed, as a whole; `earlier_answers` are those that the
    turn had when a notice made the agent go on; `is_interim`: the response was said before a tool
    was called, so that it is no answer unless the turn ended with it.
    """

    id: str
    agent: str
    session_id: str = ""
    prompt: str = ""
    additions: list[str] = field(default_factory=list)
    response: str = ""
    tools: list[ToolCall] = field(default_factory=list)
    started: float = 0.0
    ended: float = 0.0
    model: str = ""
    tokens: TokenUsage | None = None
    cwd: str = ""
    transcript_path: str = ""
    subagent_type: str = ""
    subagent_id: str = ""
    parent_id: str = ""
    is_interrupted: bool = False
    source: str = "event"
    turn_id: str = ""
    message_id: str = ""
    last_time: float = 0.0
    last_tool_time: float = 0.0
    tool_indexes: dict[str, int] = field(default_factory=dict)
    first_line: int = 0
    last_line: int = 0
    has_no_texts: bool = False
    is_typed: bool = False
    has_stopped: bool = False
    is_preferred: bool = False
    is_interim: bool = False
    earlier_answers: list[str] = field(default_factory=list)

    def set_response(self, text: str, message_id: str = "") -> None:
        """Set the response. Parts of one message are joined, another message replaces it."""
        if not text:
            return
        is_same_message = bool(message_id) and message_id == self.message_id and bool(self.response)
        self.response = f"{self.response}\n\n{text}" if is_same_message else text
        self.message_id, self.is_interim = message_id, False

    def answer_anew(self) -> None:
        """Keep the answer that was given, for what comes now is another answer of the turn."""
        answer = self._find_answer()
        if answer:
            self.earlier_answers.append(answer)
        self.response, self.message_id, self.is_interim = "", "", False

    def _find_answer(self) -> str:
        """The response, unless a tool's call followed and the turn has not ended."""
        return "" if self.is_interim and not self.has_stopped else self.response

    def add_tokens(self, tokens: TokenUsage | None) -> None:
        """Add the tokens that a part of the turn used; None: unknown."""
        if tokens is not None:
            self.tokens = self.tokens + tokens if self.tokens else tokens

    def add_call(self, tool: ToolCall, time: float) -> None:
        """Add a call, or complete the call that another event reported already."""
        index = self.tool_indexes.get(tool.id) if tool.id else None
        if index is not None:
            self.tools[index] = merge_calls(self.tools[index], tool)
            return
        if (
            self.tools
            and not (tool.id and self.tools[-1].id)
            and abs(time - self.last_tool_time) <= _SAME_CALL_SECONDS
        ):
            # Cursor reports a command by two events of different names.
            known_call = self.tools[-1]
            has_same_effect = (tool.command, tool.files) == (known_call.command, known_call.files)
            if known_call.name != tool.name and has_same_effect and (tool.command or tool.files):
                self.tools[-1] = merge_calls(known_call, tool)
                self._index_last_call()
                return
        self.last_tool_time = time
        self.tools.append(tool)
        self._index_last_call()

    def _index_last_call(self) -> None:
        call_id = self.tools[-1].id
        if call_id:
            self.tool_indexes.setdefault(call_id, len(self.tools) - 1)

    def build_turn(self) -> Turn:
        """The turn as far as it is known."""
        prompt, injected = split_prompt(self.prompt, self.agent, is_typed=self.is_typed)
        additions = (
            split_prompt(text, self.agent, is_typed=self.is_typed)[0] for text in self.additions
        )
        return Turn(
            id=self.id,
            agent=self.agent,
            session_id=self.session_id,
            prompt=prompt,
            additions=tuple(text for text in additions if text.strip()),
            injected=injected,
            response="\n\n".join(filter(None, (*self.earlier_answers, self._find_answer()))),
            tools=tuple(self.tools),
            started=self.started,
            ended=self.ended,
            model=self.model,
            tokens=self.tokens,
            cwd=self.cwd,
            transcript_path=self.transcript_path,
            subagent_type=self.subagent_type,
            subagent_id=self.subagent_id,
            parent_id=self.parent_id,
            command=find_slash_command(prompt),
            is_interrupted=self.is_interrupted,
            is_finished=self.has_stopped and not self.is_interrupted,
            source=self.source,
            first_line=self.first_line,
            last_line=self.last_line,
            has_no_texts=self.has_no_texts,
            is_preferred=self.is_preferred,
        )


class TranscriptBuilder:
    """Builds the turns of a transcript from what its lines say, in their order."""

    def __init__(self, agent: str, session_id: str = "", cwd: str = "") -> None:
        self.agent, self.session_id, self.cwd, self.model = agent, session_id, cwd, ""
        self.builders: list[TurnBuilder] = []
        self.open_turn: TurnBuilder | None = None
        self._builders_by_id: dict[str, TurnBuilder] = {}
        self._open_calls: dict[str, tuple[TurnBuilder, int, object]] = {}

    def start_turn(
        self, text: str, time: float, prompt_id: str = "", turn_id: str = ""
    ) -> TurnBuilder:
        """Open a turn, or reopen the one that has the same id (a resumed session repeats it)."""
        known_builder = self._builders_by_id.get(prompt_id) if prompt_id else None
        if known_builder is not None:
            self.open_turn = known_builder
            return known_builder
        turn_key = (
            prompt_id or f"{self.agent}:{self.session_id}:{turn_id or len(self.builders) + 1}"
        )
        builder = TurnBuilder(
            id=turn_key,
            agent=self.agent,
            session_id=self.session_id,
            prompt=text,
            started=time,
            ended=time,
            model=self.model,
            cwd=self.cwd,
            source="transcript",
            turn_id=turn_id,
        )
        self._builders_by_id[turn_key] = builder
        self.builders.append(builder)
        self.open_turn = builder
        return builder

    def add_prompt(self, text: str, time: float) -> None:
        """Add what the user wrote while the open turn went on; without one it opens a turn."""
        if self.open_turn is None:
            self.start_turn(text, time)
            return
        self.note_activity(time)
        self.open_turn.additions.append(text)

    def drop_turn(self, builder: TurnBuilder) -> None:
        """Leave out a turn that turned out to be none; the one before it is open again."""
        self.builders.remove(builder)
        del self._builders_by_id[builder.id]
        self.open_turn = self.builders[-1] if self.builders else None

    def note_activity(self, time: float, model: str = "") -> None:
        """Note that something of the open turn happened at `time`, by `model` ("" for unknown)."""
        if self.open_turn is not None:
            self.open_turn.ended = max(self.open_turn.ended, time)
            self.open_turn.model = model or self.open_turn.model

    def add_message(self, text: str, time: float, message_id: str = "", model: str = "") -> None:
        """Add a message of the agent: the last message of a turn is its response."""
        self.note_activity(time, model)
        if self.open_turn is not None:
            self.open_turn.set_response(text, message_id)

    def add_tool_call(self, name: str, arguments: object, time: float, call_id: str = "") -> None:
        """Add a call of a tool, whose result may follow; a call that is known is left out."""
        self.note_activity(time)
        if self.open_turn is None or (call_id and call_id in self._open_calls):
            return
        self._open_calls[call_id] = (self.open_turn, len(self.open_turn.tools), arguments)
        self.open_turn.tools.append(read_tool_call(name, arguments, None, call_id))
        self.open_turn.message_id = ""

    def add_tool_result(
        self,
        call_id: str,
        result: object,
        ok: bool | None = None,
        time: float = 0.0,
    ) -> None:
        """Add the result of a call; `ok` where the transcript says it outside the result."""
        self.note_activity(time)
        if not call_id or call_id not in self._open_calls:
            return
        builder, index, arguments = self._open_calls[call_id]
        call = builder.tools[index]
        completed = read_tool_call(call.name, arguments, result, call_id)
        builder.tools[index] = replace(completed, ok=completed.ok if ok is None else ok)

    def build_turns(self) -> tuple[Turn, ...]:
        """The turns so far; those without a prompt are left out."""
        return tuple(turn for builder in self.builders if (turn := builder.build_turn()).prompt)


def may_be_same_type(first_type: str, second_type: str) -> bool:
    """Whether two types of subagents are equal, as far as both are known."""
    return not first_type or not second_type or first_type == second_type


def may_repeat_stop(event: Event, last_turn: TurnBuilder) -> bool:
    """Whether a stop may be that of a turn whose prompt is no longer kept, told once more."""
    is_near = abs(event.time - last_turn.ended) <= light.LINGER_SECONDS
    return last_turn.has_no_texts and is_near
