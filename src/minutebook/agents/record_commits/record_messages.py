"""The messages of commits of records: a line by a template, and a trailer for each record."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from minutebook.agents.git_hooks.commits import RECORD_TRAILER
from minutebook.operations.project import Project
from minutebook.operations.schema.serialize import format_field
from minutebook.records import filenames, reader
from minutebook.records.model import PHR, Record, find_folder
from minutebook.repository import store
from minutebook.repository.settings.checks import COMMIT_PLACEHOLDERS

_MAX_LISTED_RECORDS = 50  # lines of a message
_MAX_SUBJECT_CHARS = 200


def format_message(template: str, records: Sequence[Record]) -> str:
    """The message of a commit of some records, the one that its first line is about first.

    Of several each has a line below it, the oldest first, and each has its trailer.
    """
    ordered = sorted(records, key=lambda record: (record.number or 0, record.path))
    lines = [
        " ".join(f"* {record.ref} {record.title or record.stem}".split())[:_MAX_SUBJECT_CHARS]
        for record in ordered
    ]
    body = lines[:_MAX_LISTED_RECORDS] if len(lines) > 1 else []
    if len(lines) > _MAX_LISTED_RECORDS:
        body.append(f"* and {len(lines) - _MAX_LISTED_RECORDS} more")
    trailers = [f"{RECORD_TRAILER}: {record.ref}" for record in records]
    subject = [_fill(template, record) for record in records[:1]]
    return "\n\n".join("\n".join(part) for part in (subject, body, trailers) if part) + "\n"


def list_trailers(message: str) -> list[str]:
    """The refs of the records that the trailers of a commit's message name."""
    last_part = message.strip().rpartition("\n\n")[2]
    return re.findall(rf"(?m)^{RECORD_TRAILER}: (PHR-[0-9]+)[ \t]*$", last_part)


def _fill(template: str, record: Record) -> str:
    """The template with a record's facts; an empty one goes with its bracket or separator."""
    values = {
        "ref": record.ref,
        "title": record.title or record.stem,
        "stage": record.state,
        "agent": format_field(record, "agent"),
        "feature": format_field(record, "feature"),
    }
    if empty_names := "|".join(name for name, value in values.items() if not value):
        template = re.sub(rf"[\s/:,|·–—-]*\{{(?:{empty_names})\}}", "", template)
        template = re.sub(r"\(\s*\)|\[\s*\]", "", template).lstrip(" /:,|·–—-") or record.ref
    names = "|".join(COMMIT_PLACEHOLDERS)
    line = re.sub(rf"\{{({names})\}}", lambda match: values[match[1]], template)
    return " ".join(line.split())[:_MAX_SUBJECT_CHARS]


def read_records(
    project: Project, paths: Iterable[str], first_paths: Sequence[str]
) -> list[Record]:
    """The prompt records among some pages: `first_paths` in their order, the others by number."""
    records = {}
    for path in dict.fromkeys(paths):
        folder = find_folder(project.settings.list_folders(), path)
        if folder and folder.kind is PHR and filenames.is_record(folder, path):
            text = store.read_text(project.top, path)
            if text is not None:
                records[path] = reader.read_record(folder, path, text)
    first = [records.pop(path) for path in dict.fromkeys(first_paths) if path in records]
    return first + sorted(records.values(), key=lambda record: (record.number or 0, record.path))
