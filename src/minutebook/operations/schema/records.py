"""The JSON documents of records and settings, as standard dataclasses for pydantic to check.

Imported only by `validate` and the other modules of documents: pydantic alone costs more than a
whole `phr new`. `serialize` writes what these describe.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated, Any, ClassVar, Literal

from pydantic import AfterValidator, ConfigDict, Field

from minutebook.operations.schema.input_checks import (
    require_day_if_any,
)
from minutebook.operations.schema.provenance import ProvenanceOut

SCHEMA_ID = "minutebook.v1"


def describe_field(text: str) -> Any:
    """A field's description in the schema."""
    return Field(description=text)


Texts = tuple[str, ...]
Count = Annotated[int, Field(ge=0)]
RecordPath = Annotated[str, describe_field("From the repository's top, with /.")]
Sections = Annotated[Mapping[str, str], describe_field("Title to text, in the page's order.")]
IsoDate = Annotated[
    str,
    AfterValidator(require_day_if_any),
    Field(json_schema_extra={"pattern": "^((19|20)[0-9]{2}-[0-9]{2}-[0-9]{2})?$"}),
]


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """What every part of a document has: unknown keys are refused, and nothing is converted."""

    __pydantic_config__: ClassVar[ConfigDict] = ConfigDict(extra="forbid", strict=True)


@dataclass(frozen=True, slots=True, kw_only=True)
class LinkOut(Part):
    """A relation as seen from a record. `path` is null where the target is not found."""

    relation: Annotated[
        str,
        describe_field(
            "A known name, or the page's own word for the link, such as inspired-by; where its"
            " other end has no known word, that is reverse-of- and the word."
        ),
    ]
    target: str
    path: str | None
    stored: Annotated[bool, describe_field("false at the reverse end, which no page stores.")]
    in_effect: Annotated[
        bool, describe_field("false where the decision that supersedes or amends is not accepted.")
    ]


@dataclass(frozen=True, slots=True, kw_only=True)
class FindingOut(Part):
    """Something wrong, where, and how to fix it. `line` counts from 1; 0 is the file as a whole."""

    code: str
    severity: Literal["error", "warning", "info"]
    path: str
    line: Count
    message: str
    fix: str = ""
    baseline: Annotated[
        bool, describe_field("Whether it was there before, and does not count.")
    ] = False


@dataclass(frozen=True, slots=True, kw_only=True)
class _RecordOut(Part):
    """What records of both kinds have."""

    ref: str
    number: int | None
    slug: str
    title: str
    path: Annotated[str, describe_field("From the repository's top, with /.")]
    date: Annotated[str, describe_field("ISO 8601, or empty.")]
    labels: Texts
    links: tuple[LinkOut, ...]
    fields: Annotated[Mapping[str, Any], describe_field("The front matter as read.")]


@dataclass(frozen=True, slots=True, kw_only=True)
class PhrOut(_RecordOut):
    """A prompt record, as lists show it."""

    kind: Literal["phr"]
    stage: str
    feature: str
    agent: str
    model: str


@dataclass(frozen=True, slots=True, kw_only=True)
class AdrOut(_RecordOut):
    """A decision record, as lists show it."""

    kind: Literal["adr"]
    status: Annotated[str, describe_field("A known status, or empty.")]
    status_raw: Annotated[str, describe_field("As the page says it.")]
    deciders: Annotated[Texts, describe_field("Who decided, as the page names them.")]


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceOut(Part):
    """What states a fact of a record: a form of its page (or its file name), and the line."""

    fact: Annotated[str, describe_field("number, title, status, stage, date or a relation.")]
    value: Annotated[str, describe_field("The text that states it.")]
    form: Annotated[
        Literal[
            "file-name",
            "front-matter",
            "bullet",
            "table",
            "badge",
            "heading",
            "section",
            "status",
            "fact",
            "links",
            "opening",
            "prose",
        ],
        describe_field("Where it stands; the last five say where a relation is stated."),
    ]
    line: Annotated[int, Field(ge=0), describe_field("From 1; 0 for a file name.")]


@dataclass(frozen=True, slots=True, kw_only=True)
class AskedBeforeOut(Part):
    """A prompt of the session that has no record of its own."""

    prompt: Annotated[str, describe_field("All of it, in one line; secrets are hidden.")]
    date: Annotated[str, describe_field("The day, ISO 8601; empty where not known.")] = ""
    digest: Annotated[str, describe_field("That of the prompt as it was given, redacted.")] = ""
    after: Annotated[bool, describe_field("Whether it came after this record's prompt.")] = False


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownPhr(PhrOut):
    """A prompt record with its texts, verbatim; null where the page has none."""

    prompt: str | None
    response: str | None
    visibility: Annotated[
        Literal["full", "summary", "private"], describe_field("What the tree shows of it.")
    ]
    texts: Annotated[
        Literal["here", "elsewhere"],
        describe_field("Whether this clone can read its prompt and response."),
    ]
    provenance: ProvenanceOut
    asked_before: tuple[AskedBeforeOut, ...]
    told: Annotated[
        Texts,
        describe_field(
            "Decisions that the agent was told of while it worked, such as ADR-0007; a name where"
            " no record has it."
        ),
    ] = ()
    sections: Sections
    sources: tuple[SourceOut, ...]
    findings: tuple[FindingOut, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownAdr(AdrOut):
    """A decision record with its texts."""

    sentence: Annotated[str, describe_field("What it decides, in one line of about 60 tokens.")]
    provenance: ProvenanceOut
    sections: Sections
    sources: tuple[SourceOut, ...]
    findings: tuple[FindingOut, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Document(Part):
    """What every document has."""

    schema: Literal["minutebook.v1"]


ListedRecord = Annotated[PhrOut | AdrOut, Field(discriminator="kind")]
ShownRecord = Annotated[ShownPhr | ShownAdr, Field(discriminator="kind")]


@dataclass(frozen=True, slots=True, kw_only=True)
class ShowDocument(Document):
    """The answer of `show --json`."""

    record: ShownRecord


@dataclass(frozen=True, slots=True, kw_only=True)
class ListDocument(Document):
    """The answer of `list --json`. `limit` is null where none was asked for."""

    notice: Annotated[str, describe_field("That these are records.")] = ""
    records: tuple[ListedRecord, ...]
    total: Count
    limit: int | None
    offset: Count


@dataclass(frozen=True, slots=True, kw_only=True)
class BaselineOut(Part):
    """A baseline that was written: its file, its findings, and how many came and went."""

    path: str
    total: Count
    added: Count
    dropped: Count


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckDocument(Document):
    """The answer of `check --format json`. `counts` is by severity."""

    findings: tuple[FindingOut, ...]
    counts: Mapping[str, int]
    counts_by_code: Mapping[str, int]
    baseline_count: Count
    baseline: Annotated[
        BaselineOut | None, describe_field("With --baseline: what became of it.")
    ] = None
    writes: Annotated[
        Texts, describe_field("With --fix: the files that were repaired, or would be.")
    ] = ()
    diff: Annotated[str, describe_field("With --fix --dry-run: what `git apply` takes.")] = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class WrittenDocument(Document):
    """The answer of commands that write: the record or records concerned, the files written."""

    writes: Texts
    record: ListedRecord | None = None
    records: tuple[ListedRecord, ...] = ()
    notes: Annotated[
        Texts, describe_field("What followed in other records, or is still to be done.")
    ] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class OptionOut(Part):
    """An option, its value in force, and its default."""

    option: str
    value: Any
    default: Any
    about: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ConfigDocument(Document):
    """The answer of `config --json`. `source` is the configuration's path, null without one."""

    source: str | None
    options: tuple[OptionOut, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Refused(Part):
    """Why something was not done."""

    code: str
    message: str
    hint: str
    places: Annotated[
        tuple[str, ...], describe_field("The lines that keep it from being done: path:line: why.")
    ] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class ErrorDocument(Document):
    """The answer of any command that refuses, on stdout, with its exit status."""

    error: Refused


RECORD_DOCUMENTS: Mapping[str, type] = {
    "list": ListDocument,
    "show": ShowDocument,
    "written": WrittenDocument,
    "check": CheckDocument,
    "config": ConfigDocument,
    "error": ErrorDocument,
}
