"""Aider: no hooks; its history, `.aider.chat.history.md`.

https://aider.chat/docs/config/options.html (history files). `# aider chat started at …` begins a
session, lines with `#### ` are the prompt, lines with `> ` what aider itself printed, the rest is
the answer.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace

from minutebook.agents.capture.lenient_json import moment, words_of
from minutebook.agents.capture.tool_calls import tool
from minutebook.agents.capture.turn import Event, Turn
from minutebook.agents.capture.turn_builder import Log

__all__ = ["event", "turns"]

_STARTED = re.compile(r"# aider chat started at (.{1,40}?)\s*\Z")
_EDITED = re.compile(r"> (?:Applied edit to|Did not apply edit to|Creating empty file) (.+?)\s*\Z")
_RAN = re.compile(r"> (?:Running|\$) (\S.*?)\s*\Z")
_MODEL = re.compile(r"> (?:Main model|Model|Models): (\S+)")
_OWN = words_of(
    "add drop ls clear reset commit diff undo exit quit model models help tokens map "
    "map-refresh settings read-only voice paste copy git editor save load chat-mode "
    "multiline-mode"
)


def event(payload: Mapping[str, object], at: float, name: str = "") -> Event:
    """Aider calls no hook: whatever comes is none of its events."""
    del payload
    return Event(at=at, agent="aider", what="other", name=name)


def turns(text: str) -> tuple[Turn, ...]:
    """The turns of a history file. Commands of aider's own (`/add x.py`) ask nothing of a model.

    The session is the time its heading gives; a turn has no time but that one (without a zone:
    read as UTC, so that the day may be off by one).
    """
    log, at, prompt, answer = Log("aider"), 0.0, [], []  # type: Log, float, list[str], list[str]

    def close() -> None:
        if answer and log.open is not None:
            log.say("\n".join(answer).strip("\n"), at)
        answer.clear()

    model = ""
    for line in [*text.split("\n"), ""]:
        line = line.removesuffix("\r")
        if line.startswith("#### "):
            close()
            prompt.append(line[5:].removesuffix("  "))
            continue
        if prompt:
            said = "\n".join(prompt)
            prompt = []
            word = said[1:].split(maxsplit=1)[:1] if said[:1] in "/!" else []
            log.open = None
            if not word or word[0] not in _OWN:
                log.model = model
                log.prompt(said, at)
        started = _STARTED.match(line)
        if started:
            close()
            log.open, at = None, moment(started[1])
            log.session = started[1]
        elif line.startswith(">"):
            named = _MODEL.match(line)
            model = named[1] if named else model
            _own(log, line)
        else:
            answer.append(line)
    close()
    return log.turns()


def _own(log: Log, line: str) -> None:
    """A line that aider printed: an edit, or a command that it ran."""
    if log.open is None:
        return
    edited, ran = _EDITED.match(line), _RAN.match(line)
    if edited:
        done = line.startswith("> Did") is False
        made = replace(tool("edit", {"path": edited[1]}), ok=done)
        log.open.tools.append(made if done else replace(made, files=()))
    elif ran:
        log.open.tools.append(tool("shell", {"command": ran[1]}))
    elif log.open.tools and log.open.tools[-1].command:
        last = log.open.tools[-1]
        log.open.tools[-1] = replace(last, output=f"{last.output}{line[2:]}\n"[-4000:])
