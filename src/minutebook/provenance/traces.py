"""Traces: which lines a turn added to a file, as short hashes that a page has room for.

A trace is a text: the number of different lines, and four characters for each of them, or for a
sample of them: `3 kPx2Zt0+9aBc`. A line is hashed without white space, so that a change of its
indentation or its line end changes no hash. A sample has the lowest hashes, so that a file that is
written in two turns, or a line that is added twice, gives the same ones.

Four characters are 24 bits: a line that a turn did not write is taken for one of a trace of 48
lines once in 350,000 lines.
"""

from __future__ import annotations

from binascii import b2a_base64
from collections.abc import Iterable

from minutebook.lean.digests import blake2b
from minutebook.lean.values import Value

MAX_LINES = 48  # of a file, which a trace has hashes of
_HASH_BYTES = 3
_HASH_CHARS = 4


class Trace(Value):
    """The lines that a turn added to a file.

    `count` is the number of different ones, `hashes` are those of all of them or of a sample.
    """

    count: int
    hashes: frozenset[str]

    @property
    def is_sample(self) -> bool:
        """Whether there were more lines than the trace has hashes of."""
        return self.count > len(self.hashes)

    def has_line(self, line_hash: str) -> bool:
        """Whether the turn added a line of this hash, as far as the trace says."""
        return line_hash in self.hashes

    def excludes(self, line_hash: str) -> bool:
        """Whether the turn is sure not to have added a line of this hash."""
        if line_hash in self.hashes or not line_hash:
            return False
        return not self.is_sample or line_hash < max(self.hashes, default="")


def hash_line(line: str) -> str:
    """The hash of a line without its white space; "" for one without a letter or a digit."""
    text = "".join(line.split())
    if not any(map(str.isalnum, text)):
        return ""  # `}` is in every file
    raw = text.encode("utf-8", "surrogateescape")
    return b2a_base64(blake2b(raw, digest_size=_HASH_BYTES).digest(), newline=False).decode()


def make_trace(lines: Iterable[str], max_lines: int = MAX_LINES) -> str:
    """The trace of the lines that were added to a file; "" where none of them has a hash."""
    hashes = sorted({hash_line(line) for line in lines} - {""})
    return f"{len(hashes)} {''.join(hashes[:max_lines])}" if hashes else ""


def read_trace(text: object) -> Trace | None:
    """The trace that a page states; None for what is none."""
    count, _, joined = text.partition(" ") if isinstance(text, str) else ("", "", "")
    if not count.isdecimal() or not joined or len(joined) % _HASH_CHARS:
        return None
    starts = range(0, len(joined), _HASH_CHARS)
    hashes = frozenset(joined[start : start + _HASH_CHARS] for start in starts)
    return Trace(max(int(count[:9]), len(hashes)), hashes)
