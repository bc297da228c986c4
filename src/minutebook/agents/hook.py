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

from minutebook.repository import spool
from minutebook.repository.git import branch_numbers, tree_status
from minutebook.repository.spool import append, common_dir, read, safe

PROMPTS = (
    "userpromptsubmit",
    "userpromptsubmitted",
    "beforesubmitprompt",
    "beforeagent",
    "chatmessage",
)
ENDS = ("stop", "subagentstop", "afteragent", "agentstop", "agentturncomplete", "sessionidle")
BEGINS = ("sessionstart",)
_SESSIONS = ("session_id", "sessionId", "conversation_id", "thread-id", "sessionID")
_PARENTS = ("parentID",)
_EVENTS = ("hook_event_name", "hookEventName")
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


def run(words: list[str]) -> int:
    """Take an event in; never fails. What the agent is to be answered goes to stdout."""
    status = 0
    try:
        answer = take(words)
    except SystemExit:
        answer, status = "", 1
    except BaseException as error:  # noqa: BLE001 - an agent takes any other status for a refusal
        git = words[:1] == ["git"]
        spool.trouble(error, "nothing was changed" if git else "not recorded yet")
        answer = ""
    try:
        if answer:
            sys.stdout.write(answer + "\n")
        sys.stdout.flush()
        sys.stderr.flush()
    except (OSError, ValueError):
        pass
    return status


def take(words: list[str]) -> str:
    """Spool an event, and at a turn's end record the turn. What the agent is to be answered.

    Raises SystemExit where git asked, and is not to go on.
    """
    agent = words[0] if words and words[0].isalnum() else "unknown"
    if agent == "git":
        from minutebook.agents.git_hooks import commits

        if not commits.hook(os.getcwd(), words[1:]):
            raise SystemExit(1)
        return ""
    said = words[1] if len(words) > 1 and not words[1].startswith("{") else ""
    raw = payload(words)
    cwd = place(raw)
    common = common_dir(cwd)
    if not raw or not common:
        return ""
    event = (said or value(raw, _EVENTS) or value(raw, ("type",))).lower()
    event = event.replace("-", "").replace("_", "").replace(".", "")
    at = f"{time.time():.6f}"
    base = os.path.join(spool.folder(common), session(agent, raw))
    prompt = event in PROMPTS and not value(raw, _PARENTS)
    if prompt:
        spool.rotate(base, at)
    spool.add_line(base + ".jsonl", line(agent, at, raw, said))
    if prompt:
        begin(spool.top(cwd), common, base, at, value(raw, ("prompt",)))
    elif event in ENDS or event in BEGINS:
        from minutebook.agents import recording

        if event in BEGINS:
            recording.reconcile(cwd, common, going=base)
            return ""
        return recording.turn_ended(cwd, base, agent, said, raw)
    return ""


def place(raw: bytes) -> str:
    """The folder that an event is about: where the hook runs, else where the agent says it does."""
    try:
        cwd = os.getcwd()
    except OSError:  # it was removed meanwhile
        cwd = ""
    return cwd if cwd and common_dir(cwd) else value(raw, ("cwd", "directory")) or cwd


def payload(words: list[str]) -> bytes:
    """The event's JSON: the last word where it is one (Codex's `notify`), else stdin."""
    if words and words[-1].startswith("{"):
        return os.fsencode(words[-1])
    if sys.stdin is None or sys.stdin.isatty():
        return b""
    return sys.stdin.buffer.read(_LARGEST).removeprefix(b"\xef\xbb\xbf").strip()


def line(agent: str, at: str, raw: bytes, said: str) -> bytes:
    """A line of the spool. JSON's own line ends are white space: a blank does as well."""
    name = f', "said": "{said}"' if said.isalnum() else ""
    head = f'{{"at": {at}, "agent": "{agent}"{name}, "event": '
    return head.encode() + raw.replace(b"\r", b" ").replace(b"\n", b" ") + b"}\n"


def session(agent: str, raw: bytes) -> str:
    """What the files of an event's session are called.

    VS Code, Copilot and Cursor load Claude Code's settings beside their own, so that an event may
    come twice: it is one session's, whoever's settings sent it. See `capture.dialect`. What a
    subagent of opencode does is its parent's.
    """
    if value(raw, ("cursor_version", "conversation_id")):
        agent = "cursor"
    elif agent in ("claude", "copilot", "vscode") and not value(raw, ("permission_mode",)):
        named = value(raw, _EVENTS)
        agent = "copilot" if b'"timestamp"' in raw or (agent != "claude" and not named) else agent
    name = value(raw, _PARENTS) or value(raw, _SESSIONS) or value(raw, _SESSIONS, inner=True)
    return f"{agent}-{safe(name) or 'none'}"


def value(raw: bytes, keys: tuple[str, ...], *, inner: bool = False) -> str:
    """The first of some string fields that the event has, found without parsing.

    `inner`: also one that lies deeper. A key cannot be met inside a string: there its quotes are
    escaped.
    """
    for key in keys:
        quoted = b'"' + key.encode() + b'"'
        at = raw.find(quoted)
        for _ in range(_TRIES):
            if at < 0:
                break
            rest = raw[at + len(quoted) : at + len(quoted) + 1024].lstrip()
            if rest[:1] == b":" and (inner or _depth(raw[:at]) == 1):
                rest = rest[1:].lstrip()
                if rest[:1] == b'"':
                    return rest[1:].partition(b'"')[0].decode("utf-8", "replace")
            at = raw.find(quoted, at + 1)
    return ""


def _depth(raw: bytes) -> int:
    """In how many objects and arrays the end of a JSON text's begin lies."""
    plain = raw.replace(b"\\\\", b"").replace(b'\\"', b"")
    outside = b"".join(plain.split(b'"')[::2])
    opened = outside.count(b"{") + outside.count(b"[")
    return opened - outside.count(b"}") - outside.count(b"]")


# At a prompt ------------------------------------------------------------------------------------


def begin(top: str, common: str, base: str, at: str, prompt: str) -> None:
    """Note what is so at a prompt: the reserved number, HEAD, and what differs from it already.

    The prompt's first words are noted too: they tell a prompt that came twice from the next one.
    """
    try:
        number, row = reserve(top, common)
    except Exception as error:  # noqa: BLE001 - settings that cannot be read cost the number alone
        spool.trouble(error)
        number = row = ""
    commit, entries = tree_status.of(top)
    parts = [number, row, commit, top, prompt[:_WORDS].replace("\0", ""), *entries]
    append(f"{base}.{at}.start", "\0".join(parts).encode("utf-8", "surrogateescape"))


def reserve(top: str, common: str) -> tuple[str, str]:
    """Claim the next number of the prompts' row by a file that must not exist yet.

    The row's folders are remembered from the last time that settings were read, for as long as
    the files that hold them are the same; else they are read.
    """
    row = read(os.path.join(common, "minutebook", "row")).split("\n")
    if len(row) < 3 or row[0] != spool.signature(top):
        from minutebook.agents import recording

        row = recording.remember_row(top)
    name, folders = row[1], row[2:]
    if not name:  # each route counts for itself, and the route is known only at the end
        return "", ""
    claims = os.path.join(common, "minutebook", "claims", name)
    os.makedirs(claims, exist_ok=True)
    tops = [top, *_other_tops(common, top)]
    elsewhere = branch_numbers.known(common, name, folders, number_of, most=_COMMITS)
    highest = max(
        [elsewhere.highest]
        + [number_of(entry) for entry in os.listdir(claims)]
        + [number_of(entry) for one in tops for folder in folders for entry in _names(one, folder)],
    )
    while True:
        highest += 1
        try:
            os.close(os.open(os.path.join(claims, str(highest)), os.O_CREAT | os.O_EXCL, 0o600))
            return str(highest), name
        except FileExistsError:
            continue


def number_of(name: str) -> int:
    """The number of a prompt record, by its file's name; 0 where it has none.

    The same that `names.parse` says, which would cost a prompt's event more than all else.
    """
    stem = name[:-3] if name.lower().endswith(".md") else name
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


def _other_tops(common: str, top: str) -> list[str]:
    worktrees = os.path.join(common, "worktrees")
    linked = os.listdir(worktrees) if os.path.isdir(worktrees) else []
    tops = [read(os.path.join(worktrees, name, "gitdir")).strip() for name in linked]
    tops = [os.path.dirname(one) for one in (common, *tops)]
    return [one for one in tops if one and one != top and os.path.isdir(one)]
