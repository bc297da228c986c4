"""The JSON documents of `story` and `stats`.

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
class MonthOut(Part):
    """The records of a month."""

    name: Annotated[str, describe_field("Such as 2026-01; empty for those without a date.")]
    prompts: Count
    decisions: Count


@dataclass(frozen=True, slots=True, kw_only=True)
class StatusAgeOut(Part):
    """How long ago the decisions of a status are dated."""

    name: str
    records: Count
    median_days: Count
    oldest_days: Count


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenDecisionOut(Part):
    """A decision that is only proposed."""

    ref: str
    title: str
    path: RecordPath
    date: str
    days: Annotated[Count, describe_field("Since its date.")]


@dataclass(frozen=True, slots=True, kw_only=True)
class DebtOut(Part):
    """What waits for people."""

    proposed: Annotated[tuple[OpenDecisionOut, ...], describe_field("The oldest first.")]
    overdue: Annotated[Count, describe_field("Those that wait for longer than proposed-days.")]
    suggestions: Annotated[Count, describe_field("Suggestions of decisions without an answer.")]
    oldest_suggestion_days: Count


@dataclass(frozen=True, slots=True, kw_only=True)
class CoverageOut(Part):
    """How much is explained; null where git was not asked: with --by or RANGE."""

    prompts: Count
    deciding_prompts: Annotated[Count, describe_field("Those that decide or implement one.")]
    commits: Annotated[
        int | None, Field(ge=0, description="Of the last 500 those that change more than records.")
    ]
    explained_commits: Annotated[int | None, Field(ge=0)]


@dataclass(frozen=True, slots=True, kw_only=True)
class TouchedFileOut(Part):
    """A file that prompts changed."""

    path: str
    prompts: Count


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
    months: tuple[MonthOut, ...]
    ages: Annotated[tuple[StatusAgeOut, ...], describe_field("Of dated decisions, by status.")]
    debt: DebtOut
    coverage: CoverageOut
    files: Annotated[tuple[TouchedFileOut, ...], describe_field("The 50 most touched ones.")]
    models: Annotated[tuple[RecordCountOut, ...], describe_field("Of prompts.")]
    people: Annotated[tuple[RecordCountOut, ...], describe_field("Who gave the prompts.")]
    deciders: Annotated[tuple[RecordCountOut, ...], describe_field("Who decided.")]


STORY_DOCUMENTS: Mapping[str, type] = {"story": StoryDocument, "stats": StatsDocument}
