"""git-ai: notes, working logs and the database, made up in the shapes that its source describes.

git-ai cannot be installed here. Notes are those of `authorship/3.0.0`, written by 1.0 to 1.6.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable
from pathlib import Path

import pytest

from minutebook.agents.stores import git_ai
from minutebook.agents.stores.base import StoredText, StoreReading
from minutebook.errors import UsageError
from minutebook.operations.project import open_project
from stored_prompts import SESSION, add_note, authorship_note, edit, message

FIRST = [
    message("user", "Add a retry", "00:00"),
    edit("src/a.py"),
    message("assistant", "Added.", "00:30"),
]
LATER = [
    *FIRST,
    message("user", "continue", "05:00"),
    message("assistant", "Twice.", "05:30"),
    message("user", "continue", "06:00"),
    message("assistant", "Thrice.", "06:30"),
]


def read_notes(*notes: str) -> StoreReading:
    """The reading of notes on commits `c1`, `c2`, …, a day apart."""
    return git_ai.read_turns(
        StoredText(f"refs/notes/ai:c{number}", note, (f"c{number}",), "Ada", number * 86400.0)
        for number, note in enumerate(notes, 1)
    )


def test_a_broken_line_of_a_working_log_is_named() -> None:
    row = {"agent_id": {"tool": "claude", "id": SESSION}, "transcript": {"messages": FIRST[:1]}}
    text = f'{json.dumps(row)}\n{{"agent_id": '
    reading = git_ai.read_turns([StoredText(".git/ai/working_logs/x/checkpoints.jsonl", text)])
    assert [stored.turn.prompt for stored in reading.turns] == ["Add a retry"]
    assert reading.problems == (".git/ai/working_logs/x/checkpoints.jsonl: line 2 is not JSON",)


def test_a_session_in_two_notes_is_read_once() -> None:
    reading = read_notes(
        authorship_note(FIRST, ["src/a.py"]), authorship_note(LATER, ["src/a.py", "b c.py"])
    )
    assert [
        (stored.turn.prompt, stored.turn.response, stored.commits, stored.files)
        for stored in reading.turns
    ] == [
        ("Add a retry", "Added.", ("c1",), ()),  # its tool names the file
        ("continue", "Twice.", ("c2",), ()),
        ("continue", "Thrice.", ("c2",), ("src/a.py", "b c.py")),
    ]
    first = reading.turns[0]
    assert first.turn.tools[0].files == ("src/a.py",)
    assert (first.turn.agent, first.turn.session_id) == ("claude", SESSION)
    assert (first.turn.model, first.user) == ("claude-sonnet-4-5", "Jo Example")
    assert (reading.problems, reading.silent_count) == ((), 0)


def test_a_note_that_holds_what_came_since_the_last_one() -> None:
    reading = read_notes(authorship_note(FIRST), authorship_note(LATER[3:]))
    assert [stored.turn.prompt for stored in reading.turns] == [
        "Add a retry",
        "continue",
        "continue",
    ]


def test_a_copied_note_makes_no_further_turn() -> None:
    reading = read_notes(authorship_note(LATER), authorship_note(FIRST), authorship_note(LATER))
    assert [stored.turn.prompt for stored in reading.turns] == [
        "Add a retry",
        "continue",
        "continue",
    ]
    assert {stored.commits for stored in reading.turns} == {("c1",)}


def test_a_turn_that_went_on_has_both_commits() -> None:
    grown = [*FIRST, edit("src/b.py"), message("assistant", "And tested.", "02:00")]
    (stored,) = read_notes(authorship_note(FIRST), authorship_note(grown)).turns
    assert stored.commits == ("c1", "c2")
    assert stored.turn.response == "And tested."


def test_messages_without_times_have_their_commit_s() -> None:
    (stored,) = read_notes(
        authorship_note([message("user", "Add"), message("assistant", "Yes")])
    ).turns
    assert stored.turn.started == 86400.0


def test_a_masked_secret_is_told() -> None:
    prompt = "Use sk_l********abcd"
    (stored,) = read_notes(authorship_note([message("user", prompt, "00:00")])).turns
    assert (stored.turn.prompt, bool(stored.placeholder)) == (prompt, True)
    assert not read_notes(authorship_note(FIRST)).turns[0].placeholder


def test_sessions_without_messages_are_counted() -> None:
    reading = read_notes(
        authorship_note(None, ["a.py"], session="s1"),
        authorship_note(None, ["b.py"], session="s1"),
        authorship_note([], session="s2"),
    )
    assert (reading.turns, reading.silent_count) == ((), 2)
    assert read_notes(authorship_note(None), authorship_note(FIRST)).silent_count == 0


@pytest.mark.parametrize("note", ["nonsense", "a.py\n  x 1\n---\n{", "a.py\n---\n[]", "---\nnull"])
def test_a_malformed_note_is_named(note: str) -> None:
    reading = read_notes(note, authorship_note(FIRST))
    assert len(reading.turns) == 1
    assert reading.problems == (
        "refs/notes/ai:c1: it is not an authorship log: no JSON object follows a line ---",
    )


# Where it all lies ------------------------------------------------------------------------------


def read_store(repo: Path, path: str = "") -> StoreReading:
    project = open_project(str(repo))
    return git_ai.read_turns(git_ai.find_texts(project, path))


def commit(git: Callable[..., str], subject: str) -> str:
    git("commit", "-q", "--allow-empty", "-m", subject)
    return git("rev-parse", "HEAD").strip()


def test_notes_are_found_with_their_commits(repo: Path, git: Callable[..., str]) -> None:
    first, second = commit(git, "one"), commit(git, "two")
    add_note(git, first, authorship_note(FIRST, author=None))
    add_note(git, second, authorship_note(None), ref="ai-remote/origin")
    reading = read_store(repo)
    (stored,) = reading.turns
    assert (stored.commits, stored.user) == ((first,), "Ada Example")
    assert reading.problems == ()


def test_a_commit_that_was_rewritten_is_not_listed(repo: Path, git: Callable[..., str]) -> None:
    commit(git, "one")
    add_note(git, commit(git, "two"), authorship_note(FIRST))
    git("reset", "-q", "--hard", "HEAD~1")
    (stored,) = read_store(repo).turns
    assert stored.commits == ()


def test_the_notes_of_another_repository(
    repo: Path, git: Callable[..., str], tmp_path: Path
) -> None:
    sha = commit(git, "one")
    other = str(tmp_path / "other")
    git("clone", "-q", str(repo), other)
    add_note(git, sha, authorship_note(FIRST))
    git("push", "-q", other, "refs/notes/ai")
    git("update-ref", "-d", "refs/notes/ai")
    assert read_store(repo).turns == ()
    (stored,) = read_store(repo, other).turns
    assert stored.commits == (sha,)
    with pytest.raises(UsageError, match="not a clone"):
        read_store(repo, str(tmp_path / "nothing"))


def test_working_logs_hold_what_is_not_committed(repo: Path) -> None:
    folder = repo / ".git/ai/working_logs/abc"
    folder.mkdir(parents=True)
    agent = {"tool": "cursor", "id": "s-9", "model": "gpt-5"}
    rows = [
        {"kind": "Human", "author": "Ada"},
        {"kind": "AiAgent", "agent_id": agent, "transcript": {"messages": FIRST}},
    ]
    (folder / "checkpoints.jsonl").write_text("".join(json.dumps(row) + "\n" for row in rows))
    (stored,) = read_store(repo).turns
    assert (stored.turn.agent, stored.turn.session_id) == ("cursor", "s-9")


def test_rows_of_the_database_that_are_about_this_clone(
    repo: Path, git: Callable[..., str], world: dict[str, str], tmp_path: Path
) -> None:
    """The table is that of git-ai's first migration."""
    sha = commit(git, "one")
    file = Path(world["HOME"]) / ".git-ai/internal/db"
    file.parent.mkdir(parents=True)
    connection = sqlite3.connect(file)
    connection.execute(
        "CREATE TABLE prompts (id TEXT PRIMARY KEY NOT NULL, workdir TEXT, tool TEXT NOT NULL,"
        " model TEXT NOT NULL, external_thread_id TEXT NOT NULL, messages TEXT NOT NULL,"
        " commit_sha TEXT, agent_metadata TEXT, human_author TEXT, total_additions INTEGER,"
        " total_deletions INTEGER, accepted_lines INTEGER, overridden_lines INTEGER,"
        " created_at INTEGER NOT NULL, updated_at INTEGER NOT NULL)"
    )
    columns = "id, workdir, tool, model, external_thread_id, messages, commit_sha, human_author"
    for number, (workdir, sha_of_row, words) in enumerate(
        [(str(repo), None, "here"), ("/gone", sha, "by its commit"), (str(tmp_path), None, "else")]
    ):
        messages = json.dumps({"messages": [message("user", words, "00:00")]})
        connection.execute(
            f"INSERT INTO prompts ({columns}, created_at, updated_at)"
            " VALUES (?, ?, 'claude', 'opus', ?, ?, ?, 'Jo', 1, 2)",
            (f"p{number}", workdir, f"s{number}", messages, sha_of_row),
        )
    connection.commit()
    connection.close()
    reading = read_store(repo)
    assert [(stored.turn.prompt, stored.commits) for stored in reading.turns] == [
        ("here", ()),
        ("by its commit", (sha,)),
    ]
    file.write_bytes(b"not a database, whatever its name says" * 100)
    assert "SQLite" in read_store(repo).problems[0]
