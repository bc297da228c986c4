"""A turn in the making, and a session's log being read: shared by events and transcripts."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from minutebook.agents.capture.prompt import slash, split_prompt
from minutebook.agents.capture.tool_calls import tool
from minutebook.agents.capture.turn import Tool, Turn

__all__ = ["Draft", "Log"]


@dataclass(slots=True)
class Draft:
    """A turn while it grows; its fields are those of `Turn`.

    `said` is the id of the message that the answer comes from, `seen` when the last tool came.
    """

    id: str
    agent: str
    session: str = ""
    prompt: str = ""
    response: str = ""
    tools: list[Tool] = field(default_factory=list)
    started: float = 0.0
    ended: float = 0.0
    model: str = ""
    tokens: int | None = None
    cwd: str = ""
    transcript: str = ""
    subagent: str = ""
    subagent_id: str = ""
    parent: str = ""
    interrupted: bool = False
    source: str = "event"
    turn: str = ""
    said: str = ""
    seen: float = 0.0

    def say(self, text: str, message: str = "") -> None:
        """Set the answer; parts of one `message` are joined, another message replaces it."""
        if not text:
            return
        joined = bool(message) and message == self.said and bool(self.response)
        self.response = f"{self.response}\n\n{text}" if joined else text
        self.said = message

    def spend(self, tokens: int | None) -> None:
        """Add what a part of the turn used."""
        if tokens is not None:
            self.tokens = (self.tokens or 0) + tokens

    def done(self) -> Turn:
        """The turn as it stands now."""
        prompt, injected = split_prompt(self.prompt, self.agent)
        return Turn(
            id=self.id,
            agent=self.agent,
            session=self.session,
            prompt=prompt,
            injected=injected,
            response=self.response,
            tools=tuple(self.tools),
            started=self.started,
            ended=self.ended,
            model=self.model,
            tokens=self.tokens,
            cwd=self.cwd,
            transcript=self.transcript,
            subagent=self.subagent,
            subagent_id=self.subagent_id,
            parent=self.parent,
            command=slash(prompt),
            interrupted=self.interrupted,
            source=self.source,
        )


class Log:
    """A transcript being read: lines go in, in their order, turns come out."""

    def __init__(self, agent: str, session: str = "", cwd: str = "") -> None:
        self.agent, self.session, self.cwd, self.model = agent, session, cwd, ""
        self.drafts: list[Draft] = []
        self.open: Draft | None = None
        self._known: dict[str, Draft] = {}
        self._calls: dict[str, tuple[Draft, int, object]] = {}

    def prompt(self, text: str, at: float, id: str = "", turn: str = "") -> Draft:  # noqa: A002
        """Open a turn; one that is there already (a resumed session repeats it) goes on."""
        known = self._known.get(id) if id else None
        if known is not None:
            self.open = known
            return known
        name = id or f"{self.agent}:{self.session}:{turn or len(self.drafts) + 1}"
        draft = Draft(
            id=name,
            agent=self.agent,
            session=self.session,
            prompt=text,
            started=at,
            ended=at,
            model=self.model,
            cwd=self.cwd,
            source="transcript",
            turn=turn,
        )
        self._known[name] = draft
        self.drafts.append(draft)
        self.open = draft
        return draft

    def touch(self, at: float, model: str = "") -> None:
        """Something of the open turn happened at `at`, by `model`."""
        if self.open is not None:
            self.open.ended = max(self.open.ended, at)
            self.open.model = model or self.open.model

    def say(self, text: str, at: float, message: str = "", model: str = "") -> None:
        """The agent said `text`: of all that it says in a turn, the last message is the answer."""
        self.touch(at, model)
        if self.open is not None:
            self.open.say(text, message)

    def call(self, name: str, given: object, at: float, id: str = "") -> None:  # noqa: A002
        """The agent called a tool; what came of it may follow."""
        self.touch(at)
        if self.open is None or (id and id in self._calls):
            return
        self._calls[id] = (self.open, len(self.open.tools), given)
        self.open.tools.append(tool(name, given, None, id))
        self.open.said = ""

    def result(
        self,
        id: str,  # noqa: A002
        result: object,
        ok: bool | None = None,
        at: float = 0.0,
    ) -> None:
        """What came of the call `id`; `ok` where the transcript says it outside the result."""
        self.touch(at)
        if not id or id not in self._calls:
            return
        draft, place, given = self._calls[id]
        before = draft.tools[place]
        after = tool(before.name, given, result, id)
        draft.tools[place] = replace(after, ok=after.ok if ok is None else ok)

    def turns(self) -> tuple[Turn, ...]:
        """The turns so far; one without a prompt is none."""
        return tuple(turn for draft in self.drafts if (turn := draft.done()).prompt)
