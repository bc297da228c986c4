"""Gemini CLI's chat logs: whose a message is, how a turn ended, and what its subagents did."""

from __future__ import annotations

import json
from collections.abc import Callable

import pytest

from gemini_chats import CHILD, SESSION, Chat, agent_call, call, child_chat
from minutebook.agents.adapters.gemini import ADAPTER
from minutebook.agents.capture import read_turns, transcripts
from minutebook.agents.capture.turn import Turn

TASK, ANSWER = "Check the loader", "The loader leaks a handle."


def summarize(turn: Turn) -> tuple[str, str, bool, float]:
    return turn.whole_prompt, turn.response, turn.is_interrupted, turn.ended - turn.started


def read(chat: Chat) -> list[tuple[str, str, bool, float]]:
    return [summarize(turn) for turn in read_turns("gemini", chat.text())]


def cancel_while_it_talks(chat: Chat) -> None:
    chat.ask("Tell all")
    chat.add("info", "Request cancelled.")


def cancel_a_command(chat: Chat) -> None:
    chat.ask("Wait")
    chat.say("I wait.", second=2)
    chat.add("info", "Request cancelled.", 3)
    # The call is written when it has ended, and the notice stands in a history that is set later.
    chat.say("", {**call("run_shell_command", "", command="sleep 9"), "status": "cancelled"})
    chat.add("user", [{"functionResponse": {"name": "run_shell_command", "response": {}}}])
    notice = "[The previous response was interrupted before it completed.]"
    history = [row for row in chat.rows if row.get("type") in ("user", "gemini")]
    history.append({"id": "n", "type": "gemini", "content": [{"text": notice}]})
    chat.rows.append({"$set": {"messages": history}})


def cancel_when_all_is_said(chat: Chat) -> None:
    chat.ask("Tell all")
    chat.say("All.")
    chat.add("info", "Request cancelled.")


def fail(chat: Chat) -> None:
    chat.ask("Tell all")
    chat.add("error", "[API Error: no quota is left]")


def fail_and_retry(chat: Chat) -> None:
    fail(chat)
    chat.say("All.")


def steer(chat: Chat) -> None:
    chat.ask("Rename it")
    chat.say("", call("read_file", "x", file_path="a.py"))
    steering = "User steering update:\n<user_input>\nIn tests, too\n</user_input>\nInternal: …"
    chat.add("user", [{"text": steering}, {"functionResponse": {"name": "read_file"}}])
    chat.say("Renamed.")


def compress(chat: Chat) -> None:
    chat.ask("First")
    chat.say("One.")
    snapshot = "<state_snapshot>\nWhat was said\n</state_snapshot>"
    messages = [
        {"id": "s1", "type": "user", "content": [{"text": snapshot}]},
        {"id": "s2", "type": "gemini", "content": "Got it. Thanks for the additional context!"},
    ]
    chat.rows.append({"$set": {"messages": messages}})
    chat.ask("Second")
    chat.say("Two.")


def rewind(chat: Chat) -> None:
    chat.ask("Colour it red")
    chat.say("It is red.")
    chat.rows.append({"$rewindTo": "main-1"})
    chat.ask("Colour it blue")
    chat.say("It is blue.")


def go_on(chat: Chat) -> None:
    chat.ask("Do both")
    chat.say("The first is done.")
    chat.ask("Please continue.")
    chat.ask("System: Potential loop detected. Details: it says so again.")
    chat.say("Both are done.")


@pytest.mark.parametrize(
    ("write", "turns"),
    [
        (cancel_while_it_talks, [("Tell all", "", True, 1.0)]),
        (cancel_a_command, [("Wait", "I wait.", True, 2.0)]),
        (cancel_when_all_is_said, [("Tell all", "All.", False, 1.0)]),
        (fail, [("Tell all", "", True, 1.0)]),
        (fail_and_retry, [("Tell all", "All.", False, 2.0)]),
        (steer, [("Rename it\n\nIn tests, too", "Renamed.", False, 3.0)]),
        (compress, [("First", "One.", False, 1.0), ("Second", "Two.", False, 1.0)]),
        (
            rewind,
            [
                ("Colour it red", "It is red.", False, 1.0),
                ("Colour it blue", "It is blue.", False, 1.0),
            ],
        ),
        (go_on, [("Do both", "Both are done.", False, 4.0)]),
    ],
    ids=lambda value: getattr(value, "__name__", ""),
)
def test_turns_of_a_log(write: Callable[[Chat], None], turns: list[object]) -> None:
    preamble = "<session_context>\nThis is the Gemini CLI.\n</session_context>"
    chat = Chat()
    chat.rows.append({"$set": {"messages": [{"id": "p", "type": "user", "content": preamble}]}})
    write(chat)
    assert read(chat) == turns


def test_a_command_that_failed_is_a_call_that_succeeded() -> None:
    chat = Chat()
    chat.ask("Test it")
    output = "<untrusted_context>\nOutput: 1 failed\nExit Code: 1\n</untrusted_context>"
    chat.say("", call("run_shell_command", output, command="pytest"))
    chat.say("One fails.")
    (turn,) = read_turns("gemini", chat.text())
    assert (turn.tools[0].ok, turn.tokens and turn.tokens.total) == (False, 50)
    assert "1 failed" in turn.tools[0].output


# Subagents ------------------------------------------------------------------------------------


def logs_with_a_subagent(**arguments: str) -> tuple[Chat, Chat]:
    chat = Chat()
    chat.ask("Let it be checked")
    chat.say("", agent_call(TASK, ANSWER, **arguments))
    chat.say("It was checked.")
    written = call("write_file", "written", file_path="/r/notes.md", content="…")
    return chat, child_chat(f"Your task is this.\n{TASK}", ANSWER, written)


@pytest.mark.parametrize(
    ("arguments", "agent"),
    [
        ({"agent_name": "reviewer"}, "reviewer"),
        ({"name": "delegate_to_agent", "agent_name": "reviewer"}, "reviewer"),
        ({"name": "reviewer"}, "reviewer"),  # an agent as a tool of its own name
    ],
)
def test_a_subagent_has_a_turn_of_its_own(arguments: dict[str, str], agent: str) -> None:
    main, child = logs_with_a_subagent(**arguments)
    turn, subagent_turn = read_turns("gemini", main.text() + child.text())
    assert (turn.prompt, turn.response) == ("Let it be checked", "It was checked.")
    assert (subagent_turn.prompt, subagent_turn.response) == (TASK, ANSWER)
    assert (subagent_turn.subagent_id, subagent_turn.subagent_type) == (CHILD, agent)
    assert (subagent_turn.parent_id, subagent_turn.session_id) == (turn.id, SESSION)
    assert subagent_turn.tools[0].files == ("/r/notes.md",)


def test_a_subagents_log_alone() -> None:
    (turn,) = read_turns("gemini", logs_with_a_subagent()[1].text())
    assert (turn.prompt, turn.response) == (f"Your task is this.\n{TASK}", ANSWER)
    assert (turn.subagent_id, turn.is_preferred) == (CHILD, True)


@pytest.mark.parametrize("has_main_log", [True, False])
def test_the_logs_of_a_session_are_read_together(has_main_log: bool, world: dict[str, str]) -> None:
    from pathlib import Path

    folder = Path(world["HOME"]) / ".gemini/tmp/shop/chats"
    (folder / SESSION).mkdir(parents=True)
    (folder.parent / ".project_root").write_text("/r")
    main, child = logs_with_a_subagent()
    if has_main_log:
        (folder / "session-2026-01-02T03-04-5e55.jsonl").write_text(main.text())
    (folder / SESSION / f"{CHILD}.jsonl").write_text(child.text())
    turns = list(transcripts.read_transcripts(ADAPTER.transcripts.find_files([])))
    assert [bool(turn.subagent_id) for turn in turns] == ([False] if has_main_log else []) + [True]
    assert {(turn.session_id, turn.cwd) for turn in turns} == {(SESSION, "/r")}
    assert turns[-1].parent_id == (turns[0].id if has_main_log else "")


def test_a_log_that_is_cut_or_odd_is_read_as_far_as_it_goes() -> None:
    main, child = logs_with_a_subagent()
    text = main.text() + child.text()
    for length in range(0, len(text), 97):
        read_turns("gemini", text[:length])
        read_turns("gemini", text[length:])
    odd = [{"sessionId": "s", "kind": "main"}, {"type": "gemini", "toolCalls": [1, {"id": 2}]}]
    odd += [{"$set": {"messages": [None, {"type": "user", "content": "Odd"}]}}, {"$set": []}]
    odd += [{"type": "gemini", "content": "Even so.", "toolCalls": {"a": 1}}]
    turns = read_turns("gemini", "".join(json.dumps(row) + "\n" for row in odd))
    assert [(turn.prompt, turn.response) for turn in turns] == [("Odd", "Even so.")]
