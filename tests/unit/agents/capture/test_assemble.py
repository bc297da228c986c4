"""Turns assembled from the events of sessions, in any order and with any loss."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from minutebook.agents.capture.assemble import assemble_turns
from minutebook.agents.capture.turn import EVENT_KINDS, Event, TokenUsage, ToolCall, Turn
from minutebook.lean.values import replace


def make_event(kind: str, time: float, **fields: object) -> Event:
    return Event(time, "claude", kind, "s", **fields)  # type: ignore[arg-type]


def prompt(time: float, text: str, **fields: object) -> Event:
    return make_event("prompt", time, prompt=text, **fields)


def stop(time: float, text: str = "", **fields: object) -> Event:
    return make_event("stop", time, response=text, **fields)


def call(time: float, tool: ToolCall, **fields: object) -> Event:
    return make_event("tool", time, tool=tool, **fields)


def summarize(turn: Turn) -> tuple[str, str, int, float, bool]:
    return turn.prompt, turn.response, len(turn.tools), turn.ended, turn.is_interrupted


EDIT, TEST = ToolCall("Edit", files=("a.py",), id="1"), ToolCall("Bash", command="pytest", id="2")


@pytest.mark.parametrize(
    ("events", "turns"),
    [
        ([], []),
        ([prompt(1, "A")], [("A", "", 0, 0.0, False)]),
        (
            [prompt(1, "A"), call(2, EDIT), call(3, TEST), stop(4, "Done")],
            [("A", "Done", 2, 4, False)],
        ),
        # The clock was set back within a turn: what came later is later.
        (
            [prompt(100, "A"), call(101, EDIT), stop(40, "Done"), prompt(41, "B"), stop(42, "b")],
            [("A", "Done", 1, 100, False), ("B", "b", 0, 42, False)],
        ),
        (
            [prompt(100, "A"), prompt(40, "A"), stop(41, "a")],
            [("A", "", 0, 100, True), ("A", "a", 0, 41, False)],
        ),
        # A second prompt without a stop: the first was interrupted.
        (
            [prompt(1, "A"), call(2, EDIT), prompt(5, "B"), stop(6, "b")],
            [("A", "", 1, 2, True), ("B", "b", 0, 6, False)],
        ),
        # One event received twice.
        (
            [prompt(1, "A"), prompt(1.2, "A"), stop(2, "a"), stop(2.1, "a")],
            [("A", "a", 0, 2.1, False)],
        ),
        # The same text again, later, is another prompt.
        (
            [prompt(1, "A"), prompt(9, "A"), stop(10, "a")],
            [("A", "", 0, 1, True), ("A", "a", 0, 10, False)],
        ),
        (
            [prompt(1, "A"), stop(1.1, "a"), prompt(1.2, "A"), stop(1.3, "b")],
            [("A", "a", 0, 1.1, False), ("A", "b", 0, 1.3, False)],
        ),
        # By the agent's id of the turn, time does not matter.
        (
            [prompt(1, "A", turn_id="t"), prompt(9, "A", turn_id="t"), stop(10, "a", turn_id="t")],
            [("A", "a", 0, 10, False)],
        ),
        (
            [prompt(1, "A", turn_id="t"), stop(2, "a", turn_id="t"), prompt(3, "A", turn_id="t")],
            [("A", "a", 0, 2, False)],
        ),
        (
            [prompt(1, "A", turn_id="t"), prompt(1.1, "A", turn_id="u"), stop(2, "a", turn_id="u")],
            [("A", "", 0, 1, True), ("A", "a", 0, 2, False)],
        ),
        # The last of two stops gives the response; one without a response keeps the former.
        ([prompt(1, "A"), stop(2, "a"), stop(3, "b")], [("A", "b", 0, 3, False)]),
        (
            [prompt(1, "A"), make_event("response", 1.5, response="a"), stop(2)],
            [("A", "a", 0, 2, False)],
        ),
        (
            [prompt(1, "A"), stop(2), make_event("response", 3, response="late")],
            [("A", "late", 0, 2, False)],
        ),
        ([make_event("response", 3, response="lost")], []),
        # Another hook blocked the stop: the agent goes on in the same turn.
        ([prompt(1, "A"), stop(2, "a"), call(3, EDIT), stop(4, "b")], [("A", "b", 1, 4, False)]),
        ([prompt(1, "A"), stop(2, "a"), call(3, EDIT)], [("A", "a", 1, 0.0, False)]),
        # A stop without a prompt's event, with and without the prompt in it.
        ([stop(2, "a")], [("", "a", 0, 2, False)]),
        ([stop(2, "a", prompt="A")], [("A", "a", 0, 2, False)]),
        (
            [prompt(1, "A"), stop(2, "a"), stop(3, "b", prompt="B")],
            [("A", "a", 0, 2, False), ("B", "b", 0, 3, False)],
        ),
        (
            [prompt(1, "A"), stop(2, "a", prompt="A"), stop(3, "c", prompt="A")],
            [("A", "c", 0, 3, False)],
        ),
        (
            [
                prompt(1, "A", turn_id="t"),
                stop(2, "a", turn_id="t"),
                stop(3, "b", turn_id="u", prompt="B"),
            ],
            [("A", "a", 0, 2, False), ("B", "b", 0, 3, False)],
        ),
        # A late stop of an earlier turn does not close the open one.
        (
            [prompt(1, "A", turn_id="t"), prompt(2, "B", turn_id="u"), stop(3, "a", turn_id="t")],
            [("A", "a", 0, 3, False), ("B", "", 0, 0.0, False)],
        ),
        ([call(1, EDIT), stop(2, "a")], [("", "a", 1, 2, False)]),
        # A tool of a turn whose prompt was lost.
        (
            [prompt(1, "A", turn_id="t"), stop(2, "a", turn_id="t"), call(3, EDIT, turn_id="u")],
            [("A", "a", 0, 2, False), ("", "", 1, 0.0, False)],
        ),
        # The session ends in the middle of a turn, or between turns.
        ([prompt(1, "A"), make_event("session-end", 3)], [("A", "", 0, 1, True)]),
        ([prompt(1, "A"), stop(2, "a"), make_event("session-end", 3)], [("A", "a", 0, 2, False)]),
        # After a crash the open turn is interrupted by the next prompt, or stopped after all.
        (
            [
                prompt(1, "A"),
                make_event("session-start", 50, source="resume"),
                prompt(60, "B"),
                stop(61, "b"),
            ],
            [("A", "", 0, 1, True), ("B", "b", 0, 61, False)],
        ),
        (
            [
                prompt(1, "A"),
                make_event("session-start", 5, source="compact"),
                call(6, EDIT),
                stop(7, "a"),
            ],
            [("A", "a", 1, 7, False)],
        ),
        (
            [
                prompt(1, "A"),
                stop(2, "a"),
                make_event("session-start", 5, source="resume"),
                stop(9, "b"),
            ],
            [("A", "a", 0, 2, False), ("", "b", 0, 9, False)],
        ),
        (
            [make_event("session-start", 1, prompt="Begin"), call(2, EDIT), stop(3, "a")],
            [("Begin", "a", 1, 3, False)],
        ),
        (
            [make_event("session-start", 1, prompt="Begin"), stop(3, "a")],
            [("Begin", "a", 0, 3, False)],
        ),
        (
            [
                make_event("session-start", 1, prompt="A"),
                prompt(2, "A"),
                stop(3, "a"),
                stop(4, "b"),
            ],
            [("A", "b", 0, 4, False)],
        ),
        (
            [make_event("other", 1), make_event("compact", 2), make_event("tool", 3)],
            [("", "", 0, 0.0, False)],
        ),
        # One call reported by two events of different names, or of one id; and two calls.
        (
            [
                prompt(1, "A"),
                call(2, ToolCall("afterShellExecution", command="x", output="o")),
                call(2.1, ToolCall("Shell", command="x", ok=True, id="9")),
                stop(3),
            ],
            [("A", "", 1, 3, False)],
        ),
        (
            [prompt(1, "A"), call(2, TEST), call(2, replace(TEST, ok=True)), stop(3)],
            [("A", "", 1, 3, False)],
        ),
        (
            [prompt(1, "A"), call(2, replace(TEST, id="")), call(2, replace(TEST, id="")), stop(3)],
            [("A", "", 2, 3, False)],
        ),
        (
            [
                prompt(1, "A"),
                call(2, ToolCall("a", command="x")),
                call(9, ToolCall("b", command="x")),
                stop(10),
            ],
            [("A", "", 2, 10, False)],
        ),
        (
            [prompt(1, "A"), stop(2, "a", tools=(EDIT, TEST)), stop(3, "a", tools=(EDIT, TEST))],
            [("A", "a", 2, 3, False)],
        ),
        ([prompt(1, "A"), stop(2, is_interrupted=True)], [("A", "", 0, 2, True)]),
    ],
)
def test_assemble_the_turns_of_a_session(
    events: list[Event], turns: list[tuple[object, ...]]
) -> None:
    assert [summarize(turn) for turn in assemble_turns(events)] == turns


def test_the_facts_of_a_turn() -> None:
    (turn,) = assemble_turns(
        [
            make_event("session-start", 1, model="m-1"),
            prompt(
                2,
                "<system-reminder>be kind</system-reminder>\n/sp.plan Add it",
                cwd="/r",
                transcript_path="/t",
            ),
            make_event("response", 3, tokens=TokenUsage(2, 3), response="…"),
            call(4, replace(TEST, output="1 failed", ok=False)),
            stop(9, "Done", tokens=TokenUsage(output=7, cached=1), transcript_path="/t2"),
        ]
    )
    assert turn == Turn(
        id="claude:s:2000",
        agent="claude",
        session_id="s",
        prompt="/sp.plan Add it",
        injected=("<system-reminder>be kind</system-reminder>",),
        response="Done",
        tools=(ToolCall("Bash", "pytest", ok=False, output="1 failed", id="2"),),
        started=2,
        ended=9,
        model="m-1",
        tokens=TokenUsage(2, 10, 1),
        cwd="/r",
        transcript_path="/t2",
        command="sp.plan",
    )


def test_turn_ids_hold_those_of_the_agent_and_are_unique() -> None:
    turns = assemble_turns(
        [
            prompt(1, "A", turn_id="t"),
            stop(1.5, "a", turn_id="t"),
            prompt(2, "B", turn_id="t"),
            prompt(3, "C"),
            prompt(3, "D"),
        ]
    )
    assert [turn.id for turn in turns] == [
        "claude:s:t",
        "claude:s:t-2",
        "claude:s:3000",
        "claude:s:3000-2",
    ]


@pytest.mark.parametrize(
    ("events", "turns"),
    [
        # With the id of the turn that is going on.
        (
            [prompt(1, "A", turn_id="t"), prompt(3, "And B", turn_id="t"), stop(5, turn_id="t")],
            [("A", ("And B",), 5, False)],
        ),
        # Told twice by two settings, and said twice.
        (
            [
                prompt(1, "A", turn_id="t"),
                prompt(3, "B", turn_id="t"),
                prompt(3.4, "B", turn_id="t"),
                prompt(9, "B", turn_id="t"),
                stop(12),
            ],
            [("A", ("B", "B"), 12, False)],
        ),
        # Another turn, or one of which nobody says.
        (
            [prompt(1, "A", turn_id="t"), prompt(3, "B", turn_id="u"), stop(4, turn_id="u")],
            [("A", (), 1, True), ("B", (), 4, False)],
        ),
        (
            [prompt(1, "A"), prompt(3, "B"), stop(4)],
            [("A", (), 1, True), ("B", (), 4, False)],
        ),
        # Interrupted at a time that the agent says; another prompt begins another turn.
        (
            [prompt(1, "A"), call(2, EDIT), make_event("interrupt", 4), prompt(60, "B")],
            [("A", (), 4, True), ("B", (), 0, False)],
        ),
        ([make_event("interrupt", 4), prompt(5, "A")], [("A", (), 0, False)]),
    ],
)
def test_what_is_said_while_a_turn_goes_on(
    events: list[Event], turns: list[tuple[str, tuple[str, ...], float, bool]]
) -> None:
    assembled = assemble_turns(events)
    assert [
        (turn.prompt, turn.additions, turn.ended, turn.is_interrupted) for turn in assembled
    ] == turns


def test_the_whole_prompt_is_all_that_was_said() -> None:
    (turn,) = assemble_turns([prompt(1, "A\n", turn_id="t"), prompt(2, "B", turn_id="t")])
    assert turn.whole_prompt == "A\n\n\nB"


def test_the_model_is_the_one_that_was_switched_to() -> None:
    switch = make_event("model", 2, model="m-2")
    first, second = assemble_turns(
        [prompt(1, "A", model="m-1"), switch, stop(3), prompt(4, "B"), stop(5)]
    )
    assert (first.model, second.model) == ("m-2", "m-2")


TASK = ToolCall(
    "Task", subagent_prompt="Review", subagent_type="rev", id="t1", output="Good", ok=True
)


def subagent_event(kind: str, time: float, **fields: object) -> Event:
    return make_event(kind, time, **{"subagent_id": "a1", "subagent_type": "rev", **fields})


def test_a_subagents_task_is_a_turn_of_its_own() -> None:
    main, subagent = assemble_turns(
        [
            prompt(1, "A"),
            subagent_event("tool", 2, tool=EDIT),
            subagent_event("subagent-stop", 3, response="Good", transcript_path="/t/a1"),
            call(4, replace(TASK, subagent_id="a1")),
            stop(5, "Done"),
        ]
    )
    assert (main.prompt, main.response, [tool.name for tool in main.tools]) == (
        "A",
        "Done",
        ["Task"],
    )
    assert subagent == Turn(
        id="claude:s:sub:a1",
        agent="claude",
        session_id="s",
        prompt="Review",
        response="Good",
        tools=(EDIT,),
        started=2,
        ended=4,
        transcript_path="/t/a1",
        subagent_type="rev",
        subagent_id="a1",
        parent_id=main.id,
    )


@pytest.mark.parametrize(
    ("events", "expected"),
    [
        # The call is announced, then the subagent works, then the call is over.
        (
            [
                make_event("subagent-start", 2, tool=replace(TASK, output="")),
                subagent_event("tool", 3, tool=EDIT),
                subagent_event("subagent-stop", 4, response="ok"),
                call(5, TASK),
            ],
            [("Review", "ok", 1, 4, "rev")],
        ),
        # Only the end of the call is reported.
        ([call(5, TASK)], [("Review", "Good", 0, 5, "rev")]),
        ([call(5, replace(TASK, id=""))], [("Review", "Good", 0, 5, "rev")]),
        # In the background: the call is over at once, the subagent later.
        (
            [
                call(2, replace(TASK, ok=None, output="", subagent_id="a1")),
                subagent_event("tool", 3, tool=EDIT),
                subagent_event("subagent-stop", 9, response="ok"),
            ],
            [("Review", "ok", 1, 9, "rev")],
        ),
        # Two of one type, by their order; one of another type.
        (
            [
                subagent_event("subagent-stop", 2, subagent_id="x", response="1"),
                subagent_event("subagent-stop", 3, subagent_id="y", response="2"),
                subagent_event(
                    "subagent-stop", 3.5, subagent_id="z", subagent_type="other", response="3"
                ),
                call(4, replace(TASK, subagent_prompt="First", id="p")),
                call(5, replace(TASK, subagent_prompt="Second", id="q")),
            ],
            [("First", "1", 0, 4, "rev"), ("Second", "2", 0, 5, "rev"), ("", "3", 0, 3.5, "other")],
        ),
        # Agents that give their subagents no id.
        (
            [
                subagent_event("subagent-start", 2, subagent_id=""),
                subagent_event("subagent-stop", 3, subagent_id=""),
                call(4, TASK),
            ],
            [("Review", "Good", 0, 4, "rev")],
        ),
        (
            [
                subagent_event("subagent-start", 2, subagent_id=""),
                subagent_event("subagent-stop", 3, subagent_id="", subagent_type="other"),
            ],
            [("", "", 0, 0.0, "rev"), ("", "", 0, 3, "other")],
        ),
        ([subagent_event("subagent-stop", 3, subagent_id="")], [("", "", 0, 3, "rev")]),
        # The prompt comes with the subagent's own events (opencode, Cursor).
        (
            [
                subagent_event("prompt", 2, prompt="Review"),
                subagent_event("subagent-stop", 3, response="ok", tools=(EDIT,)),
                call(4, TASK),
            ],
            [("Review", "ok", 1, 3, "rev")],
        ),
        # The stop itself is marked as a subagent's.
        ([subagent_event("stop", 3, response="ok")], [("", "ok", 0, 3, "rev")]),
        # A subagent that calls a subagent.
        (
            [
                subagent_event("tool", 2, tool=EDIT),
                subagent_event(
                    "tool", 3, tool=replace(TASK, subagent_prompt="Deeper", subagent_type="sub")
                ),
                subagent_event("subagent-stop", 4, response="ok"),
                call(5, replace(TASK, id="u")),
            ],
            [("Review", "ok", 2, 5, "rev")],
        ),
        # Calls that a stop reports.
        ([stop(8, tools=(TASK,))], [("Review", "Good", 0, 8, "rev")]),
    ],
)
def test_subagents(events: list[Event], expected: list[tuple[object, ...]]) -> None:
    turns = assemble_turns([prompt(1, "A"), *events, stop(10, "Done")])
    subagents = [turn for turn in turns if turn.parent_id]
    first = [turn for turn in subagents if turn.parent_id == "claude:s:1000"]
    assert [(*summarize(turn)[:4], turn.subagent_type) for turn in first] == expected
    deeper = [turn for turn in subagents if turn not in first]
    assert [(turn.prompt, turn.parent_id) for turn in deeper] in ([], [("Deeper", first[0].id)])
    assert [turn.prompt for turn in turns if not turn.parent_id] == ["A"]


def test_a_subagent_without_a_turn_has_no_parent() -> None:
    (turn,) = assemble_turns([subagent_event("subagent-stop", 3, response="ok")])
    assert (turn.parent_id, turn.response) == ("", "ok")


def test_two_sessions_at_once_stay_apart() -> None:
    first_session = [prompt(1, "A"), call(3, EDIT), stop(5, "a")]
    second_session = [
        replace(event, session_id="other", agent="codex", time=event.time + 0.5)
        for event in first_session
    ]
    turns = assemble_turns([*first_session, *second_session])
    assert [(turn.agent, turn.session_id, len(turn.tools)) for turn in turns] == [
        ("claude", "s", 1),
        ("codex", "other", 1),
    ]


def test_five_hundred_turns_in_a_row() -> None:
    events = []
    for count in range(500):
        time = count * 0.3
        events += [
            prompt(time, "continue"),
            call(time + 0.1, replace(EDIT, id=f"e{count}")),
            stop(time + 0.2, f"a{count}"),
        ]
    turns = assemble_turns(events)
    assert len(turns) == len({turn.id for turn in turns}) == 500
    assert [turn.response for turn in turns] == [f"a{count}" for count in range(500)]


NAMES = st.sampled_from(["", "a", "b"])
TOOLS = st.builds(
    ToolCall,
    NAMES,
    command=NAMES,
    files=st.sampled_from([(), ("f",)]),
    ok=st.sampled_from([None, True, False]),
    subagent_prompt=NAMES,
    subagent_type=NAMES,
    id=NAMES,
    subagent_id=NAMES,
)
EVENTS = st.lists(
    st.builds(
        Event,
        time=st.integers(0, 30).map(lambda tick: tick / 2),
        agent=st.sampled_from(["claude", "codex"]),
        kind=st.sampled_from(EVENT_KINDS),
        session_id=NAMES,
        turn_id=NAMES,
        prompt=NAMES,
        response=NAMES,
        tool=st.none() | TOOLS,
        subagent_id=NAMES,
        subagent_type=NAMES,
        is_interrupted=st.booleans(),
        tokens=st.none() | st.builds(TokenUsage, st.integers(0, 9)),
        tools=st.lists(TOOLS, max_size=2).map(tuple),
    ),
    max_size=25,
)


@given(EVENTS)
def test_no_turn_is_lost_or_doubled(events: list[Event]) -> None:
    turns = assemble_turns(events)
    assert len({turn.id for turn in turns}) == len(turns)
    sorted_events = list(events)
    known_ids: set[str] = set()
    for count in range(0, len(sorted_events) + 1, 5):
        ids = {turn.id for turn in assemble_turns(sorted_events[:count])}
        assert known_ids <= ids
        known_ids = ids
    assert known_ids <= {turn.id for turn in turns}
    for turn in turns:
        assert turn.ended == 0.0 or turn.ended >= turn.started
        assert turn.parent_id != turn.id
