"""A text read in another way, with the way back to the places in the original text."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Sequence

from minutebook.lean.values import Value


class Edit(Value):
    """A part of a text that a view leaves out, or reads as something else.

    `is_certain`: what stands on both sides is one word for sure. Else a word may end here.
    """

    start: int
    end: int
    replacement: str = ""
    is_certain: bool = True


class View:
    """A text after edits, which are in order and do not overlap.

    `parent` is the view whose text was edited. Positions are mapped to and from the text at the
    root, which is a view without edits. `joints` are the positions where a word may end, although
    the next one follows at once.
    """

    def __init__(self, text: str, edits: Sequence[Edit] = (), parent: View | None = None) -> None:
        self._parent = parent
        self._edits = edits
        self._starts: list[int] = []  # of the edits, in the text after them
        self._ends: list[int] = []
        parts, position, length = [], 0, 0
        for edit in edits:
            parts += [text[position : edit.start], edit.replacement]
            length += edit.start - position
            self._starts.append(length)
            length += len(edit.replacement)
            self._ends.append(length)
            position = edit.end
        self.text = "".join([*parts, text[position:]])
        self._ends_before = [edit.end for edit in edits]
        joints = [self._move_forward(joint) for joint in parent.joints] if parent else []
        joints += [
            start for start, edit in zip(self._starts, edits, strict=True) if not edit.is_certain
        ]
        self.joints: list[int] = sorted(set(joints))

    def edit(self, edits: Sequence[Edit]) -> View:
        """The view with more edits, of its own text; itself where there are none."""
        return View(self.text, edits, self) if edits else self

    @property
    def is_original(self) -> bool:
        """Whether it is the text at the root itself."""
        return self._parent is None

    @property
    def original_text(self) -> str:
        """The text at the root."""
        return self.text if self._parent is None else self._parent.original_text

    def list_parts_near_edits(self, reach: int) -> list[tuple[int, int]]:
        """The parts of the text within `reach` characters of one of its own edits, in order.

        A part begins at a line's start where there is one within the same reach.
        """
        parts: list[tuple[int, int]] = []
        for edit_start, edit_end in zip(self._starts, self._ends, strict=True):
            start = max(0, edit_start - reach)
            line_start = self.text.rfind("\n", max(0, start - reach), start) + 1
            start = line_start or start
            end = min(len(self.text), edit_end + reach)
            if parts and start <= parts[-1][1]:
                parts[-1] = (parts[-1][0], end)
            else:
                parts.append((start, end))
        return parts

    def is_near_edit(self, start: int, end: int, reach: int) -> bool:
        """Whether one of its own edits is within `reach` characters of a part of the text."""
        index = bisect_left(self._ends, start - reach)
        return index < len(self._starts) and self._starts[index] <= end + reach

    def find_joints(self, start: int, end: int) -> list[int]:
        """The joints between two positions, without these."""
        return self.joints[bisect_right(self.joints, start) : bisect_left(self.joints, end)]

    def find_view_position(self, position: int) -> int:
        """The position in the view of a position in the text at the root."""
        if self._parent is None:
            return position
        return self._move_forward(self._parent.find_view_position(position))

    def find_original_span(self, start: int, end: int) -> tuple[int, int]:
        """The place in the text at the root of a part of the view that is not empty.

        What is left out before and behind the part is not of it.
        """
        if self._parent is None:
            return start, end
        index = bisect_right(self._ends, start)
        if index < len(self._edits) and self._starts[index] <= start:
            start = self._edits[index].start
        else:
            start = self._move_back(index, start)
        index = bisect_left(self._ends, end)
        if index < len(self._edits) and self._starts[index] < end:
            end = self._edits[index].end
        else:
            end = self._move_back(index, end)
        return self._parent.find_original_span(start, end)

    def _move_back(self, index: int, position: int) -> int:
        """The position before the edits of one that has `index` edits before it."""
        if index == 0:
            return position
        return position - self._ends[index - 1] + self._ends_before[index - 1]

    def _move_forward(self, position: int) -> int:
        index = bisect_right(self._ends_before, position)
        if index < len(self._edits) and self._edits[index].start < position:
            return self._starts[index]
        if index == 0:
            return position
        return position - self._ends_before[index - 1] + self._ends[index - 1]
