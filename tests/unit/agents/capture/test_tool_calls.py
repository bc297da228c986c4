"""Tool calls: the command, files, result and subagent of a call, in every agent's form."""

from __future__ import annotations

import pytest

from minutebook.agents.capture.tool_calls import read_tool_call
from minutebook.agents.capture.turn import ToolCall


@pytest.mark.parametrize(
    ("name", "arguments", "result", "call"),
    [
        (
            "shell",
            {"command": ["bash", "-lc", "pytest -q"]},
            None,
            ToolCall("shell", command="pytest -q"),
        ),
        ("shell", {"command": ["ls", "-l", 3]}, None, ToolCall("shell", command="ls -l")),
        (
            "local_shell",
            {"action": {"command": ["ls"]}},
            None,
            ToolCall("local_shell", command="ls"),
        ),
        (
            "exec_command",
            '{"cmd": "make test"}',
            "Process exited with code 2\nOutput:\nx",
            ToolCall(
                "exec_command",
                command="make test",
                ok=False,
                output="Process exited with code 2\nOutput:\nx",
            ),
        ),
        ("shell", '["ls", "-a"]', None, ToolCall("shell", command="ls -a")),
        ("shell", "ls -a", None, ToolCall("shell", command="ls -a")),
        ("shell", 7, None, ToolCall("shell")),
        (
            "shell",
            {
                "command": "apply_patch <<'EOF'\n*** Begin Patch\n*** Delete File: x.py\n*** End Patch\nEOF"
            },
            None,
            ToolCall(
                "shell",
                command="apply_patch <<'EOF'\n*** Begin Patch\n*** Delete File: x.py\n*** End Patch\nEOF",
                files=("x.py",),
            ),
        ),
        (
            "apply_patch",
            "*** Begin Patch\n*** Add File: a b.py\r\n+x\n*** End Patch",
            None,
            ToolCall("apply_patch", files=("a b.py",)),
        ),
        (
            "patch",
            {"patch": "--- a/x.py\n+++ b/x.py\n@@\n-a\n+b\n--- /dev/null\n+++ b/new.py\t2026\n"},
            None,
            ToolCall("patch", files=("x.py", "new.py")),
        ),
        (
            "mcp__fs__write_file",
            {"path": "a.txt", "content": "x"},
            [{"type": "text", "text": "ok"}],
            ToolCall("mcp__fs__write_file", files=("a.txt",), output="ok"),
        ),
        (
            "multi_replace_string_in_file",
            {"replacements": [{"filePath": "a"}, {"filePath": "b"}, {"filePath": "a"}, 4]},
            None,
            ToolCall("multi_replace_string_in_file", files=("a", "b")),
        ),
        (
            "fileChange",
            {"changes": {"a.py": {"add": 1}, "b.py": {}}},
            None,
            ToolCall("fileChange", files=("a.py", "b.py")),
        ),
        (
            "str_replace_editor",
            {"command": "view", "path": "a"},
            None,
            ToolCall("str_replace_editor"),
        ),
        (
            "str_replace_editor",
            {"command": "create", "path": "a"},
            None,
            ToolCall("str_replace_editor", files=("a",)),
        ),
        (
            "NotebookEdit",
            {"notebook_path": "n.ipynb"},
            {"error": ""},
            ToolCall("NotebookEdit", files=("n.ipynb",)),
        ),
        (
            "Read",
            {"file_path": "a"},
            {"error": {"message": "gone"}},
            ToolCall("Read", ok=False, output="gone"),
        ),
        (
            "Read",
            {"file_path": "a"},
            {"error": {"content": "gone"}},
            ToolCall("Read", ok=False, output="gone"),
        ),
        (
            "Read",
            {"file_path": "a"},
            {"isError": True, "content": [{"text": "no"}]},
            ToolCall("Read", ok=False, output="no"),
        ),
        (
            "bash",
            {"command": "x"},
            {"status": "running", "output": {"text": "y"}},
            ToolCall("bash", command="x", output="y"),
        ),
        (
            "bash",
            {"command": "x"},
            {"interrupted": True, "stdout": "y"},
            ToolCall("bash", command="x", ok=False, output="y"),
        ),
        (
            "bash",
            {"command": "x"},
            '{"not json',
            ToolCall("bash", command="x", output='{"not json'),
        ),
        ("bash", {"command": "x"}, '{"a": 1}', ToolCall("bash", command="x", output='{"a": 1}')),
        (
            "Task",
            {"description": "d"},
            {"agentId": "a1", "status": "completed", "content": [{"type": "text", "text": "ok"}]},
            ToolCall("Task", subagent_prompt="d", ok=True, output="ok", subagent_id="a1"),
        ),
        (
            "task",
            {"prompt": "p", "subagent_type": "g"},
            {"output": "ok", "metadata": {"sessionId": "o2"}},
            ToolCall("task", subagent_prompt="p", subagent_type="g", output="ok", subagent_id="o2"),
        ),
        ("", None, None, ToolCall("")),
    ],
)
def test_a_tool_call_is_read(name: str, arguments: object, result: object, call: ToolCall) -> None:
    assert read_tool_call(name, arguments, result) == call


def test_long_output_loses_its_middle() -> None:
    output = read_tool_call("bash", {"command": "x"}, "a" * 3000 + "b" * 3000).output
    assert output.startswith("aaa")
    assert output.endswith("bbb")
    assert "2000 characters left out" in output
    assert len(output) < 4100
