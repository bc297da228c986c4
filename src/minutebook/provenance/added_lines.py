"""Which lines of a file were added, change by change: what only moved is nobody's addition."""

from __future__ import annotations

from collections.abc import Iterable
from collections.abc import Set as AbstractSet

from minutebook.lean.values import Value, field
from minutebook.provenance.traces import hash_line

MAX_LINE_CHARS = 1000  # of a line; longer ones are generated, or data


class AddedLines(Value, frozen=False):
    """The lines that changes, one after the other, added to a file and that it still has.

    `texts` are their texts by hash, in their order, `removed` the hashes of lines that were there
    before all changes and are gone. `is_partial`: the file may have got other lines as well.
    """

    texts: dict[str, str] = field(default_factory=dict)
    removed: set[str] = field(default_factory=set)
    is_partial: bool = False

    def add_change(self, added: Iterable[str], removed: Iterable[str]) -> None:
        """Take the lines of a change. A line of both, or that was removed before, only moved."""
        new: dict[str, str] = {}
        for line in added:
            if len(line) > MAX_LINE_CHARS:
                self.is_partial = True
            elif line_hash := hash_line(line):
                new.setdefault(line_hash, line)
        gone = {hash_line(line) for line in removed if len(line) <= MAX_LINE_CHARS} - {""}
        for line_hash in gone - new.keys():
            if self.texts.pop(line_hash, None) is None:
                self.removed.add(line_hash)
        for line_hash, line in new.items():
            if line_hash not in gone and line_hash not in self.removed:
                self.texts.setdefault(line_hash, line)

    def drop(self, hashes: AbstractSet[str]) -> None:
        """Leave out lines that are known to have been there before."""
        for line_hash in hashes & self.texts.keys():
            del self.texts[line_hash]

    def keep_only(self, hashes: AbstractSet[str]) -> None:
        """Leave out lines that are not among some: whose the others are is not known."""
        self.drop(self.texts.keys() - hashes)
        self.is_partial = True
