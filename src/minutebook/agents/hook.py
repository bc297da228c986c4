"""The entry point for agents and git's hooks: `minutebook-hook AGENT [EVENT]`, the event on stdin.

Every event is appended to the spool in git's directory as it came, without being parsed: within a
turn only the cheapest parts of the standard library are loaded. At a prompt the record's number is
reserved and git's status noted, so that what the turn changed is known at its end. Only the end of
a turn loads the rest of minutebook.

A hook never fails or delays a turn: whatever goes wrong is logged in git's directory and printed in
one line on stderr, and the exit status is 0.

The spool, in `<git's common directory>/minutebook/spool-<uid>`, mode 700, its files 600:
`AGENT-SESSION.jsonl` has a line for each event, `{"at": seconds, "agent": …, "event": {…}}`;
`AGENT-SESSION.AT.start` is what was noted at the prompt of that time (see `PromptSnapshot`);
`AGENT-SESSION.AT.done` names the record of that prompt, `….done.try` says that it is being written;
`AGENT-SESSION+AT.jsonl` holds the earlier events of a long session, `….settled` how long a file was
when nothing of it was left to record. What happens in a session is ordered by the lines of its
file: the clock may be set back. Where git's directory cannot hold it, the spool is in the user's
state folder (see `repository.spool`).

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
    EVENT_NAME_KEYS,
    FOLDER_KEYS,
    PARENT_KEYS,
    PROMPT_EVENTS,
    PROMPT_KEYS,
    SESSION_END_EVENTS,
    SESSION_KEYS,
    SESSION_START_EVENTS,
    SHARED_SETTINGS,
    TURN_END_EVENTS,
)
from minutebook.repository import guard, light, spool
from minutebook.repository.git import branch_numbers, tree_status
from minutebook.repository.git.environment import WithinHook
from minutebook.repository.light import find_common_dir, read_text, sanitize_name

_MAX_KEY_MATCHES = 20  # occurrences of a key after which it is taken for missing
_MAX_NEW_COMMITS = 32  # commits not read before that are read at a prompt
_MAX_PROMPT_CHARS = 120  # characters of a prompt that its snapshot keeps
_MAX_EVENT_BYTES = 64 * 1024 * 1024  # bytes of one event
_DIGITS = "0123456789"
_LETTERS = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
_WORD_CHARS = _DIGITS + _LETTERS + "_-"
_NUMBER_ENDS = ("", "-", "_", ".", " ")
_KNOWN_PREFIXES = ("adr", "ladr", "madr", "lmadr", "phr", "rfc", "decision", "dec", "dr")


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
    is_prompt = event in PROMPT_EVENTS and not find_string_field(raw_event, PARENT_KEYS)
    base_path, timestamp = spool.keep_event(
        common_dir,
        build_session_name(agent, raw_event),
        lambda timestamp: format_spool_line(agent, timestamp, raw_event, event_name),
        is_prompt=is_prompt,
    )
    if is_prompt:
        write_prompt_snapshot(
            light.find_top(cwd),
            common_dir,
            base_path,
            timestamp,
            find_string_field(raw_event, PROMPT_KEYS),
        )
    elif event in TURN_END_EVENTS:
        from minutebook.agents import recording

        return recording.record_turn_end(cwd, base_path, agent, event_name, raw_event)
    elif event in SESSION_START_EVENTS:
        from minutebook.agents import recording

        recording.recover_turns(cwd, common_dir, active_base_path=base_path)
    elif event in SESSION_END_EVENTS:
        from minutebook.agents import recording

        recording.record_ended_turns(cwd, base_path)
    return ""


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
    The events of an opencode subagent belong to its parent's session.
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


def find_string_field(raw_event: bytes, keys: tuple[str, ...], *, nested: bool = False) -> str:
    """The first of the string fields `keys` that the event has, found without parsing; else "".

    `nested`: fields of nested objects count too. A key in quotes cannot occur within a string,
    since there its quotes are escaped.
    """
    for key in keys:
        quoted_key = b'"' + key.encode() + b'"'
        position = raw_event.find(quoted_key)
        for _ in range(_MAX_KEY_MATCHES):
            if position < 0:
                break
            rest = raw_event[
                position + len(quoted_key) : position + len(quoted_key) + 1024
            ].lstrip()
            if rest[:1] == b":" and (nested or _compute_depth(raw_event[:position]) == 1):
                rest = rest[1:].lstrip()
                if rest[:1] == b'"':
                    return rest[1:].partition(b'"')[0].decode("utf-8", "replace")
            position = raw_event.find(quoted_key, position + 1)
    return ""


def _compute_depth(beginning: bytes) -> int:
    """The number of objects and arrays that are open at the end of the beginning of a JSON text."""
    unescaped = beginning.replace(b"\\\\", b"").replace(b'\\"', b"")
    outside = b"".join(unescaped.split(b'"')[::2])
    opened_count = outside.count(b"{") + outside.count(b"[")
    return opened_count - outside.count(b"}") - outside.count(b"]")


# At a prompt ------------------------------------------------------------------------------------


def write_prompt_snapshot(
    top: str, common_dir: str, base_path: str, timestamp: str, prompt: str
) -> None:
    """Note the state at a prompt: the reserved number, HEAD, and what already differs from it.

    The beginning of the prompt is noted too, to tell a prompt that came twice from the next one.
    """
    number = series = ""
    is_in_git_dir = base_path.startswith(os.path.join(common_dir, ""))  # else it was said already
    try:
        number, series = reserve_number(top, common_dir)
    except Exception as error:  # noqa: BLE001 - settings that cannot be read cost the number alone
        if is_in_git_dir or not isinstance(error, OSError):
            light.log_error(error, "no number is reserved")
    commit, entries = tree_status.read_status(top)
    parts = [number, series, commit, top, prompt[:_MAX_PROMPT_CHARS].replace("\0", ""), *entries]
    data = "\0".join(parts).encode("utf-8", "surrogateescape")
    path = f"{base_path}.{timestamp}.start"
    try:
        light.write_whole(path, data)
    except OSError as error:
        light.log_error(error, "what was changed before the prompt is not known")


def reserve_number(top: str, common_dir: str) -> tuple[str, str]:
    """Claim the next number of the prompts' series by a file that must not exist yet.

    Returns the number and the series, "" and "" where the number is not known before the end. The
    folders of the series are remembered from the last time that the settings were read, as long as
    the settings' files are the same; else they are read.
    """
    remembered = read_text(os.path.join(common_dir, "minutebook", "row")).split("\n")
    if len(remembered) < 3 or remembered[0] != light.read_settings_signature(top):
        from minutebook.agents import session

        remembered = session.remember_series(top)
    series, folders = remembered[1], remembered[2:]
    if not series:  # each feature has its own numbers, and the feature is known only at the end
        return "", ""
    claims_dir = guard.make_state_folder(common_dir, "claims", series)
    tops = light.list_worktrees(top, common_dir)
    branch_series = branch_numbers.read_numbers(
        common_dir, series, folders, parse_number, max_commits=_MAX_NEW_COMMITS
    )
    highest = max(
        [branch_series.highest]
        + [parse_number(entry) for entry in os.listdir(claims_dir)]
        + [
            parse_number(entry)
            for worktree in tops
            for folder in folders
            for entry in _list_page_names(worktree, folder)
        ],
    )
    while True:
        highest += 1
        try:
            os.close(os.open(os.path.join(claims_dir, str(highest)), os.O_CREAT | os.O_EXCL, 0o600))
            return str(highest), series
        except FileExistsError:
            continue


def parse_number(file_name: str) -> int:
    """The number in the name of a prompt record's file; 0 where it has none.

    The same as that of `records.filenames.parse_name`, which would cost a prompt's event more than
    all the rest.
    """
    stem = file_name[:-3] if file_name.lower().endswith(".md") else file_name
    stem = stem[:-7] if stem.lower().endswith(".prompt") else stem
    base, dot, stage = stem.rpartition(".")
    if dot and stage and stage[0] in _LETTERS and _consists_of(stage, _WORD_CHARS):
        stem = base
    has_date, rest = _strip_date(stem)
    if has_date:
        digits = _leading_digits(rest)
        is_number = 3 <= len(digits) <= 5
    else:
        rest = stem[_measure_prefix(stem) :]
        digits = _leading_digits(rest)
        is_number = 1 <= len(digits) <= 6
    return int(digits) if is_number and rest[len(digits) : len(digits) + 1] in _NUMBER_ENDS else 0


def _strip_date(stem: str) -> tuple[bool, str]:
    """Whether a name begins with a date, and what follows it; "" after a month without a day."""
    if stem[:2] not in ("19", "20") or len(_leading_digits(stem)) < 4:
        return False, stem
    separator = stem[4:5] if stem[4:5] in ("-", "_", ".") else ""
    month_and_rest = stem[4 + len(separator) :]
    month, second_separator = month_and_rest[:2], month_and_rest[2 : 2 + len(separator)]
    day_and_rest = month_and_rest[2 + len(separator) :]
    day, rest = day_and_rest[:2], day_and_rest[2:]
    if not (_consists_of(month, _DIGITS) and len(month) == 2 and "01" <= month <= "12"):
        return False, stem
    is_full_date = (
        len(day) == 2
        and _consists_of(day, _DIGITS)
        and "01" <= day <= "31"
        and second_separator == separator
    )
    if is_full_date and (not rest or rest[0] in "-_. T"):
        return True, rest.lstrip("-_. T")
    return (True, "") if separator == "-" and stem[7:8] == "-" else (False, stem)


def _measure_prefix(stem: str) -> int:
    """The length of the prefix that a name may have before its number: "adr-", "PHR_", "TECH-"."""
    letter_count = 0
    while letter_count < len(stem) and stem[letter_count] in _LETTERS:
        letter_count += 1
    prefix, separator = stem[:letter_count], stem[letter_count : letter_count + 1]
    if prefix.lower() in _KNOWN_PREFIXES:
        return letter_count + (1 if separator and separator in "-_. " else 0)
    number = stem[letter_count + 1 : letter_count + 4]
    if (
        prefix.isupper()
        and 2 <= letter_count <= 8
        and separator
        and separator in "-_"
        and number[:1] == "0"
    ):
        return letter_count + 1 if len(_leading_digits(number)) == 3 else 0
    return 0


def _leading_digits(name: str) -> str:
    length = 0
    while length < len(name) and name[length] in _DIGITS:
        length += 1
    return name[:length]


def _consists_of(text: str, chars: str) -> bool:
    return not text.strip(chars)


def _list_page_names(top: str, folder: str) -> list[str]:
    """The names of the pages below a folder, the same as `store.list_pages` finds."""
    page_names: list[str] = []
    if guard.find_link(top, folder) and not guard.resolve_below(top, folder):
        return []
    for _, folders, names in os.walk(os.path.join(top, folder)):
        folders[:] = [name for name in folders if name[0] != "."]
        page_names += [name for name in names if name.lower().endswith(".md")]
    return page_names
