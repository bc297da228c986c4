"""Aider: it calls no hooks; its turns are in its history file, `.aider.chat.history.md`.

https://aider.chat/docs/config/options.html (history files). `# aider chat started at …` begins a
session, lines with `#### ` are the prompt, lines with `> ` what aider itself printed, the rest is
the answer. An answer may have headings `#### ` as well: aider ends its own lines with two blanks
(`io.py`, `append_chat_history`), an answer seldom does.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping, Sequence

from minutebook.agents.adapters.base import Adapter, Transcripts
from minutebook.agents.adapters.transcript_files import TranscriptFile
from minutebook.agents.capture.lenient_json import parse_time
from minutebook.agents.capture.tool_calls import read_tool_call
from minutebook.agents.capture.turn import Event, Turn
from minutebook.agents.capture.turn_builder import TranscriptBuilder
from minutebook.lean.patterns import compile_lazily
from minutebook.lean.values import replace

__all__ = ["ADAPTER", "read_event", "read_turns"]

HISTORY_FILE = ".aider.chat.history.md"

_MAX_OUTPUT_CHARS = 4000  # of a command, from its end

_SESSION_HEADING = compile_lazily(r"# aider chat started at (.{1,40}?)\s*\Z")
_EDIT_LINE = compile_lazily(
    r"> (?:Applied edit to|Did not apply edit to|Creating empty file) (.+?)\s*\Z"
)
_COMMIT_LINE = compile_lazily(r"> (Commit ([0-9a-f]{7,40}) \S.*?)\s*\Z")
_COMMAND_LINE = compile_lazily(r"> (?:Running|\$) (\S.*?)\s*\Z")
_MODEL_LINE = compile_lazily(r"> (?:Main model|Model|Models): (\S+)")
_REMOVED_LINE = compile_lazily(r"> Removed: ([0-9a-f]{7,40})\b")
_ANSWER_END = compile_lazily(r"> Tokens: \S")  # what aider prints behind every answer
# What it prints where the user stops the answer, before what came of that, or leaves the program.
_STOP_LINE = compile_lazily(r"> \^C (?:again to exit|KeyboardInterrupt)\s*\Z")
# What it prints that is told from a quotation where the blanks at the ends of lines are gone.
_OWN_LINE = compile_lazily(
    r"> (?:Tokens: |Applied edit |Did not apply |Creating empty file |Commit [0-9a-f]{7}|Running |"
    r"\^C (?:again to exit|KeyboardInterrupt)\s*\Z)"
)
_PROMPT_START, _LINE_END = "#### ", "  "
_FENCE = compile_lazily(r" {0,3}(`{3,40}|~{3,40})")
_NO_PROMPT = "<blank>"  # what aider writes where the user entered nothing


def read_event(payload: Mapping[str, object], time: float, event_name: str = "") -> Event:
    """An event of the kind "other": aider calls no hook."""
    del payload
    return Event(time=time, agent="aider", kind="other", name=event_name)


def read_turns(text: str) -> tuple[Turn, ...]:
    """The turns of a history file. What was entered for aider itself (`/add x.py`) is no prompt.

    The time in a session's heading is the session's id, and the only time that its turns have. It
    has no zone and is read as UTC, so that the day may be off by one.
    """
    history = _History(text)
    for index, line in enumerate(history.lines):
        history.read_line(index, line)
    history.finish_turn()
    for turn_builder in history.builder.builders:
        turn_builder.tools = [
            call for call in turn_builder.tools if call.id not in history.removed_commits
        ]
    return history.builder.build_turns()


class _History:
    """A history file as it is read, line by line: whose line each is, and of which turn."""

    def __init__(self, text: str) -> None:
        self.builder = TranscriptBuilder("aider")
        self.lines = [line.removesuffix("\r") for line in [*text.split("\n"), ""]]
        # Whoever edited the history may have taken the blanks off: then every such line counts.
        self.ends = tuple(
            {
                _LINE_END
                for line in self.lines
                if line.startswith(_PROMPT_START) and line.endswith(_LINE_END)
            }
        )
        self.fences = _Fences(self.lines)
        self.session_time, self.model = 0.0, ""
        self.prompt_lines: list[str] = []
        self.answer_lines: list[str] = []
        self.answer_end = -1  # the line behind the answer that is read
        self.searched_end = -1  # the line up to which that was looked for
        self.output_end = -1  # the last line of an output that has several
        self.follows_output = False  # the line before is aider's own, or a prompt
        self.removed_commits: set[str] = set()
        self.has_ended_answer = self.was_stopped = False  # of the open turn, ^C behind an answer

    def read_line(self, index: int, line: str) -> None:
        """Read the next line."""
        is_fenced = index <= self.fences.end
        if index <= self.output_end:
            return
        if self._is_prompt_line(line) and not is_fenced:
            self.finish_answer()
            self.prompt_lines.append(line.removeprefix(_PROMPT_START).removesuffix(_LINE_END))
            self.answer_end, self.follows_output = -1, True
            return
        if self.prompt_lines:
            self._start_turn("\n".join(self.prompt_lines))
            self.prompt_lines = []
        heading = _SESSION_HEADING.match(line)
        if not is_fenced and heading:
            self.finish_turn()
            self.session_time = parse_time(heading[1])
            self.builder.session_id = heading[1]
        elif not is_fenced and self._is_output(index, line):
            model_line = _MODEL_LINE.match(line)
            self.model = model_line[1] if model_line else self.model
            self._read_output_line(line)
            self.output_end = self._find_output_end(index)
        else:
            self._add_answer_line(index, line)
            return
        self.follows_output = True

    def _read_output_line(self, line: str) -> None:
        """Add what aider's line reports: an edit, a commit, a command that it ran, its output."""
        removed = _REMOVED_LINE.match(line)
        self.removed_commits |= {removed[1]} if removed else set()
        turn = self.builder.open_turn
        if turn is None:
            return
        self.has_ended_answer = self.has_ended_answer or bool(_ANSWER_END.match(line))
        if _STOP_LINE.match(line):
            # Behind a whole answer it may be meant for the program, unless another one was begun.
            turn.is_interrupted = turn.is_interrupted or not self.has_ended_answer
            self.was_stopped = True
        edit, command = _EDIT_LINE.match(line), _COMMAND_LINE.match(line)
        commit = _COMMIT_LINE.match(line)
        if edit:
            is_applied = not line.startswith("> Did")
            call = replace(read_tool_call("edit", {"path": edit[1]}), ok=is_applied)
            turn.tools.append(call if is_applied else replace(call, files=()))
        elif commit:  # as git would have printed it
            result = {"content": f"[aider {commit[2]}] {commit[1]}"}
            turn.tools.append(
                read_tool_call("shell", {"command": "git commit"}, result, call_id=commit[2])
            )
        elif command:
            turn.tools.append(read_tool_call("shell", {"command": command[1]}))
        elif turn.tools and turn.tools[-1].command:
            call = turn.tools[-1]
            output = f"{call.output}{line[2:]}\n"[-_MAX_OUTPUT_CHARS:]
            turn.tools[-1] = replace(call, output=output)

    def finish_answer(self) -> None:
        """Add what was read of an answer to its turn."""
        if self.answer_lines and self.builder.open_turn is not None:
            self.builder.add_message("\n".join(self.answer_lines).strip("\n"), self.session_time)
        self.answer_lines.clear()

    def finish_turn(self) -> None:
        """Close the open turn. A command of aider's own that no model answered was none."""
        self.finish_answer()
        turn, self.builder.open_turn = self.builder.open_turn, None
        if turn is not None and _is_command(turn.prompt) and not turn.response:
            self.builder.builders.remove(turn)

    def _is_prompt_line(self, line: str) -> bool:
        return line.startswith(_PROMPT_START) and line.endswith(self.ends or ("",))

    def _start_turn(self, prompt: str) -> None:
        """Open a turn, unless aider repeats what followed a command (`/ask why?`) as a prompt."""
        turn = self.builder.open_turn
        if turn is not None and _is_command(turn.prompt) and not (turn.response or turn.tools):
            argument = turn.prompt.partition(" ")[2].strip()
            if argument == prompt.strip():
                return
        self.finish_turn()
        if prompt != _NO_PROMPT:
            self.builder.model = self.model
            self.builder.start_turn(prompt, self.session_time)
            self.has_ended_answer = self.was_stopped = False

    def _is_output(self, index: int, line: str) -> bool:
        """Whether a line was printed by aider itself, and is no quotation of the answer.

        aider ends its own lines with two blanks, as it does prompts. The first stands alone behind
        an answer, the others follow each other.
        """
        if not (line.startswith("> ") or line == ">") or index < self.answer_end:
            return False  # the end of an edit, `>>>>>>> REPLACE`, is none either
        is_marked = line.endswith(self.ends) if self.ends else bool(_OWN_LINE.match(line))
        return is_marked or self.follows_output or self.builder.open_turn is None

    def _find_output_end(self, index: int) -> int:
        """The last line of what aider printed at once: the message of a commit may have several."""
        if not self.ends or self.lines[index].endswith(self.ends):
            return index
        for number in range(index + 1, len(self.lines)):
            line = self.lines[number]
            if self._is_prompt_line(line) or _SESSION_HEADING.match(line):
                break
            if line.endswith(self.ends):
                return number
        return index

    def _add_answer_line(self, index: int, line: str) -> None:
        """Add a line of the answer; of its first one, look where the answer ends."""
        self.follows_output = False
        if line.strip() and index > max(self.answer_end, self.searched_end):
            self._find_answer_end(index)
        self.answer_lines.append(line)
        if self.was_stopped and line.strip() and self.builder.open_turn is not None:
            self.builder.open_turn.is_interrupted = True  # another answer had begun
        if index > self.fences.end:
            self.fences.open_at(index)

    def _find_answer_end(self, index: int) -> None:
        """Find the line behind the answer that begins at a line, before the next prompt."""
        for number in range(index + 1, len(self.lines)):
            line = self.lines[number]
            self.searched_end = number
            if self._is_prompt_line(line) or _SESSION_HEADING.match(line):
                return
            if _ANSWER_END.match(line) and line.endswith(self.ends or ("",)):
                self.answer_end = number
                return


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
            if _SESSION_HEADING.match(line) or line.startswith(("> Tokens: ", "> ^C ")):
                break
            mark = line.strip()
            if mark.startswith(opening[1]) and not mark.strip(mark[0]):
                self.end = number
                return
        self._unclosed[opening[1]] = number


def _is_command(prompt: str) -> bool:
    """Whether what was entered is for aider itself: `/add x.py`, `!make`.

    Some commands ask the model, too (`/ask`, `/test` where a test fails): they have an answer.
    """
    return prompt[:1] in ("/", "!")


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
