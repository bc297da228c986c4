"""What a turn tells, by rule: what the user wrote, a title, the stage, the tests."""

from __future__ import annotations

from minutebook.agents.capture.prompt import slash, split_prompt
from minutebook.agents.capture.stage import stage
from minutebook.agents.capture.test_runs import tests
from minutebook.agents.capture.title import title

__all__ = ["slash", "split_prompt", "stage", "tests", "title"]
