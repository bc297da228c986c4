"""Turns of agents that Codex spawns, assembled from its hooks' events in the orders they come in."""

from __future__ import annotations

import json

import pytest

from minutebook.agents.adapters import codex
from minutebook.agents.capture.assemble import assemble_turns
from minutebook.agents.capture.turn import Event, Turn

ONE, TWO = "agent-one", "agent-two"


def say(name: str, turn: str = "t1", agent: str = "", **fields: object) -> dict[str, object]:
    inside = {"agent_id": agent, "agent_type": "default"} if agent else {}
    return {"session_id": "s", "turn_id": turn, "hook_event_name": name, **inside, **fields}


def spawn(
    task: str, number: int, result: dict[str, str], namespace: str = "", agent: str = ""
) -> dict[str, object]:
    return say(
        "PostToolUse",
        "t1" if not agent else f"turn-{agent}",
        agent,
        tool_name=f"{namespace}spawn_agent",
        tool_input={"message": task, "task_name": f"task_{number}"},
        tool_response=json.dumps(result),
        tool_use_id=f"call-{number}",
    )


def start(agent: str) -> dict[str, object]:
    return say("SubagentStart", f"turn-{agent}", agent)


def told(agent: str, prompt: str) -> dict[str, object]:
    return say("UserPromptSubmit", f"turn-{agent}", agent, prompt=prompt)


def done(agent: str, answer: str) -> dict[str, object]:
    return say("SubagentStop", f"turn-{agent}", agent, last_assistant_message=answer)


ASK = say("UserPromptSubmit", prompt="Let others do it")
STOP = say("Stop", last_assistant_message="They did it")
FIRST_KIND = spawn("Sort", 1, {"agent_id": ONE, "nickname": "Noether"})
SECOND_KIND = spawn("Sort", 1, {"task_name": "/root/task_1"}, "collaboration")


def read(*payloads: dict[str, object]) -> tuple[Turn, ...]:
    events: list[Event] = [
        codex.read_event(payload, 100.0 + number) for number, payload in enumerate(payloads)
    ]
    return assemble_turns(events)


def summarize(turn: Turn) -> tuple[str, tuple[str, ...], str, str, str, bool]:
    parent = turn.parent_id.rpartition(":")[2]
    return turn.prompt, turn.additions, turn.response, turn.subagent_id, parent, turn.is_interrupted


MAIN = ("Let others do it", (), "They did it", "", "", False)
SORTED = ("Sort", (), "Sorted", ONE, "t1", False)


@pytest.mark.parametrize(
    "events",
    [
        [FIRST_KIND, start(ONE), told(ONE, "Sort"), done(ONE, "Sorted")],
        [start(ONE), told(ONE, "Sort"), FIRST_KIND, done(ONE, "Sorted")],
        [start(ONE), told(ONE, "Sort"), done(ONE, "Sorted"), FIRST_KIND],
        [FIRST_KIND, told(ONE, "Sort"), done(ONE, "Sorted")],  # an older one, without its start
        [SECOND_KIND, start(ONE), done(ONE, "Sorted")],
        [start(ONE), SECOND_KIND, done(ONE, "Sorted")],
        [start(ONE), done(ONE, "Sorted"), SECOND_KIND],
    ],
)
def test_an_agent_that_is_spawned_is_one_turn(events: list[dict[str, object]]) -> None:
    assert sorted(map(summarize, read(ASK, *events, STOP))) == sorted([MAIN, SORTED])


def test_an_agent_may_go_on_after_the_turn_that_spawned_it() -> None:
    turns = read(ASK, SECOND_KIND, start(ONE), STOP, done(ONE, "Sorted"))
    assert [summarize(turn) for turn in turns] == [MAIN, SORTED]
    assert turns[1].ended > turns[0].ended


def test_what_an_agent_is_told_later_is_added_to_its_task() -> None:
    more = say("UserPromptSubmit", "turn-later", ONE, prompt="Backwards, too")
    turns = read(
        ASK, FIRST_KIND, told(ONE, "Sort"), done(ONE, "Sorted"), more, done(ONE, "Reversed")
    )
    assert summarize(turns[1]) == ("Sort", ("Backwards, too",), "Reversed", ONE, "t1", False)


@pytest.mark.parametrize("after_main", [False, True])
def test_an_agent_of_an_agent_is_the_latters(after_main: bool) -> None:
    below = spawn("Compare", 2, {"agent_id": TWO}, "multi_agent_v1", ONE)
    inner = [below, told(TWO, "Compare"), done(TWO, "Compared"), done(ONE, "Sorted")]
    begin = [ASK, FIRST_KIND, told(ONE, "Sort")]
    turns = read(*begin, STOP, *inner) if after_main else read(*begin, *inner, STOP)
    assert [turn.prompt for turn in turns] == ["Let others do it", "Sort", "Compare"]
    assert turns[2].parent_id == turns[1].id


@pytest.mark.parametrize(
    ("turn", "interrupted"),
    [("t1", [True, False]), (f"turn-{ONE}", [False, True]), ("nobodys", [True, False])],
)
def test_an_interruption_ends_the_turn_that_it_names(turn: str, interrupted: list[bool]) -> None:
    turns = read(ASK, FIRST_KIND, told(ONE, "Sort"), say("Interrupt", turn))
    assert [each.is_interrupted for each in turns] == interrupted
    assert [each.ended for each in turns] == [103.0 if each else 0.0 for each in interrupted]


def test_an_agent_that_never_stops_ends_with_the_session() -> None:
    """No event tells that the agent which spawned it has stopped it."""
    turns = read(ASK, FIRST_KIND, told(ONE, "Sort"), STOP, say("SessionEnd"))
    assert [(turn.is_interrupted, turn.ended) for turn in turns] == [(False, 103.0), (True, 102.0)]


def test_a_call_that_is_told_of_after_the_stop_interrupts_nothing() -> None:
    """In code mode a command may end when its turn has ended already."""
    late = say(
        "PostToolUse", tool_name="Bash", tool_input={"command": "make"}, tool_response="made"
    )
    ask_again = say("UserPromptSubmit", "t2", prompt="Go on")
    turns = read(ASK, STOP, late, ask_again, say("Interrupt", "t2"))
    assert [(len(turn.tools), turn.is_interrupted) for turn in turns] == [(1, False), (0, True)]


def test_a_prompt_in_the_turn_that_goes_on_is_added_to_it() -> None:
    steer = say("UserPromptSubmit", prompt="With tabs")
    (turn,) = read(ASK, steer, STOP)
    assert (turn.prompt, turn.additions) == ("Let others do it", ("With tabs",))
