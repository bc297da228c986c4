"""Turns of Codex from their events and rollouts to records: what hooks make, and what a backfill."""

from __future__ import annotations

import shutil
import time
from pathlib import Path

import pytest

from codex_rollouts import CHILD, SESSION, Rollout, spawn_source
from minutebook.agents.audit.report import run_audit
from minutebook.operations.project import open_project
from minutebook.records.model import PHR, Record
from minutebook.repository import spool

from agent_events import Line, Stage
from agent_transcripts import VARIABLES

OTHER_CHILD = "s-other-child"
Facts = list[tuple[str, str, list[str], list[str]]]


class Session:
    """A session of Codex: its hooks' events, and the rollouts that lie in the user's home."""

    def __init__(self, stage: Stage, home: Path) -> None:
        self.stage, self.folder, self.calls = stage, home / ".codex/sessions/2026", 0

    def rollout(self, thread: str = SESSION, **meta: object) -> Rollout:
        return Rollout(thread, time.time() - 2, cwd=str(self.stage.top), **meta)

    def write(self, rollout: Rollout) -> str:
        path = self.folder / f"rollout-{rollout.rows[0]['payload']['id']}.jsonl"  # type: ignore[index]
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(rollout.text)
        return str(path)

    def say(self, event: str, turn: str = "t1", agent: str = "", **fields: object) -> None:
        path = str(self.folder / f"rollout-{agent or SESSION}.jsonl")
        if event == "SubagentStop":
            fields["agent_transcript_path"] = path
        inside = {"agent_id": agent, "agent_type": "default"} if agent else {}
        payload = {
            "session_id": SESSION,
            "turn_id": turn,
            "transcript_path": path,
            "cwd": str(self.stage.top),
            "permission_mode": "default",
            "hook_event_name": event,
            "model": "gpt-m",
            **inside,
            **fields,
        }
        line: Line = (["codex"], payload)
        self.stage.take([line])

    def spawn(self, task: str, name: str) -> None:
        self.calls += 1
        self.say(
            "PostToolUse",
            tool_name="collaborationspawn_agent",
            tool_input={"message": task, "task_name": name},
            tool_response=f'{{"task_name": "/root/{name}"}}',
            tool_use_id=f"spawn-{self.calls}",
        )

    def work(self, agent: str, name: str, task: str, path: str) -> None:
        """What an agent does: it writes a file by the shell, and its rollout tells of it."""
        rollout = self.rollout(agent, source=spawn_source(f"/root/{name}"))
        rollout.begin(f"turn-{agent}", "t1").tell(f"/root/{name}", "NEW_TASK", "", task)
        command = f"printf 'x\\n' > {path}"
        rollout.item(
            "CommandExecution",
            f"run-{agent}",
            command=["/bin/bash", "-lc", command],
            exit_code=0,
            aggregated_output="",
        )
        self.stage.write(path, "x\n")
        self.write(rollout.answer(f"{name} is done"))
        self.say(
            "PostToolUse",
            f"turn-{agent}",
            agent,
            tool_name="Bash",
            tool_input={"command": command},
            tool_response="",
            tool_use_id=f"run-{agent}",
        )


@pytest.fixture
def session(stage: Stage, world: dict[str, str], monkeypatch: pytest.MonkeyPatch) -> Session:
    for name in VARIABLES:
        monkeypatch.delenv(name, raising=False)
    return Session(stage, Path(world["HOME"]))


def list_records() -> list[Record]:
    return sorted(open_project(".").load_records().of_kind(PHR), key=lambda record: record.path)


def list_followed(record: Record) -> list[str]:
    return [link.target for link in record.links if link.relation == "follows"]


def read_facts() -> Facts:
    return sorted(
        (
            record.title,
            str(record.fields["agent"]),
            list(record.fields.get("files", [])),
            list(record.fields.get("tests", [])),
        )
        for record in list_records()
    )


def backfill(stage: Stage) -> Facts:
    """What a backfill records where nothing is left of records and events."""
    shutil.rmtree(stage.top / "history")
    for folder in spool.list_spools(str(stage.top / ".git")):
        shutil.rmtree(folder)
    assert not run_audit(open_project("."), backfill=True).failures
    return read_facts()


def test_agents_that_begin_at_once_have_their_own_task(session: Session, stage: Stage) -> None:
    """The events pair them the other way round; their rollouts know better."""
    main = session.rollout().begin("t1").ask("Let both do it")
    session.write(main)
    session.say("UserPromptSubmit", prompt="Let both do it")
    session.spawn("Sort the list", "sorter")
    session.spawn("Compare the lists", "comparer")
    session.say("SubagentStart", f"turn-{OTHER_CHILD}", OTHER_CHILD)
    session.say("SubagentStart", f"turn-{CHILD}", CHILD)
    session.work(OTHER_CHILD, "comparer", "Compare the lists", "compared.txt")
    session.work(CHILD, "sorter", "Sort the list", "sorted.txt")
    for agent, name in ((CHILD, "sorter"), (OTHER_CHILD, "comparer")):
        session.say(
            "SubagentStop", f"turn-{agent}", agent, last_assistant_message=f"{name} is done"
        )
    main.second += 60  # they ended before it did
    session.write(main.answer("Both are done"))
    session.say("Stop", last_assistant_message="Both are done")
    facts = [
        ("Compare the lists", "default", ["compared.txt"], []),
        ("Let both do it", "codex", ["compared.txt", "sorted.txt"], []),
        ("Sort the list", "default", ["sorted.txt"], []),
    ]
    assert read_facts() == facts
    numbers = [record.number for record in list_records()]
    assert numbers == [1, 2, 3]
    first, *agents = list_records()
    assert list_followed(first) == []
    assert [list_followed(record) for record in agents] == [["0001-let-both-do-it"]] * 2
    assert backfill(stage) == facts


def test_an_interrupted_turn_is_recorded_at_once(session: Session, stage: Stage) -> None:
    main = session.rollout().begin("t1").ask("Sort the list")
    session.write(main)
    session.say("UserPromptSubmit", prompt="Sort the list")
    session.say("UserPromptSubmit", prompt="With tabs, please")
    session.write(main.ask("With tabs, please").event("turn_aborted", reason="interrupted"))
    session.say("Interrupt")
    (record,) = list_records()
    assert record.fields["labels"] == ["interrupted"]
    assert record.number == 1
    assert "With tabs, please" in (stage.top / record.path).read_text()
    assert backfill(stage) == [("Sort the list", "codex", [], [])]
