"""Claude Code's events: what is a prompt, what a notice of its own, how turns come of them."""

from __future__ import annotations

from typing import Any

import pytest

from minutebook.agents.capture import read_event
from minutebook.agents.capture.assemble import assemble_turns
from minutebook.agents.capture.spool_line import format_without_texts, parse_line
from minutebook.agents.capture.turn import Event, Turn

BASE = {
    "session_id": "s1",
    "transcript_path": "/t/s1.jsonl",
    "cwd": "/r",
    "permission_mode": "acceptEdits",
}
NOTICE = (
    "<task-notification>\n<task-id>a77</task-id>\n<status>completed</status>\n"
    "<result>The page has a footer.</result>\n</task-notification>"
)


def read(event_name: str, time: float = 5.0, **fields: object) -> Event:
    return read_event("claude", {**BASE, "hook_event_name": event_name, **fields}, time)


def assemble(*events: tuple[str, dict[str, Any]]) -> list[Turn]:
    """The turns of events, a second apart."""
    return list(
        assemble_turns(
            read(event_name, float(second), **fields)
            for second, (event_name, fields) in enumerate(events, 1)
        )
    )


def prompt(text: str, prompt_id: str = "p1") -> tuple[str, dict[str, Any]]:
    return "UserPromptSubmit", {"prompt": text, "prompt_id": prompt_id}


def stop(answer: str, prompt_id: str = "p1") -> tuple[str, dict[str, Any]]:
    return "Stop", {"last_assistant_message": answer, "prompt_id": prompt_id}


def write(path: str, prompt_id: str = "p1") -> tuple[str, dict[str, Any]]:
    fields = {
        "tool_name": "Write",
        "tool_input": {"file_path": path, "content": "x"},
        "tool_response": {"type": "create", "filePath": path},
        "prompt_id": prompt_id,
    }
    return "PostToolUse", fields


@pytest.mark.parametrize(
    "text",
    [
        "What does <system-reminder>be brief</system-reminder> do?",
        "<system-reminder>x</system-reminder> is not shown",
        "Explain <command-name>/clear</command-name>",
        "<user_query>Fix it</user_query>",
        "Remove every <task-notification>\n…\n</task-notification> of the log",
        "# Context from my IDE setup:\nmine\n## My request for Codex:\nFix it",
        "  Fix it \n",
    ],
)
def test_what_was_typed_is_kept(text: str) -> None:
    (turn,) = assemble(prompt(text), stop("Done"))
    assert (turn.prompt, turn.injected, turn.response) == (text, (), "Done")


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        (NOTICE, "notice"),
        (f"{NOTICE}\n\n{NOTICE}", "notice"),
        ('<teammate-message teammate_id="ui">Done.</teammate-message>', "notice"),
        ('<cross-session-message from="a">Done.</cross-session-message>', "notice"),
        ("<tick>10:00</tick>", "notice"),
        ("<local-command-stdout>ok</local-command-stdout>", "notice"),
        ("<bash-input>ls</bash-input><bash-stdout>a</bash-stdout>", "notice"),
        (f"{NOTICE}\nAnd now?", "prompt"),
        (f"```\n{NOTICE}\n```", "prompt"),
        ("", "prompt"),
    ],
)
def test_what_is_but_a_notice_is_no_prompt(text: str, kind: str) -> None:
    assert read("UserPromptSubmit", prompt=text).kind == kind


def test_what_is_done_about_a_notice_belongs_to_the_turn_before_it() -> None:
    turns = assemble(
        prompt("Let the expert do it, in the background"),
        stop("It works on it."),
        prompt(NOTICE, "p2"),
        write("/r/footer.html", "p2"),
        stop("The footer is there.", "p2"),
        prompt("Thanks", "p3"),
        stop("Welcome.", "p3"),
    )
    assert [(turn.prompt, turn.response, turn.ended) for turn in turns] == [
        (
            "Let the expert do it, in the background",
            "It works on it.\n\nThe footer is there.",
            5.0,
        ),
        ("Thanks", "Welcome.", 7.0),
    ]
    assert [tool.files for tool in turns[0].tools] == [("/r/footer.html",)]


def test_each_answer_of_a_turn_is_there_once() -> None:
    (turn,) = assemble(
        prompt("Start the naps"),
        stop("The naps are started."),
        prompt(NOTICE, "p2"),
        prompt(NOTICE, "p2"),
        stop("The naps are started."),  # of other settings
        stop("The first is over.", "p2"),
        stop("The first is over.", "p2"),
        prompt(NOTICE, "p3"),
        stop("", "p3"),
    )
    assert turn.response == "The naps are started.\n\nThe first is over."


def test_a_notice_without_texts_is_still_one() -> None:
    notice = read("UserPromptSubmit", prompt=NOTICE, prompt_id="p2")
    line = format_without_texts(notice, 4096).decode()
    assert (parse_line(line, 1).kind, parse_line(line, 1).turn_id) == ("notice", "p2")


def test_a_failure_ends_the_turn_and_labels_it() -> None:
    (turn,) = assemble(
        prompt("Fix it"),
        ("StopFailure", {"error": "unknown", "last_assistant_message": "API Error: 400"}),
    )
    assert (turn.is_interrupted, turn.response, turn.ended) == (True, "API Error: 400", 2.0)


@pytest.mark.parametrize(
    ("expansion", "submitted", "expected"),
    [
        ({"prompt": "/sp.plan Add it"}, "/sp.plan Add it", "/sp.plan Add it"),
        ({"prompt": "/sp.plan Add it"}, "Plan this: Add it", "/sp.plan Add it"),
        (
            {"prompt": "Plan this: Add it", "command_name": "sp.plan", "command_args": "Add it"},
            "Plan this: Add it",
            "/sp.plan Add it",
        ),
        ({"prompt": "Review it", "command_name": "/review"}, "Review it", "/review"),
    ],
)
def test_a_slash_command_is_recorded_as_it_was_typed(
    expansion: dict[str, str], submitted: str, expected: str
) -> None:
    (turn,) = assemble(
        ("UserPromptExpansion", {**expansion, "prompt_id": "p1"}), prompt(submitted), stop("Done")
    )
    assert (turn.prompt, turn.command) == (expected, expected.split()[0][1:])


def test_an_expansion_is_of_its_own_turn_alone() -> None:
    turns = assemble(
        prompt("Fix it"),
        ("UserPromptExpansion", {"prompt": "/style", "prompt_id": "p1"}),  # the agent's own use
        stop("Done"),
        prompt("And now?", "p2"),
        stop("Done, too", "p2"),
    )
    assert [turn.prompt for turn in turns] == ["Fix it", "And now?"]


def test_a_switch_of_the_model_names_the_new_one() -> None:
    event = read("PostModelSwitch", from_model="m-1", to_model="m-2", source="user")
    assert (event.kind, event.model) == ("model", "m-2")


def test_two_subagents_of_one_type_at_once() -> None:
    def subagent(name: str, event_name: str, **fields: object) -> tuple[str, dict[str, Any]]:
        return event_name, {**fields, "agent_id": name, "agent_type": "expert", "prompt_id": "p1"}

    def call(name: str, text: str) -> tuple[str, dict[str, Any]]:
        fields = {
            "tool_name": "Agent",
            "tool_input": {"prompt": text, "subagent_type": "expert"},
            "tool_response": {"status": "completed", "agentId": name},
            "tool_use_id": f"call-{name}",
            "prompt_id": "p1",
        }
        return "PostToolUse", fields

    turns = assemble(
        prompt("Let two do it"),
        subagent("a1", "SubagentStart"),
        subagent("a2", "SubagentStart"),
        subagent("a2", "PostToolUse", **write("/r/two.py")[1]),
        subagent("a1", "PostToolUse", **write("/r/one.py")[1]),
        subagent("a2", "SubagentStop", last_assistant_message="Two is there."),
        call("a2", "Write the second"),
        subagent("a1", "SubagentStop", last_assistant_message="One is there."),
        call("a1", "Write the first"),
        stop("Both are there."),
    )
    assert [
        (turn.prompt, turn.response, turn.tools[0].files, turn.parent_id) for turn in turns
    ] == [
        ("Let two do it", "Both are there.", (), ""),
        ("Write the first", "One is there.", ("/r/one.py",), turns[0].id),
        ("Write the second", "Two is there.", ("/r/two.py",), turns[0].id),
    ]
