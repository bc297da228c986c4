"""Texts of recorded turns are dropped from the spool; what is needed later stays."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from minutebook.agents.capture.assemble import assemble_turns
from minutebook.agents.capture.spool_line import format_without_texts, parse_line
from minutebook.agents.capture.turn import Event, TokenUsage, ToolCall
from minutebook.agents.turns.session import read_session
from minutebook.agents.upkeep import empty_spool, spool_files
from minutebook.records import reader
from minutebook.repository import light, spool

from agent_events import AGENTS, Clock, Line, Stage, actor

SECRET = "swordfish and a long text"


def play(stage: Stage, agent: object, text: str) -> list[Line]:
    """A turn whose every text holds `text`."""
    lines = [
        *agent.ask(f"Ask {text}"),  # type: ignore[attr-defined]
        *agent.wrote("x.py"),  # type: ignore[attr-defined]
        *agent.ran(f"pytest {text}", f"1 passed {text}"),  # type: ignore[attr-defined]
        *agent.delegated("reviewer", f"See {text}", f"Fine {text}", "y.py"),  # type: ignore[attr-defined]
        *agent.stop(f"Done {text}"),  # type: ignore[attr-defined]
    ]
    stage.take(lines)
    return lines


def read_spool(stage: Stage, pattern: str = "*") -> str:
    return "".join(path.read_text("utf-8", "replace") for path in stage.spool.glob(pattern))


@pytest.mark.parametrize("name", AGENTS)
def test_a_recorded_turn_leaves_no_text(name: str, stage: Stage) -> None:
    """At the end of the next turn, or of the session; the last turn may still go on."""
    agent, files = actor(name, "s", stage.top), f"{name}-s.*"
    play(stage, agent, SECRET)
    agent.call()  # the next subagent has another id
    play(stage, agent, "of another kind")
    assert SECRET not in read_spool(stage, files)
    assert "of another kind" in read_spool(stage, files)
    stage.take(agent.end())
    if agent.end():
        assert "of another kind" not in read_spool(stage, files)
        assert not list(stage.spool.glob("*.start"))
    count = len(stage.records())
    # It is known that all of them are recorded.
    stage.take(agent.begin())
    assert len(stage.records()) == count
    session = read_session(str(stage.spool / f"{name}-s"))
    assert session.broken_line_count == 0
    turns = [turn for turn in assemble_turns(session.events) if not turn.parent_id]
    assert [turn.ended > 0 for turn in turns] == [True, True]


def test_the_last_turn_of_a_session_without_an_end(stage: Stage, clock: Clock) -> None:
    play(stage, actor("codex", "s", stage.top), SECRET)
    begin = actor("claude", "next", stage.top).begin()
    stage.take(begin)
    assert SECRET in read_spool(stage)  # it may still go on
    clock.offset = 700.0
    stage.take(begin)
    assert SECRET not in read_spool(stage)
    assert len(list(stage.spool.glob("codex-s.settled"))) == 1


def test_a_turn_that_is_not_recorded_keeps_its_texts(stage: Stage) -> None:
    agent = actor("claude", "s", stage.top)
    page = stage.write("minutebook.toml", "= nothing")
    play(stage, agent, SECRET)
    play(stage, agent, "later")
    stage.take(agent.end())
    assert SECRET in read_spool(stage)
    page.write_text('record = "all"\n')
    stage.take(agent.begin())
    assert SECRET not in read_spool(stage)
    prompts = {reader.read_prompt(record) for record in stage.records()}
    assert prompts == {f"Ask {SECRET}", f"See {SECRET}", "Ask later", "See later"}


def test_a_turn_goes_on_after_its_record(stage: Stage) -> None:
    agent = actor("claude", "s", stage.top)
    play(stage, agent, SECRET)
    stage.take(agent.stop("Now it is done."))
    responses = [reader.read_response(record) for record in stage.records()]
    assert "Now it is done." in responses


def test_late_events_of_a_turn_change_no_other(stage: Stage) -> None:
    """Codex reports a turn by two ways: the second one's event comes after the next prompt."""
    agent = actor("codex", "s", stage.top)
    first = play(stage, agent, SECRET)
    play(stage, agent, "second")
    stage.take(agent.ask("Third"))
    stage.take([first[-1], first[0]])
    stage.take(agent.stop("3."))
    pairs = {reader.read_prompt(each): reader.read_response(each) for each in stage.records()}
    assert pairs["Third"] == "3."
    assert pairs[f"Ask {SECRET}"] == f"Done {SECRET}"


def test_a_subagent_that_ends_long_after_its_turn_follows_it(stage: Stage) -> None:
    agent = actor("claude", "s", stage.top)
    call_event = agent.used(
        "Task",
        {"subagent_type": "reviewer", "prompt": "Review it"},
        {"agentId": "a7", "status": "async_launched"},
    )
    stage.take([*agent.ask("First"), call_event, *agent.stop("Started.")])
    stage.take([*agent.ask("Second"), *agent.stop("2.")])
    subagent = {"agent_id": "a7", "agent_type": "reviewer"}
    stage.take([agent.say("SubagentStop", last_assistant_message="Fine.", **subagent)])
    child = next(each for each in stage.records() if reader.read_prompt(each) == "Review it")
    assert child.fields["links"] == {"follows": ["0001-first"]}
    stage.take(agent.end())
    assert "Review it" not in read_spool(stage)


def test_files_of_another_session_are_known_when_its_texts_are_gone(stage: Stage) -> None:
    agent, other = (actor("claude", name, stage.top) for name in ("s", "other"))
    stage.take(agent.ask("Long"))
    stage.write("y.py", "y\n")
    stage.take([*other.ask("Short"), *other.wrote("y.py"), *other.stop("Done."), *other.end()])
    stage.write("x.py", "x\n")
    stage.take([*agent.wrote("x.py"), *agent.stop("Done.")])
    long = next(each for each in stage.records() if each.title == "Long")
    assert long.fields["files"] == ["x.py"]


def test_events_that_come_while_texts_are_dropped(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A line keeps its length, so that what is added meanwhile stays where it is."""
    agent = actor("claude", "s", stage.top)
    play(stage, agent, SECRET)
    path = stage.spool / "claude-s.jsonl"
    real_format = spool_files.format_without_texts
    added = b'{"at": 1.5, "agent": "claude", "event": {}}\n'

    def add_line(event: Event, length: int) -> bytes:
        with path.open("ab") as file:
            file.write(added)
        return real_format(event, length)

    with monkeypatch.context() as patch:
        patch.setattr(spool_files, "format_without_texts", add_line)
        stage.take(agent.end())
    data = path.read_bytes()
    assert data.endswith(added)
    assert SECRET.encode() not in data
    assert read_session(str(stage.spool / "claude-s")).broken_line_count == 0


def test_an_interrupted_drop_is_completed(stage: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    agent = actor("claude", "s", stage.top)
    play(stage, agent, SECRET)
    calls = 0

    def format_two(event: Event, length: int) -> bytes:
        nonlocal calls
        calls += 1
        if calls > 2:
            raise KeyboardInterrupt
        return format_without_texts(event, length)

    with monkeypatch.context() as patch:
        patch.setattr(spool_files, "format_without_texts", format_two)
        with pytest.raises(KeyboardInterrupt):
            stage.take(agent.end())
    count = len(stage.records())
    stage.take(actor("claude", "next", stage.top).begin())
    stage.take(agent.end())
    assert SECRET not in read_spool(stage)
    assert len(stage.records()) == count


def test_a_part_that_was_set_aside_is_cleared_too(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(spool, "_MAX_SESSION_BYTES", 10)
    agent = actor("claude", "s", stage.top)
    play(stage, agent, SECRET)
    play(stage, agent, "later")
    assert len(list(stage.spool.glob("claude-s+*.jsonl"))) >= 1
    monkeypatch.setattr(light, "LINGER_SECONDS", -1.0)
    stage.take(actor("claude", "next", stage.top).begin())
    assert SECRET not in read_spool(stage)


# Lines ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "event",
    [
        Event(1.5, "claude", "prompt", "s", prompt=SECRET, cwd="/r", model="m"),
        Event(
            1.5,
            "codex",
            "stop",
            "s",
            "t",
            response=SECRET,
            tokens=TokenUsage(7, None, 9),
            is_interrupted=True,
        ),
        Event(
            1.5,
            "claude",
            "tool",
            "é",
            tool=ToolCall("Task", SECRET, ("a b.py",), False, SECRET, SECRET, "x", "1", "a7"),
        ),
        Event(1.5, "opencode", "stop", tools=(ToolCall("Edit", files=("a",)), ToolCall("Bash"))),
    ],
)
def test_a_line_without_texts(event: Event) -> None:
    line = format_without_texts(event, 400)
    assert len(line) == 400
    assert SECRET.encode() not in line
    read = parse_line(line.decode(), 3)
    assert (read.line, read.has_no_texts) == (3, True)
    for name in ("time", "agent", "kind", "session_id", "turn_id", "model", "cwd", "tokens"):
        assert getattr(read, name) == getattr(event, name)
    tools = [*event.tools, *([event.tool] if event.tool else [])]
    kept = [*read.tools, *([read.tool] if read.tool else [])]
    assert [(each.name, each.files, each.ok, each.id) for each in kept] == [
        (each.name, each.files, each.ok, each.id) for each in tools
    ]
    assert [each.starts_subagent for each in kept] == [each.starts_subagent for each in tools]
    assert format_without_texts(event, 20) == b" " * 20


def test_halves_of_surrogate_pairs_in_a_line() -> None:
    event = Event(1.5, "claude", "stop", "s\ud800")
    assert parse_line(format_without_texts(event, 200).decode(), 1).session_id == "s\ud800"
    assert format_without_texts(event, 10) == b" " * 10


# Removed ----------------------------------------------------------------------------------------


def test_remove_records_what_waits_and_empties_the_spool(stage: Stage) -> None:
    page = stage.write("minutebook.toml", "= nothing")
    claude, gemini = actor("claude", "s", stage.top), actor("gemini", "g", stage.top)
    for agent in (claude, gemini):
        stage.take([*agent.ask(f"Ask {agent.name}"), *agent.stop("Done.")])
    stage.take(claude.ask("Goes on"))
    page.write_text('record = "all"\n')
    top, common_dir = str(stage.top), str(stage.top / ".git")
    assert empty_spool.empty_spool(top, common_dir, ["claude"], dry_run=True) == (2, 0, ())
    assert empty_spool.empty_spool(top, common_dir, ["claude"]) == (2, 0, ())
    assert [path.name for path in stage.spool.glob("*.jsonl")] == ["gemini-g.jsonl"]
    assert [each.title for each in stage.records()] == ["Ask claude", "Goes on"]
    page = stage.write("minutebook.toml", "= nothing")
    recorded, kept, reasons = empty_spool.empty_spool(top, common_dir, ["gemini"])
    assert (recorded, kept) == (0, 1)
    assert "cannot be read" in "".join(reasons)
    page.write_text('record = "all"\n')
    assert empty_spool.empty_spool(top, common_dir, ["gemini"]) == (1, 0, ())
    assert list(stage.spool.iterdir()) == []
    assert stage.claims() == []


def test_remove_of_all_agents_takes_what_nobody_knows(stage: Stage) -> None:
    from minutebook.agents.agent_table import AGENTS as KNOWN

    folder = Path(spool.ensure_spool(str(stage.top / ".git")))
    (folder / "unknown-none.jsonl").write_text("{}\n")
    empty_spool.empty_spool(str(stage.top), str(stage.top / ".git"), KNOWN)
    assert os.listdir(folder) == []
