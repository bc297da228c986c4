"""Gemini CLI: hook events, settings, and where its chat logs lie (see `gemini_log`).

Hooks: https://geminicli.com/docs/hooks/reference. What a hook is told of an answer is not what was
said (see `_drop_repetition`), and the tools of subagents are not told apart from the session's own:
answers and calls are taken from the log where it has them.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping, Sequence

from minutebook.agents.adapters.base import (
    HOOK_TIMEOUT_SECONDS,
    TURN_END_TIMEOUT_SECONDS,
    Adapter,
    HooksFile,
    Installation,
    ServerFile,
    Transcripts,
    make_command,
    make_hook_group,
    make_server_entry,
)
from minutebook.agents.adapters.logs.gemini_log import (
    SUBAGENT_TOOLS,
    is_prompt,
    read_call,
    read_turns,
    unwrap_prompt,
)
from minutebook.agents.adapters.transcript_files import (
    TranscriptFile,
    list_files,
    list_folders,
    locate_agent_home,
    read_beginning,
    read_json_file,
    read_text_file,
)
from minutebook.agents.capture.lenient_json import (
    as_list,
    as_mapping,
    first_text,
    parse_json_lines,
)
from minutebook.agents.capture.turn import Event, ToolCall
from minutebook.lean.values import replace
from minutebook.text.jsonc import COMMENT

__all__ = ["ADAPTER", "read_event", "read_turns"]

EVENT_KINDS = {
    "BeforeAgent": "prompt",
    "AfterAgent": "stop",
    "BeforeTool": "subagent-start",
    "AfterTool": "tool",
    "SessionStart": "session-start",
    "SessionEnd": "session-end",
    "PreCompress": "compact",
}
_NO_RESPONSE = "[no response text]"  # what a hook is given where the model said nothing
_MAX_UNREPEATED_CHARS = 60_000  # of an answer in which repeated chunks are looked for


# Events -----------------------------------------------------------------------------------------


def read_event(payload: Mapping[str, object], time: float, event_name: str = "") -> Event:
    """A hook's payload as an event. `AfterAgent` brings the prompt and the answer in one.

    The end of a subagent's tool is the subagent's end: the events of the tools that it used do not
    say that they are its own, which its log does.
    """
    event_name = first_text(payload, "hook_event_name") or event_name
    kind = EVENT_KINDS.get(event_name, "other")
    tool_name = first_text(payload, "tool_name")
    result = payload.get("tool_response")
    tool = read_call(tool_name, payload.get("tool_input"), result) if tool_name else None
    prompt = first_text(payload, "prompt") if kind in ("prompt", "stop") else ""
    if kind == "prompt" and not is_prompt(prompt):
        kind = "other"
    event = Event(
        time=time,
        agent="gemini",
        kind=kind,
        session_id=first_text(payload, "session_id"),
        prompt=unwrap_prompt(prompt) if is_prompt(prompt) else "",
        response=_drop_repetition(first_text(payload, "prompt_response")),
        model=first_text(as_mapping(payload.get("llm_request")), "model"),
        tool=tool,
        cwd=first_text(payload, "cwd"),
        transcript_path=first_text(payload, "transcript_path"),
        source=first_text(payload, "source", "trigger") if kind == "session-start" else "",
        name=event_name,
        is_typed=kind in ("prompt", "stop"),
    )
    if tool is not None and tool.starts_subagent:
        return _read_subagent_event(event, tool, result)
    return replace(event, kind="other") if kind == "subagent-start" else event


def _read_subagent_event(event: Event, tool: ToolCall, result: object) -> Event:
    """The event of a subagent's tool: before it ran the start of the subagent, then its end."""
    progress = as_mapping(as_mapping(result).get("returnDisplay"))
    activities = map(as_mapping, as_list(progress.get("recentActivity")))
    call_ids = (first_text(activity, "id").partition("#") for activity in activities)
    subagent_id = next((start for start, mark, _ in call_ids if mark and start), "")
    if event.kind != "tool":
        return event
    log = os.path.join(
        os.path.dirname(event.transcript_path), event.session_id, f"{subagent_id}.jsonl"
    )
    return replace(
        event,
        kind="subagent-stop",
        prompt=tool.subagent_prompt,
        response=tool.output,
        tool=None,
        subagent_id=subagent_id,
        subagent_type=tool.subagent_type,
        transcript_path=log if event.transcript_path and subagent_id else "",
        is_interrupted=first_text(progress, "state") == "cancelled",
    )


def _drop_repetition(text: str) -> str:
    """The answer of `prompt_response`, in which its later chunks are repeated.

    The whole answer stands there first, then each chunk but the first once more, after a blank. It
    is what is left where the chat log cannot be read, or has not got the answer.
    """
    if text == _NO_RESPONSE or len(text) > _MAX_UNREPEATED_CHARS:
        return "" if text == _NO_RESPONSE else text
    position = text.find(" ", len(text) // 3)  # where it begins, were each chunk one character
    while position >= 0:
        if _ends_with_chunks(text[:position], text[position:]):
            return text[:position]
        position = text.find(" ", position + 1)
    return text


def _ends_with_chunks(whole: str, chunks: str) -> bool:
    """Whether `chunks` are the end of `whole`, with further blanks between them."""
    if not chunks.strip():
        return False
    index = len(whole)
    for char in reversed(chunks):
        if index and whole[index - 1] == char:
            index -= 1
        elif char != " ":
            return False
    return index > 0


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


def _find_session(path: str) -> str:
    """The session of a log: a subagent's lies in a folder that is called as its session."""
    header = next(iter(parse_json_lines(read_beginning(path))), {})
    if first_text(header, "kind") == "subagent":
        return os.path.basename(os.path.dirname(path))
    return first_text(header, "sessionId") if path.endswith(".jsonl") else ""


def _is_own_row(row: Mapping[str, object]) -> bool:
    if row.keys() & {"uuid", "parentUuid", "isSidechain", "info", "requests"}:  # of other agents
        return False
    return first_text(row, "type") in ("gemini", "user") or bool(
        row.keys() & {"messages", "projectHash", "$set", "$rewindTo"}
    )


# What is installed ------------------------------------------------------------------------------


def _make_hook_group(timeout: int, matcher: str = "") -> dict[str, object]:
    """An entry of an event's list; Gemini CLI counts in milliseconds."""
    return make_hook_group(make_command("gemini"), 1000 * timeout, matcher, name="minutebook")


# Tools that neither write nor run anything. All others are of interest: those of MCP servers may
# write, and a subagent may be a tool of any name.
_READING_TOOLS = (
    "activate_skill",
    "ask_user",
    "complete_task",
    "enter_plan_mode",
    "exit_plan_mode",
    "get_internal_docs",
    "glob",
    "google_web_search",
    "grep_search",
    "list_directory",
    "list_mcp_resources",
    "read_file",
    "read_many_files",
    "read_mcp_resource",
    "search_file_content",
    "tracker_[a-z_]*",
    "update_topic",
    "web_fetch",
    "write_todos",
)
_HOOKS: dict[str, object] = {
    "SessionStart": _make_hook_group(HOOK_TIMEOUT_SECONDS),
    "BeforeAgent": _make_hook_group(HOOK_TIMEOUT_SECONDS),
    "BeforeTool": _make_hook_group(HOOK_TIMEOUT_SECONDS, f"^({'|'.join(SUBAGENT_TOOLS)})$"),
    "AfterTool": _make_hook_group(HOOK_TIMEOUT_SECONDS, f"^(?!({'|'.join(_READING_TOOLS)})$)"),
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
    subagent_end_keys=("isSubagentProgress",),
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
    # What is said at BeforeTool does not reach the model.
    context_events={"AfterTool": "after-edit", "SessionStart": "session"},
    edit_tools=("write_file", "replace"),
    message_events=("AfterAgent", "SessionStart", "SessionEnd"),
    injected_tags=("session_context", "loaded_context", "state_snapshot"),
    ambiguous_tags=("hook_context",),
    transcripts=Transcripts(
        find_files=_find_transcripts,
        is_own_row=_is_own_row,
        find_session=_find_session,
    ),
    installation=Installation(
        files=(HooksFile(".gemini/settings.json", _HOOKS, accepts=(COMMENT,)),),
        instructions_paths=("GEMINI.md",),
        marker_paths=(".gemini", "GEMINI.md"),
        server_file=ServerFile(".gemini/settings.json", "mcpServers", make_server_entry()),
        off_switches=(
            (".gemini/settings.json", ("hooksConfig", "enabled"), False),
            (".gemini/settings.json", ("hooks", "enabled"), False),
            (".gemini/settings.json", ("tools", "enableHooks"), False),
        ),
    ),
)
