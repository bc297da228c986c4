"""The settings that name folders: put into their shortest form, and refused where they clash."""

from __future__ import annotations

from collections.abc import Iterable

from minutebook.records.model import ROOT
from minutebook.repository.config_file import InvalidSettings, shorten


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
