"""Writes `agents/agent_table.py`: what the hook needs of all adapters, without loading them.

Run it after a change of an adapter: `python -m minutebook.agents.adapters.agent_table_writer`.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping

from minutebook.agents import agent_table
from minutebook.agents.adapters import load_adapters
from minutebook.agents.adapters.base import Adapter

_HEAD = '''\
"""What is known of all agents, for those who must not load the adapters: generated, not edited.

It is derived from the modules of `agents/adapters` by
`python -m minutebook.agents.adapters.agent_table_writer`, and imports nothing.
"""
'''


def normalize_event_name(event_name: str) -> str:
    """An event's name as the hook compares it: without case and separators."""
    return "".join(char for char in event_name.lower() if char not in "-_.")


def render_agent_table(adapters: Mapping[str, Adapter]) -> str:
    """The source text of `agents/agent_table.py` for some adapters, in their order."""
    known = list(adapters.values())

    def list_events(*kinds: str) -> list[str]:
        return [
            normalize_event_name(name)
            for adapter in known
            for name, kind in adapter.event_kinds.items()
            if kind in kinds
        ]

    aliases = {alias: each.name for each in known for alias in each.aliases}
    own_keys = {keys: each.name for each in known for keys in each.own_keys}
    own_names = {name: each.name for each in known for name in each.own_event_names}
    injected = [("", tag) for each in known for tag in each.injected_tags]
    injected += [(each.name, tag) for each in known for tag in each.ambiguous_tags]
    telling = [each for each in known if each.context_events]
    context_events: dict[tuple[str, ...], str] = {
        (each.name, normalize_event_name(name)): told
        for each in telling
        for name, told in each.context_events.items()
    }
    blocks = (
        _HEAD,
        _render_tuple("AGENTS", adapters),
        "# Those that call the hook.",
        _render_tuple("HOOK_AGENTS", (each.name for each in known if each.event_kinds)),
        _render_tuple("INSTALLABLE_AGENTS", (each.name for each in known if each.installation)),
        _render_dict("AGENT_ALIASES", aliases),
        "# Those whose settings other agents load too.",
        _render_tuple("SHARED_SETTINGS", (each.name for each in known if each.has_shared_settings)),
        "# What only one agent sends: keys of its payloads, names of its events.",
        _render_dict("OWN_KEYS", own_keys),
        _render_dict("OWN_EVENT_NAMES", own_names),
        "# Names of events, without case and separators.",
        _render_tuple("PROMPT_EVENTS", list_events("prompt")),
        _render_tuple("TURN_END_EVENTS", list_events("stop", "subagent-stop", "interrupt")),
        _render_tuple("SUBAGENT_START_EVENTS", list_events("subagent-start")),
        _render_tuple("SESSION_START_EVENTS", list_events("session-start")),
        _render_tuple("SESSION_END_EVENTS", list_events("session-end")),
        "# Events whose answer reaches an agent's model: what it is told there, in which form.",
        _render_dict("CONTEXT_EVENTS", context_events),
        _render_dict("CONTEXT_FORMS", {each.name: each.context_form for each in telling}),
        "# Tools that write files, without case and separators.",
        _render_tuple(
            "EDIT_TOOLS", (normalize_event_name(tool) for each in known for tool in each.edit_tools)
        ),
        "# Keys of payloads, in the order in which they are looked for.",
        _render_tuple("EVENT_NAME_KEYS", (key for each in known for key in each.event_name_keys)),
        _render_tuple("SESSION_KEYS", (key for each in known for key in each.session_keys)),
        _render_tuple("PARENT_KEYS", (key for each in known for key in each.parent_keys)),
        _render_tuple("SUBAGENT_KEYS", (key for each in known for key in each.subagent_keys)),
        _render_tuple(
            "SUBAGENT_END_KEYS", (key for each in known for key in each.subagent_end_keys)
        ),
        _render_tuple("TURN_KEYS", (key for each in known for key in each.turn_keys)),
        _render_tuple("PROMPT_KEYS", (key for each in known for key in each.prompt_keys)),
        _render_tuple("FOLDER_KEYS", (key for each in known for key in each.folder_keys)),
        '# Elements that agents put into a prompt, and which agent ("": of whatever agent it is).',
        _render_tuple("INJECTED_TAGS", injected),
        "# Elements around what the user wrote.",
        _render_tuple("WRAPPER_TAGS", (tag for each in known for tag in each.wrapper_tags)),
    )
    return "\n".join(blocks) + "\n"


def _render_tuple(name: str, items: Iterable[object]) -> str:
    values = [_render_value(item) for item in dict.fromkeys(items)]
    if len(values) < 2:  # what ruff puts in one line
        return f"{name} = ({''.join(values)}{',' if values else ''})"
    lines = [f"    {value}," for value in values]
    return "\n".join([f"{name} = (", *lines, ")"])


def _render_dict(name: str, items: Mapping[str, str] | Mapping[tuple[str, ...], str]) -> str:
    lines = [f"    {_render_value(key)}: {_render_value(value)}," for key, value in items.items()]
    return "\n".join([f"{name} = {{", *lines, "}"])


def _render_value(value: object) -> str:
    """A text or a tuple of texts as ruff would write it."""
    if isinstance(value, tuple):
        inside = ", ".join(_render_value(item) for item in value)
        return f"({inside},)" if len(value) == 1 else f"({inside})"
    return json.dumps(value, ensure_ascii=False)


def main() -> None:
    """Write the table of the adapters that there are."""
    with open(agent_table.__file__, "w", encoding="utf-8", newline="\n") as file:
        file.write(render_agent_table(load_adapters()))


if __name__ == "__main__":
    main()
