"""What is installed for Claude Code: its hooks, and a plugin with them and two commands."""

from __future__ import annotations

import json

from minutebook.agents.adapters.base import (
    HOOK_TIMEOUT_SECONDS,
    TURN_END_TIMEOUT_SECONDS,
    make_command,
    make_hook_group,
)

__all__ = ["EDIT_TOOLS", "HOOKS", "make_plugin_files"]

_COMMAND = make_command("claude")
EDIT_TOOLS = ("Write", "Edit", "MultiEdit", "NotebookEdit")
# An event that a client does not know makes it ask its user at every start what to do about the
# settings: so there is none here that is younger than half a year. `PostModelSwitch` (2.1.251) is
# read where it comes; the model that answered stands in the transcript.
HOOKS: dict[str, object] = {
    "SessionStart": make_hook_group(_COMMAND, HOOK_TIMEOUT_SECONDS),
    "UserPromptSubmit": make_hook_group(_COMMAND, HOOK_TIMEOUT_SECONDS),
    "UserPromptExpansion": make_hook_group(_COMMAND, HOOK_TIMEOUT_SECONDS),
    # What was decided for a file is told before the file is changed.
    "PreToolUse": make_hook_group(_COMMAND, HOOK_TIMEOUT_SECONDS, "|".join(EDIT_TOOLS)),
    "PostToolUse": make_hook_group(
        _COMMAND, HOOK_TIMEOUT_SECONDS, "Write|Edit|MultiEdit|NotebookEdit|Bash|Task|Agent"
    ),
    # A command that fails, as tests do, is reported by an event of its own.
    "PostToolUseFailure": make_hook_group(_COMMAND, HOOK_TIMEOUT_SECONDS, "Bash"),
    "Stop": make_hook_group(_COMMAND, TURN_END_TIMEOUT_SECONDS),
    "StopFailure": make_hook_group(_COMMAND, TURN_END_TIMEOUT_SECONDS),
    "SubagentStart": make_hook_group(_COMMAND, HOOK_TIMEOUT_SECONDS),
    "SubagentStop": make_hook_group(_COMMAND, TURN_END_TIMEOUT_SECONDS),
    "SessionEnd": make_hook_group(_COMMAND, HOOK_TIMEOUT_SECONDS),
}
# A plugin with an event that the client does not know loses all its hooks; settings do not.
_NEW_EVENTS = ("UserPromptExpansion",)

_PHR_COMMAND = """\
---
description: Record something as a Prompt History Record (PHR)
argument-hint: "[title]"
allowed-tools: Bash(minutebook:*)
---

Turns are recorded by themselves; a record by hand is for what happened elsewhere, or to sum up.

1. Run `minutebook phr new "TITLE" --stage STAGE --prompt "PROMPT" --response "RESPONSE"`.
   The title is: $ARGUMENTS (where that is empty, one line that says what was done). STAGE is one
   of constitution, spec, plan, tasks, red, green, refactor, explainer, misc, general. PROMPT is
   word for word what was asked.
2. Answer with the line that the command prints, and nothing else.
"""

_ADR_COMMAND = """\
---
description: Record an architecture decision (ADR)
argument-hint: "[title of the decision]"
allowed-tools: Bash(minutebook:*), Read, Edit
---

The decision: $ARGUMENTS (where that is empty, the one that was just made).

1. Run `minutebook list adr`. Where a decision there says the same, name it and stop.
2. Run `minutebook adr new "TITLE"`; add `--supersedes ADR-N` where it replaces another.
3. Fill the page's sections from this conversation: the context, the options that were weighed, the
   outcome with its reason, what follows from it. Leave out what nobody said.
4. Leave it `proposed`: people accept it, with `minutebook adr accept ADR-N`. Answer with its line.
"""


def make_plugin_files(version: str) -> dict[str, str]:
    """The files of a plugin with our hooks and the commands /phr and /adr: path to text."""
    manifest = {
        "name": "minutebook",
        "version": version,
        "description": "Records every turn as a prompt record; adds /phr, /adr and a skill.",
        "license": "MIT",
    }
    hooks = {event: [entry] for event, entry in HOOKS.items() if event not in _NEW_EVENTS}
    return {
        ".claude-plugin/plugin.json": json.dumps(manifest, indent=2) + "\n",
        "commands/phr.md": _PHR_COMMAND,
        "commands/adr.md": _ADR_COMMAND,
        "hooks/hooks.json": json.dumps({"hooks": hooks}, indent=2) + "\n",
    }
