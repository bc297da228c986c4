"""What records say in a line, and what tells their texts from others; kept in the catalog."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from minutebook.catalog import database, tables
from minutebook.catalog.database import load_text
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
    rows = [
        (record_id, load_text(path), kind, digest.hex(), sentence)
        for record_id, path, kind, digest, sentence in catalog.connection.execute(
            "SELECT id, path, kind, digest, sentence FROM records ORDER BY path"
        )
    ]
    texts = {row[0]: load_text(row[4]) for row in rows if row[4] is not None}
    missing = [(row[0], row[1], row[2]) for row in rows if row[4] is None and row[1] in by_path]
    project = catalog.get_project()
    unread = track_progress(missing, project.report_progress)
    decisions: list[int] = []
    beginnings: dict[int, str] = {}
    for record_id, path, kind in unread:
        if kind == ADR.name:
            decisions.append(record_id)
        else:
            beginnings[record_id] = _read_beginning(records.with_text(by_path[path]))
        if len(decisions) >= _BATCH:
            texts |= derived.fill_sentences(catalog, decisions)
            decisions = []
        if len(beginnings) >= _BATCH:
            tables.store_derived(catalog.connection, "sentence", beginnings)
            texts |= beginnings
            beginnings = {}
    texts |= derived.fill_sentences(catalog, decisions) if decisions else {}
    if beginnings:
        tables.store_derived(catalog.connection, "sentence", beginnings)
        texts |= beginnings
    return {row[1]: Summary(_cut(texts[row[0]]), row[3]) for row in rows if row[0] in texts}


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
