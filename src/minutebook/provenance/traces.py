"""Traces: which lines a turn added to a file, as short hashes that a page has room for.

A trace is a text: the number of different lines, and four characters for each of them, or for a
sample of them: `3 kPx2Zt0+9aBc`. A line is hashed without white space, so that a change of its
indentation or its line end changes no hash. A sample has the lowest hashes, so that a file that is
written in two turns, or a line that is added twice, gives the same ones. `3+ …`: there may have
been more lines, of which the trace says nothing.

Four characters are 24 bits: a line that a turn did not write is taken for one of a trace of 32
lines once in 520,000 lines.
"""

from __future__ import annotations

from binascii import b2a_base64
from collections.abc import Collection, Iterable, Mapping
from collections.abc import Set as AbstractSet

from minutebook.lean.digests import blake2b
from minutebook.lean.values import Value
from minutebook.records.phr.traced_files import list_traced

MAX_LINES = 32  # of a record, in all its files, that traces have hashes of
MAX_FILES = 8  # of a record that have traces
_HASH_BYTES = 3
_HASH_CHARS = 4
_PARTIAL = "+"


class Trace(Value):
    """The lines that a turn added to a file.

    `count` is the number of different ones, `hashes` are those of all of them or of a sample.
    `is_partial`: there may have been others, which were not counted.
    """

    count: int
    hashes: frozenset[str]
    is_partial: bool = False

    @property
    def is_sample(self) -> bool:
        """Whether there were more lines than the trace has hashes of."""
        return self.count > len(self.hashes)

    def has_line(self, line_hash: str) -> bool:
        """Whether the turn added a line of this hash, as far as the trace says."""
        return line_hash in self.hashes

    def excludes(self, line_hash: str) -> bool:
        """Whether the turn is sure not to have added a line of this hash."""
        if line_hash in self.hashes or not line_hash or self.is_partial:
            return False
        return not self.is_sample or line_hash < max(self.hashes, default="")


def hash_line(line: str) -> str:
    """The hash of a line without its white space; "" for one without a letter or a digit."""
    text = "".join(line.split())
    if not any(map(str.isalnum, text)):
        return ""  # `}` is in every file
    try:
        raw = text.encode("utf-8", "surrogateescape")
    except UnicodeEncodeError:  # half of a surrogate pair, as JSON may have it
        raw = text.encode("utf-8", "surrogatepass")
    return b2a_base64(blake2b(raw, digest_size=_HASH_BYTES).digest(), newline=False).decode()


def make_trace(lines: Iterable[str], max_lines: int = MAX_LINES) -> str:
    """The trace of the lines that were added to a file; "" where none of them has a hash."""
    hashes = {hash_line(line) for line in lines} - {""}
    return format_trace(len(hashes), sorted(hashes)[:max_lines])


def format_trace(count: int, hashes: Iterable[str], *, is_partial: bool = False) -> str:
    """The text of a trace of so many lines with these hashes; "" where it has none."""
    joined = "".join(sorted(hashes))
    return f"{count}{_PARTIAL if is_partial else ''} {joined}" if joined else ""


def read_trace(text: object) -> Trace | None:
    """The trace that a page states; None for what is none."""
    stated, _, joined = text.partition(" ") if isinstance(text, str) else ("", "", "")
    count = stated.removesuffix(_PARTIAL)
    if not (count.isascii() and count.isdecimal()) or not joined or len(joined) % _HASH_CHARS:
        return None
    starts = range(0, len(joined), _HASH_CHARS)
    hashes = frozenset(joined[start : start + _HASH_CHARS] for start in starts)
    return Trace(max(int(count[:9]), len(hashes)), hashes, count != stated)


def read_traces(fields: Mapping[str, object], files: Collection[str]) -> dict[str, Trace]:
    """The traces that a record's fields state, by the whole path of their file.

    `files` are those that the record lists. What names none of them is passed over, as is what is
    no trace.
    """
    read = {path: read_trace(text) for path, text in list_traced(fields, files).items()}
    return {path: trace for path, trace in read.items() if trace is not None}


def drop_hashes(text: str, dropped: AbstractSet[str]) -> str:
    """A trace without some hashes; "" where none is left."""
    trace = read_trace(text)
    if trace is None or trace.hashes.isdisjoint(dropped):
        return text
    kept = trace.hashes - dropped
    count = trace.count - len(trace.hashes) + len(kept)
    return format_trace(count, kept, is_partial=True)


def sample_hashes(hashes_by_path: Mapping[str, AbstractSet[str]]) -> dict[str, frozenset[str]]:
    """The hashes of each file that a record has room for, by path, in the order of the paths.

    Of many files those with the most lines are chosen. A file with few lines has all of them; the
    rest of the room, MAX_LINES in all, is shared equally.
    """
    paths = sorted(
        (path for path, hashes in hashes_by_path.items() if hashes),
        key=lambda path: (-len(hashes_by_path[path]), path),
    )[:MAX_FILES]
    room, sampled = MAX_LINES, {}
    for index, path in enumerate(reversed(paths)):  # the shortest first: others have what it leaves
        limit = room // (len(paths) - index)
        sampled[path] = frozenset(sorted(hashes_by_path[path])[:limit])
        room -= len(sampled[path])
    return {path: sampled[path] for path in sorted(sampled)}
