"""Numbers that new records of one branch have, and other records of another branch too."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence

from minutebook.records import filenames, reader
from minutebook.records.model import Folder
from minutebook.records.renaming.number_keys import NumberKey, make_number_key


def group_by_number(
    folders: Sequence[Folder], paths: Iterable[str], read_text: Callable[[str], str]
) -> dict[NumberKey, list[str]]:
    """The paths that are records, by what must tell these apart: kind, folder, number.

    `read_text` gives the text of a page whose name has no number.
    """
    paths_by_number: dict[NumberKey, list[str]] = {}
    for path, folder in filenames.select_records(folders, paths, read_text).items():
        record = reader.read_record(folder, path, "")
        if record.number is not None:
            paths_by_number.setdefault(make_number_key(record), []).append(path)
    return paths_by_number


def find_clashes(
    new_paths: Mapping[NumberKey, Sequence[str]],
    other_paths: Mapping[NumberKey, Sequence[str]],
    known_paths: Collection[str],
    is_same: Callable[[str, str], bool],
) -> Iterator[tuple[str, str]]:
    """New records whose numbers records of another branch have: (path, the other's path).

    `known_paths` are those that the branch of the new ones has, too, or had: they are no others.
    `is_same` tells whether a path of each is one record under two names.
    """
    for key, paths in new_paths.items():
        for other_path in other_paths.get(key, ()):
            if other_path in known_paths or any(is_same(path, other_path) for path in paths):
                continue
            for path in paths:
                yield path, other_path
