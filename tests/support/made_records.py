"""Records made by hand, for tests of what needs no page."""

from __future__ import annotations

from minutebook.records import filenames, reader
from minutebook.records.index import page_blocks
from minutebook.records.model import ADR, PHR, Folder, Link, Record, RecordSet

DECISIONS = Folder(ADR, "decisions")
PROMPTS = Folder(PHR, "history/prompts")


def make_record(
    path: str,
    title: str = "",
    links: tuple[Link, ...] = (),
    *,
    folder: Folder | None = None,
    state: str = "accepted",
    text: str = "",
) -> Record:
    folder = folder or (PROMPTS if path.startswith("history/prompts") else DECISIONS)
    path_in_folder = path.removeprefix(folder.path + "/")
    name = path.rpartition("/")[2]
    if name == "README.md":
        name, path_in_folder = path_in_folder.split("/")[0], path_in_folder.split("/")[0]
    parsed = filenames.parse_name(folder.kind, name)
    subfolder = path_in_folder.rpartition("/")[0]
    ref = f"{folder.kind.ref_prefix}-{parsed.number:04d}" if parsed.number is not None else name
    if folder.numbering == "folder" and parsed.number is not None:
        ref = f"{subfolder}/{parsed.digits}"
    return Record(
        folder.kind,
        path,
        folder,
        parsed.number,
        parsed.digits,
        parsed.slug,
        ref.removesuffix(".md"),
        title or parsed.slug.replace("-", " ").title(),
        state,
        state,
        parsed.date or "2025-01-02",
        "front-matter",
        subfolder,
        links=links,
        text=text,
    )


def fill_page(folder: Folder, path: str, text: str) -> str:
    """The page of a new record with its generated blocks, as it is written."""
    return page_blocks.fill_blocks(reader.read_record(folder, path, text), ())


def make_record_set(*records: Record) -> RecordSet:
    folders = {record.folder.path: record.folder for record in records}
    return RecordSet(tuple(folders.values()), records)
