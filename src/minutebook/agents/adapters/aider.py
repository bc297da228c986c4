"""Aider: it calls no hooks; its turns are in its history file, `.aider.chat.history.md`.

https://aider.chat/docs/config/options.html (history files). `# aider chat started at …` begins a
session, lines with `#### ` are the prompt, lines with `> ` what aider itself printed, the rest is
the answer. An answer may have headings `#### ` as well: aider ends its own lines with two blanks
(`io.py`, `append_chat_history`), an answer seldom does.
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

_MAX_OUTPUT_CHARS = 4000  # of a command, from its end

_SESSION_HEADING = re.compile(r"# aider chat started at (.{1,40}?)\s*\Z")
_EDIT_LINE = re.compile(
    r"> (?:Applied edit to|Did not apply edit to|Creating empty file) (.+?)\s*\Z"
)
_COMMIT_LINE = re.compile(r"> (Commit ([0-9a-f]{7,40}) \S.*?)\s*\Z")
_COMMAND_LINE = re.compile(r"> (?:Running|\$) (\S.*?)\s*\Z")
_MODEL_LINE = re.compile(r"> (?:Main model|Model|Models): (\S+)")
_AIDER_COMMANDS = split_words(
    "add drop ls clear reset commit diff undo exit quit model models help tokens map "
    "map-refresh settings read-only voice paste copy git editor save load chat-mode "
    "multiline-mode run test lint web report copy-context edit weak-model editor-model "
    "think-tokens reasoning-effort"
)
_PROMPT_START, _LINE_END = "#### ", "  "
_FENCE = re.compile(r" {0,3}(`{3,40}|~{3,40})")
_NO_PROMPT = "<blank>"  # what aider writes where the user entered nothing


def read_event(payload: Mapping[str, object], time: float, event_name: str = "") -> Event:
    """An event of the kind "other": aider calls no hook."""
    del payload
    return Event(time=time, agent="aider", kind="other", name=event_name)


def read_turns(text: str) -> tuple[Turn, ...]:
    """The turns of a history file. Commands of aider's own (`/add x.py`) are not prompts.

    The time in a session's heading is the session's id, and the only time that its turns have. It
    has no zone and is read as UTC, so that the day may be off by one.
    """
    builder = TranscriptBuilder("aider")
    session_time, model = 0.0, ""
    prompt_lines: list[str] = []
    answer_lines: list[str] = []

    def finish_answer() -> None:
        if answer_lines and builder.open_turn is not None:
            builder.add_message("\n".join(answer_lines).strip("\n"), session_time)
        answer_lines.clear()

    lines = [line.removesuffix("\r") for line in [*text.split("\n"), ""]]
    # Whoever edited the history may have taken the blanks off: then every such line counts.
    ends = tuple(
        {_LINE_END for line in lines if line.startswith(_PROMPT_START) and line.endswith(_LINE_END)}
    )
    fences = _Fences(lines)
    for index, line in enumerate(lines):
        is_fenced = index <= fences.end
        if line.startswith(_PROMPT_START) and not is_fenced and line.endswith(ends or ("",)):
            finish_answer()
            prompt_lines.append(line.removeprefix(_PROMPT_START).removesuffix(_LINE_END))
            continue
        if prompt_lines:
            prompt = "\n".join(prompt_lines)
            prompt_lines = []
            builder.open_turn = None
            if not _is_own_command(prompt):
                builder.model = model
                builder.start_turn(prompt, session_time)
        heading = _SESSION_HEADING.match(line)
        if is_fenced:
            answer_lines.append(line)
        elif heading:
            finish_answer()
            builder.open_turn, session_time = None, parse_time(heading[1])
            builder.session_id = heading[1]
        elif line.startswith("> ") or line == ">":  # and not the end of an edit, `>>>>>>> REPLACE`
            model_line = _MODEL_LINE.match(line)
            model = model_line[1] if model_line else model
            _read_output_line(builder, line)
        else:
            answer_lines.append(line)
            fences.open_at(index)
    finish_answer()
    return builder.build_turns()


class _Fences:
    """The fences of answers, in which no line is aider's own; one that never ends hides nothing.

    `end` is the last line of the fence that was opened last.
    """

    def __init__(self, lines: Sequence[str]) -> None:
        self.lines, self.end = lines, -1
        self._unclosed: dict[str, int] = {}  # up to which line no fence of a mark ends

    def open_at(self, index: int) -> None:
        """Open a fence where a line begins one that ends before the answer does."""
        opening = _FENCE.match(self.lines[index])
        if opening is None or index < self._unclosed.get(opening[1], 0):
            return
        for number in range(index + 1, len(self.lines)):
            line = self.lines[number]
            if _SESSION_HEADING.match(line) or line.startswith("> Tokens: "):
                break
            mark = line.strip()
            if mark.startswith(opening[1]) and not mark.strip(mark[0]):
                self.end = number
                return
        self._unclosed[opening[1]] = number


def _is_own_command(prompt: str) -> bool:
    """Whether what was entered is for aider itself: one of its commands, `!make`, or nothing."""
    command = prompt[1:].split(maxsplit=1)[:1] if prompt[:1] == "/" else []
    return prompt[:1] == "!" or prompt == _NO_PROMPT or not _AIDER_COMMANDS.isdisjoint(command)


def _read_output_line(builder: TranscriptBuilder, line: str) -> None:
    """Add what aider's line reports: an edit, a command that it ran, or that command's output."""
    if builder.open_turn is None:
        return
    edit, command = _EDIT_LINE.match(line), _COMMAND_LINE.match(line)
    commit = _COMMIT_LINE.match(line)
    if edit:
        is_applied = not line.startswith("> Did")
        call = replace(read_tool_call("edit", {"path": edit[1]}), ok=is_applied)
        builder.open_turn.tools.append(call if is_applied else replace(call, files=()))
    elif commit:  # as git would have printed it
        result = {"content": f"[aider {commit[2]}] {commit[1]}"}
        builder.open_turn.tools.append(read_tool_call("shell", {"command": "git commit"}, result))
    elif command:
        builder.open_turn.tools.append(read_tool_call("shell", {"command": command[1]}))
    elif builder.open_turn.tools and builder.open_turn.tools[-1].command:
        last_call = builder.open_turn.tools[-1]
        builder.open_turn.tools[-1] = replace(
            last_call, output=f"{last_call.output}{line[2:]}\n"[-_MAX_OUTPUT_CHARS:]
        )


# Where the histories lie ------------------------------------------------------------------------


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
