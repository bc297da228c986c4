"""Turns whose stage and title a person gave, and how far what the program gives agrees.

The stage agrees where it is the same. The title agrees where it says the same request: it is equal
without case, marks and articles, or of the words of both, those that they share are at least six in
ten of the longer one's. A cut title is compared with as many words of the other as it has. In a text
without blanks between words, each character counts as a word.
"""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from pathlib import Path

from minutebook.agents.capture.turn import ToolCall, Turn

_FOLDER = Path(__file__).parent / "judged"
_ARTICLES = {"a", "an", "the", "der", "die", "das", "le", "la", "les", "el", "los", "las"}
_LEAST_OVERLAP = 0.6


@dataclass(frozen=True)
class JudgedTurn:
    """A turn, the files that it changed, and what a person called it."""

    turn: Turn
    files: tuple[str, ...]
    stage: str
    title: str


def read_judged_turns(name: str) -> list[JudgedTurn]:
    """The turns of one set: "first" or "second"."""
    with open(_FOLDER / f"{name}.toml", "rb") as file:
        rows = tomllib.load(file)["turn"]
    return [_read_turn(row) for row in rows]


def _read_turn(row: dict[str, object]) -> JudgedTurn:
    runs = row.get("runs", [])
    files = row.get("files", [])
    assert isinstance(runs, list)
    assert isinstance(files, list)
    tools = [
        *(ToolCall("Edit", files=(path,), ok=True) for path in files),
        *(ToolCall("Bash", command, output=output) for command, output in runs),
    ]
    turn = Turn(
        "i",
        "claude",
        prompt=str(row["prompt"]),
        response=str(row.get("response", "")),
        tools=tuple(tools),
    )
    return JudgedTurn(turn, tuple(files), str(row["stage"]), str(row["title"]))


def has_same_request(title: str, expected: str) -> bool:
    """Whether two titles say the same request, by the rule above."""
    words, expected_words = _split(title), _split(expected)
    if title.endswith("…"):
        expected_words = expected_words[: len(words)]
    if words == expected_words:
        return True
    shared = set(words) & set(expected_words)
    longer = max(len(set(words)), len(set(expected_words)))
    return bool(longer) and len(shared) / longer >= _LEAST_OVERLAP


def _split(title: str) -> list[str]:
    words = re.findall(r"[\u3040-\u9fff]|[^\W_\u3040-\u9fff]+", title.casefold())
    return [word for word in words if word not in _ARTICLES]
