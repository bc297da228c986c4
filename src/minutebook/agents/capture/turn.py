"""The data of capture: events and turns, in terms of no agent in particular.

An `Event` is one thing that an agent reported while it worked; a `Turn` is a prompt with its
response and all that happened in between. Nothing here knows a clock, the disk or git.
"""

from __future__ import annotations

from collections.abc import Callable

from minutebook.agents.agent_table import AGENTS
from minutebook.lean.values import Value, field, replace

__all__ = ["AGENTS", "EVENT_KINDS", "Event", "FileEdit", "TokenUsage", "ToolCall", "Turn"]

#: The kinds of events. An "expansion" says how the prompt that follows it was typed; a "notice" is
#: a prompt that the agent wrote itself, and what is done about it belongs to the turn before it.
EVENT_KINDS = (
    "prompt",
    "expansion",
    "notice",
    "tool",
    "response",
    "stop",
    "subagent-start",
    "subagent-stop",
    "session-start",
    "session-end",
    "interrupt",
    "model",
    "compact",
    "other",
)


class TokenUsage(Value):
    """The tokens that a model used, by kind; None where the agent does not tell of a kind.

    `input` is what was new to the model, also what it put into its cache, `output` what it wrote,
    its thoughts included, `cached` what it read from its cache.
    """

    input: int | None = None
    output: int | None = None
    cached: int | None = None

    @property
    def total(self) -> int:
        """The tokens without those from the cache, which cost a fraction."""
        return (self.input or 0) + (self.output or 0)

    def __add__(self, other: TokenUsage) -> TokenUsage:
        """The usage of two parts of a turn."""
        return TokenUsage(
            _add_known(self.input, other.input),
            _add_known(self.output, other.output),
            _add_known(self.cached, other.cached),
        )


def _add_known(first: int | None, second: int | None) -> int | None:
    return second if first is None else first + (second or 0)


class FileEdit(Value):
    """A text that an editing tool put into a file, as it was given.

    `kind` is "edit" (`added` took the place of `removed`), "new" (all of a file that was not there
    before), "whole" (all of a file that may have been there), "lines" (lines with a sign, `+` or
    `-`), or "patch" (of the files that it names; `path` is "").
    """

    path: str
    added: str
    removed: str = ""
    kind: str = "edit"


class ToolCall(Value):
    """One call of a tool, after it ran.

    `command` is the shell command ("" for other tools), `files` the paths it wrote, as given, `ok`
    whether it succeeded (None: the agent does not say), `output` what it printed, shortened in the
    middle. `subagent_prompt` is the prompt given to a subagent ("" for other tools),
    `subagent_type` the subagent's type. `id` is the agent's own id of the call, `subagent_id` that
    of the subagent ("" where unknown). `input` has the texts of its arguments, from
    which secrets are taken and nothing else. `had_subagent_prompt`: its text is no longer kept.
    `edits` are the texts that it wrote, where its arguments or its result have them.
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
    edits: tuple[FileEdit, ...] = field(default=(), compare=False, repr=False)

    @property
    def starts_subagent(self) -> bool:
        """Whether the call is one of a tool that starts a subagent."""
        return bool(self.subagent_prompt) or self.had_subagent_prompt

    def move_files(self, move_path: Callable[[str], str]) -> ToolCall:
        """The call with the paths of its files changed; without them where it failed."""
        if self.ok is False:
            return replace(self, files=(), edits=())
        edits = (replace(edit, path=edit.path and move_path(edit.path)) for edit in self.edits)
        return replace(self, files=tuple(map(move_path, self.files)), edits=tuple(edits))


class Event(Value):
    """One event of an agent.

    `time` is in unix seconds, `kind` one of `EVENT_KINDS`, `turn_id` the agent's own id of the turn
    ("" where it has none). `subagent_id` and `subagent_type` are set inside a subagent. `tokens` is
    what the turn used (None: unknown), `source` says how a session began (`startup`, `resume`,
    `clear`, `compact`), `name` is the event's name as the agent spells it, `tools` the calls of
    the whole turn where a stop reports them. `is_typed`: the prompt is what the user typed, so that
    nothing that looks like an agent's addition is taken out of it. `caller_id` names the session or
    the subagent that started this subagent. `reported_by` is the agent whose settings reported the
    event, `moment` when it happened by the agent's own clock (0: it does not say), `is_repeat`:
    other settings reported it before. `line` is its place in the spool, from 1 (0: it was not read
    from there); `has_no_texts`: what it said is no longer kept.
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
    tokens: TokenUsage | None = None
    source: str = ""
    name: str = ""
    tools: tuple[ToolCall, ...] = ()
    caller_id: str = ""
    reported_by: str = ""
    moment: float = 0.0
    is_repeat: bool = False
    line: int = 0
    has_no_texts: bool = False
    is_typed: bool = False


class Turn(Value):
    """A prompt and what the agent did for it.

    `id` is stable: the same events give the same id, however often they are read. `prompt` is
    what the user wrote, `additions` what the user wrote while the turn went on, `injected` what
    others put into it. `started` and `ended` are in unix seconds (0: unknown; `ended` is 0 as long
    as the turn is open; of an interrupted turn it is when the last was heard of it). `parent_id` is
    the id of the turn that started a subagent's turn. `command` is the slash command, without the
    slash. `source` is "event" or "transcript". `first_line` and `last_line` are those of the events
    in the spool with which it began and ended (`last_line` is 0 as long as it is open);
    `has_no_texts`: it was recorded, and its texts are no longer kept. `is_preferred`: the
    transcript that it is read from knows its answer and its calls better than events do;
    `is_finished`: the agent said that it was done.
    """

    id: str
    agent: str
    session_id: str = ""
    prompt: str = ""
    additions: tuple[str, ...] = ()
    injected: tuple[str, ...] = ()
    response: str = ""
    tools: tuple[ToolCall, ...] = ()
    started: float = 0.0
    ended: float = 0.0
    model: str = ""
    tokens: TokenUsage | None = None
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
    is_preferred: bool = False
    is_finished: bool = field(default=False, compare=False)

    @property
    def whole_prompt(self) -> str:
        """The prompt and what was added to it, a blank line between them."""
        return "\n\n".join(text for text in (self.prompt, *self.additions) if text)

    @property
    def is_unprompted(self) -> bool:
        """Whether a session's own turn did something, and nobody knows what was asked."""
        has_result = bool(self.response) or any(tool.files for tool in self.tools)
        is_subagents = self.parent_id or self.subagent_id or self.subagent_type
        return has_result and not (self.prompt or is_subagents)
