"""A session of the spool: its events, the state at its prompts, its recorded turns.

What happened in it is ordered by the lines of its file. Times name prompts and say when things
happened; none of them is compared to tell what came first.
"""

from __future__ import annotations

import os
from bisect import bisect_left
from collections.abc import Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace

from minutebook.agents.capture.spool_line import parse_line
from minutebook.agents.capture.turn import Event, Turn
from minutebook.operations.project import open_project
from minutebook.records.drafting import drafts
from minutebook.records.model import PHR
from minutebook.repository import guard, light, store

RESPONSE_MARK = "response:"  # before the digest of an answer whose prompt is not known


@dataclass(frozen=True, slots=True)
class PromptSnapshot:
    """The state at a prompt: the reserved number and its series, HEAD, the working tree's top.

    `dirty_files` are the paths that differed from HEAD, each with a mark of its content;
    `spare_numbers` those reserved by further events of the same prompt. `is_known`: it was noted.
    """

    number: int = 0
    series: str = ""
    commit: str = ""
    top: str = ""
    dirty_files: tuple[tuple[str, str], ...] = ()
    spare_numbers: tuple[int, ...] = ()
    is_known: bool = False


@dataclass(frozen=True, slots=True)
class Session:
    """A session in the spool; `base_path` is the path of its files without their suffixes."""

    base_path: str
    events: tuple[Event, ...]
    broken_line_count: int
    byte_count: int = 0  # the length of its file, as far as it was read
    prompts: tuple[Event, ...] = field(init=False, repr=False)
    prompt_lines: tuple[int, ...] = field(init=False, repr=False)

    def __post_init__(self) -> None:
        prompts = tuple(event for event in self.events if event.kind == "prompt")
        object.__setattr__(self, "prompts", prompts)
        object.__setattr__(self, "prompt_lines", tuple(event.line for event in prompts))

    @property
    def last_line(self) -> int:
        """The line of its last event, from 1; 0 where it has none."""
        return self.events[-1].line if self.events else 0

    def read_snapshot(self, turn: Turn) -> PromptSnapshot:
        """What was noted at the turn's prompt; of a prompt that came twice the lowest number."""
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

    def read_next_snapshot(self, turn: Turn) -> PromptSnapshot:
        """What was noted at the first prompt after the turn; nothing known where none came."""
        index = bisect_left(self.prompt_lines, turn.last_line)
        if not turn.last_line or index == len(self.prompts):
            return PromptSnapshot()
        return self._read_snapshot_at(self.prompts[index].time)

    def _read_snapshot_at(self, timestamp: float) -> PromptSnapshot:
        text = light.read_text(f"{self.base_path}.{timestamp:.6f}.start")
        fields = text.split("\0")
        if len(fields) < 5 or not (fields[0] or "0").isdecimal():
            return PromptSnapshot()
        number, series, commit, top, _, *entries = fields
        dirty_files = tuple(
            (path, mark) for mark, _, path in (entry.partition(" ") for entry in entries)
        )
        return PromptSnapshot(int(number or 0), series, commit, top, dirty_files, (), is_known=True)

    def note_record(self, turn: Turn, path: str, page: str = "", text_digest: str = "") -> None:
        """Note the turn's record and the digest of its page, to notice when someone edits it.

        `text_digest` is that of the prompt as it was recorded; where no prompt was known, that of
        the answer after RESPONSE_MARK.
        """
        noted_line = max(1, turn.last_line, self.last_line)
        note = f"{path}\n{drafts.compute_digest(page)}\n{noted_line}\n{text_digest}"
        light.write_whole(self._locate_note(turn), note.encode("utf-8", "surrogateescape"))
        with suppress(OSError):
            os.unlink(self._locate_note(turn) + ".try")

    def read_noted_record(self, turn: Turn) -> tuple[str, str, int]:
        """The turn's record, the digest of its page, and the last line of the spool by then.

        All are empty where nothing is noted; the path alone where no record was to be made.
        """
        path, digest, noted_line, _ = self._read_note(turn)
        try:
            return path, digest, int(float(noted_line))  # a time, as written by earlier versions
        except ValueError:
            return "", "", 0

    def read_digest(self, turn: Turn) -> str:
        """The digest that was noted of a recorded turn's prompt or answer; "" where none was."""
        return self._read_note(turn)[3]

    def _read_note(self, turn: Turn) -> list[str]:
        fields = light.read_text(self._locate_note(turn)).split("\n", 3)
        return [*fields, "", "", "", ""][:4]

    def list_record_paths(self) -> set[str]:
        """The records of the session's turns, including those whose events were set aside."""
        folder, _, session_name = self.base_path.rpartition(os.sep)
        names = (name for name in os.listdir(folder) if name.startswith(session_name + "."))
        note_paths = [os.path.join(folder, name) for name in names if name.endswith(".done")]
        return {light.read_text(path).partition("\n")[0] for path in note_paths}

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
        """The path and content of snapshots whose prompt opened no turn, as it had come twice."""
        turn_timestamps = {f"{turn.started:.6f}" for turn in turns}
        prompt_timestamps = {f"{event.time:.6f}" for event in self.prompts}
        for timestamp in prompt_timestamps - turn_timestamps:
            snapshot = self._read_snapshot_at(float(timestamp))
            if snapshot.is_known:
                yield f"{self.base_path}.{timestamp}.start", snapshot

    def forget_record(self, turn: Turn) -> None:
        """Forget what was noted of the turn, so that it is recorded anew."""
        with suppress(FileNotFoundError):
            os.unlink(self._locate_note(turn))

    def _locate_note(self, turn: Turn) -> str:
        if turn.source == "transcript":  # its time may be that of the whole file
            return f"{self.base_path}.{light.sanitize_name(turn.id[-80:])}.done"
        # The call of a subagent's tool may be the first event of the turn that makes it: then both
        # begin at one time.
        subagent = turn.subagent_id or (turn.id[-80:] if ":task:" in turn.id else "")
        suffix = f"-{light.sanitize_name(subagent)}" if subagent else ""
        return f"{self.base_path}.{turn.started:.6f}{suffix}.done"


def read_session(base_path: str) -> Session:
    """Read the events of a session; lines that cannot be parsed are counted.

    A line that stands there twice, as its move was interrupted, is read once.
    """
    events, broken_line_count, known_lines = [], 0, set()
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
    return Session(session_path, tuple(events), broken_line_count, len(raw))


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
    return lines
