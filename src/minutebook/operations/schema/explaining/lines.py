"""The JSON document of `why`.

Imported only by `validate`, for the reason given in `records`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated, Literal

from pydantic import Field

from minutebook.operations.schema.explaining.timelines import NamedRecordOut
from minutebook.operations.schema.records import (
    Count,
    Document,
    Part,
    Texts,
    describe_field,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class NamedDecisionOut(NamedRecordOut):
    """A decision by its names, with its status."""

    status: str


@dataclass(frozen=True, slots=True, kw_only=True)
class DecisionStepOut(NamedDecisionOut):
    """A decision behind a line or a file."""

    evidence: Annotated[str, describe_field("Why it is one.")]
    successors: Annotated[
        tuple[NamedDecisionOut, ...],
        describe_field("Those that took its place; the last ones are today's."),
    ]


@dataclass(frozen=True, slots=True, kw_only=True)
class MatchedRecordOut(NamedRecordOut):
    """A record that lines are from."""

    sure: Literal["certain", "likely", "possible"]
    evidence: Texts
    decisions: tuple[DecisionStepOut, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class TouchingRecordOut(NamedRecordOut):
    """A record that changed files of a folder."""

    files: Count


@dataclass(frozen=True, slots=True, kw_only=True)
class WaitingTurnOut(Part):
    """A turn that has no record yet."""

    agent: str
    session: str
    prompt: Annotated[str, describe_field("Its beginning.")]
    open: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class ExplainedLinesOut(Part):
    """Neighbouring lines with one answer."""

    from_: Annotated[int, Field(alias="from", ge=1)]
    to: Annotated[int, Field(ge=1)]
    commit: Annotated[str, describe_field("Empty for lines that are not committed.")]
    subject: Annotated[str, describe_field("Of the commit.")]
    records: Annotated[
        tuple[MatchedRecordOut, ...], describe_field("That the lines are from; of several one is.")
    ]
    ambiguous: Annotated[bool, describe_field("Which record it is, or whether any, is open.")]
    or_none: Annotated[bool, describe_field("They may be from none of these records.")]
    near: Annotated[
        Texts, describe_field("Refs that came with the commit, and that evidence speaks against.")
    ]
    turns: tuple[WaitingTurnOut, ...]
    cited: Annotated[tuple[DecisionStepOut, ...], describe_field("By a comment beside them.")]
    note: str


@dataclass(frozen=True, slots=True, kw_only=True)
class WhyDocument(Document):
    """The answer of `why --json`: lines of a file, or for a folder the records that touched it."""

    path: Annotated[str, describe_field("From the repository's top, with /; empty for the top.")]
    lines: tuple[ExplainedLinesOut, ...]
    touched: tuple[TouchingRecordOut, ...]
    decisions: Annotated[
        tuple[DecisionStepOut, ...],
        describe_field("That govern the file, or are cited in it elsewhere."),
    ]


LINE_DOCUMENTS: Mapping[str, type] = {"why": WhyDocument}
