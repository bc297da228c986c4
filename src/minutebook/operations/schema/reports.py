"""The JSON documents of reports: numbers, renumbering, audits, rules, redaction, and agents.

Imported only by `validate`, for the reason given in `records`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated, Literal

from pydantic import Field

from minutebook.operations.schema.records import (
    Document,
    ListedRecord,
    Part,
    Texts,
    describe_field,
)

Count = Annotated[int, Field(ge=0)]
RecordPath = Annotated[str, describe_field("From the repository's top, with /.")]


@dataclass(frozen=True, slots=True, kw_only=True)
class SeriesOut(Part):
    """A series of numbers, and what comes next in it."""

    row: Annotated[str, describe_field("The name of the series.")]
    kind: Literal["phr", "adr"]
    folder: str
    next: Annotated[int | None, describe_field("null where names have dates and no numbers.")]
    digits: Annotated[str, describe_field("The next number as a name writes it, or empty.")]


@dataclass(frozen=True, slots=True, kw_only=True)
class ClaimOut(Part):
    """A number that is held for a record."""

    row: Annotated[str, describe_field("The name of the series.")]
    number: int
    where: Literal["local", "remote"]
    landed: Annotated[bool, describe_field("Whether a record has the number.")]
    removed: Annotated[bool, describe_field("Whether its record was removed here.")] = False
    age: Annotated[int | None, describe_field("In seconds; null where it is not known.")]


@dataclass(frozen=True, slots=True, kw_only=True)
class NumbersDocument(Document):
    """The answer of `numbers --json`."""

    rows: tuple[SeriesOut, ...]
    claims: tuple[ClaimOut, ...]
    total: Annotated[Count, describe_field("How many claims there are.")]


@dataclass(frozen=True, slots=True, kw_only=True)
class PruneDocument(Document):
    """The answer of `numbers prune --json`."""

    dropped: tuple[ClaimOut, ...]
    total: Count


@dataclass(frozen=True, slots=True, kw_only=True)
class MoveOut(Part):
    """A record that got another name."""

    from_: Annotated[str, Field(alias="from", description="The former ref, such as ADR-0007.")]
    to: Annotated[str, describe_field("The new ref.")]
    was: Annotated[str, describe_field("The former path.")]
    path: RecordPath


@dataclass(frozen=True, slots=True, kw_only=True)
class MovesDocument(Document):
    """The answer of `renumber --json` and `retitle --json`."""

    records: tuple[ListedRecord, ...]
    moved: tuple[MoveOut, ...]
    notes: Annotated[Texts, describe_field("What a person has to look at.")]
    writes: Texts
    diff: Annotated[str, describe_field("With --dry-run: what `git apply` takes.")] = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class RemovalDocument(Document):
    """The answer of `remove --json`."""

    records: Annotated[tuple[ListedRecord, ...], describe_field("As they were.")]
    notes: Annotated[Texts, describe_field("What still names them, and which numbers stay taken.")]
    writes: Texts
    diff: Annotated[str, describe_field("With --dry-run: what `git apply` takes.")] = ""


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
class AuditedPromptsOut(Part):
    """The prompts that should have a record."""

    known: Count
    recorded: Count
    missing: tuple[AuditedPromptOut, ...]


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
class RuleOut(Part):
    """A rule of `check`."""

    code: str
    severity: Literal["error", "warning", "info"]
    why: Annotated[str, describe_field("What goes wrong where the rule is broken.")]
    fixes: Annotated[str, describe_field("What `check --fix` mends of it; empty for nothing.")]
    explanation: Annotated[str, describe_field("What `check --explain CODE` prints.")]


@dataclass(frozen=True, slots=True, kw_only=True)
class RulesDocument(Document):
    """The answer of `check --explain CODE --json`."""

    rules: tuple[RuleOut, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class HiddenOut(Part):
    """Something that would be hidden: what it is, and where; never its value."""

    kind: str
    line: Annotated[int, Field(ge=1)]
    length: Annotated[Count, describe_field("In characters.")]


@dataclass(frozen=True, slots=True, kw_only=True)
class RedactDocument(Document):
    """The answer of `redact --json`."""

    hidden: tuple[HiddenOut, ...]
    text: Annotated[str, describe_field("With --text: the text without what is hidden.")] = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class HeldTextOut(Part):
    """A version of a page that a commit made, and that still holds what was taken out."""

    commit: str
    date: str
    subject: str
    path: RecordPath
    pushed: Annotated[bool, describe_field("Whether a remote-tracking branch has the commit.")]


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordRedactionDocument(Document):
    """The answer of `redact --in-record REF --json`."""

    record: ListedRecord
    writes: tuple[RecordPath, ...]
    hidden: tuple[HiddenOut, ...]
    commits: tuple[HeldTextOut, ...]
    also_in: Annotated[
        tuple[str, ...], describe_field("Other pages of the working tree that hold it.")
    ]
    in_spool: Annotated[
        bool, describe_field("Whether the spool holds it still, for a turn that may go on.")
    ]


@dataclass(frozen=True, slots=True, kw_only=True)
class AgentStatusOut(Part):
    """Whether an agent records itself, and what keeps it from doing so."""

    agent: str
    state: str
    files: Texts
    last_event: Annotated[str | None, describe_field("ISO 8601 in UTC, null for never.")]
    problems: Texts


@dataclass(frozen=True, slots=True, kw_only=True)
class AgentStatusDocument(Document):
    """The answer of `agents status --json`."""

    agents: tuple[AgentStatusOut, ...]


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
    unchanging: Annotated[Count, describe_field('Those left out by `record = "changes"`.')]
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


REPORT_DOCUMENTS: Mapping[str, type] = {
    "numbers": NumbersDocument,
    "numbers-prune": PruneDocument,
    "renumber": MovesDocument,
    "retitle": MovesDocument,
    "remove": RemovalDocument,
    "audit": AuditDocument,
    "audit-spool": SpoolDocument,
    "rules": RulesDocument,
    "redact": RedactDocument,
    "redact-record": RecordRedactionDocument,
    "import-store": StoreImportDocument,
    "agents": AgentStatusDocument,
    "agents-changes": AgentChangesDocument,
}
