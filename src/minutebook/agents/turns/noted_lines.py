"""The lines that a session's turns had added to files that are not committed yet.

A prompt's snapshot has marks of such files, and no texts: with the lines that were noted when an
earlier turn left a file with the same mark, it is known which of them were there before.

They are noted in `AGENT-SESSION.lines` in the spool, as short hashes: for each file its path, its
mark, and the hashes.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from collections.abc import Set as AbstractSet
from contextlib import suppress

from minutebook.agents.turns.session import Session
from minutebook.repository import light

_MAX_FILE_HASHES = 5000  # of a file; one with more is not noted
_MAX_CHARS = 256 * 1024  # of all that is noted of a session; the oldest goes
_HASH_CHARS = 4
_PARTS = 3

NotedLines = dict[tuple[str, str], frozenset[str]]  # by path and mark


def read_noted_lines(session: Session) -> NotedLines:
    """What was noted of a session's files, the oldest first."""
    parts = light.read_text(_locate(session)).split("\0")
    return {
        (path, mark): frozenset(
            joined[start : start + _HASH_CHARS] for start in range(0, len(joined), _HASH_CHARS)
        )
        for path, mark, joined in zip(
            parts[::_PARTS], parts[1::_PARTS], parts[2::_PARTS], strict=False
        )
    }


def note_lines(
    session: Session,
    noted: NotedLines,
    marks: Mapping[str, str],
    lines: Mapping[str, AbstractSet[str]],
) -> None:
    """Note the lines that files have now, beside what was `noted`: their marks, their hashes."""
    new = {
        (path, marks[path]): frozenset(hashes)
        for path, hashes in lines.items()
        if path in marks and len(hashes) <= _MAX_FILE_HASHES
    }
    if not new:
        return
    kept = {key: hashes for key, hashes in noted.items() if key not in new} | new
    entries: list[str] = []
    size = 0
    for (path, mark), hashes in reversed(kept.items()):
        entry = f"{path}\0{mark}\0{_join(hashes)}"
        size += len(entry) + 1
        if size > _MAX_CHARS:
            break
        entries.append(entry)
    data = "\0".join(reversed(entries)).encode("utf-8", "surrogateescape")
    with suppress(OSError):  # the next turns know less
        light.write_whole(_locate(session), data)


def _join(hashes: Iterable[str]) -> str:
    return "".join(sorted(hashes))


def _locate(session: Session) -> str:
    return f"{session.base_path}.lines"
