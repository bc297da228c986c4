"""Gemini CLI: hook events, chat logs and settings.

Hooks: https://geminicli.com/docs/hooks/reference. Logs are JSON lines of messages, with lines
that set (`$set`) and rewind (`$rewindTo`); older ones are one document with `messages`.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping, Sequence

from minutebook.agents.adapters.base import (
    HOOK_COMMAND,
    HOOK_TIMEOUT_SECONDS,
    TURN_END_TIMEOUT_SECONDS,
    Adapter,
    HooksFile,
    Installation,
    Transcripts,
    make_hook_group,
)
from minutebook.agents.adapters.transcript_files import (
    TranscriptFile,
    list_files,
    list_folders,
    locate_agent_home,
    read_json_file,
    read_text_file,
)
from minutebook.agents.capture.lenient_json import (
    as_int,
    as_list,
    as_mapping,
    extract_text,
    first_text,
    parse_json,
    parse_json_lines,
    parse_time,
)
from minutebook.agents.capture.prompt import split_prompt
from minutebook.agents.capture.tool_calls import read_tool_call
from minutebook.agents.capture.turn import Event, Turn
from minutebook.agents.capture.turn_builder import TranscriptBuilder

__all__ = ["ADAPTER", "read_event", "read_turns"]

EVENT_KINDS = {
    "BeforeAgent": "prompt",
    "AfterAgent": "stop",
    "AfterTool": "tool",
    "SessionStart": "session-start",
    "SessionEnd": "session-end",
    "PreCompress": "compact",
}


def read_event(payload: Mapping[str, object], time: float, event_name: str = "") -> Event:
    """A hook's payload as an event. `AfterAgent` brings the prompt and the answer in one."""
    event_name = first_text(payload, "hook_event_name") or event_name
    kind = EVENT_KINDS.get(event_name, "other")
    tool_name = first_text(payload, "tool_name")
    tool = (
        read_tool_call(tool_name, payload.get("tool_input"), payload.get("tool_response"))
        if tool_name
        else None
    )
    return Event(
        time=time,
        agent="gemini",
        kind=kind,
        session_id=first_text(payload, "session_id"),
        prompt=first_text(payload, "prompt") if kind in ("prompt", "stop") else "",
        response=first_text(payload, "prompt_response"),
        model=first_text(as_mapping(payload.get("llm_request")), "model"),
        tool=tool,
        cwd=first_text(payload, "cwd"),
        transcript_path=first_text(payload, "transcript_path"),
        source=first_text(payload, "source", "trigger") if kind == "session-start" else "",
        name=event_name,
    )


def read_turns(text: str) -> tuple[Turn, ...]:
    """The turns of a chat log, also those that were rewound: they were asked and answered.

    A message is written again as it grows; its last version counts.
    """
    builder = TranscriptBuilder("gemini")
    for message in _list_messages(builder, text):
        time = parse_time(message.get("timestamp"))
        kind = first_text(message, "type", "role")
        content = message.get("content", message.get("message", message.get("parts")))
        message_text = extract_text(content)
        if kind == "user":
            if split_prompt(message_text, "gemini")[0].strip():
                builder.start_turn(message_text, time, first_text(message, "id"))
        elif kind in ("gemini", "model", "assistant"):
            model = first_text(message, "model")
            builder.add_message(message_text, time, first_text(message, "id"), model)
            for call in map(as_mapping, as_list(message.get("toolCalls"))):
                _read_tool_call(builder, call, time)
            if builder.open_turn is not None:
                builder.open_turn.add_tokens(_count_tokens(as_mapping(message.get("tokens"))))
    return builder.build_turns()


def _list_messages(builder: TranscriptBuilder, text: str) -> Iterator[Mapping[str, object]]:
    document = parse_json(text)
    messages: dict[str, Mapping[str, object]] = {}
    if isinstance(document, list) or "messages" in as_mapping(document):
        chat = as_mapping(document)
        rows = as_list(document) or as_list(chat.get("messages"))
        _read_session(builder, chat)
    else:
        rows = []
        for line in parse_json_lines(text):
            _read_session(builder, line)
            change = line.get("$set")
            rows += as_list(as_mapping(change).get("messages")) if change is not None else [line]
    for index, row in enumerate(rows):
        message = as_mapping(row)
        _read_session(builder, message)
        if first_text(message, "type", "role"):
            messages[first_text(message, "id") or str(index)] = message
    yield from messages.values()


def _read_session(builder: TranscriptBuilder, row: Mapping[str, object]) -> None:
    builder.session_id = builder.session_id or first_text(row, "sessionId")


def _read_tool_call(builder: TranscriptBuilder, call: Mapping[str, object], time: float) -> None:
    call_id = first_text(call, "id")
    builder.add_tool_call(
        first_text(call, "name"),
        call.get("args"),
        parse_time(call.get("timestamp")) or time,
        call_id,
    )
    output = first_text(call, "resultDisplay") or extract_text(_list_outputs(call.get("result")))
    result = {"output": output, "status": first_text(call, "status")}
    builder.add_tool_result(call_id, result, None, time)


def _list_outputs(result: object) -> object:
    """The results of a call, taken out of `functionResponse`."""
    responses = [as_mapping(as_mapping(part).get("functionResponse")) for part in as_list(result)]
    return [as_mapping(response.get("response")).get("output") for response in responses] or result


def _count_tokens(usage: Mapping[str, object]) -> int | None:
    counts = [as_int(usage.get(name)) or 0 for name in ("input", "output", "thoughts")]
    return sum(counts) - (as_int(usage.get("cached")) or 0) if usage else None


# Where the logs lie -----------------------------------------------------------------------------


def _find_transcripts(tops: Sequence[str]) -> Iterator[TranscriptFile]:
    """The chat logs of all folders; a folder's own is named by its hash or in `projects.json`."""
    from hashlib import sha256

    home = os.path.join(locate_agent_home("GEMINI_CLI_HOME"), ".gemini")
    cwds = {sha256(os.fsencode(top)).hexdigest(): top for top in tops}
    projects = as_mapping(read_json_file(os.path.join(home, "projects.json")).get("projects"))
    cwds.update((str(name), path) for path, name in projects.items())
    for folder in list_folders(os.path.join(home, "tmp")):
        cwd = read_text_file(os.path.join(folder, ".project_root")).strip()
        cwd = cwd or cwds.get(os.path.basename(folder), "")
        if cwd:
            for path in list_files(os.path.join(folder, "chats"), ".json", ".jsonl"):
                yield TranscriptFile("gemini", path, cwd)


def _is_own_row(row: Mapping[str, object]) -> bool:
    if row.keys() & {"uuid", "parentUuid", "isSidechain", "info", "requests"}:  # of other agents
        return False
    return first_text(row, "type") in ("gemini", "user") or bool(
        row.keys() & {"messages", "projectHash", "$set"}
    )


# What is installed ------------------------------------------------------------------------------


def _make_hook_group(timeout: int, matcher: str = "") -> dict[str, object]:
    """An entry of an event's list; Gemini CLI counts in milliseconds."""
    return make_hook_group(f"{HOOK_COMMAND} gemini", 1000 * timeout, matcher, name="minutebook")


_HOOKS: dict[str, object] = {
    "SessionStart": _make_hook_group(HOOK_TIMEOUT_SECONDS),
    "BeforeAgent": _make_hook_group(HOOK_TIMEOUT_SECONDS),
    "AfterTool": _make_hook_group(HOOK_TIMEOUT_SECONDS, "write_file|replace|run_shell_command"),
    "AfterAgent": _make_hook_group(TURN_END_TIMEOUT_SECONDS),
    "SessionEnd": _make_hook_group(HOOK_TIMEOUT_SECONDS),
}

ADAPTER = Adapter(
    name="gemini",
    read_event=read_event,
    read_turns=read_turns,
    event_kinds=EVENT_KINDS,
    event_name_keys=("hook_event_name",),
    session_keys=("session_id",),
    own_event_names=(
        "BeforeAgent",
        "AfterAgent",
        "BeforeTool",
        "AfterTool",
        "BeforeModel",
        "AfterModel",
        "BeforeToolSelection",
        "PreCompress",
    ),
    message_events=("AfterAgent", "SessionStart", "SessionEnd"),
    injected_tags=("session_context",),
    ambiguous_tags=("hook_context",),
    transcripts=Transcripts(find_files=_find_transcripts, is_own_row=_is_own_row),
    installation=Installation(
        files=(HooksFile(".gemini/settings.json", _HOOKS),),
        instructions_paths=("GEMINI.md",),
        marker_paths=(".gemini", "GEMINI.md"),
        off_switches=(
            (".gemini/settings.json", ("hooksConfig", "enabled"), False),
            (".gemini/settings.json", ("hooks", "enabled"), False),
            (".gemini/settings.json", ("tools", "enableHooks"), False),
        ),
    ),
)
