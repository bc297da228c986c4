"""Turns that commit, in a repository whose agents' events are handled in this process."""

from __future__ import annotations

import pytest

from agent_events import Stage
from committing_turns import Committing


@pytest.fixture
def committing(stage: Stage) -> Committing:
    """The repository, and one session that works in it."""
    return Committing(stage)
