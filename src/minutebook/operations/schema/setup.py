"""The documents of `init`, what it found and wrote, and of `guide`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated, Any, Literal

from pydantic import Field

from minutebook.operations.schema.records import (
    BaselineOut,
    Document,
    ListedRecord,
    Part,
    Texts,
    describe_field,
)


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
class WorkflowOut(Part):
    """A workflow for CI. `changed`: a person wrote or changed what is there, which stays."""

    path: str
    state: Literal["written", "current", "changed"]


@dataclass(frozen=True, slots=True, kw_only=True)
class CatalogOut(Part):
    """Backstage's annotation. `other`: it names `location`, not the decisions, and stays."""

    path: str
    state: Literal["new", "added", "current", "other"]
    location: str


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
    offered_remote: Annotated[
        str | None, describe_field("A remote on which numbers could be claimed, with `reserve`.")
    ] = None
    workflow: Annotated[
        WorkflowOut | None, describe_field("The workflow for CI, where one was asked for.")
    ] = None
    catalog: Annotated[
        CatalogOut | None, describe_field("Backstage's catalog, where it was asked for.")
    ] = None


@dataclass(frozen=True, slots=True, kw_only=True)
class TopicOut(Part):
    """A page of the guide."""

    topic: str
    title: str
    about: Annotated[str, describe_field("What the page is for, in a sentence.")]


@dataclass(frozen=True, slots=True, kw_only=True)
class GuidePageOut(Part):
    """What was asked for of the guide."""

    topic: str
    section: Annotated[str, describe_field("The heading of the only section; empty: the page.")]
    markdown: str


@dataclass(frozen=True, slots=True, kw_only=True)
class GuideDocument(Document):
    """The answer of `guide --json`: all topics, or one with its text."""

    topics: tuple[TopicOut, ...]
    page: GuidePageOut | None


SETUP_DOCUMENTS: Mapping[str, type] = {"init": InitDocument, "guide": GuideDocument}
