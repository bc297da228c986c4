"""Transcripts: where they are found, whose they are, which turns they hold."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest

from minutebook.agents.capture import transcripts
from minutebook.agents.capture.transcripts import TranscriptFile
from minutebook.agents.capture.turn import AGENTS

import agent_transcripts


@pytest.fixture
def home(repo: Path, world: dict[str, str], monkeypatch: pytest.MonkeyPatch) -> Path:
    for name in agent_transcripts.VARIABLES:
        monkeypatch.delenv(name, raising=False)
    return Path(world["HOME"])


def find_files(repo: Path, *agents: str) -> list[TranscriptFile]:
    return list(transcripts.find_transcripts([str(repo)], agents or AGENTS))


@pytest.mark.parametrize("agent", agent_transcripts.AGENTS)
def test_find_and_read_the_transcript_of_each_agent(home: Path, repo: Path, agent: str) -> None:
    path = agent_transcripts.AGENTS[agent](home, repo)
    files = find_files(repo)
    assert [(file.agent, file.path) for file in files] == [(agent, str(path))]
    (turn,) = transcripts.read_transcripts(files)
    answer = "It answers" if agent == "opencode" else "nswers"
    assert turn.prompt.lower() == f"ask {agent}"
    assert answer in turn.response
    assert (turn.agent, turn.cwd, turn.source) == (agent, str(repo), "transcript")
    assert turn.session_id
    assert 0 < turn.started <= turn.ended
    assert find_files(repo.parent / "elsewhere") == [] or agent in (
        "copilot",
        "vscode",
        "opencode",
        "continue",
    )


@pytest.mark.parametrize("agent", agent_transcripts.AGENTS)
def test_find_transcripts_in_a_file_or_a_folder(home: Path, repo: Path, agent: str) -> None:
    path = agent_transcripts.AGENTS[agent](home, repo)
    if agent != "opencode":  # it stores a session in many files
        assert [file.agent for file in transcripts.find_transcripts_in(str(path))] == [agent]
        folder = list(transcripts.find_transcripts_in(str(path.parent)))
        assert agent in {file.agent for file in folder}


@pytest.mark.parametrize(
    ("name", "text", "agent"),
    [
        ("notes.json", "{}", ""),
        ("notes.json", "[1, 2]", ""),
        ("notes.jsonl", "", ""),
        ("notes.jsonl", '{"type": "unknown"}\n', ""),
        ("a.md", "\n# aider chat started at 2026-01-05 09:00:00\n", "aider"),
        (".aider.chat.history.md", "", "aider"),
        ("x.jsonl", '{"broken\n{"parentUuid": null}\n', "claude"),
        ("x.jsonl", '{"uuid": "u", "sessionId": "s", "type": "user"}', "claude"),
        ("x.jsonl", '{"id": "1", "instructions": null}', "codex"),
        ("x.jsonl", '{"type": "turn_context", "payload": {}}', "codex"),
        ("x.jsonl", '{"$set": {}}', "gemini"),
        ("x.json", '{\n"info": {},\n"messages": []}', "opencode"),
        ("x.jsonl", '{"role": "user", "content": "x"}', "cursor"),
    ],
)
def test_detect_the_agent_of_a_transcript(name: str, text: str, agent: str) -> None:
    assert transcripts.detect_transcript_agent(name, text) == agent


def test_claudes_subagents_are_read_with_their_session(home: Path, repo: Path) -> None:
    path = agent_transcripts.claude(home, repo, "s1", ("Do it all", ""))
    call = {
        "type": "tool_use", "id": "t1", "name": "Task",
        "input": {"prompt": "Check it", "subagent_type": "checker"},
    }  # fmt: skip
    line = {
        "sessionId": "s1", "cwd": str(repo), "type": "assistant", "timestamp": agent_transcripts.stamp(5),
        "message": {"id": "m1", "role": "assistant", "content": [call]},
    }  # fmt: skip
    with path.open("a") as file:
        file.write(json.dumps(line) + "\n")
    subagent_line = {
        "sessionId": "s1", "cwd": str(repo), "type": "user", "uuid": "side", "isSidechain": True,
        "agentId": "x1", "timestamp": agent_transcripts.stamp(6), "message": {"content": "Check it"},
    }  # fmt: skip
    agent_transcripts.put(path.parent / "s1" / "subagents" / "agent-x1.jsonl", [subagent_line])
    main, subagent_turn = transcripts.read_transcripts(find_files(repo))
    assert (subagent_turn.parent_id, subagent_turn.subagent_type, subagent_turn.subagent_id) == (
        main.id,
        "checker",
        "x1",
    )


def test_a_folder_whose_name_begins_alike_is_known_by_its_lines(home: Path, repo: Path) -> None:
    sibling = repo.parent / "repo-two"
    agent_transcripts.claude(home, sibling, "s1", ("Elsewhere", "Done"))
    (turn,) = transcripts.read_transcripts(find_files(repo))
    assert turn.cwd == str(sibling)


def test_geminis_folders_may_be_named(home: Path, repo: Path) -> None:
    path = agent_transcripts.gemini(home, repo)
    named_folder = path.parent.parent.with_name("shop")
    path.parent.parent.rename(named_folder)
    assert find_files(repo) == []
    agent_transcripts.put(
        home / ".gemini/projects.json", {"projects": {str(repo): "shop"}}, lines=False
    )
    assert [file.cwd for file in find_files(repo)] == [str(repo)]
    (named_folder / ".project_root").write_text(f"{repo}/sub\n")
    assert [file.cwd for file in find_files(repo)] == [f"{repo}/sub"]


def test_the_folder_of_copilot_may_be_named_beside_its_transcript(home: Path, repo: Path) -> None:
    path = agent_transcripts.copilot(home, repo)
    (path.parent / "workspace.yaml").write_text(f"id: cop\ncwd: {repo}\n")
    assert [file.cwd for file in find_files(repo)] == [str(repo)]


def test_environment_variables_move_the_transcripts(
    home: Path, repo: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    agent_transcripts.codex(tmp_path / "other", repo)
    monkeypatch.setenv("CODEX_HOME", str(tmp_path / "other" / ".codex"))
    assert [file.agent for file in find_files(repo)] == ["codex"]


def test_vscode_without_a_local_folder(home: Path, repo: Path) -> None:
    path = agent_transcripts.vscode(home, repo)
    agent_transcripts.put(
        path.parent.parent / "workspace.json", {"folder": "vscode-remote://x/y"}, lines=False
    )
    assert find_files(repo) == []


def test_a_transcript_that_cannot_be_read_hides_no_other(
    home: Path, repo: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    agent_transcripts.claude(home, repo, "s1", ("One", "Done"))
    agent_transcripts.aider(home, repo)
    read_turns = transcripts.capture.read_turns

    def read_or_fail(agent: str, text: str) -> object:
        if agent == "claude":
            raise ValueError("a bug")
        return read_turns(agent, text)

    monkeypatch.setattr(transcripts.capture, "read_turns", read_or_fail)
    assert [turn.prompt for turn in transcripts.read_transcripts(find_files(repo))] == ["Ask aider"]
    assert "a bug" in capsys.readouterr().err
    missing = TranscriptFile("claude", str(repo / "gone.jsonl"))
    monkeypatch.undo()
    assert list(transcripts.read_transcripts([missing])) == []
    assert list(transcripts.find_transcripts_in(str(repo / "gone.jsonl"))) == []


def test_a_transcript_without_times_has_that_of_its_file(home: Path, repo: Path) -> None:
    path = agent_transcripts.cursor(home, repo)
    os.utime(path, (agent_transcripts.BEGIN, agent_transcripts.BEGIN))
    (turn,) = transcripts.read_transcripts(find_files(repo))
    assert (turn.started, turn.ended, turn.session_id) == (
        agent_transcripts.BEGIN,
        agent_transcripts.BEGIN,
        "cur",
    )
    assert turn.id == "cursor:cur:cursor::1"
