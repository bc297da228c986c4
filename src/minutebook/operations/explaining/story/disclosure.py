"""The disclosure that projects ask for on contributions that agents worked on. Pure.

Their policies ask for the tool and the model, for how much of the change came of it, and for what
a person has reviewed. What records and commits do not state is not guessed.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from minutebook.lean.patterns import compile_lazily
from minutebook.lean.values import Value
from minutebook.operations.explaining.story.record_agents import RecordAgents
from minutebook.records.adr.fields import read_field_items
from minutebook.records.filenames import clean_title
from minutebook.records.model import Record

_MAX_TRAILERS = 50  # that are shown of one kind
_MAX_VALUE_CHARS = 120
_TRAILER = compile_lazily(
    r"(?im)^[ \t]{0,4}(?:[*-] )?([A-Za-z][A-Za-z-]{3,40}): ?([^\r\n]{1,400})$"
)
# Trailers in which people say that they looked at a change, and those that name a tool.
REVIEW_NAMES = ("reviewed-by", "acked-by", "tested-by")
_PEOPLE_NAMES = (*REVIEW_NAMES, "signed-off-by", "co-authored-by")
_TOOL_NAMES = ("assisted-by", "generated-by", "co-authored-by-ai", "made-with", "co-authored-by")
# Names of tools and of accounts of machines: none of these is a person. Some tools have the names
# of people, and are meant where nothing else stands there but a version.
_TOOL = compile_lazily(
    r"(?i)\b(?:aider|anthropic|chatgpt|claude code|codex|copilot|cursor|gemini cli|llm"
    r"|gpt-?[0-9][\w.-]*|openai|opencode|openhands|windsurf|[\w-]{1,60}-bot)\b|\[bot\]"
)
_TOOL_ALONE = compile_lazily(
    r"(?i)(?:ai|amp|claude|cline|continue|devin|gemini|goose|jules|qwen)"
    r"(?:[ :/-]?(?:ai|cli|code|opus|sonnet|haiku|pro|flash|v?[0-9][0-9.]{0,9}"
    r"|\([^()]{0,60}\))){0,6}"
)
_MACHINE_ADDRESS = compile_lazily(
    r"(?i)<[^<>]{0,200}(?:noreply@anthropic|@(?:openai|cursor)\.|\[bot\]@)"
)
_ADDRESS = compile_lazily(r"\s*<[^<>]{0,200}>")
_BARE_ADDRESS = compile_lazily(r"([^\s@]{1,100})@[^\s@]{1,200}")  # its first part stands for a name


class AgentShare(Value):
    """An agent with its model, "" for what a record does not name, and how many turns were its."""

    agent: str
    model: str
    turns: int
    subagent_turns: int = 0

    @property
    def assisted_by(self) -> str:
        """The trailer of the Linux kernel and others: `Assisted-by: claude:claude-opus-4-5`."""
        return f"Assisted-by: {':'.join(filter(None, (self.agent, self.model)))}"


class Statement(Value):
    """What a trailer states: `Reviewed-by`, and whom or what it names, without an address."""

    name: str
    value: str


class Disclosure(Value):
    """What agents did of a change, and what people say that they looked at.

    `commits` and `agent_commits` count the commits that change more than records, and those of
    them that came of an agent's turn; `files` and `agent_files` likewise. `people` has what people
    state of themselves, `tools` what is said of tools.
    """

    agents: tuple[AgentShare, ...] = ()
    commits: int = 0
    agent_commits: int = 0
    files: int = 0
    agent_files: int = 0
    people: tuple[Statement, ...] = ()
    tools: tuple[Statement, ...] = ()

    @property
    def reviewers(self) -> tuple[str, ...]:
        """The people who state that they looked at the change."""
        names = (each.value for each in self.people if each.name.casefold() in REVIEW_NAMES)
        return tuple(dict.fromkeys(names))


def count_agents(records: Iterable[Record], agents: RecordAgents) -> tuple[AgentShare, ...]:
    """The agents of some records, those with the most turns first."""
    shares: dict[tuple[str, str], list[int]] = {}
    for record in records:
        if agents.is_agents(record):
            key = agents.find_agent(record), agents.find_model(record)
            counts = shares.setdefault(key, [0, 0])
            counts[0] += 1
            counts[1] += bool(agents.find_subagent(record))
    ranked = sorted(shares.items(), key=lambda item: (-item[1][0], item[0]))
    return tuple(AgentShare(*key, *counts) for key, counts in ranked)


def read_statements(
    messages: Sequence[str], records: Iterable[Record]
) -> tuple[tuple[Statement, ...], tuple[Statement, ...]]:
    """What people state of themselves (reviews, authorship), and the tools that are named.

    By the trailers of commits' messages, and the fields of the same names in records.
    """
    stated = [match.groups() for message in messages for match in _TRAILER.finditer(message)]
    stated += [
        (name, value)
        for record in records
        for name in dict.fromkeys((*_PEOPLE_NAMES, *_TOOL_NAMES))
        for value in read_field_items(record, name)
    ]
    people: dict[Statement, None] = {}
    tools: dict[Statement, None] = {}
    for name, value in stated:
        folded = name.casefold()
        named = _BARE_ADDRESS.sub(r"\1", _ADDRESS.sub("", value))
        shown = clean_title(named)[:_MAX_VALUE_CHARS]
        is_person = not (
            _TOOL.search(shown) or _TOOL_ALONE.fullmatch(shown) or _MACHINE_ADDRESS.search(value)
        )
        statement = Statement(folded.capitalize(), shown)
        if not shown:
            continue
        if folded in _PEOPLE_NAMES and is_person:
            people[statement] = None
        elif folded in _TOOL_NAMES:
            tools[statement] = None
    return tuple(people)[:_MAX_TRAILERS], tuple(tools)[:_MAX_TRAILERS]
