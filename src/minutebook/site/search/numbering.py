"""Gives each record a number in the index that other records do not change."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from minutebook.lean.values import Value
from minutebook.site.book import Entry

BLOCK_SIZE = 256  # numbers of records whose titles and summaries are one file


class NumberedEntry(Value):
    """An entry with its number in the index; `is_recent` is among the latest of its kind."""

    id: int
    entry: Entry
    is_recent: bool


def number_entries(entries: Sequence[Entry], recent_count: int) -> tuple[list[NumberedEntry], int]:
    """The entries with their numbers, sorted by them, and how many groups they are in.

    A number is made of the record's own number, so that one more record moves no other: records of
    a repository and kind are a group, each block of 256 numbers of a group is followed by that of
    the next group. Records without a number, and those whose number another has, stand in a group
    of their own by date. Recent are the records since the last number of a group that
    `recent_count` divides (rounded up to blocks): so one record in as many makes others older.
    """
    groups = _group_entries(entries)
    numbered = []
    recent_blocks = -(-recent_count // BLOCK_SIZE)
    for place, group in enumerate(groups):
        border = group[-1][0] // BLOCK_SIZE // recent_blocks * recent_blocks
        for slot, entry in group:
            block, local = divmod(slot, BLOCK_SIZE)
            number = (block * len(groups) + place) * BLOCK_SIZE + local
            numbered.append(NumberedEntry(number, entry, block >= border))
    return sorted(numbered, key=lambda each: each.id), len(groups)


def _group_entries(entries: Sequence[Entry]) -> list[list[tuple[int, Entry]]]:
    """The entries of each group with their places in it, sorted by them; the order is stable."""
    by_name: dict[tuple[str, str, bool], list[tuple[int, Entry]]] = {}
    taken: set[tuple[str, str, int]] = set()
    rest = []
    for entry in sorted(entries, key=lambda each: (each.number, each.path)):
        slot = (entry.repository, entry.kind, entry.number)
        if entry.number <= 0 or slot in taken:
            rest.append(entry)
            continue
        taken.add(slot)
        by_name.setdefault((*slot[:2], False), []).append((entry.number, entry))
    for place, entry in enumerate(sorted(rest, key=lambda each: (each.date, each.path))):
        by_name.setdefault(("", "", True), []).append((place, entry))
    return [by_name[name] for name in sorted(by_name)]


def iterate_blocks(numbered: Sequence[NumberedEntry]) -> Iterator[tuple[int, list[NumberedEntry]]]:
    """The blocks of entries that are sorted by number, each with its own number."""
    block: list[NumberedEntry] = []
    for each in numbered:
        if block and each.id // BLOCK_SIZE != block[0].id // BLOCK_SIZE:
            yield block[0].id // BLOCK_SIZE, block
            block = []
        block.append(each)
    if block:
        yield block[0].id // BLOCK_SIZE, block
