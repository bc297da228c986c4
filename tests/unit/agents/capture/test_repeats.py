"""Events that two agents' settings report: which of them are one."""

from __future__ import annotations

import pytest

from minutebook.agents.capture.repeats import mark_repeats
from minutebook.agents.capture.turn import Event, ToolCall
from minutebook.lean.values import replace


def report(by: str, kind: str, time: float, **fields: object) -> Event:
    event = Event(time, "copilot", kind, session_id="s", reported_by=by)
    return replace(event, **fields)  # type: ignore[arg-type]


def run(by: str, time: float, command: str, **fields: object) -> Event:
    name = "Bash" if by == "claude" else "bash"
    return report(by, "tool", time, tool=ToolCall(name, command, **fields))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("events", "repeated"),
    [
        # both report it, in any order, however much else lies between
        ([run("copilot", 1, "make"), run("claude", 1.3, "make")], [1]),
        ([run("claude", 1, "make"), run("copilot", 1.3, "make")], [1]),
        (
            [
                run("copilot", 1, "make"),
                run("copilot", 1.1, "ls"),
                run("claude", 1.2, "ls"),
                run("claude", 1.3, "make"),
            ],
            [2, 3],
        ),
        # twice the same, each reported by both
        (
            [
                run("copilot", 1, "make"),
                run("claude", 1.1, "make"),
                run("copilot", 1.5, "make"),
                run("claude", 1.6, "make"),
            ],
            [1, 3],
        ),
        # two events of one reporter
        ([run("copilot", 1, "make"), run("copilot", 1.3, "make")], []),
        ([run("copilot", 1, "make"), run("claude", 1.3, "make test")], []),
        ([run("copilot", 1, "make"), run("claude", 9, "make")], []),
        ([run("copilot", 1, "make", id="a"), run("claude", 1, "make", id="b")], []),
        # a subagent's is another one
        (
            [
                report("copilot", "stop", 1, subagent_id="kid"),
                report("claude", "stop", 1.1),
                report("claude", "stop", 1.2, subagent_id="kid"),
            ],
            [2],
        ),
        # the second hook of a stop waited for the first
        ([report("copilot", "stop", 1), report("claude", "stop", 31)], [1]),
        # the turn after it: each was reported once
        (
            [
                report("copilot", "stop", 1),
                report("claude", "prompt", 2, prompt="More"),
                report("claude", "stop", 3),
            ],
            [],
        ),
        # the agent's own clock counts, where it says the time: hooks may be slow
        (
            [
                report("copilot", "prompt", 1, prompt="Go", moment=50.0),
                report("claude", "prompt", 8, prompt="Go", moment=50.0),
            ],
            [1],
        ),
        (
            [
                report("copilot", "prompt", 1, prompt="Go", moment=50.0),
                report("claude", "prompt", 1, prompt="Go", moment=57.0),
            ],
            [],
        ),
        ([report("", "stop", 1), report("claude", "stop", 1)], []),
    ],
)
def test_one_event_that_two_settings_report(events: list[Event], repeated: list[int]) -> None:
    marked = mark_repeats(events)
    assert [index for index, event in enumerate(marked) if event.is_repeat] == repeated
    assert mark_repeats(marked) == marked


def test_the_first_report_gets_what_the_second_knows() -> None:
    first, second = mark_repeats(
        [
            run("cursor", 1, "make"),
            report("claude", "tool", 1.2, model="m", tool=ToolCall("Bash", "make", ok=False)),
        ]
    )
    assert first.tool == ToolCall("bash", "make", ok=False)
    assert (first.model, first.is_repeat, second.is_repeat) == ("m", False, True)
