"""opencode: what our plugin sends, the plugin itself, and sessions, stored or exported.

Plugins: https://opencode.ai/docs/plugins. A plugin's hook gives two objects, `input` and
`output`; our plugin sends them as they are, with the name of the hook as `type` and the folder as
`directory`: `{"type": "chat.message", "directory", "input": {"sessionID", …}, "output": {"message",
"parts"}}`, `{"type": "tool.execute.after", "directory", "input": {"tool", "sessionID", "callID",
"args"}, "output": {"title", "output", "metadata"}}`. Events of the bus are sent as they are too
(`{"type": "session.idle", "properties": {"sessionID"}}`); with `messages`, as
`client.session.messages` gives them, `session.idle` carries the whole turn: the tools' hook is not
always called. Keys beside `input` and `properties` count as well. A `parentID` makes the
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
    read_text_file,
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
    """A payload of our plugin, a hook or an event of the bus, as an event."""
    name = first_text(payload, "type", "hook_event_name") or event_name
    kind = EVENT_KINDS.get(name, "other")
    fields = {
        **payload,
        **as_mapping(payload.get("properties")),
        **as_mapping(payload.get("input")),
    }
    output = as_mapping(payload.get("output"))
    message = as_mapping(output.get("message")) or as_mapping(fields.get("message"))
    info = as_mapping(fields.get("info"))
    session_id = (
        first_text(fields, "sessionID")
        or first_text(message, "sessionID")
        or first_text(info, "id")
    )
    parent_id = first_text(fields, "parentID") or (
        first_text(info, "parentID") if kind == "session-start" else ""
    )
    agent = first_text(fields, "agent") or first_text(message, "agent")
    event = Event(
        time=time,
        agent="opencode",
        kind=kind,
        session_id=parent_id or session_id,
        model=_find_model(fields) or _find_model(message),
        cwd=first_text(fields, "directory", "cwd"),
        subagent_id=session_id if parent_id else "",
        subagent_type=agent if parent_id else "",
        is_interrupted=name == "session.error",
        name=name,
    )
    if kind == "prompt":
        parts = as_list(output.get("parts")) or as_list(fields.get("parts"))
        return replace(event, prompt=_join_user_texts(parts) or first_text(fields, "prompt"))
    if kind == "tool":
        result = output or {"output": fields.get("output"), "metadata": fields.get("metadata")}
        arguments = fields.get("args", output.get("args"))
        return replace(
            event,
            tool=read_tool_call(
                first_text(fields, "tool"), arguments, result, first_text(fields, "callID")
            ),
        )
    if kind == "stop":
        if parent_id:
            event = replace(event, kind="subagent-stop")
        messages = as_list(payload.get("messages")) or as_list(fields.get("messages"))
        return _add_last_turn(event, messages)
    return event


def _add_last_turn(event: Event, messages: list[object]) -> Event:
    """A stop with what the last turn of `messages` holds: prompt, answer, tools, tokens."""
    builder = TranscriptBuilder("opencode")
    _read_messages(builder, messages)
    if builder.open_turn is None:
        return event
    turn = builder.open_turn
    return replace(
        event,
        prompt=turn.prompt,
        response=turn.response,
        model=turn.model or event.model,
        tokens=turn.tokens,
        tools=tuple(turn.tools),
    )


def _find_model(message: Mapping[str, object]) -> str:
    model = as_mapping(message.get("model"))
    return first_text(message, "modelID", "model") or first_text(model, "modelID", "id")


def _join_user_texts(parts: list[object]) -> str:
    """What the user wrote: the texts of a message, without those that opencode added."""
    texts = [
        first_text(part, "text")
        for part in map(as_mapping, parts)
        if part.get("type") == "text" and not part.get("synthetic") and not part.get("ignored")
    ]
    return "\n".join(text for text in texts if text)


def read_turns(text: str) -> tuple[Turn, ...]:
    """The turns of an exported session, or of messages as JSON lines."""
    builder = TranscriptBuilder("opencode")
    session = as_mapping(parse_json(text))
    if "messages" in session:
        info = as_mapping(session.get("info"))
        builder.session_id, builder.cwd = first_text(info, "id"), first_text(info, "directory")
        _read_messages(builder, as_list(session.get("messages")))
    else:
        _read_messages(builder, list(_list_messages(text)))
    return builder.build_turns()


def _list_messages(text: str) -> Iterator[object]:
    yield from as_list(parse_json(text)) or parse_json_lines(text)


def _read_messages(builder: TranscriptBuilder, messages: list[object]) -> None:
    for message in map(as_mapping, messages):
        info = as_mapping(message.get("info")) or message
        builder.session_id = builder.session_id or first_text(info, "sessionID")
        times = as_mapping(info.get("time"))
        time, message_id = parse_time(times.get("created")), first_text(info, "id")
        parts = as_list(message.get("parts"))
        if info.get("role") == "user":
            builder.start_turn(_join_user_texts(parts), time, message_id)
        elif info.get("role") == "assistant":
            _read_assistant_message(builder, info, parts, time, message_id)
            builder.note_activity(parse_time(times.get("completed")))


def _read_assistant_message(
    builder: TranscriptBuilder,
    info: Mapping[str, object],
    parts: list[object],
    time: float,
    message_id: str,
) -> None:
    builder.note_activity(time, first_text(info, "modelID"))
    usage = as_mapping(info.get("tokens"))
    if builder.open_turn is not None and usage:
        counts = [as_int(usage.get(key)) or 0 for key in ("input", "output", "reasoning")]
        builder.open_turn.add_tokens(sum(counts))
    for part in map(as_mapping, parts):
        if part.get("type") == "text":
            builder.add_message(first_text(part, "text"), time, message_id)
        elif part.get("type") == "tool":
            state = as_mapping(part.get("state"))
            call_id = first_text(part, "callID", "id")
            builder.add_tool_call(first_text(part, "tool"), state.get("input"), time, call_id)
            builder.add_tool_result(call_id, dict(state), None, time)
    if (
        builder.open_turn is not None
        and as_mapping(info.get("error")).get("name") == "MessageAbortedError"
    ):
        builder.open_turn.is_interrupted = True


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
        return read_text_file(path)
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
    folder_keys=("directory", "cwd"),
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
