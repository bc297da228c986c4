"""opencode: what our plugin sends, and sessions, stored or exported.

A plugin's hook gives two objects, `input` and `output`; our plugin (`plugin`) sends them
as they are, with the name of the hook as `type`, and beside them what the hook needs at once:
`{"type": "chat.message", "directory", "sessionID", "turnID", "prompt", "input": {…}, "output":
{"message", "parts"}}`, `{"type": "tool.execute.after", "directory", "sessionID", "input": {"tool",
"sessionID", "callID", "args"}, "output": {"title", "output", "metadata"}}`. Events of the bus are
sent as they are too (`{"type": "session.idle", "properties": {"sessionID"}}`); with `messages`, as
`client.session.messages` gives them, `session.idle` carries the whole turn: the tools' hook is not
always called. Keys beside `input` and `properties` count as well. `turnID` is the id of the message
that began the turn: what is sent while it goes on has the same. A `parentID` makes the session a
subagent's: it is the session that the user talks to, however many subagents lie between.

Messages have one of two forms: `{"info": {"id", "role", …}, "parts": […]}` of opencode 1, and
`{"id", "type", "text" or "content", …}` of opencode 2.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterator, Mapping, Sequence

from minutebook.agents.adapters.base import (
    SERVER_NAME,
    Adapter,
    Installation,
    OwnedFile,
    ServerFile,
    Transcripts,
)
from minutebook.agents.adapters.opencode import store
from minutebook.agents.adapters.opencode.plugin import OPENCODE_PLUGIN
from minutebook.agents.adapters.opencode.usage import read_usage
from minutebook.agents.adapters.transcript_files import (
    TranscriptFile,
    list_files,
    locate_agent_home,
)
from minutebook.agents.capture.lenient_json import (
    as_list,
    as_mapping,
    first_text,
    parse_json,
    parse_json_lines,
    parse_time,
)
from minutebook.agents.capture.tool_calls import read_tool_call
from minutebook.agents.capture.turn import Event, ToolCall, Turn
from minutebook.agents.capture.turn_builder import TranscriptBuilder
from minutebook.lean.patterns import compile_lazily
from minutebook.lean.values import replace

__all__ = ["ADAPTER", "read_event", "read_turns"]

# The errors of a message that the user stopped: of opencode 1, of opencode 2.
_ABORT_ERRORS = ("MessageAbortedError", "aborted")
_PATCH = "patch"  # the part of a message with the files that a step changed
_RUN_ARGUMENT = compile_lazily(r'"((?:[^"\\]|\\.)*)"', re.DOTALL)

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
        turn_id=first_text(fields, "turnID"),
        model=_find_model(fields) or _find_model(message),
        cwd=first_text(fields, "directory", "cwd"),
        subagent_id=session_id if parent_id else "",
        subagent_type=agent if parent_id else "",
        is_interrupted=name == "session.error" or fields.get("isInterrupted") is True,
        name=name,
    )
    if kind == "prompt":
        parts = as_list(output.get("parts")) or as_list(fields.get("parts"))
        prompt = first_text(fields, "prompt") or _join_user_texts(parts)
        return replace(event, prompt=prompt, is_typed=True)
    if kind == "tool":
        result = output or {"output": fields.get("output"), "metadata": fields.get("metadata")}
        arguments = fields.get("args", output.get("args"))
        call_id = first_text(fields, "callID")
        tool = read_tool_call(first_text(fields, "tool"), arguments, result, call_id)
        return replace(event, tool=_drop_unstarted_subagent(tool))
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
        tools=tuple(map(_drop_unstarted_subagent, turn.tools)),
        subagent_type=event.subagent_type or (turn.subagent_type if event.subagent_id else ""),
        is_interrupted=event.is_interrupted or turn.is_interrupted,
    )


def _drop_unstarted_subagent(tool: ToolCall) -> ToolCall:
    """A call without the prompt of a subagent that never began: it failed, and has no session."""
    is_unstarted = tool.starts_subagent and tool.ok is False and not tool.subagent_id
    return replace(tool, subagent_prompt="") if is_unstarted else tool


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


# Sessions ---------------------------------------------------------------------------------------


def read_turns(text: str) -> tuple[Turn, ...]:
    """The turns of exported sessions, one a line or a single one, or of messages as JSON lines.

    The turns of a subagent's session have the turn that started it as their parent, where that is
    among them.
    """
    whole = as_mapping(parse_json(text))
    rows = [whole] if whole else list(_list_rows(text))
    sessions = [row for row in rows if "messages" in row]
    if not sessions:
        builder = TranscriptBuilder("opencode")
        _read_messages(builder, rows)
        return builder.build_turns()
    turns = _drop_foreign_patches([turn for row in sessions for turn in _read_session(row)])
    parents = {
        tool.subagent_id: turn.id for turn in turns for tool in turn.tools if tool.subagent_id
    }
    return tuple(replace(turn, parent_id=parents.get(turn.subagent_id, "")) for turn in turns)


def _drop_foreign_patches(turns: list[Turn]) -> list[Turn]:
    """Turns whose patches are without what the tools of other subagents wrote at the same time."""
    written = {
        turn.id: {path for tool in turn.tools if tool.name != _PATCH for path in tool.files}
        for turn in turns
        if turn.subagent_id
    }

    def clean(turn: Turn, tool: ToolCall) -> ToolCall:
        foreign = set().union(*(paths for key, paths in written.items() if key != turn.id))
        own = [path for path in tool.files if path in written[turn.id] or path not in foreign]
        return replace(tool, files=tuple(own)) if tool.name == _PATCH else tool

    return [
        replace(turn, tools=tuple(clean(turn, tool) for tool in turn.tools))
        if turn.id in written
        else turn
        for turn in turns
    ]


def _list_rows(text: str) -> Iterator[Mapping[str, object]]:
    rows = as_list(parse_json(text))
    yield from map(as_mapping, rows) if rows else parse_json_lines(text)


def _read_session(session: Mapping[str, object]) -> Iterator[Turn]:
    """The turns of one session, as `opencode export` gives it."""
    info = as_mapping(session.get("info"))
    session_id, parent_id = first_text(info, "id"), first_text(info, "parentID")
    builder = TranscriptBuilder(
        "opencode", first_text(info, "rootID") or parent_id or session_id, _find_folder(info)
    )
    is_run = not parent_id and _is_of_run(info)
    _read_messages(builder, as_list(session.get("messages")), is_run=is_run, has_patches=True)
    for turn in builder.build_turns():
        tools = tuple(map(_drop_unstarted_subagent, turn.tools))
        turn_id = f"opencode:{turn.session_id}:{turn.id}" if session_id else turn.id
        if parent_id:
            yield replace(turn, id=turn_id, tools=tools, subagent_id=session_id)
        else:
            yield replace(turn, id=turn_id, tools=tools, subagent_type="")


def _find_folder(info: Mapping[str, object]) -> str:
    return first_text(info, "directory") or first_text(
        as_mapping(info.get("location")), "directory"
    )


def _is_of_run(info: Mapping[str, object]) -> bool:
    """Whether `opencode run` began a session: in its sessions no tool may ask the user.

    `run` puts its arguments into quotes; what is typed in the terminal's own program stays as it
    is, also where the user quotes all of it.
    """
    return any(
        rule.get("permission") == "question" and rule.get("action") == "deny"
        for rule in map(as_mapping, as_list(info.get("permission")))
    )


def _unquote(text: str) -> str:
    """A prompt without the quotes that `opencode run` put around it, where it was one argument."""
    inner = _RUN_ARGUMENT.fullmatch(text)
    return inner[1].replace('\\"', '"') if inner and " " in inner[1] else text


def _read_messages(
    builder: TranscriptBuilder,
    messages: Sequence[object],
    *,
    is_run: bool = False,
    has_patches: bool = False,
) -> None:
    """Read messages in their order.

    `is_run`: prompts are as `opencode run` writes them. `has_patches`: what git saw change in the
    steps of a turn counts too, since nobody compares its status; a step's own message says so.
    """
    answer: Mapping[str, object] = {}  # the last message of the agent in the open turn
    for message in map(as_mapping, messages):
        info = as_mapping(message.get("info")) or message
        role = first_text(info, "role", "type")
        builder.session_id = builder.session_id or first_text(info, "sessionID")
        times = as_mapping(info.get("time"))
        time, message_id = parse_time(times.get("created")), first_text(info, "id")
        parts = as_list(message.get("parts")) or as_list(message.get("content"))
        if role == "user":
            text = _join_user_texts(parts) or first_text(info, "text")
            if not text:
                continue  # opencode itself wrote it, to go on with the turn
            text = _unquote(text) if is_run else text
            if _goes_on(answer, time):
                builder.add_prompt(text, time)
            else:
                builder.start_turn(text, time, message_id)
                answer = {}
                if builder.open_turn is not None:
                    builder.open_turn.subagent_type = first_text(info, "agent")
        elif role == "assistant" and info.get("summary") is not True:
            answer = info
            _read_assistant_message(builder, info, parts, time, message_id)
            if has_patches:
                for part in map(as_mapping, parts):
                    if part.get("type") == _PATCH:
                        files = {"files": as_list(part.get("files"))}
                        builder.add_tool_call(_PATCH, files, time, first_text(part, "id"))
            builder.note_activity(parse_time(times.get("completed")))
        elif role == "idle":
            answer = {}
            builder.note_activity(time)
            if builder.open_turn is not None and info.get("outcome") == "interrupted":
                builder.open_turn.is_interrupted = True


def _goes_on(answer: Mapping[str, object], time: float) -> bool:
    """Whether the turn whose last message is `answer` still went on at a time."""
    if not (answer and time) or answer.get("error"):
        return False
    completed = parse_time(as_mapping(answer.get("time")).get("completed"))
    return completed > time or bool(completed and answer.get("finish") == "tool-calls")


def _read_assistant_message(
    builder: TranscriptBuilder,
    info: Mapping[str, object],
    parts: list[object],
    time: float,
    message_id: str,
) -> None:
    builder.note_activity(time, _find_model(info))
    if builder.open_turn is not None:
        builder.open_turn.add_tokens(read_usage(as_mapping(info.get("tokens"))))
    for part in map(as_mapping, parts):
        if part.get("type") == "text":
            builder.add_message(first_text(part, "text"), time, message_id)
        elif part.get("type") == "tool":
            state = as_mapping(part.get("state"))
            call_id = first_text(part, "callID", "id")
            name = first_text(part, "tool", "name")
            builder.add_tool_call(name, state.get("input"), time, call_id)
            builder.add_tool_result(call_id, dict(state), None, time)
    error = as_mapping(info.get("error"))
    if builder.open_turn is not None and first_text(error, "name", "type") in _ABORT_ERRORS:
        builder.open_turn.is_interrupted = True


# Where the sessions lie -------------------------------------------------------------------------


def _find_transcripts(tops: Sequence[str]) -> Iterator[TranscriptFile]:
    data = os.path.join(locate_agent_home("XDG_DATA_HOME", ".local", "share"), "opencode")
    # Here a session says itself which folder it is about.
    folder = os.path.join(data, "storage", "session")
    yield from (TranscriptFile("opencode", path) for path in list_files(folder, ".json"))
    yield from (TranscriptFile("opencode", path) for path in store.find_sessions(data, tops))


def _is_own_row(row: Mapping[str, object]) -> bool:
    return "info" in row and bool(row.keys() & {"messages", "parts"})


# What is installed ------------------------------------------------------------------------------

ADAPTER = Adapter(
    name="opencode",
    folder_keys=("directory", "cwd"),
    read_event=read_event,
    read_turns=read_turns,
    event_kinds=EVENT_KINDS,
    event_name_keys=("type", "hook_event_name"),
    session_keys=("sessionID",),
    parent_keys=("parentID",),
    turn_keys=("turnID",),
    own_keys=(("sessionID",), ("type", "properties")),
    context_events={"tool.execute.after": "after-edit", "session.created": "session"},
    context_form="additionalContext",
    edit_tools=("edit", "write", "multiedit", "patch", "apply_patch"),
    message_events=("session.idle",),
    transcripts=Transcripts(
        find_files=_find_transcripts,
        is_own_row=_is_own_row,
        read_text=store.read_text,
        find_session=store.find_root,
    ),
    installation=Installation(
        files=(OwnedFile(".opencode/plugins/minutebook.ts", OPENCODE_PLUGIN),),
        instructions_paths=("AGENTS.md",),
        marker_paths=(".opencode", "opencode.json", "opencode.jsonc"),
        server_file=ServerFile(
            "opencode.json", "mcp", {"type": "local", "command": [SERVER_NAME, "mcp"]}
        ),
    ),
)
