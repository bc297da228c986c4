"""Which decisions an agent was told of in a turn, as the hook noted them and the record says."""

from __future__ import annotations

import time
from pathlib import Path

import pytest

from minutebook.agents.capture.turn import Turn
from minutebook.agents.turns.session import Session
from minutebook.agents.turns.told_decisions import list_told
from minutebook.agents.upkeep.spool_files import remove_session

from agent_events import Stage, actor


@pytest.fixture
def session(tmp_path: Path) -> Session:
    return Session(str(tmp_path / "claude-s"), (), 0)


def note(session: Session, *lines: str) -> None:
    with open(f"{session.base_path}.told", "a", encoding="utf-8") as file:
        file.write("".join(f"{line}\n" for line in lines))


def turn(name: str, started: float, ended: float = 0.0, **fields: str) -> Turn:
    return Turn(name, "claude", started=started, ended=ended, **fields)


FIRST, SECOND = turn("1", 100.0, 200.0), turn("2", 300.0)


def test_what_was_told_between_the_start_and_the_end(session: Session) -> None:
    note(
        session,
        "99.9\ta.py\t0001-before",
        "100.000001\ta.py\t0002-b",
        "150\tb.py\t0001-a",
        "200\ta.py\t0002-b",
        "250\ta.py\t0003-between",
        "301.5\ta.py\t0004-open",
    )
    assert list_told(session, FIRST, [FIRST, SECOND]) == ("0002-b", "0001-a")
    assert list_told(session, SECOND, [FIRST, SECOND]) == ("0004-open",)


def test_what_a_session_s_start_told_belongs_to_the_next_turn(session: Session) -> None:
    note(session, "90\t\t0001-a", "250\t\t0002-b", "260\ta.py\t0003-c")
    child = turn("c", 110.0, 120.0, subagent_id="a1", parent_id="1")
    turns = [FIRST, child, SECOND]
    assert list_told(session, FIRST, turns) == ("0001-a",)
    assert list_told(session, SECOND, turns) == ("0002-b",)
    assert list_told(session, child, turns) == ()


def test_a_path_with_a_tab(session: Session) -> None:
    note(session, "150\ta\tb.py\t0001-a")
    assert list_told(session, FIRST, [FIRST]) == ("0001-a",)


@pytest.mark.parametrize(
    "line",
    ["", "150", "150\ta.py", "150\ta.py\t", "x\ta.py\t0001-a", "150\ta.py\t0001-\x1b[2J",
     "nan\ta.py\t0001-a", f"150\ta.py\t{'x' * 400}"],
)  # fmt: skip
def test_lines_that_say_nothing(session: Session, line: str) -> None:
    note(session, line, "150\ta.py\t0002-b")
    assert list_told(session, FIRST, [FIRST]) == ("0002-b",)


def test_a_record_names_a_bounded_number(session: Session) -> None:
    note(session, *(f"150\ta.py\t{number:04}-x" for number in range(500)))
    assert len(list_told(session, FIRST, [FIRST])) == 50


def test_nothing_was_noted_or_the_time_is_not_known(session: Session) -> None:
    assert list_told(session, FIRST, [FIRST]) == ()
    note(session, "150\ta.py\t0001-a")
    assert list_told(session, turn("0", 0.0), []) == ()


def test_the_record_says_it_and_the_session_goes_with_its_notes(stage: Stage) -> None:
    agent = actor("claude", "s", stage.top)
    stage.take(agent.ask("Do it"))
    session = Session(str(stage.spool / "claude-s"), (), 0)
    note(session, f"{time.time():.6f}\ta.py\t0007-use-redis")
    stage.write("a.py", "x = 1\n")
    stage.take(agent.stop("Done."))
    assert stage.record().fields["told"] == ["0007-use-redis"]
    note(session, f"{time.time():.6f}\tb.py\t0003-use-x")
    stage.take(agent.stop("Done, too."))
    assert stage.record().fields["told"] == ["0007-use-redis", "0003-use-x"]
    remove_session(session.base_path)
    assert not list(stage.spool.glob("claude-s*"))
