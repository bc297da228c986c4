"""What is written for agents to read: the block in AGENTS.md, a plugin, and its slash commands."""

from __future__ import annotations

from collections.abc import Mapping

_ABOUT = """\
## Records

Every turn here is recorded in `{prompts}` by itself: prompt, answer, files and tests. Where you \
are told to create a PHR, that is done.
Decisions are in `{decisions}`. Before you change how things are built, see `minutebook list adr`; \
record a new decision with `minutebook adr new "TITLE"`.
"""

OPENCODE_PLUGIN = """\
// Written by `minutebook agents install opencode`; `minutebook agents remove opencode` removes it.
// Tells minutebook-hook what happened, and never holds a turn up: whatever fails here is ignored.
import { spawn } from "node:child_process"

export const Minutebook = async ({ client, directory }) => {
  const tell = (name, said) =>
    new Promise((resolve) => {
      try {
        const child = spawn("minutebook-hook", ["opencode", name], {
          cwd: directory,
          stdio: ["pipe", "ignore", "ignore"],
        })
        const timer = setTimeout(() => child.kill(), 10_000)
        const done = () => {
          clearTimeout(timer)
          resolve()
        }
        child.on("error", done)
        child.on("close", done)
        child.stdin.on("error", () => {})
        child.stdin.end(JSON.stringify({ type: name, directory, ...said }))
      } catch {
        resolve()
      }
    })

  const parents = new Map()
  const parent = async (id) => {
    try {
      if (!parents.has(id)) parents.set(id, await client.session.get({ path: { id } }))
      return parents.get(id)?.data?.parentID
    } catch {
      return undefined
    }
  }

  return {
    "chat.message": async (input, output) => {
      const sessionID = input?.sessionID ?? output?.message?.sessionID
      await tell("chat.message", { parentID: await parent(sessionID), input, output })
    },
    "tool.execute.after": async (input, output) => {
      await tell("tool.execute.after", { parentID: await parent(input?.sessionID), input, output })
    },
    event: async ({ event }) => {
      if (event?.type !== "session.idle") return
      const id = event.properties?.sessionID
      let messages = []
      try {
        const answer = await client.session.messages({ path: { id } })
        const all = answer?.data ?? []
        const last = all.map((each) => each?.info?.role).lastIndexOf("user")
        messages = all.slice(Math.max(last, 0))
      } catch {}
      const { properties } = event
      await tell("session.idle", { parentID: await parent(id), properties, messages })
    },
  }
}
"""

_PHR = """\
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

_ADR = """\
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


def format_instructions(prompts_folder: str, decisions_folder: str) -> str:
    """What an agent should know, for AGENTS.md and its like: under 150 tokens."""
    return _ABOUT.format(prompts=prompts_folder, decisions=decisions_folder)


def make_plugin_files(version: str, hooks: Mapping[str, object]) -> dict[str, str]:
    """The files of a Claude Code plugin, path to text; `hooks` is event to entry."""
    import json

    lanes = {event: [entry] for event, entry in hooks.items()}
    manifest = {
        "name": "minutebook",
        "version": version,
        "description": "Records every turn as a Prompt History Record; adds /phr and /adr.",
        "license": "MIT",
    }
    return {
        ".claude-plugin/plugin.json": json.dumps(manifest, indent=2) + "\n",
        "commands/phr.md": _PHR,
        "commands/adr.md": _ADR,
        "hooks/hooks.json": json.dumps({"hooks": lanes}, indent=2) + "\n",
    }
