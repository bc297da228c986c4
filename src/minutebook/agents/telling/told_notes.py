r"""What a session was told: the file `.told` beside its other files in the spool.

A line for each decision: `TIMESTAMP\tFILE\tLINK_TARGET`, with FILE the path from the top, or ""
for what was told at the session's start. What a subagent was told, which knows nothing of what
others were, is `TIMESTAMP\tFILE\tSUBAGENT\tLINK_TARGET`. Where an agent lost its context, a line
without fields says so (`TIMESTAMP`): what the session itself was told before counts no longer.
"""

from __future__ import annotations

import os
import time

from minutebook.repository import light

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable

_MAX_BYTES = 1024 * 1024  # of the newest notes, which are read


class ToldNotes:
    """The notes of a session, as they are for one agent in it (`subagent_id`, "" for its own)."""

    def __init__(self, base_path: str, subagent_id: str = "") -> None:
        self._path, self._subagent_id = f"{base_path}.told", clean_field(subagent_id)
        self._lines: list[list[str]] = []
        self.read()

    def read(self) -> None:
        """Read what is noted by now, also by other processes."""
        self._lines = []
        for line in light.read_tail(self._path, _MAX_BYTES).split("\n"):
            fields = line.split("\t")
            if len(fields) == 1 and fields[0] and not self._subagent_id:
                self._lines = []
            elif len(fields) >= 3 and "".join(fields[2:-1]) == self._subagent_id:
                self._lines.append(fields)

    def has_file(self, file: str) -> bool:
        """Whether something was told of a file; of "": at the session's start."""
        return any(fields[1] == clean_field(file) for fields in self._lines)

    def has_quoted(self, link_target: str) -> bool:
        """Whether a decision was quoted for a file already."""
        return any(fields[1] and fields[-1] == clean_field(link_target) for fields in self._lines)

    def add(self, file: str, link_targets: Iterable[str]) -> bool:
        """Note that decisions are told of a file; whether no other process was first to.

        Agents that load two settings call us twice at once. Raises OSError.
        """
        stamp = f"{time.time():.6f}"
        subagent = f"\t{self._subagent_id}" if self._subagent_id else ""
        place = f"{clean_field(file)}{subagent}"
        lines = [f"{stamp}\t{place}\t{clean_field(target)}\n" for target in link_targets]
        data = "".join(lines).encode("utf-8", "surrogateescape")
        light.append_line(self._path, data)
        self.read()
        first = next(fields for fields in self._lines if fields[1] == clean_field(file))
        return first[0] == stamp

    def forget(self) -> None:
        """Note that the agent has lost its context. Raises OSError."""
        if os.path.exists(self._path):
            light.append_line(self._path, f"{time.time():.6f}\n".encode())


def clean_field(text: str) -> str:
    """A text as a field of a line: what would end a field or a line is a `?`."""
    return "".join(char if char.isprintable() else "?" for char in text)
