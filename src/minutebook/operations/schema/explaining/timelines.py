"""The JSON documents of `log` and `graph`.

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
    Part,
    RecordPath,
    describe_field,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class NamedRecordOut(Part):
    """A record that another one leads to."""

    ref: str
    title: str
    path: RecordPath


@dataclass(frozen=True, slots=True, kw_only=True)
class EventRecordOut(NamedRecordOut):
    """The record that an event is about."""

    kind: Literal["phr", "adr"]


@dataclass(frozen=True, slots=True, kw_only=True)
class EventOut(Part):
    """Something that happened: a prompt, a decision, or that a decision got a status."""

    event: Literal["prompt", "decision", "status"]
    date: Annotated[str, describe_field("ISO 8601, maybe less than a day, or empty.")]
    state: Annotated[
        str,
        describe_field("A prompt's stage, a decision's present status, or the one that it got."),
    ]
    record: EventRecordOut
    feature: str
    files: Annotated[Count, describe_field("How many files the record lists.")]
    decisions: Annotated[
        tuple[NamedRecordOut, ...], describe_field("What a prompt decided or implemented.")
    ]
    other: Annotated[
        NamedRecordOut | None, describe_field("The successor of a decision that was superseded.")
    ]
    told_by: Annotated[
        Literal["", "page", "git", "successor"],
        describe_field("What tells the day of a status; empty for records themselves."),
    ]


@dataclass(frozen=True, slots=True, kw_only=True)
class LogDocument(Document):
    """The answer of `log --json`, the newest event first. `total` counts the records that match."""

    events: tuple[EventOut, ...]
    total: Count
    limit: Annotated[int | None, Field(ge=0, description="Of events; null: all of them.")]


@dataclass(frozen=True, slots=True, kw_only=True)
class NodeOut(EventRecordOut):
    """A record of a graph."""

    state: Annotated[str, describe_field("A known stage or status, else what the page says.")]
    date: str


@dataclass(frozen=True, slots=True, kw_only=True)
class EdgeOut(Part):
    """A relation, as its forward end names it; source and target are paths of nodes."""

    relation: str
    source: str
    target: str
    effect: Literal["in effect", "pending", "lapsed"]


@dataclass(frozen=True, slots=True, kw_only=True)
class DeadEndOut(Part):
    """A link of a node that leads to no record, or to several."""

    relation: str
    source: str
    target: Annotated[str, describe_field("As the page has it.")]


@dataclass(frozen=True, slots=True, kw_only=True)
class GraphDocument(Document):
    """The answer of `graph --format json`."""

    nodes: tuple[NodeOut, ...]
    edges: tuple[EdgeOut, ...]
    dead_ends: tuple[DeadEndOut, ...]


TIMELINE_DOCUMENTS: Mapping[str, type] = {"log": LogDocument, "graph": GraphDocument}
