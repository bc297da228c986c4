"""The states of a session that a store kept, joined: whatever part of it each of them holds."""

from __future__ import annotations

import pytest

from minutebook.agents.capture.turn import Turn
from minutebook.agents.stores.snapshots import Snapshot, join_snapshots


def make_turns(words: str, *, first: int = 0, step: int = 1) -> list[Turn]:
    return [
        Turn(f"t{number}", "claude", "s", word, response=word, started=number * step, ended=number)
        for number, word in enumerate(words.split(), first)
    ]


def join(*states: list[Turn]) -> list[tuple[str, str]]:
    """The prompts of the joined turns, each with the numbers of its commits."""
    snapshots = [Snapshot(turns, (str(number),)) for number, turns in enumerate(states)]
    return [(each.turn.prompt, "".join(each.commits)) for each in join_snapshots(snapshots)]


@pytest.mark.parametrize(
    ("states", "joined"),
    [
        (["a", "a b"], [("a", "0"), ("b", "1")]),
        (["a", "b"], [("a", "0"), ("b", "1")]),
        (["a b", "b c"], [("a", "0"), ("b", "0"), ("c", "1")]),
        (["a b c", "b"], [("a", "0"), ("b", "0"), ("c", "0")]),
        (["a b", "a b"], [("a", "0"), ("b", "0")]),
        (["", "a"], [("a", "1")]),
        (["a", ""], [("a", "0")]),
        (["a", "a a", "a a a"], [("a", "0"), ("a", "1"), ("a", "2")]),
    ],
)
def test_states_without_times(states: list[str], joined: list[tuple[str, str]]) -> None:
    assert join(*(make_turns(words, step=0) for words in states)) == joined


def test_equal_prompts_at_other_times_are_other_turns() -> None:
    early, late = make_turns("go", first=1), make_turns("go", first=2)
    assert join(early, late) == [("go", "0"), ("go", "1")]
    assert join(early, [*early, *late]) == [("go", "0"), ("go", "1")]


def test_files_that_no_call_names_are_the_last_turn_s() -> None:
    snapshot = Snapshot(make_turns("a b"), ("c1",), ("x.py",), "Jo", "topic", 5.0)
    first, last = join_snapshots([snapshot])
    assert (first.files, last.files) == ((), ("x.py",))
    assert (last.user, last.branch) == ("Jo", "topic")


def test_a_turn_without_a_time_has_that_of_the_first_state_with_it() -> None:
    turns = make_turns("a b", step=0)
    joined = join_snapshots([Snapshot(turns[:1], time=7.0), Snapshot(turns, time=9.0)])
    assert [stored.turn.started for stored in joined] == [7.0, 9.0]
