"""opencode's database: read as it is, whatever its version, and left as it was."""

from __future__ import annotations

import json
import os
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from minutebook.agents.adapters.opencode import store
from minutebook.agents.capture import transcripts
from minutebook.agents.capture.turn import Turn
from opencode_database import BEGIN_MS, add_session, add_turn, write


@pytest.fixture
def database(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
    path = tmp_path / "data/opencode/opencode.db"
    path.parent.mkdir(parents=True)
    return path


def find_turns(top: Path) -> list[Turn]:
    files = transcripts.find_transcripts([str(top)], ["opencode"])
    return list(transcripts.read_transcripts(files))


def list_turns(top: Path) -> list[tuple[str, str]]:
    return [(turn.whole_prompt, turn.response) for turn in find_turns(top)]


def test_the_turns_of_a_working_tree_are_read_while_opencode_runs_and_after(
    database: Path, tmp_path: Path
) -> None:
    top, other = tmp_path / "shop", tmp_path / "shop-2"
    for folder in (top / "src", other):
        folder.mkdir(parents=True)
    with write(database) as connection:
        add_session(connection, top, "ses_a")
        add_session(connection, top / "src", "ses_b")
        add_session(connection, other, "ses_c")
        add_turn(connection, "ses_a", '"Fix the list"', "Fixed.")
        add_turn(connection, "ses_a", "Thanks", "Gladly.", at=60)
        add_turn(connection, "ses_b", "Look", "Seen.")
        add_turn(connection, "ses_c", "Elsewhere", "Yes.")
        expected = [("Fix the list", "Fixed."), ("Thanks", "Gladly."), ("Look", "Seen.")]
        assert list_turns(top) == expected  # it lies in the log alone
    before = sorted(os.listdir(database.parent))
    assert list_turns(top) == expected
    assert sorted(os.listdir(database.parent)) == before == ["opencode.db"]
    first = find_turns(top)[0]
    assert (first.session_id, first.cwd, first.started) == (
        "ses_a",
        str(top),
        BEGIN_MS / 1000 + 0.001,
    )


def test_subagents_belong_to_the_session_that_the_user_talks_to(
    database: Path, tmp_path: Path
) -> None:
    with write(database) as connection:
        for session_id, parent in (("ses_a", None), ("ses_b", "ses_a"), ("ses_0", "ses_b")):
            add_session(connection, tmp_path, session_id, parent)
            add_turn(connection, session_id, f"Ask {session_id}", "Yes.")
    turns = {turn.prompt: turn for turn in find_turns(tmp_path)}
    assert {(turn.session_id, turn.subagent_id) for turn in turns.values()} == {
        ("ses_a", ""),
        ("ses_a", "ses_b"),
        ("ses_a", "ses_0"),
    }


def test_a_session_that_both_stores_have_is_read_once(database: Path, tmp_path: Path) -> None:
    with write(database) as connection:
        add_session(connection, tmp_path, "ses_a")
        add_turn(connection, "ses_a", "Ask", "Yes.")
    storage = database.parent / "storage"
    for path, content in {
        "session/p/ses_a.json": {"id": "ses_a", "directory": str(tmp_path)},
        "message/ses_a/m1.json": {"id": "msg_ses_a_0_1", "role": "user", "time": {"created": 1}},
        "part/msg_ses_a_0_1/p.json": {"type": "text", "text": "Ask"},
    }.items():
        (storage / path).parent.mkdir(parents=True)
        (storage / path).write_text(json.dumps(content))
    assert len({turn.id for turn in find_turns(tmp_path)}) == 1


def test_messages_of_opencode_2_come_after_those_that_it_took_over(
    database: Path, tmp_path: Path
) -> None:
    with write(database) as connection:
        add_session(connection, tmp_path, "ses_a")
        add_turn(connection, "ses_a", "Old", "Yes.")
        for seq, (message_id, kind, data) in enumerate(
            (
                ("msg_ses_a_0_1", "user", {"text": "Old"}),
                ("msg_n", "user", {"text": "New", "time": {"created": BEGIN_MS + 9000}}),
                ("msg_o", "assistant", {"content": [{"type": "text", "text": "Indeed."}]}),
            )
        ):
            connection.execute(
                "INSERT INTO session_message VALUES (?, 'ses_a', ?, ?, ?)",
                (message_id, kind, seq, json.dumps(data)),
            )
    assert list_turns(tmp_path) == [("Old", "Yes."), ("New", "Indeed.")]


OLD_TABLES = """
CREATE TABLE session (id text PRIMARY KEY, directory text NOT NULL);
CREATE TABLE message (id text PRIMARY KEY, session_id text, time_created integer, data text);
CREATE TABLE part (id text PRIMARY KEY, message_id text, data text);
INSERT INTO session VALUES ('ses_a', '{top}');
INSERT INTO message VALUES ('m', 'ses_a', 1, '{{"role": "user"}}');
INSERT INTO message VALUES ('n', 'ses_a', 2, 'no JSON');
INSERT INTO part VALUES ('p', 'm', '{{"type": "text", "text": "Ask"}}');
INSERT INTO part VALUES ('q', 'm', CAST(x'7bff' AS TEXT));
"""


def test_columns_and_tables_may_be_missing(database: Path, tmp_path: Path) -> None:
    with write(database, OLD_TABLES.format(top=tmp_path)):
        pass
    assert list_turns(tmp_path) == [("Ask", "")]


@pytest.mark.parametrize(
    "tables",
    [
        "CREATE TABLE other (id text)",
        "CREATE TABLE session (id text, directory text); INSERT INTO session VALUES ('a', '{top}')",
        "CREATE TABLE session (name text); INSERT INTO session VALUES ('a')",
    ],
)
def test_a_database_of_another_version_has_no_turns(
    database: Path, tmp_path: Path, tables: str
) -> None:
    with write(database, tables.format(top=tmp_path)):
        pass
    assert find_turns(tmp_path) == []


@pytest.mark.parametrize("content", [b"", b"SQLite format 3\0" + b"\xff" * 5000, b"text"])
def test_a_file_that_is_no_database_has_no_turns(
    database: Path, tmp_path: Path, content: bytes
) -> None:
    database.write_bytes(content)
    assert find_turns(tmp_path) == []
    assert store.read_session(str(database / "ses_a")) == ""


def test_a_locked_database_has_no_turns(
    database: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(store, "_LOCK_SECONDS", 0.01)
    with write(database) as connection:
        add_session(connection, tmp_path, "ses_a")
        add_turn(connection, "ses_a", "Ask", "Yes.")
    with closing(sqlite3.connect(database)) as connection:
        connection.execute("PRAGMA locking_mode=EXCLUSIVE")
        connection.execute("BEGIN EXCLUSIVE")
        connection.execute("INSERT INTO session VALUES ('x', NULL, '/', '', '', 1)")
        assert find_turns(tmp_path) == []


@pytest.mark.parametrize(
    ("path", "is_stored", "root"),
    [
        ("/d/opencode.db/ses_a", True, "ses_a"),
        ("/d/opencode.db/ses_a/ses_b", True, "ses_a"),
        ("/d/opencode.db", False, ""),
        ("/d/storage/session/p/ses_a.json", False, ""),
        ("ses_a.json", False, ""),
    ],
)
def test_a_path_names_a_session_in_a_database(path: str, is_stored: bool, root: str) -> None:
    path = path.replace("/", os.sep)
    assert (store.is_stored(path), store.find_root(path)) == (is_stored, root)
