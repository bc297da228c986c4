"""Where what comes from elsewhere lies here: the paths of records, and of files beside them."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from shlex import quote

from minutebook.lean.values import Value
from minutebook.records import filenames
from minutebook.records.discovery import folder_words
from minutebook.records.model import ADR, ROOT, Folder, Record, find_folder, join_path
from minutebook.records.renaming.moves import Move
from minutebook.records.renaming.names import get_named_part, is_numbered_by_folder, locate_parent
from minutebook.records.renaming.renumber import can_copy_be_renumbered, move_to_number

ASSETS = "assets"  # the folder for pictures from outside of the record folders


class Place(Value):
    """Where the records of a folder elsewhere go: a folder of records, and a path below it."""

    folder: Folder
    subfolder: str = ""

    @property
    def path(self) -> str:
        """The path of the folder from the top."""
        return join_path(self.folder.path, self.subfolder) if self.subfolder else self.folder.path


def choose_subfolders(folders: Sequence[Folder], *, is_taken: bool = False) -> dict[str, str]:
    """The subfolders for several folders of a kind that go to one, by path.

    The first has none, unless `is_taken`: another folder's records lie there.
    """
    chosen: dict[str, str] = {}
    for folder in folders:
        owner = folder_words.find_owner(folder.path).rpartition("/")[2]
        slug = filenames.slugify(owner or folder.label or folder.path)
        name, count = slug if chosen or is_taken else "", 1
        while name in chosen.values():
            count += 1
            name = f"{slug}-{count}"
        chosen[folder.path] = name
    return chosen


def place_path(folder_path: str, place: Place, path: str) -> str:
    """The path here of a file that lies in a folder of records elsewhere."""
    below = path if folder_path == ROOT else path[len(folder_path) + 1 :]
    return join_path(place.path, below)


def follow_moves(path: str, moves: Iterable[Move]) -> str:
    """The path of a file that goes with a record, after that got another number.

    The file, or a folder around it, has the record's name or its number: `0003-x-notes.md`,
    `0003-x/options.md`.
    """
    for move in moves:
        record = move.record
        new_name = filenames.locate_name(record.folder, move.new_path)[0]
        new_digits = filenames.parse_name(record.kind, new_name).digits
        parent = locate_parent(record)
        if not path.startswith(f"{parent}/" if parent else ""):
            continue
        start = len(parent) + 1 if parent else 0
        name, slash, rest = path[start:].partition("/")
        parsed = filenames.parse_name(ADR, name)
        if (parsed.number, parsed.series) == (record.number, record.series) and not parsed.date:
            digits_start = len(parsed.prefix)
            end = digits_start + len(record.digits)
            if name[digits_start:end] == record.digits:
                name = f"{name[:digits_start]}{new_digits}{name[end:]}"
                return f"{path[:start]}{name}{slash}{rest}"
    return path


def goes_with(path: str, record: Record) -> bool:
    """Whether a file goes with a record: it lies in its folder, or begins with its name."""
    name = get_named_part(record)
    if not is_numbered_by_folder(record):
        name = record.kind.strip_ending(name.removesuffix(record.kind.suffix))
    parent = locate_parent(record)
    start = f"{parent}/{name}" if parent else name
    return path.startswith(start) and path[len(start) : len(start) + 1] in ("/", "-", ".")


def choose_file_path(
    wanted: str, text: str, texts_here: Callable[[str], str | None], taken: Mapping[str, str]
) -> str:
    """The path for a file: the wanted one, else the first of its kind that is free.

    `texts_here` gives the text of a file that is here, `taken` the texts of those that come. One
    that has the same bytes is the file itself.
    """
    stem, ending = re.fullmatch(r"(.*?)(\.[^./]*)?", wanted, re.DOTALL).groups(default="")  # type: ignore[union-attr]
    path, count = wanted, 1
    while True:
        other = taken.get(path, texts_here(path))
        if other is None or other == text:
            return path
        count += 1
        path = f"{stem}-{count}{ending}"


def place_outside_file(folders: Sequence[Folder], places: Mapping[str, Place], path: str) -> str:
    """The wanted path here of a picture that lies in no folder of records elsewhere."""
    first = places[folders[0].path]
    return join_path(join_path(first.path, ASSETS), path.rpartition("/")[2])


def find_home(folders: Iterable[Folder], path: str) -> Folder | None:
    """The folder of records elsewhere that a file lies in, None for none."""
    return find_folder([folder for folder in folders if folder.path != ROOT], path)


def describe_number(record: Record, free_digits: str) -> str:
    """Why a record that cannot get another number does not come, and how it would.

    `free_digits` is a number that is free both here and where it comes from.
    """
    if record.number_line:
        what = "its page alone states it"
        remedy = f"write {free_digits} on line {record.number_line} of it there"
    else:
        is_fixed = record.is_cut or not record.is_editable
        what = "no command changes its page" if is_fixed else "it belongs to another one"
        paths = [record.path, move_to_number(record, free_digits).new_path]
        if is_numbered_by_folder(record):
            paths = [path.rpartition("/")[0] for path in paths]
        remedy = f"there, git mv {' '.join(map(quote, paths))}"
    return f"its number is taken here, and {what}: {remedy}"


def list_known_moves(members: Sequence[Record], present: Mapping[str, Record]) -> list[Move]:
    """The numbers that records have here which are here already: what names them says these."""
    moves = []
    for record in members:
        other = present.get(record.path)
        if other is None or None in (record.number, other.number) or record.is_cut:
            continue
        if record.number != other.number and can_copy_be_renumbered(record):
            digits = str(other.number).zfill(filenames.count_number_digits(record.digits))
            moves.append(move_to_number(record, digits))
    return moves


def cut_name(path: str, levels: int = 1) -> str:
    """The folder of a path, or the one so many levels above it."""
    for _ in range(levels):
        path = path.rpartition("/")[0]
    return path
