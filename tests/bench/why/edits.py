"""Edits of files as turns and people make them, and lines that know who wrote them."""

from __future__ import annotations

import difflib
import random
import re
import subprocess
import tempfile
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

_BOILERPLATE = (
    *("return None", "pass", "else:", "try:", "}", ")", "", "import os", "continue", "break"),
    *("return result", "raise", "finally:", "# TODO", "self.close()", "assert value", "]"),
    *("from __future__ import annotations", "def __init__(self) -> None:", "if TYPE_CHECKING:"),
)
_VERBS = ("load", "store", "parse", "check", "merge", "count", "split", "drop", "send", "hash")
_NOUNS = ("order", "user", "page", "token", "batch", "cache", "query", "route", "lock", "event")


@dataclass(eq=False)
class Line:
    """A line of a file. `author` is the ref of the record that put it there, "" for a person.

    `writer` is that of the record that wrote it, where it was only moved since.
    """

    text: str
    author: str
    writer: str | None = None

    @property
    def sources(self) -> set[str]:
        """The records, or "" for a person, that the line is from."""
        return {self.author, self.author if self.writer is None else self.writer}


class Editor:
    """Makes edits from a seed."""

    def __init__(self, rng: random.Random) -> None:
        self._rng, self._count = rng, 0

    def make_text(self, boilerplate_share: float = 0.3) -> str:
        rng = self._rng
        indent = " " * (4 * rng.randrange(3))
        if rng.random() < boilerplate_share:
            text = rng.choice(_BOILERPLATE)
            return indent + text if text else ""
        self._count += 1
        verb, noun = rng.choice(_VERBS), rng.choice(_NOUNS)
        return f"{indent}{noun}_{self._count} = {verb}_{noun}('{verb}', {rng.randrange(1000)})"

    def make_block(self, low: int = 2, high: int = 9) -> list[str]:
        return [self.make_text() for _ in range(self._rng.randint(low, high))]

    def edit(self, texts: Sequence[str]) -> list[str]:
        """Another version of a file: one to three places of it are changed."""
        result = list(texts)
        for _ in range(self._rng.randint(1, 3)):
            self._rng.choice((self._insert, self._insert, self._change, self._delete, self._move))(
                result
            )
        return result

    def _choose_span(self, texts: list[str], most: int) -> tuple[int, int]:
        start = self._rng.randrange(len(texts) + 1)
        return start, min(start + self._rng.randint(1, most), len(texts))

    def _insert(self, texts: list[str]) -> None:
        start = self._rng.randrange(len(texts) + 1)
        texts[start:start] = self.make_block()

    def _change(self, texts: list[str]) -> None:
        start, end = self._choose_span(texts, 4)
        texts[start:end] = [self.make_text(0.1) for _ in texts[start:end]]

    def _delete(self, texts: list[str]) -> None:
        if len(texts) > 20:
            start, end = self._choose_span(texts, 5)
            del texts[start:end]

    def _move(self, texts: list[str]) -> None:
        start, end = self._choose_span(texts, 6)
        block = texts[start:end]
        del texts[start:end]
        target = self._rng.randrange(len(texts) + 1)
        texts[target:target] = block


def apply_edit(before: Sequence[Line], texts: Sequence[str], author: str) -> list[Line]:
    """The lines of a new version: what a diff calls unchanged keeps its author.

    White space changes no author, as for `git blame -w`.
    """
    old, new = ["".join(line.text.split()) for line in before], ["".join(t.split()) for t in texts]
    writers = {"".join(line.text.split()): line for line in before}
    result = []
    for text in texts:
        moved = writers.get("".join(text.split()))
        writer = (moved.author if moved.writer is None else moved.writer) if moved else None
        result.append(Line(text, author, writer))
    for old_index, new_index in _list_unchanged(old, new):
        line, text = before[old_index], texts[new_index]
        same = line if line.text == text else Line(text, line.author, line.writer)
        result[new_index] = same
    return result


def _list_unchanged(old: Sequence[str], new: Sequence[str]) -> Iterator[tuple[int, int]]:
    """The places of the lines that git's own diff leaves as they are."""
    with tempfile.TemporaryDirectory() as folder:
        paths = [Path(folder) / name for name in ("old", "new")]
        for path, lines in zip(paths, (old, new), strict=True):
            path.write_text("".join(f"{line}\n" for line in lines))
        args = ["git", "diff", "--no-index", "--no-indent-heuristic", "-U0", *map(str, paths)]
        diff = subprocess.run(args, capture_output=True, text=True, check=False).stdout
    old_index = new_index = 0
    hunks = re.findall(r"(?m)^@@ -(\d+)(?:,(\d+))? \+(\d+)(?:,(\d+))? @@", diff)
    for old_start, old_count, new_start, new_count in [*hunks, (str(len(old) + 1), "0", "", "")]:
        removed = int(old_count or 1)
        start = int(old_start) - 1 if removed or not new_start else int(old_start)
        while old_index < start:
            yield old_index, new_index
            old_index, new_index = old_index + 1, new_index + 1
        old_index += removed
        new_index += int(new_count or 1)


def list_changed(before: Sequence[Line], after: Sequence[Line]) -> tuple[list[str], list[str]]:
    """The texts of the lines that are new in a version, and of those that are gone."""
    old, new = set(map(id, before)), set(map(id, after))
    return (
        [line.text for line in after if id(line) not in old],
        [line.text for line in before if id(line) not in new],
    )


def merge_lines(
    base: Sequence[Line],
    ours: Sequence[Line],
    theirs: Sequence[Line],
    resolve: Callable[[list[Line], list[Line]], list[Line]],
) -> list[Line]:
    """The three-way merge of versions of a file; `resolve` answers what both have changed."""
    edits = sorted(
        [(*edit, 0) for edit in _list_edits(base, ours)]
        + [(*edit, 1) for edit in _list_edits(base, theirs)],
        key=lambda edit: edit[:2],
    )
    result: list[Line] = []
    position, index = 0, 0
    while index < len(edits):
        group = [edits[index]]
        start, end = edits[index][0], edits[index][1]
        index += 1
        while index < len(edits) and edits[index][0] <= end:
            group.append(edits[index])
            end = max(end, edits[index][1])
            index += 1
        result += base[position:start]
        sides = [_apply(base, start, end, [e for e in group if e[3] == side]) for side in (0, 1)]
        if len({edit[3] for edit in group}) == 1:
            result += sides[group[0][3]]
        else:
            result += resolve(*sides)
        position = end
    return [*result, *base[position:]]


def _list_edits(
    base: Sequence[Line], other: Sequence[Line]
) -> list[tuple[int, int, Sequence[Line]]]:
    matcher = difflib.SequenceMatcher(None, list(map(id, base)), list(map(id, other)), False)
    return [
        (start, end, other[new_start:new_end])
        for tag, start, end, new_start, new_end in matcher.get_opcodes()
        if tag != "equal"
    ]


def _apply(
    base: Sequence[Line],
    start: int,
    end: int,
    edits: Sequence[tuple[int, int, Sequence[Line], int]],
) -> list[Line]:
    result: list[Line] = []
    position = start
    for edit_start, edit_end, lines, _ in edits:
        result += [*base[position:edit_start], *lines]
        position = edit_end
    return [*result, *base[position:end]]
