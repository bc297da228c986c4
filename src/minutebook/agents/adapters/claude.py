"""Claude Code: its hook events and its transcripts; also who imitates them.

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
_TASKS = ("Task", "Agent")
_INTERRUPTED = "[Request interrupted by user"


def read_event(payload: Mapping[str, object], time: float, event_name: str = "") -> Event:
    """A hook's payload as an event. `PreToolUse` of a subagent's tool is its "subagent-start"."""
    event_name = first_text(payload, "hook_event_name", "hookEventName") or event_name
    what = EVENT_KINDS.get(event_name, "other")
    called = first_text(payload, "tool_name")
    if event_name == "PreToolUse" and called in _TASKS:
        what = "subagent-start"
    return Event(
        time=time,
        agent="claude",
        kind=what,
        session_id=first_text(payload, "session_id", "sessionId"),
        turn_id=first_text(payload, "prompt_id", "turn_id"),
        prompt=first_text(payload, "prompt") if what == "prompt" else "",
        response=first_text(payload, "last_assistant_message") if what.endswith("stop") else "",
        model=_model(payload),
        tool=_tool(payload, event_name) if called else None,
        cwd=first_text(payload, "cwd"),
        transcript_path=_transcript(payload, what),
        subagent_id=first_text(payload, "agent_id"),
        subagent_type=first_text(payload, "agent_type") if payload.get("agent_id") else "",
        is_interrupted=payload.get("is_interrupt") is True,
        source=first_text(payload, "source") if what == "session-start" else "",
        name=event_name,
    )


def _model(payload: Mapping[str, object]) -> str:
    return first_text(payload, "model") or first_text(as_mapping(payload.get("model")), "id")


def _transcript(payload: Mapping[str, object], what: str) -> str:
    """The transcript of what the event is about: a subagent has one of its own."""
    if what == "subagent-stop":
        own = first_text(payload, "agent_transcript_path")
        if own:
            return own
    return first_text(payload, "transcript_path", "transcriptPath")


def _tool(payload: Mapping[str, object], name: str) -> ToolCall:
    result = payload.get("tool_response", payload.get("tool_result"))
    if name == "PostToolUseFailure":
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
    sides: dict[str, TranscriptBuilder] = {}
    spent: set[str] = set()
    for line in parse_json_lines(text):
        main.session_id = main.session_id or first_text(line, "sessionId")
        main.cwd = first_text(line, "cwd") or main.cwd
        log, opening = main, False
        if line.get("isSidechain") is True:
            side = first_text(line, "agentId")
            log = sides.setdefault(side, TranscriptBuilder("claude"))
            opening = not log.builders
        log.session_id, log.cwd = main.session_id, main.cwd
        kind = first_text(line, "type")
        if kind == "user":
            _user(log, line)
        elif kind == "assistant":
            _assistant(log, line, spent)
        if opening and log.open_turn is not None:
            log.open_turn.subagent_id = first_text(line, "agentId")
            log.open_turn.parent_id = main.open_turn.id if main.open_turn else ""
    _name(main, sides)
    every = [draft for log in (main, *sides.values()) for draft in log.builders if _asked(draft)]
    return tuple(turn for draft in every if (turn := draft.build_turn()).prompt)


def _asked(draft: TurnBuilder) -> bool:
    """Whether a model was asked: commands of Claude Code's own (`/clear`) have no answer."""
    own = draft.prompt.lstrip().startswith("<command-name>")
    return bool(draft.response or draft.tools) or not own


def _user(log: TranscriptBuilder, line: Mapping[str, object]) -> None:
    at = parse_time(line.get("timestamp"))
    content = as_mapping(line.get("message")).get("content")
    results = [
        part for part in map(as_mapping, as_list(content)) if part.get("type") == "tool_result"
    ]
    for part in results:
        failed = part.get("is_error")
        structured = as_mapping(line.get("toolUseResult")) if len(results) == 1 else {}
        told: dict[str, object] = dict(structured) or {"content": part.get("content")}
        log.add_tool_result(
            first_text(part, "tool_use_id"),
            told,
            failed is not True if failed is not None else None,
            at,
        )
    if results or line.get("isMeta") is True or line.get("isCompactSummary") is True:
        return
    said = extract_text(content)
    if said.startswith(_INTERRUPTED):
        if log.open_turn is not None:
            log.open_turn.is_interrupted = True
        return
    if split_prompt(said, "claude")[0].strip():
        log.start_turn(said, at, first_text(line, "uuid"), first_text(line, "promptId"))


def _assistant(log: TranscriptBuilder, line: Mapping[str, object], spent: set[str]) -> None:
    at = parse_time(line.get("timestamp"))
    message = as_mapping(line.get("message"))
    name = first_text(message, "id") or first_text(line, "requestId")
    model = first_text(message, "model")
    model = "" if model == "<synthetic>" else model
    if name and name not in spent and log.open_turn is not None:
        # A message is written as several lines, each with the usage of the whole.
        spent.add(name)
        log.open_turn.add_tokens(_tokens(as_mapping(message.get("usage"))))
    content = message.get("content")
    for part in (
        [{"type": "text", "text": content}] if isinstance(content, str) else as_list(content)
    ):
        held = as_mapping(part)
        if held.get("type") == "text":
            log.add_message(first_text(held, "text"), at, name, model)
        elif held.get("type") == "tool_use":
            log.add_tool_call(
                first_text(held, "name"), held.get("input"), at, first_text(held, "id")
            )
        else:
            log.note_activity(at, model)


def _tokens(usage: Mapping[str, object]) -> int | None:
    names = ("input_tokens", "cache_creation_input_tokens", "output_tokens")
    known = [count for name in names if (count := as_int(usage.get(name))) is not None]
    return sum(known) if known else None


def _name(main: TranscriptBuilder, sides: Mapping[str, TranscriptBuilder]) -> None:
    """Give the subagents' turns the type that the call which started them names."""
    calls = [
        (made, draft)
        for draft in main.builders
        for made in draft.tools
        if made.subagent_prompt or made.subagent_id
    ]
    for side in sides.values():
        for draft in side.builders:
            _started(draft, calls)


def _started(draft: TurnBuilder, calls: list[tuple[ToolCall, TurnBuilder]]) -> None:
    for made, parent in calls:
        if (
            made.subagent_id and made.subagent_id == draft.subagent_id
        ) or made.subagent_prompt == draft.prompt:
            draft.subagent_type, draft.parent_id = made.subagent_type, parent.id
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
    """The session of a transcript: the first that a line of it names. Subagents have own files."""
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
