"""What a turn tells, by rule: what the user wrote, a title, the stage, the tests."""

from __future__ import annotations

from minutebook.agents.capture.prompt import find_slash_command, split_prompt
from minutebook.agents.capture.stage import infer_stage
from minutebook.agents.capture.test_runs import format_test_runs
from minutebook.agents.capture.title import make_title

__all__ = ["find_slash_command", "format_test_runs", "infer_stage", "make_title", "split_prompt"]
