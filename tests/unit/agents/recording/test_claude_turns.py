"""Claude Code's turns as records: by its hooks, and by its transcripts where no hook ran."""

from __future__ import annotations

import json
import shutil
import time
from pathlib import Path
from typing import Any

import pytest

from minutebook.agents.audit.report import run_audit
from minutebook.operations.project import open_project
from minutebook.records import reader
from minutebook.records.model import PHR, Record
from minutebook.repository import spool

from agent_events import Clock, Line, Stage, actor

NOTICE = "<task-notification>\n<task-id>a1</task-id>\n</task-notification>"
HUMAN = {"origin": {"kind": "human"}, "promptSource": "typed"}


def list_claims(stage: Stage) -> list[str]:
    folder = stage.top / ".git/minutebook/claims"
    return [path.name for path in folder.rglob("*") if path.is_file()]


def say(stage: Stage, event: str, prompt_id: str, **fields: Any) -> Line:
    return actor("claude", "s", stage.top).say(event, prompt_id=prompt_id, **fields)


def test_a_literal_element_that_was_typed_stays(stage: Stage) -> None:
    prompt = "What does\n<system-reminder>\nthis\n</system-reminder>\ndo?"
    agent = actor("claude", "s", stage.top)
    stage.take([*agent.ask(prompt), *agent.stop("Nothing.")])
    assert reader.read_prompt(stage.record()) == prompt


def test_the_answer_to_a_notice_is_added_to_that_of_the_turn_before_it(stage: Stage) -> None:
    stage.take(
        [
            say(stage, "UserPromptSubmit", "p1", prompt="Let it be done, in the background"),
            say(stage, "Stop", "p1", last_assistant_message="It has begun."),
            say(stage, "UserPromptSubmit", "p2", prompt=NOTICE),
        ]
    )
    assert reader.read_response(stage.record()) == "It has begun."
    stage.take(
        [
            say(stage, "Stop", "p2", last_assistant_message="It is done."),
            say(stage, "UserPromptSubmit", "p3", prompt="Thanks"),
            say(stage, "Stop", "p3", last_assistant_message="Welcome."),
            say(stage, "SessionEnd", "p3", reason="other"),
        ]
    )
    records = stage.records()
    assert [(record.number, reader.read_response(record)) for record in records] == [
        (1, "It has begun.\n\nIt is done."),
        (2, "Welcome."),
    ]
    assert list_claims(stage) == []


def test_a_failure_is_recorded_and_labelled(stage: Stage) -> None:
    failure = say(stage, "StopFailure", "p1", error="unknown", last_assistant_message="API Error")
    stage.take([say(stage, "UserPromptSubmit", "p1", prompt="Do it"), failure])
    record = stage.record()
    assert record.fields["labels"] == ["interrupted"]
    assert reader.read_response(record) == "API Error"


def test_a_turn_whose_prompt_was_lost_is_told_of_once(
    stage: Stage, capsys: pytest.CaptureFixture[str]
) -> None:
    agent = actor("claude", "s", stage.top)
    stage.take([*agent.wrote("a.py"), *agent.end(), *agent.begin("resume"), *agent.end()])
    agent = actor("claude", "t", stage.top)
    stage.take([*agent.stop("It is done."), *agent.stop("It is done."), *agent.end()])
    said = "not recorded: its prompt is not known"
    assert capsys.readouterr().err.count(said) == 2
    assert stage.log().count("its prompt is not known") == 2
    assert len(run_audit(open_project(str(stage.top)), agents=("claude",)).unprompted) == 2


def test_the_first_turn_does_not_follow_its_subagent(stage: Stage) -> None:
    agent = actor("claude", "s", stage.top)
    lines = agent.delegated("reviewer", "Review it", "Fine.", "x.py")
    stage.take([*agent.ask("Do it"), *lines, *agent.stop("Done.")])
    main, child = stage.records()
    assert "links" not in main.fields
    assert child.fields["links"] == {"follows": ["0001-do-it"]}


# Transcripts ------------------------------------------------------------------------------------


class Transcript:
    """A session's transcript, line by line, a second apart."""

    def __init__(self, path: Path, cwd: Path, **fields: object) -> None:
        self.path, self.rows, self.fields = path, 0, {"cwd": str(cwd), "sessionId": "s", **fields}
        path.parent.mkdir(parents=True, exist_ok=True)

    def add(self, kind: str, **fields: object) -> None:
        self.rows += 1
        row = {
            "type": kind,
            "uuid": f"{self.path.stem}-{self.rows}",
            "timestamp": f"2026-01-05T09:00:{self.rows:02}.000Z",
            **self.fields,
            **fields,
        }
        with self.path.open("a") as file:
            file.write(json.dumps(row) + "\n")

    def ask(self, text: str, **fields: object) -> None:
        self.add("user", message={"role": "user", "content": text}, **fields)

    def say(self, *blocks: dict[str, object], model: str = "m-1", reason: str = "") -> None:
        message = {"id": f"m{self.rows}", "model": model, "content": list(blocks)}
        self.add("assistant", message={**message, "stop_reason": reason or None})

    def answer(self, text: str, model: str = "m-1", reason: str = "") -> None:
        self.say({"type": "text", "text": text}, model=model, reason=reason)

    def use(self, name: str, output: object, **arguments: object) -> None:
        call_id = f"t{self.path.stem}{self.rows}"
        self.say({"type": "tool_use", "id": call_id, "name": name, "input": arguments})
        part = {"type": "tool_result", "tool_use_id": call_id, "content": "ok"}
        self.add("user", message={"role": "user", "content": [part]}, toolUseResult=output)


@pytest.fixture
def projects(stage: Stage, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder in which Claude Code keeps the transcripts of the stage's repository."""
    monkeypatch.setenv("CLAUDE_CONFIG_DIR", str(tmp_path / "claude"))
    monkeypatch.delenv("CLAUDE_CODE_SESSION_ID", raising=False)
    monkeypatch.chdir(stage.top)
    slug = "".join(char if char.isalnum() else "-" for char in str(stage.top))
    return tmp_path / "claude/projects" / slug


def backfill(stage: Stage, *transcripts: Path) -> list[Record]:
    project = open_project(str(stage.top))
    paths = tuple(map(str, transcripts))
    audit = run_audit(project, agents=("claude",), transcript_paths=paths, backfill=True)
    assert audit.missing_prompts == []
    return sorted(project.load_records().of_kind(PHR), key=lambda record: record.number or 0)


def test_backfill_gives_one_record_for_each_prompt(stage: Stage, projects: Path) -> None:
    session = Transcript(projects / "s.jsonl", stage.top, isSidechain=False)
    session.ask("Fix it", **HUMAN)
    session.use("Bash", {"stdout": "", "stderr": ""}, command="sleep 8")
    queued = {"type": "queued_command", "prompt": "With tabs", "commandMode": "prompt"}
    session.add("attachment", attachment={**queued, "origin": {"kind": "human"}})
    session.answer("Fixed")
    session.ask("<command-name>/exit</command-name>\n<command-args></command-args>")
    session.answer("No response requested.", "<synthetic>")
    session.ask(NOTICE, origin={"kind": "task-notification"})
    session.answer("All of it is done")
    session.ask("Why <system-reminder>?", origin={"kind": "human"}, promptSource="queued")
    session.answer("So")
    records = backfill(stage)
    assert [(reader.read_prompt(each), reader.read_response(each)) for each in records] == [
        ("Fix it\n\nWith tabs", "Fixed\n\nAll of it is done"),
        ("Why <system-reminder>?", "So"),
    ]


def test_backfill_gives_turns_the_links_and_files_of_their_hooks(
    stage: Stage, projects: Path
) -> None:
    stage.write("a.py", "1\n")
    stage.write("b.py", "2\n")
    session = Transcript(projects / "s.jsonl", stage.top, isSidechain=False)
    session.ask("Let it be done", **HUMAN)
    child_path = projects / "s/subagents/agent-a1.jsonl"
    child = Transcript(child_path, stage.top, isSidechain=True, agentId="a1")
    child.ask("Do it")
    child.use("Write", {"filePath": "a.py"}, file_path=str(stage.top / "a.py"), content="1")
    child.use("Bash", {"stdout": ""}, command="printf 2 > b.py")
    child.answer("Written")
    session.rows = 20  # seconds later
    session.use("Agent", {"agentId": "a1"}, prompt="Do it", subagent_type="expert")
    session.answer("It is done")
    session.ask("And now?", **HUMAN)
    session.answer("Nothing")
    main, subagent, last = backfill(stage)
    assert [record.fields.get("links") for record in (main, subagent, last)] == [
        None,
        {"follows": ["0001-let-it-be-done"]},
        {"follows": ["0001-let-it-be-done"]},
    ]
    assert main.fields["files"] == subagent.fields["files"] == ["a.py", "b.py"]
    assert (main.fields["agent"], subagent.fields["agent"]) == ("claude", "expert")


@pytest.mark.parametrize("times", [{"timestamp": None}, {"timestamp": "1999-01-01T00:00:00Z"}])
@pytest.mark.parametrize("has_type", [True, False])
def test_a_subagents_transcript_alone_gives_its_record(
    stage: Stage, projects: Path, tmp_path: Path, times: dict[str, object], has_type: bool
) -> None:
    stage.write("minutebook.toml", 'record = "changes"\n')
    path = tmp_path / "given/agent-a1.jsonl"
    child = Transcript(path, stage.top, isSidechain=True, agentId="a1", **times)
    child.ask("Review it")
    child.answer("It is fine")
    if has_type:
        path.with_name("agent-a1.meta.json").write_text('{"agentType": "reviewer"}')
    (record,) = backfill(stage, path.parent)
    assert reader.read_prompt(record) == "Review it"
    assert record.fields["agent"] == ("reviewer" if has_type else "claude")


def test_a_recorded_subagent_is_known_by_its_transcript_alone(
    stage: Stage, projects: Path, tmp_path: Path
) -> None:
    agent = actor("claude", "s", stage.top)
    lines = agent.delegated("reviewer", "Review it", "Fine.", "x.py")
    stage.take([*agent.ask("Do it"), *lines, *agent.stop("Done.")])
    path = tmp_path / "given/agent-a0.jsonl"
    times = {"timestamp": "1999-01-01T00:00:00Z"}
    child = Transcript(path, stage.top, isSidechain=True, agentId="a0", **times)
    child.ask("Review it")
    child.answer("Fine.")
    assert len(backfill(stage, path)) == 2


@pytest.mark.parametrize("kept", ["no texts", "texts", "no events"])
def test_a_record_without_what_only_the_transcript_knows_is_no_false_claim(
    stage: Stage, projects: Path, kept: str
) -> None:
    agent = actor("claude", "s", stage.top)
    end = agent.end() if kept == "no texts" else []
    stage.take([*agent.ask("Fix it"), *agent.stop("Fixed"), *end])
    if kept == "no events":
        for folder in spool.list_spools(str(stage.top / ".git")):
            shutil.rmtree(folder)
    session = Transcript(projects / "s.jsonl", stage.top, isSidechain=False, timestamp=None)
    session.ask("Fix it", **HUMAN)
    queued = {"type": "queued_command", "prompt": "With tabs", "commandMode": "prompt"}
    session.add("attachment", attachment={**queued, "origin": {"kind": "human"}})
    session.answer("Fixed")
    audit = run_audit(open_project(str(stage.top)), agents=("claude",))
    assert (audit.missing_prompts, audit.false_claims) == ([], ())
    assert len(audit.due_prompts) == 1


def test_a_subagent_that_was_stopped_with_its_turn_is_recorded(
    stage: Stage, projects: Path
) -> None:
    path = projects / "s.jsonl"
    child = Transcript(
        projects / "s/subagents/agent-a1.jsonl", stage.top, isSidechain=True, agentId="a1"
    )
    child.ask("Review it")
    child.use("Bash", {"stdout": ""}, command="sleep 40")
    child.ask("[Request interrupted by user for tool use]")
    session = {"transcript_path": str(path)}
    subagent = {"agent_id": "a1", "agent_type": "reviewer", **session}
    stage.take(
        [
            say(stage, "UserPromptSubmit", "p1", prompt="Let it be reviewed", **session),
            say(stage, "SubagentStart", "p1", **subagent),
            say(stage, "UserPromptSubmit", "p2", prompt="Stop", **session),
            say(stage, "Stop", "p2", last_assistant_message="Stopped.", **session),
        ]
    )
    labels = {reader.read_prompt(each): each.fields.get("labels") for each in stage.records()}
    assert labels == {
        "Let it be reviewed": ["interrupted"],
        "Review it": ["interrupted"],
        "Stop": None,
    }


def live(stage: Stage, projects: Path) -> tuple[Transcript, dict[str, str]]:
    """A transcript without times of its own, as a session that goes on now, and its events'."""
    path = projects / "s.jsonl"
    return Transcript(path, stage.top, isSidechain=False), {"transcript_path": str(path)}


def test_an_answer_that_comes_after_the_stop_replaces_no_interim_text(
    stage: Stage, projects: Path
) -> None:
    session, fields = live(stage, projects)
    session.fields["timestamp"] = None
    session.ask("Fix it", **HUMAN)
    session.answer("Let me look.", reason="tool_use")
    stage.take([say(stage, "UserPromptSubmit", "p1", prompt="Fix it", **fields)])
    stage.take([say(stage, "Stop", "p1", **fields)])
    assert not reader.read_response(stage.record())
    session.use("Bash", {"stdout": ""}, command="ls")
    session.answer("Fixed.", reason="end_turn")
    stage.take([say(stage, "SessionEnd", "p1", reason="other", **fields)])
    assert reader.read_response(stage.record()) == "Fixed."


@pytest.mark.parametrize(("reason", "labels"), [("end_turn", None), ("tool_use", ["interrupted"])])
@pytest.mark.parametrize("end", ["prompt", "end", "backfill"])
def test_a_turn_that_was_finished_without_a_stop_was_not_interrupted(
    stage: Stage, projects: Path, reason: str, labels: list[str] | None, end: str
) -> None:
    session, fields = live(stage, projects)
    session.fields["timestamp"] = None
    session.ask("Fix it", **HUMAN)
    session.answer("Fixed.", reason=reason)
    stage.take([say(stage, "UserPromptSubmit", "p1", prompt="Fix it", **fields)])
    if end == "prompt":
        stage.take([say(stage, "UserPromptSubmit", "p2", prompt="And now?", **fields)])
        stage.take([say(stage, "Stop", "p2", last_assistant_message="So.", **fields)])
    elif end == "end":
        stage.take([say(stage, "SessionEnd", "p1", reason="other", **fields)])
    else:
        Clock(stage.monkeypatch).offset = 90_000.0
        assert len(backfill(stage)) == 1
    first = stage.records()[0]
    assert (reader.read_prompt(first), first.fields.get("labels")) == ("Fix it", labels)


def test_what_was_added_to_a_turn_is_not_added_to_the_next(stage: Stage, projects: Path) -> None:
    session, fields = live(stage, projects)
    stamps = [
        time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(time.time() + second)) for second in (0, 1)
    ]
    session.ask("Fix it", **HUMAN, timestamp=stamps[0])
    queued = {"type": "queued_command", "prompt": "With tabs", "commandMode": "prompt"}
    session.fields["timestamp"] = stamps[1]
    session.add("attachment", attachment={**queued, "origin": {"kind": "human"}})
    session.answer("Fixed.", reason="end_turn")
    stage.take(
        [
            say(stage, "UserPromptSubmit", "p1", prompt="Fix it", **fields),
            say(stage, "Stop", "p1", last_assistant_message="Fixed.", **fields),
            say(stage, "UserPromptSubmit", "p2", prompt="And now?", **fields),
            say(stage, "Stop", "p2", last_assistant_message="So.", **fields),
        ]
    )
    assert [reader.read_prompt(each) for each in stage.records()] == [
        "Fix it\n\nWith tabs",
        "And now?",
    ]
