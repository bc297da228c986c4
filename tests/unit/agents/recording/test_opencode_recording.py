"""Records of opencode: what its hooks tell is recorded, and what its database knows is the same."""

from __future__ import annotations

import os
import time
from pathlib import Path

import pytest

from minutebook.agents.audit.report import run_audit
from minutebook.operations.project import open_project
from minutebook.records import reader
from opencode_database import BEGIN_MS, add_session, add_turn, write

from agent_events import Line, Stage, actor


@pytest.fixture
def database(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
    path = tmp_path / "data/opencode/opencode.db"
    path.parent.mkdir(parents=True)
    return path


def tell(stage: Stage, name: str, **fields: object) -> Line:
    event = {"type": name, "directory": str(stage.top), "sessionID": "s", **fields}
    return ["opencode", name], event


def test_a_turn_does_not_follow_its_own_subagent(stage: Stage) -> None:
    agent = actor("opencode", "s", stage.top)
    task = agent.delegated("reviewer", "Review it", "Fine.", "x.py")
    stage.take([*agent.ask("Do it"), *task, *agent.stop("Done.")])
    main, child = stage.records()
    assert "links" not in main.fields
    assert child.fields["links"] == {"follows": ["0001-do-it"]}


def test_a_message_sent_meanwhile_is_in_the_record_and_takes_no_number(stage: Stage) -> None:
    stage.take(
        [
            tell(stage, "chat.message", turnID="m1", prompt="Sort the list"),
            tell(stage, "chat.message", turnID="m1", prompt="and print it"),
            tell(stage, "session.idle", turnID="m1"),
            tell(stage, "chat.message", turnID="m3", prompt="Thanks"),
            tell(stage, "session.idle", turnID="m3"),
        ]
    )
    first, second = stage.records()
    assert reader.read_prompt(first) == "Sort the list\n\nand print it"
    assert (first.number, second.number, reader.read_prompt(second)) == (1, 2, "Thanks")


def test_the_suggestion_goes_back_to_the_plugin(stage: Stage) -> None:
    answers = stage.take(
        [
            tell(stage, "chat.message", turnID="m1", prompt="Sort the list"),
            tell(stage, "session.idle", turnID="m1"),
        ]
    )
    assert [answer for answer in answers if answer] == [
        f'{{"systemMessage": "minutebook\'s record of this turn: PHR-0001 {stage.record().path}"}}'
    ]


def test_what_hooks_recorded_is_what_the_database_knows(stage: Stage, database: Path) -> None:
    at = time.time() - BEGIN_MS / 1000
    with write(database) as connection:
        add_session(connection, stage.top, "s")
        add_turn(connection, "s", '"Sort the list"', "Sorted.", at)
        stage.take(
            [
                tell(stage, "chat.message", turnID="msg_s_1", prompt="Sort the list"),
                tell(stage, "session.idle", turnID="msg_s_1"),
            ]
        )
        audit = run_audit(open_project(str(stage.top)))
    assert [prompt.record_path for prompt in audit.due_prompts] == [stage.record().path]


def test_backfill_makes_the_records_of_an_interrupted_and_an_answered_turn(
    stage: Stage, database: Path
) -> None:
    with write(database) as connection:
        add_session(connection, stage.top / "src", "s")
        add_turn(connection, "s", '"Sort the list"', "Sorted.")
        at = time.time() - BEGIN_MS / 1000 - 5
        error = {"name": "MessageAbortedError"}
        add_turn(connection, "s", "and print it", "", at, error=error)
    os.makedirs(stage.top / "src")
    audit = run_audit(open_project(str(stage.top)), backfill=True)
    assert len(audit.backfilled_records) == 2
    sorted_, printed = stage.records()
    assert (reader.read_prompt(sorted_), reader.read_response(sorted_)) == (
        "Sort the list",
        "Sorted.",
    )
    assert printed.fields["labels"] == ["interrupted"]
