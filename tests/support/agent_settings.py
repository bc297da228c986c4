"""Settings files of coding agents, for hypothesis to draw."""

from __future__ import annotations

from hypothesis import strategies as st

from json_texts import SCALARS, written
from minutebook.agents.adapters.base import make_command

ENTRIES = st.sampled_from(
    [
        "say done",
        "minutebook-hook claude",
        make_command("claude"),
        "minutebook list",
        "./check.sh",
    ]
).map(lambda command: {"type": "command", "command": command})
GROUPS = st.fixed_dictionaries(
    {"hooks": st.lists(ENTRIES, max_size=2)}, optional={"matcher": SCALARS}
)
HOOKS = st.dictionaries(
    st.sampled_from(["Stop", "PostToolUse", "Notification", "enabled"]),
    st.lists(GROUPS, max_size=2),
)
SETTINGS = written(
    st.fixed_dictionaries(
        {}, optional={"a": SCALARS, "hooks": HOOKS, "z": st.lists(SCALARS, max_size=2)}
    )
)
