"""The JSON documents of `search` and `context`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated, Literal

from pydantic import Field

from minutebook.operations.schema.records import Count, Document, Part, Texts, describe_field


@dataclass(frozen=True, slots=True, kw_only=True)
class _FoundRecord(Part):
    """What hits of both kinds have: the facts of a record that a list shows."""

    ref: str
    number: int | None
    title: str
    path: Annotated[str, describe_field("From the repository's top, with /.")]
    date: Annotated[str, describe_field("ISO 8601, or empty.")]
    labels: Texts


@dataclass(frozen=True, slots=True, kw_only=True)
class FoundPhr(_FoundRecord):
    """A prompt record that a search finds."""

    kind: Literal["phr"]
    stage: str
    feature: str
    agent: str


@dataclass(frozen=True, slots=True, kw_only=True)
class FoundAdr(_FoundRecord):
    """A decision record that a search finds."""

    kind: Literal["adr"]
    status: Annotated[str, describe_field("A known status, or empty.")]
    status_raw: Annotated[str, describe_field("As the page says it.")]
    deciders: Annotated[Texts, describe_field("Who decided, as the page names them.")]


@dataclass(frozen=True, slots=True, kw_only=True)
class HitOut(Part):
    """A record that a search finds, with the part of its text that matches."""

    record: Annotated[FoundPhr | FoundAdr, Field(discriminator="kind")]
    snippet: Annotated[str, describe_field("In one line; a part of the text, quoted.")]
    marks: Annotated[
        tuple[tuple[Count, Count], ...],
        describe_field("Where the words of the query stand in the snippet: from, and to."),
    ]
    score: Annotated[float, describe_field("By BM25; a larger one is better. 0 without words.")]


@dataclass(frozen=True, slots=True, kw_only=True)
class CorrectionOut(Part):
    """A word of the query that no text has, and what was looked for instead."""

    word: str
    taken: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SearchDocument(Document):
    """The answer of `search --json`, the best hits first. `total` counts all, not those given."""

    notice: Annotated[str, describe_field("That these are records.")]
    hits: tuple[HitOut, ...]
    total: Count
    limit: Count
    offset: Count
    corrections: tuple[CorrectionOut, ...]
    unsearched: Annotated[
        Count, describe_field("Records that could not be searched: no index can be kept here.")
    ]


@dataclass(frozen=True, slots=True, kw_only=True)
class ReasonOut(Part):
    """Why a decision governs a path: a glob, a name in the file, a prompt that changed it."""

    path: Annotated[str, describe_field("As in paths; empty for the repository as a whole.")]
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class GoverningOut(Part):
    """A decision that governs the paths."""

    ref: str
    title: str
    path: Annotated[str, describe_field("Of its page, from the repository's top, with /.")]
    status: Annotated[str, describe_field("A known status, or what the page says, or empty.")]
    date: Annotated[str, describe_field("ISO 8601, or empty.")]
    in_force: bool
    sentence: Annotated[str, describe_field("What it decides; one line of about 60 tokens.")]
    evidence: tuple[ReasonOut, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class RecentPromptOut(Part):
    """A prompt that changed the paths lately."""

    ref: str
    title: str
    path: Annotated[str, describe_field("Of its page, from the repository's top, with /.")]
    date: Annotated[str, describe_field("ISO 8601, or empty.")]
    touched: Annotated[Texts, describe_field("Those of the paths that it changed.")]


@dataclass(frozen=True, slots=True, kw_only=True)
class OmittedOut(Part):
    """How many govern or changed the paths, too, and had no room."""

    decisions: Count
    prompts: Count


@dataclass(frozen=True, slots=True, kw_only=True)
class ContextDocument(Document):
    """The answer of `context --json`: decisions in force first, the most binding ones first."""

    notice: Annotated[str, describe_field("That these are records.")]
    paths: Annotated[Texts, describe_field("From the top; folders end with /. None: all of it.")]
    budget: Count
    tokens: Annotated[
        Count,
        describe_field("Of the same as markdown: one for 4 ASCII characters or for 1 other."),
    ]
    decisions: tuple[GoverningOut, ...]
    prompts: tuple[RecentPromptOut, ...]
    omitted: OmittedOut


SEARCH_DOCUMENTS: Mapping[str, type] = {"search": SearchDocument, "context": ContextDocument}
