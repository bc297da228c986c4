"""Records of Copilot's turns, from its hooks alone and with Claude Code's settings beside them."""

from __future__ import annotations

import json
import os
from typing import Any

import pytest

from minutebook.agents.capture.assemble import assemble_turns
from minutebook.agents.turns.session import read_session
from minutebook.records import reader

from agent_events import Clock, Line, Stage

NAMES = {
    "sessionStart": "SessionStart",
    "userPromptSubmitted": "UserPromptSubmit",
    "postToolUse": "PostToolUse",
    "agentStop": "Stop",
    "subagentStop": "SubagentStop",
    "sessionEnd": "SessionEnd",
}
KEYS = {
    "sessionId": "session_id",
    "agentId": "agent_id",
    "agentType": "agent_type",
    "parentAgentId": "parent_agent_id",
    "agentName": "agent_name",
    "transcriptPath": "transcript_path",
    "stopReason": "stop_reason",
    "response": "last_assistant_message",
    "toolName": "tool_name",
    "toolArgs": "tool_input",
    "resultType": "result_type",
    "textResultForLlm": "text_result_for_llm",
}
TOOLS = {"create": "Write", "bash": "Bash", "task": "Agent"}


class Copilot:
    """A session of Copilot's command line; `is_doubled`: it has Claude Code's settings, too."""

    def __init__(self, stage: Stage, is_doubled: bool) -> None:
        self.stage, self.is_doubled, self.moment = stage, is_doubled, 1790000000000

    def tell(self, event: str, *, child: str = "", caller: str = "main", **fields: Any) -> None:
        """Report an event to the settings, as the session itself or as the subagent `child`."""
        self.moment += 250
        payload = {
            "sessionId": child or "main",
            "timestamp": self.moment,
            "cwd": str(self.stage.top),
        }
        if child:
            payload |= {"agentId": child, "agentType": "tester", "parentAgentId": caller}
        lines: list[Line] = [(["copilot", event], {**payload, **fields})]
        if self.is_doubled:
            lines.append((["claude"], self.translate(event, {**payload, **fields})))
        self.stage.take(lines)

    def translate(self, event: str, payload: dict[str, Any]) -> dict[str, Any]:
        """The same event as Claude Code's settings get it."""
        translated = {KEYS.get(key, key): value for key, value in payload.items()}
        seconds, rest = divmod(self.moment, 1000)
        translated |= {"hook_event_name": NAMES[event], "timestamp": seconds + rest / 1000}
        if "toolResult" in translated:
            result = translated.pop("toolResult")
            translated["tool_result"] = {KEYS[key]: value for key, value in result.items()}
            translated["tool_name"] = TOOLS[translated["tool_name"]]
        return translated

    def use(self, tool: str, arguments: dict[str, str], text: str, **who: str) -> None:
        result = {"resultType": "success", "textResultForLlm": text}
        self.tell("postToolUse", toolName=tool, toolArgs=arguments, toolResult=result, **who)

    def write(self, path: str, **who: str) -> None:
        self.stage.write(path, "x\n")
        self.use("create", {"path": os.path.join(self.stage.top, path)}, "Created", **who)

    def test(self, status: int, **who: str) -> None:
        text = f"ran\n<shellId: 1 completed with exit code {status}>"
        self.use("bash", {"command": "pytest -q"}, text, **who)

    def work_as(self, child: str, task: str, path: str, caller: str = "main") -> None:
        who = {"child": child, "caller": caller}
        self.tell("userPromptSubmitted", prompt=task, **who)
        self.write(path, **who)
        self.test(0, **who)
        self.tell("agentStop", stopReason="end_turn", **who)
        self.finish(child, task, caller)

    def finish(self, child: str, task: str, caller: str = "main") -> None:
        answer = f"{task}: done."
        who = {"child": child, "caller": caller}
        self.tell("subagentStop", agentName="tester", response=answer, **who)
        is_nested = caller != "main"
        back = {"child": caller} if is_nested else {}
        self.use("task", {"agent_type": "tester", "prompt": task}, answer, **back)

    def stop(self) -> None:
        self.tell("agentStop", stopReason="end_turn")


@pytest.fixture(params=[False, True], ids=["alone", "beside-claude"])
def copilot(request: pytest.FixtureRequest, stage: Stage) -> Copilot:
    return Copilot(stage, request.param)


def summarize(stage: Stage) -> list[tuple[int, str, str, list[str], list[str]]]:
    return [
        (
            record.number,
            (reader.read_prompt(record) or "").strip(),
            record.fields.get("agent", ""),
            list(record.fields.get("files", [])),
            list(record.fields.get("tests", [])),
        )
        for record in stage.records()
    ]


def test_a_turn_is_one_record(copilot: Copilot, stage: Stage) -> None:
    for prompt, path in (("Do this", "a.py"), ("Do that", "b.py")):
        copilot.tell("userPromptSubmitted", prompt=prompt)
        copilot.write(path)
        copilot.test(1)
        copilot.stop()
    copilot.tell("sessionEnd", reason="complete")
    failed = ["pytest -q (failed)"]
    assert summarize(stage) == [
        (1, "Do this", "copilot", ["a.py"], failed),
        (2, "Do that", "copilot", ["b.py"], failed),
    ]
    assert stage.claims() == []
    assert stage.log() == ""
    (spool_file,) = stage.spool.glob("*.jsonl")
    assert "Do this" not in spool_file.read_text("utf-8")  # its texts are dropped
    turns = assemble_turns(read_session(str(spool_file.with_suffix(""))).events)
    assert [len(turn.tools) for turn in turns] == [2, 2]


def test_subagents_have_records_of_their_own(copilot: Copilot, stage: Stage) -> None:
    """One that starts another, and one beside it; no number is lost."""
    copilot.tell("userPromptSubmitted", prompt="Share it out")
    copilot.tell("userPromptSubmitted", prompt="Test all", child="kid-1")
    copilot.work_as("grandkid", "Test the lexer", "lexer.py", caller="kid-1")
    copilot.tell("agentStop", stopReason="end_turn", child="kid-1")
    copilot.work_as("kid-2", "Document it", "doc.py")
    copilot.finish("kid-1", "Test all")
    copilot.stop()
    records = {
        prompt: (number, agent, files) for number, prompt, agent, files, _ in summarize(stage)
    }
    assert sorted(number for number, _, _ in records.values()) == [1, 2, 3, 4]
    assert records["Share it out"] == (1, "copilot", ["doc.py", "lexer.py"])
    assert records["Test the lexer"][1:] == ("tester", ["lexer.py"])
    assert records["Document it"][1:] == ("tester", ["doc.py"])
    links = {
        (reader.read_prompt(record) or "").strip(): [
            link.target for link in record.links if link.relation == "follows"
        ]
        for record in stage.records()
    }
    names = {prompt: f"{number:04d}" for prompt, (number, _, _) in records.items()}
    follows = {prompt: [str(link)[:4] for link in found] for prompt, found in links.items()}
    assert follows == {
        "Share it out": [],
        "Test all": [names["Share it out"]],
        "Document it": [names["Share it out"]],
        "Test the lexer": [names["Test all"]],
    }
    assert {path.stem.partition(".")[0] for path in stage.spool.glob("*.jsonl")} == {"copilot-main"}


def test_a_notice_goes_on_with_the_turn(copilot: Copilot, stage: Stage) -> None:
    copilot.tell("userPromptSubmitted", prompt="Build it")
    copilot.stop()
    notice = "<system_notification>\nThe build is done.\n</system_notification>"
    copilot.tell("userPromptSubmitted", prompt=notice)
    copilot.write("late.py")
    copilot.stop()
    copilot.tell("userPromptSubmitted", prompt="Next")
    copilot.stop()
    assert [row[:4] for row in summarize(stage)] == [
        (1, "Build it", "copilot", ["late.py"]),
        (2, "Next", "copilot", []),
    ]
    assert stage.claims() == []


def test_a_subagent_that_could_not_be_started_has_no_record(copilot: Copilot, stage: Stage) -> None:
    copilot.is_doubled = False
    copilot.tell("userPromptSubmitted", prompt="Let someone do it")
    arguments = {"agent_type": "nobody", "prompt": "Do it"}
    copilot.tell("postToolUseFailure", toolName="task", toolArgs=arguments, error="Unknown type")
    copilot.stop()
    assert [row[1] for row in summarize(stage)] == ["Let someone do it"]


def test_an_interrupted_turn_took_as_long_as_its_log_says(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    """No hook tells of the interruption: the next prompt may come much later."""
    copilot, clock = Copilot(stage, False), Clock(monkeypatch)
    home = stage.top.parent / "copilot-home"
    monkeypatch.setenv("COPILOT_HOME", str(home))
    log = home / "session-state" / "main" / "events.jsonl"
    log.parent.mkdir(parents=True)
    log.touch()
    copilot.tell("userPromptSubmitted", prompt="Do it")
    import time

    now = time.time()
    rows = [
        ("user.message", now, {"content": "Do it"}),
        ("assistant.message", now + 2, {"content": "", "model": "large"}),
        ("abort", now + 75, {"reason": "user_abort"}),
    ]
    log.write_text(
        "".join(
            json.dumps({"type": kind, "timestamp": moment, "data": data, "id": kind}) + "\n"
            for kind, moment, data in rows
        )
    )
    clock.offset = 900
    copilot.tell("userPromptSubmitted", prompt="Do that")
    copilot.stop()
    first = stage.records()[0]
    assert (first.fields["labels"], first.fields["model"]) == (["interrupted"], "large")
    assert first.fields["duration"] == "75s"
