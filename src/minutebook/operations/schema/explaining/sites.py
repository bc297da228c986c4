"""The document of `site build`: what became of the site's files."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated

from minutebook.operations.schema.records import (
    Count,
    Document,
    FindingOut,
    Part,
    Texts,
    describe_field,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class SitePages(Part):
    """How many files of the site were written, were left as they were, and were removed."""

    written: Count
    unchanged: Count
    removed: Count


@dataclass(frozen=True, slots=True, kw_only=True)
class SiteDocument(Document):
    """The answer of `site build --json`."""

    pages: Annotated[SitePages, describe_field("With --dry-run: what would be done.")]
    out: Annotated[str, describe_field("The folder of the site, absolute.")]
    warnings: Annotated[Texts, describe_field("Files that were left out, or left alone.")]
    findings: Annotated[
        tuple[FindingOut, ...] | None,
        describe_field("Links that lead nowhere, with --check; paths are from `out`."),
    ] = None


SITE_DOCUMENTS: Mapping[str, type] = {"site": SiteDocument}
