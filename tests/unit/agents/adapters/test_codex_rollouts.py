"""Rollouts of Codex 0.171: items, scripts of code mode, spawned agents, forks, steering."""

from __future__ import annotations

import json

import pytest

from codex_rollouts import CHILD, GRANDCHILD, SESSION, START, Rollout, spawn_source
from minutebook.agents.adapters import codex
from minutebook.agents.capture.turn import ToolCall


def command_item(
    rollout: Rollout, item_id: str, script: str, status: int, **fields: object
) -> None:
    rollout.item(
        "CommandExecution",
        item_id,
        command=["/bin/zsh", "-lc", script],
        status="completed" if status == 0 else "failed",
        exit_code=status,
        aggregated_output=f"ran {script}",
        **fields,
    )


def change_item(rollout: Rollout, item_id: str, status: str = "completed") -> None:
    changes = {
        "/r/new.py": {"type": "add", "content": "x"},
        "/r/old.py": {"type": "update", "unified_diff": "", "move_path": "/r/moved.py"},
    }
    rollout.item("FileChange", item_id, changes=changes, status=status, stdout="Done")


PASSED = ToolCall("Bash", "make test", ok=True, output="ran make test", id="exec-1")
FAILED = ToolCall("Bash", "make lint", ok=False, output="ran make lint", id="exec-2")
WRITTEN = ToolCall(
    "apply_patch",
    files=("/r/new.py", "/r/old.py", "/r/moved.py"),
    ok=True,
    output="Done",
    id="exec-3",
)


def test_a_script_of_code_mode_is_known_by_what_came_of_it() -> None:
    rollout = Rollout().begin("t1").ask("Sort the list")
    rollout.call("exec", 'await tools.exec_command({"cmd": "make test"})', "call-1")
    command_item(rollout, "exec-1", "make test", 0)
    command_item(rollout, "exec-2", "make lint", 2)
    change_item(rollout, "exec-3")
    command_item(rollout, "exec-4", "make test", 0, source="unified_exec_interaction")
    command_item(rollout, "exec-5", "ls", 0, source="user_shell")
    (turn,) = rollout.answer("Sorted").read()
    script, *tools = turn.tools
    assert (script.name, script.command, script.files) == ("exec", "", ())
    assert "make test" in script.input  # a secret in it is found
    assert tools == [PASSED, FAILED, WRITTEN]
    assert (turn.id, turn.prompt, turn.response) == (
        f"codex:{SESSION}:t1",
        "Sort the list",
        "Sorted",
    )


def test_a_call_that_is_told_twice_is_one() -> None:
    """Outside of code mode the call has the id of the item that says what came of it."""
    rollout = Rollout().begin("t1").ask("Sort the list")
    rollout.call("exec_command", '{"cmd": "make test"}', "exec-1")
    command_item(rollout, "exec-1", "make test", 0)
    rollout.call("exec_command", '{"cmd": "sleep 9"}', "call-2", "Process exited with code 1\n")
    rollout.item("McpToolCall", "call-3", server="db", tool="ask", arguments={"q": "1"})
    (turn,) = rollout.answer("Sorted").read()
    assert [(tool.name, tool.command, tool.ok) for tool in turn.tools] == [
        ("Bash", "make test", True),
        ("exec_command", "sleep 9", False),
        ("mcp__db__ask", "", None),
    ]


def test_a_change_that_was_declined_did_not_succeed() -> None:
    rollout = Rollout().begin("t1").ask("Sort the list")
    change_item(rollout, "exec-3", "declined")
    (turn,) = rollout.answer("You did not want it").read()
    assert [tool.ok for tool in turn.tools] == [False]


@pytest.mark.parametrize("name", ["apply_patch", "exec_command"])
def test_a_patch_that_was_not_applied_has_no_item(name: str) -> None:
    patch = json.dumps({"cmd": "apply_patch <<E\n*** Begin Patch\n*** Add File: a.py\nE"})
    rollout = Rollout().begin("t1").ask("Sort the list")
    rollout.call(name, patch, "call-1", "apply_patch verification failed")
    rollout.call(name, patch, "call-2")
    (turn,) = rollout.answer("It cannot be sorted").read()
    assert [tool.ok for tool in turn.tools] == [False, False]


def test_what_is_sent_while_a_turn_runs_is_added_to_it() -> None:
    rollout = Rollout().begin("t1").ask("Sort the list").ask("Backwards, please").answer("Sorted")
    rollout.begin("t2").ask("Thanks").answer("Welcome")
    first_turn, second_turn = rollout.read()
    assert (first_turn.prompt, first_turn.additions) == ("Sort the list", ("Backwards, please",))
    assert (second_turn.prompt, second_turn.additions) == ("Thanks", ())


def test_an_interrupted_turn_ends_when_it_was_interrupted() -> None:
    """What Codex writes as the next turn begins is not of the one before."""
    rollout = Rollout().begin("t1").ask("Sort the list")
    rollout.message("user", "<turn_aborted>\nThe user interrupted.\n</turn_aborted>")
    rollout.event("turn_aborted", reason="interrupted")
    ended = rollout.second - 1
    rollout.second += 20
    rollout.begin("t2").ask("Go on").answer("Sorted")
    first_turn, second_turn = rollout.read()
    assert (first_turn.is_interrupted, first_turn.ended) == (True, START + ended)
    assert (second_turn.is_interrupted, second_turn.prompt) == (False, "Go on")


def test_a_turn_that_an_error_ended_is_an_interrupted_one() -> None:
    rollout = Rollout().begin("t1").ask("Sort the list")
    rollout.event("task_complete", last_agent_message=None, error={"message": "overloaded"})
    (turn,) = rollout.read()
    assert (turn.is_interrupted, turn.response) == (True, "")


def test_the_task_of_a_spawned_agent_is_its_prompt() -> None:
    """Its rollout repeats what the user asked of the agent that spawned it."""
    rollout = Rollout(
        CHILD,
        forked_from_id=SESSION,
        source=spawn_source("/root/sorter", role="worker"),
        subagent_history_start_ordinal=6,
    )
    rollout.add("session_meta", {"session_id": SESSION, "id": SESSION, "cwd": "/r"})
    rollout.begin("t1").message("user", "Sort the list")
    rollout.event("turn_aborted", reason="interrupted")
    rollout.begin("t2", parent_turn="t1")
    rollout.tell("/root/sorter", "NEW_TASK", "", "Sort it in place")
    rollout.tell("/root", "FINAL_ANSWER", "Not for this one")
    rollout.answer("Sorted in place")
    assert [
        (turn.id, turn.prompt, turn.response, turn.subagent_id, turn.subagent_type, turn.parent_id)
        for turn in rollout.read()
    ] == [
        (
            f"codex:{SESSION}:sub:{CHILD}",
            "Sort it in place",
            "Sorted in place",
            CHILD,
            "worker",
            f"codex:{SESSION}:t1",
        )
    ]


def test_a_spawned_agent_that_is_told_more_has_one_turn() -> None:
    rollout = Rollout(CHILD, source=spawn_source("/root/sorter"))
    rollout.begin("t2", "t1").tell("/root/sorter", "NEW_TASK", "Sort it")
    rollout.tell("/root/sorter", "MESSAGE", "In place").answer("Sorted")
    rollout.begin("t4", "t3").tell("/root/sorter", "NEW_TASK", "Now reverse it").answer("Reversed")
    (turn,) = rollout.read()
    assert (turn.prompt, turn.additions) == ("Sort it", ("In place", "Now reverse it"))
    assert (turn.response, turn.subagent_type) == ("Reversed", "default")
    assert (turn.parent_id, turn.ended) == (f"codex:{SESSION}:t1", START + rollout.second - 1)


@pytest.mark.parametrize(
    ("told", "prompt"),
    [
        ("gAAAAABo" + "x9-_Z4=" * 20, "sorter"),  # as only the model reads it
        ("Sort_the_list", "Sort_the_list"),
        ("Sort " + "it " * 40, "Sort " + "it " * 40),
    ],
)
def test_a_task_that_models_alone_can_read_is_called_by_its_name(told: str, prompt: str) -> None:
    rollout = Rollout(CHILD, source=spawn_source("/root/sorter")).begin("t2", "t1")
    (turn,) = rollout.tell("/root/sorter", "NEW_TASK", "", told).answer("Sorted").read()
    assert turn.prompt == prompt
    event = codex.read_event(
        {
            "session_id": SESSION,
            "hook_event_name": "PostToolUse",
            "tool_name": "collaborationspawn_agent",
            "tool_input": {"message": told, "task_name": "sorter"},
            "tool_response": '{"task_name": "/root/sorter"}',
        },
        1.0,
    )
    assert event.tool is not None
    assert event.tool.subagent_prompt == prompt


def test_an_agent_of_the_first_kind_is_told_as_a_user_would_be() -> None:
    rollout = Rollout(GRANDCHILD, source=spawn_source(None, parent=CHILD))
    (turn,) = rollout.begin("t3", "t2").ask("Sort it").answer("Sorted").read()
    assert (turn.prompt, turn.subagent_id) == ("Sort it", GRANDCHILD)
    assert turn.parent_id == f"codex:{SESSION}:sub:{CHILD}"


def test_what_a_fork_repeats_of_another_session_is_not_its_own() -> None:
    rollout = Rollout("s-fork", session_id="s-fork", forked_from_id=SESSION)
    rollout.second = 0
    for row in [*Rollout().begin("t1").ask("Sort the list").answer("Sorted").rows]:
        rollout.add(str(row["type"]), row["payload"])  # type: ignore[arg-type]
        rollout.second = 0
    rollout.second = 30
    (turn,) = rollout.begin("t5").ask("Other way round").answer("Reversed").read()
    assert (turn.id, turn.prompt) == ("codex:s-fork:t5", "Other way round")


@pytest.mark.parametrize("source", ["review", "compact", {"other": "guardian"}])
def test_agents_that_codex_runs_by_itself_have_no_prompts(source: object) -> None:
    rollout = Rollout("s-review", source={"subagent": source}).begin("t9").ask("Review it")
    assert rollout.answer("Fine").read() == ()
