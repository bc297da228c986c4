"""Signals from the shape of a change, apart from its size: what its files and lines consist of."""

from __future__ import annotations

import math

from minutebook.suggest.change import Change
from minutebook.suggest.diff import file_roles
from minutebook.suggest.model import ALTERNATIVES, IMPACT
from minutebook.suggest.signals.base import (
    EMPTY_RESULT,
    Location,
    Signal,
    SignalResult,
    count_files,
    scale_count,
)
from minutebook.suggest.signals.topics import list_choices
from minutebook.suggest.signals.tree import is_changelog


def measure_documents(change: Change) -> SignalResult:
    """Measure the lines added to documents, changelogs aside."""
    documents = [file for file in change.select_files(file_roles.DOC) if not is_changelog(file)]
    return SignalResult(
        scale_count(sum(len(file.added_lines) for file in documents), 150),
        tuple(Location(file.path) for file in documents if file.added_lines),
    )


def measure_new_files(change: Change) -> SignalResult:
    """Measure the share of files that are new."""
    added = [file for file in change.files if file.status == "added"]
    return SignalResult(
        len(added) / len(change.files), tuple(Location(file.path) for file in added)
    )


def measure_new_lines(change: Change) -> SignalResult:
    """Measure the share of added lines that are in new files."""
    in_new_files = sum(len(file.added_lines) for file in change.files if file.status == "added")
    total = sum(len(file.added_lines) for file in change.files)
    return SignalResult(in_new_files / (total + 10))


def count_renamed(change: Change) -> SignalResult:
    """Count the files that have another path now."""
    return count_files((file for file in change.files if file.status == "renamed"), 10)


def measure_focused_topic(change: Change) -> SignalResult:
    """Measure how sure the surest topic is, for the number of files: what the change is about."""
    surest = max(list_choices(change), key=lambda topic: topic.strength, default=None)
    if surest is None:
        return EMPTY_RESULT
    # One file and a topic that is quite sure make 1.
    return SignalResult(
        min(1.0, (1 + math.log(2)) * surest.strength / (1 + math.log1p(len(change.files)))),
        tuple(
            Location(evidence.path, evidence.line, evidence.excerpt)
            for evidence in surest.evidence[:2]
        ),
    )


SIGNALS: tuple[Signal, ...] = (
    Signal("document-lines", ALTERNATIVES, 1, "it had to be explained", measure_documents),
    Signal("new-files", IMPACT, 1, "it begins something, rather than change it", measure_new_files),
    Signal("new-lines", IMPACT, 1, "most of it was not there", measure_new_lines),
    Signal("renamed", "", 0, "files move", count_renamed),
    Signal("focused-topic", ALTERNATIVES, 1, "the change is about a choice", measure_focused_topic),
)
