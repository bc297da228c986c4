"""Where records are in the folder of pages: a path each, of its own in every file system."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

from minutebook.lean.patterns import compile_lazily
from minutebook.operations.transfer.outgoing.markdown_site.generators import Generator
from minutebook.records.model import Record

KIND_FOLDERS = {"adr": "decisions", "phr": "prompts"}
_STRANGE = compile_lazily(r"[^\w.-]+")
_MAX_NAME_BYTES = 120
_TAKEN_STEMS = ("index", "readme")  # which generators show for the folder


def choose_places(records: Iterable[Record], generator: Generator) -> Mapping[str, str]:
    """The path of each record's page, by the record's own path, in the order of these.

    A record keeps its place whatever others come, but for one of its very name.
    """
    taken: set[str] = set()
    places: dict[str, str] = {}
    for record in records:
        folders = [record.folder.label, *record.subfolder.split("/")]
        parts = [_make_name(each, generator, is_folder=True) for each in folders if each]
        stem = _make_name(record.link_target, generator)
        if stem.casefold() in _TAKEN_STEMS or [stem.casefold()] == [
            part.casefold() for part in parts[-1:]
        ]:
            stem += "-record"
        path = "/".join([KIND_FOLDERS[record.kind.name], *parts, stem])
        count = 1
        unique = path
        while unique.casefold() in taken:
            count += 1
            unique = f"{path}-{count}"
        taken.add(unique.casefold())
        places[record.path] = f"{unique}.md"
    return places


def _make_name(text: str, generator: Generator, *, is_folder: bool = False) -> str:
    """A text as a name of a file that generators take: no dot or underscore at its beginning."""
    name = _STRANGE.sub("-", text).strip("-._") or "record"
    raw = name.encode("utf-8", "replace")[:_MAX_NAME_BYTES]
    name = raw.decode("utf-8", "ignore").rstrip("-.")
    if is_folder and generator.strips_numbers and re.match(r"\d", name):
        return f"feature-{name}"
    return name


def make_relative(path: str, from_path: str) -> str:
    """The way from one page to another."""
    import posixpath

    return posixpath.relpath(path, posixpath.dirname(from_path) or ".")


def list_index_folders(places: Iterable[str]) -> list[str]:
    """The folders that have an index page: all that pages lie in or below, "" for the top."""
    folders = {""}
    for place in places:
        parts = place.split("/")[:-1]
        folders.update("/".join(parts[: count + 1]) for count in range(len(parts)))
    return sorted(folders)


def name_folder(folder: str) -> str:
    """What the index page of a folder is called."""
    if not folder:
        return "Records"
    name = folder.rpartition("/")[2]
    return name.capitalize() if folder in KIND_FOLDERS.values() else name
