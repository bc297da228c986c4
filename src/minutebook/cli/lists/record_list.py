"""The lines of `list`: all columns in a pipe, on a terminal those that its width has room for."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from minutebook.cli.output import count_cells, cut_cells
from minutebook.lean.values import Value

_GAP = 2  # cells between two columns
_MIN_TITLE_CELLS = 24  # before other columns become shorter, or go
_MAX_FEATURE_CELLS = 20
_MIN_REF_CELLS = 12
STATE_STYLES = {
    **dict.fromkeys(("accepted", "green"), "32"),
    **dict.fromkeys(("rejected", "red"), "31"),
    "proposed": "33",
    **dict.fromkeys(("deprecated", "superseded"), "2"),
}


class Row(Value):
    """A record in a list; each field is one line free of controls.

    `note` stands behind the title, and stays where that is cut.
    """

    ref: str
    date: str
    state: str
    title: str
    feature: str = ""
    note: str = ""

    @property
    def text(self) -> str:
        """The title with the note."""
        return f"{self.title} ({self.note})" if self.note else self.title


def format_list(rows: Sequence[Row], width: int, *, has_colours: bool) -> Iterator[str]:
    """The rows as lines no longer than `width` cells, with aligned columns.

    Where titles would have too little room the feature goes, a long ref becomes shorter, the date
    goes, and at last a state loses words. A ref keeps its end, which tells records apart.
    """
    ref, date, state, feature = _choose_widths(rows, width)
    for row in rows:
        cells = [
            (_cut_start(row.ref, ref), ref, ""),
            (row.date, date, ""),
            (row.state, state, row.state),
        ]
        cells.append((row.feature, feature, ""))
        line = ""
        for text, cell_width, state_name in cells:
            if cell_width:
                shown = cut_cells(text, cell_width)
                padding = " " * (cell_width - count_cells(shown) + _GAP)
                style = STATE_STYLES.get(state_name, "") if has_colours else ""
                line += f"\x1b[{style}m{shown}\x1b[0m{padding}" if style else shown + padding
        used = sum(cell_width + _GAP for _, cell_width, _ in cells if cell_width)
        yield (line + _cut_text(row, max(width - used, 1))).rstrip()


def _cut_start(text: str, width: int) -> str:
    """The end of a text, behind `…` where it takes more than `width` cells."""
    return text if count_cells(text) <= width else cut_cells(text[::-1], width)[::-1]


def _cut_text(row: Row, width: int) -> str:
    """Title and note in so many cells: the title is cut, the note too where it is most of that."""
    title_width = width - count_cells(row.text) + count_cells(row.title)
    if not row.note or title_width >= count_cells(row.title) or title_width < width // 3:
        return cut_cells(row.text, width)
    return f"{cut_cells(row.title, title_width)} ({row.note})"


def _choose_widths(rows: Sequence[Row], width: int) -> tuple[int, int, int, int]:
    """How many cells ref, date, state and feature have; 0: the column is left out."""
    ref = max(count_cells(row.ref) for row in rows)
    date = max(count_cells(row.date) for row in rows)
    state = max(count_cells(row.state) for row in rows)
    feature = min(_MAX_FEATURE_CELLS, max(count_cells(row.feature) for row in rows))
    title = max(count_cells(row.text) for row in rows)
    min_title = min(title, _MIN_TITLE_CELLS)

    def has_room(*columns: int, for_title: int) -> bool:
        return sum(column + _GAP for column in columns if column) + for_title <= width

    is_rare = 2 * sum(bool(row.feature) for row in rows) < len(rows)  # a column of blanks
    if is_rare or not has_room(
        ref, date, state, feature, for_title=min(title, 2 * _MIN_TITLE_CELLS)
    ):
        feature = 0
    least_ref = min(ref, max(_MIN_REF_CELLS, width // 4))
    for columns in ((date, state), (state,)):
        if has_room(least_ref, *columns, for_title=min_title):
            break
        date = 0
    else:
        word_widths = (  # with room for the sign that others are left out
            count_cells(word) + (word != row.state) for row in rows for word in row.state.split()
        )
        room = max(1, width - least_ref - 2 * _GAP - _MIN_REF_CELLS // 2)
        state = min(state, max(word_widths, default=0), room)
    used = sum(column + _GAP for column in (date, state, feature) if column)
    ref = min(ref, max(least_ref, width - used - min_title - _GAP))
    return ref, date, state, feature
