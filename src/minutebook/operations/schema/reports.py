"""The JSON documents of reports: numbers, renumbering, rules, redaction, and kept texts.

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
    ListedRecord,
    Part,
    RecordPath,
    Texts,
    describe_field,
)


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
    private: Annotated[bool, describe_field("Whether no tree shows its record.")] = False
    block: Annotated[
        tuple[int, int] | None,
        describe_field("The first and the last number of the block that it is part of, if any."),
    ] = None
    age: Annotated[int | None, describe_field("In seconds; null where it is not known.")]


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnBlockOut(Part):
    """Numbers that this clone has claimed on the remote for records to come."""

    row: Annotated[str, describe_field("The name of the series.")]
    free: Annotated[tuple[int, ...], describe_field("The numbers, the lowest first.")]


@dataclass(frozen=True, slots=True, kw_only=True)
class NumbersDocument(Document):
    """The answer of `numbers --json`."""

    rows: tuple[SeriesOut, ...]
    claims: tuple[ClaimOut, ...]
    total: Annotated[Count, describe_field("How many claims there are.")]
    blocks: tuple[OwnBlockOut, ...] = ()


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
class VerificationOut(Part):
    """What the digests of a record say of its texts."""

    ref: str
    path: str
    visibility: Literal["full", "summary", "private"]
    outcome: Annotated[
        Literal["verified", "differs", "missing", "no-digest"],
        describe_field("missing: this clone has not the text; no-digest: the page states none."),
    ]
    texts: Annotated[
        Mapping[str, Literal["verified", "differs", "missing", "no-digest"]],
        describe_field("The same of `prompt` and `response` alone."),
    ]


@dataclass(frozen=True, slots=True, kw_only=True)
class VerifyDocument(Document):
    """The answer of `phr verify --json`."""

    records: tuple[VerificationOut, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class TextsDocument(Document):
    """The answer of `phr texts push --json` and `phr texts fetch --json`."""

    remote: str
    sent: Annotated[Texts, describe_field("Kept pages that the remote got, or lost.")]
    received: Annotated[Texts, describe_field("Kept pages that this clone got, or lost.")]
    kept: Annotated[
        Texts,
        describe_field("Pages that were changed there, against the digest, and stay here as is."),
    ] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class CatalogOut(Part):
    """What is kept of the pages, for lists and searches."""

    state: Annotated[
        str,
        describe_field(
            "fresh, behind, missing, of another version, damaged, or in memory: none is kept here."
        ),
    ]
    path: Annotated[str, describe_field('Its file, absolute; "" where none is kept.')]
    records: Count
    behind: Annotated[Count, describe_field("How many pages came, went or changed since.")]
    size: Annotated[Count, describe_field("Bytes on the disk.")]
    has_full_text: Annotated[bool, describe_field("Whether a search has been made.")]


@dataclass(frozen=True, slots=True, kw_only=True)
class CatalogDocument(Document):
    """The answer of `catalog status --json` and `catalog rebuild --json`."""

    catalog: CatalogOut


REPORT_DOCUMENTS: Mapping[str, type] = {
    "numbers": NumbersDocument,
    "numbers-prune": PruneDocument,
    "catalog": CatalogDocument,
    "renumber": MovesDocument,
    "retitle": MovesDocument,
    "remove": RemovalDocument,
    "rules": RulesDocument,
    "redact": RedactDocument,
    "redact-record": RecordRedactionDocument,
    "verify": VerifyDocument,
    "texts": TextsDocument,
}
