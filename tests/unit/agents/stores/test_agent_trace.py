"""Agent Trace: records of the format, and what agent-trace-cli 0.1.3 itself wrote.

`TRACE` and `NOTE` are that tool's own (`init`, `record` for an edit of Claude Code, `commit-link`),
with the ids shortened; records with a prompt are made up, as the format lets tools add one.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest

from minutebook.agents.stores import agent_trace
from minutebook.agents.stores.base import StoredText, StoreReading
from minutebook.operations.project import open_project
from stored_prompts import SESSION, add_note, claude_rows

TRACE: dict[str, Any] = {
    "version": "2.0", "id": "24357a91-df63-49ff-8d01-8a998ae36603",
    "timestamp": "2026-11-30T15:20:51.235936+00:00", "tool": {"name": "claude-code"},
    "files": [
        {
            "path": "a.py",
            "conversations": [
                {
                    "contributor": {"type": "ai", "model_id": "anthropic/opus"},
                    "ranges": [{"start_line": 1, "end_line": 3, "content_hash": "sha256:e5"}],
                    "id": "ed72", "content_sha256": "32",
                }
            ],
        }
    ],
    "vcs": {"type": "git", "revision": "4753d13d57dc5c21e6dc4e0a97e6736bf4d3bf3b"},
    "metadata": {"session_id": "s-1", "tool_name": "Edit", "tool_use_id": "t1", "edit_sequence": 0},
}  # fmt: skip
NOTE = {
    "version": "2.0", "trace_ids": ["24357a91-df63-49ff-8d01-8a998ae36603"],
    "ledger_hash": "sha256:6c", "stats": {"ai_lines": 1},
    "all_session_conversations": [{"conversation_id": "ed72", "summary": None}],
}  # fmt: skip


def trace(path: str = "a.py", **metadata: object) -> dict[str, Any]:
    return {**TRACE, "files": [{**TRACE["files"][0], "path": path}], "metadata": metadata}


def read_records(*records: object, place: str = ".agent-trace/traces.jsonl") -> StoreReading:
    text = "\n".join(map(json.dumps, records))
    return agent_trace.read_turns([StoredText(place, text)])


def test_a_trace_without_a_prompt_is_counted() -> None:
    assert read_records(TRACE, TRACE) == StoreReading((), (), 2)


def test_traces_of_one_prompt_are_one_turn() -> None:
    prompt = "Add x\n  and y"
    reading = read_records(
        trace("a.py", session_id="s-1", prompt=prompt),
        trace("b.py", session_id="s-1", prompt=prompt, response="Done."),
        trace(".shell-history", session_id="s-1", prompt=prompt),
        trace("c.py", session_id="s-2", prompt=prompt),
        trace("d.py", **{"dev.tool": {"user_prompt": "Fix it", "conversation_id": "c-1"}}),
    )
    assert [
        (stored.turn.session_id, stored.turn.prompt, stored.files) for stored in reading.turns
    ] == [
        ("s-1", prompt, ("a.py", "b.py")),
        ("s-2", prompt, ("c.py",)),
        ("c-1", "Fix it", ("d.py",)),
    ]
    first = reading.turns[0]
    assert (first.turn.agent, first.turn.model) == ("claude", "anthropic/opus")
    assert first.turn.started == 1796052051.235936
    assert (first.fidelity, first.commits) == ("reported", ())  # `revision` is the one before


@pytest.mark.parametrize(
    "wrap", [lambda row: row, lambda row: [row], lambda row: {"traces": [row]}]
)
def test_the_forms_of_a_file(wrap: Callable[[object], object]) -> None:
    text = json.dumps(wrap(trace(prompt="Add x", session_id="s")), indent=1)
    (stored,) = agent_trace.read_turns([StoredText("one.json", text)]).turns
    assert stored.turn.prompt == "Add x"


def test_a_broken_line_does_not_keep_the_others_back() -> None:
    lines = [json.dumps(trace(prompt="Add x")), '{"files": 3}', json.dumps(trace(prompt="Add y"))]
    text = "\n".join((*lines, lines[0][:40]))
    reading = agent_trace.read_turns([StoredText("traces.jsonl", text)])
    assert [stored.turn.prompt for stored in reading.turns] == ["Add x", "Add y"]
    assert reading.problems == (
        "traces.jsonl: record 2 is not a trace: it has no list of files",
        "traces.jsonl: record 4 is not a JSON object",
    )


def test_a_file_of_something_else_is_passed_over() -> None:
    reading = agent_trace.read_turns([StoredText("config.json", '{"version": 1, "level": 2}')])
    note = "config.json: it is not a trace: it has no list of files"
    assert reading == StoreReading((), notes=(note,))


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("{", "record 1 is not a JSON object"),
        ('{"version": "1.0", "id": "x"}', "record 1 is not a trace: it has no list of files"),
        (json.dumps(TRACE) + "\n[1]", "record 2 is not a JSON object"),
    ],
)
def test_a_malformed_file_is_named(text: str, reason: str) -> None:
    good = StoredText("good.jsonl", json.dumps(trace(prompt="Add x")))
    reading = agent_trace.read_turns([StoredText("bad.jsonl", text), good])
    assert reading.problems == (f"bad.jsonl: {reason}",)
    assert len(reading.turns) == 1


def test_notes_list_the_beginnings_of_prompts(repo: Path, git: Callable[..., str]) -> None:
    git("commit", "-q", "--allow-empty", "-m", "one")
    sha = git("rev-parse", "HEAD").strip()
    add_note(git, sha, json.dumps({**NOTE, "prompts": ["Add x", "y" * 500]}), ref="agent-trace")
    reading = agent_trace.read_turns(agent_trace.find_texts(open_project(str(repo)), ""))
    assert [(stored.fidelity, stored.commits, stored.user) for stored in reading.turns] == [
        ("reported", (sha,), "Ada Example"),
        ("truncated", (sha,), "Ada Example"),
    ]
    add_note(git, sha, json.dumps(NOTE), ref="agent-trace")
    reading = agent_trace.read_turns(agent_trace.find_texts(open_project(str(repo)), ""))
    assert (reading.turns, reading.silent_count) == ((), 1)


def test_transcripts_that_the_tool_kept_at_home(
    repo: Path, git: Callable[..., str], world: dict[str, str]
) -> None:
    for subject in ("one", "two"):
        git("commit", "-q", "--allow-empty", "-m", subject)
    second, first = git("rev-parse", "HEAD", "HEAD~1").split()
    (repo / ".git/agent-trace-id").write_text("at-79993222\n")
    folder = Path(world["HOME"]) / ".agent-trace/projects/at-79993222"
    rows, digests = [("Add x", "Done.", "a.py"), ("Add y", "Done too.", "b.py")], []
    for count in (1, 2):
        raw = ("\n".join(claude_rows(*rows[:count])) + "\n").encode()
        digests.append(sha256(raw).hexdigest())
        path = folder / "conversations" / digests[-1][:2] / digests[-1]
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(raw)
    traces, links = "", ""
    for number, (digest, sha) in enumerate(zip(digests, (first, second), strict=True)):
        file = {"path": "a.py", "conversations": [{"id": "ed72", "content_sha256": digest}]}
        traces += json.dumps({**TRACE, "id": f"t{number}", "files": [file]}) + "\n"
        links += json.dumps({"commit_sha": sha, "trace_ids": [f"t{number}"]}) + "\n"
    (folder / "traces.jsonl").write_text(traces)
    (folder / "commit-links.jsonl").write_text(links)
    (folder / "conversations/_index.json").write_text(json.dumps({"ed72": digests[1]}))
    reading = agent_trace.read_turns(agent_trace.find_texts(open_project(str(repo)), ""))
    assert [
        (stored.turn.prompt, stored.turn.session_id, stored.commits) for stored in reading.turns
    ] == [("Add x", SESSION, (first,)), ("Add y", SESSION, (second,))]
    assert reading.problems == ()


@pytest.mark.parametrize("project_id", ["../../elsewhere", "", ".", "a/b"])
def test_an_id_that_is_a_path_is_not_followed(repo: Path, project_id: str) -> None:
    (repo / ".git/agent-trace-id").write_text(project_id)
    assert list(agent_trace.find_texts(open_project(str(repo)), "")) == []


def test_a_file_that_a_conversation_names_is_not_read(repo: Path, tmp_path: Path) -> None:
    secret = tmp_path / "session.jsonl"
    secret.write_text("\n".join(claude_rows(("Private words", "Yes.", ""))))
    conversation = {"url": f"file://{secret}", "contributor": {"type": "ai"}, "ranges": []}
    record = {**TRACE, "files": [{"path": "a.py", "conversations": [conversation]}]}
    (repo / ".agent-trace").mkdir()
    (repo / ".agent-trace/traces.jsonl").write_text(json.dumps(record))
    reading = agent_trace.read_turns(agent_trace.find_texts(open_project(str(repo)), ""))
    assert (reading.turns, reading.silent_count) == ((), 1)
