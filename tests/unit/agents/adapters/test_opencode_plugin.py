"""opencode's plugin, played by node: what it tells our hook of what opencode 1 and 2 tell it."""

from __future__ import annotations

import json
import shutil
import subprocess
from collections.abc import Mapping
from pathlib import Path

import pytest

from minutebook.agents.adapters.base import HOOK_COMMAND
from minutebook.agents.adapters.opencode.plugin import OPENCODE_PLUGIN
from minutebook.agents.capture import read_event

NODE = shutil.which("node") or ""
pytestmark = pytest.mark.skipif(not NODE, reason="opencode's plugin needs node to be played")

HOOK = """#!/bin/sh
/bin/cat >>heard; echo >>heard
case $2 in session.idle) printf '{"systemMessage": "PHR-0001 was – written"}';; esac
"""
# A client of opencode 1: sessions have the parents in `parents`, messages are those in `messages`.
OPENCODE_1 = """
import { writeFileSync } from "node:fs"
import plugin from "./plugin.mjs"
const parents = {}, messages = [], shown = []
const client = {
  session: {
    get: async ({ path }) => ({ data: { parentID: parents[path.id] } }),
    messages: async () => ({ data: messages }),
  },
  tui: { showToast: async ({ body }) => shown.push(body.message) },
}
const hooks = await plugin.server({ client, directory: process.cwd() })
const send = async (sessionID, id, text) => {
  messages.push({ info: { role: "user", id } })
  const output = { message: { id }, parts: [{ type: "text", text }] }
  await hooks["chat.message"]({ sessionID }, output)
}
const use = (sessionID, tool) =>
  hooks["tool.execute.after"]({ sessionID, tool, callID: tool, args: {} }, { output: "o" })
const happen = (type, sessionID, more) =>
  hooks.event({ event: { type, properties: { sessionID, ...more } } })
const abort = (sessionID) =>
  happen("session.error", sessionID, { error: { name: "MessageAbortedError" } })
const wait = (ms) => new Promise((resolve) => setTimeout(resolve, ms))
process.on("exit", () => writeFileSync("shown", JSON.stringify(shown)))
"""
# The context of opencode 2, whose bus gives what is pushed to `events`.
OPENCODE_2 = """
import plugin from "./plugin.mjs"
const hooks = {}, events = [], messages = []
const register = (domain) => async (name, callback) => void (hooks[`${domain}.${name}`] = callback)
const wait = (ms) => new Promise((resolve) => setTimeout(resolve, ms))
const ctx = {
  location: { directory: process.cwd() },
  session: {
    hook: register("session"),
    get: async ({ sessionID }) => ({ agent: "build", model: { id: "m", providerID: "p" } }),
    context: async () => messages,
  },
  tool: { hook: register("tool") },
  event: {
    subscribe: async function* ({ signal }) {
      while (!signal.aborted) events.length ? yield events.shift() : await wait(5)
    },
  },
}
const stop = await plugin.setup(ctx)
"""


def play(
    folder: Path, script: str, *arguments: str, has_hook: bool = True, stub: str = OPENCODE_1
) -> tuple[list[dict[str, object]], str]:
    """Play a script; returns what the hook was told, and what was written on stderr."""
    (folder / "plugin.mjs").write_text(OPENCODE_PLUGIN, "utf-8")
    (folder / "drive.mjs").write_text(stub + script, "utf-8")
    hook = folder / "bin" / HOOK_COMMAND
    hook.parent.mkdir(exist_ok=True)
    if has_hook:
        hook.write_text(HOOK, "utf-8")
        hook.chmod(0o755)
    done = subprocess.run(
        [NODE, "drive.mjs", *arguments],
        cwd=folder,
        env={"PATH": str(hook.parent)},
        check=True,
        capture_output=True,
        timeout=60,
    )
    assert done.stdout == b""
    heard = folder / "heard"
    lines = heard.read_text("utf-8").splitlines() if heard.exists() else []
    return [json.loads(line) for line in lines], done.stderr.decode()


def pick(told: list[dict[str, object]], *keys: str) -> list[tuple[object, ...]]:
    return [tuple(event.get(key) for key in keys) for event in told]


TURN = """
messages.push({ info: { role: "user", id: "m0" } })
await send("s", "m1", "Fix it")
await use("s", "edit")
await happen("session.updated", "s")
await happen("session.idle", "s")
"""


def test_a_turn_of_opencode_1(tmp_path: Path) -> None:
    told, error = play(tmp_path, TURN)
    assert pick(told, "type", "sessionID", "turnID", "parentID", "prompt") == [
        ("chat.message", "s", "m1", None, "Fix it"),
        ("tool.execute.after", "s", "m1", None, None),
        ("session.idle", "s", "m1", None, None),
    ]
    assert told[2]["messages"] == [{"info": {"role": "user", "id": "m1"}}]
    assert json.loads((tmp_path / "shown").read_text()) == ["PHR-0001 was – written"]
    assert error == ""


def test_the_beginning_of_a_session_is_told_but_not_a_subagents(tmp_path: Path) -> None:
    told, _ = play(
        tmp_path,
        """
        await happen("session.created", "s", { info: { id: "s" } })
        await happen("session.created", "t", { info: { id: "t", parentID: "s" } })
        """,
    )
    assert pick(told, "type", "sessionID") == [("session.created", "s")]
    assert read_event("opencode", told[0], 1.0).kind == "session-start"


def test_without_our_hook_it_says_and_does_nothing(tmp_path: Path) -> None:
    assert play(tmp_path, TURN, "run", "Fix it", has_hook=False) == ([], "")
    assert json.loads((tmp_path / "shown").read_text()) == []


def test_it_survives_an_opencode_that_answers_nothing(tmp_path: Path) -> None:
    script = """
    for (const key of Object.keys(client)) delete client[key]
    await hooks["chat.message"]()
    await hooks["chat.message"]({ sessionID: "t" }, {})
    await hooks["tool.execute.after"]()
    await hooks["command.execute.before"]()
    await hooks.event({})
    await happen("session.error", "t")
    """
    told, error = play(tmp_path, script + TURN)
    assert pick(told, "type", "sessionID")[-3:] == [
        ("chat.message", "s"),
        ("tool.execute.after", "s"),
        ("session.idle", "s"),
    ]
    assert (told[-1]["messages"], error) == ([], "")


def test_what_is_sent_while_a_turn_goes_on_has_its_id(tmp_path: Path) -> None:
    told, _ = play(
        tmp_path,
        """
        await send("s", "m1", "One")
        await send("s", "m2", "and more")
        await happen("session.idle", "s")
        await happen("session.idle", "s")
        await send("s", "m3", "Two")
        """,
    )
    assert pick(told, "type", "turnID", "prompt") == [
        ("chat.message", "m1", "One"),
        ("chat.message", "m1", "and more"),
        ("session.idle", "m1", None),
        ("chat.message", "m3", "Two"),
    ]
    assert [each["info"]["id"] for each in told[2]["messages"]] == ["m1", "m2"]  # type: ignore[attr-defined]


ABORTED = 'await send("s", "m1", "One"); await abort("s"); await happen("session.idle", "s")\n'


@pytest.mark.parametrize(
    "rest",
    [
        # opencode is idle a second time, when the tool that ran has ended
        'await use("s", "bash"); await happen("session.idle", "s"); await wait(900)',
        "await wait(900)",
        'await send("s", "m2", "Two"); await happen("session.idle", "s")',
        "await hooks.dispose()",
    ],
)
def test_an_aborted_turn_ends_once(tmp_path: Path, rest: str) -> None:
    told, _ = play(tmp_path, ABORTED + rest)
    assert pick(told, "type", "turnID", "isInterrupted")[:2] == [
        ("chat.message", "m1", None),
        ("session.idle", "m1", True),
    ]
    assert pick(told[2:], "type", "turnID", "isInterrupted") == (
        [("chat.message", "m2", None), ("session.idle", "m2", False)] if "m2" in rest else []
    )


def test_subagents_name_the_session_that_the_user_talks_to(tmp_path: Path) -> None:
    told, _ = play(
        tmp_path,
        """
        Object.assign(parents, { child: "s", below: "child", loop: "loop" })
        await send("child", "m1", "Look")
        await send("below", "m2", "Look closer")
        await happen("session.idle", "child")
        await send("loop", "m3", "Go")
        """,
    )
    assert pick(told, "type", "sessionID", "parentID", "turnID") == [
        ("chat.message", "child", "s", None),
        ("chat.message", "below", "s", None),
        ("session.idle", "child", "s", None),
        ("chat.message", "loop", None, "m3"),
    ]
    assert json.loads((tmp_path / "shown").read_text()) == []  # a subagent's end is not shown


@pytest.mark.parametrize(
    ("arguments", "sent", "typed"),
    [
        (("run", "Fix the list"), '"Fix the list"', "Fix the list"),
        (("run", 'Say "hi there" now'), '"Say \\"hi there\\" now"', 'Say "hi there" now'),
        (("run", '"All of it"'), '"\\"All of it\\""', '"All of it"'),
        (("run", "Fix", "the list"), 'Fix "the list"', "Fix the list"),
        (("run", "Fix", "the", '"list"'), 'Fix the "list"', 'Fix the "list"'),
        (("--print-logs", "run", "Pay $& now"), '"Pay $& now"', "Pay $& now"),
        (
            ("run", "Sum it up"),
            '"Sum it up"\n"from stdin, quoted"',
            'Sum it up\n"from stdin, quoted"',
        ),
        ((), '"Fix the list"', '"Fix the list"'),  # the user's own, in the terminal's program
        (("serve",), '"run me"', '"run me"'),
    ],
)
def test_what_was_typed(tmp_path: Path, arguments: tuple[str, ...], sent: str, typed: str) -> None:
    told, _ = play(tmp_path, f'await send("s", "m1", {json.dumps(sent)})', *arguments)
    assert pick(told, "prompt") == [(typed,)]


def test_a_slash_command_is_what_was_typed(tmp_path: Path) -> None:
    told, _ = play(
        tmp_path,
        """
        const type = (command, given) =>
          hooks["command.execute.before"]({ command, sessionID: "s", arguments: given })
        await type("review", "the last commit")
        await send("s", "m1", "You are a reviewer. Review: the last commit")
        await type("init", "")
        await send("s", "m2", "Make AGENTS.md")
        await send("s", "m3", "Thanks")
        """,
    )
    assert pick(told, "prompt") == [("/review the last commit",), ("/init",), ("Thanks",)]


def test_in_print_mode_the_suggestion_is_printed(tmp_path: Path) -> None:
    _, error = play(tmp_path, TURN, "run", "Fix it")
    assert error == "PHR-0001 was – written\n"
    assert json.loads((tmp_path / "shown").read_text()) == []


TURN_2 = """
const happen = (type, data) => events.push({ type, data: { sessionID: "s", ...data } })
const send = (messageID, text) => {
  messages.push({ id: messageID, type: "user", text })
  return hooks["session.prompt"]({ sessionID: "s", messageID, prompt: { text }, delivery: "steer" })
}
await send("m1", "Fix it")
await hooks["tool.execute.after"]({
  tool: "write", sessionID: "s", agent: "build", id: "c", input: { path: "a.md" },
  status: "completed", result: { content: "written" },
})
await hooks["tool.execute.after"]({
  tool: "write", sessionID: "s", agent: "build", id: "d", input: { path: "b.md" },
  status: "error", error: { type: "denied", message: "no" },
})
await send("m2", "and more")
messages.push({ id: "a1", type: "assistant", content: [{ type: "text", text: "Fixed." }] })
"""


def read_all(told: list[dict[str, object]]) -> list[Mapping[str, object]]:
    events = (read_event("opencode", payload, 1.0) for payload in told)
    return [
        {
            "kind": event.kind,
            "turn": event.turn_id,
            "text": event.prompt if event.kind == "prompt" else event.response,
            "model": event.model,
            "tool": (event.tool.files, event.tool.ok) if event.tool else None,
            "is_interrupted": event.is_interrupted,
        }
        for event in events
    ]


@pytest.mark.parametrize(
    ("end", "is_interrupted", "response"),
    [
        (
            'happen("session.execution.succeeded"); happen("session.idle"); await wait(200)',
            False,
            "Fixed.",
        ),
        ('happen("session.execution.failed", { error: {} }); await wait(200)', False, "Fixed."),
        (
            'happen("session.execution.interrupted", { reason: "user" }); await wait(900)',
            True,
            "Fixed.",
        ),
        ('happen("session.execution.interrupted", { reason: "user" }); await wait(200)', True, ""),
    ],
)
def test_a_turn_of_opencode_2(
    tmp_path: Path, end: str, is_interrupted: bool, response: str
) -> None:
    told, _ = play(tmp_path, f"{TURN_2}{end}; await stop()", stub=OPENCODE_2)
    same = {"turn": "m1", "is_interrupted": False, "tool": None}
    assert read_all(told) == [
        {**same, "kind": "prompt", "text": "Fix it", "model": "m"},
        {**same, "kind": "tool", "text": "", "model": "", "tool": (("a.md",), None)},
        {**same, "kind": "tool", "text": "", "model": "", "tool": (("b.md",), False)},
        {**same, "kind": "prompt", "text": "and more", "model": "m"},
        {**same, "kind": "stop", "text": response, "model": "", "is_interrupted": is_interrupted},
    ]


def test_opencode_2_without_what_we_know_of_it_goes_on(tmp_path: Path) -> None:
    script = "await stop(); await (await plugin.setup({}))()"
    assert play(tmp_path, script, stub=OPENCODE_2) == ([], "")
