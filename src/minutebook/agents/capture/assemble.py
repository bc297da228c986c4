"""Events to turns: a prompt opens a turn, tools are added, a stop closes it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from minutebook.agents.capture.turn import Event, ToolCall, Turn
from minutebook.agents.capture.turn_builder import TurnBuilder

__all__ = ["assemble_turns"]

_TWICE = 1.0  # seconds within which the same prompt is the same event, received twice
_AGAIN = 2.0  # seconds within which a call without an id may be reported by two events


def assemble_turns(events: Iterable[Event]) -> tuple[Turn, ...]:
    """The turns that `events` tell of, in the order they began; of any number of sessions.

    More events never take a turn's id away nor open a closed turn, save that an agent which goes
    on after its stop (another hook blocked it) adds to the turn that it had stopped. An open turn
    has `ended` 0. A prompt that is not followed by a stop ends, interrupted, where the next one
    begins or the session ends. A subagent's turn has the turn it was started in as `parent`; its
    prompt is what the subagent's tool was given.
    """
    sessions: dict[tuple[str, str], _Session] = {}
    order: list[TurnBuilder] = []
    for event in sorted(events, key=lambda event: event.time):
        key = (event.agent, event.session_id)
        if key not in sessions:
            sessions[key] = _Session(event, order)
        sessions[key].take(event)
    return tuple(draft.build_turn() for draft in sorted(order, key=lambda draft: draft.started))


class _Session:
    """One session of one agent: its open turn, the turn before, its subagents."""

    def __init__(self, event: Event, order: list[TurnBuilder]) -> None:
        self.agent, self.name, self.order = event.agent, event.session_id, order
        self.open: TurnBuilder | None = None
        self.last: TurnBuilder | None = None
        self.model = self.initial = ""
        self.fresh = True
        self.mains: list[TurnBuilder] = []
        self.ids: set[str] = set()
        self.called: set[str] = set()  # subagents' turns whose call is known
        self.subs: dict[str, TurnBuilder] = {}
        # Calls of the subagents' tool that no event of a subagent was matched to yet.
        self.waiting: list[tuple[ToolCall, TurnBuilder]] = []
        self.tasks: dict[str, TurnBuilder] = {}

    def take(self, event: Event) -> None:
        if event.kind == "session-start":
            self._start(event)
        elif event.kind == "subagent-start" and event.tool is not None:
            self._task(event.tool, self._here(event), event)
        elif event.subagent_id or event.kind in ("subagent-start", "subagent-stop"):
            self._inside(event)
        elif event.kind == "prompt":
            self._prompt(event)
        elif event.kind == "tool":
            self._tool(event)
        elif event.kind == "response":
            self._said(event)
        elif event.kind == "stop":
            self._stop(event)
        elif event.kind == "session-end" and self.open is not None:
            self._close(self.open, event.time, interrupted=True)

    def _new(self, event: Event, name: str = "", prompt: str = "") -> TurnBuilder:
        """A turn that begins with `event`; its id is by the agent's own turn, else by the time."""
        name = name or event.turn_id or str(round(event.time * 1000))
        told = base = f"{self.agent}:{self.name}:{name}"
        count = 1
        while told in self.ids:
            count += 1
            told = f"{base}-{count}"
        self.ids.add(told)
        draft = TurnBuilder(
            told, self.agent, self.name, prompt, started=event.time, turn_id=event.turn_id
        )
        self._fill(draft, event)
        self.order.append(draft)
        return draft

    def _fill(self, draft: TurnBuilder, event: Event) -> None:
        draft.model = event.model or draft.model or self.model
        draft.cwd = draft.cwd or event.cwd
        draft.transcript_path = event.transcript_path or draft.transcript_path
        draft.turn_id = draft.turn_id or event.turn_id
        draft.add_tokens(event.tokens)

    def _close(self, draft: TurnBuilder, at: float, interrupted: bool) -> None:
        draft.ended = max(at, draft.started)
        draft.is_interrupted = interrupted
        if draft is self.open:
            self.open, self.last = None, draft
            self.fresh = False

    def _start(self, event: Event) -> None:
        """A session begins or goes on. The open turn stays open: a stop may still come."""
        self.model = event.model or self.model
        self.initial = event.prompt
        self.fresh = self.open is None

    def _prompt(self, event: Event) -> None:
        if self._repeated(event):
            return
        if self.open is not None:
            self._close(self.open, event.time, interrupted=True)
        self._begin(event, event.prompt)

    def _begin(self, event: Event, prompt: str) -> TurnBuilder:
        """Open a turn of the session itself."""
        self.initial = ""
        self.open = self._new(event, prompt=prompt)
        self.mains.append(self.open)
        return self.open

    def _repeated(self, event: Event) -> bool:
        """Whether the prompt is known: two configurations may report one event twice."""
        for draft in (self.open, self.last):
            if draft is None or draft.prompt != event.prompt:
                continue
            named = bool(draft.turn_id and event.turn_id)
            if (
                draft.turn_id == event.turn_id
                if named
                else draft is self.open and self._soon(event)
            ):
                self._fill(draft, event)
                return True
        return False

    def _soon(self, event: Event) -> bool:
        return self.open is not None and event.time - self.open.started <= _TWICE

    def _here(self, event: Event) -> TurnBuilder:
        """The turn that a tool's event belongs to; without an open one, the last goes on."""
        last = self.last
        if self.open is None and last is not None and event.turn_id in ("", last.turn_id):
            self.open, self.last = last, None
            last.ended, last.is_interrupted = 0.0, False
        return self.open or self._begin(event, self.initial)

    def _tool(self, event: Event) -> None:
        draft = self._here(event)
        self._fill(draft, event)
        if event.tool is None:
            return
        _add(draft, event.tool, event.time)
        if event.tool.subagent_prompt:
            self._task(event.tool, draft, event)

    def _said(self, event: Event) -> None:
        draft = self.open or (None if self.fresh else self.last)
        if draft is not None:
            self._fill(draft, event)
            draft.set_response(event.response)

    def _stop(self, event: Event) -> None:
        draft = self._stopped(event)
        self._fill(draft, event)
        draft.prompt = draft.prompt or event.prompt
        draft.response = event.response or draft.response
        for tool in event.tools:
            _add(draft, tool, event.time)
            if tool.subagent_prompt:
                self._task(tool, draft, replace(event, kind="tool"))
        self._close(draft, event.time, event.is_interrupted)

    def _stopped(self, event: Event) -> TurnBuilder:
        """The turn that a stop ends: by the agent's id, else the open one, else the last again."""
        if event.turn_id:
            for draft in reversed(self.mains):
                if draft.turn_id == event.turn_id:
                    return draft
        if self.open is not None:
            return self.open
        last = (
            None if self.fresh or (event.turn_id and self.last and self.last.turn_id) else self.last
        )
        if last is not None and event.prompt in ("", last.prompt):
            return last
        return self._begin(event, event.prompt or self.initial)

    # Subagents

    def _inside(self, event: Event) -> None:
        draft = self._sub(event)
        draft.subagent_type = draft.subagent_type or event.subagent_type
        self._fill(draft, event)
        for tool in (*event.tools, *([event.tool] if event.tool else ())):
            _add(draft, tool, event.time)
            if tool.subagent_prompt:
                self._task(tool, draft, replace(event, kind="tool"))
        draft.prompt = draft.prompt or event.prompt
        draft.response = event.response or draft.response
        if event.kind in ("stop", "subagent-stop"):
            self._close(draft, event.time, event.is_interrupted)

    def _sub(self, event: Event) -> TurnBuilder:
        """The turn of the subagent that an event comes from."""
        known = self.subs.get(event.subagent_id) if event.subagent_id else None
        if known is not None:
            return known
        for tool, draft in self.waiting:
            if not draft.subagent_id and _alike(tool.subagent_type, event.subagent_type):
                break
        else:
            if not event.subagent_id and event.kind == "subagent-stop":
                # An agent that gives its subagents no id: the stop ends the one that runs.
                for draft in self.subs.values():
                    if not draft.ended and _alike(draft.subagent_type, event.subagent_type):
                        return draft
            name = f"sub:{event.subagent_id}" if event.subagent_id else ""
            draft = self._new(replace(event, turn_id="", tokens=None), name, event.prompt)
            parent = self.open or self.last
            draft.parent_id = parent.id if parent else ""
        draft.subagent_id = event.subagent_id
        self.subs[event.subagent_id or draft.id] = draft
        self.waiting = [(tool, other) for tool, other in self.waiting if other is not draft]
        return draft

    def _task(self, tool: ToolCall, parent: TurnBuilder, event: Event) -> None:
        """A subagent's tool was called: what it was given is that subagent's prompt."""
        draft = self.tasks.get(tool.id) if tool.id else None
        if draft is None or draft is parent:
            draft = self._matched(tool, parent)
        if draft is None:
            name = f"task:{tool.id or round(event.time * 1000)}"
            draft = self._new(replace(event, turn_id="", tokens=None, transcript_path=""), name)
            self.waiting.append((tool, draft))
        self.called.add(draft.id)
        if tool.id:
            self.tasks[tool.id] = draft
        if tool.subagent_id and not draft.subagent_id:
            draft.subagent_id = tool.subagent_id
            self.subs[tool.subagent_id] = draft
        late = bool(draft.ended) and not draft.prompt
        draft.prompt = draft.prompt or tool.subagent_prompt
        draft.subagent_type = tool.subagent_type or draft.subagent_type
        draft.parent_id = parent.id
        if event.kind == "tool":
            # The call is over: so is the subagent, unless it runs on in the background. One whose
            # prompt was not known when it stopped is complete only now.
            draft.response = draft.response or tool.output
            background = bool(tool.subagent_id) and tool.ok is None
            if late or not (draft.ended or background):
                draft.ended = event.time

    def _matched(self, tool: ToolCall, parent: TurnBuilder) -> TurnBuilder | None:
        """The subagent whose events came before the call's: by its id, else by type and order."""
        found = self.subs.get(tool.subagent_id)
        if found is not None and found is not parent:
            return found
        for draft in self.subs.values():
            known = draft.prompt in ("", tool.subagent_prompt) and draft.id not in self.called
            if known and draft is not parent and _alike(tool.subagent_type, draft.subagent_type):
                return draft
        return None


def _alike(one: str, other: str) -> bool:
    return not one or not other or one == other


def _add(draft: TurnBuilder, tool: ToolCall, at: float) -> None:
    """Add a call, or complete the one that another event reported already."""
    for place, known in enumerate(draft.tools):
        if tool.id and known.id == tool.id:
            draft.tools[place] = _both(known, tool)
            return
    if draft.tools and not (tool.id and draft.tools[-1].id) and at - draft.last_tool_time <= _AGAIN:
        # Cursor reports a command by two events of different names.
        known, one = draft.tools[-1], (tool.command, tool.files)
        if known.name != tool.name and one == (known.command, known.files) != ("", ()):
            draft.tools[-1] = _both(known, tool)
            return
    draft.last_tool_time = at
    draft.tools.append(tool)


def _both(known: ToolCall, tool: ToolCall) -> ToolCall:
    """Two reports of one call as one: what the later one knows counts."""
    return replace(
        tool,
        command=tool.command or known.command,
        files=tool.files or known.files,
        ok=known.ok if tool.ok is None else tool.ok,
        output=tool.output or known.output,
        subagent_prompt=tool.subagent_prompt or known.subagent_prompt,
        subagent_type=tool.subagent_type or known.subagent_type,
        id=tool.id or known.id,
        subagent_id=tool.subagent_id or known.subagent_id,
    )
