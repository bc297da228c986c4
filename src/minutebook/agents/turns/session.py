"""A session of the spool: its events, the state at its prompts, its recorded turns.

What happened in it is ordered by the lines of its file. Times name prompts and say when things
happened; none of them is compared to tell what came first.
"""

from __future__ import annotations

import os
from bisect import bisect_left
from collections.abc import Iterable, Sequence
from contextlib import suppress

from minutebook.agents.capture.repeats import mark_repeats
from minutebook.agents.capture.spool_line import parse_line
from minutebook.agents.capture.turn import Event, Turn
from minutebook.lean.values import Value, field, replace
from minutebook.operations.numbers import blocks
from minutebook.operations.project import open_project
from minutebook.records.drafting import drafts
from minutebook.records.model import PHR
from minutebook.repository import guard, light, store

_NO_ANSWER = "no answer"
_SNAPSHOT_KINDS = ("prompt", "notice", "other")  # of events at which the state may be noted
RESPONSE_MARK = "response:"  # before the digest of an answer whose prompt is not known


class PromptSnapshot(Value):
    """The state at a prompt: the reserved number and its series, HEAD, the working tree's top.

    `dirty_files` are the paths that differed from HEAD, each with a mark of its content;
    `spare_numbers` those reserved by further events of the same prompt. `is_known`: it was noted.
    `branches` are the one that was checked out, or "" and those that a rebase would go back to;
    `log_size` is the length of HEAD's log then, in bytes; `feature_text` what spec-kit's file held.
    Of snapshots of earlier versions these are (), -1 and None.
    """

    number: int = 0
    series: str = ""
    commit: str = ""
    top: str = ""
    dirty_files: tuple[tuple[str, str], ...] = ()
    spare_numbers: tuple[int, ...] = ()
    is_known: bool = False
    branches: tuple[str, ...] = ()
    log_size: int = -1
    feature_text: str | None = None


class Session(Value):
    """A session in the spool; `base_path` is the path of its files without their suffixes.

    `prompts` are those of the session itself, not of its subagents.
    """

    base_path: str
    events: tuple[Event, ...]
    broken_line_count: int
    byte_count: int = 0  # the length of its file, as far as it was read
    prompts: tuple[Event, ...] = field(init=False, repr=False)
    prompt_lines: tuple[int, ...] = field(init=False, repr=False)

    def __post_init__(self) -> None:
        prompts = tuple(
            event for event in self.events if event.kind == "prompt" and not event.subagent_id
        )
        object.__setattr__(self, "prompts", prompts)
        object.__setattr__(self, "prompt_lines", tuple(event.line for event in prompts))

    @property
    def last_line(self) -> int:
        """The line of its last event, from 1; 0 where it has none."""
        return self.events[-1].line if self.events else 0

    def read_snapshot(self, turn: Turn) -> PromptSnapshot:
        """What was noted at the turn's prompt; of a prompt that came twice the lowest number."""
        if turn.subagent_id:
            return self._read_first_snapshot(turn)
        snapshot = self._read_snapshot_at(turn.started)
        index = bisect_left(self.prompt_lines, turn.first_line)
        if index == len(self.prompts) or self.prompt_lines[index] != turn.first_line:
            return snapshot
        numbers = {snapshot.number}
        for event in self.prompts[index + 1 :]:
            distance = abs(event.time - turn.started)
            if (
                distance > light.DUPLICATE_EVENT_SECONDS
                or event.prompt != self.prompts[index].prompt
            ):
                break
            numbers.add(self._read_snapshot_at(event.time).number)
        first, *others = sorted(numbers - {0}) or [0]
        return replace(snapshot, number=first, spare_numbers=tuple(others))

    def has_empty_prompt(self, turn: Turn) -> bool:
        """Whether the turn's prompt came and asks for nothing: it is blanks alone, say."""
        index = bisect_left(self.prompt_lines, turn.first_line)
        is_known = self.prompt_lines[index : index + 1] == (turn.first_line,)
        return is_known and not turn.whole_prompt.strip() and bool(self.prompts[index].prompt)

    def _read_first_snapshot(self, turn: Turn) -> PromptSnapshot:
        """What was noted when a subagent began; its turn may have begun with its call."""
        begins = (
            event.time
            for event in self.events
            if event.subagent_id == turn.subagent_id and event.kind in ("prompt", "subagent-start")
        )
        snapshots = (self._read_snapshot_at(time, ".begun") for time in (turn.started, *begins))
        return next((snapshot for snapshot in snapshots if snapshot.is_known), PromptSnapshot())

    def read_final_snapshot(self, turn: Turn) -> PromptSnapshot:
        """What was noted when a subagent stopped, the last time that it did."""
        ends = (
            event.time
            for event in reversed(self.events)
            if event.subagent_id == turn.subagent_id and event.kind in ("stop", "subagent-stop")
        )
        return self._read_snapshot_at(next(ends, 0.0), ".over")

    def read_next_snapshot(self, turn: Turn) -> PromptSnapshot:
        """What was noted at the first prompt after the turn; nothing known where none came."""
        index = bisect_left(self.prompt_lines, turn.last_line)
        if not turn.last_line or index == len(self.prompts):
            return PromptSnapshot()
        return self._read_snapshot_at(self.prompts[index].time)

    def _read_snapshot_at(self, timestamp: float, ending: str = ".start") -> PromptSnapshot:
        text = light.read_text(f"{self.base_path}.{timestamp:.6f}{ending}")
        fields = text.split("\0")
        if len(fields) < 5 or not (fields[0] or "0").isdecimal():
            return PromptSnapshot()
        number, series, commit, top, _, *entries = fields
        pairs = [(path, mark) for mark, _, path in (entry.partition(" ") for entry in entries)]
        notes = [(mark[1:], text) for text, mark in pairs if mark.startswith("@")]
        sizes = [text for name, text in notes if name == "log" and text.isdecimal()]
        return PromptSnapshot(
            int(number or 0),
            series,
            commit,
            top,
            tuple(pair for pair in pairs if not pair[1].startswith("@")),
            is_known=True,
            branches=tuple(text for name, text in notes if name == "branch"),
            log_size=int(sizes[0]) if sizes else -1,
            feature_text=next((text for name, text in notes if name == "feature"), None),
        )

    def note_record(self, turn: Turn, path: str, page: str = "", text_digest: str = "") -> None:
        """Note the turn's record and the digest of its page, to notice when someone edits it.

        `text_digest` is that of the prompt as it was recorded; where no prompt was known, that of
        the answer after RESPONSE_MARK. It is noted, too, where there was no answer yet.
        """
        noted_line = max(1, turn.last_line, self.last_line)
        answer = "" if turn.response else _NO_ANSWER
        note = f"{path}\n{drafts.compute_digest(page)}\n{noted_line}\n{text_digest}\n{answer}"
        light.write_whole(self._locate_note(turn), note.encode("utf-8", "surrogateescape"))
        with suppress(OSError):
            os.unlink(self._locate_note(turn) + ".try")

    def read_noted_record(self, turn: Turn) -> tuple[str, str, int]:
        """The turn's record, the digest of its page, and the last line of the spool by then.

        All are empty where nothing is noted; the path alone where no record was to be made.
        """
        path, digest, noted_line, *_ = self._read_note(turn)
        try:
            return path, digest, int(float(noted_line))  # a time, as written by earlier versions
        except ValueError:
            return "", "", 0

    def read_digest(self, turn: Turn) -> str:
        """The digest that was noted of a recorded turn's prompt or answer; "" where none was."""
        return self._read_note(turn)[3]

    def lacks_answer(self, turn: Turn) -> bool:
        """Whether the turn has a record in which its answer is missing, or waits without one."""
        note = self._read_note(turn)
        return note[4] == _NO_ANSWER and bool(note[0] or os.path.exists(self.locate_asked(turn)))

    def _read_note(self, turn: Turn) -> list[str]:
        fields = light.read_text(self._locate_note(turn)).split("\n", 4)
        return [*fields, "", "", "", "", ""][:5]

    def list_record_paths(self) -> list[str]:
        """The records of the session's turns, including those whose events were set aside.

        By the time when their turns began, and those that are only in a transcript first.
        """
        folder, _, session_name = self.base_path.rpartition(os.sep)
        beginning = session_name + "."
        times = {
            os.path.join(folder, name): _read_note_time(name.removeprefix(beginning))
            for name in os.listdir(folder)
            if name.startswith(beginning) and name.endswith(".done")
        }
        note_paths = sorted(times, key=lambda path: times[path])
        return list(dict.fromkeys(light.read_text(path).partition("\n")[0] for path in note_paths))

    def mark_attempted(self, turn: Turn) -> bool:
        """Note that the turn is about to be recorded; returns whether that was tried before."""
        if self.read_noted_record(turn)[2]:
            return False
        try:
            os.close(os.open(self._locate_note(turn) + ".try", os.O_CREAT | os.O_EXCL, 0o600))
        except FileExistsError:
            return True
        return False

    def find_stray_snapshots(self, turns: Sequence[Turn]) -> Iterable[tuple[str, PromptSnapshot]]:
        """The path and content of snapshots whose prompt opened no turn.

        It had come twice, or was a notice in the form of a prompt, whose event is of another kind.
        """
        turn_timestamps = {f"{turn.started:.6f}" for turn in turns}
        prompt_timestamps = {
            f"{event.time:.6f}" for event in self.events if event.kind in _SNAPSHOT_KINDS
        }
        for timestamp in prompt_timestamps - turn_timestamps:
            snapshot = self._read_snapshot_at(float(timestamp))
            if snapshot.is_known:
                yield f"{self.base_path}.{timestamp}.start", snapshot

    def forget_record(self, turn: Turn) -> None:
        """Forget what was noted of the turn, so that it is recorded anew."""
        with suppress(FileNotFoundError):
            os.unlink(self._locate_note(turn))

    def locate_asked(self, turn: Turn) -> str:
        """The file of a prompt that gets no record of its own; see `asked_before`."""
        return self._locate_note(turn).removesuffix(".done") + ".asked"

    def _locate_note(self, turn: Turn) -> str:
        if turn.source == "transcript":  # its time may be that of the whole file
            return f"{self.base_path}.{light.sanitize_name(turn.id[-80:])}.done"
        # The call of a subagent's tool may be the first event of the turn that makes it: then both
        # begin at one time.
        subagent = turn.subagent_id or (turn.id[-80:] if ":task:" in turn.id else "")
        suffix = f"-{light.sanitize_name(subagent)}" if subagent else ""
        return f"{self.base_path}.{turn.started:.6f}{suffix}.done"


def _read_note_time(name: str) -> float:
    """The time in the name of a turn's note, `TIME.done` or `TIME-SUBAGENT.done`; 0 for none."""
    try:
        return float(name.removesuffix(".done").partition("-")[0])
    except ValueError:
        return 0.0


def read_session(base_path: str) -> Session:
    """Read the events of a session; lines that cannot be parsed are counted.

    A line that stands there twice, as its move was interrupted, is read once.
    """
    events: list[Event] = []
    broken_line_count, known_lines = 0, set()
    raw = _read_bytes(base_path + ".jsonl")
    for number, raw_line in enumerate(raw.split(b"\n")[:-1], 1):
        key = len(raw_line), hash(raw_line)
        if key in known_lines or not raw_line.strip():
            continue
        known_lines.add(key)
        try:
            events.append(parse_line(raw_line.decode("utf-8", "surrogateescape"), number))
        except (ValueError, KeyError, TypeError, AttributeError, RecursionError, MemoryError):
            broken_line_count += 1
    session_path = base_path.partition("+")[0]
    events = _join_subagents(mark_repeats(events))
    return Session(session_path, tuple(events), broken_line_count, len(raw))


def _join_subagents(events: Sequence[Event]) -> list[Event]:
    """The events of a session, with its id also where a subagent's events have one of their own."""
    own_ids = (event.session_id for event in events if event.session_id and not event.subagent_id)
    session_id = next(own_ids, "")
    return [
        replace(event, session_id=session_id) if session_id and event.subagent_id else event
        for event in events
    ]


def _read_bytes(path: str) -> bytes:
    try:
        with open(path, "rb") as file:
            return file.read()
    except OSError:
        return b""


def release_numbers(common_dir: str, snapshot: PromptSnapshot) -> None:
    """Release the numbers reserved at a prompt: its record has one of them now, or another."""
    for number in (snapshot.number, *snapshot.spare_numbers):
        with suppress(OSError):
            store.release_claim(common_dir, snapshot.series, number)


def remember_series(top: str) -> list[str]:
    """Read the settings of the prompts' series, and remember them for the next prompt.

    It is the first one of a clone, or the settings have changed: with `reserve` a block of numbers
    is claimed behind it.
    Returns the lines that are remembered: the signature of the settings, the series, its folders.
    """
    project = open_project(top)
    folders = [folder.path for folder in project.settings.list_folders() if folder.kind is PHR]
    lines = [light.read_settings_signature(project.top), project.find_series_name(PHR), *folders]
    is_nested = project.settings_path and os.path.dirname(project.settings_path) != project.top
    if not is_nested:
        path = os.path.join(guard.make_state_folder(project.repo.common_dir), "row")
        data = "\n".join(lines).encode("utf-8", "surrogateescape")
        light.write_whole(path, data, is_shared=True)
        blocks.start_claim(project)
    return lines
