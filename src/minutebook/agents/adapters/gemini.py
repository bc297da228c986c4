"""Gemini CLI: its hook events and its chat logs.

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
from minutebook.repository import spool

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
    what = EVENT_KINDS.get(event_name, "other")
    called = first_text(payload, "tool_name")
    made = (
        read_tool_call(called, payload.get("tool_input"), payload.get("tool_response"))
        if called
        else None
    )
    return Event(
        time=time,
        agent="gemini",
        kind=what,
        session_id=first_text(payload, "session_id"),
        prompt=first_text(payload, "prompt") if what in ("prompt", "stop") else "",
        response=first_text(payload, "prompt_response"),
        model=first_text(as_mapping(payload.get("llm_request")), "model"),
        tool=made,
        cwd=first_text(payload, "cwd"),
        transcript_path=first_text(payload, "transcript_path"),
        source=first_text(payload, "source", "trigger") if what == "session-start" else "",
        name=event_name,
    )


def read_turns(text: str) -> tuple[Turn, ...]:
    """The turns of a chat log, those that were rewound too: they were asked, and answered.

    A message is written again as it grows; the last writing counts.
    """
    log = TranscriptBuilder("gemini")
    for message in _messages(log, text):
        at = parse_time(message.get("timestamp"))
        kind = first_text(message, "type", "role")
        said = extract_text(message.get("content", message.get("message", message.get("parts"))))
        if kind == "user":
            if split_prompt(said, "gemini")[0].strip():
                log.start_turn(said, at, first_text(message, "id"))
        elif kind in ("gemini", "model", "assistant"):
            log.add_message(said, at, first_text(message, "id"), first_text(message, "model"))
            for call in map(as_mapping, as_list(message.get("toolCalls"))):
                _call(log, call, at)
            if log.open_turn is not None:
                log.open_turn.add_tokens(_tokens(as_mapping(message.get("tokens"))))
    return log.build_turns()


def _messages(log: TranscriptBuilder, text: str) -> Iterator[Mapping[str, object]]:
    whole_text = parse_json(text)
    found: dict[str, Mapping[str, object]] = {}
    if isinstance(whole_text, list) or "messages" in as_mapping(whole_text):
        held = as_mapping(whole_text)
        rows = as_list(whole_text) or as_list(held.get("messages"))
        _session(log, held)
    else:
        rows = []
        for line in parse_json_lines(text):
            _session(log, line)
            put = line.get("$set")
            rows += as_list(as_mapping(put).get("messages")) if put is not None else [line]
    for place, row in enumerate(rows):
        message = as_mapping(row)
        _session(log, message)
        if first_text(message, "type", "role"):
            found[first_text(message, "id") or str(place)] = message
    yield from found.values()


def _session(log: TranscriptBuilder, held: Mapping[str, object]) -> None:
    log.session_id = log.session_id or first_text(held, "sessionId")


def _call(log: TranscriptBuilder, call: Mapping[str, object], at: float) -> None:
    name = first_text(call, "id")
    log.add_tool_call(
        first_text(call, "name"), call.get("args"), parse_time(call.get("timestamp")) or at, name
    )
    output = first_text(call, "resultDisplay") or extract_text(_responses(call.get("result")))
    log.add_tool_result(name, {"output": output, "status": first_text(call, "status")}, None, at)


def _responses(result: object) -> object:
    """The results of a call, out of the envelope `functionResponse`."""
    inner = [as_mapping(as_mapping(part).get("functionResponse")) for part in as_list(result)]
    return [as_mapping(held.get("response")).get("output") for held in inner] or result


def _tokens(used: Mapping[str, object]) -> int | None:
    counts = [as_int(used.get(name)) or 0 for name in ("input", "output", "thoughts")]
    return sum(counts) - (as_int(used.get("cached")) or 0) if used else None


# Where the logs lie -----------------------------------------------------------------------------


def _find_transcripts(tops: Sequence[str]) -> Iterator[TranscriptFile]:
    """The chat logs of all folders; a folder's own is named by its hash or in `projects.json`."""
    from hashlib import sha256

    home = os.path.join(locate_agent_home("GEMINI_CLI_HOME"), ".gemini")
    cwds = {sha256(os.fsencode(top)).hexdigest(): top for top in tops}
    projects = as_mapping(read_json_file(os.path.join(home, "projects.json")).get("projects"))
    cwds.update((str(name), path) for path, name in projects.items())
    for folder in list_folders(os.path.join(home, "tmp")):
        cwd = spool.read_text(os.path.join(folder, ".project_root")).strip()
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
