"""The JSON documents of suggestions: what a change decides, and what prompt records hold.

Imported only by `validate`, for the reason given in `records`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated, Literal

from pydantic import Field

from minutebook.operations.schema.records import Document, Part, Texts, describe_field

Share = Annotated[float, Field(ge=0, le=1)]
SuggestionState = Literal["pending", "accepted", "dismissed"]


@dataclass(frozen=True, slots=True, kw_only=True)
class EvidenceOut(Part):
    """One thing seen in a change. `line` counts from 1; 0 is the whole file or text."""

    signal: Annotated[str, describe_field("What was looked for.")]
    path: Annotated[str, describe_field("A file of the change, or message, prompt or response.")]
    line: Annotated[int, Field(ge=0)]
    excerpt: str
    weight: Annotated[float, describe_field("Its share of the score's log-odds.")]
    test: Annotated[
        Literal["impact", "alternatives", "scope", ""],
        describe_field("Which test it speaks to, or none."),
    ]


@dataclass(frozen=True, slots=True, kw_only=True)
class TopicOut(Part):
    """Something that is decided and that no decision record covers yet."""

    name: Annotated[str, describe_field('Category and technology: "Caching: Redis".')]
    category: str
    technology: Annotated[
        str, describe_field("What was chosen; empty where there is no name for it.")
    ]
    action: Literal["adopt", "drop", "replace"]
    instead: Annotated[str, describe_field("With replace: what was replaced.")]
    alternatives: Annotated[Texts, describe_field("What else would have been viable.")]
    strength: Annotated[Share, describe_field("How sure it is that the change is about it.")]
    evidence: tuple[EvidenceOut, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class TestOut(Part):
    """One of the three tests of significance."""

    name: Literal["impact", "alternatives", "scope"]
    passed: bool
    evidence: tuple[EvidenceOut, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class CoveringOut(Part):
    """What is on record about a topic already: a decision, or a suggestion that was made before."""

    topic: str
    ref: Annotated[str, describe_field("ADR-0007, or a suggestion's id such as S-0042-1.")]
    title: Annotated[str, describe_field("The decision's title; of what was dismissed the reason.")]
    path: Annotated[str, describe_field("From the repository's top, with /.")]
    how: Annotated[
        Literal["covered", "contradicts", "pending", "dismissed"],
        describe_field(
            "contradicts: the change adopts what was rejected, or drops what was adopted."
        ),
    ]


@dataclass(frozen=True, slots=True, kw_only=True)
class Advice(Part):
    """The suggestion for one decision of a change."""

    brief: Annotated[str, describe_field("What is decided, in a line.")]
    title: Annotated[str, describe_field("A title for the decision record.")]
    alternatives: Annotated[Texts, describe_field("What else there was to choose from.")]
    announcement: Annotated[Texts, describe_field("The lines that announce it to people.")]
    score: Annotated[
        Share, describe_field("The change's, less where it is less sure than the first.")
    ]
    topics: Annotated[Texts, describe_field("The names of what it puts together, the first leads.")]
    supersedes: Annotated[
        Texts, describe_field("The decisions on record that it reverses, such as ADR-0002.")
    ]
    evidence: Annotated[tuple[EvidenceOut, ...], describe_field("What shows this decision.")]


@dataclass(frozen=True, slots=True, kw_only=True)
class AssessmentDocument(Document):
    """The answer of `suggest --json`. `suggestion` is null where there is nothing to say.

    A change that reverses a decision on record is suggested, and `covered` has `contradicts` for
    none but those that a suggestion `supersedes`.
    """

    score: Annotated[
        Share, describe_field("The share of changes like it that came with a decision.")
    ]
    suggested: bool
    topics: tuple[TopicOut, ...]
    evidence: tuple[EvidenceOut, ...]
    tests: tuple[TestOut, ...]
    covered: tuple[CoveringOut, ...]
    suggestion: Annotated[Advice | None, describe_field("The first of `suggestions`.")]
    suggestions: Annotated[
        tuple[Advice, ...],
        describe_field("One for each decision of the change, the leading one first."),
    ]


@dataclass(frozen=True, slots=True, kw_only=True)
class SuggestionOut(Part):
    """A suggestion as a prompt record holds it. `phr`, `path` and `date` are that record's."""

    id: Annotated[str, describe_field("S-0042-1: the record's number, and a count within it.")]
    topic: Annotated[str, describe_field("What is decided, in a line.")]
    title: Annotated[str, describe_field("A title for the decision record.")]
    score: Share
    state: SuggestionState
    reason: Annotated[str, describe_field("Why it was dismissed, or empty.")]
    closed: Annotated[
        bool, describe_field("Dismissed by minutebook itself, because its cause has gone again.")
    ]
    phr: Annotated[str, describe_field("The record's ref, such as PHR-0042.")]
    path: Annotated[str, describe_field("From the repository's top, with /.")]
    date: Annotated[str, describe_field("ISO 8601, or empty.")]
    topics: Annotated[Texts, describe_field("The names of what it puts together, at least one.")]
    options: Annotated[
        Texts, describe_field("What there was to choose from, the chosen one first.")
    ]
    evidence: Texts
    supersedes: Annotated[Texts, describe_field("Links to the decisions that it would supersede.")]


@dataclass(frozen=True, slots=True, kw_only=True)
class SuggestionsDocument(Document):
    """The answer of `suggest list --json`."""

    notice: Annotated[str, describe_field("That these are records.")] = ""
    suggestions: tuple[SuggestionOut, ...]
    total: Annotated[int, Field(ge=0)]


@dataclass(frozen=True, slots=True, kw_only=True)
class DriftPlaceOut(Part):
    """Where the technology is, or was before it left. `line` counts from 1; 0 is the whole file."""

    path: Annotated[str, describe_field("From the repository's top, with /.")]
    line: Annotated[int, Field(ge=0)]
    excerpt: str


@dataclass(frozen=True, slots=True, kw_only=True)
class DriftOut(Part):
    """A decision that the repository no longer agrees with."""

    kind: Annotated[
        Literal["left", "unaccepted", "came"],
        describe_field("What was chosen left; what is proposed is in use; what was refused came."),
    ]
    ref: Annotated[str, describe_field("The decision's ref, such as ADR-0007.")]
    title: str
    path: Annotated[str, describe_field("Of the decision, from the repository's top, with /.")]
    what: Annotated[str, describe_field("What the decision names: a technology or a category.")]
    technology: str
    place: DriftPlaceOut
    commit: Annotated[str, describe_field("The commit that took it up or gave it up, in full.")]
    date: Annotated[str, describe_field("The day of that commit, ISO 8601.")]
    days: Annotated[int, describe_field("Since then.")]
    successor: Annotated[
        str, describe_field("A decision in force that chose what this one refuses, or empty.")
    ]
    message: Annotated[str, describe_field("The same as a sentence.")]
    command: Annotated[str, describe_field("What settles it, as a shell takes it.")]


@dataclass(frozen=True, slots=True, kw_only=True)
class DriftsDocument(Document):
    """The answer of `drift --json`."""

    drifts: tuple[DriftOut, ...]
    total: Annotated[int, Field(ge=0)]


SUGGESTION_DOCUMENTS: Mapping[str, type] = {
    "assessment": AssessmentDocument,
    "suggestions": SuggestionsDocument,
    "drifts": DriftsDocument,
}
