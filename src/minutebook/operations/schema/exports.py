"""The JSON documents of `export` and `import`.

Imported only by `validate`, for the reason given in `records`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated, Literal

from pydantic import Field

from minutebook.operations.schema.records import (
    AdrOut,
    Document,
    ListedRecord,
    Part,
    PhrOut,
    Texts,
    describe_field,
)

Encoding = Annotated[
    Literal["utf-8", "base64"],
    describe_field("How `content` is written: base64 where the bytes are not UTF-8."),
]
Content = Annotated[str, describe_field("All bytes of the file, line ends and marks included.")]


@dataclass(frozen=True, slots=True, kw_only=True)
class ExportedPhr(PhrOut):
    """A prompt record with its page. Of it an import reads `path` and the page alone."""

    aliases: Annotated[Texts, describe_field("Names that the record had before.")]
    encoding: Encoding
    content: Content


@dataclass(frozen=True, slots=True, kw_only=True)
class ExportedAdr(AdrOut):
    """A decision record with its page. Of it an import reads `path` and the page alone."""

    aliases: Annotated[Texts, describe_field("Names that the record had before.")]
    encoding: Encoding
    content: Content


@dataclass(frozen=True, slots=True, kw_only=True)
class ExportedFile(Part):
    """A file that goes with the records: an index page, a translation, a picture."""

    path: Annotated[str, describe_field("From the repository's top, with /.")]
    encoding: Encoding
    content: Content


@dataclass(frozen=True, slots=True, kw_only=True)
class ExportedSettings(Part):
    """The options that say which files are records, and what their pages mean."""

    adr_folders: Texts
    phr_folders: Texts
    adr_numbering: Literal["repository", "folder"]
    phr_numbering: Literal["repository", "folder"]
    stages: Texts
    statuses: Mapping[str, str]
    relations: Mapping[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class ExportedFinding(Part):
    """A finding of the baseline, as a line of its file."""

    path: Annotated[str, describe_field("From the repository's top, with /.")]
    code: str
    message: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ExportDocument(Document):
    """What `export --format json` prints and `import` reads: all records of a repository."""

    settings: ExportedSettings
    records: Annotated[
        tuple[Annotated[ExportedPhr | ExportedAdr, Field(discriminator="kind")], ...],
        describe_field("In the order of `list`."),
    ]
    files: tuple[ExportedFile, ...]
    baseline: Annotated[
        tuple[ExportedFinding, ...], describe_field("Findings that `check` does not count.")
    ] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportedOut(Part):
    """A record that an import brought, or that was here already."""

    source: Annotated[str, describe_field("Its path where it comes from.")]
    from_: Annotated[str, Field(alias="from", description="Its ref there.")]
    to: Annotated[str, describe_field("Its ref here.")]
    path: Annotated[str, describe_field("From the repository's top, with /.")]


@dataclass(frozen=True, slots=True, kw_only=True)
class LeftOut(Part):
    """A file that an import did not bring."""

    source: Annotated[str, describe_field("Its path where it comes from.")]
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class HiddenOut(Part):
    """Something that an import hid in a page."""

    source: Annotated[str, describe_field("The page's path where it comes from.")]
    kind: str
    line: Annotated[int, Field(ge=1)]


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportDocument(Document):
    """The answer of `import PATH --json`."""

    records: Annotated[tuple[ListedRecord, ...], describe_field("Those that were brought.")]
    writes: Texts
    imported: Annotated[tuple[ImportedOut, ...], describe_field("One for each of `records`.")]
    present: Annotated[tuple[ImportedOut, ...], describe_field("Records that are here already.")]
    left: tuple[LeftOut, ...]
    hidden: tuple[HiddenOut, ...]
    notes: Annotated[Texts, describe_field("What a person has to look at.")]


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseTestOut(Part):
    """A run of tests that a prompt's record states."""

    command: Annotated[str, describe_field("As it was run then, from the repository's top.")]
    result: Annotated[str, describe_field("Of its last run then; empty where it is not known.")]


@dataclass(frozen=True, slots=True, kw_only=True)
class ExpectedOut(Part):
    """What the tests of a case gave."""

    before: Annotated[Literal["unknown"], describe_field("Nobody ran them at the parent commit.")]
    after: Literal["passed", "unknown"]


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseDocument(Document):
    """A line of `export --format cases`: a prompt that can be run again, and measured."""

    id: Annotated[str, describe_field("Stays the same where the record gets another number.")]
    ref: str
    path: Annotated[str, describe_field("The record's page, from the repository's top.")]
    title: str
    date: str
    prompt: Annotated[str, describe_field("As it was given, byte for byte.")]
    repository: Annotated[
        str, describe_field("Where it can be cloned from, if it is public; empty if not known.")
    ]
    parent: Annotated[str, describe_field("The commit to check out before the prompt is given.")]
    commits: Annotated[Texts, describe_field("Those that hold the work; the last one has it all.")]
    test_files: Annotated[Texts, describe_field("The tests that the work added.")]
    tests: tuple[CaseTestOut, ...]
    expected: ExpectedOut


EXPORT_DOCUMENTS: Mapping[str, type] = {
    "export": ExportDocument,
    "import": ImportDocument,
    "case": CaseDocument,
}
