"""What record a dead address on a page meant, or why that is not clear."""

from __future__ import annotations

import re

from minutebook.errors import AmbiguousRef, UnknownRef
from minutebook.lean.values import Value
from minutebook.records import filenames, references
from minutebook.records.discovery.folder_words import is_named_like_decisions
from minutebook.records.model import ADR, KINDS, Kind, Record, RecordSet, find_folder
from minutebook.records.references.forms import KIND_PREFIX, PAGE_ENDING, REF, extract_path

# `0001-use-x.de.md`, `0001-use-x.pt-BR.md`
_LANGUAGE = r"\.[a-z]{2}(?:[-_][A-Za-z]{2,4})?\Z"
_COMMON_WORDS = frozenset(
    (
        *("above", "architectural", "architecture", "before", "below", "decision", "decisions"),
        *(
            "document",
            "earlier",
            "first",
            "following",
            "from",
            "here",
            "into",
            "later",
            "link",
            "newer",
            "older",
        ),
        *(
            "other",
            "page",
            "previous",
            "record",
            "records",
            "replacement",
            "second",
            "that",
            "their",
            "there",
        ),
        *("third", "this", "using", "which", "with"),
    )
)


class Meaning(Value):
    """The record that a dead address means, None where that is not clear; and then why.

    `doubt` ends a sentence that begins "It is not corrected by itself: "; "" where nothing is like
    the address.
    """

    record: Record | None
    doubt: str = ""


def locate_target(record: Record, address: str) -> str:
    """The path from the top that an address on a record's page leads to.

    "" where that is not a page, or may lie outside of the repository.
    """
    path = extract_path(address)
    name = path.rpartition("/")[2]
    if not PAGE_ENDING.search(path) or ("/" not in path and path.endswith(".org")):  # a host
        parsed = filenames.parse_name(ADR, name)
        if parsed.number is None or not parsed.slug or "." in name:
            return ""
    if path.startswith("/"):
        return references.normalize_path(path)
    folders = record.path.split("/")[:-1]
    for part in path.split("/"):
        if part == "..":
            if not folders:
                return ""
            folders.pop()
        elif part not in ("", "."):
            folders.append(part)
    return "/".join(folders)


def find_meant_record(
    records: RecordSet, record: Record, address: str, label: str = "", kind: Kind | None = None
) -> Meaning:
    """The record that a dead address on a page means.

    `address` is a path or a stored target, `kind` what a name without a kind means (that of the
    page). A record whose page this is, is not meant. What its name and its number say must be one
    record, unless it has or had that very name; and by its number alone it is not meant where the
    label says another number or title.
    """
    path = extract_path(address)
    folder_path, _, name = path.rpartition("/")
    by_number = _list_by_number(records, record, path, kind or record.kind)
    by_name = _resolve(records, record, path)
    if by_name is not None:
        others = [other for other in by_number if other.path != by_name.path]
        if others and not _is_own_name(by_name, name):
            return Meaning(
                None,
                f"by its words it may be {by_name.ref}, by its number {_name_all(others)}.",
            )
        if folder_path and _is_elsewhere(records, record, path):
            if filenames.fold_name(name) != filenames.fold_name(by_name.file_name):
                return Meaning(None)
            if not _may_hold_decisions(folder_path):
                return Meaning(
                    None, f"{by_name.ref} has that name, but this folder never held decisions."
                )
        meant = by_name
    elif len(by_number) != 1:
        doubt = f"{_name_all(by_number)} have that number." if by_number else ""
        return Meaning(None, doubt)
    elif doubt := _doubt_label(label, by_number[0]):
        return Meaning(None, doubt)
    else:
        meant = by_number[0]
    if meant.path == record.path:
        return Meaning(None)
    language = re.search(_LANGUAGE, PAGE_ENDING.sub("", name))
    if language and language[0] not in meant.file_name:
        return Meaning(None, f"it is {meant.ref} in another language.")
    return Meaning(meant)


def _is_own_name(record: Record, name: str) -> bool:
    """Whether a record's file has the name, or had it before."""
    names = (record.file_name, *references.read_aliases(record))
    folded = {PAGE_ENDING.sub("", filenames.fold_name(each)) for each in names}
    return PAGE_ENDING.sub("", filenames.fold_name(name)) in folded


def _name_all(records: list[Record]) -> str:
    """The refs of records, with their names where the refs are the same."""
    return " and ".join(f"{record.ref} ({record.file_name})" for record in records[:3])


def _is_elsewhere(records: RecordSet, record: Record, path: str) -> bool:
    """Whether a path leads to no folder of records."""
    return find_folder(records.folders, locate_target(record, path)) is None


def _may_hold_decisions(folder_path: str) -> bool:
    """Whether a folder that holds no records now may have held some, by its name."""
    names = [name for name in folder_path.split("/") if name not in ("", ".", "..")]
    return not names or any(map(is_named_like_decisions, names))


def _resolve(records: RecordSet, record: Record, path: str) -> Record | None:
    """The record that a path names by more than its number."""
    try:
        return records.resolver.resolve(path, near_record=record)
    except (UnknownRef, AmbiguousRef):
        return None


def _list_by_number(records: RecordSet, record: Record, path: str, kind: Kind) -> list[Record]:
    """The records with the number of a path's name, in the folder that the path leads to."""
    folder_path, _, name = path.rpartition("/")
    prefix = KIND_PREFIX.match(name)
    if prefix:
        kind = KINDS[prefix[1].lower()]
    parsed = filenames.parse_name(kind, name[prefix.end() :] if prefix else name)
    if parsed.number is None or parsed.date:
        return []
    target = locate_target(record, path) if folder_path or PAGE_ENDING.search(path) else ""
    folder = find_folder(records.folders, target) if target else None
    if target and folder is None:
        return []
    return [
        other
        for other in records.members
        if other.kind is kind
        and other.number == parsed.number
        and (folder is None or other.folder.path == folder.path)
        and not other.suffix
    ]


def _doubt_label(label: str, record: Record) -> str:
    """Why the label of a link does not fit the record that has its number; "" where it does."""
    ref = REF.search(label)
    if ref and int(ref[2]) != record.number:
        return f"{record.ref} has that number, but the label says {ref[0]}."
    words = _list_words(label)
    if words and words.isdisjoint(_list_words(f"{record.slug} {record.title}")):
        return f"{record.ref} has that number, but the label says another title."
    return ""


def _list_words(text: str) -> set[str]:
    """The words of a title that tell it apart from others."""
    return set(re.findall(r"[^\W\d_]{4,}", text.casefold())) - _COMMON_WORDS
