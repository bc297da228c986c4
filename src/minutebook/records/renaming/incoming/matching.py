"""Which of the records that come from elsewhere are here already."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from minutebook.records import references
from minutebook.records.filenames import fold_name
from minutebook.records.model import PHR, Record, RecordSet
from minutebook.records.renaming.incoming import same_text


def find_present(
    incoming: Iterable[Record], folders: Mapping[str, str], here: RecordSet
) -> dict[str, Record]:
    """The records that are here already, by the paths of those that come.

    `folders` has the folder in which each of them would lie here, by its path. A record is here
    under its name or a former one (number and slug) with the same words, see `same_text`, or with
    the same slug and the same bytes. A decision may have been edited since: most of its lines are
    the same, or it was renamed (its page has the name as a former one) and a line or its title is.
    Each record here stands for one alone.
    """
    index = _Index(here)
    present: dict[str, Record] = {}
    taken: set[str] = set()
    pending = list(incoming)
    for find_candidates, is_same in (
        (index.by_place, same_text.says_the_same),
        (index.by_name, same_text.says_the_same),
        (index.by_bytes, same_text.says_the_same),
        (index.by_place, _is_edited),
        (index.by_name, _is_edited),
    ):
        rest = []
        for record in pending:
            candidates = find_candidates(record, folders[record.path])
            match = next(
                (
                    other
                    for other in candidates
                    if other.path not in taken and is_same(record, other)
                ),
                None,
            )
            if match is None:
                rest.append(record)
            else:
                present[record.path] = match
                taken.add(match.path)
        pending = rest
    return present


class _Index:
    """Finds the records here that may be one that comes, the surest way first."""

    def __init__(self, here: RecordSet) -> None:
        self._by_name: dict[tuple[str, str], list[Record]] = {}
        self._by_slug: dict[tuple[str, str], list[Record]] = {}
        for record in here.members:
            kind = record.kind.name
            for name in _list_names(record):
                self._by_name.setdefault((kind, name), []).append(record)
            self._by_slug.setdefault((kind, fold_name(record.slug)), []).append(record)

    def by_place(self, record: Record, folder: str) -> Iterator[Record]:
        """Those of the same name in the same folder."""
        return (other for other in self._find_named(record) if get_folder(other) == folder)

    def by_name(self, record: Record, folder: str) -> Iterator[Record]:
        """Those of the same name anywhere, where numbers are the whole repository's."""
        is_alone = record.folder.numbering == "repository"
        return (
            other
            for other in self._find_named(record)
            if is_alone and other.folder.numbering == "repository"
        )

    def by_bytes(self, record: Record, folder: str) -> Iterator[Record]:
        """Those of the same bytes, whose slug is the same and whose number may be another."""
        key = (record.kind.name, fold_name(record.slug))
        return (other for other in self._by_slug.get(key, ()) if other.text == record.text)

    def _find_named(self, record: Record) -> list[Record]:
        return self._by_name.get((record.kind.name, fold_name(record.link_target)), [])


def _list_names(record: Record) -> set[str]:
    return {fold_name(name) for name in (record.link_target, *references.read_aliases(record))}


def get_folder(record: Record) -> str:
    """The folder that a record lies in; for the page of a folder, the one around that."""
    folder = record.path.rpartition("/")[0]
    return folder.rpartition("/")[0] if record.is_folder_record else folder


def _is_edited(record: Record, other: Record) -> bool:
    """Whether a decision here may be one that comes, and was edited since."""
    if record.kind is PHR:
        return False
    if fold_name(record.link_target) in map(fold_name, references.read_aliases(other)):
        return same_text.is_related(record, other)
    return same_text.is_edited(record, other)
