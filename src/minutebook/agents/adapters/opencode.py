"""opencode: what its plugin sends, and its exported sessions.

Plugins: https://opencode.ai/docs/plugins. A plugin's hook gives two objects, `input` and
`output`; our plugin sends them as they are, with the name of the hook as `type` and the folder as
`directory`: `{"type": "chat.message", "directory", "input": {"sessionID", …}, "output": {"message",
"parts"}}`, `{"type": "tool.execute.after", "directory", "input": {"tool", "sessionID", "callID",
"args"}, "output": {"title", "output", "metadata"}}`. Events of the bus are sent as they are too
(`{"type": "session.idle", "properties": {"sessionID"}}`); with `messages`, as
`client.session.messages` gives them, `session.idle` tells the whole turn, for the tools' hook is
not always called. Keys beside `input` and `properties` count as well. A `parentID` makes the
session a subagent's.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from minutebook.agents.adapters.base import (
    Adapter,
    Installation,
    OwnedFile,
    Transcripts,
)
from minutebook.agents.adapters.transcript_files import (
    TranscriptFile,
    list_files,
    locate_agent_home,
    read_json_file,
)
from minutebook.agents.capture.lenient_json import (
    as_int,
    as_list,
    as_mapping,
    first_text,
    parse_json,
    parse_json_lines,
    parse_time,
)
from minutebook.agents.capture.tool_calls import read_tool_call
from minutebook.agents.capture.turn import Event, Turn
from minutebook.agents.capture.turn_builder import TranscriptBuilder
from minutebook.repository import spool

__all__ = ["ADAPTER", "read_event", "read_turns"]

EVENT_KINDS = {
    "chat.message": "prompt",
    "tool.execute.after": "tool",
    "session.idle": "stop",
    "session.error": "stop",
    "session.created": "session-start",
    "session.deleted": "session-end",
    "session.compacted": "compact",
    "server.instance.disposed": "session-end",
}


def read_event(payload: Mapping[str, object], time: float, event_name: str = "") -> Event:
    """One hook or event of the bus as an event."""
    kind = first_text(payload, "type", "hook_event_name") or event_name
    what = EVENT_KINDS.get(kind, "other")
    told = {**payload, **as_mapping(payload.get("properties")), **as_mapping(payload.get("input"))}
    output = as_mapping(payload.get("output"))
    message = as_mapping(output.get("message")) or as_mapping(told.get("message"))
    info = as_mapping(told.get("info"))
    session = (
        first_text(told, "sessionID") or first_text(message, "sessionID") or first_text(info, "id")
    )
    parent = first_text(told, "parentID") or (
        first_text(info, "parentID") if what == "session-start" else ""
    )
    agent = first_text(told, "agent") or first_text(message, "agent")
    read = Event(
        time=time,
        agent="opencode",
        kind=what,
        session_id=parent or session,
        model=_model(told) or _model(message),
        cwd=first_text(told, "directory", "cwd"),
        subagent_id=session if parent else "",
        subagent_type=agent if parent else "",
        is_interrupted=kind == "session.error",
        name=kind,
    )
    if what == "prompt":
        parts = as_list(output.get("parts")) or as_list(told.get("parts"))
        return replace(read, prompt=_written(parts) or first_text(told, "prompt"))
    if what == "tool":
        result = output or {"output": told.get("output"), "metadata": told.get("metadata")}
        given = told.get("args", output.get("args"))
        return replace(
            read,
            tool=read_tool_call(
                first_text(told, "tool"), given, result, first_text(told, "callID")
            ),
        )
    if what == "stop":
        if parent:
            read = replace(read, kind="subagent-stop")
        return _whole(read, as_list(payload.get("messages")) or as_list(told.get("messages")))
    return read


def _whole(read: Event, messages: list[object]) -> Event:
    """The stop with the last turn of `messages`: prompt, answer, tools, tokens."""
    log = TranscriptBuilder("opencode")
    _read(log, messages)
    if log.open_turn is None:
        return read
    last = log.open_turn
    return replace(
        read,
        prompt=last.prompt,
        response=last.response,
        model=last.model or read.model,
        tokens=last.tokens,
        tools=tuple(last.tools),
    )


def _model(held: Mapping[str, object]) -> str:
    inner = as_mapping(held.get("model"))
    return first_text(held, "modelID", "model") or first_text(inner, "modelID", "id")


def _written(parts: list[object]) -> str:
    """What the user wrote: the texts of a message, without those that opencode added."""
    texts = [
        first_text(part, "text")
        for part in map(as_mapping, parts)
        if part.get("type") == "text" and not part.get("synthetic") and not part.get("ignored")
    ]
    return "\n".join(text for text in texts if text)


def read_turns(text: str) -> tuple[Turn, ...]:
    """The turns of an exported session, or of messages as JSON lines."""
    log = TranscriptBuilder("opencode")
    held = as_mapping(parse_json(text))
    if "messages" in held:
        info = as_mapping(held.get("info"))
        log.session_id, log.cwd = first_text(info, "id"), first_text(info, "directory")
        _read(log, as_list(held.get("messages")))
    else:
        _read(log, list(_messages(text)))
    return log.build_turns()


def _messages(text: str) -> Iterator[object]:
    yield from as_list(parse_json(text)) or parse_json_lines(text)


def _read(log: TranscriptBuilder, messages: list[object]) -> None:
    for message in map(as_mapping, messages):
        info = as_mapping(message.get("info")) or message
        log.session_id = log.session_id or first_text(info, "sessionID")
        times = as_mapping(info.get("time"))
        at, name = parse_time(times.get("created")), first_text(info, "id")
        parts = as_list(message.get("parts"))
        if info.get("role") == "user":
            log.start_turn(_written(parts), at, name)
        elif info.get("role") == "assistant":
            _assistant(log, info, parts, at, name)
            log.note_activity(parse_time(times.get("completed")))


def _assistant(
    log: TranscriptBuilder, info: Mapping[str, object], parts: list[object], at: float, name: str
) -> None:
    log.note_activity(at, first_text(info, "modelID"))
    used = as_mapping(info.get("tokens"))
    if log.open_turn is not None and used:
        counts = [as_int(used.get(key)) or 0 for key in ("input", "output", "reasoning")]
        log.open_turn.add_tokens(sum(counts))
    for part in map(as_mapping, parts):
        if part.get("type") == "text":
            log.add_message(first_text(part, "text"), at, name)
        elif part.get("type") == "tool":
            state = as_mapping(part.get("state"))
            call = first_text(part, "callID", "id")
            log.add_tool_call(first_text(part, "tool"), state.get("input"), at, call)
            log.add_tool_result(call, dict(state), None, at)
    if (
        log.open_turn is not None
        and as_mapping(info.get("error")).get("name") == "MessageAbortedError"
    ):
        log.open_turn.is_interrupted = True


# Where the sessions lie -------------------------------------------------------------------------


def _find_transcripts(tops: Sequence[str]) -> Iterator[TranscriptFile]:
    del tops  # a session says itself which folder it is about
    data = locate_agent_home("XDG_DATA_HOME", ".local", "share")
    folder = os.path.join(data, "opencode", "storage", "session")
    yield from (TranscriptFile("opencode", path) for path in list_files(folder, ".json"))


def _read_text(path: str) -> str:
    """A session as `opencode export` gives it; in its store the messages and parts lie apart."""
    folder = os.path.join("storage", "session")
    if folder not in path:
        return spool.read_text(path)
    info = read_json_file(path)
    storage = path[: path.rindex(folder) + len("storage")]
    messages = []
    for file in list_files(os.path.join(storage, "message", str(info.get("id"))), ".json"):
        message = read_json_file(file)
        parts = list_files(os.path.join(storage, "part", str(message.get("id"))), ".json")
        messages.append({"info": message, "parts": [read_json_file(part) for part in parts]})
    return json.dumps({"info": info, "messages": messages})


def _is_own_row(row: Mapping[str, object]) -> bool:
    return "info" in row and bool(row.keys() & {"messages", "parts"})


# What is installed ------------------------------------------------------------------------------

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

ADAPTER = Adapter(
    name="opencode",
    read_event=read_event,
    read_turns=read_turns,
    event_kinds=EVENT_KINDS,
    event_name_keys=("type", "hook_event_name"),
    session_keys=("sessionID",),
    parent_keys=("parentID",),
    own_keys=(("sessionID",), ("type", "properties")),
    transcripts=Transcripts(
        find_files=_find_transcripts, is_own_row=_is_own_row, read_text=_read_text
    ),
    installation=Installation(
        files=(OwnedFile(".opencode/plugins/minutebook.ts", OPENCODE_PLUGIN),),
        instructions_paths=("AGENTS.md",),
        marker_paths=(".opencode", "opencode.json", "opencode.jsonc"),
    ),
)
