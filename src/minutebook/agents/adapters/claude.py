"""Claude Code: hook events, transcripts, settings and plugin. Other agents imitate its events.

Events: https://code.claude.com/docs/en/hooks. Transcripts are JSON lines; most lines of the type
`user` are results of tools, and what a subagent did is marked by `isSidechain`.
"""

from __future__ import annotations

import json
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
    read_beginning,
    slugify_folder,
)
from minutebook.agents.capture.lenient_json import (
    as_int,
    as_list,
    as_mapping,
    extract_text,
    first_text,
    parse_json_lines,
    parse_time,
)
from minutebook.agents.capture.prompt import split_prompt
from minutebook.agents.capture.tool_calls import read_tool_call
from minutebook.agents.capture.turn import Event, ToolCall, Turn
from minutebook.agents.capture.turn_builder import TranscriptBuilder, TurnBuilder

__all__ = ["ADAPTER", "read_event", "read_turns"]

EVENT_KINDS = {
    "UserPromptSubmit": "prompt",
    "PostToolUse": "tool",
    "PostToolUseFailure": "tool",
    "Stop": "stop",
    "StopFailure": "stop",
    "SubagentStart": "subagent-start",
    "SubagentStop": "subagent-stop",
    "SessionStart": "session-start",
    "SessionEnd": "session-end",
    "PreCompact": "compact",
}
_SUBAGENT_TOOLS = ("Task", "Agent")
_INTERRUPTION_TEXT = "[Request interrupted by user"


def read_event(payload: Mapping[str, object], time: float, event_name: str = "") -> Event:
    """A hook's payload as an event. `PreToolUse` of a subagent's tool is its "subagent-start"."""
    event_name = first_text(payload, "hook_event_name", "hookEventName") or event_name
    kind = EVENT_KINDS.get(event_name, "other")
    tool_name = first_text(payload, "tool_name")
    if event_name == "PreToolUse" and tool_name in _SUBAGENT_TOOLS:
        kind = "subagent-start"
    return Event(
        time=time,
        agent="claude",
        kind=kind,
        session_id=first_text(payload, "session_id", "sessionId"),
        turn_id=first_text(payload, "prompt_id", "turn_id"),
        prompt=first_text(payload, "prompt") if kind == "prompt" else "",
        response=first_text(payload, "last_assistant_message") if kind.endswith("stop") else "",
        model=_find_model(payload),
        tool=_read_tool(payload, event_name) if tool_name else None,
        cwd=first_text(payload, "cwd"),
        transcript_path=_find_transcript_path(payload, kind),
        subagent_id=first_text(payload, "agent_id"),
        subagent_type=first_text(payload, "agent_type") if payload.get("agent_id") else "",
        is_interrupted=payload.get("is_interrupt") is True,
        source=first_text(payload, "source") if kind == "session-start" else "",
        name=event_name,
    )


def _find_model(payload: Mapping[str, object]) -> str:
    return first_text(payload, "model") or first_text(as_mapping(payload.get("model")), "id")


def _find_transcript_path(payload: Mapping[str, object], kind: str) -> str:
    """The transcript that the event is about: a subagent has one of its own."""
    if kind == "subagent-stop":
        subagent_path = first_text(payload, "agent_transcript_path")
        if subagent_path:
            return subagent_path
    return first_text(payload, "transcript_path", "transcriptPath")


def _read_tool(payload: Mapping[str, object], event_name: str) -> ToolCall:
    result = payload.get("tool_response", payload.get("tool_result"))
    if event_name == "PostToolUseFailure":
        result = {"error": extract_text(payload.get("error")) or "failed"}
    return read_tool_call(
        first_text(payload, "tool_name"),
        payload.get("tool_input"),
        result,
        first_text(payload, "tool_use_id"),
    )


def read_turns(text: str) -> tuple[Turn, ...]:
    """The turns of a transcript, those of subagents after the turn that started them.

    Their id is the `uuid` of the prompt's line, so that a session that was resumed into another
    file gives the same turns again. Tokens are those that went in and out, without what was read
    from the cache.
    """
    main = TranscriptBuilder("claude")
    subagents: dict[str, TranscriptBuilder] = {}
    counted_messages: set[str] = set()
    for line in parse_json_lines(text):
        main.session_id = main.session_id or first_text(line, "sessionId")
        main.cwd = first_text(line, "cwd") or main.cwd
        builder, is_first_line = main, False
        if line.get("isSidechain") is True:
            subagent_id = first_text(line, "agentId")
            builder = subagents.setdefault(subagent_id, TranscriptBuilder("claude"))
            is_first_line = not builder.builders
        builder.session_id, builder.cwd = main.session_id, main.cwd
        kind = first_text(line, "type")
        if kind == "user":
            _read_user_line(builder, line)
        elif kind == "assistant":
            _read_assistant_line(builder, line, counted_messages)
        if is_first_line and builder.open_turn is not None:
            builder.open_turn.subagent_id = first_text(line, "agentId")
            builder.open_turn.parent_id = main.open_turn.id if main.open_turn else ""
    _name_subagents(main, subagents)
    turn_builders = [
        turn_builder
        for each in (main, *subagents.values())
        for turn_builder in each.builders
        if _asks_model(turn_builder)
    ]
    turns = (turn_builder.build_turn() for turn_builder in turn_builders)
    return tuple(turn for turn in turns if turn.prompt)


def _asks_model(turn_builder: TurnBuilder) -> bool:
    """Whether a turn asked a model: commands of Claude Code itself (`/clear`) have no answer."""
    is_local_command = turn_builder.prompt.lstrip().startswith("<command-name>")
    return bool(turn_builder.response or turn_builder.tools) or not is_local_command


def _read_user_line(builder: TranscriptBuilder, line: Mapping[str, object]) -> None:
    time = parse_time(line.get("timestamp"))
    content = as_mapping(line.get("message")).get("content")
    results = [
        part for part in map(as_mapping, as_list(content)) if part.get("type") == "tool_result"
    ]
    for part in results:
        is_error = part.get("is_error")
        structured_result = as_mapping(line.get("toolUseResult")) if len(results) == 1 else {}
        result: dict[str, object] = dict(structured_result) or {"content": part.get("content")}
        builder.add_tool_result(
            first_text(part, "tool_use_id"),
            result,
            is_error is not True if is_error is not None else None,
            time,
        )
    if results or line.get("isMeta") is True or line.get("isCompactSummary") is True:
        return
    text = extract_text(content)
    if text.startswith(_INTERRUPTION_TEXT):
        if builder.open_turn is not None:
            builder.open_turn.is_interrupted = True
        return
    if split_prompt(text, "claude")[0].strip():
        builder.start_turn(text, time, first_text(line, "uuid"), first_text(line, "promptId"))


def _read_assistant_line(
    builder: TranscriptBuilder, line: Mapping[str, object], counted_messages: set[str]
) -> None:
    time = parse_time(line.get("timestamp"))
    message = as_mapping(line.get("message"))
    message_id = first_text(message, "id") or first_text(line, "requestId")
    model = first_text(message, "model")
    model = "" if model == "<synthetic>" else model
    if message_id and message_id not in counted_messages and builder.open_turn is not None:
        # A message is written as several lines, each with the usage of the whole.
        counted_messages.add(message_id)
        builder.open_turn.add_tokens(_count_tokens(as_mapping(message.get("usage"))))
    content = message.get("content")
    for part in (
        [{"type": "text", "text": content}] if isinstance(content, str) else as_list(content)
    ):
        block = as_mapping(part)
        if block.get("type") == "text":
            builder.add_message(first_text(block, "text"), time, message_id, model)
        elif block.get("type") == "tool_use":
            builder.add_tool_call(
                first_text(block, "name"), block.get("input"), time, first_text(block, "id")
            )
        else:
            builder.note_activity(time, model)


def _count_tokens(usage: Mapping[str, object]) -> int | None:
    keys = ("input_tokens", "cache_creation_input_tokens", "output_tokens")
    counts = [count for key in keys if (count := as_int(usage.get(key))) is not None]
    return sum(counts) if counts else None


def _name_subagents(main: TranscriptBuilder, subagents: Mapping[str, TranscriptBuilder]) -> None:
    """Set type and parent of the subagents' turns by the calls that started them."""
    calls = [
        (call, turn_builder)
        for turn_builder in main.builders
        for call in turn_builder.tools
        if call.subagent_prompt or call.subagent_id
    ]
    for builder in subagents.values():
        for turn_builder in builder.builders:
            _set_parent(turn_builder, calls)


def _set_parent(turn_builder: TurnBuilder, calls: list[tuple[ToolCall, TurnBuilder]]) -> None:
    """Find the call that started a subagent's turn, by the subagent's id or its prompt."""
    for call, parent in calls:
        if (
            call.subagent_id and call.subagent_id == turn_builder.subagent_id
        ) or call.subagent_prompt == turn_builder.prompt:
            turn_builder.subagent_type, turn_builder.parent_id = call.subagent_type, parent.id
            return


# Where the transcripts lie ----------------------------------------------------------------------


def _find_transcripts(tops: Sequence[str]) -> Iterator[TranscriptFile]:
    slugs = tuple(slugify_folder(top) for top in tops)
    home = locate_agent_home("CLAUDE_CONFIG_DIR", ".claude")
    for folder in list_folders(os.path.join(home, "projects")):
        if os.path.basename(folder).startswith(slugs):  # the lines name the folder exactly
            yield from (TranscriptFile("claude", path) for path in list_files(folder, ".jsonl"))


def _is_own_row(row: Mapping[str, object]) -> bool:
    keys = row.keys()
    return bool(keys & {"isSidechain", "parentUuid"}) or keys >= {"uuid", "sessionId"}


def _find_session(path: str) -> str:
    """The session of a transcript: the first id in it. Subagents have files of their own."""
    lines = parse_json_lines(read_beginning(path))
    return next((session for line in lines if (session := first_text(line, "sessionId"))), "")


# What is installed ------------------------------------------------------------------------------

_COMMAND = f"{HOOK_COMMAND} claude"
HOOKS: dict[str, object] = {
    "SessionStart": make_hook_group(_COMMAND, HOOK_TIMEOUT_SECONDS),
    "UserPromptSubmit": make_hook_group(_COMMAND, HOOK_TIMEOUT_SECONDS),
    "PostToolUse": make_hook_group(
        _COMMAND, HOOK_TIMEOUT_SECONDS, "Write|Edit|MultiEdit|NotebookEdit|Bash|Task|Agent"
    ),
    # A command that fails, as tests do, is reported by an event of its own.
    "PostToolUseFailure": make_hook_group(_COMMAND, HOOK_TIMEOUT_SECONDS, "Bash"),
    "Stop": make_hook_group(_COMMAND, TURN_END_TIMEOUT_SECONDS),
    "SubagentStop": make_hook_group(_COMMAND, TURN_END_TIMEOUT_SECONDS),
    "SessionEnd": make_hook_group(_COMMAND, HOOK_TIMEOUT_SECONDS),
}

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
        "description": "Records every turn as a Prompt History Record; adds /phr and /adr.",
        "license": "MIT",
    }
    hooks = {event: [entry] for event, entry in HOOKS.items()}
    return {
        ".claude-plugin/plugin.json": json.dumps(manifest, indent=2) + "\n",
        "commands/phr.md": _PHR_COMMAND,
        "commands/adr.md": _ADR_COMMAND,
        "hooks/hooks.json": json.dumps({"hooks": hooks}, indent=2) + "\n",
    }


ADAPTER = Adapter(
    name="claude",
    aliases=("claude-code", "claude_code"),
    read_event=read_event,
    read_turns=read_turns,
    event_kinds=EVENT_KINDS,
    event_name_keys=("hook_event_name", "hookEventName"),
    session_keys=("session_id", "sessionId"),
    has_shared_settings=True,
    message_events=("Stop", "SubagentStop", "SessionStart", "SessionEnd"),
    injected_tags=(
        "system-reminder",  # reminders, what hooks add
        "command-message",  # a slash command, as shown
        "command-contents",
        "local-command-stdout",  # a local command's output
        "local-command-stderr",
        "local-command-caveat",
        "bash-input",  # a `!` command, which no model sees before the next prompt
        "bash-stdout",
        "bash-stderr",
        "ide_selection",  # in an editor
        "ide_opened_file",
        "ide_diagnostics",
        "post-tool-use-hook",
        "user-prompt-submit-hook",
        "session-start-hook",
        "task-notification",  # a task in the background is done
        "task-reminder",
        "teammate-message",
    ),
    transcripts=Transcripts(
        find_files=_find_transcripts,
        is_own_row=_is_own_row,
        find_session=_find_session,
        has_unique_turn_ids=True,
    ),
    installation=Installation(
        files=(HooksFile(".claude/settings.json", HOOKS),),
        instructions_paths=("CLAUDE.md", ".claude/CLAUDE.md"),
        marker_paths=(".claude", "CLAUDE.md"),
        off_switches=(
            (".claude/settings.json", ("disableAllHooks",), True),
            (".claude/settings.local.json", ("disableAllHooks",), True),
        ),
        make_plugin_files=make_plugin_files,
    ),
)
