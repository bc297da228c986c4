"""The type of a store: what the program knows of a tool that keeps prompts, and what it holds."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable

from minutebook.agents.adapters import resolve_agent_name
from minutebook.agents.capture.turn import Turn
from minutebook.lean.patterns import compile_lazily
from minutebook.lean.values import Value, replace
from minutebook.operations.project import Project
from minutebook.records.drafting.drafts import compute_digest

# What tools put where they hid a secret, as expressions.
ENTIRE_MASK, GIT_AI_MASK = "REDACTED", r"\*{8,}"
OTHER_MASKS = f"{ENTIRE_MASK}|{GIT_AI_MASK}"

# What other tools put behind an agent's name: "Codex CLI", "Cursor IDE", "github-copilot-cli".
_NAME_ENDINGS = compile_lazily(r"[-_ ](?:cli|ide|code|agent)\Z")
_NAME_STARTS = ("github-", "google-", "openai-", "anthropic-")


class MalformedText(ValueError):
    """A text of a store has not the form that the store's tool writes; says why."""


class ForeignText(ValueError):
    """A text is none of the store's, or says nothing yet; says so. It is passed over."""


class StoredText(Value):
    """A text of a store.

    `place` says where it lies, for people and for the reader: a path from the top, or a ref and a
    path. `commits` are those that it is about, `author` is who made them, `time` when the tool
    wrote it, in unix seconds (0: unknown). `problem` says why it cannot be read.
    """

    place: str
    text: str = ""
    commits: tuple[str, ...] = ()
    author: str = ""
    time: float = 0.0
    problem: str = ""


class StoredRange(Value):
    """Lines of a file that a store attributes to a turn, `first` to `last`, from 1.

    `path` is as the store gives it, `content_hash` is of their text, with the name of the hash
    before it. `revision` is the commit whose lines they are, "" where the store names none.
    """

    path: str
    first: int
    last: int
    content_hash: str
    revision: str = ""


class StoredTurn(Value):
    """A turn that a store holds, and what the store alone says of it; empty where it says nothing.

    `day` is the turn's day where the store names it without a time zone. `files` are paths as the
    store gives them, beside those that the turn's tools wrote. `fidelity` is "" where the prompt
    stands there as it was given, but for what its tool hid: `placeholder` is the expression for
    what it put there, "" where it hid nothing. `other_session_ids` are further names of its
    session. `place` and `time` are those of the text in which a turn without a time stands.
    `ranges` are the lines that the turn wrote.
    """

    turn: Turn
    day: str = ""
    user: str = ""
    branch: str = ""
    files: tuple[str, ...] = ()
    commits: tuple[str, ...] = ()
    fidelity: str = ""
    placeholder: str = ""
    other_session_ids: tuple[str, ...] = ()
    place: str = ""
    time: float = 0.0
    ranges: tuple[StoredRange, ...] = ()


class StoreReading(Value):
    """What a store holds: turns, in any order, and a line for each text that is malformed.

    `silent_count` counts the entries that name a session or a trace and hold no prompt, `notes`
    name the texts that are none of the store's.
    """

    turns: tuple[StoredTurn, ...]
    problems: tuple[str, ...] = ()
    silent_count: int = 0
    notes: tuple[str, ...] = ()


class Store(Value):
    """A store of another tool.

    `title` is the tool's name, `places` say where it is looked for. `find_texts(project, path)`
    gives its texts: those at `path`, absolute, else those at the usual places; it raises UsageError
    where nothing is at `path`. `read_turns` is pure and never raises: what is malformed is a
    problem. `silence` says of the entries without a prompt what they are and where the words may
    be.
    """

    name: str
    title: str
    places: tuple[str, ...]
    find_texts: Callable[[Project, str], Iterable[StoredText]]
    read_turns: Callable[[Iterable[StoredText]], StoreReading]
    silence: str = ""


def read_each(
    texts: Iterable[StoredText], read_text: Callable[[StoredText], StoreReading]
) -> StoreReading:
    """Read texts that stand for themselves, each by `read_text`.

    That may raise MalformedText or ForeignText; its problems are those of parts of the text. A text
    that is there twice is read once, and so is a turn that stands in several, such as the copies of
    a page: with the same session, time and words.
    """
    from collections import Counter

    turns: list[StoredTurn] = []
    problems: list[str] = []
    notes: list[str] = []
    silent_count = 0
    seen_texts: set[tuple[str, tuple[str, ...]]] = set()
    seen_turns: Counter[tuple[str, str, float, str]] = Counter()
    for text in texts:
        try:
            if text.problem:
                raise MalformedText(text.problem)
            key = compute_digest(text.text), text.commits
            reading = StoreReading(()) if key in seen_texts else read_text(text)
        except ForeignText as error:
            notes.append(f"{text.place}: {error}")
            continue
        except MalformedText as error:
            problems.append(f"{text.place}: {error}")
            continue
        seen_texts.add(key)
        own_turns: Counter[tuple[str, str, float, str]] = Counter()
        for stored in reading.turns:
            turn = stored.turn
            turn_key = turn.agent, turn.session_id, turn.started, turn.prompt
            own_turns[turn_key] += 1
            if own_turns[turn_key] > seen_turns[turn_key]:
                has_time = turn.started or stored.day
                timeless = replace(stored, place=text.place, time=text.time)
                turns.append(stored if has_time else timeless)
        seen_turns |= Counter(
            {each: count for each, count in own_turns.items() if each[1] and each[2]}
        )
        problems += (f"{text.place}: {problem}" for problem in reading.problems)
        silent_count += reading.silent_count
    return StoreReading(tuple(turns), tuple(problems), silent_count, tuple(notes))


def find_broken_lines(text: str) -> list[str]:
    """What is wrong in a text of JSON lines, a line each; nothing in a text of another form."""
    from minutebook.agents.capture.lenient_json import parse_json

    if parse_json(text) is not None:
        return []
    rows = [(number, line) for number, line in enumerate(text.split("\n"), 1) if line.strip()]
    broken = [number for number, line in rows if parse_json(line.strip(" \t\r\ufeff")) is None]
    if len(broken) == len(rows):
        return []
    return [f"line {number} is not JSON" for number in broken]


def name_agent(title: str) -> str:
    """The agent that a store means by a title: `claude` for "Claude Code", `codex` for "Codex CLI".

    The title in lower case, its words joined by `-`, where no such agent is known.
    """
    from minutebook.agents.capture.turn import AGENTS

    name = "-".join(title.lower().replace("_", "-").split())
    shortened = name
    for start in _NAME_STARTS:
        shortened = shortened.removeprefix(start)
    for candidate in (name, shortened, _NAME_ENDINGS.sub("", shortened)):
        if resolve_agent_name(candidate) in AGENTS:
            return resolve_agent_name(candidate)
    return name


def strip_session_date(session_id: str) -> str:
    """A session's id without the day that some tools put before the agent's own."""
    return re.sub(r"\A\d{4}-\d{2}-\d{2}-(?=[0-9a-f]{8}-)", "", session_id)
