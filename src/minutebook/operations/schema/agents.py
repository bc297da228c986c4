"""The JSON documents of agents: their hooks, audits of what was recorded, and stores of prompts.

Imported only by `validate`, for the reason given in `records`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated, Literal

from minutebook.operations.schema.records import (
    Count,
    Document,
    ListedRecord,
    Part,
    RecordPath,
    Texts,
    describe_field,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class AuditedPromptOut(Part):
    """A prompt that has no record."""

    agent: str
    session: str
    subagent: str
    started: Annotated[str | None, describe_field("ISO 8601 in UTC, null where not known.")]
    title: str
    source: Literal["event", "transcript"]
    why: str


@dataclass(frozen=True, slots=True, kw_only=True)
class AskedPromptOut(AuditedPromptOut):
    """A prompt that the record of a later one states, as a line."""

    record: Annotated[
        RecordPath | None, describe_field("The record's page; null where it is not here.")
    ]


@dataclass(frozen=True, slots=True, kw_only=True)
class AuditedPromptsOut(Part):
    """The prompts that should have a record, those of turns that go on, and turns without one."""

    known: Count
    recorded: Annotated[Count, describe_field("Those with a record, or stated by a later one.")]
    missing: tuple[AuditedPromptOut, ...]
    asked_before: Annotated[
        tuple[AskedPromptOut, ...], describe_field("Those that a later record states.")
    ] = ()
    nothing: Annotated[
        tuple[AuditedPromptOut, ...],
        describe_field("Those with nothing to record, and no later record; known leaves them out."),
    ] = ()
    removed: Annotated[
        tuple[AuditedPromptOut, ...],
        describe_field("Those whose record was removed with minutebook; known leaves them out."),
    ] = ()
    open: tuple[AuditedPromptOut, ...]
    unknown: tuple[AuditedPromptOut, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class AuditedCommitOut(Part):
    """A commit that no record explains."""

    commit: str
    subject: str
    why: str


@dataclass(frozen=True, slots=True, kw_only=True)
class AuditedCommitsOut(Part):
    """The commits looked at."""

    known: Count
    explained: Count
    unexplained: tuple[AuditedCommitOut, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class FalseClaimOut(Part):
    """A record that claims a prompt that was not given so."""

    ref: str
    path: RecordPath
    why: str


@dataclass(frozen=True, slots=True, kw_only=True)
class AuditDocument(Document):
    """The answer of `audit --json`."""

    prompts: AuditedPromptsOut
    commits: AuditedCommitsOut
    claims: tuple[FalseClaimOut, ...]
    writes: Annotated[Texts, describe_field("With --backfill: the records made.")]
    failed: Annotated[Texts, describe_field("What could not be recorded, and why.")]


@dataclass(frozen=True, slots=True, kw_only=True)
class BrokenSpoolOut(Part):
    """A session with events that cannot be read."""

    session: str
    lines: Count


@dataclass(frozen=True, slots=True, kw_only=True)
class SpoolDocument(Document):
    """The answer of `audit --spool --json`."""

    spool: tuple[AuditedPromptOut, ...]
    broken: tuple[BrokenSpoolOut, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class AgentStatusOut(Part):
    """Whether an agent records itself, and what keeps it from doing so."""

    agent: str
    state: str
    skill: Annotated[
        str | None,
        describe_field("How much of the Agent Skill it finds: installed, partly, changed or not."),
    ]
    server: Annotated[
        str | None,
        describe_field(
            "Whether the MCP server is registered with it: installed or not; null where it takes"
            " none."
        ),
    ]
    files: Texts
    can_fire: Annotated[bool, describe_field("Whether nothing known keeps it from calling us.")]
    trust: Annotated[
        str | None, describe_field("trusted or untrusted; null where the agent asks nobody.")
    ]
    fires_below: Annotated[
        bool, describe_field("Whether it also fires when started below the top folder.")
    ]
    fires_only_with: Annotated[
        str | None, describe_field("The option by which alone it fires; null where it is trusted.")
    ]
    last_event: Annotated[str | None, describe_field("ISO 8601 in UTC, null for never.")]
    last_event_kind: Annotated[str | None, describe_field("Such as prompt, tool or stop.")]
    last_event_folder: Annotated[str | None, describe_field("Where the agent worked.")]
    problems: Texts
    cure: Annotated[
        str | None, describe_field("A command that mends a problem, for the top folder.")
    ]


@dataclass(frozen=True, slots=True, kw_only=True)
class AgentStatusDocument(Document):
    """The answer of `agents status --json`."""

    agents: tuple[AgentStatusOut, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class AgentDiagnosisOut(Part):
    """What came of an agent's test event."""

    agent: str
    ok: bool
    arrived: Annotated[bool, describe_field("Whether the event did, whatever else is wrong.")]
    milliseconds: Annotated[Count, describe_field("How long its command took; 0: it was not run.")]
    problems: Texts
    cure: Annotated[
        str | None, describe_field("A command that mends a problem, for the top folder.")
    ]


@dataclass(frozen=True, slots=True, kw_only=True)
class AgentDoctorDocument(Document):
    """The answer of `agents doctor --json`."""

    agents: tuple[AgentDiagnosisOut, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class AgentChangesDocument(Document):
    """The answer of `agents install --json` and `agents remove --json`."""

    agents: Texts
    writes: Texts
    left: Annotated[Texts, describe_field("What is left for a person to do.")]


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredPromptsOut(Part):
    """How many prompts a store of another tool holds, and what became of them."""

    known: Annotated[Count, describe_field("Those that the store holds.")]
    imported: Count
    recorded: Annotated[Count, describe_field("Those that had a record.")]
    early: Annotated[Count, describe_field("Those without a record before --since.")]
    unchanging: Annotated[Count, describe_field("Those left out by the setting `record`.")]
    later: Annotated[Count, describe_field("Those beyond --limit.")]
    silent: Annotated[Count, describe_field("Entries of the store that hold no prompt.")]


@dataclass(frozen=True, slots=True, kw_only=True)
class StoreImportDocument(Document):
    """The answer of `import STORE --json`."""

    store: Annotated[str, describe_field("The store's name, such as specstory.")]
    places: Annotated[Texts, describe_field("Where was looked.")]
    records: tuple[ListedRecord, ...]
    writes: Texts
    prompts: StoredPromptsOut
    problems: Annotated[Texts, describe_field("What could not be read, and why.")]
    passed_over: Annotated[Texts, describe_field("What lies there and is none of the store's.")]


AGENT_DOCUMENTS: Mapping[str, type] = {
    "audit": AuditDocument,
    "audit-spool": SpoolDocument,
    "import-store": StoreImportDocument,
    "agents": AgentStatusDocument,
    "agents-changes": AgentChangesDocument,
    "agents-doctor": AgentDoctorDocument,
}
