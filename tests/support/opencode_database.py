"""A database as opencode writes it, with the tables and columns that count."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

BEGIN_MS = 1_790_000_000_000
TABLES = """
CREATE TABLE session (id text PRIMARY KEY, parent_id text, directory text NOT NULL, title text,
    permission text, time_created integer NOT NULL);
CREATE TABLE message (id text PRIMARY KEY, session_id text NOT NULL, time_created integer NOT NULL,
    data text NOT NULL);
CREATE TABLE part (id text PRIMARY KEY, message_id text NOT NULL, session_id text NOT NULL,
    data text NOT NULL);
CREATE TABLE session_message (id text PRIMARY KEY, session_id text NOT NULL, type text NOT NULL,
    seq integer NOT NULL, data text NOT NULL);
"""
RUN_RULES = json.dumps([{"permission": "question", "pattern": "*", "action": "deny"}])


@contextmanager
def write(path: Path, tables: str = TABLES) -> Iterator[sqlite3.Connection]:
    """A connection of opencode's own: with a log beside the database, as long as it is open."""
    is_new = not path.exists()
    with closing(sqlite3.connect(path)) as connection:
        if is_new:
            connection.execute("PRAGMA journal_mode=WAL")
            connection.executescript(tables)
        yield connection
        connection.commit()


def add_session(
    connection: sqlite3.Connection, folder: Path, session_id: str, parent: str | None = None
) -> None:
    connection.execute(
        "INSERT INTO session VALUES (?, ?, ?, 'A title', ?, 1)",
        (session_id, parent, str(folder), None if parent else RUN_RULES),
    )


def add_turn(
    connection: sqlite3.Connection,
    session_id: str,
    prompt: str,
    response: str,
    at: float = 0,
    **answer: object,
) -> None:
    """A prompt and its answer, `at` seconds after the start; `answer`: more of its message."""
    for name, role, text in (("1", "user", prompt), ("2", "assistant", response)):
        message_id = f"msg_{session_id}_{at}_{name}"
        created = round(BEGIN_MS + 1000 * at) + int(name)
        data = {"role": role, "time": {"created": created, "completed": created + 1}}
        data |= answer if role == "assistant" else {}
        connection.execute(
            "INSERT INTO message VALUES (?, ?, ?, ?)",
            (message_id, session_id, created, json.dumps(data)),
        )
        connection.execute(
            "INSERT INTO part VALUES (?, ?, ?, ?)",
            (
                f"prt_{message_id}",
                message_id,
                session_id,
                json.dumps({"type": "text", "text": text}),
            ),
        )
    connection.commit()
