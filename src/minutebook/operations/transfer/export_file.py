"""Reads a document of `export` as a set of records that comes from elsewhere."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from minutebook.checks.baseline import Entry
from minutebook.errors import UsageError
from minutebook.operations.transfer.incoming_set import IncomingSet, LeftFile
from minutebook.records import reader
from minutebook.records.index import index_pages
from minutebook.records.model import Folder, RecordSet, find_folder
from minutebook.records.renaming.incoming import attached
from minutebook.repository import store
from minutebook.repository.settings import config

_NAME = "the export"
_FOREIGN = "neither a page of a folder of records nor a picture or document"


def read_export(text: str) -> IncomingSet:
    """The record set of a document. Raises UsageError where it is not one of `export`."""
    from minutebook.operations.schema import validate

    document = validate.parse_export(text)
    settings: Mapping[str, object] = document["settings"]
    folders = config.parse_table(settings, _NAME).list_folders()
    texts: dict[str, str] = {}
    _collect_texts(texts, document["records"], "records")
    homes = {path: _require_folder(folders, path) for path in texts}
    members = []
    for path in sorted(homes):
        head, is_cut = store.cut_page(texts[path])
        members.append(reader.read_record(homes[path], path, head, is_cut=is_cut))
    whole_texts = {record.path: texts[record.path] for record in members if record.is_cut}
    _collect_texts(texts, document["files"], "files")
    main_pages = {index_pages.locate_main_page(folder) for folder in folders}
    files, left = {}, []
    for path, content in sorted(texts.items()):
        if path in homes:
            continue
        is_beside = attached.is_page(path) and (path in main_pages or find_folder(folders, path))
        if is_beside or attached.is_attachment(path):
            files[path] = content
        else:
            left.append(LeftFile(path, _FOREIGN))
    pages = {path: content for path, content in files.items() if attached.is_page(path)}
    records = reader.settle_dates(RecordSet(folders, tuple(members), pages))
    entries = tuple(Entry(**item) for item in document.get("baseline", ()))
    return IncomingSet(
        records, files, whole_texts, tuple(left), settings, is_export=True, baseline=entries
    )


def _collect_texts(texts: dict[str, str], items: list[Any], key: str) -> None:
    """Add the texts of the pages or files under a key of the document, by path."""
    for number, item in enumerate(items):
        path = item["path"]
        if path in texts:
            raise UsageError(f"{key}[{number}].path: {path!r} is there twice", "keep one of them")
        texts[path] = _decode(item, f"{key}[{number}].content")


def _decode(item: Mapping[str, str], place: str) -> str:
    if item["encoding"] == "utf-8":
        return item["content"]
    import base64

    try:
        raw = base64.b64decode(item["content"], validate=True)
    except ValueError:
        raise UsageError(
            f"{place} is not base64", "minutebook export --out FILE writes it"
        ) from None
    return raw.decode("utf-8", "surrogateescape")


def _require_folder(folders: tuple[Folder, ...], path: str) -> Folder:
    folder = find_folder(folders, path)
    if folder is None:
        raise UsageError(
            f"{path!r} lies in none of the folders that the export names",
            "add its folder to adr_folders or phr_folders in its settings",
        )
    return folder
