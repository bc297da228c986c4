"""The data of capture: events and turns, in terms of no agent in particular.

An `Event` is one thing that an agent reported while it worked; a `Turn` is a prompt with its
response and all that happened in between. Nothing here knows a clock, the disk or git.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from minutebook.agents.agent_table import AGENTS

__all__ = ["AGENTS", "EVENT_KINDS", "Event", "ToolCall", "Turn"]

#: The kinds of events.
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

    `command` is the shell command ("" for other tools), `files` the paths it wrote, as given, `ok`
    whether it succeeded (None: the agent does not say), `output` what it printed, shortened in the
    middle. `subagent_prompt` is the prompt given to a subagent ("" for other tools),
    `subagent_type` the subagent's type. `id` is the agent's own id of the call, `subagent_id` that
    of the subagent ("" where unknown). `input` has the texts of its arguments, from
    which secrets are taken and nothing else. `had_subagent_prompt`: its text is no longer kept.
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
    input: str = field(default="", compare=False, repr=False)
    had_subagent_prompt: bool = False

    @property
    def starts_subagent(self) -> bool:
        """Whether the call is one of a tool that starts a subagent."""
        return bool(self.subagent_prompt) or self.had_subagent_prompt


@dataclass(frozen=True, slots=True)
class Event:
    """One event of an agent.

    `time` is in unix seconds, `kind` one of `EVENT_KINDS`, `turn_id` the agent's own id of the turn
    ("" where it has none). `subagent_id` and `subagent_type` are set inside a subagent. `tokens` is
    what the turn used (None: unknown), `source` says how a session began (`startup`, `resume`,
    `clear`, `compact`), `name` is the event's name as the agent spells it, `tools` the calls of
    the whole turn where a stop reports them. `line` is its place in the spool, from 1 (0: it was
    not read from there); `has_no_texts`: what it said is no longer kept.
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
    line: int = 0
    has_no_texts: bool = False


@dataclass(frozen=True, slots=True)
class Turn:
    """A prompt and what the agent did for it.

    `id` is stable: the same events give the same id, however often they are read. `prompt` is
    what the user wrote, `injected` what others put into it. `started` and `ended` are in unix
    seconds (0: unknown; `ended` is 0 as long as the turn is open). `parent_id` is the id of the
    turn that started a subagent's turn. `command` is the slash command, without the slash.
    `source` is "event" or "transcript". `first_line` and `last_line` are those of the events in the
    spool with which it began and ended (`last_line` is 0 as long as it is open); `has_no_texts`: it
    was recorded, and its texts are no longer kept.
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
    first_line: int = 0
    last_line: int = 0
    has_no_texts: bool = False
