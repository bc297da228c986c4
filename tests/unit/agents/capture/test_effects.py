"""Which calls of tools did more than look."""

from __future__ import annotations

import pytest

from minutebook.agents.capture.effects import did_more_than_look
from minutebook.agents.capture.turn import ToolCall


@pytest.mark.parametrize(
    ("call", "expected"),
    [
        (ToolCall("Read"), False),
        (ToolCall("WebSearch"), False),
        (ToolCall("read_file"), False),
        (ToolCall("TodoWrite"), False),
        (ToolCall("update_plan"), False),
        (ToolCall("mcp__linear__get_issue"), False),
        (ToolCall("mcp__linear__create_issue"), True),
        (ToolCall("mcp__slack__frobnicate"), True),
        (ToolCall("Write", files=("a.py",)), True),
        (ToolCall("Task", subagent_prompt="Look"), True),
        (ToolCall("Bash", "git status && git log -3 | head -5"), False),
        (ToolCall("Bash", "cat a.py; rg total src/"), False),
        (ToolCall("Bash", "LANG=C ls -la"), False),
        (ToolCall("Bash", "find . -name '*.py'"), False),
        (ToolCall("Bash", "find . -name '*.pyc' -delete"), True),
        (ToolCall("Bash", "sed -n 1,20p a.py"), False),
        (ToolCall("Bash", "sed -i s/a/b/ a.py"), True),
        (ToolCall("Bash", "echo x > a.txt"), True),
        (ToolCall("Bash", "git branch -a"), False),
        (ToolCall("Bash", "git branch -D old"), True),
        (ToolCall("Bash", "git push"), True),
        (ToolCall("Bash", "gh pr view 12"), False),
        (ToolCall("Bash", "gh pr merge 12"), True),
        (ToolCall("Bash", "kubectl get pods"), False),
        (ToolCall("Bash", "kubectl delete pod x"), True),
        (ToolCall("Bash", "python --version"), False),
        (ToolCall("Bash", "pytest -q"), True),
    ],
)
def test_calls_that_do_more_than_look(call: ToolCall, expected: bool) -> None:
    assert did_more_than_look([call]) is expected
