"""What a turn tells, by rule: what the user wrote, a title, the stage, the tests."""

from __future__ import annotations

from minutebook.capture.judge import stage
from minutebook.capture.prompt import slash, split_prompt
from minutebook.capture.runs import tests
from minutebook.capture.title import title

__all__ = ["slash", "split_prompt", "stage", "tests", "title"]
