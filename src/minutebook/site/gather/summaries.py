"""What records say in a line, and what tells their texts from others; kept in the catalog."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from itertools import islice

from minutebook.catalog import database, tables
from minutebook.catalog.sentences import list_sentences
from minutebook.lean.progress import track_progress
from minutebook.lean.values import Value
from minutebook.operations.project import Project
from minutebook.operations.reading.cataloguing import derived, refreshing
from minutebook.operations.reading.cataloguing.opening import Catalog
from minutebook.operations.reading.cataloguing.page_rows import digest_page
from minutebook.records.adr.statements.decision_sentence import find_sentence
from minutebook.records.filenames import clean_title
from minutebook.records.model import ADR, Record, RecordSet
from minutebook.records.phr import prompts, visibility
from minutebook.redact import redact_text

MAX_CHARS = 300
_READ_CHARS = 4 * MAX_CHARS
_BATCH = 500  # records whose sentences are kept at once


class Summary(Value):
    """What a record says in a line, "" for nothing, and the digest of its page's text."""

    text: str
    digest: str


def list_summaries(
    project: Project, records: RecordSet, shown: Sequence[Record]
) -> Mapping[str, Summary]:
    """The summaries of the records that are shown, by the paths of their pages.

    Of a decision it is the sentence that says what was decided, of a prompt its beginning.
    """
    stored = _load_stored(project, records, shown)
    unknown = [record for record in shown if record.path not in stored]
    for record in track_progress(unknown, project.report_progress):
        stored[record.path] = _read(records, record)
    return stored


def _load_stored(
    project: Project, records: RecordSet, shown: Iterable[Record]
) -> dict[str, Summary]:
    """What the catalog has, filled up where it lacks something; nothing where there is none."""
    catalog = refreshing.open_kept(project)
    if catalog is None:
        return {}
    try:
        return _fill(catalog, {record.path: record for record in shown}, records)
    except database.DAMAGE:
        return {}
    finally:
        catalog.connection.close()


def _fill(
    catalog: Catalog, by_path: Mapping[str, Record], records: RecordSet
) -> dict[str, Summary]:
    rows = list_sentences(catalog.connection)
    texts = {row.record_id: row.sentence for row in rows if row.sentence is not None}
    missing = [row for row in rows if row.sentence is None and row.path in by_path]
    unread = iter(track_progress(missing, catalog.get_project().report_progress))
    while batch := list(islice(unread, _BATCH)):
        decisions = [row.record_id for row in batch if row.kind == ADR.name]
        beginnings = {
            row.record_id: _read_beginning(records.with_text(by_path[row.path]))
            for row in batch
            if row.kind != ADR.name
        }
        texts |= derived.fill_sentences(catalog, decisions) | beginnings
        tables.store_derived(catalog.connection, "sentence", beginnings)
    return {
        row.path: Summary(_cut(texts[row.record_id]), row.digest.hex())
        for row in rows
        if row.record_id in texts
    }


def _read(records: RecordSet, record: Record) -> Summary:
    read = records.with_text(record)
    text = redact_text(find_sentence(read)).text if read.kind is ADR else _read_beginning(read)
    return Summary(_cut(text), digest_page(read.text, read.is_cut).hex())


def _read_beginning(record: Record) -> str:
    """The beginning of a prompt in one line; "" where the page does not show it."""
    if visibility.keeps_texts_apart(record):
        return ""
    return _cut(" ".join(clean_title((prompts.read_prompt(record) or "")[:_READ_CHARS]).split()))


def _cut(text: str) -> str:
    if len(text) <= MAX_CHARS:
        return text
    shown = text[: MAX_CHARS - 1]
    return (shown.rpartition(" ")[0] or shown).rstrip(" ,;:") + "…"
