"""A record set that comes from elsewhere, and what does not come with it."""

from __future__ import annotations

from collections.abc import Mapping

from minutebook.checks.baseline import Entry
from minutebook.lean.values import Value, field
from minutebook.records.model import RecordSet


class LeftFile(Value):
    """A file that is not brought: its path where it comes from, and why."""

    path: str
    reason: str


class IncomingSet(Value):
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
