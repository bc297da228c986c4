"""Write a whole record set as one JSON document, which `import` reads.

The document has every page with all its bytes, whatever was read from it beside them, the other
files of the record folders, the settings that reading depends on, and the baseline. Two exports of
one state are the same, and each record has a line of its own.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from minutebook.lean.progress import track_progress
from minutebook.operations.check.baseline import read_entries
from minutebook.operations.project import Project
from minutebook.operations.reading import query
from minutebook.operations.schema import serialize
from minutebook.records import references
from minutebook.records.index import index_pages
from minutebook.records.model import ROOT, Record, RecordSet
from minutebook.records.renaming.incoming import attached
from minutebook.repository import files, store
from minutebook.text import page_bytes
from minutebook.text.terminal import escape_json

# The settings that say which files are records, and what their pages mean.
READING_SETTINGS = (
    *("adr_folders", "phr_folders", "adr_numbering", "phr_numbering"),
    *("stages", "statuses", "relations"),
)
MAX_FILE_BYTES = 32 * 1024 * 1024  # of a picture or document that goes with records


def export_records(project: Project) -> Iterator[str]:
    """The document in parts, so that it is never in memory as a whole."""
    records = project.load_records()
    settings = {name: getattr(project.settings, name) for name in READING_SETTINGS}
    yield f'{{"schema": "minutebook.v1",\n"settings": {format_json(settings)},\n"records": ['
    separator = "\n"
    members = query.sort_records(records.members)
    for record in track_progress(members, project.report_progress):
        yield separator + format_json(_serialize_record(project, record, records))
        separator = ",\n"
    yield '\n],\n"files": ['
    separator = "\n"
    for path, text in sorted(_collect_files(project, records).items()):
        yield separator + format_json({"path": path, **_serialize_content(text)})
        separator = ",\n"
    yield '\n],\n"baseline": ['
    separator = "\n"
    for entry in read_entries(project):
        yield separator + format_json(entry._asdict())
        separator = ",\n"
    yield "\n]}\n"


def _serialize_record(project: Project, record: Record, records: RecordSet) -> dict[str, object]:
    """A record as `list` gives it, with its former names and its page."""
    text = (record.is_cut and files.read_text(project.top, record.path)) or record.text
    return {
        **serialize.serialize_record(record, records.graph),
        "aliases": list(references.read_aliases(record)),
        **_serialize_content(text),
    }


def _serialize_content(text: str) -> dict[str, str]:
    if page_bytes.find_escaped_byte(text) < 0:
        return {"encoding": "utf-8", "content": text}
    import base64

    raw = text.encode("utf-8", "surrogateescape")
    return {"encoding": "base64", "content": base64.b64encode(raw).decode("ascii")}


def format_json(value: object) -> str:
    """A value as JSON in one line, with no character in it that controls a terminal."""
    import json

    text = json.dumps(value, ensure_ascii=False, default=str)
    return escape_json(text.encode("utf-8", "backslashreplace").decode())


# Other files ------------------------------------------------------------------------------------


def _collect_files(project: Project, records: RecordSet) -> Mapping[str, str]:
    """The other pages and the attachments of the record folders, and pictures that pages show.

    Of the repository's top only what pages lead to: what lies there is the repository's own.
    """
    record_paths = {record.path for record in records.members}
    collected: dict[str, str] = {}
    for folder in records.folders:
        if folder.path == ROOT:
            continue
        paths = store.list_pages(project.top, folder.path, is_wanted=_goes_with_records)
        for path in [*paths, index_pages.locate_main_page(folder)]:
            text = None if path in record_paths else read_attached(project.top, path)
            if text is not None:
                collected[path] = text
        collected.update(
            (path, text)
            for path, text in records.pages.items()  # a sparse checkout may leave them out
            if path.startswith(f"{folder.path}/")
        )
    pages = [(record.path, record.text) for record in records.members]
    linked = attached.collect_linked_files(
        [*pages, *collected.items()],
        lambda path: read_attached(project.top, path) if attached.is_attachment(path) else None,
    )
    return {**linked, **collected}


def _goes_with_records(name: str) -> bool:
    return attached.is_page(name) or attached.is_attachment(name)


def read_attached(top: str, path: str) -> str | None:
    """A file's bytes as text; None where it is none below the top, or larger than is taken."""
    raw = files.read_bytes(top, path, MAX_FILE_BYTES + 1)
    if raw is None or len(raw) > MAX_FILE_BYTES:
        return None
    return raw.decode("utf-8", "surrogateescape")
