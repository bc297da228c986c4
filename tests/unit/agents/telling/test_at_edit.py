"""At an edit: the decision in force for the file is told, once, in each agent's own form."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from minutebook.agents.telling.wording import EDIT_TOKENS
from minutebook.lean.tokens import count_tokens
from minutebook.operations.reading.cataloguing import refreshing

from agent_events import AGENTS, Line, Stage, actor

Decide = Callable[..., None]
Tell = Callable[[list[Line]], list[str]]
SENTENCE = 'Chosen option: "Keep sessions in Redis everywhere", because it holds.'


def edit(top: Path, path: str, tool: str = "Edit", session: str = "s", **more: object) -> Line:
    """What Claude Code sends before it edits a file."""
    arguments = {"file_path": os.path.join(top, path), "old_string": "a", "new_string": "b"}
    fields = {"tool_name": tool, "tool_input": arguments, **more}
    return actor("claude", session, top).say("PreToolUse", **fields)  # type: ignore[no-any-return]


def write(name: str, stage: Stage, path: str) -> list[Line]:
    """What an agent sends around the writing of a file."""
    if name == "claude":
        return [edit(stage.top, path, "Write")]
    agent = actor(name, "s", stage.top)
    if name == "cursor":
        arguments = {"file_path": os.path.join(stage.top, path)}
        return [agent.say("postToolUse", tool_name="Write", tool_input=arguments, tool_output="")]
    return agent.wrote(path)  # type: ignore[no-any-return]


@pytest.mark.parametrize("name", AGENTS)
def test_each_agent_is_told_once(name: str, stage: Stage, decide: Decide, tell: Tell) -> None:
    decide(7, "Keep sessions in Redis", "src/auth/**")
    (first,) = tell(write(name, stage, "src/auth/login.py"))
    assert first.startswith("In force for src/auth/login.py (quoted from")
    assert SENTENCE in first
    assert "ADR-0007" in first
    assert "[governs src/auth/**]" in first
    assert tell(write(name, stage, "src/auth/login.py")) == [""]
    notes = next(stage.spool.glob(f"{name}-s.told")).read_text("utf-8")
    assert notes.partition("\t")[2] == "src/auth/login.py\t0007-keep-sessions-in-redis\n"


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("claude", ("hookSpecificOutput", "PreToolUse")),
        ("codex", ("hookSpecificOutput", "PostToolUse")),
        ("gemini", ("hookSpecificOutput", "AfterTool")),
        ("copilot", ("additionalContext", "")),
        ("cursor", ("additional_context", "")),
        ("opencode", ("additionalContext", "")),
    ],
)
def test_the_answer_has_nothing_but_the_text(
    name: str, expected: tuple[str, str], stage: Stage, decide: Decide
) -> None:
    """No key that allows, refuses or changes a call, and none that another agent reads."""
    decide(7, "Keep sessions in Redis", "src/**")
    (answer,) = stage.take(write(name, stage, "src/x.py"))
    form, event_name = expected
    document = json.loads(answer)
    assert list(document) == [form]
    if event_name:
        assert sorted(document[form]) == ["additionalContext", "hookEventName"]
        assert document[form]["hookEventName"] == event_name
    assert answer.isascii()


def test_other_events_are_recorded_and_answered_as_before(
    stage: Stage, decide: Decide, tell: Tell
) -> None:
    decide(7, "Keep sessions in Redis", "src/**")
    agent = actor("claude", "s", stage.top)
    assert tell([*agent.ask("Do it"), *agent.wrote("src/x.py"), *agent.ran("ls", "x")]) == [""] * 3
    assert tell([edit(stage.top, "src/x.py", "Read"), edit(stage.top, "src/x.py", "Task")]) == [
        "",
        "",
    ]
    spooled = (stage.spool / "claude-s.jsonl").read_text("utf-8")
    assert spooled.count('"PreToolUse"') == 2
    tell([edit(stage.top, "src/x.py")])  # what the call did is told when it is over
    assert (stage.spool / "claude-s.jsonl").read_text("utf-8") == spooled


@pytest.mark.parametrize("status", ["proposed", "rejected", "deprecated", "superseded"])
def test_what_is_not_in_force_is_not_told(
    status: str, stage: Stage, decide: Decide, tell: Tell
) -> None:
    decide(7, "Keep sessions in Redis", "src/**", status)
    assert tell([edit(stage.top, "src/x.py")]) == [""]


@pytest.mark.parametrize(("told", "is_told"), [("all", 1), ("edit", 1), ("session", 0), ("off", 0)])
def test_the_settings_say_whether(
    told: str, is_told: int, stage: Stage, decide: Decide, tell: Tell
) -> None:
    stage.write("minutebook.toml", f'tell = "{told}"\n')
    decide(7, "Keep sessions in Redis", "src/**")
    assert bool(tell([edit(stage.top, "src/x.py")])[0]) == is_told


def test_a_setting_counts_from_the_next_edit_on(stage: Stage, decide: Decide, tell: Tell) -> None:
    decide(7, "Keep sessions in Redis", "src/**")
    stage.write("minutebook.toml", 'tell = "off"\n')
    assert tell([edit(stage.top, "src/x.py")]) == [""]
    stage.write("minutebook.toml", 'tell = "edit"\n')
    assert SENTENCE in tell([edit(stage.top, "src/x.py")])[0]


def test_a_decision_that_was_just_changed_is_told_as_it_is(
    stage: Stage, decide: Decide, tell: Tell
) -> None:
    decide(7, "Keep sessions in Redis", "src/**", "proposed")
    page = stage.top / "decisions/0007-keep-sessions-in-redis.md"
    page.write_text(page.read_text("utf-8").replace("proposed", "accepted"), "utf-8")
    assert SENTENCE in tell([edit(stage.top, "src/x.py")])[0]


def test_without_a_catalog_nothing_is_told_and_none_is_made(
    stage: Stage, decide: Decide, tell: Tell
) -> None:
    decide(7, "Keep sessions in Redis", "src/**")
    refreshing.remove_catalog(str(stage.top))
    assert tell([edit(stage.top, "src/x.py")]) == [""]
    assert not (stage.top / ".git/minutebook/catalog.sqlite").exists()


@pytest.mark.parametrize("content", [b"", b"no database", b"SQLite format 3\0" + bytes(5000)])
def test_a_broken_catalog_keeps_nobody_from_working(
    content: bytes, stage: Stage, decide: Decide
) -> None:
    decide(7, "Keep sessions in Redis", "src/**")
    (stage.top / ".git/minutebook/catalog.sqlite").write_bytes(content)
    result = stage.run(["claude"], json.dumps(edit(stage.top, "src/y.py")[1]).encode())
    assert (result.exit, result.err) == (0, "")


def test_settings_that_cannot_be_read_keep_nobody_from_working(
    stage: Stage, decide: Decide
) -> None:
    decide(7, "Keep sessions in Redis", "src/**")
    stage.write("minutebook.toml", "tell = [\n")
    result = stage.run(["claude"], json.dumps(edit(stage.top, "src/x.py")[1]).encode())
    assert (result.exit, result.out, result.err) == (0, "", "")


def test_a_file_that_names_a_decision_is_governed_by_it(
    stage: Stage, decide: Decide, tell: Tell
) -> None:
    decide(7, "Keep sessions in Redis")
    stage.write("src/x.py", "# See ADR-0007.\n")
    stage.write("src/y.bin", "ADR-0007\0")
    assert "[named in the file]" in tell([edit(stage.top, "src/x.py")])[0]
    assert tell([edit(stage.top, "src/y.bin"), edit(stage.top, "src/z.py")]) == ["", ""]


def test_the_same_decision_is_short_for_the_next_file(
    stage: Stage, decide: Decide, tell: Tell
) -> None:
    decide(7, "Keep sessions in Redis", "src/**")
    first, second = tell([edit(stage.top, "src/x.py"), edit(stage.top, "src/y.py")])
    assert SENTENCE in first
    assert SENTENCE not in second
    assert "ADR-0007 (Keep sessions in Redis): quoted above" in second


def test_a_patch_tells_of_each_file_in_turn(stage: Stage, decide: Decide, tell: Tell) -> None:
    decide(7, "Keep sessions in Redis", "a.py")
    decide(8, "Name tables in plural", "b.py")
    patch = (
        "*** Begin Patch\n*** Update File: a.py\n@@\n-x\n+y\n*** Add File: b.py\n+x\n*** End Patch"
    )
    agent = actor("codex", "s", stage.top)
    told = tell([agent.used("apply_patch", {"command": patch}, "") for _ in range(3)])
    assert ["ADR-0007" in told[0], "ADR-0008" in told[1], told[2]] == [True, True, ""]


def test_a_subagent_is_told_for_itself(stage: Stage, decide: Decide, tell: Tell) -> None:
    decide(7, "Keep sessions in Redis", "src/**")
    child = {"agent_id": "a1", "agent_type": "explore"}
    lines = [edit(stage.top, "src/x.py", **more) for more in ({}, child, child, {})]  # type: ignore[arg-type]
    assert [SENTENCE in text for text in tell(lines)] == [True, True, False, False]


def test_after_a_compaction_it_is_told_anew(stage: Stage, decide: Decide, tell: Tell) -> None:
    decide(7, "Keep sessions in Redis", "src/**")
    stage.write("minutebook.toml", 'tell = "edit"\n')
    agent = actor("claude", "s", stage.top)
    before = edit(stage.top, "src/x.py")
    resumed, compacted = agent.begin("resume"), agent.begin("compact")
    told = tell([before, *resumed, before, *compacted, before, before])
    assert [SENTENCE in text for text in told] == [True, False, False, False, True, False]


def test_two_settings_that_report_one_call_have_it_told_once(
    stage: Stage, decide: Decide, tell: Tell
) -> None:
    """Copilot reads Claude Code's settings too, where it takes what is said before a call."""
    decide(7, "Keep sessions in Redis", "src/**")
    agent = actor("copilot", "s", stage.top)
    arguments = {"path": str(stage.top / "src/x.py"), "file_text": ""}
    payload = {
        "hook_event_name": "PreToolUse",
        "session_id": "s",
        "timestamp": "2026-01-02T03:04:05Z",
        "cwd": str(stage.top),
        "tool_name": "Write",
        "tool_input": arguments,
    }
    told = tell([(["claude"], payload), *agent.wrote("src/x.py")])
    assert [SENTENCE in text for text in told] == [True, False]


def test_pages_of_records_are_not_told_of(stage: Stage, decide: Decide, tell: Tell) -> None:
    decide(7, "Keep sessions in Redis", "'**'")
    paths = ["decisions/0007-keep-sessions-in-redis.md", "decisions/0008-new.md", "x.md"]
    told = tell([edit(stage.top, path) for path in paths])
    assert [SENTENCE in text for text in told] == [False, False, True]


def test_files_elsewhere_are_not_told_of(
    stage: Stage, decide: Decide, tell: Tell, tmp_path: Path, world: dict[str, str]
) -> None:
    decide(7, "Keep sessions in Redis", "'**'")
    other = stage.top / "vendor/other"
    other.mkdir(parents=True)
    subprocess.run(["git", "init", "-q", str(other)], check=True, env=world)
    (stage.top / "out").symlink_to(tmp_path)
    (stage.top / "in.py").symlink_to(stage.top / "real.py")
    paths = ["../x.py", str(tmp_path / "y.py"), "vendor/other/x.py", "out/x.py", ".git/config", "."]
    assert tell([edit(stage.top, path) for path in paths]) == [""] * len(paths)
    (text,) = tell([edit(stage.top, "in.py")])
    assert text.startswith("In force for real.py ")


def test_another_working_tree_has_its_own_decisions(
    stage: Stage, decide: Decide, tell: Tell, tmp_path: Path
) -> None:
    decide(7, "Keep sessions in Redis", "'**'")
    tree = tmp_path / "tree"
    stage.git("worktree", "add", "-q", "-b", "side", str(tree))
    assert tell([edit(tree, "x.py")]) == [""]
    assert SENTENCE in tell([edit(stage.top, "x.py")])[0]


@pytest.mark.parametrize(
    "change",
    [
        {"tool_input": None},
        {"tool_input": "text"},
        {"tool_input": {"file_path": 7}},
        {"tool_input": {"file_path": "a\0b"}},
        {"tool_input": {"file_path": "x" * 10_000}},
        {"tool_input": {"edits": [None, 1, {"path": []}, ["x"]]}},
        {"tool_input": [[["x"]]]},
        {"cwd": 5},
        {"cwd": "/nowhere"},
        {"agent_id": {"a": 1}},
    ],
)
def test_no_payload_makes_the_hook_fail(
    change: dict[str, object], stage: Stage, decide: Decide
) -> None:
    decide(7, "Keep sessions in Redis", "src/**")
    args, payload = edit(stage.top, "src/x.py")
    result = stage.run(args, json.dumps({**payload, **change}).encode())
    assert (result.exit, result.err) == (0, "")


@pytest.mark.parametrize("ending", [b"", b"}", b"\xff", b'{"a":' * 3000])
def test_no_broken_payload_makes_the_hook_fail(ending: bytes, stage: Stage, decide: Decide) -> None:
    decide(7, "Keep sessions in Redis", "src/**")
    args, payload = edit(stage.top, "src/x.py")
    result = stage.run(args, json.dumps(payload).encode()[:-1] + ending)
    assert (result.exit, result.err) == (0, "")


def test_a_path_cannot_forge_a_note(stage: Stage, decide: Decide, tell: Tell) -> None:
    decide(7, "Keep sessions in Redis", "src/**")
    tell([edit(stage.top, "src/x.py\t0009-forged\n1.0\tsrc/y.py\t0009-forged")])
    (notes,) = stage.spool.glob("*.told")
    assert notes.read_text("utf-8").count("\n") == 1
    assert notes.read_text("utf-8").split("\n")[0].endswith("\t0007-keep-sessions-in-redis")


def test_what_is_told_is_short_however_long_the_page(
    stage: Stage, decide: Decide, tell: Tell
) -> None:
    decide(7, "Keep sessions in Redis " + "and so on " * 30, "src/**")
    decide(8, "保存" * 70, "src/**")
    decide(9, "Name tables in plural", "src/**")
    text = tell([edit(stage.top, "src/" + "長" * 40 + ".py")])[0]
    assert text
    assert count_tokens(text) < EDIT_TOKENS


def test_what_a_page_hides_is_not_told(
    stage: Stage, decide: Decide, tell: Tell, monkeypatch: pytest.MonkeyPatch
) -> None:
    decide(7, "Keep\u202e sessions\u200b in\x1b[2J Redis", "src/**")
    text = tell([edit(stage.top, "src/x.py")])[0]
    assert text
    assert text.replace("\n", "").isprintable()


PROBE = """\
import sys
from minutebook.agents import hook
answer = hook.handle_event(sys.argv[1:])
sys.stderr.write("\\n".join(sorted(sys.modules)))
sys.stdout.write(answer)
"""
# What each costs a good part of Python's start, or more.
DEAR = {"re", "json", "typing", "dataclasses", "datetime", "pathlib", "subprocess", "sqlite3"}


def test_telling_loads_nothing_dear(stage: Stage, decide: Decide, tell: Tell) -> None:
    decide(7, "Keep sessions in Redis", "src/**")
    time.sleep(0.2)  # a page that was written within a tenth of a second is read once more
    tell([edit(stage.top, "src/x.py")])  # the sentence is read from the page once
    for path in ("src/y.py", "y.py"):
        args, payload = edit(stage.top, path, session="other")
        command = [sys.executable, "-S", "-c", PROBE, *args]
        environment = {**stage.world, "PYTHONPATH": os.pathsep.join(sys.path)}
        raw = json.dumps(payload)
        result = subprocess.run(
            command,
            cwd=stage.top,
            env=environment,
            input=raw,
            capture_output=True,
            text=True,
            check=True,
        )
        assert ("ADR-0007" in result.stdout) == (path == "src/y.py")
        assert set(result.stderr.split("\n")) & DEAR == set()


PROMPT = """\
---
id: 1
title: Write it
date: 2026-01-01
files: [old.py]
links:
  decides: [ADR-7]
---
# Write it
"""


@pytest.mark.parametrize("learned_at", ["start", "stop", "never"])
def test_a_renamed_file_is_governed_as_before(
    learned_at: str, stage: Stage, decide: Decide, tell: Tell
) -> None:
    stage.write("old.py", "".join(f"line {number}\n" for number in range(30)))
    stage.write("history/prompts/general/0001-write-it.general.prompt.md", PROMPT)
    decide(7, "Keep sessions in Redis")
    stage.git("add", "-A")
    stage.git("commit", "-qm", "Write it")
    agent = actor("claude", "s", stage.top)
    assert SENTENCE in tell([edit(stage.top, "old.py", session="earlier")])[0]
    if learned_at == "stop":
        stage.take(agent.ask("Move the file"))
    (stage.top / "pkg").mkdir()
    stage.git("mv", "old.py", "pkg/new.py")
    stage.git("commit", "-qm", "Move it")
    if learned_at == "start":
        tell(agent.begin("startup"))
    elif learned_at == "stop":
        stage.take(agent.stop("Moved."))
    told = tell([edit(stage.top, "pkg/new.py")])
    assert [SENTENCE in text for text in told] == [learned_at != "never"]
