"""The nouns of capture: what an agent reports, in the words of no agent in particular.

An `Event` is one thing an agent said while it worked; a `Turn` is a prompt with all that came
of it. Everything here is data: no clock, no disk, no git.
"""

from __future__ import annotations

from dataclasses import dataclass

from minutebook.agents.agent_table import AGENTS

__all__ = ["AGENTS", "EVENT_KINDS", "Event", "ToolCall", "Turn"]

#: What an event can be.
EVENT_KINDS = (
    "prompt",
    "tool",
    "response",
    "stop",
    "subagent-start",
    "subagent-stop",
    "session-start",
    "session-end",
    "compact",
    "other",
)


@dataclass(frozen=True, slots=True)
class ToolCall:
    """One call of a tool, after it ran.

    `command` is the shell command ("" else), `files` the paths it wrote, as given, `ok` whether
    it succeeded (None: the agent does not say), `output` what it printed, shortened in the
    middle, `task` the prompt given to a subagent ("" else) and `subagent` that subagent's type.
    `id` is the agent's own id of the call and `agent_id` that of the subagent it ran ("" unknown).
    """

    name: str
    command: str = ""
    files: tuple[str, ...] = ()
    ok: bool | None = None
    output: str = ""
    subagent_prompt: str = ""
    subagent_type: str = ""
    id: str = ""
    subagent_id: str = ""


@dataclass(frozen=True, slots=True)
class Event:
    """One event of an agent.

    `at` is in unix seconds, `what` one of `WHATS`, `turn` the agent's own id of the turn ("" when
    it has none). `subagent_id` and `subagent` (its type) are set inside a subagent. `tokens` is
    what the turn used (None unknown), `source` says how a session began (`startup`, `resume`,
    `clear`, `compact`), `name` is the event's name as the agent spells it,
    `tools` the calls of the whole turn where a stop reports them.
    """

    time: float
    agent: str
    kind: str
    session_id: str = ""
    turn_id: str = ""
    prompt: str = ""
    response: str = ""
    model: str = ""
    tool: ToolCall | None = None
    cwd: str = ""
    transcript_path: str = ""
    subagent_id: str = ""
    subagent_type: str = ""
    is_interrupted: bool = False
    tokens: int | None = None
    source: str = ""
    name: str = ""
    tools: tuple[ToolCall, ...] = ()


@dataclass(frozen=True, slots=True)
class Turn:
    """A prompt and what came of it.

    `id` is stable: the same events give the same id, however often they are read. `prompt` is
    what the user wrote; `injected` what others put in between, kept apart. `started` and `ended`
    are unix seconds (0: unknown; `ended` is 0 as long as the turn is open). `parent` is the id of
    the turn that started a subagent's turn. `command` is the slash command, without the slash.
    `source` is "event" or "transcript".
    """

    id: str
    agent: str
    session_id: str = ""
    prompt: str = ""
    injected: tuple[str, ...] = ()
    response: str = ""
    tools: tuple[ToolCall, ...] = ()
    started: float = 0.0
    ended: float = 0.0
    model: str = ""
    tokens: int | None = None
    cwd: str = ""
    transcript_path: str = ""
    subagent_type: str = ""
    subagent_id: str = ""
    parent_id: str = ""
    command: str = ""
    is_interrupted: bool = False
    source: str = "event"
