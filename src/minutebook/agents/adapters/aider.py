"""Aider: no hooks; its history, `.aider.chat.history.md`.

https://aider.chat/docs/config/options.html (history files). `# aider chat started at …` begins a
session, lines with `#### ` are the prompt, lines with `> ` what aider itself printed, the rest is
the answer.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from minutebook.agents.adapters.base import Adapter, Transcripts
from minutebook.agents.adapters.transcript_files import TranscriptFile
from minutebook.agents.capture.lenient_json import parse_time, split_words
from minutebook.agents.capture.tool_calls import read_tool_call
from minutebook.agents.capture.turn import Event, Turn
from minutebook.agents.capture.turn_builder import TranscriptBuilder

__all__ = ["ADAPTER", "read_event", "read_turns"]

HISTORY_FILE = ".aider.chat.history.md"

_STARTED = re.compile(r"# aider chat started at (.{1,40}?)\s*\Z")
_EDITED = re.compile(r"> (?:Applied edit to|Did not apply edit to|Creating empty file) (.+?)\s*\Z")
_RAN = re.compile(r"> (?:Running|\$) (\S.*?)\s*\Z")
_MODEL = re.compile(r"> (?:Main model|Model|Models): (\S+)")
_OWN = split_words(
    "add drop ls clear reset commit diff undo exit quit model models help tokens map "
    "map-refresh settings read-only voice paste copy git editor save load chat-mode "
    "multiline-mode"
)


def read_event(payload: Mapping[str, object], time: float, event_name: str = "") -> Event:
    """Aider calls no hook: whatever comes is none of its events."""
    del payload
    return Event(time=time, agent="aider", kind="other", name=event_name)


def read_turns(text: str) -> tuple[Turn, ...]:
    """The turns of a history file. Commands of aider's own (`/add x.py`) ask nothing of a model.

    The session is the time its heading gives; a turn has no time but that one (without a zone:
    read as UTC, so that the day may be off by one).
    """
    log, at, prompt, answer = TranscriptBuilder("aider"), 0.0, [], []  # type: TranscriptBuilder, float, list[str], list[str]

    def close() -> None:
        if answer and log.open_turn is not None:
            log.add_message("\n".join(answer).strip("\n"), at)
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
            log.open_turn = None
            if not word or word[0] not in _OWN:
                log.model = model
                log.start_turn(said, at)
        started = _STARTED.match(line)
        if started:
            close()
            log.open_turn, at = None, parse_time(started[1])
            log.session_id = started[1]
        elif line.startswith(">"):
            named = _MODEL.match(line)
            model = named[1] if named else model
            _own(log, line)
        else:
            answer.append(line)
    close()
    return log.build_turns()


def _own(log: TranscriptBuilder, line: str) -> None:
    """A line that aider printed: an edit, or a command that it ran."""
    if log.open_turn is None:
        return
    edited, ran = _EDITED.match(line), _RAN.match(line)
    if edited:
        done = line.startswith("> Did") is False
        made = replace(read_tool_call("edit", {"path": edited[1]}), ok=done)
        log.open_turn.tools.append(made if done else replace(made, files=()))
    elif ran:
        log.open_turn.tools.append(read_tool_call("shell", {"command": ran[1]}))
    elif log.open_turn.tools and log.open_turn.tools[-1].command:
        last = log.open_turn.tools[-1]
        log.open_turn.tools[-1] = replace(last, output=f"{last.output}{line[2:]}\n"[-4000:])


# Transcripts ------------------------------------------------------------------------------------


def _find_transcripts(tops: Sequence[str]) -> Iterator[TranscriptFile]:
    for top in tops:
        path = os.path.join(top, HISTORY_FILE)
        if os.path.isfile(path):
            yield TranscriptFile("aider", path, top)


ADAPTER = Adapter(
    name="aider",
    read_event=read_event,
    read_turns=read_turns,
    transcripts=Transcripts(
        find_files=_find_transcripts,
        is_own_text=lambda text: text.lstrip()[:24] == "# aider chat started at ",
        project_file_name=HISTORY_FILE,
    ),
)
