"""Events to turns: sessions played as tables, and whatever order or loss."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from minutebook.agents.capture.assemble import assemble_turns
from minutebook.agents.capture.turn import EVENT_KINDS, Event, ToolCall, Turn


def said(what: str, at: float, **known: object) -> Event:
    return Event(at, "claude", what, "s", **known)  # type: ignore[arg-type]


def prompt(at: float, text: str, **known: object) -> Event:
    return said("prompt", at, prompt=text, **known)


def stop(at: float, text: str = "", **known: object) -> Event:
    return said("stop", at, response=text, **known)


def ran(at: float, tool: ToolCall, **known: object) -> Event:
    return said("tool", at, tool=tool, **known)


def short(turn: Turn) -> tuple[str, str, int, float, bool]:
    return turn.prompt, turn.response, len(turn.tools), turn.ended, turn.is_interrupted


EDIT, TEST = ToolCall("Edit", files=("a.py",), id="1"), ToolCall("Bash", command="pytest", id="2")


@pytest.mark.parametrize(
    ("events", "turns"),
    [
        ([], []),
        ([prompt(1, "A")], [("A", "", 0, 0.0, False)]),
        (
            [prompt(1, "A"), ran(2, EDIT), ran(3, TEST), stop(4, "Done")],
            [("A", "Done", 2, 4, False)],
        ),
        # Out of order.
        (
            [stop(4, "Done"), ran(3, TEST), prompt(1, "A"), ran(2, EDIT)],
            [("A", "Done", 2, 4, False)],
        ),
        # A second prompt without a stop: the first was interrupted.
        (
            [prompt(1, "A"), ran(2, EDIT), prompt(5, "B"), stop(6, "b")],
            [("A", "", 1, 5, True), ("B", "b", 0, 6, False)],
        ),
        # One event received twice.
        (
            [prompt(1, "A"), prompt(1.2, "A"), stop(2, "a"), stop(2.1, "a")],
            [("A", "a", 0, 2.1, False)],
        ),
        # The same words again, later, are another prompt.
        (
            [prompt(1, "A"), prompt(9, "A"), stop(10, "a")],
            [("A", "", 0, 9, True), ("A", "a", 0, 10, False)],
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
            [("A", "", 0, 1.1, True), ("A", "a", 0, 2, False)],
        ),
        # A stop twice: the last answer. One without an answer keeps what was said.
        ([prompt(1, "A"), stop(2, "a"), stop(3, "b")], [("A", "b", 0, 3, False)]),
        ([prompt(1, "A"), said("response", 1.5, response="a"), stop(2)], [("A", "a", 0, 2, False)]),
        (
            [prompt(1, "A"), stop(2), said("response", 3, response="late")],
            [("A", "late", 0, 2, False)],
        ),
        ([said("response", 3, response="lost")], []),
        # Another hook blocked the stop: the agent goes on in the same turn.
        ([prompt(1, "A"), stop(2, "a"), ran(3, EDIT), stop(4, "b")], [("A", "b", 1, 4, False)]),
        ([prompt(1, "A"), stop(2, "a"), ran(3, EDIT)], [("A", "a", 1, 0.0, False)]),
        # A stop without a prompt's event: with the prompt in it, or to be filled.
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
        # A late stop of an earlier turn leaves the open one alone.
        (
            [prompt(1, "A", turn_id="t"), prompt(2, "B", turn_id="u"), stop(3, "a", turn_id="t")],
            [("A", "a", 0, 3, False), ("B", "", 0, 0.0, False)],
        ),
        ([ran(1, EDIT), stop(2, "a")], [("", "a", 1, 2, False)]),
        # A tool of a turn whose prompt was lost.
        (
            [prompt(1, "A", turn_id="t"), stop(2, "a", turn_id="t"), ran(3, EDIT, turn_id="u")],
            [("A", "a", 0, 2, False), ("", "", 1, 0.0, False)],
        ),
        # The session ends in the middle of a turn, or between turns.
        ([prompt(1, "A"), said("session-end", 3)], [("A", "", 0, 3, True)]),
        ([prompt(1, "A"), stop(2, "a"), said("session-end", 3)], [("A", "a", 0, 2, False)]),
        # Crash and resume: what was open is interrupted by the next prompt, or stopped after all.
        (
            [
                prompt(1, "A"),
                said("session-start", 50, source="resume"),
                prompt(60, "B"),
                stop(61, "b"),
            ],
            [("A", "", 0, 60, True), ("B", "b", 0, 61, False)],
        ),
        (
            [
                prompt(1, "A"),
                said("session-start", 5, source="compact"),
                ran(6, EDIT),
                stop(7, "a"),
            ],
            [("A", "a", 1, 7, False)],
        ),
        (
            [prompt(1, "A"), stop(2, "a"), said("session-start", 5, source="resume"), stop(9, "b")],
            [("A", "a", 0, 2, False), ("", "b", 0, 9, False)],
        ),
        (
            [said("session-start", 1, prompt="Begin"), ran(2, EDIT), stop(3, "a")],
            [("Begin", "a", 1, 3, False)],
        ),
        ([said("session-start", 1, prompt="Begin"), stop(3, "a")], [("Begin", "a", 0, 3, False)]),
        (
            [said("session-start", 1, prompt="A"), prompt(2, "A"), stop(3, "a"), stop(4, "b")],
            [("A", "b", 0, 4, False)],
        ),
        ([said("other", 1), said("compact", 2), said("tool", 3)], [("", "", 0, 0.0, False)]),
        # One call, reported by two events of different names; by one id; one after the other.
        (
            [
                prompt(1, "A"),
                ran(2, ToolCall("afterShellExecution", command="x", output="o")),
                ran(2.1, ToolCall("Shell", command="x", ok=True, id="9")),
                stop(3),
            ],
            [("A", "", 1, 3, False)],
        ),
        (
            [prompt(1, "A"), ran(2, TEST), ran(2, replace(TEST, ok=True)), stop(3)],
            [("A", "", 1, 3, False)],
        ),
        (
            [prompt(1, "A"), ran(2, replace(TEST, id="")), ran(2, replace(TEST, id="")), stop(3)],
            [("A", "", 2, 3, False)],
        ),
        (
            [
                prompt(1, "A"),
                ran(2, ToolCall("a", command="x")),
                ran(9, ToolCall("b", command="x")),
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
def test_a_session_is_gathered(events: list[Event], turns: list[tuple[object, ...]]) -> None:
    assert [short(turn) for turn in assemble_turns(events)] == turns


def test_what_is_known_of_a_turn() -> None:
    (turn,) = assemble_turns(
        [
            said("session-start", 1, model="m-1"),
            prompt(
                2,
                "<system-reminder>be kind</system-reminder>\n/sp.plan Add it",
                cwd="/r",
                transcript_path="/t",
            ),
            said("response", 3, tokens=5, response="…"),
            ran(4, replace(TEST, output="1 failed", ok=False)),
            stop(9, "Done", tokens=7, transcript_path="/t2"),
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
        tokens=12,
        cwd="/r",
        transcript_path="/t2",
        command="sp.plan",
    )


def test_ids_are_the_agents_own_where_it_has_them_and_never_twice() -> None:
    turns = assemble_turns(
        [prompt(1, "A", turn_id="t"), prompt(2, "B", turn_id="t"), prompt(3, "C"), prompt(3, "D")]
    )
    assert [turn.id for turn in turns] == [
        "claude:s:t",
        "claude:s:t-2",
        "claude:s:3000",
        "claude:s:3000-2",
    ]


TASK = ToolCall(
    "Task", subagent_prompt="Review", subagent_type="rev", id="t1", output="Good", ok=True
)


def inside(what: str, at: float, **known: object) -> Event:
    return said(what, at, **{"subagent_id": "a1", "subagent_type": "rev", **known})


def test_a_subagents_task_is_a_turn_of_its_own() -> None:
    main, sub = assemble_turns(
        [
            prompt(1, "A"),
            inside("tool", 2, tool=EDIT),
            inside("subagent-stop", 3, response="Good", transcript_path="/t/a1"),
            ran(4, replace(TASK, subagent_id="a1")),
            stop(5, "Done"),
        ]
    )
    assert (main.prompt, main.response, [tool.name for tool in main.tools]) == (
        "A",
        "Done",
        ["Task"],
    )
    assert sub == Turn(
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
    ("events", "subs"),
    [
        # The call is announced, then the subagent works, then the call is over.
        (
            [
                said("subagent-start", 2, tool=replace(TASK, output="")),
                inside("tool", 3, tool=EDIT),
                inside("subagent-stop", 4, response="ok"),
                ran(5, TASK),
            ],
            [("Review", "ok", 1, 4, "rev")],
        ),
        # Only the call's end is heard of.
        ([ran(5, TASK)], [("Review", "Good", 0, 5, "rev")]),
        ([ran(5, replace(TASK, id=""))], [("Review", "Good", 0, 5, "rev")]),
        # In the background: the call is over at once, the subagent later.
        (
            [
                ran(2, replace(TASK, ok=None, output="", subagent_id="a1")),
                inside("tool", 3, tool=EDIT),
                inside("subagent-stop", 9, response="ok"),
            ],
            [("Review", "ok", 1, 9, "rev")],
        ),
        # Two of one type, by their order; one of another type.
        (
            [
                inside("subagent-stop", 2, subagent_id="x", response="1"),
                inside("subagent-stop", 3, subagent_id="y", response="2"),
                inside("subagent-stop", 3.5, subagent_id="z", subagent_type="other", response="3"),
                ran(4, replace(TASK, subagent_prompt="First", id="p")),
                ran(5, replace(TASK, subagent_prompt="Second", id="q")),
            ],
            [("First", "1", 0, 4, "rev"), ("Second", "2", 0, 5, "rev"), ("", "3", 0, 3.5, "other")],
        ),
        # Agents that give their subagents no id.
        (
            [
                inside("subagent-start", 2, subagent_id=""),
                inside("subagent-stop", 3, subagent_id=""),
                ran(4, TASK),
            ],
            [("Review", "Good", 0, 4, "rev")],
        ),
        (
            [
                inside("subagent-start", 2, subagent_id=""),
                inside("subagent-stop", 3, subagent_id="", subagent_type="other"),
            ],
            [("", "", 0, 0.0, "rev"), ("", "", 0, 3, "other")],
        ),
        ([inside("subagent-stop", 3, subagent_id="")], [("", "", 0, 3, "rev")]),
        # The prompt comes with the subagent's own events (opencode, Cursor).
        (
            [
                inside("prompt", 2, prompt="Review"),
                inside("subagent-stop", 3, response="ok", tools=(EDIT,)),
                ran(4, TASK),
            ],
            [("Review", "ok", 1, 3, "rev")],
        ),
        # The stop itself is marked as a subagent's.
        ([inside("stop", 3, response="ok")], [("", "ok", 0, 3, "rev")]),
        # A subagent that calls a subagent.
        (
            [
                inside("tool", 2, tool=EDIT),
                inside(
                    "tool", 3, tool=replace(TASK, subagent_prompt="Deeper", subagent_type="sub")
                ),
                inside("subagent-stop", 4, response="ok"),
                ran(5, replace(TASK, id="u")),
            ],
            [("Review", "ok", 2, 5, "rev")],
        ),
        # Calls that a stop reports.
        ([stop(8, tools=(TASK,))], [("Review", "Good", 0, 8, "rev")]),
    ],
)
def test_subagents(events: list[Event], subs: list[tuple[object, ...]]) -> None:
    turns = assemble_turns([prompt(1, "A"), *events, stop(10, "Done")])
    found = [turn for turn in turns if turn.parent_id]
    first = [turn for turn in found if turn.parent_id == "claude:s:1000"]
    assert [(*short(turn)[:4], turn.subagent_type) for turn in first] == subs
    deeper = [turn for turn in found if turn not in first]
    assert [(turn.prompt, turn.parent_id) for turn in deeper] in ([], [("Deeper", first[0].id)])
    assert [turn.prompt for turn in turns if not turn.parent_id] == ["A"]


def test_a_subagent_without_a_turn_has_no_parent() -> None:
    (turn,) = assemble_turns([inside("subagent-stop", 3, response="ok")])
    assert (turn.parent_id, turn.response) == ("", "ok")


def test_two_sessions_at_once_stay_apart() -> None:
    one = [prompt(1, "A"), ran(3, EDIT), stop(5, "a")]
    two = [
        replace(event, session_id="other", agent="codex", time=event.time + 0.5) for event in one
    ]
    turns = assemble_turns([*one, *two])
    assert [(turn.agent, turn.session_id, len(turn.tools)) for turn in turns] == [
        ("claude", "s", 1),
        ("codex", "other", 1),
    ]


def test_five_hundred_turns_in_a_row() -> None:
    events = []
    for count in range(500):
        at = count * 0.3
        events += [
            prompt(at, "continue"),
            ran(at + 0.1, replace(EDIT, id=f"e{count}")),
            stop(at + 0.2, f"a{count}"),
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
        tokens=st.none() | st.integers(0, 9),
        tools=st.lists(TOOLS, max_size=2).map(tuple),
    ),
    max_size=25,
)


@settings(max_examples=500)
@given(EVENTS)
def test_whatever_comes_no_turn_is_lost_or_doubled(events: list[Event]) -> None:
    turns = assemble_turns(events)
    assert len({turn.id for turn in turns}) == len(turns)
    ordered = sorted(events, key=lambda event: event.time)
    known: set[str] = set()
    for cut in range(0, len(ordered) + 1, 5):
        ids = {turn.id for turn in assemble_turns(ordered[:cut])}
        assert known <= ids
        known = ids
    assert known <= {turn.id for turn in turns}
    for turn in turns:
        assert turn.ended == 0.0 or turn.ended >= turn.started
        assert turn.parent_id != turn.id
