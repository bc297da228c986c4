"""Gives records other numbers, and changes what names them with them, as one set of writes.

What is replaced is always a number's digits, as wide as they are there; no other byte changes.
Where a bare number may mean several records, the caller says for each place which one it means.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from minutebook.errors import Refusal
from minutebook.records import filenames, linking, references
from minutebook.records.model import Record, RecordSet, Write
from minutebook.records.renaming.citations import (
    Citation,
    CitationFinder,
    is_numbered_by_folder,
    locate_digits,
)
from minutebook.text import frontmatter, markdown
from minutebook.text.markdown.sections import walk_lines


@dataclass(frozen=True, slots=True)
class NumberChange:
    """A record and the digits that it is to have."""

    record: Record
    new_digits: str

    @property
    def new_path(self) -> str:
        """The path that the record is to have."""
        folder, slash, name = self.record.path.rpartition("/")
        start = locate_digits(self.record)
        end = start + len(self.record.digits)
        return f"{folder}{slash}{name[:start]}{self.new_digits}{name[end:]}"


# Kind, folder, number, and what else tells numbers apart.
NumberKey = tuple[str, str, int, str]
# From a path, and a citation in it that does not say which record it means, to the record that it
# means; None where it is to stay as it is.
CitationResolver = Callable[[str, Citation], Record | None]


def can_be_renumbered(record: Record) -> bool:
    """Whether a command can give a record another number: by another name of its file.

    Not where the number is that of a folder, stands on the page, or belongs to another number
    (`024a`), nor where the page is of a format that is not edited.
    """
    is_in_name = not (record.number_line or record.suffix or is_numbered_by_folder(record))
    return is_in_name and record.is_editable


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
    for path, text in {**dict(_list_texts(records)), **texts}.items():
        citations = finder.find_citations(path, text)
        unclear[path] = tuple(citation for citation in citations if citation.record is None)
    return {path: citations for path, citations in unclear.items() if citations}


def plan_renumbering(
    records: RecordSet,
    changes: Sequence[NumberChange],
    texts: Mapping[str, str],
    resolve_citation: CitationResolver,
) -> tuple[Write, ...]:
    """The writes that give records their new numbers, and change what names them.

    `texts` are the files outside the record set, by path. New files come first and removed ones
    last, so that each record is there at any moment.
    """
    groups = {
        group[0].path: group
        for group in (find_same_numbered(records, change.record) for change in changes)
    }
    finder = CitationFinder(records, groups.values())
    changes_by_path = {change.record.path: change for change in changes}

    def rewrite(path: str, text: str) -> str:
        """The text with the new numbers of the records that it names."""
        parts, position = [], 0
        for citation in finder.find_citations(path, text):
            record = citation.record or resolve_citation(path, citation)
            if record is not None and record.path in changes_by_path:
                number = str(int(changes_by_path[record.path].new_digits))
                digits = number.zfill(citation.end - citation.start)
                parts += [text[position : citation.start], digits]
                position = citation.end
        return "".join([*parts, text[position:]])

    record_writes: list[Write] = []
    for path, text in _list_texts(records):
        new_text = rewrite(path, text)
        change = changes_by_path.get(path)
        if change is None:
            record_writes.append(Write(path, new_text, text))
        else:
            new_text = add_alias(
                new_text, change.record.link_target, is_mdx=path.lower().endswith(".mdx")
            )
            record_writes += [Write(change.new_path, new_text), Write(path, None, text)]
    other_writes = [Write(path, rewrite(path, text), text) for path, text in sorted(texts.items())]
    writes = linking.merge_writes(linking.complete_writes(records, record_writes), other_writes)
    return tuple(sorted(writes, key=lambda write: (write.text is None, write.previous is not None)))


def _list_texts(records: RecordSet) -> Iterator[tuple[str, str]]:
    """Path and text of each record and page."""
    for record in records.members:
        yield record.path, record.text
    yield from records.pages.items()


def add_alias(text: str, alias: str, *, is_mdx: bool = False) -> str:
    """The page with a former name of its record, so that old references find it.

    It is stored in front matter, else in a comment at the end, of the form that MDX has or others.
    """
    front_matter = frontmatter.parse(text)[0]
    if front_matter.shape != "none":
        value = front_matter.fields.get("aliases")
        aliases = list(value) if isinstance(value, list) else [value] if value else []
        if alias in aliases:
            return text
        try:
            return frontmatter.set_field(text, "aliases", [*aliases, alias])
        except Refusal:  # front matter that cannot be edited safely
            pass
    newline = markdown.detect_newline(text)
    unclosed_starts = [len(text)]  # a fence or comment left open would hide what comes after it
    for _ in walk_lines(text, 0, unclosed_starts):
        pass
    before, after = text[: unclosed_starts[-1]], text[unclosed_starts[-1] :]
    is_line_ended = before.endswith("\n")
    gap = "" if not before else newline if is_line_ended else newline + newline
    end = newline if is_line_ended else ""
    opening, closing = ("{/*", "*/}") if is_mdx else ("<!--", "-->")
    comment = f"{opening} {references.ALIAS_MARKER} {alias} {closing}"
    return f"{before}{gap}{comment}{end}{after}"
