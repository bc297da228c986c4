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
from minutebook.records.citations import Citation, CitationFinder, locate_digits
from minutebook.records.model import Record, RecordSet, Write
from minutebook.text import frontmatter, markdown
from minutebook.text.markdown.sections import walk_lines


@dataclass(frozen=True, slots=True)
class NumberChange:
    """A record and the digits that it is to have."""

    record: Record
    new_digits: str

    @property
    def new_path(self) -> str:
        """The path that it is to have."""
        folder, _, name = self.record.path.rpartition("/")
        at = locate_digits(self.record)
        return f"{folder}/{name[:at]}{self.new_digits}{name[at + len(self.record.digits) :]}"


# A path and a spot in it that does not say which record it means: the record, None for none.
CitationResolver = Callable[[str, Citation], Record | None]


def find_duplicate_groups(records: RecordSet) -> tuple[tuple[Record, ...], ...]:
    """The records that share a number where numbers must tell them apart."""
    found: dict[tuple[str, str, int], list[Record]] = {}
    pages = set()
    for record in records.members:
        name = filenames.fold_name(record.path)
        if record.number is not None and name not in pages:
            pages.add(name)  # one page twice, as far as some file systems see, is not two records
            found.setdefault(make_number_key(record), []).append(record)
    return tuple(tuple(group) for group in found.values() if len(group) > 1)


def find_same_numbered(records: RecordSet, record: Record) -> tuple[Record, ...]:
    """The records with a record's number, itself among them."""
    return tuple(
        one
        for one in records.members
        if one.number is not None and make_number_key(one) == make_number_key(record)
    )


def make_number_key(record: Record) -> tuple[str, str, int]:
    """What must tell a record apart: its kind, the folder that counts for itself, its number."""
    own = record.folder.numbering == "folder"
    return record.kind.name, record.path.rpartition("/")[0] if own else "", record.number or 0


def find_taken_numbers(records: RecordSet, record: Record) -> set[int]:
    """The numbers that are taken where a record's number must tell it apart."""
    row = make_number_key(record)[:2]
    keys = (make_number_key(one) for one in records.members if one.number is not None)
    return {number for *home, number in keys if tuple(home) == row}


def find_digits_on_branch(record: Record, paths: Iterable[str]) -> str:
    """The digits that the same record has among the paths of a branch where it moved; "" for none.

    The same has all of the name but the number (and a prompt's stage), in the same folder.
    """
    folder, _, name = record.path.rpartition("/")
    own = replace(filenames.parse_name(record.kind, name), stage="")
    found = []
    for path in paths:
        there, _, other = path.rpartition("/")
        said = replace(filenames.parse_name(record.kind, other), stage="")
        if there != folder or said.number is None or not other.lower().endswith(".md"):
            continue
        if replace(said, number=own.number, digits=own.digits) == own:
            found.append(said)
    if not own.slug or len(found) != 1 or found[0].number == own.number:
        return ""
    return found[0].digits


def has_same_number(old_path: str, new_path: str) -> bool:
    """Whether two paths, of one record before and after a renaming, state one number."""
    one, other = (re.search(r"[0-9]+", path.rpartition("/")[2]) for path in (old_path, new_path))
    return (one and one[0]) == (other and other[0])


def find_unclear_citations(
    records: RecordSet, groups: Sequence[tuple[Record, ...]], texts: Mapping[str, str]
) -> dict[str, tuple[Citation, ...]]:
    """The places, by path, that do not say which of several records they mean.

    `texts` are the files outside the shelf, by path.
    """
    finder = CitationFinder(records, groups)
    every = {**dict(_texts(records)), **texts}
    found = {
        path: tuple(spot for spot in finder.find_citations(path, text) if spot.record is None)
        for path, text in every.items()
    }
    return {path: spots for path, spots in found.items() if spots}


def plan_renumbering(
    records: RecordSet,
    changes: Sequence[NumberChange],
    texts: Mapping[str, str],
    resolve_citation: CitationResolver,
) -> tuple[Write, ...]:
    """The writes that give records their new numbers, and what names them with them.

    `texts` are the files outside the shelf, by path. Files that are new come first and those that
    go last, so that a record is there at any moment.
    """
    sharing = (find_same_numbered(records, move.record) for move in changes)
    finder = CitationFinder(records, {group[0].path: group for group in sharing}.values())
    moved = {move.record.path: move for move in changes}

    def rewritten(path: str, text: str) -> str:
        parts, at = [], 0
        for spot in finder.find_citations(path, text):
            record = spot.record or resolve_citation(path, spot)
            if record is not None and record.path in moved:
                number = str(int(moved[record.path].new_digits))
                parts += [text[at : spot.start], number.zfill(spot.end - spot.start)]
                at = spot.end
        return "".join([*parts, text[at:]])

    inside: list[Write] = []
    for path, text in _texts(records):
        made = rewritten(path, text)
        if path in moved:
            made = add_alias(made, moved[path].record.link_target)
            inside += [Write(moved[path].new_path, made), Write(path, None, text)]
        else:
            inside.append(Write(path, made, text))
    outside = [Write(path, rewritten(path, text), text) for path, text in sorted(texts.items())]
    writes = linking.merge_writes(linking.complete_writes(records, inside), outside)
    return tuple(sorted(writes, key=lambda write: (write.text is None, write.previous is not None)))


def _texts(shelf: RecordSet) -> Iterator[tuple[str, str]]:
    for record in shelf.members:
        yield record.path, record.text
    yield from shelf.pages.items()


def add_alias(text: str, alias: str) -> str:
    """A page that answers to an old name too: in its front matter, else in a comment at its end."""
    top = frontmatter.parse(text)[0]
    if top.shape != "none":
        had = top.fields.get("aliases")
        kept = list(had) if isinstance(had, list) else [had] if had else []
        try:
            return text if alias in kept else frontmatter.set_field(text, "aliases", [*kept, alias])
        except Refusal:  # front matter that cannot be edited safely
            pass
    nl = markdown.detect_newline(text)
    unclosed = [len(text)]
    for _ in walk_lines(text, 0, unclosed):
        pass
    before, after = text[: unclosed[-1]], text[unclosed[-1] :]
    gap = nl if before.endswith("\n") else nl + nl
    end = nl if before.endswith("\n") else ""
    return f"{before}{gap if before else ''}<!-- {references.ALIAS_MARKER} {alias} -->{end}{after}"
