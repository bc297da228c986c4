"""The entry point for agents and git's hooks: `minutebook-hook AGENT [EVENT]`, the event on stdin.

Every event is appended to the spool in git's directory as it came, without being parsed: within a
turn only the cheapest parts of the standard library are loaded. At a prompt the record's number is
reserved and git's status noted, so that what the turn changed is known at its end. Only the end of
a turn loads the rest of minutebook.

A hook never fails or delays a turn: whatever goes wrong is logged in git's directory and printed in
one line on stderr, and the exit status is 0.

The spool, in `<git's common directory>/minutebook/spool-<uid>`, mode 700, its files 600:
`AGENT-SESSION.jsonl` has a line for each event, `{"at": seconds, "agent": …, "event": {…}}`;
`AGENT-SESSION.AT.start` is what was noted at the prompt of that time (see `PromptSnapshot`),
`AGENT-SESSION.AT.begun` and `….over` the same where a subagent began and ended, without a number;
`AGENT-SESSION.AT.done` names the record of that prompt, `….done.try` says that it is being written;
`AGENT-SESSION.AT.asked` has a prompt without a record of its own (see `turns.asked_before`);
`AGENT-SESSION.told` says which decisions the agent was told (see `telling.told_notes`), `….lines`
which lines files had that were not committed at a turn's end (see `turns.noted_lines`);
`AGENT-SESSION+AT.jsonl` holds the earlier events of a long session, `….settled` how long a file was
when nothing of it was left to record; `AGENT-SUBAGENT.root` names the session that holds the events
of a subagent with an id of its own. What happens in a session is ordered by the lines of its file:
the clock may be set back. Where git's directory cannot hold it, the spool is in the user's state
folder (see `repository.spool`).

Texts lie in the spool until the turn is recorded and can no longer go on: until the turn after it
ends, the session ends, or another begins ten minutes later. Then its prompt, its answer and what
its tools were given and printed are overwritten; names of files, ids, the model and times stay (see
`upkeep.spool_files`). After 30 days without an event a recorded session is removed.
"""

from __future__ import annotations

import os
import sys

from minutebook.agents.agent_table import (
    AGENT_ALIASES,
    AGENTS,
    CONTEXT_EVENTS,
    EDIT_TOOLS,
    EVENT_NAME_KEYS,
    FOLDER_KEYS,
    PARENT_KEYS,
    PROMPT_EVENTS,
    PROMPT_KEYS,
    SESSION_END_EVENTS,
    SESSION_KEYS,
    SESSION_START_EVENTS,
    SHARED_SETTINGS,
    SUBAGENT_END_KEYS,
    SUBAGENT_KEYS,
    SUBAGENT_START_EVENTS,
    TURN_END_EVENTS,
    TURN_KEYS,
)
from minutebook.repository import light, spool
from minutebook.repository.git.environment import WithinHook
from minutebook.repository.light import find_common_dir, find_string_field, sanitize_name

_TOOL_KEYS = ("tool_name", "toolName", "tool")
_MAX_PROMPT_CHARS = 120  # characters of a prompt that its snapshot keeps
_MAX_FEATURE_CHARS = 4096  # of spec-kit's file that names the feature
_MAX_OPEN_TURN_BYTES = 1024 * 1024  # of a session's end, in which its open turn is looked for
_MAX_EVENT_BYTES = 64 * 1024 * 1024  # bytes of one event


def main() -> None:
    """Handle an event and end the process: with status 0 in any case, with 1 to stop git's push."""
    os._exit(run(sys.argv[1:]))


def run(args: list[str]) -> int:
    """Handle an event, print the answer for the agent, return the exit status; never raises."""
    status = 0
    try:
        answer = handle_event(args)
    except SystemExit:
        answer, status = "", 1
    except BaseException as error:  # noqa: BLE001 - an agent takes any other status for a refusal
        is_git = args[:1] == ["git"]
        light.log_error(error, "nothing was changed" if is_git else "not recorded yet")
        answer = ""
    try:
        if answer:
            sys.stdout.write(answer + "\n")
        sys.stdout.flush()
        sys.stderr.flush()
    except (OSError, ValueError):
        pass
    return status


def handle_event(args: list[str]) -> str:
    """Spool an event, and record the turn if the event ends one; returns the answer for the agent.

    `args` are the command's arguments: the agent and, for some agents, the event's name. Nothing
    waits for a network meanwhile. Raises SystemExit where git called us and is to stop.
    """
    with WithinHook():
        return _handle_event(args)


def _handle_event(args: list[str]) -> str:
    agent = args[0].lower() if args else ""
    agent = AGENT_ALIASES.get(agent, agent)
    agent = agent if agent.isalnum() else "unknown"
    if agent == "git":
        from minutebook.agents.git_hooks import commits

        if not commits.run_git_hook(os.getcwd(), args[1:]):
            raise SystemExit(1)
        return ""
    event_name = args[1] if len(args) > 1 and not args[1].startswith("{") else ""
    raw_event = read_payload(args)
    cwd = find_event_folder(raw_event)
    common_dir = find_common_dir(cwd) or light.find_bare_dir(cwd)
    if not raw_event or not common_dir:
        if raw_event and cwd and not os.path.isdir(cwd):
            light.write_notice(f"not recorded: {cwd} is not there any more")
        return ""
    event = (event_name or find_string_field(raw_event, EVENT_NAME_KEYS)).lower()
    event = event.replace("-", "").replace("_", "").replace(".", "")
    session_name = build_session_name(agent, raw_event)
    if find_string_field(raw_event, PARENT_KEYS):
        subagent_id = find_string_field(raw_event, (*SUBAGENT_KEYS, *SESSION_KEYS))
        session_name = spool.find_root_session(common_dir, session_name, subagent_id)
    listener = find_listener(agent, session_name, raw_event)
    told = CONTEXT_EVENTS.get((listener, event), "")
    if told.endswith("-edit") and not (names_edit_tool(raw_event) and has_catalog(cwd)):
        told = ""
    if told == "before-edit":  # the call is spooled when it is over
        base_path = os.path.join(spool.ensure_spool(common_dir), session_name)
    else:
        base_path = keep_event(agent, event, event_name, session_name, raw_event, cwd, common_dir)
    failures: list[BaseException] = []
    if event in TURN_END_EVENTS:
        from minutebook.agents.recording import turn_end

        return turn_end.record_turn_end(cwd, base_path, agent, event_name, raw_event)
    if event in SESSION_START_EVENTS:
        from minutebook.agents.recording import turn_end

        turn_end.recover_turns(cwd, common_dir, active_base_path=base_path, failures=failures)
    elif event in SESSION_END_EVENTS:
        from minutebook.agents.recording import turn_end

        turn_end.record_ended_turns(cwd, base_path)
    if not told:
        return ""
    is_said = bool(failures) or told != "session"  # what is wrong with the settings
    return tell_decisions(told, listener, event_name, raw_event, cwd, base_path, is_said=is_said)


def keep_event(
    agent: str,
    event: str,
    event_name: str,
    session_name: str,
    raw_event: bytes,
    cwd: str,
    common_dir: str,
) -> str:
    """Spool an event, with what is noted at it; returns the path of the session's files."""
    child_snapshot = find_child_snapshot(event, raw_event)
    is_prompt = (
        event in PROMPT_EVENTS
        and not child_snapshot
        and not is_turn_open(common_dir, session_name, raw_event)
    )
    base_path, timestamp = spool.keep_event(
        common_dir,
        session_name,
        lambda timestamp: format_spool_line(agent, timestamp, raw_event, event_name),
        is_prompt=is_prompt,
    )
    if child_snapshot:
        write_snapshot(light.find_top(cwd), f"{base_path}.{timestamp}{child_snapshot}")
    if is_prompt:
        write_prompt_snapshot(
            light.find_top(cwd),
            common_dir,
            base_path,
            timestamp,
            find_string_field(raw_event, PROMPT_KEYS),
        )
    return base_path


def find_event_folder(raw_event: bytes) -> str:
    """The folder that an event is about: the hook's own; outside a clone the agent's."""
    try:
        cwd = os.getcwd()
    except OSError:  # it was removed meanwhile
        cwd = ""
    if cwd and (find_common_dir(cwd) or light.find_bare_dir(cwd)):
        return cwd
    return find_string_field(raw_event, FOLDER_KEYS) or cwd


def read_payload(args: list[str]) -> bytes:
    """The event's JSON: the last argument where that is JSON (Codex's `notify`), else stdin."""
    if args and args[-1].startswith("{"):
        return os.fsencode(args[-1])
    if sys.stdin is None or sys.stdin.isatty():
        return b""
    return sys.stdin.buffer.read(_MAX_EVENT_BYTES).removeprefix(b"\xef\xbb\xbf").strip()


def format_spool_line(agent: str, timestamp: str, raw_event: bytes, event_name: str) -> bytes:
    """A line of the spool. Line ends within JSON are white space, so blanks replace them."""
    name_field = f', "said": "{event_name}"' if event_name.isalnum() else ""
    beginning = f'{{"at": {timestamp}, "agent": "{agent}"{name_field}, "event": '
    return beginning.encode() + raw_event.replace(b"\r", b" ").replace(b"\n", b" ") + b"}\n"


def build_session_name(agent: str, raw_event: bytes) -> str:
    """The name of the files of an event's session.

    VS Code, Copilot and Cursor load Claude Code's settings beside their own, so that an event may
    come twice: it belongs to one session, whichever settings sent it (see `capture.detect_agent`).
    The events of a subagent that has a session of its own belong to its parent's.
    """
    has_own_settings = agent in AGENTS and agent not in SHARED_SETTINGS
    if not has_own_settings and find_string_field(raw_event, ("cursor_version", "conversation_id")):
        agent = "cursor"
    elif agent in SHARED_SETTINGS and not find_string_field(raw_event, ("permission_mode",)):
        event_name = find_string_field(raw_event, EVENT_NAME_KEYS)
        agent = (
            "copilot"
            if b'"timestamp"' in raw_event or (agent != "claude" and not event_name)
            else agent
        )
    session_id = (
        find_string_field(raw_event, PARENT_KEYS)
        or find_string_field(raw_event, SESSION_KEYS)
        or find_string_field(raw_event, SESSION_KEYS, nested=True)
    )
    return f"{agent}-{sanitize_name(session_id) or 'none'}"


def find_listener(agent: str, session_name: str, raw_event: bytes) -> str:
    """The agent that reads what we answer: whose form it takes, whatever settings called us.

    VS Code reads Copilot's settings, and sends and takes what Claude Code does.
    """
    if session_name.startswith("cursor-"):
        return "cursor"
    if agent == "copilot" and find_string_field(raw_event, EVENT_NAME_KEYS):
        return "vscode"
    return agent


def names_edit_tool(raw_event: bytes) -> bool:
    """Whether an event is about a tool that writes files."""
    tool = find_string_field(raw_event, _TOOL_KEYS, nested=True)
    return tool.lower().replace("_", "") in EDIT_TOOLS


def has_catalog(cwd: str) -> bool:
    """Whether a catalog is there, which alone tells at once what governs a file."""
    return os.path.isfile(light.locate_catalog(light.find_git_folders(cwd)[1]))


def tell_decisions(
    told: str,
    listener: str,
    event_name: str,
    raw_event: bytes,
    cwd: str,
    base_path: str,
    *,
    is_said: bool,
) -> str:
    """The answer that puts decisions before an agent's model; "" for none, whatever happens.

    `is_said`: what is wrong with settings or records needs no line of its own.
    """
    try:
        from minutebook.agents.telling import answers

        event_name = find_string_field(raw_event, EVENT_NAME_KEYS) or event_name
        return answers.answer_event(told, listener, event_name, raw_event, cwd, base_path)
    except Exception as error:  # noqa: BLE001 - what is wrong with records is said by other commands
        if not (is_said and hasattr(error, "hint")):
            light.log_error(error, "decisions were not told")
        return ""


def find_child_snapshot(event: str, raw_event: bytes) -> str:
    """What is noted at an event of a subagent: ".begun" or ".over"; "" where nothing is."""
    if event in SUBAGENT_START_EVENTS:
        return ".begun"
    if any(f'"{key}"'.encode() in raw_event for key in SUBAGENT_END_KEYS):
        return ".over"
    endings = {**dict.fromkeys(PROMPT_EVENTS, ".begun"), **dict.fromkeys(TURN_END_EVENTS, ".over")}
    is_childs = event in endings and find_string_field(raw_event, (*PARENT_KEYS, *SUBAGENT_KEYS))
    return endings[event] if is_childs else ""


def is_turn_open(common_dir: str, session_name: str, raw_event: bytes) -> bool:
    """Whether a prompt was sent to a turn that goes on: an event has named its turn before."""
    turn_id = find_string_field(raw_event, TURN_KEYS)
    if not turn_id:
        return False
    path = os.path.join(spool.locate_spool(common_dir), f"{session_name}.jsonl")
    return f'"{turn_id}"' in light.read_tail(path, _MAX_OPEN_TURN_BYTES)


# At a prompt ------------------------------------------------------------------------------------


def write_prompt_snapshot(
    top: str, common_dir: str, base_path: str, timestamp: str, prompt: str
) -> None:
    """Note the state at a prompt: the reserved number, HEAD, and what already differs from it.

    The beginning of the prompt is noted too, to tell a prompt that came twice from the next one.
    """
    prompt = prompt[:_MAX_PROMPT_CHARS].replace("\0", "")
    if has_twin(base_path, timestamp, prompt):
        write_snapshot(top, f"{base_path}.{timestamp}.start", prompt=prompt)
        return
    number = series = ""
    is_in_git_dir = base_path.startswith(os.path.join(common_dir, ""))  # else it was said already
    try:
        from minutebook.agents import reserved_numbers

        number, series = reserved_numbers.reserve_number(top, common_dir)
    except Exception as error:  # noqa: BLE001 - settings that cannot be read cost the number alone
        is_refusal = hasattr(error, "hint")  # the end of the turn says it
        if not is_refusal and (is_in_git_dir or not isinstance(error, OSError)):
            light.log_error(error, "no number is reserved")
    write_snapshot(top, f"{base_path}.{timestamp}.start", number, series, prompt)


def has_twin(base_path: str, timestamp: str, prompt: str) -> bool:
    """Whether the same prompt came right before: agents report one to all settings they load.

    The names of the two snapshots say which was first: that has the number. It may be empty yet,
    as the other process is still writing it.
    """
    folder, _, session_name = base_path.rpartition(os.sep)
    names = os.listdir(folder)
    for name in names:
        if not (name.startswith(f"{session_name}.") and name.endswith(".start")):
            continue
        distance = float(timestamp) - float(name[len(session_name) + 1 : -len(".start")])
        if 0 < distance <= light.DUPLICATE_EVENT_SECONDS and f"{name[:-6]}.done" not in names:
            fields = light.read_text(os.path.join(folder, name)).split("\0")
            if len(fields) < 5 or fields[4] == prompt:
                return True
    return False


def write_snapshot(
    top: str, path: str, number: str = "", series: str = "", prompt: str = ""
) -> None:
    """Note HEAD, the feature, and what differs from HEAD, with a number reserved or none.

    `path` is the file that it is noted in. What is said of HEAD and the feature has a `@` before
    it, which no mark of a file has.
    """
    from minutebook.repository.git import tree_status

    commit, entries = tree_status.read_status(top)
    feature = light.read_text(os.path.join(top, ".specify", "feature.json"))[:_MAX_FEATURE_CHARS]
    notes = [*tree_status.read_head_notes(top), f"@feature {feature}".replace("\0", "")]
    parts = [number, series, commit, top, prompt, *notes, *entries]
    data = "\0".join(parts).encode("utf-8", "surrogateescape")
    try:
        light.write_whole(path, data)
    except OSError as error:
        light.log_error(error, "what was changed before the prompt is not known")
