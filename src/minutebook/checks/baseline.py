"""The baseline: findings that were there before, so that `check` fails for new ones alone.

A file with a finding a line, as JSON, in the order of their paths, so that branches merge line by
line. No line has the number of a line of a page, nor the record's own ref, nor how many days have
passed: the entry holds when the page changes in other respects, when its record is given another
number or title (its page has the former name as an alias), and tomorrow.

Never in it are findings of rules that say so (`in_baseline=False`): a secret is a leak until it is
revoked, whoever knows of it; and what is stale, half done or between two commits is no state that
a record was in.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from typing import NamedTuple

from minutebook.checks.registry import find_rule
from minutebook.records import references
from minutebook.records.model import Finding, Record, RecordSet
from minutebook.text.terminal import encodable

FILE_NAME = ".minutebook-baseline.jsonl"
_DAYS = r"\b[0-9]+ days\b"


class Entry(NamedTuple):
    """A finding of the baseline: the page, the rule, and what it says, without what may change."""

    path: str
    code: str
    message: str


def make_entries(findings: Iterable[Finding], records: RecordSet) -> list[Entry]:
    """The entries for those of some findings that a baseline may hold, in the file's order."""
    record_by_path = {record.path: record for record in records.members}
    return sorted(
        _make_entry(finding, record_by_path.get(finding.path))
        for finding in findings
        if is_allowed(finding)
    )


def is_allowed(finding: Finding) -> bool:
    """Whether a baseline may hold a finding."""
    rule = find_rule(finding.code)
    return rule is not None and rule.in_baseline


def _make_entry(finding: Finding, record: Record | None) -> Entry:
    message = re.sub(_DAYS, "# days", encodable(finding.message))
    if record is not None:
        own_ref = rf"(?<![\w/-]){re.escape(encodable(record.ref))}(?![\w/-])"
        message = re.sub(own_ref, "{ref}", message)
    return Entry(encodable(finding.path), finding.code, message)


def format_entries(entries: Iterable[Entry]) -> str:
    """The text of a baseline file."""
    import json

    return "".join(
        json.dumps(entry._asdict(), ensure_ascii=False) + "\n" for entry in sorted(entries)
    )


def parse_entries(text: str) -> list[Entry]:
    """The entries of a baseline file.

    A line that is none is left out: what it held counts as new. A merge that is not finished leaves
    such lines between the entries of both sides.
    """
    import json

    entries = []
    for line in text.split("\n"):
        try:
            item = json.loads(line) if line.startswith("{") else None
        except (ValueError, RecursionError):
            continue
        values = [item.get(key) for key in Entry._fields] if isinstance(item, dict) else []
        texts = [value for value in values if isinstance(value, str)]
        if len(texts) == len(Entry._fields):
            entries.append(Entry(*texts))
    return entries


def compare(previous: Iterable[Entry], current: Iterable[Entry]) -> tuple[int, int]:
    """How many entries are new, and how many are gone."""
    before, after = Counter(previous), Counter(current)
    return (after - before).total(), (before - after).total()


def mark_findings(
    findings: Sequence[Finding], text: str, records: RecordSet
) -> tuple[Finding, ...]:
    """The findings, those of a baseline file marked: each entry stands for one finding."""
    entries = Counter(parse_entries(text))
    record_by_path = {record.path: record for record in records.members}
    marked = []
    for finding in findings:
        record = record_by_path.get(finding.path)
        known = None
        if is_allowed(finding):
            entry = _make_entry(finding, record)
            paths = [entry.path] if record is None else list_paths(record)
            candidates = (entry._replace(path=path) for path in paths)
            known = next((each for each in candidates if entries[each] > 0), None)
        if known is not None:
            entries[known] -= 1
        marked.append(replace(finding, is_baseline=known is not None))
    return tuple(marked)


def list_paths(record: Record) -> Iterator[str]:
    """The paths under which entries on a record may stand: its own, and its former ones."""
    yield encodable(record.path)
    if not record.file_name.startswith(record.link_target):
        return
    folder, slash, name = record.path.rpartition("/")
    for alias in references.read_aliases(record):
        yield encodable(f"{folder}{slash}{alias}{name[len(record.link_target) :]}")


def drop_entries(text: str, removed: Iterable[Record], records: RecordSet) -> str:
    """The text of a baseline file without the entries on some records that go from a set.

    Entries on those that stay, and lines that are no entries, are as they were.
    """
    removed = tuple(removed)
    staying = {record.path for record in records.members} - {record.path for record in removed}
    paths = {path for record in removed for path in list_paths(record)}
    paths -= {encodable(path) for path in staying}
    return "".join(
        line
        for line in text.splitlines(keepends=True)
        if not any(entry.path in paths for entry in parse_entries(line))
    )
