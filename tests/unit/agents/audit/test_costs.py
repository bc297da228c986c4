"""The audit and the end of a turn cost in proportion to what happened: no clock takes part."""

from __future__ import annotations

import itertools
import json
import math
from pathlib import Path

import pytest

from growth import assert_linear
from minutebook.agents.audit.prompts import gather_prompts
from minutebook.agents.audit.unclaimed import TranscribedTurn, UnclaimedTurns
from minutebook.agents.capture import read_turns
from minutebook.agents.capture.assemble import assemble_turns
from minutebook.agents.capture.turn import AGENTS, Event, ToolCall, Turn
from minutebook.agents.turns.session import Session, read_session
from minutebook.agents.upkeep import spool_files
from minutebook.operations.project import Project, open_project


@pytest.fixture
def project(repo: Path) -> Project:
    return open_project(str(repo))


def make_calls(count: int, *, with_ids: bool = True, text: str = "") -> list[Event]:
    """A turn of many calls of tools."""
    calls = [
        Event(
            index / 10,
            "claude",
            "tool",
            "s",
            tool=ToolCall("Edit", text, (f"{index}.py",), id=str(index) if with_ids else ""),
            line=index + 2,
        )
        for index in range(count)
    ]
    first = Event(0.0, "claude", "prompt", "s", prompt="Do it", line=1)
    return [first, *calls, Event(count, "claude", "stop", "s", response="Done", line=count + 2)]


def make_turns(count: int, *, has_ids: bool = False, prompt: str = "") -> list[Event]:
    """Many turns of a prompt and a stop, all at one moment where the clock stands still."""
    return [
        Event(
            7.0,
            "claude",
            kind,
            "s",
            str(index) if has_ids else "",
            prompt=(prompt or f"Do {index}") if kind == "prompt" else "",
            response="Done" if kind == "stop" else "",
            line=2 * index + place,
        )
        for index in range(count)
        for place, kind in enumerate(("prompt", "stop"), 1)
    ]


def make_subagents(count: int) -> list[Event]:
    return [
        Event(
            float(index),
            "gemini",
            "tool",
            "s",
            tool=ToolCall("Task", subagent_prompt=f"Part {index}", id=str(index)),
            line=index + 1,
        )
        for index in range(count)
    ]


@pytest.mark.parametrize(
    "make",
    [
        make_calls,
        lambda count: make_calls(count, with_ids=False),
        make_turns,
        lambda count: make_turns(count, has_ids=True),
        lambda count: make_turns(count, prompt="continue"),
        make_subagents,
        lambda count: [
            Event(float(index), "codex", "stop", "s", f"t{index}", response="x", prompt="p")
            for index in range(count)
        ],
    ],
)
def test_turns_are_assembled_in_linear_time(make) -> None:  # type: ignore[no-untyped-def]
    events = {size: make(size) for size in (1000, 4000)}
    assert_linear(lambda size: assemble_turns(events[size]), 1000)


def test_states_at_prompts_are_found_in_linear_time(tmp_path: Path) -> None:
    def read_all(size: int) -> None:
        session = Session(str(tmp_path / "claude-s"), tuple(make_turns(size)), 0)
        for turn in assemble_turns(session.events):
            session.read_snapshot(turn)
            session.read_next_snapshot(turn)

    assert_linear(read_all, 200)


def write_session(path: Path, payloads: list[dict[str, object]]) -> str:
    lines = [
        json.dumps({"at": 1000.0 + index, "agent": "claude", "event": payload})
        for index, payload in enumerate(payloads)
    ]
    path.write_text("".join(f"{line}\n" for line in lines), "utf-8")
    return str(path).removesuffix(".jsonl")


def make_payloads(count: int, kind: str) -> list[dict[str, object]]:
    """Events of Claude Code: a turn of many calls, a long prompt, or many short turns."""
    base = {"session_id": "s", "cwd": "/r", "permission_mode": "default"}
    ask = {**base, "hook_event_name": "UserPromptSubmit"}
    stop = {**base, "hook_event_name": "Stop", "last_assistant_message": "Done"}
    if kind == "calls":
        call = {**base, "hook_event_name": "PostToolUse", "tool_name": "Write"}
        calls = [
            {**call, "tool_input": {"file_path": f"/r/{index}"}, "tool_use_id": f"c{index}"}
            for index in range(count)
        ]
        return [{**ask, "prompt": "Do it"}, *calls, stop]
    if kind == "long":
        return [{**ask, "prompt": "word <b> " * count * 100}, stop]
    pairs = [[{**ask, "prompt": f"Do {index}"}, stop] for index in range(count)]
    return list(itertools.chain.from_iterable(pairs))


@pytest.mark.parametrize("kind", ["calls", "long", "turns"])
def test_a_session_is_read_and_cleared_in_linear_time(
    kind: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Session, "read_noted_record", lambda *_: ("x.md", "", 10**9))
    payloads = {size: make_payloads(size, kind) for size in (300, 1200)}

    def read_and_clear(size: int) -> None:
        base = write_session(tmp_path / "claude-s.jsonl", payloads[size])
        session = read_session(base)
        assert not spool_files.drop_texts(base, session, assemble_turns(session.events))

    assert_linear(read_and_clear, 300)


def make_transcribed(
    count: int, prompt: str = "", step: float = 60.0
) -> dict[str, TranscribedTurn]:
    turns = [
        Turn(
            f"u{index}",
            "claude",
            "s",
            prompt or f"Do {index}",
            response=f"Done {index}",
            started=1000.0 + index * step,
            ended=1010.0 + index * step,
            source="transcript",
        )
        for index in range(count)
    ]
    return {turn.id: TranscribedTurn(turn, frozenset(("s",))) for turn in turns}


@pytest.mark.parametrize("prompt", ["", "continue"])
@pytest.mark.parametrize("step", [60.0, 0.001])
def test_turns_of_transcripts_are_claimed_in_linear_time(
    prompt: str, step: float, project: Project, tmp_path: Path
) -> None:
    session = Session(str(tmp_path / "claude-s"), (), 0)

    def claim(size: int) -> None:
        unclaimed = UnclaimedTurns(project, make_transcribed(size, prompt, step))
        for index in range(size):
            turn = Turn(
                f"e{index}",
                "claude",
                "s",
                prompt or f"Do {index}",
                started=1000.01 + index * step,
                ended=1009.0 + index * step,
            )
            match = unclaimed.claim(session, turn)
            assert match is not None
            assert match.id == f"u{index}" or step < 1
        assert unclaimed.turns == {}

    assert_linear(claim, 500)


def test_the_audit_is_linear_in_turns(project: Project, repo: Path, monkeypatch) -> None:  # type: ignore[no-untyped-def]
    from minutebook.agents.audit import match
    from minutebook.operations.creation import create
    from minutebook.records.drafting.drafts import PhrDraft
    from minutebook.repository import light, spool

    folder = Path(spool.ensure_spool(project.repo.common_dir))
    monkeypatch.setattr(light, "LINGER_SECONDS", math.inf)
    create.create_phr(project, PhrDraft("Do 1", prompt="Do 1", session="s"))
    records = project.load_records()

    def audit(size: int) -> None:
        write_session(folder / "claude-s.jsonl", make_payloads(size, "turns"))
        prompts, _, _ = gather_prompts(project, AGENTS, ())
        prompts, claims = match.match_prompts(project, prompts, records)
        assert len(prompts) == size
        assert claims == []

    assert_linear(audit, 200)


def test_a_transcript_is_read_in_linear_time() -> None:
    def read(size: int) -> None:
        rows: list[dict[str, object]] = [
            {"type": "user", "sessionId": "s", "message": {"role": "user", "content": "Do it"}}
        ]
        for index in range(size):
            call = {
                "type": "tool_use",
                "id": f"c{index}",
                "name": "Bash",
                "input": {"command": "x"},
            }
            rows.append({"type": "assistant", "sessionId": "s", "message": {"content": [call]}})
            result = {"type": "tool_result", "tool_use_id": f"c{index}", "content": "y"}
            rows.append({"type": "user", "sessionId": "s", "message": {"content": [result]}})
        (turn,) = read_turns("claude", "\n".join(map(json.dumps, rows)))
        assert len(turn.tools) == size

    assert_linear(read, 500)


@pytest.mark.slow
def test_a_turn_of_a_hundred_thousand_events(tmp_path: Path) -> None:
    base = write_session(tmp_path / "claude-s.jsonl", make_payloads(100_000, "calls"))
    (turn,) = assemble_turns(read_session(base).events)
    assert len(turn.tools) == 100_000


@pytest.mark.slow
def test_a_prompt_of_ten_megabytes(tmp_path: Path) -> None:
    base = write_session(tmp_path / "claude-s.jsonl", make_payloads(12_000, "long"))
    (turn,) = assemble_turns(read_session(base).events)
    assert len(turn.prompt) > 10_000_000
