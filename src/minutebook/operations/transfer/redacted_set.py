"""Hides secrets in records that come from elsewhere, before anything is written."""

from __future__ import annotations

from collections.abc import Mapping

from minutebook.lean.progress import track_progress
from minutebook.lean.values import Value, replace
from minutebook.operations.project import Project
from minutebook.operations.redaction.redactor import Redactor
from minutebook.operations.redaction.written_records import (
    redact_page,
    redact_path,
    update_prompt_facts,
)
from minutebook.operations.transfer.incoming_set import IncomingSet, LeftFile
from minutebook.records import reader
from minutebook.records.model import PHR, Record
from minutebook.records.renaming.incoming import attached
from minutebook.text import page_bytes


class HiddenSecret(Value):
    """Something hidden in a page: the page's path elsewhere, the kind, the line there (from 1)."""

    path: str
    kind: str
    line_number: int


def redact_set(
    project: Project, incoming: IncomingSet
) -> tuple[IncomingSet, tuple[HiddenSecret, ...]]:
    """The set without the secrets of its pages and of their names, and where they stood.

    A page in which none could be found, as it is UTF-16 or too large to be read, is left out.
    Where the settings say that no secret is hidden, links to sessions are, and no page is left out.
    """
    hides_secrets = project.settings.redact != "off"
    hidden: list[HiddenSecret] = []
    left: list[LeftFile] = []
    redacted: list[tuple[Record, Record]] = []
    renamed: dict[str, str] = {}
    for record in track_progress(incoming.records.members, project.report_progress):
        if hides_secrets and (record.is_cut or page_bytes.is_utf16(record.text)):
            reason = "it is larger than 1 MB" if record.is_cut else "it is UTF-16"
            left.append(LeftFile(record.path, f"{reason}: no secret would be found in it"))
            continue
        after = _redact_record(project, record, record.text, hidden)
        if after.stem != record.stem:
            renamed[record.stem] = after.stem
        redacted.append((record, after))
    if renamed:  # before the secret in such a name is hidden, the name is found
        redacted = [
            (record, _redact_record(project, record, _rename_in(record.text, renamed), []))
            for record, _ in redacted
        ]
    files = {
        path: _redact_file(project, path, _rename_in(text, renamed), hidden)
        for path, text in incoming.files.items()
    }
    records = replace(incoming.records, members=tuple(after for _, after in redacted))
    records = replace(
        records, pages={path: files.get(path, text) for path, text in records.pages.items()}
    )
    return (
        replace(incoming, records=records, files=files, left=(*incoming.left, *left)),
        tuple(hidden),
    )


def _rename_in(text: str, renamed: Mapping[str, str]) -> str:
    """A text that names records by the names that they have now."""
    for old_stem, new_stem in renamed.items():
        text = text.replace(old_stem, new_stem)
    return text


def _redact_record(
    project: Project, record: Record, text: str, hidden: list[HiddenSecret]
) -> Record:
    """A record with this text, and its name, without secrets; these are added to `hidden`."""
    redactor = Redactor(project, keeps_bytes=True)
    text, places, values = redact_page(redactor, text)
    after = reader.read_record(record.folder, record.path, text) if places else record
    if places and record.kind is PHR:
        text = update_prompt_facts(record, after)
    path = redact_path(redactor, record, after.title, values)
    hidden += [HiddenSecret(path, place.kind, place.line_number) for place in places]
    if text == record.text and path == record.path:
        return record
    return reader.read_record(record.folder, path, text)


def _redact_file(project: Project, path: str, text: str, hidden: list[HiddenSecret]) -> str:
    if not attached.is_page(path):
        return text
    new_text, places, _ = redact_page(Redactor(project, keeps_bytes=True), text)
    hidden += [HiddenSecret(path, place.kind, place.line_number) for place in places]
    return new_text
