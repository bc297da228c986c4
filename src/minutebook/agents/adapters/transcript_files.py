"""What the adapters share to find transcripts: folders of a user, files in them."""

from __future__ import annotations

import os
import re

from minutebook.agents.capture.lenient_json import as_mapping, parse_json
from minutebook.lean.values import Value
from minutebook.repository import light

MAX_BEGINNING_BYTES = 256 * 1024  # what is read of a transcript to tell whose and about what it is


class TranscriptFile(Value):
    """A transcript: whose, where, and the folder it is about ("" where it says so itself)."""

    agent: str
    path: str
    cwd: str = ""


def locate_agent_home(variable: str, *default_parts: str) -> str:
    """An agent's folder: the value of an environment variable, else a folder in the user's home."""
    return os.environ.get(variable) or os.path.join(os.path.expanduser("~"), *default_parts)


def list_files(folder: str, *endings: str) -> list[str]:
    """The files below a folder with one of the endings, in the order of their paths."""
    paths = [
        os.path.join(parent, name)
        for parent, _, names in os.walk(folder)
        for name in names
        if name.endswith(endings)
    ]
    return sorted(paths)


def list_folders(folder: str) -> list[str]:
    """The folders in a folder, in the order of their names; none where it cannot be read."""
    try:
        return sorted(entry.path for entry in os.scandir(folder) if entry.is_dir())
    except OSError:
        return []


def read_text_file(path: str) -> str:
    """The text of a file; "" where it cannot be read."""
    return light.read_text(path)


def read_json_file(path: str) -> dict[str, object]:
    """The object in a JSON file; empty where there is none."""
    return dict(as_mapping(parse_json(read_text_file(path))))


def read_beginning(path: str) -> str:
    """The first MAX_BEGINNING_BYTES of a file as text; "" where it cannot be read."""
    try:
        with open(path, "rb") as file:
            return file.read(MAX_BEGINNING_BYTES).decode("utf-8", "replace")
    except OSError:
        return ""


def slugify_folder(path: str) -> str:
    """A folder as Claude Code and Cursor name it: what is neither letter nor digit is a dash."""
    return re.sub(r"[^A-Za-z0-9]", "-", path)
