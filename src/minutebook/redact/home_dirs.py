"""Finds the folders of people: `/home/name`, `/Users/name`, or of Windows; they become `~`."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from minutebook.redact.wordlists import NON_PERSON_FOLDERS

_FOLDER = re.compile(
    r"(?<![\w.\-~)/\\\]}>])(?:file://|/mnt/[a-z]|/[a-z])?(?:/home|/Users)/(\w++(?:[.-]++\w++)*+)"
    r"|(?<![A-Za-z0-9])[A-Za-z]:(?:\\{1,4}|/)Users(?:\\{1,4}|/)"
    r"([^\\/:*?\"<>|\r\n\s]{1,64}(?:(?: [^\\/:*?\"<>|\r\n\s]{1,30}){1,3}(?=[\\/]))?)"
)
_NUMBER = re.compile(r"\d+|[0-9a-fA-F]{8}-[0-9a-fA-F-]{27}")


def find_home_dirs(text: str, known_dirs: Sequence[str] = ()) -> Iterator[tuple[int, int]]:
    """Where a folder of a person begins and ends. `known` are folders that are one for sure."""
    for folder in known_dirs:
        folder = folder.rstrip("/\\")
        if len(folder) > 1:
            for spelled in {folder, folder.replace("\\", "\\\\"), folder.replace("\\", "/")}:
                pattern = rf"(?<![\w.\-~)/\\\]}}>]){re.escape(spelled)}(?![\w-]|\.\w)"
                yield from (found.span() for found in re.finditer(pattern, text))
    if "/home/" not in text and "Users" not in text:
        return
    for found in _FOLDER.finditer(text):
        name = (found[1] or found[2]).rstrip(".,;)]'`")
        start, group = found.start(), 1 if found[1] else 2
        if text.startswith("file://", start):
            start += len("file://")
        if name and name.lower() not in NON_PERSON_FOLDERS and not _NUMBER.fullmatch(name):
            yield start, found.start(group) + len(name)
