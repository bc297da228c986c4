"""The JSON documents of `story`, `stats` and `why`.

Imported only by `validate`, for the reason given in `records`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated, Literal

from pydantic import Field

from minutebook.operations.schema.records import (
    Count,
    Document,
    Part,
    RecordPath,
    Texts,
    describe_field,
)
from minutebook.operations.schema.suggestions import SuggestionOut

Tokens = Annotated[int | None, Field(ge=0, description="null where no turn tells.")]


@dataclass(frozen=True, slots=True, kw_only=True)
class StoryRangeOut(Part):
    """The change that a story is about."""

    name: Annotated[str, describe_field("What it was asked for by, or the branch.")]
    base: Annotated[str, describe_field("The commit before it; the empty tree for none.")]
    head: Annotated[str, describe_field("Its last commit.")]
    working_tree: Annotated[
        bool, describe_field("Whether records that are not committed count, too.")
    ]


@dataclass(frozen=True, slots=True, kw_only=True)
class StoryPromptOut(Part):
    """What was asked."""

    ref: str
    title: str
    path: RecordPath
    date: str
    stage: str
    agent: Annotated[str, describe_field("What it was asked in; empty where not known.")]
    subagent: Annotated[str, describe_field("The subagent whose task it is, or empty.")]
    model: str
    session: str
    depth: Annotated[
        Count, describe_field("0: asked by a person, 1: a subagent's task, 2: one of its own.")
    ]
    change: Annotated[
        Literal["added", "continued"], describe_field("continued: its turn went on in the change.")
    ]
    committed: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class StoryFileOut(Part):
    """A file that records list."""

    path: str
    records: Count
    changed: Annotated[bool, describe_field("Whether the change has it in the end.")]


@dataclass(frozen=True, slots=True, kw_only=True)
class StoryTestOut(Part):
    """Tests that were run."""

    command: str
    result: Annotated[str, describe_field("Of the last run; empty where it is not known.")]
    runs: Count


@dataclass(frozen=True, slots=True, kw_only=True)
class StoryDecisionOut(Part):
    """A decision that the change adds or alters."""

    ref: str
    title: str
    path: RecordPath
    status: str
    change: Annotated[str, describe_field("added, edited, removed, or the status that it got.")]
    committed: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class ContradictionOut(Part):
    """A decision in force that the change goes against."""

    ref: str
    title: str
    path: RecordPath
    why: str


@dataclass(frozen=True, slots=True, kw_only=True)
class UnexplainedCommitOut(Part):
    """A commit that no record explains."""

    commit: str
    subject: str


@dataclass(frozen=True, slots=True, kw_only=True)
class StoryCommitsOut(Part):
    """The commits of a change, without merges; those of records alone are counted apart."""

    known: Count
    explained: Count
    unexplained: tuple[UnexplainedCommitOut, ...]
    records_only: Count


@dataclass(frozen=True, slots=True, kw_only=True)
class CostOut(Part):
    """What some turns have cost, as far as their records tell."""

    turns: Count
    counted_turns: Annotated[Count, describe_field("Those that tell how many tokens they used.")]
    tokens: Annotated[Tokens, describe_field("Input and output of the counted turns.")]
    input: Annotated[Tokens, describe_field("New to the model, what it put into a cache included.")]
    output: Annotated[Tokens, describe_field("Written by the model, its thoughts included.")]
    cached: Annotated[Tokens, describe_field("Read from a cache; not in tokens.")]
    timed_turns: Annotated[Count, describe_field("Those that tell how long they took.")]
    seconds: Tokens


@dataclass(frozen=True, slots=True, kw_only=True)
class NamedCostOut(CostOut):
    """What the turns of a group have cost."""

    name: Annotated[str, describe_field("Empty for those that have none.")]


@dataclass(frozen=True, slots=True, kw_only=True)
class StoryCostOut(CostOut):
    """What a change has cost."""

    by_model: tuple[NamedCostOut, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class AgentShareOut(Part):
    """An agent that worked on a change."""

    agent: str
    model: str
    turns: Count
    subagent_turns: Annotated[Count, describe_field("Those of them that were subagents'.")]
    trailer: Annotated[str, describe_field("As commit messages state it: Assisted-by: …")]


@dataclass(frozen=True, slots=True, kw_only=True)
class StatementOut(Part):
    """A trailer of a commit, or a field of a record."""

    name: Annotated[str, describe_field("Such as Reviewed-by.")]
    value: Annotated[str, describe_field("Whom or what it names, without an address.")]


@dataclass(frozen=True, slots=True, kw_only=True)
class DisclosureOut(Part):
    """What projects ask for on contributions that agents worked on."""

    agents: tuple[AgentShareOut, ...]
    commits: Annotated[Count, describe_field("Those that change more than records.")]
    agent_commits: Annotated[Count, describe_field("Those of them from agents' turns.")]
    files: Annotated[Count, describe_field("The files that the change has in the end.")]
    agent_files: Annotated[Count, describe_field("Those of them that agents' turns touched.")]
    reviewed_by: Annotated[Texts, describe_field("Empty where nobody states a review.")]
    people: Annotated[tuple[StatementOut, ...], describe_field("What people state.")]
    tools: Annotated[tuple[StatementOut, ...], describe_field("What is stated of tools.")]


@dataclass(frozen=True, slots=True, kw_only=True)
class StoryDocument(Document):
    """The answer of `story --format json`."""

    range: StoryRangeOut
    prompts: Annotated[
        tuple[StoryPromptOut, ...], describe_field("By session; a subagent's behind its turn.")
    ]
    files: tuple[StoryFileOut, ...]
    unlisted_files: Annotated[Count, describe_field("Changed files that no record lists.")]
    tests: tuple[StoryTestOut, ...]
    decisions: tuple[StoryDecisionOut, ...]
    suggested: Annotated[tuple[SuggestionOut, ...], describe_field("Not answered yet.")]
    contradicted: tuple[ContradictionOut, ...]
    commits: StoryCommitsOut
    cost: StoryCostOut
    disclosure: DisclosureOut


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordCountOut(Part):
    """How many records have a value."""

    name: Annotated[str, describe_field("Empty for those that have none.")]
    records: Count


@dataclass(frozen=True, slots=True, kw_only=True)
class StatsDocument(Document):
    """The answer of `stats --json`."""

    records: Annotated[
        Mapping[Literal["kind", "stage", "status", "month", "agent"], tuple[RecordCountOut, ...]],
        describe_field("The numbers of records by each."),
    ]
    cost: Annotated[
        Mapping[
            Literal["feature", "month", "agent", "model", "decision", "stage", "label"],
            tuple[NamedCostOut, ...],
        ],
        describe_field("What prompts have cost by each, or by that of --by alone."),
    ]
    total: CostOut


@dataclass(frozen=True, slots=True, kw_only=True)
class NamedRecordOut(Part):
    """A record by its names."""

    ref: str
    title: str
    path: RecordPath


@dataclass(frozen=True, slots=True, kw_only=True)
class NamedDecisionOut(NamedRecordOut):
    """A decision by its names, with its status."""

    status: str


@dataclass(frozen=True, slots=True, kw_only=True)
class DecisionStepOut(NamedDecisionOut):
    """A decision behind a line or a file."""

    evidence: Annotated[str, describe_field("Why it is one.")]
    successors: Annotated[
        tuple[NamedDecisionOut, ...],
        describe_field("Those that took its place; the last ones are today's."),
    ]


@dataclass(frozen=True, slots=True, kw_only=True)
class MatchedRecordOut(NamedRecordOut):
    """A record that lines are from."""

    sure: Literal["certain", "likely", "possible"]
    evidence: Texts
    decisions: tuple[DecisionStepOut, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class TouchingRecordOut(NamedRecordOut):
    """A record that changed files of a folder."""

    files: Count


@dataclass(frozen=True, slots=True, kw_only=True)
class WaitingTurnOut(Part):
    """A turn that has no record yet."""

    agent: str
    session: str
    prompt: Annotated[str, describe_field("Its beginning.")]
    open: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class ExplainedLinesOut(Part):
    """Neighbouring lines with one answer."""

    from_: Annotated[int, Field(alias="from", ge=1)]
    to: Annotated[int, Field(ge=1)]
    commit: Annotated[str, describe_field("Empty for lines that are not committed.")]
    subject: Annotated[str, describe_field("Of the commit.")]
    records: Annotated[
        tuple[MatchedRecordOut, ...], describe_field("That the lines are from; of several one is.")
    ]
    ambiguous: bool
    near: Annotated[
        Texts, describe_field("Refs that came with the commit, and that evidence speaks against.")
    ]
    turns: tuple[WaitingTurnOut, ...]
    cited: Annotated[tuple[DecisionStepOut, ...], describe_field("By a comment beside them.")]
    note: str


@dataclass(frozen=True, slots=True, kw_only=True)
class WhyDocument(Document):
    """The answer of `why --json`: lines of a file, or for a folder the records that touched it."""

    path: Annotated[str, describe_field("From the repository's top, with /; empty for the top.")]
    lines: tuple[ExplainedLinesOut, ...]
    touched: tuple[TouchingRecordOut, ...]
    decisions: Annotated[
        tuple[DecisionStepOut, ...],
        describe_field("That govern the file, or are cited in it elsewhere."),
    ]


STORY_DOCUMENTS: Mapping[str, type] = {
    "why": WhyDocument,
    "story": StoryDocument,
    "stats": StatsDocument,
}
