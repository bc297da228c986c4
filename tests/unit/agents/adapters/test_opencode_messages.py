"""opencode's events and messages: whose session, what was typed, what goes on, what never began."""

from __future__ import annotations

import json
from collections.abc import Mapping

import pytest

from minutebook.agents.capture import assemble, read_event, read_turns
from minutebook.agents.capture.turn import Event, TokenUsage, Turn
from minutebook.agents.hook import build_session_name

START = 1_790_000_000  # seconds
RUN_RULES = [{"permission": "question", "pattern": "*", "action": "deny"}]


def read(name: str, time: float = 0.0, **fields: object) -> Event:
    return read_event("opencode", {"type": name, "directory": "/r", **fields}, START + time)


def user(message_id: str, text: str, at: float, **part: object) -> dict[str, object]:
    """A user's message of opencode 1, `at` seconds after the start."""
    info = {"id": message_id, "role": "user", "agent": "build", "time": {"created": to_ms(at)}}
    return {"info": info, "parts": [{"type": "text", "text": text, **part}]}


def answer(
    message_id: str, at: float, until: float, *parts: dict[str, object], **info: object
) -> dict[str, object]:
    """A message of the agent, which it wrote from `at` until `until`."""
    times = {"created": to_ms(at), **({"completed": to_ms(until)} if until else {})}
    whole = {"id": message_id, "role": "assistant", "modelID": "m", "time": times, **info}
    return {"info": whole, "parts": list(parts)}


def say(text: str) -> dict[str, object]:
    return {"type": "text", "text": text}


def call(tool: str, given: Mapping[str, object], **state: object) -> dict[str, object]:
    return {
        "type": "tool",
        "tool": tool,
        "callID": f"c-{tool}",
        "state": {"status": "completed", "input": given, **state},
    }


def to_ms(seconds: float) -> int:
    return round((START + seconds) * 1000)


def session(*messages: dict[str, object], **info: object) -> str:
    return json.dumps({"info": {"id": "s", "directory": "/r", **info}, "messages": messages})


# Events -----------------------------------------------------------------------------------------

TASK_RESULT = {
    "input": {"sessionID": "parent", "tool": "task", "callID": "c", "args": {"prompt": "Look"}},
    "output": {"output": "ok", "metadata": {"parentSessionId": "parent", "sessionId": "child"}},
}


@pytest.mark.parametrize(
    ("payload", "name"),
    [
        ({"sessionID": "parent", **TASK_RESULT}, "parent"),
        (TASK_RESULT, "parent"),  # of a plugin that does not name the session beside them
        (
            {
                "messages": [{"info": {"sessionID": "other", "session_id": "x"}}],
                "properties": {"sessionID": "s"},
            },
            "s",
        ),
        ({"parentID": "root", "sessionID": "child", "input": {"sessionID": "child"}}, "root"),
        ({"output": {"metadata": {"sessionId": "deep"}}}, "deep"),
    ],
)
def test_an_event_goes_to_its_own_session_not_to_one_that_a_result_names(
    payload: dict[str, object], name: str
) -> None:
    raw = json.dumps({"type": "tool.execute.after", **payload}).encode()
    assert build_session_name("opencode", raw) == f"opencode-{name}"


def test_what_was_typed_counts_before_what_opencode_made_of_it() -> None:
    parts = [{"type": "text", "text": '"Say \\"hi\\""'}]
    event = read("chat.message", sessionID="s", prompt='Say "hi"', output={"parts": parts})
    assert (event.kind, event.prompt) == ("prompt", 'Say "hi"')
    assert read("chat.message", sessionID="s", output={"parts": parts}).prompt == '"Say \\"hi\\""'


def test_a_prompt_with_the_turns_id_is_part_of_the_turn() -> None:
    messages = [
        user("m1", "Sort the list", 0),
        answer("m2", 1, 9, call("bash", {"command": "sleep 7"}), finish="tool-calls"),
        user("m3", "and print it", 5),
        answer("m4", 10, 12, say("Sorted and printed."), finish="stop", tokens={"output": 3}),
    ]
    events = [
        read("chat.message", 0, sessionID="s", turnID="m1", prompt="Sort the list"),
        read("chat.message", 5, sessionID="s", turnID="m1", prompt="and print it"),
        read("session.idle", 13, sessionID="s", turnID="m1", messages=messages),
        read("chat.message", 20, sessionID="s", turnID="m5", prompt="Thanks"),
    ]
    steered, thanks = assemble.assemble_turns(events)
    assert steered.whole_prompt == "Sort the list\n\nand print it"
    assert (steered.response, steered.is_interrupted) == ("Sorted and printed.", False)
    assert (steered.tokens, thanks.prompt) == (TokenUsage(0, 3, 0), "Thanks")
    (stored,) = read_turns("opencode", session(*messages))
    assert (stored.id, stored.whole_prompt) == (steered.id, steered.whole_prompt)


@pytest.mark.parametrize(
    ("fields", "is_interrupted"),
    [
        ({"isInterrupted": True}, True),
        ({"isInterrupted": False}, False),
        ({"messages": [user("m", "Go", 0), answer("a", 1, 2, error={"name": "APIError"})]}, False),
        (
            {
                "messages": [
                    user("m", "Go", 0),
                    answer("a", 1, 2, error={"name": "MessageAbortedError"}),
                ]
            },
            True,
        ),
        (
            {
                "messages": [
                    {"id": "m", "type": "user", "text": "Go", "time": {"created": to_ms(0)}},
                    {"id": "i", "type": "idle", "outcome": "interrupted"},
                ]
            },
            True,
        ),
    ],
)
def test_an_aborted_turn_is_interrupted(fields: dict[str, object], is_interrupted: bool) -> None:
    assert read("session.idle", sessionID="s", **fields).is_interrupted is is_interrupted


@pytest.mark.parametrize(
    ("state", "begun"),
    [
        ({"output": "ok", "metadata": {"sessionId": "child"}}, ["Look around"]),
        ({"status": "error", "error": "Unknown agent type: expert"}, []),
    ],
)
def test_a_subagent_that_never_began_has_no_turn(
    state: dict[str, object], begun: list[str]
) -> None:
    task = call("task", {"prompt": "Look around", "subagent_type": "expert"}, **state)
    messages = [
        user("m1", "Ask the expert", 0),
        answer("m2", 1, 2, task),
    ]
    events = [
        read("chat.message", 0, sessionID="s", turnID="m1", prompt="Ask the expert"),
        read("session.idle", 3, sessionID="s", turnID="m1", messages=messages),
    ]
    main, *children = assemble.assemble_turns(events)
    assert main.prompt == "Ask the expert"
    assert [child.prompt for child in children] == begun


def test_two_subagents_at_once_and_one_below_are_turns_of_their_own() -> None:
    def child(name: str, time: float, subagent: str, **fields: object) -> Event:
        return read(name, time, sessionID=subagent, parentID="s", **fields)

    def task(prompt: str, subagent: str) -> dict[str, object]:
        return {
            "input": {"tool": "task", "callID": f"c-{subagent}", "args": {"prompt": prompt}},
            "output": {"output": "ok", "metadata": {"sessionId": subagent}},
        }

    events = [
        read("chat.message", 0, sessionID="s", turnID="m1", prompt="Do both"),
        child("chat.message", 1, "a", prompt="Write one"),
        child("chat.message", 1.1, "b", prompt="Write two"),
        child("chat.message", 2, "b1", prompt="Check two"),
        child("session.idle", 3, "b1"),
        child("tool.execute.after", 3.1, "b", **task("Check two", "b1")),
        child("session.idle", 4, "b"),
        child("session.idle", 4.1, "a"),
        read("tool.execute.after", 4.2, sessionID="s", turnID="m1", **task("Write one", "a")),
        read("tool.execute.after", 4.3, sessionID="s", turnID="m1", **task("Write two", "b")),
        read("session.idle", 5, sessionID="s", turnID="m1"),
    ]
    turns = assemble.assemble_turns(events)
    by_id = {turn.id: turn.prompt for turn in turns}
    assert {turn.prompt: by_id.get(turn.parent_id, "") for turn in turns} == {
        "Do both": "",
        "Write one": "Do both",
        "Write two": "Do both",
        "Check two": "Write two",
    }


# Messages ---------------------------------------------------------------------------------------


def list_prompts(turns: tuple[Turn, ...]) -> list[str]:
    return [turn.whole_prompt for turn in turns]


@pytest.mark.parametrize(
    ("first_answer", "prompts"),
    [
        (answer("a1", 1, 9, finish="stop"), ["One\n\nTwo"]),  # still written at the second prompt
        (answer("a1", 1, 3, finish="tool-calls"), ["One\n\nTwo"]),
        (answer("a1", 1, 3, finish="stop"), ["One", "Two"]),
        (answer("a1", 1, 9, error={"name": "MessageAbortedError"}), ["One", "Two"]),
        (answer("a1", 1, 0), ["One", "Two"]),  # opencode died
        ({"info": {"role": "system"}}, ["One", "Two"]),
    ],
)
def test_a_message_belongs_to_the_turn_that_still_went_on(
    first_answer: dict[str, object], prompts: list[str]
) -> None:
    messages = (user("m1", "One", 0), first_answer, user("m2", "Two", 5))
    assert list_prompts(read_turns("opencode", session(*messages))) == prompts


def test_what_opencode_writes_itself_is_neither_prompt_nor_answer() -> None:
    (turn,) = read_turns(
        "opencode",
        session(
            user("m1", "Tidy up", 0),
            answer("a1", 1, 2, say("Tidy."), finish="stop"),
            answer("a2", 3, 4, say("A summary of all"), summary=True),
            user("m2", "Continue if you have next steps", 5, synthetic=True),
            answer("a3", 6, 7, say("All is tidy."), finish="stop"),
        ),
    )
    assert (turn.whole_prompt, turn.response, turn.ended) == ("Tidy up", "All is tidy.", START + 7)


@pytest.mark.parametrize(
    ("stored", "typed"),
    [
        ('"Fix the typo"', "Fix the typo"),
        ('"Say \\"hi\\" to all"', 'Say "hi" to all'),
        ('"\\"quoted by the user\\""', '"quoted by the user"'),
        ('"A first line\nand a second"', "A first line\nand a second"),
        ("Fix the typo", "Fix the typo"),  # words of their own
        ('"one"', '"one"'),  # without a blank `run` puts no quotes
        ('"Fix the" typo', '"Fix the" typo'),  # several arguments stay as they are
        ('"Fix the" "typo here"', '"Fix the" "typo here"'),
        ('Say "hi there"', 'Say "hi there"'),
        ('"', '"'),
        ('" "', " "),
    ],
)
def test_the_quotes_of_run_go_and_those_of_the_user_stay(stored: str, typed: str) -> None:
    messages = (user("m1", stored, 0), answer("a1", 1, 2, say("Yes.")))
    of_run = read_turns("opencode", session(*messages, permission=RUN_RULES))
    assert [turn.prompt for turn in of_run] == [typed]
    of_terminal = read_turns("opencode", session(*messages))
    of_subagent = read_turns("opencode", session(*messages, permission=RUN_RULES, parentID="p"))
    assert [turn.prompt for turn in (*of_terminal, *of_subagent)] == [stored, stored]


def test_a_subagents_session_is_linked_to_the_turn_that_started_it() -> None:
    task = call("task", {"prompt": "Look"}, output="Seen", metadata={"sessionId": "child"})
    parent = session(user("m1", "Ask", 0), answer("a1", 1, 5, task, say("Asked.")))
    child = session(
        user("m2", "Look", 2), answer("a2", 3, 4, say("Seen")), id="child", parentID="s"
    )
    main, sub = read_turns("opencode", f"{parent}\n{child}")
    assert (main.session_id, main.subagent_id, main.subagent_type) == ("s", "", "")
    assert (sub.session_id, sub.subagent_id, sub.subagent_type) == ("s", "child", "build")
    assert (sub.parent_id, sub.prompt, sub.response) == (main.id, "Look", "Seen")


def test_what_git_saw_change_in_a_step_counts_for_stored_turns() -> None:
    def patch(*files: str) -> dict[str, object]:
        return {"id": f"p-{files}", "type": "patch", "hash": "h", "files": list(files)}

    def task(child: str) -> dict[str, object]:
        call_fields = call("task", {"prompt": f"Do {child}"}, metadata={"sessionId": child})
        return {**call_fields, "callID": child}

    write = call("write", {"filePath": "/r/b.py"})
    rows = [
        session(
            user("m1", "Do both", 0), answer("a1", 1, 9, task("x"), task("y"), patch("/r/a.py"))
        ),
        session(
            user("m2", "Do x", 2), answer("a2", 3, 4, patch("/r/a.py", "/r/b.py")),
            id="x", parentID="s",
        ),
        session(user("m3", "Do y", 2), answer("a3", 3, 4, write), id="y", parentID="s"),
    ]  # fmt: skip
    turns = read_turns("opencode", "\n".join(rows))
    files = {turn.prompt: {path for tool in turn.tools for path in tool.files} for turn in turns}
    # Both subagents worked at once: what the one's tool wrote is not the other's.
    assert files == {"Do both": {"/r/a.py"}, "Do x": {"/r/a.py"}, "Do y": {"/r/b.py"}}
    told = read("session.idle", messages=[user("m", "Go", 0), answer("a", 1, 2, patch("/r/a.py"))])
    assert told.tools == ()  # there git's status is compared


def test_messages_of_opencode_2() -> None:
    messages = [
        {"id": "m1", "type": "user", "text": "Add a page", "time": {"created": to_ms(0)}},
        {
            "id": "a1",
            "type": "assistant",
            "agent": "build",
            "model": {"id": "m", "providerID": "p"},
            "finish": "tool-calls",
            "tokens": {"input": 5, "output": 2, "reasoning": 1},
            "time": {"created": to_ms(1), "completed": to_ms(4)},
            "content": [
                {"type": "reasoning", "text": "…"},
                {
                    "type": "tool",
                    "id": "c1",
                    "name": "write",
                    "state": {
                        "status": "completed",
                        "input": {"path": "page.md", "content": "x"},
                        "content": [{"type": "text", "text": "written"}],
                    },
                },
                {
                    "type": "tool",
                    "id": "c2",
                    "name": "write",
                    "state": {
                        "status": "error",
                        "input": {"path": "/etc/page"},
                        "error": {"type": "denied", "message": "not allowed"},
                    },
                },
            ],
        },
        {"id": "m2", "type": "user", "text": "in German", "time": {"created": to_ms(3)}},
        {"id": "y", "type": "synthetic", "text": "…", "time": {"created": to_ms(4)}},
        {
            "id": "a2",
            "type": "assistant",
            "model": {"id": "m"},
            "time": {"created": to_ms(5), "completed": to_ms(6)},
            "content": [{"type": "text", "text": "Added."}],
        },
        {"id": "i", "type": "idle", "outcome": "succeeded", "time": {"created": to_ms(7)}},
        {"id": "m3", "type": "user", "text": "Thanks", "time": {"created": to_ms(8)}},
    ]
    added, thanks = read_turns("opencode", session(*messages))
    assert (added.whole_prompt, added.response) == ("Add a page\n\nin German", "Added.")
    assert [(tool.name, tool.files, tool.ok) for tool in added.tools] == [
        ("write", ("page.md",), True),
        ("write", ("/etc/page",), False),
    ]
    assert (added.model, added.tokens, added.ended) == ("m", TokenUsage(5, 3, 0), START + 7)
    assert (thanks.prompt, added.is_interrupted) == ("Thanks", False)
