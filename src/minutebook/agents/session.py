"""Reads a session of the spool: its events, the state at its prompts, its recorded turns."""

from __future__ import annotations

import json
import os
import time
from collections.abc import Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace

from minutebook.agents import capture
from minutebook.agents.capture.turn import Event, Turn
from minutebook.records.drafting import drafts
from minutebook.repository import guard, light, store

_DAY_SECONDS = 86400.0
_MAX_SESSION_AGE_SECONDS = 30 * _DAY_SECONDS  # after its last event, until it is removed
_MAX_SPOOL_BYTES = 256 * 1024 * 1024  # above which the oldest sessions are removed
_MAX_CLAIM_AGE_SECONDS = 7 * _DAY_SECONDS  # of a number reserved for a turn that never ends


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
    bytes_read: str = ""  # the length of its file, as far as it was read

    def read_snapshot(self, turn: Turn) -> PromptSnapshot:
        """What was noted at the turn's prompt; of a prompt that came twice the lowest number."""
        snapshot = self._read_snapshot_at(turn.started)
        prompts = [event for event in self.events if event.kind == "prompt"]
        prompt = next((event.prompt for event in prompts if event.time == turn.started), None)
        duplicates = [
            self._read_snapshot_at(event.time)
            for event in prompts
            if 0 < event.time - turn.started <= light.DUPLICATE_EVENT_SECONDS
            and event.prompt == prompt
        ]
        numbers = sorted(noted.number for noted in (snapshot, *duplicates) if noted.number)
        if not numbers:
            return snapshot
        return replace(snapshot, number=numbers[0], spare_numbers=tuple(numbers[1:]))

    def read_next_snapshot(self, turn: Turn) -> PromptSnapshot:
        """What was noted at the first prompt after the turn; nothing known where none came."""
        prompt_times = [event.time for event in self.events if event.kind == "prompt"]
        later_times = [
            when for when in prompt_times if when > turn.started and when >= turn.ended > 0
        ]
        return self._read_snapshot_at(min(later_times, default=0.0))

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

    def note_record(self, turn: Turn, path: str, page: str = "") -> None:
        """Note the turn's record and the digest of its page, to notice when someone edits it."""
        noted_until = max([turn.ended, *(event.time for event in self.events)]) or time.time()
        note = f"{path}\n{drafts.compute_digest(page)}\n{noted_until:.6f}"
        temporary = f"{self._locate_note(turn)}.{os.getpid()}"
        light.append_bytes(temporary, note.encode("utf-8", "surrogateescape"))
        os.replace(temporary, self._locate_note(turn))
        with suppress(OSError):
            os.unlink(self._locate_note(turn) + ".try")

    def read_noted_record(self, turn: Turn) -> tuple[str, str, float]:
        """The turn's record, the digest of its page, and when its last event was (unix seconds).

        All are empty where nothing is noted; the path alone where no record was to be made.
        """
        path, _, rest = light.read_text(self._locate_note(turn)).partition("\n")
        digest, _, noted_until = rest.partition("\n")
        try:
            return path, digest, float(noted_until)
        except ValueError:
            return "", "", 0.0

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
        prompt_timestamps = {f"{event.time:.6f}" for event in self.events if event.kind == "prompt"}
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
    """Read the events of a session; lines that cannot be parsed are counted."""
    events, broken_line_count = [], 0
    raw = _read_bytes(base_path + ".jsonl")
    for line in raw.decode("utf-8", "surrogateescape").split("\n")[:-1]:
        try:
            entry = json.loads(line)
            timestamp, agent = float(entry["at"]), str(entry["agent"])
            events.append(
                capture.read_event(agent, entry["event"], timestamp, str(entry.get("said", "")))
            )
        except (ValueError, KeyError, TypeError, RecursionError):
            broken_line_count += bool(line)
    return Session(base_path.partition("+")[0], tuple(events), broken_line_count, str(len(raw)))


def _read_bytes(path: str) -> bytes:
    try:
        with open(path, "rb") as file:
            return file.read()
    except OSError:
        return b""


def mark_settled(base_path: str, session: Session, turns: Iterable[Turn]) -> None:
    """Note that nothing is left to record of a session, until its file grows."""
    if all(
        session.read_noted_record(turn)[2] or not (turn.prompt or turn.response) for turn in turns
    ):
        temporary = f"{base_path}.settled.{os.getpid()}"
        light.append_bytes(temporary, session.bytes_read.encode())
        os.replace(temporary, f"{base_path}.settled")


def is_settled(base_path: str) -> bool:
    """Whether nothing was left to record of a session and no event came since."""
    try:
        return light.read_text(f"{base_path}.settled") == str(os.path.getsize(f"{base_path}.jsonl"))
    except OSError:  # it was removed meanwhile
        return True


def release_numbers(base_path: str, snapshot: PromptSnapshot) -> None:
    """Release the numbers reserved at a prompt: its record has one of them now, or another."""
    common_dir = os.path.dirname(os.path.dirname(os.path.dirname(base_path)))
    for number in (snapshot.number, *snapshot.spare_numbers):
        with suppress(OSError):
            store.release_claim(common_dir, snapshot.series, number)


def trim_spool(common_dir: str) -> None:
    """Remove old sessions from the spool, each as a whole, and numbers reserved long ago."""
    now = time.time()
    sessions: dict[str, list[os.DirEntry[str]]] = {}
    for entry in _list_entries(light.ensure_folder(common_dir)):
        sessions.setdefault(entry.name.partition(".")[0].partition("+")[0], []).append(entry)
    session_files = []
    for entries in sessions.values():
        stats = [entry.stat() for entry in entries]
        latest = max(stat.st_mtime for stat in stats)
        session_files.append((latest, sum(stat.st_size for stat in stats), entries))
    total = 0
    for latest, size, entries in sorted(session_files, key=lambda files: -files[0]):
        total += size
        if latest < now - _MAX_SESSION_AGE_SECONDS or (
            total > _MAX_SPOOL_BYTES and latest < now - _DAY_SECONDS
        ):
            _remove_files(entries)
    claims = "minutebook/claims/phr"
    is_own = not guard.find_link(common_dir, claims)
    claim_files = _list_entries(os.path.join(common_dir, claims)) if is_own else []
    _remove_files(
        entry for entry in claim_files if entry.stat().st_mtime < now - _MAX_CLAIM_AGE_SECONDS
    )


def _list_entries(folder: str) -> list[os.DirEntry[str]]:
    try:
        return list(os.scandir(folder))
    except OSError:
        return []


def _remove_files(entries: Iterable[os.DirEntry[str]]) -> None:
    for entry in entries:
        with suppress(OSError):
            os.unlink(entry.path)
