"""Folders of records: as the settings name them, and the one that a new record goes to."""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Sequence

from minutebook.errors import UsageError
from minutebook.records.model import ADR, ROOT, Folder, Kind, find_folder, join_path
from minutebook.repository.settings.config_file import InvalidSettings, shorten

MAX_FOLDERS = 200  # of a kind
_UNWRITABLE = "[\x00-\x1f\x7f\ud800-\udfff]"


# As the settings name them ----------------------------------------------------------------------


def clean_folders(
    folders: Iterable[str], key: str, path: str, *, takes_top: bool = False
) -> tuple[str, ...]:
    """Folders that the file `path` names under `key`, in their shortest form.

    With `takes_top` `.` is one, for what lies right in the file's own folder. Raises
    InvalidSettings where a folder leads out of that.
    """
    cleaned = []
    for folder in folders:
        parts = [part for part in folder.split("/") if part not in ("", ".")]
        if takes_top and folder in (ROOT, f"{ROOT}/"):
            parts = [ROOT]
        if not parts or ".." in parts or folder.startswith(("/", "\\")) or "\0" in folder:
            raise InvalidSettings(
                f"{path}: {key}: {shorten(folder)!r} is not a folder below this file",
                'write it like "docs/adr"',
            )
        cleaned.append("/".join(parts))
    return tuple(cleaned)


def can_be_named(folder: str) -> bool:
    """Whether a configuration can name a folder: not one with control characters, or not UTF-8."""
    return not folder.startswith("\\") and not re.search(_UNWRITABLE, folder)


def place_folders(folders: Iterable[str], base: str, path: str) -> tuple[str, ...]:
    """Folders that a file in the folder `base` names, as paths from the repository's top.

    Raises InvalidSettings for `.`: only of the top itself is it known which pages are decisions.
    """
    if ROOT in folders:
        raise InvalidSettings(
            f"{path}: adr-folders: {ROOT!r} is for a file in the repository's top",
            'give decisions a folder of their own, such as adr-folders = ["decisions"]',
        )
    return tuple(f"{base}/{folder}" for folder in folders)


def check_overlap(adr_folders: Iterable[str], phr_folders: Iterable[str], path: str) -> None:
    """Raise InvalidSettings where a folder of decisions would take prompts' new records.

    A page belongs to the innermost folder that holds it. New prompts lie one folder below their
    own, new decisions right in theirs: a folder of prompts may lie in one of decisions.
    """
    for folder in adr_folders:
        for prompts_folder in phr_folders:
            if prompts_folder in (folder, folder.rpartition("/")[0]):
                relation = "is also" if folder == prompts_folder else "lies right in"
                raise InvalidSettings(
                    f"{path}: adr-folders: {folder!r} {relation} {prompts_folder!r} of phr-folders",
                    "give each kind a folder of its own, such as"
                    ' adr-folders = ["decisions"] and phr-folders = ["history/prompts"]',
                )


# For a new record -------------------------------------------------------------------------------


def choose_folder(
    all_folders: Sequence[Folder], kind: Kind, top: str, cwd: str, wanted: str = ""
) -> tuple[Folder, str]:
    """The folder in which a new record of a kind is created, and the subfolder of it, if any.

    Of several it is the nearest above the folder `cwd`, else the first that is configured; from
    within a subfolder that holds decisions, that one. `wanted` names another, or a subfolder of
    one: a path from `cwd` or the repository's `top`, or a part of a path that only one of them has.
    Raises UsageError where it names none.
    """
    folders = [folder for folder in all_folders if folder.kind is kind]
    if wanted:
        return _find_wanted(all_folders, kind, top, cwd, wanted)
    if not cwd.startswith(top + os.sep):
        return folders[0], ""
    if kind is ADR and (place := _find_place(all_folders, kind, top, cwd)):
        return place if place[1] and _holds_decisions(*place, cwd) else (place[0], "")
    if len(folders) == 1:
        return folders[0], ""
    from minutebook.records.discovery import folder_words

    working_folder = os.path.relpath(cwd, top).replace(os.sep, "/")
    paths = [folder.path for folder in folders]
    return folders[paths.index(folder_words.find_nearest(paths, working_folder))], ""


def _find_wanted(
    all_folders: Sequence[Folder], kind: Kind, top: str, cwd: str, wanted: str
) -> tuple[Folder, str]:
    """The folder that `--folder` names, and the subfolder; see `choose_folder`."""
    name = wanted.strip("/") if wanted.isprintable() else ""
    for base in (cwd, top) if name else ():
        place = _find_place(all_folders, kind, top, os.path.join(base, wanted))
        if place:
            return place
    folders = [folder for folder in all_folders if folder.kind is kind]
    matches = [folder for folder in folders if name and f"/{name}/" in f"/{folder.path}/"]
    matches = [folder for folder in matches if folder.label == name] or matches
    if len(matches) == 1:
        return matches[0], ""
    subfolders = [os.path.join(top, folder.path, name) for folder in folders if name]
    existing = [path for path in subfolders if os.path.isdir(path)]
    if name and not existing:
        existing = [os.path.join(top, path) for path in _find_deeper(folders, top, name)]
    found = [_find_place(all_folders, kind, top, path) for path in existing]
    places = [place for place in found if place]
    if len(places) == 1 and not matches:
        return places[0]
    noun = "decisions" if kind is ADR else "prompts"
    known = ", ".join(folder.path for folder in matches or folders)
    if matches:
        raise UsageError(f"{wanted!r} is part of several folders of {noun}", f"one of: {known}")
    raise UsageError(
        f"{wanted!r} is not a folder of {noun}",
        f"one of: {known}, or a folder in one; {kind.name}-folders in the configuration adds more",
    )


def _find_deeper(folders: Iterable[Folder], top: str, name: str) -> list[str]:
    """The folders of pages anywhere below some folders whose paths end with a name."""
    from minutebook.repository import store

    parents = {
        page.rpartition("/")[0] for folder in folders for page in store.list_pages(top, folder.path)
    }
    return sorted(path for path in parents if path.endswith(f"/{name}"))


def _holds_decisions(folder: Folder, subfolder: str, absolute: str) -> bool:
    """Whether right in a subfolder of decisions lie some, by their names; a record's has none."""
    from minutebook.records import filenames

    for name in os.listdir(absolute):
        path = f"{folder.path}/{subfolder}/{name}"
        if filenames.is_record(folder, path) and not filenames.locate_name(folder, path)[1]:
            parsed = filenames.parse_name(ADR, name)
            if parsed.number is not None or parsed.date:
                return True
    return False


def _find_place(
    all_folders: Sequence[Folder], kind: Kind, top: str, path: str
) -> tuple[Folder, str] | None:
    """The configured folder that a path is or lies in, and the rest of it; None for neither."""
    from minutebook.records import filenames

    absolute = os.path.normpath(path)
    path = os.path.relpath(absolute, top).replace(os.sep, "/")
    page = join_path(path, f"0001-x{kind.suffix}")
    folder = find_folder(all_folders, page)
    if folder is None or folder.kind is not kind or os.path.isfile(absolute):
        return None
    is_listed = filenames.is_record(folder, page)
    return (folder, path.removeprefix(folder.path).strip("/")) if is_listed else None
