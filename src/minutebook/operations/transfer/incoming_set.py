"""A record set that comes from elsewhere, and what does not come with it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from minutebook.checks.baseline import Entry
from minutebook.records.model import RecordSet


@dataclass(frozen=True, slots=True)
class LeftFile:
    """A file that is not brought: its path where it comes from, and why."""

    path: str
    reason: str


@dataclass(frozen=True, slots=True)
class IncomingSet:
    """Records as they are where they come from.

    All paths are those of the other repository. `files` are what goes with the records, path to
    text (bytes that are no text as surrogates); `whole_texts` the pages of which the record has the
    head alone; `left` what was passed over. `settings` are the options that its records are read
    by, `known_paths` all files that are there. With `is_export` it is a document of `export`, else
    another repository's working tree; `baseline` are the entries of the document's baseline.
    """

    records: RecordSet
    files: Mapping[str, str] = field(default_factory=dict)
    whole_texts: Mapping[str, str] = field(default_factory=dict)
    left: tuple[LeftFile, ...] = ()
    settings: Mapping[str, object] = field(default_factory=dict)
    known_paths: frozenset[str] = frozenset()
    is_export: bool = False
    baseline: tuple[Entry, ...] = ()
