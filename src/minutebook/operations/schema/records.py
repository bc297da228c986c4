"""The JSON documents of records and settings, as standard dataclasses for pydantic to check.

Imported only by `validate` and the other modules of documents: pydantic alone costs more than a
whole `phr new`. `serialize` writes what these describe.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Annotated, Any, ClassVar, Literal

from pydantic import AfterValidator, ConfigDict, Field

from minutebook.records.adr.vocabulary import relation_words
from minutebook.text import dates

SCHEMA_ID = "minutebook.v1"


def _require_text(text: str) -> str:
    if not text.strip():
        raise ValueError("must not be blank")
    return text


def _require_day_if_any(text: str) -> str:
    return dates.require_day(text) if text else ""


def _canonicalize_links(links: Mapping[str, tuple[str, ...]]) -> Mapping[str, tuple[str, ...]]:
    canonical: dict[str, tuple[str, ...]] = {}
    for spelling, refs in links.items():
        name = relation_words.name_relation(spelling)
        if not name:
            raise ValueError("has a relation without a name")
        canonical[name] = canonical.get(name, ()) + refs
    return canonical


def describe_field(text: str) -> Any:
    """A field's description in the schema."""
    return Field(description=text)


Texts = tuple[str, ...]
Sections = Annotated[Mapping[str, str], describe_field("Title to text, in the page's order.")]
IsoDate = Annotated[
    str,
    AfterValidator(_require_day_if_any),
    Field(json_schema_extra={"pattern": "^((19|20)[0-9]{2}-[0-9]{2}-[0-9]{2})?$"}),
]


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """What every part of a document has: unknown keys are refused, and nothing is converted."""

    __pydantic_config__: ClassVar[ConfigDict] = ConfigDict(extra="forbid", strict=True)


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome(Part):
    """What came of a prompt, each in a sentence or some markdown."""

    impact: Annotated[str, describe_field("What changed for whom.")] = ""
    tests: Annotated[str, describe_field("Which tests ran and what they said.")] = ""
    files: Annotated[str, describe_field("What was done to which files.")] = ""
    next: Annotated[str, describe_field("Which prompts should follow.")] = ""
    reflection: Annotated[str, describe_field("What was learned.")] = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class NewPhr(Part):
    """What `phr new --from-json` takes: its options by name. What is unknown is left out."""

    title: Annotated[
        str,
        AfterValidator(_require_text),
        describe_field("One line."),
        Field(json_schema_extra={"minLength": 1}),
    ]
    stage: Annotated[str, describe_field("A known stage such as plan, green or general.")] = ""
    date: Annotated[IsoDate, describe_field("The day, ISO 8601; today where left out.")] = ""
    feature: Annotated[
        str, describe_field("The feature's name; from the branch where left out.")
    ] = ""
    folder: Annotated[
        str, describe_field("A configured folder, or one in it; the nearest above where left out.")
    ] = ""
    prompt: Annotated[str, describe_field("The prompt, verbatim.")] = ""
    response: Annotated[str, describe_field("The answer, or what matters of it.")] = ""
    model: Annotated[str, describe_field("The model that answered.")] = ""
    agent: Annotated[str, describe_field("The coding agent, such as claude or codex.")] = ""
    surface: Annotated[str, describe_field("Where it was asked, such as cli or ide.")] = ""
    command: Annotated[str, describe_field("The slash command, if one was used.")] = ""
    labels: Annotated[Texts, describe_field("Words to find it by.")] = ()
    files: Annotated[
        Texts, describe_field("Paths that were changed, from the repository's top.")
    ] = ()
    tests: Annotated[Texts, describe_field("Tests that were written or run.")] = ()
    adr: Annotated[
        Texts, describe_field("Refs of decisions that it led to, such as ADR-0007.")
    ] = ()
    spec: Annotated[str, describe_field("The specification, a path or an address.")] = ""
    ticket: Annotated[str, describe_field("The ticket's name or address.")] = ""
    pr: Annotated[str, describe_field("The pull request's number or address.")] = ""
    outcome: Annotated[Outcome, describe_field("What came of it.")] = Outcome()
    links: Annotated[
        Mapping[str, Texts],
        AfterValidator(_canonicalize_links),
        describe_field("Relation to refs of records."),
    ] = field(default_factory=dict)


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
    line: Annotated[int, Field(ge=0)]
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
class ShownPhr(PhrOut):
    """A prompt record with its texts, verbatim; null where the page has none."""

    prompt: str | None
    response: str | None
    sections: Sections
    sources: tuple[SourceOut, ...]
    findings: tuple[FindingOut, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownAdr(AdrOut):
    """A decision record with its texts."""

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

    records: tuple[ListedRecord, ...]
    total: Annotated[int, Field(ge=0)]
    limit: int | None
    offset: Annotated[int, Field(ge=0)]


@dataclass(frozen=True, slots=True, kw_only=True)
class BaselineOut(Part):
    """A baseline that was written: its file, its findings, and how many came and went."""

    path: str
    total: Annotated[int, Field(ge=0)]
    added: Annotated[int, Field(ge=0)]
    dropped: Annotated[int, Field(ge=0)]


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckDocument(Document):
    """The answer of `check --format json`. `counts` is by severity."""

    findings: tuple[FindingOut, ...]
    counts: Mapping[str, int]
    counts_by_code: Mapping[str, int]
    baseline_count: Annotated[int, Field(ge=0)]
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
class Adopted(Part):
    """A folder of records that `init` found."""

    kind: Literal["phr", "adr"]
    folder: str
    records: Annotated[int, Field(ge=0)]
    numbering: Literal["repository", "folder"]


@dataclass(frozen=True, slots=True, kw_only=True)
class PassedOverOut(Part):
    """A folder that `init` looked at and did not take."""

    folder: str
    pages: Annotated[int, Field(ge=0)]
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class InitDocument(Document):
    """The answer of `init --json`."""

    records: tuple[ListedRecord, ...]
    writes: Texts
    adopted: tuple[Adopted, ...]
    passed_over: Annotated[
        tuple[PassedOverOut, ...], describe_field("The first hundred, by their paths.")
    ]
    passed_over_total: Annotated[int, Field(ge=0)]
    configuration: Annotated[
        str | None, describe_field("The configuration that was there before, and is not changed.")
    ]
    offered: Annotated[
        tuple[Adopted, ...], describe_field("Folders of records that it leaves out.")
    ]
    addition: Annotated[
        Mapping[str, Any], describe_field("The options to write there for the offered folders.")
    ]
    baseline: Annotated[
        BaselineOut | None, describe_field("What is wrong with the records that were there before.")
    ] = None


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
    "new-phr": NewPhr,
    "list": ListDocument,
    "show": ShowDocument,
    "written": WrittenDocument,
    "check": CheckDocument,
    "init": InitDocument,
    "config": ConfigDocument,
    "error": ErrorDocument,
}
