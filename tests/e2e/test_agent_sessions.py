"""Whole sessions of each agent, through the hook's entry point, in a real repository."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from minutebook.records import reader

from agent_events import AGENTS, HOOK_SCRIPT, Clock, Line, Stage, actor
from command_runner import Runner

PROMPT = """Please add a cache to `app.py`. It is slow.

---
## And a heading
```python
print("é 漢字 🎉")
```
"""
# Those that show what a hook prints: their users see it, their models do not.
SHOWING = ("claude", "codex", "gemini", "opencode")
ANSWER = "Done: a cache with a TTL.\n\nTwo files were changed."


def get_fields(record, *names: str) -> tuple[object, ...]:  # type: ignore[no-untyped-def]
    return tuple(record.fields.get(name) for name in names)


@pytest.mark.parametrize(
    "name",
    [pytest.param(name, marks=[] if name == "claude" else pytest.mark.slow) for name in AGENTS],
)
def test_a_session_in_processes_of_its_own(name: str, stage: Stage) -> None:
    """As agents call the hook: each event in a process of its own, whose output is the answer."""
    agent = actor(name, "5e55-1", stage.top)
    stage.play([*agent.begin(), *agent.ask(PROMPT)])
    stage.write("cache.py", "new\n")
    *_, answer = stage.play([*agent.wrote("cache.py"), *agent.stop(ANSWER)])
    record = stage.record()
    assert (reader.read_prompt(record), record.fields["files"]) == (PROMPT, ["cache.py"])
    message = {"systemMessage": f"minutebook's record of this turn: {record.ref} {record.path}"}
    assert (answer.json if answer.out else None) == (message if name in SHOWING else None)


@pytest.mark.parametrize("name", AGENTS)
def test_a_session(name: str, stage: Stage, run: Runner) -> None:
    agent = actor(name, "5e55-1", stage.top)
    # Files that had changed before the prompt.
    stage.write("old.py", "x = 'dirty before'\n")
    stage.write("notes.txt", "mine\n")
    stage.take([*agent.begin(), *agent.ask(PROMPT)])
    stage.write("cache.py", "new\n")
    stage.take(agent.wrote("cache.py"))
    stage.write("by-shell.txt", "no tool says so\n")
    stage.take(agent.ran("python -m pytest -q", "FAILED tests/test_app.py\n1 failed in 0.1s", 1))
    stage.write("app.py", "x = 2\n")
    stage.git("add", "app.py")
    stage.git("commit", "-q", "-m", "Add a cache")
    stage.take(agent.ran("python -m pytest -q", "3 passed in 0.1s"))
    stage.write("sub.py", "new\n")
    stage.take(agent.delegated("reviewer", "Review what was done.", "It is fine.", "sub.py"))
    answers = stage.take(agent.stop(ANSWER))

    records = {record.fields["agent"]: record for record in stage.records()}
    assert set(records) == {name, "reviewer"}
    main, subagent_record = records[name], records["reviewer"]
    assert (main.number, main.ref) == (1, "PHR-0001")  # the one reserved at the prompt
    assert reader.read_prompt(main) == PROMPT
    assert (reader.read_response(main) or "") == (ANSWER if agent.stop_has_response else "")
    assert main.fields["files"] == ["app.py", "by-shell.txt", "cache.py", "sub.py"]
    assert main.fields["tests"] == [
        "python -m pytest -q (1 failed)",
        "python -m pytest -q (3 passed)",
    ]
    # That of the records is above it.
    assert main.fields["commits"] == [stage.git("rev-parse", "HEAD^")[:12]]
    assert main.state == "green"
    assert main.title == "Add a cache to `app.py`"
    assert get_fields(main, "surface", "branch", "user", "session", "fidelity") == (
        name,
        "main",
        "Ada Example",
        "5e55-1",
        "verbatim",
    )
    assert main.fields.get("model", "") == agent.model
    if name == "opencode":
        assert main.fields["tokens"] == 1000
        assert main.fields["usage"] == {"input": 900, "output": 100, "cached": 0}
    # The subagent's task has a record of its own.
    assert reader.read_prompt(subagent_record) == "Review what was done."
    assert (reader.read_response(subagent_record) or "") == "It is fine."
    assert subagent_record.fields["surface"] == name
    names_writers = name in ("claude", "codex", "opencode")  # others do not say who wrote a file
    assert subagent_record.fields.get("files", []) == (["sub.py"] if names_writers else [])
    assert subagent_record.fields["links"] == {"follows": ["0001-add-a-cache-to-app-py"]}
    # Only some agents show a message.
    message = f"{main.ref} {main.path}"
    shown = [
        json.loads(answer)["systemMessage"].removeprefix("minutebook's record of this turn: ")
        for answer in answers
        if answer
    ]
    assert shown == ([message] if name in SHOWING else [])

    # Another prompt, within which the process dies; the session is resumed with one more prompt.
    stage.take(agent.ask("Now write the docs"))
    stage.write("README.md", "half\n")
    stage.take(agent.wrote("README.md"))
    stage.take(agent.begin("resume"))
    stage.take(agent.ask("Go on with the docs"))
    stage.write("GUIDE.md", "whole\n")
    stage.take([*agent.wrote("GUIDE.md"), *agent.stop("Written."), *agent.end()])
    stage.take(agent.stop("Written."))  # twice
    third, fourth = stage.records()[-2:]
    assert [reader.read_prompt(third), reader.read_prompt(fourth)] == [
        "Now write the docs",
        "Go on with the docs",
    ]
    assert (third.fields["files"], fourth.fields["files"]) == (["README.md"], ["GUIDE.md"])
    assert (third.fields.get("labels"), fourth.fields.get("labels")) == (["interrupted"], None)
    assert len(stage.records()) == 4
    assert stage.claims() == []
    assert stage.log() == ""
    assert [finding["code"] for finding in run("check", "--json").json["findings"]] == []


def test_a_subagent_that_is_told_to_write_records(stage: Stage) -> None:
    """Its definition stays as it is: there is one record, whether the subagent obeys or not."""
    definition = (
        "---\nname: fastapi-backend-expert\ndescription: Builds APIs.\nmodel: sonnet\n"
        "color: green\n---\n\nYou build APIs.\n\nAlways create a PHR after completing tasks and "
        "suggest ADRs for significant architectural decisions.\n"
    )
    page = stage.write(".claude/agents/fastapi-backend-expert.md", definition)
    agent = actor("claude", "s", stage.top)
    stage.take(agent.ask("Add an endpoint"))
    stage.write("api.py", "x\n")
    kind = "fastapi-backend-expert"
    stage.take([*agent.delegated(kind, "Add /health", "Added.", "api.py"), *agent.stop("Done.")])
    records = {record.fields["agent"]: record for record in stage.records()}
    assert reader.read_prompt(records[kind]) == "Add /health"
    assert records[kind].fields["files"] == ["api.py"]
    assert page.read_text("utf-8") == definition


def test_two_agents_in_one_tree_at_once(stage: Stage) -> None:
    claude, cursor = actor("claude", "one", stage.top), actor("cursor", "two", stage.top)
    stage.take([*claude.begin(), *cursor.begin(), *claude.ask("Write a"), *cursor.ask("Write b")])
    stage.write("a.py", "a\n")
    stage.write("b.py", "b\n")
    stage.write("nobody.txt", "no tool says whose\n")
    stage.take([*claude.wrote("a.py"), *cursor.wrote("b.py")])
    stage.take([*claude.stop("a"), *cursor.stop("b")])
    files = {record.fields["surface"]: record.fields["files"] for record in stage.records()}
    assert files == {"claude": ["a.py", "nobody.txt"], "cursor": ["b.py", "nobody.txt"]}
    assert [record.number for record in stage.records()] == [1, 2]


@pytest.mark.parametrize("is_missing", [False, True])
def test_a_stop_before_the_transcript_is_written(is_missing: bool, stage: Stage) -> None:
    agent = actor("claude", "s", stage.top)
    transcript = stage.top.parent / "s.jsonl"

    def name_transcript(lines: list[Line]) -> list[Line]:
        return [(args, {**payload, "transcript_path": str(transcript)}) for args, payload in lines]

    if not is_missing:
        transcript.write_text('{"type": "user", "uuid": "u1", "mess', "utf-8")
    stage.take(name_transcript([*agent.ask("Add it"), *agent.stop("Added.")]))
    record = stage.record()
    assert (reader.read_prompt(record), reader.read_response(record)) == ("Add it", "Added.")


def test_what_the_events_do_not_say_is_read_from_the_transcript(stage: Stage) -> None:
    agent = actor("copilot", "s", stage.top)
    transcript = stage.top.parent / "events.jsonl"
    rows = [
        {"type": "session.start", "data": {"sessionId": "s", "selectedModel": "some-model"}},
        {"type": "user.message", "data": {"content": "Add it"}, "id": "u1"},
        {"type": "assistant.message", "data": {"content": "Added.", "outputTokens": 7}, "id": "a"},
    ]
    transcript.write_text("".join(json.dumps(line) + "\n" for line in rows), "utf-8")
    (args, payload), *_ = agent.stop("")
    stage.take([*agent.ask("Add it"), (args, {**payload, "transcriptPath": str(transcript)})])
    record = stage.record()
    assert (reader.read_prompt(record), reader.read_response(record)) == ("Add it", "Added.")
    assert get_fields(record, "model", "tokens", "fidelity") == ("some-model", 7, "verbatim")


VSCODE = {"timestamp": "2026-01-02T03:04:05Z", "transcript_path": "/nowhere", "session_id": "v"}


def test_an_event_that_two_settings_send_is_recorded_once(stage: Stage) -> None:
    """VS Code loads Claude Code's settings beside its own: each event comes twice at once."""

    def send_twice(event: str, **more: object) -> None:
        payload = {**VSCODE, "cwd": str(stage.top), "hook_event_name": event, **more}
        commands = [["claude"], ["copilot", event[0].lower() + event[1:]]]
        processes = [
            subprocess.Popen(
                [sys.executable, "-c", HOOK_SCRIPT, *command],
                cwd=stage.top,
                env=stage.world,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.PIPE,
            )
            for command in commands
        ]
        for process in processes:
            assert process.stdin is not None
            process.stdin.write(json.dumps(payload).encode())
            process.stdin.close()
        for process in processes:
            assert process.stderr is not None
            assert process.stdout is not None
            assert (process.wait(), process.stderr.read()) == (0, b"")
            process.stderr.close()
            process.stdout.close()

    for prompt in ("First", "Second"):
        send_twice("UserPromptSubmit", prompt=prompt)
        send_twice("Stop", stop_hook_active=False)
    assert [reader.read_prompt(record) for record in stage.records()] == ["First", "Second"]
    assert [record.number for record in stage.records()] == [1, 2]
    assert stage.claims() == []
    assert {path.name for path in stage.spool.glob("*.jsonl")} == {"copilot-v.jsonl"}
    assert stage.log() == ""


def test_cursor_with_the_settings_of_claude_and_its_own(stage: Stage) -> None:
    agent = actor("cursor", "c", stage.top)

    def add_claude_events(lines: list[Line]) -> list[Line]:
        names = {"beforeSubmitPrompt": "UserPromptSubmit", "stop": "Stop"}
        others = [
            (["claude"], {**payload, "hook_event_name": names[payload["hook_event_name"]]})
            for _, payload in lines
            if payload["hook_event_name"] in names
        ]
        return [*lines, *others]

    stage.take(add_claude_events(agent.ask("Do it")))
    stage.take(add_claude_events(agent.stop("Done.")))
    assert reader.read_response(stage.record()) == "Done."
    assert stage.claims() == []


@pytest.mark.parametrize("name", AGENTS)
def test_a_session_that_died_is_recorded_by_the_next(name: str, stage: Stage, clock: Clock) -> None:
    clock.offset = -7 * 3600.0
    dead = actor(name, "dead", stage.top)
    stage.take([*dead.begin(), *dead.ask("Write a and die")])
    stage.write("a.py", "a\n")
    stage.write("later.py", "somebody's, hours later\n")
    stage.take(dead.wrote("a.py"))
    clock.offset = 0.0
    live = actor("claude", "live", stage.top)
    stage.take(live.begin())
    record = stage.record()
    assert reader.read_prompt(record) == "Write a and die"
    assert get_fields(record, "labels", "files", "surface") == (["interrupted"], ["a.py"], name)
    assert record.number == 1
    stage.take(actor("claude", "next", stage.top).begin())
    stage.take(live.begin("resume"))
    assert len(stage.records()) == 1


def test_a_session_that_may_be_at_work_is_left_alone(stage: Stage, clock: Clock) -> None:
    clock.offset = -5 * 3600.0
    stage.take(actor("claude", "slow", stage.top).ask("Take your time"))
    clock.offset = 0.0
    stage.take(actor("claude", "live", stage.top).begin())
    assert stage.records() == []


def test_a_turn_whose_recording_failed_is_recorded_by_the_next_session(
    stage: Stage, monkeypatch
) -> None:  # type: ignore[no-untyped-def]
    """Recording failed at the end of the turn; the start of the next session does it."""
    agent = actor("claude", "one", stage.top)
    stage.take(agent.ask("Add it"))
    with monkeypatch.context() as patch:
        patch.setattr("minutebook.redact.redact_texts", fail)
        stage.take(agent.stop("Added."))
    assert stage.records() == []
    assert stage.git("status", "--porcelain") == ""
    stage.take(actor("gemini", "two", stage.top).begin())
    assert reader.read_response(stage.record()) == "Added."


def fail(*_: object, **__: object) -> object:
    raise RuntimeError("the detector broke")


def test_worktrees_share_numbers_and_keep_their_records(stage: Stage) -> None:
    linked = stage.top.parent / "linked"
    stage.git("worktree", "add", "-q", "-b", "topic", str(linked))
    claude, codex = actor("claude", "one", stage.top), actor("codex", "two", linked)
    stage.take(claude.ask("Write a here"))
    stage.take(codex.ask("Write b there"), cwd=linked)
    stage.write("a.py", "a\n")
    (linked / "b.py").write_text("b\n", "utf-8")
    stage.take(codex.stop("b"), cwd=linked)
    stage.take(claude.stop("a"))
    (first,), (second,) = stage.records(), stage.records(linked)
    assert (first.number, first.fields["files"], first.fields["branch"]) == (1, ["a.py"], "main")
    assert (second.number, second.fields["files"], second.fields["branch"]) == (
        2,
        ["b.py"],
        "topic",
    )
    assert stage.spool.is_dir()
    assert not (linked / ".git").is_dir()


def test_a_hook_that_runs_outside_of_the_repository(stage: Stage, tmp_path: Path) -> None:
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    agent = actor("claude", "s", stage.top)
    stage.write("old.py", "dirty\n")
    stage.take(agent.ask("Do it"), cwd=elsewhere)
    stage.write("new.py", "x\n")
    stage.take(agent.stop("Done."), cwd=elsewhere)
    assert (stage.record().number, stage.record().fields["files"]) == (1, ["new.py"])


def test_an_agent_that_reports_another_folder(stage: Stage, tmp_path: Path) -> None:
    """The turn is recorded where the hook runs, whatever folder the agent reports."""
    agent = actor("claude", "s", tmp_path)
    stage.take([*agent.ask("Do it"), *agent.stop("Done.")])
    assert reader.read_prompt(stage.record()) == "Do it"


@pytest.mark.parametrize("count", [15, pytest.param(110, marks=pytest.mark.slow)])
def test_many_turns_are_each_recorded_once(stage: Stage, count: int) -> None:
    """No turn is recorded twice, and none is lost."""
    agent = actor("claude", "long", stage.top)
    for number in range(1, count + 1):
        stage.write("app.py", f"x = {number}\n")
        stage.take(
            [
                *agent.ask(f"Set x to {number}"),
                *agent.wrote("app.py"),
                *agent.stop(f"x is {number}."),
                *(agent.stop(f"x is {number}.") if number % 7 == 0 else []),
                *(agent.begin("resume") if number % 50 == 0 else []),
            ]
        )
    records = stage.records()
    assert [record.number for record in records] == list(range(1, count + 1))
    assert [reader.read_prompt(record) for record in records] == [
        f"Set x to {number}" for number in range(1, count + 1)
    ]
    assert stage.claims() == []
    assert stage.log() == ""
