"""Numbers that records share, and the moves that give records other ones."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence

from minutebook.lean.values import replace
from minutebook.records import filenames
from minutebook.records.model import Record, RecordSet
from minutebook.records.renaming.citations import Citation, CitationFinder
from minutebook.records.renaming.moves import Move, list_texts
from minutebook.records.renaming.names import get_named_part, locate_name, replace_named_part
from minutebook.records.renaming.number_keys import NumberKey as NumberKey
from minutebook.records.renaming.number_keys import can_be_renumbered as can_be_renumbered
from minutebook.records.renaming.number_keys import (
    can_copy_be_renumbered as can_copy_be_renumbered,
)
from minutebook.records.renaming.number_keys import make_number_key as make_number_key


def move_to_number(record: Record, digits: str) -> Move:
    """The move that gives a record other digits in the name of its file, or of its folder."""
    name = get_named_part(record)
    start = locate_name(record)
    end = start + len(record.digits)
    return Move(record, replace_named_part(record, f"{name[:start]}{digits}{name[end:]}"))


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


def find_citations(
    records: RecordSet, groups: Sequence[tuple[Record, ...]], texts: Mapping[str, str]
) -> dict[str, tuple[Citation, ...]]:
    """The citations of records of some groups, by the path of the file that has them.

    `texts` are the files outside the record set, by path.
    """
    finder = CitationFinder(records, groups)
    return {
        path: finder.find_citations(path, text)
        for path, text in {**dict(list_texts(records)), **texts}.items()
    }


def find_unclear_citations(
    records: RecordSet, groups: Sequence[tuple[Record, ...]], texts: Mapping[str, str]
) -> dict[str, tuple[Citation, ...]]:
    """Those citations, by path, that do not say which record of a group they mean."""
    unclear = {
        path: tuple(citation for citation in citations if citation.record is None)
        for path, citations in find_citations(records, groups, texts).items()
    }
    return {path: citations for path, citations in unclear.items() if citations}
