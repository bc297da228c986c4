"""What a log of Copilot's tells without its events: subagents linked, their files the turn's too."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest

from minutebook.agents.audit.report import run_audit
from minutebook.operations.project import open_project
from minutebook.records import reader
from minutebook.records.model import PHR

START = 1790000000


def write_log(home: Path, top: Path) -> None:
    def line(second: int, kind: str, agent: str = "", **data: object) -> dict[str, object]:
        row = {"type": kind, "id": f"l{second}", "timestamp": START + second, "data": data}
        return {**row, "agentId": agent} if agent else row

    def run(second: int, call: str, tool: str, agent: str = "", **arguments: str) -> list[object]:
        return [
            line(second, "tool.execution_start", agent, toolCallId=call, toolName=tool, arguments=arguments),
            line(second, "tool.execution_complete", agent, toolCallId=call, success=True, result={}),
        ]  # fmt: skip

    rows = [
        line(0, "session.start", sessionId="main", context={"cwd": str(top)}),
        line(1, "user.message", content="Begin"),
        *run(2, "c0", "create", path=str(top / "first.py")),
        line(3, "assistant.message", content="Begun.", messageId="m3"),
        line(10, "user.message", content="Share it out"),
        run(11, "c1", "task", prompt="Change it", agent_type="tester")[0],
        line(12, "subagent.started", "kid", toolCallId="c1", agentType="tester"),
        line(13, "user.message", "kid", content="Change it", source="agent-main"),
        *run(14, "c2", "create", "kid", path=str(top / "made.py")),
        *run(15, "c3", "bash", "kid", command="echo x > 'by shell.py'; echo x > gone.py"),
        *run(16, "c4", "bash", "kid", command="echo x > '[a]*.py'"),
        line(17, "assistant.message", "kid", content="Changed.", messageId="m17"),
        line(20, "assistant.message", content="Shared out.", messageId="m20"),
        line(30, "user.message", content="Look at it"),
        line(31, "assistant.message", content="Looked.", messageId="m31"),
    ]
    log = home / ".copilot" / "session-state" / "main" / "events.jsonl"
    log.parent.mkdir(parents=True)
    log.write_text("".join(json.dumps(row) + "\n" for row in rows))


def test_a_backfill_tells_what_hooks_would_have_told(
    repo: Path, world: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("COPILOT_HOME", raising=False)
    write_log(Path(world["HOME"]), repo)
    for name in ("first.py", "made.py", "by shell.py", "[a]b.py"):
        (repo / name).write_text("x\n")
    project = open_project(str(repo))
    made = run_audit(project, agents=["copilot"], backfill=True).backfilled_records
    assert len(made) == 4
    records = {
        (reader.read_prompt(record) or "").strip(): record
        for record in open_project(str(repo)).load_records().members
        if record.kind is PHR
    }
    names = {prompt: os.path.basename(record.path)[:4] for prompt, record in records.items()}
    follows = {
        prompt: [link.target[:4] for link in record.links if link.relation == "follows"]
        for prompt, record in records.items()
    }
    assert follows == {
        "Begin": [],
        "Share it out": [names["Begin"]],
        "Change it": [names["Share it out"]],
        "Look at it": [names["Share it out"]],
    }
    assert list(records["Begin"].fields["files"]) == ["first.py"]
    for prompt in ("Share it out", "Change it"):
        assert list(records[prompt].fields["files"]) == ["by shell.py", "made.py"]
    assert records["Change it"].fields["agent"] == "tester"
    assert run_audit(open_project(str(repo)), agents=["copilot"]).missing_prompts == []
