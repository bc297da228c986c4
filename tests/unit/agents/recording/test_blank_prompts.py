"""Prompts of blanks alone: agents take them, and nobody asked for anything."""

from __future__ import annotations

import shutil
import time
from pathlib import Path

import pytest

from codex_rollouts import SESSION, Rollout
from minutebook.agents.audit.report import run_audit
from minutebook.operations.project import open_project
from minutebook.records.model import PHR
from minutebook.repository import spool

from agent_events import Stage
from agent_transcripts import VARIABLES


def list_records() -> list[tuple[int, str]]:
    records = open_project(".").load_records().of_kind(PHR)
    return sorted((record.number, record.title) for record in records)


@pytest.mark.parametrize("answers", [("Sorted", "What do you want?", "Cut"), ("Well",) * 3])
@pytest.mark.parametrize("blanks", [" ", "  \n\t ", "\u3000"])
def test_a_prompt_of_blanks_makes_no_record_and_takes_no_number(
    stage: Stage,
    world: dict[str, str],
    monkeypatch: pytest.MonkeyPatch,
    blanks: str,
    answers: tuple[str, str, str],
) -> None:
    for name in VARIABLES:
        monkeypatch.delenv(name, raising=False)
    path = Path(world["HOME"]) / ".codex/sessions/2026/rollout-1.jsonl"
    path.parent.mkdir(parents=True)
    rollout = Rollout(SESSION, time.time() - 60, cwd=str(stage.top))
    for number, prompt in enumerate(("Sort the list", blanks, "Cut it")):
        turn_id, answer = f"t{number}", answers[number]
        payload = {
            "session_id": SESSION,
            "turn_id": turn_id,
            "cwd": str(stage.top),
            "model": "gpt-m",
            "transcript_path": str(path),
        }
        asked = {**payload, "hook_event_name": "UserPromptSubmit", "prompt": prompt}
        stage.take([(["codex"], asked)])
        path.write_text(rollout.begin(turn_id).ask(prompt).answer(answer).text)
        stopped = {**payload, "hook_event_name": "Stop", "last_assistant_message": answer}
        stage.take([(["codex"], stopped)])
    expected = [(1, "Sort the list"), (2, "Cut it")]
    assert list_records() == expected
    assert not run_audit(open_project("."), backfill=True).backfilled_records
    assert list_records() == expected
    shutil.rmtree(stage.top / "history")
    for folder in spool.list_spools(str(stage.top / ".git")):
        shutil.rmtree(folder)
    assert not run_audit(open_project("."), backfill=True).failures
    assert [title for _, title in list_records()] == ["Sort the list", "Cut it"]
