"""Rollouts of Codex: what belongs to a turn, and what comes after it or without a prompt."""

from __future__ import annotations

import pytest

from codex_rollouts import CHILD, SESSION, Rollout, spawn_source
from minutebook.agents.capture.turn import TokenUsage


def count_tokens(rollout: Rollout, tokens: int) -> Rollout:
    usage = {"input_tokens": tokens, "cached_input_tokens": 0, "output_tokens": 0}
    return rollout.add("event_msg", {"type": "token_count", "info": {"last_token_usage": usage}})


def compact(rollout: Rollout) -> Rollout:
    """What `/compact` writes: a task of its own, without a user's message."""
    rollout.turn = "t-compact"
    rollout.event("task_started")
    rollout.message("assistant", "The user wants a list; half is done.")
    count_tokens(rollout, 500)
    rollout.add("compacted", {"message": "Another model began this"})
    rollout.add("turn_context", {"turn_id": "t-compact", "cwd": "/r", "model": "gpt-m"})
    rollout.item("ContextCompaction", "c")
    return rollout.event("task_complete", last_agent_message=None)


@pytest.mark.parametrize("is_aborted", [False, True])
def test_a_compaction_adds_nothing_to_the_turn_before_it(*, is_aborted: bool) -> None:
    rollout = count_tokens(Rollout().begin("t1").ask("Write a list"), 7)
    if is_aborted:
        rollout.event("turn_aborted", reason="interrupted")
    else:
        rollout.answer("Written")
    seconds = rollout.second - 1  # of the line that ended the turn
    compact(rollout).begin("t2").ask("Sort it").answer("Sorted")
    first, second = rollout.read()
    begun = first.started - rollout.start
    assert (first.response, first.tokens) == ("" if is_aborted else "Written", TokenUsage(7, 0, 0))
    assert first.ended - first.started == seconds - begun
    assert first.is_interrupted == is_aborted
    assert (second.prompt, second.response, second.tokens) == ("Sort it", "Sorted", None)


def test_a_compaction_after_a_turn_that_never_ended_is_not_its_answer() -> None:
    rollout = Rollout().begin("t1").ask("Write a list")
    (turn,) = compact(rollout).read()
    assert (turn.response, turn.tokens) == ("", None)


@pytest.mark.parametrize("is_childs", [False, True])
def test_a_command_that_outlives_its_turn_belongs_to_it_and_does_not_prolong_it(
    *, is_childs: bool
) -> None:
    if is_childs:
        rollout = Rollout(CHILD, source=spawn_source("/root/a", SESSION)).begin("t1", "t0")
        rollout.tell("/root/a", "NEW_TASK", "Start the server")
    else:
        rollout = Rollout().begin("t1").ask("Start the server")
    rollout.answer("Started")
    ended = rollout.start + rollout.second - 1
    rollout.second += 30
    rollout.item(
        "CommandExecution",
        "x",
        command=["/bin/sh", "-c", "make serve"],
        exit_code=1,
        aggregated_output="gone",
    )
    (turn,) = rollout.read()
    assert [(tool.command, tool.ok) for tool in turn.tools] == [("make serve", False)]
    assert (turn.ended, turn.response) == (ended, "Started")


def test_a_command_that_ends_while_the_next_turn_runs_is_not_its_own() -> None:
    rollout = Rollout().begin("t1").ask("Start the server").answer("Started")
    rollout.begin("t2").ask("Say more")
    rollout.turn = "t1"
    rollout.item("CommandExecution", "x", command=["make", "serve"], exit_code=0)
    rollout.turn = "t2"
    first, second = rollout.answer("More").read()
    assert [tool.command for tool in first.tools] == ["make serve"]
    assert (second.tools, second.response) == ((), "More")


def test_an_agent_that_is_told_more_later_goes_on() -> None:
    rollout = Rollout(CHILD, source=spawn_source("/root/a", SESSION)).begin("t1", "t0")
    rollout.tell("/root/a", "NEW_TASK", "Look").answer("Looked")
    rollout.begin("t2", "t0").tell("/root/a", "MESSAGE", "Look again").answer("Looked twice")
    (turn,) = rollout.read()
    assert (turn.prompt, turn.additions, turn.response) == (
        "Look",
        ("Look again",),
        "Looked twice",
    )
