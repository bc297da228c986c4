"""The stores of opencode, read and never written: its database, and the files of before.

The database is `opencode.db` in its data folder.

Tables: `session` (`id, parent_id, directory, permission`), `message` and `part` with their JSON in
`data`; opencode 2 has its messages in `session_message`. Other columns count for nothing, and a
table that is missing is empty. A session is named by a path as if the database were a folder:
`opencode.db/SESSION`, for a subagent's `opencode.db/SESSION/CHILD`, whoever started it.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing
from pathlib import Path

from minutebook.agents.adapters.transcript_files import (
    list_files,
    read_json_file,
    read_text_file,
)
from minutebook.agents.capture.lenient_json import as_mapping, first_text, parse_json

__all__ = ["find_root", "find_sessions", "is_stored", "read_session", "read_text"]

_LOCK_SECONDS = 1.0  # for which a database that is locked is waited for
_MAX_DEPTH = 20  # subagents that start each other

_MESSAGES = "SELECT * FROM message WHERE session_id = ? ORDER BY time_created, id"
_PARTS = (
    "SELECT part.id, part.message_id, part.data FROM part JOIN message ON part.message_id = "
    "message.id WHERE message.session_id = ? ORDER BY part.id"
)
_LATER_MESSAGES = "SELECT * FROM session_message WHERE session_id = ? ORDER BY seq"


def find_sessions(data_folder: str, tops: Sequence[str]) -> Iterator[str]:
    """The paths of the sessions that are about a folder in one of the working trees."""
    real_tops = [os.path.realpath(top) for top in tops]
    for database in _list_databases(data_folder):
        rows = _query(database, "SELECT * FROM session", ())
        parents = {str(row.get("id")): str(row.get("parent_id") or "") for row in rows}
        for row in rows:
            folder = os.path.realpath(str(row.get("directory") or os.sep))
            if any(folder == top or folder.startswith(top + os.sep) for top in real_tops):
                session_id = str(row.get("id"))
                root = _find_root_id(session_id, parents)
                yield os.path.join(database, *dict.fromkeys((root, session_id)))


def _list_databases(data_folder: str) -> list[str]:
    try:
        names = sorted(os.listdir(data_folder))
    except OSError:
        return []
    # A version that is no release has a name of its own: `opencode-dev.db`.
    return [
        os.path.join(data_folder, name)
        for name in names
        if name.startswith("opencode") and name.endswith(".db")
    ]


def _find_root_id(session_id: str, parents: Mapping[str, str]) -> str:
    root = session_id
    for _ in range(_MAX_DEPTH):
        if not parents.get(root):
            break
        root = parents[root]
    return root


def _split(path: str) -> tuple[str, list[str]]:
    """The database and the sessions that a path names; "" and none for the path of a file."""
    names: list[str] = []
    while len(names) < 3 and path:
        path, _, name = path.rpartition(os.sep)
        names.insert(0, name)
        if path.endswith(".db"):
            return path, names
    return "", []


def is_stored(path: str) -> bool:
    """Whether a path names a session in a database."""
    return bool(_split(path)[0])


def find_root(path: str) -> str:
    """The session that the user talked to, of a session in a database; "" for any other path."""
    database, names = _split(path)
    return names[0] if database else ""


def read_session(path: str) -> str:
    """A session in one line as `opencode export` gives it, with its root's id as `rootID`."""
    database, names = _split(path)
    root_id, session_id = names[0], names[-1]
    rows = _query(database, "SELECT * FROM session WHERE id = ?", (session_id,))
    if not rows:
        return ""
    row = rows[0]
    info: dict[str, object] = {"id": session_id, "rootID": root_id}
    info["directory"] = row.get("directory")
    info["parentID"] = row.get("parent_id")
    info["permission"] = parse_json(str(row.get("permission") or "null"))
    return json.dumps({"info": info, "messages": _read_messages(database, session_id)})


def _read_messages(database: str, session_id: str) -> list[dict[str, object]]:
    """The messages of both forms; one that a later version took over counts once."""
    parts: dict[str, list[object]] = {}
    for row in _query(database, _PARTS, (session_id,)):
        data = {"id": row["id"], **_read_data(row)}
        parts.setdefault(str(row["message_id"]), []).append(data)
    messages: dict[str, dict[str, object]] = {}
    for row in _query(database, _MESSAGES, (session_id,)):
        info = {"id": row.get("id"), "sessionID": session_id, **_read_data(row)}
        message_id = str(row.get("id"))
        messages[message_id] = {"info": info, "parts": parts.get(message_id, [])}
    for row in _query(database, _LATER_MESSAGES, (session_id,)):
        message = {"id": row.get("id"), "type": row.get("type"), **_read_data(row)}
        if first_text(message, "id") not in messages:
            messages[str(row.get("id"))] = message
    return list(messages.values())


def _read_data(row: Mapping[str, object]) -> Mapping[str, object]:
    return as_mapping(parse_json(str(row.get("data") or "")))


# SQLite -----------------------------------------------------------------------------------------


def _query(database: str, query: str, values: tuple[str, ...]) -> list[dict[str, object]]:
    """The rows of a query; none where the database cannot be read, or has no such table."""
    import sqlite3  # it is not needed where agents only report

    uri = Path(os.path.abspath(database)).as_uri()
    # With no log beside it the database holds all, and is taken for a file that nobody changes: any
    # other connection would make a log. With one, that is read too, where the folder lets us.
    has_log = os.path.exists(f"{database}-wal")
    for mode in ("mode=ro", "immutable=1") if has_log else ("immutable=1",):
        try:
            with closing(
                sqlite3.connect(f"{uri}?{mode}", timeout=_LOCK_SECONDS, uri=True)
            ) as connection:
                connection.text_factory = lambda raw: raw.decode("utf-8", "replace")
                cursor = connection.execute(query, values)
                names = [column[0] for column in cursor.description]
                return [dict(zip(names, row, strict=True)) for row in cursor]
        except (sqlite3.Error, OSError, ValueError) as error:
            if "unable to open" not in str(error):
                break
    return []


def read_text(path: str) -> str:
    """A session as `opencode export` gives it; in its stores the messages and parts lie apart."""
    folder = os.path.join("storage", "session")
    if is_stored(path):
        return read_session(path)
    if folder not in path:
        return read_text_file(path)
    info = read_json_file(path)
    storage = path[: path.rindex(folder) + len("storage")]
    messages = []
    for file in list_files(os.path.join(storage, "message", str(info.get("id"))), ".json"):
        message = read_json_file(file)
        parts = list_files(os.path.join(storage, "part", str(message.get("id"))), ".json")
        messages.append({"info": message, "parts": [read_json_file(part) for part in parts]})
    return json.dumps({"info": info, "messages": messages})
