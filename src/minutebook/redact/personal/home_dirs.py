"""Finds the home folders of people, which become `~`: `/home/name`, `/Users/name`, Windows' too."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from minutebook.redact.wordlists import NON_PERSON_FOLDERS

_HOME_DIR = re.compile(
    r"(?<![\w.\-~)/\\\]}>])(?:file://|/mnt/[a-z]|/[a-z])?(?:/home|/Users)/(\w++(?:[.-]++\w++)*+)"
    r"|(?<![A-Za-z0-9])[A-Za-z]:(?:\\{1,4}|/)Users(?:\\{1,4}|/)"
    r"([^\\/:*?\"<>|\r\n\s]{1,64}(?:(?: [^\\/:*?\"<>|\r\n\s]{1,30}){1,3}(?=[\\/]))?)"
)
_NUMERIC_ID = re.compile(r"\d+|[0-9a-fA-F]{8}-[0-9a-fA-F-]{27}")


def find_home_dirs(text: str, known_dirs: Sequence[str] = ()) -> Iterator[tuple[int, int]]:
    """The start and end of each home folder. `known_dirs` are home folders of any form."""
    for folder in known_dirs:
        folder = folder.rstrip("/\\")
        if len(folder) > 1:
            for spelling in {folder, folder.replace("\\", "\\\\"), folder.replace("\\", "/")}:
                pattern = rf"(?<![\w.\-~)/\\\]}}>]){re.escape(spelling)}(?![\w-]|\.\w)"
                yield from (match.span() for match in re.finditer(pattern, text))
    if "/home/" not in text and "Users" not in text:
        return
    for match in _HOME_DIR.finditer(text):
        name = (match[1] or match[2]).rstrip(".,;)]'`")
        start, group = match.start(), 1 if match[1] else 2
        if text.startswith("file://", start):
            start += len("file://")
        if name and name.lower() not in NON_PERSON_FOLDERS and not _NUMERIC_ID.fullmatch(name):
            yield start, match.start(group) + len(name)
