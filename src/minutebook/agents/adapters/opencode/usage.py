"""The tokens that opencode's messages tell of."""

from __future__ import annotations

from collections.abc import Mapping

from minutebook.agents.capture.lenient_json import as_int, as_mapping
from minutebook.agents.capture.turn import TokenUsage


def read_usage(tokens: Mapping[str, object]) -> TokenUsage | None:
    """The `tokens` of a message of the agent; None where there are none."""
    if not tokens:
        return None
    cache = as_mapping(tokens.get("cache"))
    sent, received, reasoning = (
        as_int(tokens.get(key)) or 0 for key in ("input", "output", "reasoning")
    )
    stored, cached = (as_int(cache.get(key)) or 0 for key in ("write", "read"))
    return TokenUsage(sent + stored, received + reasoning, cached)
