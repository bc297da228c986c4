"""Logs of Copilot's command line: subagents, steering, interruptions, tokens, commands."""

from __future__ import annotations

import json

import pytest

from minutebook.agents.capture import read_turns
from minutebook.agents.capture.turn import Turn

START = 1790000000.0


def line(kind: str, second: float = 0, agent: str = "", **data: object) -> dict[str, object]:
    row: dict[str, object] = {
        "type": kind,
        "data": data,
        "id": f"{kind}@{second:g}",
        "timestamp": (START + second) * 1000,
    }
    return {**row, "agentId": agent} if agent else row


def begin(second: float, call: str, agent: str, task: str, caller: str = "") -> list[object]:
    """The lines with which a subagent begins, that of its call among them."""
    arguments = {"description": "A part", "prompt": task, "agent_type": "tester"}
    source = f"agent-{caller or 'main'}"
    return [
        line(
            "tool.execution_start",
            second,
            caller,
            toolCallId=call,
            toolName="task",
            arguments=arguments,
        ),
        line("subagent.started", second, agent, toolCallId=call, agentType="tester"),
        line("session.model_change", second, agent, newModel="small"),
        line("user.message", second + 0.1, agent, content=task, source=source, delivery="idle"),
    ]


def usage(second: float, agent: str = "", request: str = "", **counts: int) -> dict[str, object]:
    return line(
        "session.usage_record", second, agent, usage={"apiCallId": request or "r", **counts}
    )


def say(second: float, text: str, agent: str = "", **data: object) -> dict[str, object]:
    return line("assistant.message", second, agent, messageId=f"m{second}", content=text, **data)


def ask(second: float, text: str, **data: object) -> dict[str, object]:
    return line("user.message", second, content=text, **data)


def read(*rows: object) -> tuple[Turn, ...]:
    first = line("session.start", sessionId="main", selectedModel="large", context={"cwd": "/app"})
    return read_turns("copilot", "\n".join(map(json.dumps, (first, *rows))))


def test_lines_of_a_subagent_are_its_own() -> None:
    main, child, grandchild = read(
        ask(1, "Let someone test it"),
        say(2, "", model="large"),
        *begin(3, "c1", "kid", "Test the parser"),
        *begin(4, "c2", "grandkid", "Test the lexer", caller="kid"),
        line(
            "tool.execution_start",
            5,
            "grandkid",
            toolCallId="c3",
            toolName="create",
            arguments={"path": "/app/t.py"},
        ),
        line("tool.execution_complete", 5, "grandkid", toolCallId="c3", success=True, result={}),
        usage(5, "grandkid", "r3", inputTokens=50, cacheReadTokens=20, outputTokens=7),
        say(6, "The lexer is tested.", "grandkid"),
        say(7, "The parser is tested.", "kid"),
        line("tool.execution_complete", 8, toolCallId="c1", success=True, result={"content": "x"}),
        say(9, "All is tested."),
    )
    assert (main.prompt, main.response) == ("Let someone test it", "All is tested.")
    assert [tool.name for tool in main.tools] == ["task"]
    assert (main.model, main.tokens, main.subagent_id) == ("large", None, "")
    assert (child.prompt, child.response) == ("Test the parser", "The parser is tested.")
    assert (child.subagent_id, child.subagent_type, child.parent_id) == ("kid", "tester", main.id)
    assert (child.model, child.session_id, child.cwd) == ("small", "main", "/app")
    assert (grandchild.prompt, grandchild.parent_id) == ("Test the lexer", child.id)
    assert grandchild.tools[0].files == ("/app/t.py",)
    assert (grandchild.tokens and grandchild.tokens.total, grandchild.response) == (
        37,
        "The lexer is tested.",
    )


def test_subagents_beside_each_other_are_told_apart() -> None:
    main, first, second = read(
        ask(1, "Test and document it"),
        *begin(2, "c1", "kid-1", "Test it"),
        *begin(2, "c2", "kid-2", "Document it"),
        say(3, "Documented.", "kid-2"),
        say(4, "Tested.", "kid-1"),
        say(5, "Both are done."),
    )
    assert main.response == "Both are done."
    assert (first.prompt, first.response) == ("Test it", "Tested.")
    assert (second.prompt, second.response) == ("Document it", "Documented.")


def test_a_log_that_names_a_subagent_by_its_call_alone() -> None:
    """As versions before 1.0 wrote it."""
    main, child = read(
        ask(1, "Let someone test it"),
        line(
            "tool.execution_start",
            2,
            toolCallId="c1",
            toolName="task",
            arguments={"prompt": "Test it", "agent_type": "tester"},
        ),
        say(3, "Tested.", parentToolCallId="c1"),
        say(4, "Done."),
    )
    assert (main.response, child.response) == ("Done.", "Tested.")
    assert (child.prompt, child.parent_id, child.subagent_id) == ("Test it", main.id, "")
    assert child.subagent_type == "tester"


@pytest.mark.parametrize(
    ("rows", "prompts"),
    [
        (  # steering
            [ask(1, "Do it"), ask(2, "With tabs", delivery="steering"), say(3, "Done.")],
            ["Do it\n\nWith tabs"],
        ),
        ([ask(1, "Do it"), say(2, "Done."), ask(3, "More", delivery="idle")], ["Do it", "More"]),
        ([ask(2, "Alone", delivery="steering")], ["Alone"]),
        (  # what the user did not write
            [
                ask(1, "Do it"),
                ask(2, "Test it", source="agent-main"),
                ask(2, "A skill's text", source="skill-pdf", delivery="steering"),
                ask(2, "<system_notification>\nx\n</system_notification>"),
                line("system.notification", 3, content="<system_notification>x</…>"),
            ],
            ["Do it"],
        ),
    ],
)
def test_the_users_prompts(rows: list[object], prompts: list[str]) -> None:
    assert [turn.whole_prompt for turn in read(*rows)] == prompts


def test_an_aborted_turn_ends_with_the_abort() -> None:
    first, second = read(
        ask(1, "Do it"),
        say(3, "I begin"),
        line("abort", 9, reason="user_abort"),
        ask(60, "Do that"),
        say(61, "Done."),
        line("session.shutdown", 99),
    )
    assert (first.is_interrupted, first.ended - first.started) == (True, 8)
    assert (second.is_interrupted, second.ended - second.started) == (False, 1)


@pytest.mark.parametrize(
    ("rows", "tokens"),
    [
        ([say(2, "x", outputTokens=5)], 5),
        ([usage(2, inputTokens=9, outputTokens=5), say(2, "x", outputTokens=5, apiCallId="r")], 14),
        ([usage(2, inputTokens=9, outputTokens=5), say(2, "x", outputTokens=5)], 14),
        ([usage(2, request="a", outputTokens=5), usage(3, request="b", outputTokens=6)], 11),
        ([usage(2, request="a", outputTokens=5), usage(3, request="a", outputTokens=5)], 5),
        ([usage(2, inputTokens=9, cacheReadTokens=9, outputTokens=1)], 1),
        ([usage(2)], None),
    ],
)
def test_tokens_count_once(rows: list[object], tokens: int | None) -> None:
    (turn,) = read(ask(1, "Do it"), *rows)
    assert (turn.tokens.total if turn.tokens else None) == tokens


@pytest.mark.parametrize(
    ("data", "ok"),
    [
        ({"success": True, "result": {"content": "ok"}}, True),
        ({"success": True, "shellExecution": {"exitCode": 1}, "result": {"content": "x"}}, False),
        ({"success": True, "result": {"content": "x\n<shellId: 0 completed with exit code 1>"}}, 0),
        (
            {
                "success": True,
                "result": {"content": "<command with shellId: 0 moved to background>"},
            },
            None,
        ),
        ({"success": False, "error": {"message": "No match found", "code": "failure"}}, False),
    ],
)
def test_how_a_command_ended(data: dict[str, object], ok: bool | None) -> None:
    (turn,) = read(
        ask(1, "Test it"),
        line(
            "tool.execution_start",
            2,
            toolCallId="c",
            toolName="bash",
            arguments={"command": "pytest"},
        ),
        line("tool.execution_complete", 3, toolCallId="c", **data),
    )
    assert turn.tools[0].ok == ok
