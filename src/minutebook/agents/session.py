"""A session as the spool has it: its events, what was so at its prompts, which are recorded."""

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
from minutebook.repository import light, store

_DAY = 86400.0  # seconds
_KEPT = 30 * _DAY  # how long the spool keeps a session after its last word
_MOST = 256 * 1024 * 1024  # bytes of the spool; of what is over, the oldest sessions go
_CLAIMED = 7 * _DAY  # how long a number stays reserved for a turn that never ends


@dataclass(frozen=True, slots=True)
class PromptSnapshot:
    """What was so at a prompt: the reserved number, its row, HEAD, the tree, dirty files' marks."""

    number: int = 0
    series: str = ""
    commit: str = ""
    top: str = ""
    dirty_files: tuple[tuple[str, str], ...] = ()
    spare_numbers: tuple[int, ...] = ()
    is_known: bool = False


@dataclass(frozen=True, slots=True)
class Session:
    """A session's spool: `base` is the path of its files without their endings."""

    base_path: str
    events: tuple[Event, ...]
    broken_line_count: int
    bytes_read: str = ""  # of the file in bytes, as far as it was read

    def read_snapshot(self, turn: Turn) -> PromptSnapshot:
        """What was noted at the turn's prompt; of a prompt that came twice the lowest number."""
        start = self._start(turn.started)
        prompts = [event for event in self.events if event.kind == "prompt"]
        said = next((event.prompt for event in prompts if event.time == turn.started), None)
        twins = [
            self._start(event.time)
            for event in prompts
            if 0 < event.time - turn.started <= light.DUPLICATE_EVENT_SECONDS
            and event.prompt == said
        ]
        numbers = sorted(one.number for one in (start, *twins) if one.number)
        return (
            replace(start, number=numbers[0], spare_numbers=tuple(numbers[1:]))
            if numbers
            else start
        )

    def read_next_snapshot(self, turn: Turn) -> PromptSnapshot:
        """What was noted at the first prompt after the turn; nothing is known where none came."""
        moments = [event.time for event in self.events if event.kind == "prompt"]
        later = [at for at in moments if at > turn.started and at >= turn.ended > 0]
        return self._start(min(later, default=0.0))

    def _start(self, at: float) -> PromptSnapshot:
        text = light.read_text(f"{self.base_path}.{at:.6f}.start")
        fields = text.split("\0")
        if len(fields) < 5 or not (fields[0] or "0").isdecimal():
            return PromptSnapshot()
        number, row, commit, top, _, *entries = fields
        marks = tuple((path, mark) for mark, _, path in (entry.partition(" ") for entry in entries))
        return PromptSnapshot(int(number or 0), row, commit, top, marks, (), is_known=True)

    def note_record(self, turn: Turn, path: str, page: str = "") -> None:
        """Note the turn's record, and what its page was: one that is edited is its editor's."""
        until = max([turn.ended, *(event.time for event in self.events)]) or time.time()
        told = f"{path}\n{drafts.compute_digest(page)}\n{until:.6f}"
        temporary = f"{self._done(turn)}.{os.getpid()}"
        light.append_bytes(temporary, told.encode("utf-8", "surrogateescape"))
        os.replace(temporary, self._done(turn))
        with suppress(OSError):
            os.unlink(self._done(turn) + ".try")

    def read_noted_record(self, turn: Turn) -> tuple[str, str, float]:
        """The turn's record, the digest of its page, how far the turn had come; empty without."""
        path, _, rest = light.read_text(self._done(turn)).partition("\n")
        digest, _, until = rest.partition("\n")
        try:
            return path, digest, float(until)
        except ValueError:
            return "", "", 0.0

    def list_record_paths(self) -> set[str]:
        """The records of the session's turns, also of those that it has set aside."""
        folder, _, begin = self.base_path.rpartition(os.sep)
        names = (name for name in os.listdir(folder) if name.startswith(begin + "."))
        done = [os.path.join(folder, name) for name in names if name.endswith(".done")]
        return {light.read_text(path).partition("\n")[0] for path in done}

    def mark_attempted(self, turn: Turn) -> bool:
        """Note that the turn is about to be recorded; whether that was tried already."""
        if self.read_noted_record(turn)[2]:
            return False
        try:
            os.close(os.open(self._done(turn) + ".try", os.O_CREAT | os.O_EXCL, 0o600))
        except FileExistsError:
            return True
        return False

    def find_stray_snapshots(self, turns: Sequence[Turn]) -> Iterable[tuple[str, PromptSnapshot]]:
        """What was noted at prompts that opened no turn: one prompt that came as two events."""
        known = {f"{turn.started:.6f}" for turn in turns}
        told = {f"{event.time:.6f}" for event in self.events if event.kind == "prompt"}
        for at in told - known:
            start = self._start(float(at))
            if start.is_known:
                yield f"{self.base_path}.{at}.start", start

    def forget_record(self, turn: Turn) -> None:
        """Take back what was noted of the turn: it is to be recorded anew."""
        with suppress(FileNotFoundError):
            os.unlink(self._done(turn))

    def _done(self, turn: Turn) -> str:
        if turn.source == "transcript":  # its moment may be that of the whole file
            return f"{self.base_path}.{light.sanitize_name(turn.id[-80:])}.done"
        inner = f"-{light.sanitize_name(turn.subagent_id)}" if turn.subagent_id else ""
        return f"{self.base_path}.{turn.started:.6f}{inner}.done"


def read_session(base_path: str) -> Session:
    """The events of a session's spool; lines that were cut off are counted, not lost."""
    events, broken = [], 0
    raw = _raw(base_path + ".jsonl")
    for line in raw.decode("utf-8", "surrogateescape").split("\n")[:-1]:
        try:
            entry = json.loads(line)
            at, agent = float(entry["at"]), str(entry["agent"])
            events.append(capture.read_event(agent, entry["event"], at, str(entry.get("said", ""))))
        except (ValueError, KeyError, TypeError, RecursionError):
            broken += bool(line)
    return Session(base_path.partition("+")[0], tuple(events), broken, str(len(raw)))


def _raw(path: str) -> bytes:
    try:
        with open(path, "rb") as file:
            return file.read()
    except OSError:
        return b""


def mark_settled(base_path: str, session: Session, turns: Iterable[Turn]) -> None:
    """Note that nothing is left to record of a session, as long as it is no longer than now."""
    if all(
        session.read_noted_record(turn)[2] or not (turn.prompt or turn.response) for turn in turns
    ):
        temporary = f"{base_path}.settled.{os.getpid()}"
        light.append_bytes(temporary, session.bytes_read.encode())
        os.replace(temporary, f"{base_path}.settled")


def is_settled(base_path: str) -> bool:
    """Whether nothing was left to record of a session, and nothing came since."""
    try:
        return light.read_text(f"{base_path}.settled") == str(os.path.getsize(f"{base_path}.jsonl"))
    except OSError:  # gone meanwhile
        return True


def release_numbers(base_path: str, snapshot: PromptSnapshot) -> None:
    """Give up the claim to a number: its record has it now, or took another."""
    common = os.path.dirname(os.path.dirname(os.path.dirname(base_path)))
    for number in (snapshot.number, *snapshot.spare_numbers):
        with suppress(OSError):
            os.unlink(os.path.join(store.locate_claims(common, snapshot.series), str(number)))


def trim_spool(common_dir: str) -> None:
    """Remove what is old from the spool, sessions as a whole; also numbers long reserved."""
    now = time.time()
    sessions: dict[str, list[os.DirEntry[str]]] = {}
    for entry in _entries(light.ensure_folder(common_dir)):
        sessions.setdefault(entry.name.partition(".")[0].partition("+")[0], []).append(entry)
    found = []
    for entries in sessions.values():
        stats = [one.stat() for one in entries]
        latest = max(stat.st_mtime for stat in stats)
        found.append((latest, sum(stat.st_size for stat in stats), entries))
    total = 0
    for latest, size, entries in sorted(found, key=lambda one: -one[0]):
        total += size
        if latest < now - _KEPT or (total > _MOST and latest < now - _DAY):
            _remove(entries)
    claims = _entries(os.path.join(common_dir, "minutebook", "claims", "phr"))
    _remove(entry for entry in claims if entry.stat().st_mtime < now - _CLAIMED)


def _entries(folder: str) -> list[os.DirEntry[str]]:
    try:
        return list(os.scandir(folder))
    except OSError:
        return []


def _remove(entries: Iterable[os.DirEntry[str]]) -> None:
    for entry in entries:
        with suppress(OSError):
            os.unlink(entry.path)
