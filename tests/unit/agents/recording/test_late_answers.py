"""Answers that a transcript has only after the turn's record was written, and edited since."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from minutebook.agents.audit.report import run_audit
from minutebook.operations.changes import links
from minutebook.operations.project import open_project
from minutebook.operations.renaming.retitle import retitle_record
from minutebook.records import reader

from agent_events import Stage, actor

ANSWER = "# Done\n\nIt is *cached*."


class LateSession:
    """A session of Claude Code whose transcript has each answer only after its turn's end."""

    def __init__(self, stage: Stage, path: Path) -> None:
        self.stage, self.path, self.rows = stage, path, 0
        self.agent = actor("claude", "s", stage.top)

    def add(self, kind: str, content: object) -> None:
        self.rows += 1
        row = {
            "type": kind,
            "uuid": f"u{self.rows}",
            "cwd": str(self.stage.top),
            "sessionId": "s",
            "message": {"role": kind, "id": f"m{self.rows}", "content": content},
        }
        with self.path.open("a", encoding="utf-8") as file:
            file.write(json.dumps(row) + "\n")

    def say(self, event: str, prompt_id: str, **fields: object) -> None:
        fields |= {"prompt_id": prompt_id, "transcript_path": str(self.path)}
        self.stage.take([self.agent.say(event, **fields)])

    def take_turn(self, prompt: str, prompt_id: str) -> None:
        self.say("UserPromptSubmit", prompt_id, prompt=prompt)
        self.add("user", prompt)
        self.say("Stop", prompt_id)

    def answer(self, text: str) -> None:
        self.add("assistant", [{"type": "text", "text": text}])


@pytest.fixture
def session(stage: Stage, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> LateSession:
    monkeypatch.chdir(stage.top)
    return LateSession(stage, tmp_path / "s.jsonl")


def rename(page: Path) -> None:
    retitle_record(open_project("."), "PHR-1", "The cache")


def link(page: Path) -> None:
    other = page.with_name("0009-other.green.prompt.md")
    other.write_text('---\nid: "0009"\ntitle: Other\n---\n\n## Prompt\n\nx\n', "utf-8")
    links.relate_records(open_project("."), "PHR-1", "follows", "PHR-9")


def add_note(page: Path) -> None:
    page.write_text(page.read_text("utf-8") + "\nA note of mine.\n", "utf-8")


def add_section(page: Path) -> None:
    text = page.read_text("utf-8")
    start = text.index("<!-- markdownlint-disable-file")
    page.write_text(f"{text[:start]}## Notes\n\nMine.\n\n{text[start:]}", "utf-8")


def add_heading(page: Path) -> None:
    text = page.read_text("utf-8")
    start = text.index("<!-- markdownlint-disable-file")
    page.write_text(f"{text[:start]}## Response\n\n## Mine\n\nx\n\n{text[start:]}", "utf-8")


@pytest.mark.parametrize(
    ("change", "kept"),
    [
        (rename, "title: The cache\n"),
        (link, "follows: [0009-other]"),
        (add_note, "-->\n\nA note of mine.\n"),
        (add_section, "\n\n## Notes\n\nMine.\n\n"),
        (add_heading, "\n\n## Mine\n\nx\n\n"),
    ],
)
def test_a_late_answer_comes_into_a_page_that_was_edited(
    session: LateSession, change: Callable[[Path], None], kept: str
) -> None:
    session.take_turn("Cache it", "p1")
    (record,) = session.stage.records()
    assert reader.read_response(record) is None
    change(session.stage.top / record.path)
    edited = next(each for each in session.stage.records() if each.number == 1)
    session.answer(ANSWER)
    session.say("Stop", "p1")
    record = next(each for each in session.stage.records() if each.number == 1)
    assert (reader.read_prompt(record), reader.read_response(record)) == ("Cache it", ANSWER)
    assert record.path == edited.path
    assert record.fields == edited.fields
    assert kept in record.text
    assert record.text.index("## Prompt") < record.text.index("## Response") < len(record.text)
    assert record.text.count("## Response") == 1
    # What a person wrote is not lost, either, when the turn goes on.
    session.say("PostToolUse", "p1", tool_name="Bash", tool_input={"command": "ls"})
    session.say("Stop", "p1", last_assistant_message="More")
    assert next(each for each in session.stage.records() if each.number == 1).text == record.text


@pytest.mark.parametrize("change", [rename, link, add_note])
def test_a_backfill_puts_the_answer_of_a_session_that_ended_into_its_record(
    session: LateSession, change: Callable[[Path], None]
) -> None:
    session.take_turn("Cache it", "p1")
    session.say("SessionEnd", "p1", reason="other")
    change(session.stage.top / session.stage.record().path)
    session.answer(ANSWER)
    for expected in (["PHR-0001"], []):
        audit = run_audit(
            open_project("."),
            agents=("claude",),
            transcript_paths=(str(session.path),),
            backfill=True,
        )
        assert [record.ref for record in audit.backfilled_records] == expected
        assert audit.failures == ()
        record = next(each for each in session.stage.records() if each.number == 1)
        assert reader.read_response(record) == ANSWER
        assert "session" in record.fields


def test_an_answer_of_a_persons_own_stays(session: LateSession) -> None:
    session.take_turn("Cache it", "p1")
    page = session.stage.top / session.stage.record().path
    text = page.read_text("utf-8")
    start = text.index("<!-- markdownlint-disable-file")
    page.write_text(f"{text[:start]}## Response\n\nIt was cached.\n\n{text[start:]}", "utf-8")
    text = page.read_text("utf-8")
    session.answer(ANSWER)
    session.say("SessionEnd", "p1", reason="other")
    assert page.read_text("utf-8") == text
