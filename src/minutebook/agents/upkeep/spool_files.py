"""Keeps the spool small: drops the texts of recorded turns, and removes old sessions."""

from __future__ import annotations

import os
import time
from collections.abc import Iterable, Sequence
from contextlib import suppress

from minutebook.agents.capture.spool_line import format_without_texts
from minutebook.agents.capture.turn import Turn
from minutebook.agents.turns.session import Session
from minutebook.errors import OperationError
from minutebook.repository import guard, light, spool

_DAY_SECONDS = 86400.0
_MAX_SESSION_AGE_SECONDS = 30 * _DAY_SECONDS  # after its last event, until it is removed
_MAX_SPOOL_BYTES = 256 * 1024 * 1024  # above which the oldest sessions are removed
_MAX_CLAIM_AGE_SECONDS = 7 * _DAY_SECONDS  # of a number reserved for a turn that never ends

# Kinds of events at which the state is noted, and the endings of those notes.
_NOTED_KINDS = ("prompt", "subagent-start", "subagent-stop", "stop")
_SNAPSHOT_ENDINGS = (".start", ".begun", ".over")


# Texts ------------------------------------------------------------------------------------------


def drop_texts(base_path: str, session: Session, turns: Sequence[Turn]) -> bool:
    """Overwrite the texts of turns that have their record and no longer go on.

    Of their lines stays what tells turns apart, and which files were written. A line keeps its
    length, for other processes add lines meanwhile. What was noted at their prompts goes, too.
    Returns whether texts are left. Raises OSError.
    """
    end_line = _find_first_needed_line(session, turns)
    events = {
        event.line: event
        for event in session.events
        if event.line < end_line and not event.has_no_texts
    }
    if events:
        for event in events.values():
            for ending in _SNAPSHOT_ENDINGS if event.kind in _NOTED_KINDS else ():
                with suppress(FileNotFoundError):
                    os.unlink(f"{session.base_path}.{event.time:.6f}{ending}")
        path, position = base_path + ".jsonl", 0
        status = os.stat(path)
        with open(path, "r+b", buffering=0, opener=guard.open_state_file) as file:
            for number, line in enumerate(file.read(session.byte_count).split(b"\n"), 1):
                if number in events:
                    file.seek(position)
                    file.write(format_without_texts(events[number], len(line)))
                position += len(line) + 1
        os.utime(path, ns=(status.st_atime_ns, status.st_mtime_ns))
    return any(event.line >= end_line for event in session.events)


def _find_first_needed_line(session: Session, turns: Sequence[Turn]) -> int:
    """The line from which on texts may be needed: where the first turn in question began.

    Where that is a subagent's, it is the line of the turn that started it.
    """
    by_id = {turn.id: turn for turn in turns}
    last_event_time = session.events[-1].time if session.events else 0.0
    is_idle = abs(time.time() - last_event_time) > light.LINGER_SECONDS
    end_lines = (event.line for event in reversed(session.events) if event.kind == "session-end")
    last_break = max(max(session.prompt_lines, default=0), next(end_lines, 0))
    needed_line = session.last_line + 1
    for turn in turns:
        has_gone_on = is_idle or 0 < turn.last_line <= last_break
        if not (has_gone_on and is_recorded(session, turn)):
            root, seen = turn, {turn.id}
            while root.parent_id in by_id and root.parent_id not in seen:
                root = by_id[root.parent_id]
                seen.add(root.id)
            needed_line = min(needed_line, root.first_line)
    return needed_line


def is_recorded(session: Session, turn: Turn) -> bool:
    """Whether a turn has its record, or nothing that could be recorded."""
    is_empty = not (turn.prompt or turn.response)
    return turn.has_no_texts or is_empty or bool(session.read_noted_record(turn)[2])


# Whole sessions ---------------------------------------------------------------------------------


def mark_settled(base_path: str, session: Session) -> None:
    """Note that nothing is left to do for a session, until its file grows. Raises OSError."""
    light.write_whole(f"{base_path}.settled", str(session.byte_count).encode())


def is_settled(base_path: str) -> bool:
    """Whether nothing was left to do for a session and no event came since."""
    try:
        return light.read_text(f"{base_path}.settled") == str(os.path.getsize(f"{base_path}.jsonl"))
    except OSError:  # it was removed meanwhile
        return True


def trim_spool(common_dir: str) -> None:
    """Remove old sessions from the spool, each as a whole, and numbers reserved long ago.

    What is not recorded stays, however old it seems: the clock may be wrong. Only where the spool
    is too large goes the oldest of it, which is said on stderr.
    """
    now = time.time()
    sessions: dict[str, list[os.DirEntry[str]]] = {}
    for entry in _list_entries(spool.ensure_spool(common_dir)):
        sessions.setdefault(entry.name.partition(".")[0].partition("+")[0], []).append(entry)
    session_files = []
    for entries in sessions.values():
        stats = [entry.stat() for entry in entries]
        latest = max(stat.st_mtime for stat in stats)
        session_files.append((latest, sum(stat.st_size for stat in stats), entries))
    total = lost_count = 0
    for latest, size, entries in sorted(session_files, key=lambda files: -files[0]):
        total += size
        is_too_much = total > _MAX_SPOOL_BYTES and latest < now - _DAY_SECONDS
        waits = not all(
            is_settled(entry.path.removesuffix(".jsonl"))
            for entry in entries
            if entry.name.endswith(".jsonl")
        )
        if is_too_much or (latest < now - _MAX_SESSION_AGE_SECONDS and not waits):
            lost_count += waits
            _remove_files(entries)
    if lost_count:
        sessions_text = "1 session was" if lost_count == 1 else f"{lost_count} sessions were"
        light.log_error(OperationError(f"{sessions_text} dropped: the spool is full"))
    claims = "minutebook/claims/phr"
    is_own = not guard.find_link(common_dir, claims)
    claim_files = _list_entries(os.path.join(common_dir, claims)) if is_own else []
    _remove_files(
        entry
        for entry in claim_files
        if entry.stat().st_mtime < now - _MAX_CLAIM_AGE_SECONDS
        and not entry.stat().st_size  # else it is kept for good
    )


def remove_session(base_path: str) -> None:
    """Remove all files of a session, those that were set aside among them."""
    folder, _, session = base_path.rpartition(os.sep)
    _remove_files(
        entry
        for entry in _list_entries(folder)
        if entry.name.startswith((session + ".", session + "+"))
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
