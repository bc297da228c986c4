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
from typing import NamedTuple

from minutebook.checks.base import PATH_CHARS, quote_excerpt
from minutebook.checks.registry import find_rule
from minutebook.lean.values import replace
from minutebook.records import filenames, references
from minutebook.records.model import Finding, Kind, Record, RecordSet, find_folder
from minutebook.text.terminal import encodable

FILE_NAME = ".minutebook-baseline.jsonl"
_CONFLICT_MARKER = r"(?:<{7}|={7}|>{7}|\|{7})(?:[ \r]|\Z)"
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
    """The entries of a baseline file; a line that is none is left out."""
    return [entry for entry in map(_parse_entry, text.split("\n")) if entry]


def find_broken_lines(text: str) -> list[int]:
    """The numbers (from 1) of the lines of a baseline file that are no entries.

    Blank lines and the markers of a merge that is not finished do not count.
    """
    return [
        line_number
        for line_number, line in enumerate(text.split("\n"), 1)
        if line.strip() and not re.match(_CONFLICT_MARKER, line) and not _parse_entry(line)
    ]


def _parse_entry(line: str) -> Entry | None:
    import json

    try:
        item = json.loads(line) if line.startswith("{") else None
    except (ValueError, RecursionError):
        return None
    values = [item.get(key) for key in Entry._fields] if isinstance(item, dict) else []
    texts = [value for value in values if isinstance(value, str)]
    return Entry(*texts) if len(texts) == len(Entry._fields) else None


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
    moved_paths = _find_moved_paths(entries, records)
    marked = []
    for finding in findings:
        record = record_by_path.get(finding.path)
        known = None
        if is_allowed(finding):
            entry = _make_entry(finding, record)
            paths = [entry.path] if record is None else list_paths(record)
            paths = [*paths, *moved_paths.get(finding.path, ())]
            candidates = (entry._replace(path=path) for path in paths)
            known = next((each for each in candidates if entries[each] > 0), None)
        if known is not None:
            entries[known] -= 1
        marked.append(replace(finding, is_baseline=known is not None))
    return tuple(marked)


def _find_moved_paths(entries: Iterable[Entry], records: RecordSet) -> dict[str, list[str]]:
    """The paths of entries where no page is any more, by the record that has the same words.

    A page that was moved by hand, to another folder or number, has no former name in its text.
    """
    pages = {encodable(record.path) for record in records.members}.union(records.pages)
    gone_by_slug: dict[str, list[str]] = {}
    for path in sorted({entry.path for entry in entries} - pages):
        folder = find_folder(records.folders, path)
        slug = _parse_slug(folder.kind, path) if folder else ""
        if slug:
            gone_by_slug.setdefault(slug, []).append(path)
    slugs = {record.path: _parse_slug(record.kind, record.path) for record in records.members}
    counts = Counter(slugs.values())
    return {
        path: gone_by_slug[slug]
        for path, slug in slugs.items()
        if counts[slug] == 1 and len(gone_by_slug.get(slug, ())) == 1
    }


def _parse_slug(kind: Kind, path: str) -> str:
    """The words of a page's name, with its kind; "" for a name without a number."""
    parsed = filenames.parse_name(kind, path.rpartition("/")[2])
    return f"{kind.name}/{parsed.slug}" if parsed.number is not None and parsed.slug else ""


def list_paths(record: Record) -> Iterator[str]:
    """The paths under which entries on a record may stand: its own, and its former ones."""
    yield encodable(record.path)
    if not record.file_name.startswith(record.link_target):
        return
    folder, slash, name = record.path.rpartition("/")
    for alias in references.read_aliases(record):
        yield encodable(f"{folder}{slash}{alias}{name[len(record.link_target) :]}")


def select_named(records: Iterable[Record], code: str, text: str) -> tuple[Record, ...]:
    """Those of some records that entries of a rule are on, or name as `quote_excerpt` does."""
    entries = [entry for entry in parse_entries(text) if entry.code == code]
    paths = {entry.path for entry in entries}
    messages = "\n".join(entry.message for entry in entries)
    return tuple(
        record
        for record in records
        if any(
            path in paths or encodable(quote_excerpt(path, PATH_CHARS)) in messages
            for path in list_paths(record)
        )
    )


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
