"""What editing tools were given: which lines that added to which file, in the forms of agents."""

from __future__ import annotations

from typing import Any

import pytest

from minutebook.agents.capture.file_edits import list_changed_lines
from minutebook.agents.capture.tool_calls import merge_calls, read_tool_call

PATCH = """*** Begin Patch
*** Add File: new.py
+def f():
+    return 1
*** Update File: a.py
*** Move to: b.py
@@ def g():
 context
-old
+new
*** Delete File: c.py
*** End of File
*** End Patch"""
PATCHED = [
    ("new.py", ["def f():", "    return 1"], []),
    ("b.py", ["new"], ["old"]),
    ("c.py", [], []),
]
DIFF = "--- a/a.py\n+++ b/a.py\n@@ -1,2 +1,2 @@\n x\n-old\n+new\n"


@pytest.mark.parametrize(
    ("tool", "arguments", "result", "expected"),
    [
        # Claude Code
        (
            "Edit",
            {"file_path": "a.py", "old_string": "x\ny", "new_string": "x\nz\n"},
            None,
            [("a.py", ["x", "z", ""], ["x", "y"])],
        ),
        (
            "MultiEdit",
            {
                "file_path": "a.py",
                "edits": [
                    {"old_string": "x", "new_string": "y"},
                    {"old_string": "z", "new_string": ""},
                ],
            },
            None,
            [("a.py", ["y"], ["x"]), ("a.py", [], ["z"])],
        ),
        (
            "Write",
            {"file_path": "a.py", "content": "x\ny"},
            {"type": "create", "filePath": "a.py", "structuredPatch": []},
            [("a.py", ["x", "y"], [])],
        ),
        ("Write", {"file_path": "a.py", "content": "x\ny"}, {"type": "update"}, []),
        ("Write", {"file_path": "a.py", "content": "x\ny"}, "The file a.py has been updated.", []),
        (
            "Write",
            {"file_path": "a.py", "content": "x"},
            "File created successfully at: a.py",
            [("a.py", ["x"], [])],
        ),
        (
            "Edit",
            {"file_path": "a.py", "old_string": "y", "new_string": "y\nz"},
            {"structuredPatch": [{"lines": [" x", "-y", "+y", "+z", "\\ No newline"]}, 7]},
            [("a.py", ["y", "z"], ["y"])],
        ),
        ("NotebookEdit", {"notebook_path": "a.ipynb", "new_source": "x"}, None, []),
        # Codex
        ("apply_patch", {"input": PATCH}, None, PATCHED),
        ("apply_patch", PATCH, None, PATCHED),
        ("shell", {"command": ["bash", "-lc", f"apply_patch <<'EOF'\n{PATCH}\nEOF"]}, None, PATCHED),
        (
            "file_change",
            {
                "changes": {
                    "a.py": {"type": "add", "content": "x"},
                    "b.py": {"type": "update", "unified_diff": "@@ -1 +1 @@\n-y\n+z\n"},
                    "c.py": {"update": {"unified_diff": "+z", "move_path": "d.py"}},
                    "e.py": {"type": "delete", "content": "x"},
                    "f.py": None,
                }
            },
            None,
            [("a.py", ["x"], []), ("b.py", ["z"], ["y"]), ("d.py", ["z"], [])],
        ),
        # Gemini, opencode, VS Code, Copilot, Cursor, the editor tool of the API
        (
            "write_file",
            {"file_path": "a.py", "content": "x"},
            {"llmContent": "Successfully overwrote file: a.py."},
            [],
        ),
        (
            "write_file",
            {"file_path": "a.py", "content": "x"},
            "Successfully created and wrote to new file: a.py.",
            [("a.py", ["x"], [])],
        ),
        (
            "edit",
            {"filePath": "a.py", "oldString": "x", "newString": "y"},
            None,
            [("a.py", ["y"], ["x"])],
        ),
        ("patch", {"patchText": DIFF}, None, [("a.py", ["new"], ["old"])]),
        ("create_file", {"filePath": "a.py", "content": "x"}, None, [("a.py", ["x"], [])]),
        (
            "multi_replace_string_in_file",
            {"replacements": [{"filePath": "a.py", "oldString": "x", "newString": "y"}, "z"]},
            None,
            [("a.py", ["y"], ["x"])],
        ),
        ("create", {"path": "a.py", "file_text": "x"}, None, [("a.py", ["x"], [])]),
        (
            "str_replace_based_edit_tool",
            {"command": "str_replace", "path": "a.py", "old_str": "x", "new_str": "y"},
            None,
            [("a.py", ["y"], ["x"])],
        ),
        (
            "str_replace_based_edit_tool",
            {"command": "insert", "path": "a.py", "insert_line": 3, "insert_text": "x"},
            None,
            [("a.py", ["x"], [])],
        ),
        (
            "str_replace_based_edit_tool",
            {"command": "create", "path": "a.py", "file_text": "x"},
            None,
            [],
        ),
        ("afterFileEdit", {"file_path": "a.py", "edits": [{"new_string": "y"}]}, None, [("a.py", ["y"], [])]),
        # What says nothing
        ("Edit", {"old_string": "x", "new_string": "y"}, None, []),
        ("Edit", {"file_path": "a.py", "edits": 7, "new_string": ["x"]}, None, []),
        ("Read", {"file_path": "a.py", "content": "x"}, None, []),
        ("Write", {"file_path": "a.py", "content": "x" * 2_000_000}, {"type": "create"}, []),
    ],
)  # fmt: skip
def test_the_lines_that_a_call_changed(
    tool: str, arguments: Any, result: Any, expected: list[tuple[str, list[str], list[str]]]
) -> None:
    call = read_tool_call(tool, arguments, result)
    assert [change for edit in call.edits for change in list_changed_lines(edit)] == expected


def test_a_later_report_without_texts_keeps_those_of_the_earlier_one() -> None:
    first = read_tool_call("Edit", {"file_path": "a.py", "old_string": "x", "new_string": "y"})
    second = read_tool_call("Edit", {"file_path": "a.py"}, {"is_error": False})
    assert merge_calls(first, second).edits == first.edits


def test_a_call_is_moved_with_what_it_wrote() -> None:
    call = read_tool_call("Edit", {"file_path": "/b/a.py", "old_string": "x", "new_string": "y"})
    moved = call.move_files(lambda path: path.replace("/b", "/here"))
    assert (moved.files, moved.edits[0].path) == (("/here/a.py",), "/here/a.py")
    patch = read_tool_call("apply_patch", {"input": PATCH}).move_files(str.upper)
    assert patch.edits[0].path == ""
