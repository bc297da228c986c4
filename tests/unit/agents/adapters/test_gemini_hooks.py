"""What Gemini CLI tells its hooks: answers that repeat themselves, subagents, and matchers."""

from __future__ import annotations

import re
from typing import Any

import pytest

from gemini_chats import CHILD, SESSION, progress
from minutebook.agents.adapters.base import HooksFile
from minutebook.agents.adapters.gemini import ADAPTER
from minutebook.agents.capture import read_event
from minutebook.agents.hook import find_child_snapshot

LOGS = "/home/ada/.gemini/tmp/shop/chats"


def make_payload(event: str, **fields: Any) -> dict[str, Any]:
    return {
        "session_id": SESSION,
        "transcript_path": f"{LOGS}/session-1.jsonl",
        "cwd": "/r",
        "hook_event_name": event,
        **fields,
    }


def repeat_chunks(*chunks: str) -> str:
    """An answer that came in chunks, as `prompt_response` has it."""
    return " ".join(["".join(chunks), *chunks[1:]])


@pytest.mark.parametrize(
    ("response", "answer"),
    [
        (repeat_chunks("All is well."), "All is well."),
        (repeat_chunks("All ", "is ", "well."), "All is well."),
        (repeat_chunks("The list:\n\n- on", "e\n- two\n", "- three"), "The list:\n\n- one\n- two\n- three"),
        (repeat_chunks("a", "b", "c", "d", " ", " e"), "abcd  e"),
        (repeat_chunks("    x = 1\n", "    y  =  2\n"), "    x = 1\n    y  =  2\n"),
        (repeat_chunks("Ä", "ö 🎉", " ü"), "Äö 🎉 ü"),
        ("First I write it. \n" + repeat_chunks("It is ", "there."), "First I write it. \nIt is there."),
        # what only seems to be repeated
        ("one two three", "one two three"),
        ("so so", "so so"),
        ("Done. ", "Done. "),
        ("[no response text]", ""),
        ("", ""),
    ],
)  # fmt: skip
def test_chunks_that_are_repeated_are_left_out(response: str, answer: str) -> None:
    payload = make_payload("AfterAgent", prompt="Do it", prompt_response=response)
    assert read_event("gemini", payload, 1.0).response == answer


def test_long_answers_take_no_long_time() -> None:
    for text in ("a b " * 20_000, "x" + " " * 50_000 + "x", "ab" * 40_000):
        read_event("gemini", make_payload("AfterAgent", prompt_response=text), 1.0)


@pytest.mark.parametrize(
    ("prompt", "kind", "text"),
    [
        ("Fix it", "prompt", "Fix it"),
        ("", "other", ""),
        (" \n", "other", ""),
        ("Please continue.", "other", ""),
        ("Background execution update:\n<background_output>\nx\n</background_output>", "other", ""),
        ("User steering update:\n<user_input>\nUse tabs\n</user_input>\nInternal", "prompt", "Use tabs"),
        ("What does <loaded_context> mean?", "prompt", "What does <loaded_context> mean?"),
    ],
)  # fmt: skip
def test_what_is_a_prompt(prompt: str, kind: str, text: str) -> None:
    event = read_event("gemini", make_payload("BeforeAgent", prompt=prompt), 1.0)
    assert (event.kind, event.prompt) == (kind, text)
    # What goes on by itself ends as the turn that it belongs to.
    event = read_event("gemini", make_payload("AfterAgent", prompt=prompt), 1.0)
    assert (event.kind, event.prompt) == ("stop", text)


# Subagents ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("tool", "arguments", "agent"),
    [
        ("invoke_agent", {"agent_name": "reviewer", "prompt": "Look", "objective": "L"}, "reviewer"),
        ("delegate_to_agent", {"agent_name": "reviewer", "query": "Look"}, "reviewer"),
        ("security-reviewer", {"request": "Look"}, "reviewer"),
        ("security-reviewer", {"anything": "Look", "depth": 3}, "reviewer"),
    ],
)  # fmt: skip
def test_the_end_of_a_subagents_tool_is_the_end_of_the_subagent(
    tool: str, arguments: dict[str, object], agent: str
) -> None:
    answer = progress("It is fine.")
    result = {"llmContent": [{"text": "Subagent finished."}], "returnDisplay": answer}
    payload = make_payload("AfterTool", tool_name=tool, tool_input=arguments, tool_response=result)
    event = read_event("gemini", payload, 5.0)
    assert (event.kind, event.subagent_id, event.subagent_type) == ("subagent-stop", CHILD, agent)
    assert (event.prompt, event.response, event.tool) == ("Look", "It is fine.", None)
    assert event.transcript_path == f"{LOGS}/{SESSION}/{CHILD}.jsonl"
    answer["recentActivity"], answer["state"] = [], "cancelled"
    event = read_event("gemini", payload, 5.0)
    assert (event.kind, event.subagent_id, event.transcript_path) == ("subagent-stop", "", "")
    assert event.is_interrupted


def test_the_beginning_of_a_subagents_tool() -> None:
    arguments = {"agent_name": "reviewer", "prompt": "Look"}
    payload = make_payload("BeforeTool", tool_name="invoke_agent", tool_input=arguments)
    event = read_event("gemini", payload, 5.0)
    assert event.tool is not None
    assert (event.kind, event.tool.subagent_prompt) == ("subagent-start", "Look")
    payload = make_payload("BeforeTool", tool_name="write_file", tool_input={"file_path": "a"})
    assert read_event("gemini", payload, 5.0).kind == "other"


@pytest.mark.parametrize(
    ("event", "raw", "ending"),
    [
        ("beforetool", b'{"tool_name":"invoke_agent"}', ".begun"),
        ("aftertool", b'{"tool_response":{"returnDisplay":{"isSubagentProgress":true}}}', ".over"),
        ("aftertool", b'{"tool_response":{"llmContent":"{\\"isSubagentProgress\\":true}"}}', ""),
    ],
)
def test_gits_status_is_noted_around_a_subagent(event: str, raw: bytes, ending: str) -> None:
    assert find_child_snapshot(event, raw) == ending


@pytest.mark.parametrize(
    ("event", "passing", "held_back"),
    [
        ("BeforeTool", ["invoke_agent", "delegate_to_agent"], ["write_file", "my_invoke_agent"]),
        (
            "AfterTool",
            [
                "write_file",
                "replace",
                "run_shell_command",
                "invoke_agent",
                "delegate_to_agent",
                "security-reviewer",
                "mcp_files_write",
                "save_memory",
                "read_file_and_write",
            ],
            ["read_file", "read_many_files", "glob", "grep_search", "tracker_get_task", "web_fetch"],
        ),
    ],
)  # fmt: skip
def test_matchers(event: str, passing: list[str], held_back: list[str]) -> None:
    assert ADAPTER.installation is not None
    file = ADAPTER.installation.files[0]
    assert isinstance(file, HooksFile)
    group = file.hooks[event]
    assert isinstance(group, dict)
    matcher = re.compile(group["matcher"])
    assert [name for name in passing + held_back if matcher.search(name)] == passing
