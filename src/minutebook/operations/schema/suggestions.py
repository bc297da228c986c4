"""The JSON documents of suggestions: what a change decides, and the ledger of what was suggested.

Imported only by `contract`, as `documents` is: `view.assessment` and `view.suggestion` make what
they describe.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated, ClassVar, Literal

from pydantic import ConfigDict, Field

from minutebook.operations.schema.records import STRICT, Document, Texts, about

Share = Annotated[float, Field(ge=0, le=1)]
State = Literal["pending", "accepted", "dismissed"]


@dataclass(frozen=True, slots=True, kw_only=True)
class EvidenceOut:
    """One thing seen in a change. `line` counts from 1; 0 is the whole of it."""

    __pydantic_config__: ClassVar[ConfigDict] = STRICT
    signal: Annotated[str, about("What was looked for.")]
    path: Annotated[str, about("A file of the change, or message, prompt or response.")]
    line: Annotated[int, Field(ge=0)]
    excerpt: str
    weight: Annotated[float, about("Its share of the score's log-odds.")]
    test: Annotated[
        Literal["impact", "alternatives", "scope", ""], about("Which test it speaks to, or none.")
    ]


@dataclass(frozen=True, slots=True, kw_only=True)
class TopicOut:
    """What is decided, and that no decision on record speaks of it yet."""

    __pydantic_config__: ClassVar[ConfigDict] = STRICT
    name: Annotated[str, about('Category and technology: "Caching: Redis".')]
    category: str
    technology: Annotated[str, about("What was chosen; empty where there is no name for it.")]
    action: Literal["adopt", "drop", "replace"]
    instead: Annotated[str, about("With replace: what went.")]
    alternatives: Annotated[Texts, about("What else would have been viable.")]
    strength: Annotated[Share, about("How sure it is that the change is about it.")]
    evidence: tuple[EvidenceOut, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class TestOut:
    """One of the three tests of significance."""

    __pydantic_config__: ClassVar[ConfigDict] = STRICT
    name: Literal["impact", "alternatives", "scope"]
    passed: bool
    evidence: tuple[EvidenceOut, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class CoveringOut:
    """What is on record about a topic already: a decision, or a suggestion that was made before."""

    __pydantic_config__: ClassVar[ConfigDict] = STRICT
    topic: str
    ref: Annotated[str, about("ADR-0007, or a suggestion's id such as S-0042-1.")]
    title: Annotated[str, about("The decision's title; of what was dismissed the reason.")]
    path: Annotated[str, about("From the repository's top, with /.")]
    how: Annotated[
        Literal["covered", "contradicts", "pending", "dismissed"],
        about("contradicts: the change adopts what was rejected, or drops what was adopted."),
    ]


@dataclass(frozen=True, slots=True, kw_only=True)
class Advice:
    """The one suggestion for a change."""

    __pydantic_config__: ClassVar[ConfigDict] = STRICT
    brief: Annotated[str, about("What is decided, in a line.")]
    title: Annotated[str, about("A title for the decision record.")]
    alternatives: Annotated[Texts, about("What else there was to choose from.")]
    announcement: Annotated[Texts, about("The lines in which it is told to people.")]


@dataclass(frozen=True, slots=True, kw_only=True)
class AssessmentDocument(Document):
    """The answer of `suggest --json`. `suggestion` is null where there is nothing to say."""

    score: Annotated[Share, about("The share of changes like it that came with a decision.")]
    suggested: bool
    topics: tuple[TopicOut, ...]
    evidence: tuple[EvidenceOut, ...]
    tests: tuple[TestOut, ...]
    covered: tuple[CoveringOut, ...]
    suggestion: Advice | None


@dataclass(frozen=True, slots=True, kw_only=True)
class SuggestionOut:
    """A suggestion as a prompt record holds it. `phr`, `path` and `date` are that record's."""

    __pydantic_config__: ClassVar[ConfigDict] = STRICT
    id: Annotated[str, about("S-0042-1: the record's number, and a count within it.")]
    topic: Annotated[str, about("What is decided, in a line.")]
    title: Annotated[str, about("A title for the decision record.")]
    score: Share
    state: State
    reason: Annotated[str, about("Why it was dismissed, or empty.")]
    phr: Annotated[str, about("The record's ref, such as PHR-0042.")]
    path: Annotated[str, about("From the repository's top, with /.")]
    date: Annotated[str, about("ISO 8601, or empty.")]
    topics: Annotated[Texts, about("The names of what it puts together, at least one.")]
    options: Annotated[Texts, about("What there was to choose from, the chosen one first.")]
    evidence: Texts


@dataclass(frozen=True, slots=True, kw_only=True)
class SuggestionsDocument(Document):
    """The answer of `suggest list --json`."""

    suggestions: tuple[SuggestionOut, ...]
    total: Annotated[int, Field(ge=0)]


DOCUMENTS: Mapping[str, type] = {
    "assessment": AssessmentDocument,
    "suggestions": SuggestionsDocument,
}
