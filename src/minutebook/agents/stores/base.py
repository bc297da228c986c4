"""The type of a store: what the program knows of a tool that keeps prompts, and what it holds."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from minutebook.agents.adapters import resolve_agent_name
from minutebook.agents.capture.turn import Turn
from minutebook.operations.project import Project

# What tools put where they hid a secret, as expressions.
ENTIRE_MASK, GIT_AI_MASK = "REDACTED", r"\*{8,}"
OTHER_MASKS = f"{ENTIRE_MASK}|{GIT_AI_MASK}"

# What other tools put behind an agent's name: "Codex CLI", "Cursor IDE", "github-copilot-cli".
_NAME_ENDINGS = re.compile(r"[-_ ](?:cli|ide|code|agent)\Z")
_NAME_STARTS = ("github-", "google-", "openai-", "anthropic-")


class MalformedText(ValueError):
    """A text of a store has not the form that the store's tool writes; says why."""


@dataclass(frozen=True, slots=True)
class StoredText:
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


@dataclass(frozen=True, slots=True)
class StoredTurn:
    """A turn that a store holds, and what the store alone says of it; empty where it says nothing.

    `day` is the turn's day where the store names it without a time zone. `files` are paths as the
    store gives them, beside those that the turn's tools wrote. `fidelity` is "" where the prompt
    stands there as it was given, but for what its tool hid: `placeholder` is the expression for
    what it put there, "" where it hid nothing. `other_session_ids` are further names of its
    session.
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


@dataclass(frozen=True, slots=True)
class StoreReading:
    """What a store holds: turns, in any order, and a line for each text that is malformed.

    `silent_count` counts the entries that name a session or a trace and hold no prompt.
    """

    turns: tuple[StoredTurn, ...]
    problems: tuple[str, ...] = ()
    silent_count: int = 0


@dataclass(frozen=True, slots=True)
class Store:
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
    texts: Iterable[StoredText], read_text: Callable[[StoredText], tuple[list[StoredTurn], int]]
) -> StoreReading:
    """Read texts that stand for themselves, each by `read_text`, which may raise MalformedText.

    It gives the turns, and how many entries of the text hold no prompt.
    """
    turns: list[StoredTurn] = []
    problems: list[str] = []
    silent_count = 0
    for text in texts:
        try:
            if text.problem:
                raise MalformedText(text.problem)
            text_turns, count = read_text(text)
        except MalformedText as error:
            problems.append(f"{text.place}: {error}")
        else:
            turns += text_turns
            silent_count += count
    return StoreReading(tuple(turns), tuple(problems), silent_count)


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
