"""The agents' door: an event comes in on stdin, and the turn goes on.

`minutebook-hook AGENT [EVENT]`. Every event is appended to the spool in git's directory as it came,
without being parsed: within a turn nothing but the standard library's cheapest parts is loaded. At
a prompt the record's number is reserved and git's status noted, so that the end of the turn can
tell what the turn changed. Only the end of a turn loads the rest of minutebook.

A hook never fails or delays a turn: whatever goes wrong is logged in git's directory, told in one
line on stderr, and the exit status is 0.

The spool, in `<git's common directory>/minutebook/spool`, mode 700, its files 600:
`AGENT-SESSION.jsonl` has a line an event, `{"at": seconds, "agent": …, "event": {…}}`;
`AGENT-SESSION.AT.start` is what was so at the prompt of that moment (see `Start`);
`AGENT-SESSION.AT.done` names the record that the prompt became, `….done.try` says that it is being
written; `AGENT-SESSION+AT.jsonl` is what a long session had before, `….settled` how long a file was
when nothing of it was left to record.
"""

from __future__ import annotations

import os
import sys
import time

from minutebook.agents.agent_table import (
    AGENT_ALIASES,
    AGENTS,
    EVENT_NAME_KEYS,
    PARENT_KEYS,
    PROMPT_EVENTS,
    SESSION_KEYS,
    SESSION_START_EVENTS,
    SHARED_SETTINGS,
    TURN_END_EVENTS,
)
from minutebook.repository import light
from minutebook.repository.git import branch_numbers, tree_status
from minutebook.repository.light import append_bytes, find_common_dir, read_text, sanitize_name

_TRIES = 20  # how often a key may be met before it is taken for missing
_COMMITS = 32  # how many commits are read at a prompt that were not seen before
_WORDS = 120  # characters of a prompt
_LARGEST = 64 * 1024 * 1024  # bytes of one event
_DIGITS = "0123456789"
_LETTERS = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
_WORD = _DIGITS + _LETTERS + "_-"
_PARTS = ("", "-", "_", ".", " ")
_KNOWN = ("adr", "ladr", "madr", "lmadr", "phr", "rfc", "decision", "dec", "dr")


def main() -> None:
    """Take an event in, and leave with status 0 whatever comes; 1 where git is not to push."""
    os._exit(run(sys.argv[1:]))


def run(args: list[str]) -> int:
    """Take an event in; never fails. What the agent is to be answered goes to stdout."""
    status = 0
    try:
        answer = handle_event(args)
    except SystemExit:
        answer, status = "", 1
    except BaseException as error:  # noqa: BLE001 - an agent takes any other status for a refusal
        git = args[:1] == ["git"]
        light.log_error(error, "nothing was changed" if git else "not recorded yet")
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
    """Spool an event, and at a turn's end record the turn. What the agent is to be answered.

    Raises SystemExit where git asked, and is not to go on.
    """
    agent = args[0].lower() if args else ""
    agent = AGENT_ALIASES.get(agent, agent)
    agent = agent if agent.isalnum() else "unknown"
    if agent == "git":
        from minutebook.agents.git_hooks import commits

        if not commits.run_git_hook(os.getcwd(), args[1:]):
            raise SystemExit(1)
        return ""
    said = args[1] if len(args) > 1 and not args[1].startswith("{") else ""
    raw = read_payload(args)
    cwd = find_event_folder(raw)
    common = find_common_dir(cwd)
    if not raw or not common:
        return ""
    event = (said or find_string_field(raw, EVENT_NAME_KEYS)).lower()
    event = event.replace("-", "").replace("_", "").replace(".", "")
    at = f"{time.time():.6f}"
    base = os.path.join(light.ensure_folder(common), build_session_name(agent, raw))
    prompt = event in PROMPT_EVENTS and not find_string_field(raw, PARENT_KEYS)
    if prompt:
        light.rotate_session(base, at)
    light.append_line(base + ".jsonl", format_spool_line(agent, at, raw, said))
    if prompt:
        write_prompt_snapshot(
            light.find_top(cwd), common, base, at, find_string_field(raw, ("prompt",))
        )
    elif event in TURN_END_EVENTS or event in SESSION_START_EVENTS:
        from minutebook.agents import recording

        if event in SESSION_START_EVENTS:
            recording.recover_turns(cwd, common, active_base_path=base)
            return ""
        return recording.record_turn_end(cwd, base, agent, said, raw)
    return ""


def find_event_folder(raw_event: bytes) -> str:
    """The folder that an event is about: where the hook runs, else where the agent says it does."""
    try:
        cwd = os.getcwd()
    except OSError:  # it was removed meanwhile
        cwd = ""
    return (
        cwd
        if cwd and find_common_dir(cwd)
        else find_string_field(raw_event, ("cwd", "directory")) or cwd
    )


def read_payload(args: list[str]) -> bytes:
    """The event's JSON: the last word where it is one (Codex's `notify`), else stdin."""
    if args and args[-1].startswith("{"):
        return os.fsencode(args[-1])
    if sys.stdin is None or sys.stdin.isatty():
        return b""
    return sys.stdin.buffer.read(_LARGEST).removeprefix(b"\xef\xbb\xbf").strip()


def format_spool_line(agent: str, timestamp: str, raw_event: bytes, event_name: str) -> bytes:
    """A line of the spool. JSON's own line ends are white space: a blank does as well."""
    name = f', "said": "{event_name}"' if event_name.isalnum() else ""
    head = f'{{"at": {timestamp}, "agent": "{agent}"{name}, "event": '
    return head.encode() + raw_event.replace(b"\r", b" ").replace(b"\n", b" ") + b"}\n"


def build_session_name(agent: str, raw_event: bytes) -> str:
    """What the files of an event's session are called.

    VS Code, Copilot and Cursor load Claude Code's settings beside their own, so that an event may
    come twice: it is one session's, whoever's settings sent it. See `capture.detect_agent`. What a
    subagent of opencode does is its parent's.
    """
    has_own_settings = agent in AGENTS and agent not in SHARED_SETTINGS
    if not has_own_settings and find_string_field(raw_event, ("cursor_version", "conversation_id")):
        agent = "cursor"
    elif agent in SHARED_SETTINGS and not find_string_field(raw_event, ("permission_mode",)):
        named = find_string_field(raw_event, EVENT_NAME_KEYS)
        agent = (
            "copilot" if b'"timestamp"' in raw_event or (agent != "claude" and not named) else agent
        )
    name = (
        find_string_field(raw_event, PARENT_KEYS)
        or find_string_field(raw_event, SESSION_KEYS)
        or find_string_field(raw_event, SESSION_KEYS, nested=True)
    )
    return f"{agent}-{sanitize_name(name) or 'none'}"


def find_string_field(raw_event: bytes, keys: tuple[str, ...], *, nested: bool = False) -> str:
    """The first of some string fields that the event has, found without parsing.

    `inner`: also one that lies deeper. A key cannot be met inside a string: there its quotes are
    escaped.
    """
    for key in keys:
        quoted = b'"' + key.encode() + b'"'
        at = raw_event.find(quoted)
        for _ in range(_TRIES):
            if at < 0:
                break
            rest = raw_event[at + len(quoted) : at + len(quoted) + 1024].lstrip()
            if rest[:1] == b":" and (nested or _depth(raw_event[:at]) == 1):
                rest = rest[1:].lstrip()
                if rest[:1] == b'"':
                    return rest[1:].partition(b'"')[0].decode("utf-8", "replace")
            at = raw_event.find(quoted, at + 1)
    return ""


def _depth(raw: bytes) -> int:
    """In how many objects and arrays the end of a JSON text's begin lies."""
    plain = raw.replace(b"\\\\", b"").replace(b'\\"', b"")
    outside = b"".join(plain.split(b'"')[::2])
    opened = outside.count(b"{") + outside.count(b"[")
    return opened - outside.count(b"}") - outside.count(b"]")


# At a prompt ------------------------------------------------------------------------------------


def write_prompt_snapshot(
    top: str, common_dir: str, base_path: str, timestamp: str, prompt: str
) -> None:
    """Note what is so at a prompt: the reserved number, HEAD, and what differs from it already.

    The prompt's first words are noted too: they tell a prompt that came twice from the next one.
    """
    try:
        number, row = reserve_number(top, common_dir)
    except Exception as error:  # noqa: BLE001 - settings that cannot be read cost the number alone
        light.log_error(error)
        number = row = ""
    commit, entries = tree_status.read_status(top)
    parts = [number, row, commit, top, prompt[:_WORDS].replace("\0", ""), *entries]
    append_bytes(
        f"{base_path}.{timestamp}.start", "\0".join(parts).encode("utf-8", "surrogateescape")
    )


def reserve_number(top: str, common_dir: str) -> tuple[str, str]:
    """Claim the next number of the prompts' row by a file that must not exist yet.

    The row's folders are remembered from the last time that settings were read, for as long as
    the files that hold them are the same; else they are read.
    """
    row = read_text(os.path.join(common_dir, "minutebook", "row")).split("\n")
    if len(row) < 3 or row[0] != light.read_settings_signature(top):
        from minutebook.agents import recording

        row = recording.remember_series(top)
    name, folders = row[1], row[2:]
    if not name:  # each route counts for itself, and the route is known only at the end
        return "", ""
    claims = os.path.join(common_dir, "minutebook", "claims", name)
    os.makedirs(claims, exist_ok=True)
    tops = light.list_worktrees(top, common_dir)
    elsewhere = branch_numbers.read_numbers(
        common_dir, name, folders, parse_number, max_commits=_COMMITS
    )
    highest = max(
        [elsewhere.highest]
        + [parse_number(entry) for entry in os.listdir(claims)]
        + [
            parse_number(entry)
            for one in tops
            for folder in folders
            for entry in _names(one, folder)
        ],
    )
    while True:
        highest += 1
        try:
            os.close(os.open(os.path.join(claims, str(highest)), os.O_CREAT | os.O_EXCL, 0o600))
            return str(highest), name
        except FileExistsError:
            continue


def parse_number(file_name: str) -> int:
    """The number of a prompt record, by its file's name; 0 where it has none.

    The same that `names.parse` says, which would cost a prompt's event more than all else.
    """
    stem = file_name[:-3] if file_name.lower().endswith(".md") else file_name
    stem = stem[:-7] if stem.lower().endswith(".prompt") else stem
    before, dot, stage = stem.rpartition(".")
    if dot and stage and stage[0] in _LETTERS and _made_of(stage, _WORD):
        stem = before
    dated, rest = _after_date(stem)
    if dated:
        digits = _digits(rest)
        known = 3 <= len(digits) <= 5
    else:
        rest = stem[_prefix(stem) :]
        digits = _digits(rest)
        known = 1 <= len(digits) <= 6
    return int(digits) if known and rest[len(digits) : len(digits) + 1] in _PARTS else 0


def _after_date(stem: str) -> tuple[bool, str]:
    """Whether a name begins with a date, and what follows it; a month ends what has a number."""
    if stem[:2] not in ("19", "20") or len(_digits(stem)) < 4:
        return False, stem
    gap = stem[4:5] if stem[4:5] in ("-", "_", ".") else ""
    month, second = stem[4 + len(gap) : 6 + len(gap)], stem[6 + len(gap) : 6 + 2 * len(gap)]
    day, rest = stem[6 + 2 * len(gap) : 8 + 2 * len(gap)], stem[8 + 2 * len(gap) :]
    if not (_made_of(month, _DIGITS) and len(month) == 2 and "01" <= month <= "12"):
        return False, stem
    whole = len(day) == 2 and _made_of(day, _DIGITS) and "01" <= day <= "31" and second == gap
    if whole and (not rest or rest[0] in "-_. T"):
        return True, rest.lstrip("-_. T")
    return (True, "") if gap == "-" and stem[7:8] == "-" else (False, stem)


def _prefix(stem: str) -> int:
    """How long the prefix is that a name may have before its number: "adr-", "PHR_", "TECH-"."""
    letters = 0
    while letters < len(stem) and stem[letters] in _LETTERS:
        letters += 1
    word, gap = stem[:letters], stem[letters : letters + 1]
    if word.lower() in _KNOWN:
        return letters + (1 if gap and gap in "-_. " else 0)
    zero = stem[letters + 1 : letters + 4]
    if word.isupper() and 2 <= letters <= 8 and gap and gap in "-_" and zero[:1] == "0":
        return letters + 1 if len(_digits(zero)) == 3 else 0
    return 0


def _digits(name: str) -> str:
    at = 0
    while at < len(name) and name[at] in _DIGITS:
        at += 1
    return name[:at]


def _made_of(text: str, signs: str) -> bool:
    return not text.strip(signs)


def _names(top: str, folder: str) -> list[str]:
    """The names of the pages below a folder, as `store.walk` finds them."""
    found: list[str] = []
    for _, folders, names in os.walk(os.path.join(top, folder)):
        folders[:] = [name for name in folders if name[0] != "."]
        found += [name for name in names if name.lower().endswith(".md")]
    return found
