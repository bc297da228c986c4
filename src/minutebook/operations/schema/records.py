"""The JSON documents of records that go in or out, as standard dataclasses for pydantic to check.

Those of suggestions are in `suggest_documents`. Imported only by `contract`: pydantic alone costs
more than a whole `phr new`.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Annotated, Any, ClassVar, Literal

from pydantic import AfterValidator, ConfigDict, Field

from minutebook.records import relations

SCHEMA_ID = "minutebook.v1"
STRICT_CONFIG = ConfigDict(extra="forbid", strict=True)


class UnknownRelation(Exception):
    """A link says a relation that is not known. Not a ValueError: pydantic lets it through."""

    def __init__(self, relation: str) -> None:
        super().__init__(relation)
        self.relation = relation


def _said(text: str) -> str:
    if not text.strip():
        raise ValueError("must not be blank")
    return text


def _day(text: str) -> str:
    from datetime import date

    # fromisoformat alone takes week dates and dates without dashes, which nothing else reads.
    if text and not re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", text):
        raise ValueError("must be a date such as 2026-01-31")
    if text:
        try:
            date.fromisoformat(text)
        except ValueError:
            raise ValueError("must be a day that the calendar has") from None
    return text


def _related(links: Mapping[str, tuple[str, ...]]) -> Mapping[str, tuple[str, ...]]:
    known: dict[str, tuple[str, ...]] = {}
    for word, refs in links.items():
        name = relations.parse_relation(word)
        if name is None:
            raise UnknownRelation(word)
        known[name] = known.get(name, ()) + refs
    return known


def describe_field(text: str) -> Any:
    """A field's description in the schema."""
    return Field(description=text)


Texts = tuple[str, ...]
Sections = Annotated[Mapping[str, str], describe_field("Title to text, in the page's order.")]
IsoDate = Annotated[
    str,
    AfterValidator(_day),
    Field(json_schema_extra={"pattern": "^([0-9]{4}-[0-9]{2}-[0-9]{2})?$"}),
]


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What came of a prompt, each in a sentence or some markdown."""

    __pydantic_config__: ClassVar[ConfigDict] = STRICT_CONFIG
    impact: Annotated[str, describe_field("What changed for whom.")] = ""
    tests: Annotated[str, describe_field("Which tests ran and what they said.")] = ""
    files: Annotated[str, describe_field("What was done to which files.")] = ""
    next: Annotated[str, describe_field("Which prompts should follow.")] = ""
    reflection: Annotated[str, describe_field("What was learned.")] = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class NewPhr:
    """What `phr new --from-json` takes: the names of its options. What is unknown is left out."""

    __pydantic_config__: ClassVar[ConfigDict] = STRICT_CONFIG
    title: Annotated[
        str,
        AfterValidator(_said),
        describe_field("One line."),
        Field(json_schema_extra={"minLength": 1}),
    ]
    stage: Annotated[str, describe_field("A known stage such as plan, green or general.")] = ""
    date: Annotated[IsoDate, describe_field("The day, ISO 8601; today where left out.")] = ""
    feature: Annotated[
        str, describe_field("The feature's name; from the branch where left out.")
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
        AfterValidator(_related),
        describe_field("Relation to refs of records."),
    ] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class LinkOut:
    """A relation as seen from a record. `path` is null where the target is not found."""

    __pydantic_config__: ClassVar[ConfigDict] = STRICT_CONFIG
    relation: str
    target: str
    path: str | None
    stored: Annotated[bool, describe_field("false at the reverse end, which no page stores.")]


@dataclass(frozen=True, slots=True, kw_only=True)
class FindingOut:
    """Something wrong, where, and its cure. `line` counts from 1; 0 is the file as a whole."""

    __pydantic_config__: ClassVar[ConfigDict] = STRICT_CONFIG
    code: str
    severity: Literal["error", "warning", "info"]
    path: str
    line: Annotated[int, Field(ge=0)]
    message: str
    fix: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class _RecordOut:
    __pydantic_config__: ClassVar[ConfigDict] = STRICT_CONFIG
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
    status_raw: Annotated[str, describe_field("The words of the page.")]


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownPhr(PhrOut):
    """A prompt record with its texts, verbatim; null where the page has none."""

    prompt: str | None
    response: str | None
    sections: Sections
    findings: tuple[FindingOut, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownAdr(AdrOut):
    """A decision record with its texts."""

    sections: Sections
    findings: tuple[FindingOut, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """What every document of ours has."""

    __pydantic_config__: ClassVar[ConfigDict] = STRICT_CONFIG
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
class CheckDocument(Document):
    """The answer of `check --format json`. `counts` is by severity."""

    findings: tuple[FindingOut, ...]
    counts: Mapping[str, int]
    writes: Annotated[Texts, describe_field("With --fix: the files that were repaired.")] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class WrittenDocument(Document):
    """The answer of a verb that writes: the record or records it was about, the files it wrote."""

    writes: Texts
    record: ListedRecord | None = None
    records: tuple[ListedRecord, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Adopted:
    """A folder of records that `init` found."""

    __pydantic_config__: ClassVar[ConfigDict] = STRICT_CONFIG
    kind: Literal["phr", "adr"]
    folder: str
    records: Annotated[int, Field(ge=0)]
    numbering: Literal["repository", "folder"]


@dataclass(frozen=True, slots=True, kw_only=True)
class InitDocument(Document):
    """The answer of `init --json`."""

    records: tuple[ListedRecord, ...]
    writes: Texts
    adopted: tuple[Adopted, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class OptionOut:
    """An option, its value in force, and its default."""

    __pydantic_config__: ClassVar[ConfigDict] = STRICT_CONFIG
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
class Refused:
    """Why something was not done."""

    __pydantic_config__: ClassVar[ConfigDict] = STRICT_CONFIG
    code: str
    message: str
    hint: str


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
