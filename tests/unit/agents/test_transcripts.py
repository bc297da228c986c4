"""Transcripts: where they lie, whose they are, which turns stand in them."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest

from minutebook.agents import transcripts
from minutebook.agents.capture.turn import AGENTS
from minutebook.agents.transcripts import TranscriptFile

import agent_transcripts as told


@pytest.fixture
def home(repo: Path, world: dict[str, str], monkeypatch: pytest.MonkeyPatch) -> Path:
    for name in told.VARIABLES:
        monkeypatch.delenv(name, raising=False)
    return Path(world["HOME"])


def found(repo: Path, *agents: str) -> list[TranscriptFile]:
    return list(transcripts.find_transcripts([str(repo)], agents or AGENTS))


@pytest.mark.parametrize("agent", AGENTS)
def test_every_agent_is_found_in_its_own_place(home: Path, repo: Path, agent: str) -> None:
    path = told.AGENTS[agent](home, repo)
    places = found(repo)
    assert [(place.agent, place.path) for place in places] == [(agent, str(path))]
    (turn,) = transcripts.read_transcripts(places)
    answer = "It answers" if agent == "opencode" else "nswers"
    assert turn.prompt.lower() == f"ask {agent}"
    assert answer in turn.response
    assert (turn.agent, turn.cwd, turn.source) == (agent, str(repo), "transcript")
    assert turn.session_id
    assert 0 < turn.started <= turn.ended
    assert found(repo.parent / "elsewhere") == [] or agent in (
        "copilot",
        "vscode",
        "opencode",
        "continue",
    )


@pytest.mark.parametrize("agent", AGENTS)
def test_whose_a_transcript_is_tells_its_form(home: Path, repo: Path, agent: str) -> None:
    path = told.AGENTS[agent](home, repo)
    if agent != "opencode":  # its session lies in many files
        assert [place.agent for place in transcripts.find_transcripts_in(str(path))] == [agent]
        folder = list(transcripts.find_transcripts_in(str(path.parent)))
        assert agent in {place.agent for place in folder}


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
def test_forms(name: str, text: str, agent: str) -> None:
    assert transcripts.detect_transcript_agent(name, text) == agent


def test_claudes_subagents_are_read_with_their_session(home: Path, repo: Path) -> None:
    path = told.claude(home, repo, "s1", ("Do it all", ""))
    call = {
        "type": "tool_use", "id": "t1", "name": "Task",
        "input": {"prompt": "Check it", "subagent_type": "checker"},
    }  # fmt: skip
    line = {
        "sessionId": "s1", "cwd": str(repo), "type": "assistant", "timestamp": told.stamp(5),
        "message": {"id": "m1", "role": "assistant", "content": [call]},
    }  # fmt: skip
    with path.open("a") as file:
        file.write(json.dumps(line) + "\n")
    inner = {
        "sessionId": "s1", "cwd": str(repo), "type": "user", "uuid": "side", "isSidechain": True,
        "agentId": "x1", "timestamp": told.stamp(6), "message": {"content": "Check it"},
    }  # fmt: skip
    told.put(path.parent / "s1" / "subagents" / "agent-x1.jsonl", [inner])
    main, side = transcripts.read_transcripts(found(repo))
    assert (side.parent_id, side.subagent_type, side.subagent_id) == (main.id, "checker", "x1")


def test_a_sibling_whose_name_begins_alike_is_told_by_its_lines(home: Path, repo: Path) -> None:
    other = repo.parent / "repo-two"
    told.claude(home, other, "s1", ("Elsewhere", "Done"))
    (turn,) = transcripts.read_transcripts(found(repo))
    assert turn.cwd == str(other)


def test_geminis_folders_may_be_named(home: Path, repo: Path) -> None:
    path = told.gemini(home, repo)
    named = path.parent.parent.with_name("shop")
    path.parent.parent.rename(named)
    assert found(repo) == []
    told.put(home / ".gemini/projects.json", {"projects": {str(repo): "shop"}}, lines=False)
    assert [place.cwd for place in found(repo)] == [str(repo)]
    (named / ".project_root").write_text(f"{repo}/sub\n")
    assert [place.cwd for place in found(repo)] == [f"{repo}/sub"]


def test_copilots_folder_may_stand_beside(home: Path, repo: Path) -> None:
    path = told.copilot(home, repo)
    (path.parent / "workspace.yaml").write_text(f"id: cop\ncwd: {repo}\n")
    assert [place.cwd for place in found(repo)] == [str(repo)]


def test_variables_move_the_places(
    home: Path, repo: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    told.codex(tmp_path / "other", repo)
    monkeypatch.setenv("CODEX_HOME", str(tmp_path / "other" / ".codex"))
    assert [place.agent for place in found(repo)] == ["codex"]


def test_vscode_without_a_local_folder(home: Path, repo: Path) -> None:
    path = told.vscode(home, repo)
    told.put(path.parent.parent / "workspace.json", {"folder": "vscode-remote://x/y"}, lines=False)
    assert found(repo) == []


def test_what_cannot_be_read_hides_nothing(
    home: Path, repo: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    told.claude(home, repo, "s1", ("One", "Done"))
    told.aider(home, repo)
    real = transcripts.capture.read_turns

    def turns(agent: str, text: str) -> object:
        if agent == "claude":
            raise ValueError("a bug")
        return real(agent, text)

    monkeypatch.setattr(transcripts.capture, "read_turns", turns)
    assert [turn.prompt for turn in transcripts.read_transcripts(found(repo))] == ["Ask aider"]
    assert "a bug" in capsys.readouterr().err
    gone = TranscriptFile("claude", str(repo / "gone.jsonl"))
    monkeypatch.undo()
    assert list(transcripts.read_transcripts([gone])) == []
    assert list(transcripts.find_transcripts_in(str(repo / "gone.jsonl"))) == []


def test_times_that_are_nowhere_are_the_files(home: Path, repo: Path) -> None:
    path = told.cursor(home, repo)
    os.utime(path, (told.BEGIN, told.BEGIN))
    (turn,) = transcripts.read_transcripts(found(repo))
    assert (turn.started, turn.ended, turn.session_id) == (told.BEGIN, told.BEGIN, "cur")
    assert turn.id == "cursor:cur:cursor::1"
