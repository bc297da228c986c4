"""What a turn tells, by rule: what the user wrote, a title, the stage, the tests."""

from __future__ import annotations

from backstory.capture.judge import stage
from backstory.capture.prompt import slash, split_prompt
from backstory.capture.runs import tests
from backstory.capture.title import title

__all__ = ["slash", "split_prompt", "stage", "tests", "title"]
