"""Records that get another number, and all that names them, as one plan.

What is replaced is always a number's digits, as wide as they stand there; no other byte changes.
Where a bare number may mean several records, who calls says of each place which one it is.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from minutebook.errors import Refusal
from minutebook.records import filenames, linking, references
from minutebook.records.citations import Finder, Spot, digits_at
from minutebook.records.model import Record, Shelf, Write
from minutebook.text import frontmatter, markdown
from minutebook.text.markdown.sections import walk


@dataclass(frozen=True, slots=True)
class Move:
    """A record and the digits that it is to have."""

    record: Record
    digits: str

    @property
    def path(self) -> str:
        """The path that it is to have."""
        folder, _, name = self.record.path.rpartition("/")
        at = digits_at(self.record)
        return f"{folder}/{name[:at]}{self.digits}{name[at + len(self.record.digits) :]}"


# A path and a spot in it that does not say which record it means: the record, None for none.
Told = Callable[[str, Spot], Record | None]


def groups(shelf: Shelf) -> tuple[tuple[Record, ...], ...]:
    """The records that share a number where numbers must tell them apart."""
    found: dict[tuple[str, str, int], list[Record]] = {}
    pages = set()
    for record in shelf.records:
        name = filenames.folded(record.path)
        if record.number is not None and name not in pages:
            pages.add(name)  # one page twice, as far as some file systems see, is not two records
            found.setdefault(key(record), []).append(record)
    return tuple(tuple(group) for group in found.values() if len(group) > 1)


def group_of(shelf: Shelf, record: Record) -> tuple[Record, ...]:
    """The records with a record's number, itself among them."""
    return tuple(one for one in shelf.records if one.number is not None and key(one) == key(record))


def key(record: Record) -> tuple[str, str, int]:
    """What must tell a record apart: its kind, the folder that counts for itself, its number."""
    own = record.folder.numbering == "folder"
    return record.kind.name, record.path.rpartition("/")[0] if own else "", record.number or 0


def numbers_beside(shelf: Shelf, record: Record) -> set[int]:
    """The numbers that are taken where a record's number must tell it apart."""
    row = key(record)[:2]
    keys = (key(one) for one in shelf.records if one.number is not None)
    return {number for *home, number in keys if tuple(home) == row}


def given(record: Record, paths: Iterable[str]) -> str:
    """The digits that the same record has among the paths of a branch where it moved; "" for none.

    The same has all of the name but the number (and a prompt's stage), in the same folder.
    """
    folder, _, name = record.path.rpartition("/")
    own = replace(filenames.parse(record.kind, name), stage="")
    found = []
    for path in paths:
        there, _, other = path.rpartition("/")
        said = replace(filenames.parse(record.kind, other), stage="")
        if there != folder or said.number is None or not other.lower().endswith(".md"):
            continue
        if replace(said, number=own.number, digits=own.digits) == own:
            found.append(said)
    if not own.slug or len(found) != 1 or found[0].number == own.number:
        return ""
    return found[0].digits


def same_number(old: str, new: str) -> bool:
    """Whether two paths, of one record before and after a renaming, state one number."""
    one, other = (re.search(r"[0-9]+", path.rpartition("/")[2]) for path in (old, new))
    return (one and one[0]) == (other and other[0])


def unclear(
    shelf: Shelf, members: Sequence[tuple[Record, ...]], texts: Mapping[str, str]
) -> dict[str, tuple[Spot, ...]]:
    """The places, by path, that do not say which of several records they mean.

    `texts` are the files outside the shelf, by path.
    """
    finder = Finder(shelf, members)
    every = {**dict(_texts(shelf)), **texts}
    found = {
        path: tuple(spot for spot in finder.spots(path, text) if spot.record is None)
        for path, text in every.items()
    }
    return {path: spots for path, spots in found.items() if spots}


def plan(
    shelf: Shelf, moves: Sequence[Move], texts: Mapping[str, str], told: Told
) -> tuple[Write, ...]:
    """The writes that give records their new numbers, and what names them with them.

    `texts` are the files outside the shelf, by path. Files that are new come first and those that
    go last, so that a record is there at any moment.
    """
    sharing = (group_of(shelf, move.record) for move in moves)
    finder = Finder(shelf, {group[0].path: group for group in sharing}.values())
    moved = {move.record.path: move for move in moves}

    def rewritten(path: str, text: str) -> str:
        parts, at = [], 0
        for spot in finder.spots(path, text):
            record = spot.record or told(path, spot)
            if record is not None and record.path in moved:
                number = str(int(moved[record.path].digits))
                parts += [text[at : spot.start], number.zfill(spot.end - spot.start)]
                at = spot.end
        return "".join([*parts, text[at:]])

    inside: list[Write] = []
    for path, text in _texts(shelf):
        made = rewritten(path, text)
        if path in moved:
            made = with_alias(made, moved[path].record.target)
            inside += [Write(moved[path].path, made), Write(path, None, text)]
        else:
            inside.append(Write(path, made, text))
    outside = [Write(path, rewritten(path, text), text) for path, text in sorted(texts.items())]
    writes = linking.merged(linking.settled(shelf, inside), outside)
    return tuple(sorted(writes, key=lambda write: (write.text is None, write.was is not None)))


def _texts(shelf: Shelf) -> Iterator[tuple[str, str]]:
    for record in shelf.records:
        yield record.path, record.text
    yield from shelf.pages.items()


def with_alias(text: str, alias: str) -> str:
    """A page that answers to an old name too: in its front matter, else in a comment at its end."""
    top = frontmatter.read(text)[0]
    if top.shape != "none":
        had = top.fields.get("aliases")
        kept = list(had) if isinstance(had, list) else [had] if had else []
        try:
            return text if alias in kept else frontmatter.put(text, "aliases", [*kept, alias])
        except Refusal:  # front matter that cannot be edited safely
            pass
    nl = markdown.newline(text)
    unclosed = [len(text)]
    for _ in walk(text, 0, unclosed):
        pass
    before, after = text[: unclosed[-1]], text[unclosed[-1] :]
    gap = nl if before.endswith("\n") else nl + nl
    end = nl if before.endswith("\n") else ""
    return f"{before}{gap if before else ''}<!-- {references.ALIAS} {alias} -->{end}{after}"
