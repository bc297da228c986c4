"""What a record says of a turn that was steered, interrupted, or answered late, and its number."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from minutebook.records import reader

from agent_events import Clock, Line, Stage, actor


def read_prompts(stage: Stage) -> list[tuple[int, str]]:
    return [(record.number or 0, reader.read_prompt(record) or "") for record in stage.records()]


def with_transcript(lines: list[Line], path: Path) -> list[Line]:
    return [(args, {**payload, "transcript_path": str(path)}) for args, payload in lines]


def make_row(kind: str, **message: Any) -> dict[str, Any]:
    """A line of a transcript of Claude Code, of now."""
    return {
        "type": kind,
        "isSidechain": False,
        "sessionId": "s",
        "uuid": f"{kind}-1",
        "timestamp": datetime.now(UTC).isoformat(),
        "message": message,
    }


def make_answer(text: str) -> dict[str, Any]:
    return make_row("assistant", id="m", content=[{"type": "text", "text": text}])


def write_rows(path: Path, *rows: dict[str, Any]) -> None:
    path.write_text("".join(json.dumps(row) + "\n" for row in rows), "utf-8")


def test_what_is_sent_to_a_turn_is_in_its_record_and_takes_no_number(stage: Stage) -> None:
    agent = actor("codex", "s", stage.top)
    args, steering = agent.ask("Add a mailer")[0]
    stage.take([(args, steering)])
    stage.take(agent.ran("sleep 1", ""))
    stage.take([(args, {**steering, "prompt": "With a queue, please"})])
    assert stage.claims() == ["1"]
    stage.take([*agent.stop("Done."), *agent.ask("Now test it"), *agent.stop("Tested.")])
    assert read_prompts(stage) == [
        (1, "Add a mailer\n\nWith a queue, please"),
        (2, "Now test it"),
    ]
    assert stage.claims() == []


def test_the_prompt_of_a_subagent_takes_no_number(stage: Stage) -> None:
    agent = actor("codex", "s", stage.top)
    child = {"agent_id": "c1", "agent_type": "default"}
    stage.take(agent.ask("Let another do it"))
    turn_id = f"{agent.session}-turn-{agent.turn}"
    asked = agent.say("UserPromptSubmit", prompt="Write the page", **child)
    stopped = agent.say("SubagentStop", last_assistant_message="Written.", **child)
    for args, payload in (asked, stopped):
        stage.take([(args, {**payload, "turn_id": "child-turn"})])
        assert "2" not in stage.claims()
    args, payload = agent.say("Stop", last_assistant_message="It did.")
    stage.take([(args, {**payload, "turn_id": turn_id})])
    assert read_prompts(stage) == [(1, "Let another do it"), (2, "Write the page")]
    assert stage.records()[1].fields["links"] == {"follows": ["0001-let-another-do-it"]}


def test_an_answer_that_comes_after_the_stop_is_filled_in(stage: Stage, tmp_path: Path) -> None:
    agent, transcript = actor("claude", "s", stage.top), tmp_path / "s.jsonl"
    asked = make_row("user", content="Add a mailer")
    write_rows(transcript, asked)
    stage.take(with_transcript(agent.ask("Add a mailer"), transcript))
    stage.take(with_transcript([agent.say("Stop")], transcript))
    assert reader.read_response(stage.record()) is None
    write_rows(transcript, asked, make_answer("The mailer is there."))
    stage.take(with_transcript(agent.end(), transcript))
    assert reader.read_response(stage.record()) == "The mailer is there."
    assert read_prompts(stage) == [(1, "Add a mailer")]


def test_an_interrupted_turn_took_as_long_as_was_heard_of_it(stage: Stage, clock: Clock) -> None:
    agent = actor("claude", "s", stage.top)
    stage.take(agent.ask("Do much"))
    clock.offset += 90
    stage.take(agent.ran("sleep 1", ""))
    clock.offset += 5000
    stage.take([*agent.ask("Something else"), *agent.stop("Done.")])
    first = stage.records()[0]
    assert (first.fields["labels"], first.fields["duration"]) == (["interrupted"], "90s")


def test_the_title_is_that_of_what_was_asked_first(stage: Stage) -> None:
    agent = actor("codex", "s", stage.top)
    args, asked = agent.ask("Write the two pages")[0]
    stage.take(
        [(args, asked), (args, {**asked, "prompt": "Also mind the umlauts in the headings"})]
    )
    stage.take(agent.stop("Done."))
    assert stage.record().title == "Write the two pages"
