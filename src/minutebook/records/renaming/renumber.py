"""Numbers that records share, and the moves that give records other ones."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from minutebook.records import filenames
from minutebook.records.model import Record, RecordSet
from minutebook.records.renaming.citations import Citation, CitationFinder
from minutebook.records.renaming.moves import Move, list_texts
from minutebook.records.renaming.names import (
    get_named_part,
    is_numbered_by_folder,
    locate_name,
    replace_named_part,
)

# Kind, folder, number, and what else tells numbers apart.
NumberKey = tuple[str, str, int, str]


def move_to_number(record: Record, digits: str) -> Move:
    """The move that gives a record other digits in the name of its file, or of its folder."""
    name = get_named_part(record)
    start = locate_name(record)
    end = start + len(record.digits)
    return Move(record, replace_named_part(record, f"{name[:start]}{digits}{name[end:]}"))


def can_be_renumbered(record: Record) -> bool:
    """Whether a command can give a record another number: by another name of its file.

    Not where the number is that of a folder, stands on the page, or belongs to another number
    (`024a`), nor where the page is of a format that is not edited.
    """
    return can_copy_be_renumbered(record) and not is_numbered_by_folder(record)


def can_copy_be_renumbered(record: Record) -> bool:
    """Whether a copy of a record can have another number, by another name of its file or folder."""
    return not (record.number_line or record.suffix) and record.is_editable


def find_duplicate_groups(records: RecordSet) -> tuple[tuple[Record, ...], ...]:
    """The groups of records that share a number where numbers must tell them apart."""
    groups: dict[NumberKey, list[Record]] = {}
    folded_paths = set()
    for record in records.members:
        folded_path = filenames.fold_name(record.path)
        # One page listed twice, as far as some file systems see, is not two records.
        if record.number is not None and folded_path not in folded_paths:
            folded_paths.add(folded_path)
            groups.setdefault(make_number_key(record), []).append(record)
    return tuple(tuple(group) for group in groups.values() if len(group) > 1)


def find_same_numbered(records: RecordSet, record: Record) -> tuple[Record, ...]:
    """The records with a record's number in its series, itself among them."""
    key = make_number_key(record)
    return tuple(
        other
        for other in records.members
        if other.number is not None and make_number_key(other) == key
    )


def make_number_key(record: Record) -> NumberKey:
    """What must tell a record apart: kind and folder, which name its series, and its number.

    The folder is "" where the kind has one series for the whole repository. Words in the name that
    make a series (`acme-adr`) and what follows the digits (`024a`) tell records apart, too.
    """
    has_own_series = record.folder.numbering == "folder"
    folder = record.path.rpartition("/")[0] if has_own_series else ""
    if has_own_series and record.is_folder_record:
        folder = folder.rpartition("/")[0]
    return record.kind.name, folder, record.number or 0, record.series + record.suffix


def find_taken_numbers(records: RecordSet, record: Record) -> set[int]:
    """The numbers that are taken in a record's series."""
    series = make_number_key(record)[:2]
    keys = (make_number_key(other) for other in records.members if other.number is not None)
    return {key[2] for key in keys if key[:2] == series}


def find_digits_on_branch(record: Record, paths: Iterable[str]) -> str:
    """The digits that a record has on a branch with these paths, where it was renumbered there.

    The same record has the same folder and all of the name but the number (and a prompt's stage).
    "" where the branch has no such record, several, or one of the same number.
    """
    folder, _, name = record.path.rpartition("/")
    own = replace(filenames.parse_name(record.kind, name), stage="")
    matches = []
    for path in paths:
        other_folder, _, other_name = path.rpartition("/")
        other = replace(filenames.parse_name(record.kind, other_name), stage="")
        if (
            other_folder == folder
            and other.number is not None
            and record.kind.has_ending(other_name)
            and replace(other, number=own.number, digits=own.digits) == own
        ):
            matches.append(other)
    if not own.slug or len(matches) != 1 or matches[0].number == own.number:
        return ""
    return matches[0].digits


def has_same_number(old_path: str, new_path: str) -> bool:
    """Whether two paths, of one record before and after a renaming, state one number."""
    old, new = (re.search(r"[0-9]+", path.rpartition("/")[2]) for path in (old_path, new_path))
    return (old and old[0]) == (new and new[0])


def find_unclear_citations(
    records: RecordSet, groups: Sequence[tuple[Record, ...]], texts: Mapping[str, str]
) -> dict[str, tuple[Citation, ...]]:
    """The citations, by path, that do not say which record of a group they mean.

    `texts` are the files outside the record set, by path.
    """
    finder = CitationFinder(records, groups)
    unclear = {}
    for path, text in {**dict(list_texts(records)), **texts}.items():
        citations = finder.find_citations(path, text)
        unclear[path] = tuple(citation for citation in citations if citation.record is None)
    return {path: citations for path, citations in unclear.items() if citations}
