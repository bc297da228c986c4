"""What the rollouts of Codex add to the turns that its hooks told of."""

from __future__ import annotations

import pytest

from minutebook.agents.capture.transcript_turns import complete_turn, find_matching_turn
from minutebook.agents.capture.turn import ToolCall, Turn
from minutebook.lean.values import replace

TOLD = Turn("e", "codex", "s", "Sort", started=100.0, ended=120.0, subagent_id="one")
OWN = replace(TOLD, id="r", prompt="Compare", response="Compared", started=101.0, ended=119.0)


@pytest.mark.parametrize(
    ("candidates", "found"),
    [
        ([OWN], OWN),
        ([replace(OWN, subagent_id="two")], None),
        ([replace(OWN, subagent_id="two", prompt="Sort")], None),
        ([OWN, replace(OWN, id="x", prompt="Sort", subagent_id="")], OWN),
        # Where an agent has several turns, its prompt tells which is meant.
        ([OWN, replace(OWN, id="r2", prompt="Sort")], replace(OWN, id="r2", prompt="Sort")),
    ],
)
def test_an_agents_own_rollout_is_found_whatever_its_task(
    candidates: list[Turn], found: Turn | None
) -> None:
    assert find_matching_turn(TOLD, candidates) == found


def test_an_agents_own_rollout_says_what_its_task_was() -> None:
    """Of two that begin at once, events do not tell which was given which task."""
    told_more = replace(OWN, additions=("And sort",))
    whole = complete_turn(TOLD, told_more)
    assert (whole.prompt, whole.additions, whole.response) == (
        "Compare",
        ("And sort",),
        "Compared",
    )
    assert complete_turn(replace(TOLD, subagent_id=""), OWN).prompt == "Sort"


RAN = ToolCall("Bash", "make test", output="2 passed", id="c1")
RAN_FULLY = replace(RAN, ok=True, output="made\n2 passed")
WROTE = ToolCall("apply_patch", files=("/r/a.py",), ok=True, id="c2")
READ = ToolCall("Read", ok=True, id="c3")
NO_ID = ToolCall("Bash", "ls")


@pytest.mark.parametrize(
    ("told", "transcribed", "calls"),
    [
        ((), (RAN_FULLY,), (RAN_FULLY,)),
        ((RAN,), (), (RAN,)),
        ((RAN,), (RAN_FULLY,), (replace(RAN, ok=True),)),
        # A call that no event told of: it wrote something, or only read.
        ((RAN,), (WROTE, READ, RAN_FULLY), (WROTE, replace(RAN, ok=True))),
        ((replace(RAN, ok=False),), (RAN_FULLY,), (replace(RAN, ok=False),)),
        # The transcript is not written to the end, or another call has no id: nothing is added.
        ((RAN, WROTE), (READ, RAN_FULLY), (replace(RAN, ok=True), WROTE)),
        ((RAN, NO_ID), (RAN_FULLY, WROTE), (replace(RAN, ok=True), NO_ID)),
        ((NO_ID,), (WROTE,), (NO_ID,)),
    ],
)
def test_calls_are_completed(
    told: tuple[ToolCall, ...], transcribed: tuple[ToolCall, ...], calls: tuple[ToolCall, ...]
) -> None:
    turn = complete_turn(replace(TOLD, tools=told), replace(OWN, tools=transcribed))
    assert turn.tools == calls
