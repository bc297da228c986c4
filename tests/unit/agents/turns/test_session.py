"""Sessions of the spool: their events, snapshots, noted records, and when they are removed."""

from __future__ import annotations

import json
import os
import time
from pathlib import Path

from minutebook.agents.capture.assemble import assemble_turns
from minutebook.agents.capture.turn import Turn
from minutebook.agents.turns import session
from minutebook.agents.turns.session import PromptSnapshot, Session, read_session
from minutebook.agents.upkeep import spool_files
from minutebook.records.drafting import drafts
from minutebook.repository import spool as spool_folder

from agent_events import Clock, Stage, actor


def find_base_path(stage: Stage) -> str:
    (path,) = stage.spool.glob("*.jsonl")
    return str(path).removesuffix(".jsonl")


def test_read_the_events_and_the_state_at_the_prompt(stage: Stage) -> None:
    stage.write("old file.py", "dirty\n")
    agent = actor("claude", "s", stage.top)
    stage.take([*agent.ask("Do it"), *agent.wrote("x.py")])
    session = read_session(find_base_path(stage))
    assert [event.kind for event in session.events] == ["prompt", "tool"]
    (turn,) = assemble_turns(session.events)
    snapshot = session.read_snapshot(turn)
    assert (snapshot.is_known, snapshot.number, snapshot.series) == (True, 1, "phr")
    assert (snapshot.commit, snapshot.top) == (stage.git("rev-parse", "HEAD"), str(stage.top))
    assert [path for path, _ in snapshot.dirty_files] == ["old file.py"]
    assert session.read_snapshot(Turn("x", "claude", started=1.0)) == PromptSnapshot()
    assert session.read_next_snapshot(turn) == PromptSnapshot()
    stage.take([*agent.stop("Done."), *agent.ask("More")])
    session = read_session(find_base_path(stage))
    turn, _ = assemble_turns(session.events)
    assert session.read_next_snapshot(turn).number == 2


def test_a_snapshot_that_was_cut_off_does_not_count(tmp_path: Path) -> None:
    session, turn = Session(str(tmp_path / "claude-s"), (), 0), Turn("x", "claude", started=1.5)
    for text in ("", "7", "7\0phr\0abc", "x\0phr\0abc\0/r\0Do it"):
        (tmp_path / "claude-s.1.500000.start").write_text(text, "utf-8")
        assert session.read_snapshot(turn) == PromptSnapshot()


def test_broken_lines_are_counted(tmp_path: Path) -> None:
    base = str(tmp_path / "claude-s")
    line = json.dumps({"at": 1.5, "agent": "claude", "event": {"hook_event_name": "Stop"}})
    later = line.replace("1.5", "2.5")
    lines = [line, "{", "[]", '{"at": "x", "agent": "a", "event": 1}', "", later, '{"at": 1, "cut']
    Path(base + ".jsonl").write_text("\n".join(lines), "utf-8")
    session = read_session(base)
    assert (len(session.events), session.broken_line_count) == (2, 3)
    assert read_session(str(tmp_path / "none")) == Session(str(tmp_path / "none"), (), 0, 0)


def test_a_part_that_was_set_aside_belongs_to_its_session(tmp_path: Path) -> None:
    base = str(tmp_path / "claude-s+1.5")
    Path(base + ".jsonl").write_text("", "utf-8")
    assert read_session(base).base_path == str(tmp_path / "claude-s")


def test_note_the_record_of_a_turn(tmp_path: Path) -> None:
    session = Session(str(tmp_path / "claude-s"), (), 0)
    turn = Turn("x", "claude", started=1.5, ended=2.25, first_line=1, last_line=4)
    subagent_turn = Turn("y", "claude", started=1.5, last_line=3, subagent_id="a/1")
    transcript_turn = Turn("u-1", "claude", started=1.5, source="transcript")
    assert session.read_noted_record(turn) == ("", "", 0)
    assert (session.mark_attempted(turn), session.mark_attempted(turn)) == (False, True)
    session.note_record(turn, "history/é\udcff.md", "page\n")
    assert session.read_noted_record(turn) == (
        "history/é\udcff.md",
        drafts.compute_digest("page\n"),
        4,
    )
    assert session.mark_attempted(turn) is False
    session.note_record(subagent_turn, "")
    assert session.read_noted_record(subagent_turn) == ("", drafts.compute_digest(""), 3)
    session.note_record(transcript_turn, "x.md")
    assert session.read_noted_record(transcript_turn)[2] == 1  # it has no line of its own
    assert {path.name for path in tmp_path.iterdir()} == {
        "claude-s.1.500000.done",
        "claude-s.1.500000-a_1.done",
        "claude-s.u-1.done",
    }
    session.forget_record(turn)
    session.forget_record(turn)
    assert session.read_noted_record(turn) == ("", "", 0)


def test_one_prompt_that_came_as_two_events(stage: Stage) -> None:
    agent = actor("claude", "s", stage.top)
    stage.take([*agent.ask("Do it"), *agent.ask("Do it")])
    prompt_session = read_session(find_base_path(stage))
    turns = assemble_turns(prompt_session.events)
    assert len(turns) == 1
    snapshot = prompt_session.read_snapshot(turns[0])
    assert (snapshot.number, snapshot.spare_numbers) == (1, ())
    ((path, stray),) = prompt_session.find_stray_snapshots(turns)
    assert os.path.exists(path)
    assert stray.number == 0
    assert stage.claims() == ["1"]
    session.release_numbers(str(stage.top / ".git"), snapshot)
    assert stage.claims() == []
    session.release_numbers(str(stage.top / ".git"), snapshot)


def test_old_sessions_are_removed_as_a_whole(stage: Stage) -> None:
    day_seconds = 86400.0
    spool = Path(spool_folder.ensure_spool(str(stage.top / ".git")))
    claims = stage.top / ".git/minutebook/claims/phr"
    claims.mkdir(parents=True)
    for name, age in (
        ("claude-old.jsonl", 40),
        ("claude-old+1.5.jsonl", 50),
        ("claude-old.1.5.done", 50),
        ("claude-long.jsonl", 1),
        ("claude-long.1.5.done", 40),  # a session that goes on keeps its notes
        ("claude-long+1.5.jsonl", 40),
    ):
        (spool / name).write_text("x", "utf-8")
        if name.endswith(".jsonl"):
            (spool / name).with_suffix(".settled").write_text("1", "utf-8")
            os.utime((spool / name).with_suffix(".settled"), (0, 0))
        os.utime(spool / name, (time.time() - age * day_seconds,) * 2)
    for name, age in (("7", 8), ("8", 6)):
        (claims / name).touch()
        os.utime(claims / name, (time.time() - age * day_seconds,) * 2)
    spool_files.trim_spool(str(stage.top / ".git"))
    assert sorted(path.name for path in spool.iterdir()) == [
        "claude-long+1.5.jsonl",
        "claude-long+1.5.settled",
        "claude-long.1.5.done",
        "claude-long.jsonl",
        "claude-long.settled",
    ]
    assert stage.claims() == ["8"]


def test_the_oldest_sessions_are_removed_from_a_large_spool(
    stage: Stage, monkeypatch, clock: Clock
) -> None:  # type: ignore[no-untyped-def]
    monkeypatch.setattr(spool_files, "_MAX_SPOOL_BYTES", 25)
    spool = Path(spool_folder.ensure_spool(str(stage.top / ".git")))
    for days, name in enumerate("abcde"):
        (spool / f"claude-{name}.jsonl").write_text("x" * 10, "utf-8")
        os.utime(spool / f"claude-{name}.jsonl", (time.time() - days * 86400.0 + 600,) * 2)
    spool_files.trim_spool(str(stage.top / ".git"))
    names = sorted(path.name for path in spool.iterdir())
    assert names == ["claude-a.jsonl", "claude-b.jsonl"]
    clock.offset = -9 * 86400.0
    spool_files.trim_spool(str(stage.top / ".git"))  # those of the last day stay
    assert sorted(path.name for path in spool.iterdir()) == names


def test_trim_an_empty_spool(tmp_path: Path) -> None:
    spool_files.trim_spool(str(tmp_path))
    assert list(Path(spool_folder.locate_spool(str(tmp_path))).iterdir()) == []
