"""The lines of files that are not committed, noted from turn to turn."""

from __future__ import annotations

from pathlib import Path

import pytest

from minutebook.agents.turns import noted_lines
from minutebook.agents.turns.noted_lines import note_lines, read_noted_lines
from minutebook.agents.turns.session import Session


@pytest.fixture
def session(tmp_path: Path) -> Session:
    return Session(str(tmp_path / "claude-s"), (), 0)


def test_what_is_noted_is_read_by_path_and_mark(session: Session) -> None:
    note_lines(session, {}, {"a\nb.py": "1:2:3"}, {"a\nb.py": {"aaaa", "bbbb"}, "c.py": {"cccc"}})
    noted = read_noted_lines(session)
    assert noted == {("a\nb.py", "1:2:3"): frozenset({"aaaa", "bbbb"})}
    note_lines(session, noted, {"a\nb.py": "2:2:3"}, {"a\nb.py": {"dddd"}})
    assert len(read_noted_lines(session)) == 2


def test_nothing_is_noted_of_nothing(session: Session) -> None:
    note_lines(session, {}, {}, {})
    assert read_noted_lines(session) == {}


def test_a_file_with_very_many_lines_is_not_noted(session: Session) -> None:
    many = {f"{number:04}" for number in range(5001)}
    note_lines(session, {}, {"a": "1", "b": "1"}, {"a": many, "b": {"aaaa"}})
    assert list(read_noted_lines(session)) == [("b", "1")]


def test_the_oldest_goes_where_it_is_too_much(
    session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(noted_lines, "_MAX_CHARS", 40)
    for mark in "12345":
        note_lines(session, read_noted_lines(session), {"a": mark}, {"a": {"aaaa", mark * 4}})
    assert list(read_noted_lines(session)) == [("a", "3"), ("a", "4"), ("a", "5")]


def test_a_file_that_is_damaged_says_less(session: Session) -> None:
    Path(f"{session.base_path}.lines").write_bytes(b"a\0001\0aaaabb\0b\0002")
    assert read_noted_lines(session) == {("a", "1"): frozenset({"aaaa", "bb"})}
