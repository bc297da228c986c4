"""A session as the spool has it."""

from __future__ import annotations

import json
import os
import time
from pathlib import Path

from minutebook.agents import session
from minutebook.agents.capture.assemble import assemble_turns
from minutebook.agents.capture.turn import Turn
from minutebook.agents.session import PromptSnapshot, Session, read_session
from minutebook.records.drafting import drafts
from minutebook.repository import light

from agent_events import Clock, Stage, actor


def base_of(stage: Stage) -> str:
    (path,) = stage.spool.glob("*.jsonl")
    return str(path).removesuffix(".jsonl")


def test_events_and_what_was_so_at_the_prompt(stage: Stage) -> None:
    stage.write("old file.py", "dirty\n")
    one = actor("claude", "s", stage.top)
    stage.take([*one.ask("Do it"), *one.wrote("x.py")])
    read = read_session(base_of(stage))
    assert [event.kind for event in read.events] == ["prompt", "tool"]
    (turn,) = assemble_turns(read.events)
    start = read.read_snapshot(turn)
    assert (start.is_known, start.number, start.series) == (True, 1, "phr")
    assert (start.commit, start.top) == (stage.git("rev-parse", "HEAD"), str(stage.top))
    assert [path for path, _ in start.dirty_files] == ["old file.py"]
    assert read.read_snapshot(Turn("x", "claude", started=1.0)) == PromptSnapshot()
    assert read.read_next_snapshot(turn) == PromptSnapshot()
    stage.take([*one.stop("Done."), *one.ask("More")])
    read = read_session(base_of(stage))
    turn, _ = assemble_turns(read.events)
    assert read.read_next_snapshot(turn).number == 2


def test_a_note_that_was_cut_off_is_none(tmp_path: Path) -> None:
    known, turn = Session(str(tmp_path / "claude-s"), (), 0), Turn("x", "claude", started=1.5)
    for text in ("", "7", "7\0phr\0abc", "x\0phr\0abc\0/r\0Do it"):
        (tmp_path / "claude-s.1.500000.start").write_text(text, "utf-8")
        assert known.read_snapshot(turn) == PromptSnapshot()


def test_lines_that_are_broken_are_counted(tmp_path: Path) -> None:
    base = str(tmp_path / "claude-s")
    good = json.dumps({"at": 1.5, "agent": "claude", "event": {"hook_event_name": "Stop"}})
    lines = [good, "{", "[]", '{"at": "x", "agent": "a", "event": 1}', "", good, '{"at": 1, "cut']
    Path(base + ".jsonl").write_text("\n".join(lines), "utf-8")
    read = read_session(base)
    assert (len(read.events), read.broken_line_count) == (2, 3)
    assert read_session(str(tmp_path / "none")) == Session(str(tmp_path / "none"), (), 0, "0")


def test_a_piece_that_was_set_aside_is_its_sessions(tmp_path: Path) -> None:
    base = str(tmp_path / "claude-s+1.5")
    Path(base + ".jsonl").write_text("", "utf-8")
    assert read_session(base).base_path == str(tmp_path / "claude-s")


def test_what_is_noted_of_a_turn(tmp_path: Path) -> None:
    known = Session(str(tmp_path / "claude-s"), (), 0)
    turn = Turn("x", "claude", started=1.5, ended=2.25)
    inner = Turn("y", "claude", started=1.5, ended=2.25, subagent_id="a/1")
    told = Turn("u-1", "claude", started=1.5, source="transcript")
    assert known.read_noted_record(turn) == ("", "", 0.0)
    assert (known.mark_attempted(turn), known.mark_attempted(turn)) == (False, True)
    known.note_record(turn, "history/é\udcff.md", "page\n")
    assert known.read_noted_record(turn) == (
        "history/é\udcff.md",
        drafts.compute_digest("page\n"),
        2.25,
    )
    assert known.mark_attempted(turn) is False
    known.note_record(inner, "")
    assert known.read_noted_record(inner) == ("", drafts.compute_digest(""), 2.25)
    known.note_record(told, "x.md")
    assert abs(known.read_noted_record(told)[2] - time.time()) < 60
    assert {path.name for path in tmp_path.iterdir()} == {
        "claude-s.1.500000.done",
        "claude-s.1.500000-a_1.done",
        "claude-s.u-1.done",
    }
    known.forget_record(turn)
    known.forget_record(turn)
    assert known.read_noted_record(turn) == ("", "", 0.0)


def test_one_prompt_as_two_events(stage: Stage) -> None:
    one = actor("claude", "s", stage.top)
    stage.take([*one.ask("Do it"), *one.ask("Do it")])
    read = read_session(base_of(stage))
    turns = assemble_turns(read.events)
    assert len(turns) == 1
    start = read.read_snapshot(turns[0])
    assert (start.number, start.spare_numbers) == (1, (2,))
    ((path, astray),) = read.find_stray_snapshots(turns)
    assert os.path.exists(path)
    assert astray.number == 2
    session.release_numbers(read.base_path, start)
    assert stage.claims() == []
    session.release_numbers(read.base_path, start)


def test_what_is_old_goes_as_a_whole(stage: Stage) -> None:
    days = 86400.0
    place = Path(light.ensure_folder(str(stage.top / ".git")))
    claims = stage.top / ".git/minutebook/claims/phr"
    claims.mkdir(parents=True)
    for name, age in (
        ("claude-old.jsonl", 40),
        ("claude-old+1.5.jsonl", 50),
        ("claude-old.1.5.done", 50),
        ("claude-long.jsonl", 1),
        ("claude-long.1.5.done", 40),  # a session that goes on keeps what it noted
        ("claude-long+1.5.jsonl", 40),
    ):
        (place / name).write_text("x", "utf-8")
        os.utime(place / name, (time.time() - age * days,) * 2)
    for name, age in (("7", 8), ("8", 6)):
        (claims / name).touch()
        os.utime(claims / name, (time.time() - age * days,) * 2)
    session.trim_spool(str(stage.top / ".git"))
    assert sorted(path.name for path in place.iterdir()) == [
        "claude-long+1.5.jsonl",
        "claude-long.1.5.done",
        "claude-long.jsonl",
    ]
    assert stage.claims() == ["8"]


def test_what_is_too_much_goes_oldest_first(stage: Stage, monkeypatch, clock: Clock) -> None:  # type: ignore[no-untyped-def]
    monkeypatch.setattr(session, "_MAX_SPOOL_BYTES", 25)
    place = Path(light.ensure_folder(str(stage.top / ".git")))
    for days, name in enumerate("abcde"):
        (place / f"claude-{name}.jsonl").write_text("x" * 10, "utf-8")
        os.utime(place / f"claude-{name}.jsonl", (time.time() - days * 86400.0 + 600,) * 2)
    session.trim_spool(str(stage.top / ".git"))
    left = sorted(path.name for path in place.iterdir())
    assert left == ["claude-a.jsonl", "claude-b.jsonl"]
    clock.offset = -9 * 86400.0
    session.trim_spool(str(stage.top / ".git"))  # what is of the last day stays
    assert sorted(path.name for path in place.iterdir()) == left


def test_trim_where_nothing_is(tmp_path: Path) -> None:
    session.trim_spool(str(tmp_path))
    assert list((tmp_path / "minutebook/spool").iterdir()) == []
