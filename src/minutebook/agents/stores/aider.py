"""aider: its history file, `.aider.chat.history.md`, or the one that its configuration names."""

from __future__ import annotations

import os
from collections.abc import Iterable

from minutebook.agents import capture
from minutebook.agents.adapters.aider import ADAPTER, HISTORY_FILE
from minutebook.agents.stores.base import (
    ForeignText,
    Store,
    StoredText,
    StoredTurn,
    StoreReading,
    read_each,
)
from minutebook.agents.stores.store_files import list_tops, name_place, read_file, read_store_files
from minutebook.lean.patterns import compile_lazily
from minutebook.operations.project import Project
from minutebook.repository import files, light

_CONFIG_FILE = ".aider.conf.yml"
_HISTORY_SETTING = compile_lazily(r"(?m)^chat-history-file:([^\n#]{1,500})")


def read_turns(texts: Iterable[StoredText]) -> StoreReading:
    """The turns of history files. Their times have no zone, and name the day of the person."""
    return read_each(texts, _read_history)


def _read_history(stored: StoredText) -> StoreReading:
    text = stored.text
    if text.strip() and not ADAPTER.transcripts.is_own_text(text):
        raise ForeignText("it is not a chat history of aider")
    turns = capture.read_turns("aider", text)
    return StoreReading(tuple(StoredTurn(turn, day=turn.session_id[:10]) for turn in turns))


def find_texts(project: Project, path: str) -> Iterable[StoredText]:
    """The history at `path`, else those of the clone's working trees."""
    if path:
        yield from read_store_files(project, path, [], ".md")
        return
    seen: set[str] = set()
    for top in list_tops(project):
        setting = _HISTORY_SETTING.search(light.read_text(os.path.join(top, _CONFIG_FILE)))
        named = [setting[1].strip().strip("\"'")] if setting else []
        for name in (HISTORY_FILE, *named):
            file = os.path.normpath(os.path.join(top, name))
            place = os.path.relpath(file, top).replace(os.sep, "/")
            # What the repository's own file names counts only inside of the repository.
            if file not in seen and files.is_file_below(top, place):
                seen.add(file)
                yield read_file(file, name_place(project, file))


STORE = Store(
    "aider",
    "aider",
    (HISTORY_FILE, f"what chat-history-file in {_CONFIG_FILE} names"),
    find_texts,
    read_turns,
)
